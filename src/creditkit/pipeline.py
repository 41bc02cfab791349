"""Which stage feeds which: one lazily computed property per stage, read downward.

Nothing here computes a figure; it asks reading, folding and the stages in turn and keeps what they answer, so a
command pays only for the stages it needs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from creditkit import calendar
from creditkit.errors import CreditkitError, Notice, Rejected
from creditkit.ledger import Ledger
from creditkit.policy.load import load_policy
from creditkit.policy.model import AgingPolicy, Policy
from creditkit.read.request import ReadOptions
from creditkit.report.blocks import InputFile, ProofLine

if TYPE_CHECKING:
    from creditkit.read.customers import CustomersReading
    from creditkit.read.ledgers import LedgerReading


@dataclass(frozen=True)
class Request:
    """What is asked of the pipeline: files, how to read them, the as-of word and the day it is asked on."""

    today: date
    ledger: tuple[Path, ...] = ()
    customers: Path | None = None
    payments: Path | None = None
    rates: Path | None = None
    overrides: Path | None = None
    policy: Path | None = None
    as_of: str | None = None
    currency: str | None = None
    where: tuple[str, ...] = ()
    reading: ReadOptions = field(default_factory=ReadOptions)
    customer_reading: ReadOptions | None = None
    payment_reading: ReadOptions | None = None
    company: str = ""
    cache: Path | None = None


class Pipeline:
    """The stages of one request.  Every property is computed once, when it is first asked for."""

    def __init__(self, request: Request) -> None:
        self.request = request

    # --- policy and inputs -------------------------------------------------------------------------------------------

    @cached_property
    def _loaded_policy(self) -> tuple[Policy, str]:
        return load_policy(self.request.policy)

    @property
    def policy(self) -> Policy:
        return self._loaded_policy[0]

    @property
    def policy_sha256(self) -> str:
        return self._loaded_policy[1]

    @cached_property
    def reading(self) -> LedgerReading:
        """The ledger as it was read: canonical frames, what was understood, rejects, notices."""
        from creditkit.read.ledgers import read_ledger
        from creditkit.workspace.cache import cached_reading

        if not self.request.ledger:
            raise CreditkitError(
                "CK102",
                "No ledger was given.",
                fix="Name a ledger file, or work in a folder whose creditkit.toml names one (creditkit init).",
            )
        request = self.request
        if request.cache is None:
            return read_ledger(request.ledger, request.reading, request.payments, request.payment_reading)
        return cached_reading(
            request.cache, request.ledger, request.reading, request.payments, read_ledger,
            payment_options=request.payment_reading,
        )  # fmt: skip

    @cached_property
    def ledger(self) -> Ledger:
        """The canonical ledger, narrowed by --where and converted by --currency."""
        from creditkit.fold.convert import convert_ledger
        from creditkit.fold.where import where

        ledger = self.reading.ledger
        for condition in self.request.where:
            name, sign, value = condition.partition("=")
            ledger = where(ledger, f"{self._column(name.strip())}{sign}{value}")
        if self.request.currency:
            ledger = convert_ledger(ledger, self.rates, self.request.currency, self.as_of, self.policy.aging)
        return ledger

    @property
    def has_ledger(self) -> bool:
        return bool(self.request.ledger)

    @cached_property
    def customers_reading(self) -> CustomersReading | None:
        from creditkit.read.customers import read_customers

        if self.request.customers is None:
            return None
        return read_customers(self.request.customers, self.request.customer_reading or self.request.reading)

    @cached_property
    def customers(self) -> pl.DataFrame | None:
        """The customer file in canonical columns, or None when there is none."""
        reading = self.customers_reading
        return None if reading is None else reading.frame

    @cached_property
    def rates(self) -> pl.DataFrame:
        from creditkit.read.rates import read_rates

        if self.request.rates is None:
            raise CreditkitError(
                "CK104",
                "--currency {currency} needs exchange rates.",
                fix="Give them with --rates FILE (columns date, currency, base, rate).",
                currency=self.request.currency,
            )
        return read_rates(self.request.rates, self.request.reading)

    @cached_property
    def overrides(self) -> pl.DataFrame | None:
        from creditkit.read.overrides import read_overrides

        return None if self.request.overrides is None else read_overrides(self.request.overrides)

    # --- time ---------------------------------------------------------------------------------------------------------

    @cached_property
    def as_of(self) -> date:
        """As asked; else today where payments are dated facts; else the export's own date; else today."""
        if self.request.as_of:
            try:
                return calendar.resolve_as_of(self.request.as_of, self.request.today)
            except ValueError:
                raise CreditkitError(
                    "CK105",
                    '"{given}" is not a date.',
                    fix="Write 2025-09-28, today, yesterday, month-end or last-month-end.",
                    given=self.request.as_of,
                ) from None
        if self.has_ledger:
            ledger = self.reading.ledger
            if not ledger.has_past and ledger.exported_on:
                return ledger.exported_on
        return self.request.today

    # --- measuring -----------------------------------------------------------------------------------------------------

    def _column(self, name: str) -> str:
        """The canonical column of a header as the file writes it; any other name as it is."""
        headers = {
            header: column
            for file in self.reading.files
            if file.role == "ledger"
            for column, header in file.mapping.items()
        }
        return headers.get(name, name)

    @cached_property
    def open_items(self) -> pl.LazyFrame:
        """Open documents at as-of, with the customer's group beside them where the customer file names one."""
        from creditkit.fold.open_items import open_items

        items = open_items(self.ledger, self.as_of, default_terms_days=self.policy.aging.default_terms_days)
        return self._with_group(items)

    def _with_group(self, items: pl.LazyFrame) -> pl.LazyFrame:
        if self.customers is None or "group" in items.collect_schema().names():
            return items
        groups = self.customers.lazy().select("customer_id", pl.coalesce("group", "customer_id").alias("group"))
        return items.join(groups, on="customer_id", how="left", maintain_order="left").with_columns(
            group=pl.coalesce("group", "customer_id")
        )

    def aging_by(self, by: str, section: AgingPolicy | None = None) -> pl.DataFrame:
        """Aging per customer, group, document or tag column, under `section` (else the policy's)."""
        from creditkit.fold.buckets import aging_documents, aging_sums
        from creditkit.stages.aging import aging

        section = section or self.policy.aging
        by = self._column(by)
        if by == "document":
            sums = aging_documents(self.open_items, section, self.as_of)
        else:
            sums = aging_sums(self.open_items, section, self.as_of, by=by)
        return aging(sums.collect(engine="streaming"))

    @cached_property
    def aging(self) -> pl.DataFrame:
        return self.aging_by("customer")

    @cached_property
    def control_total(self) -> pl.DataFrame:
        """Σ open per currency by another road than the open items: what every proof line starts from."""
        from creditkit.fold.open_items import control_total

        return control_total(self.ledger, self.as_of)

    def proof_of(self, rows: pl.DataFrame) -> tuple[ProofLine, ...]:
        """Proof lines of rows with `currency` and `open`.  A difference is a bug and is said to be one."""
        from creditkit.stages.aging import proof

        lines = proof(rows, self.control_total).iter_rows(named=True)
        return tuple(ProofLine(line["currency"], line["ledger"], line["reported"]) for line in lines)

    def dso_rows(self, *, by_month: bool) -> pl.DataFrame:
        from creditkit.fold.months import month_sums
        from creditkit.stages.dso import dso, dso_points

        section = self.policy.dso
        points = dso_points(self.as_of, section, by_month=by_month)
        sums = month_sums(
            self.ledger,
            points,
            default_terms_days=self.policy.aging.default_terms_days,
            exclude_disputed=self.policy.aging.exclude_disputed,
        )
        return dso(sums.sales, sums.balances, self.as_of, section, by_month=by_month)

    @cached_property
    def dso(self) -> pl.DataFrame:
        return self.dso_rows(by_month=False)

    @cached_property
    def dso_months(self) -> pl.DataFrame:
        return self.dso_rows(by_month=True)

    @cached_property
    def habits(self) -> pl.DataFrame:
        from creditkit.fold.habits import habit_sums
        from creditkit.stages.habits import habits

        sums = habit_sums(
            self.ledger, self.as_of, self.policy.habits, default_terms_days=self.policy.aging.default_terms_days
        )
        return habits(sums.collect(), self.policy.habits)

    @property
    def known_habits(self) -> pl.DataFrame | None:
        """Habits where the ledger tells payments; None for a list of open items, which has none to tell."""
        return self.habits if self.has_ledger and self.ledger.has_past else None

    @cached_property
    def facts(self) -> pl.DataFrame:
        """Per customer and currency: open, overdue, purchases, history; what deciding needs of the ledger."""
        from creditkit.fold.customers import customer_facts

        return customer_facts(self.open_items, self.ledger.documents.lazy(), self.as_of).collect()

    @cached_property
    def open_item_notices(self) -> tuple[Notice, ...]:
        from creditkit.fold.open_items import open_item_notices

        return open_item_notices(self.ledger, self.as_of)

    # --- deciding ------------------------------------------------------------------------------------------------------

    @cached_property
    def exposure(self) -> pl.DataFrame | None:
        from creditkit.stages.exposure import exposure

        return exposure(self.facts, self.customers, self.policy.limit) if self.has_ledger else None

    @cached_property
    def score(self) -> pl.DataFrame:
        from creditkit.stages.score import score

        if not self.has_ledger and self.customers is None:
            raise CreditkitError(
                "CK331",
                "There is nothing to score: neither a customer file nor a ledger was given.",
                fix="creditkit score customers.xlsx --ledger ledger.csv",
            )
        ledger = self.has_ledger
        return score(
            self.customers,
            self.known_habits,
            self.facts if ledger else None,
            self.exposure,
            self.as_of,
            self.policy.score,
            self.overrides,
        )

    @cached_property
    def limit(self) -> pl.DataFrame:
        from creditkit.stages.limit import limit

        assert self.exposure is not None
        return limit(
            self.score, self.exposure, self.customers, self.known_habits, self.policy.limit, self.policy.hold, self.as_of,
            self.overrides,
        )  # fmt: skip

    @cached_property
    def terms(self) -> pl.DataFrame:
        from creditkit.stages.terms import terms

        return terms(self.score, self.customers, self.policy.terms)

    # --- provenance ----------------------------------------------------------------------------------------------------

    @property
    def inputs(self) -> tuple[InputFile, ...]:
        """Every file that was read for this answer, with its hash and row counts."""
        files = [*self.reading.files] if self.has_ledger else []
        if self.customers_reading is not None:
            files += self.customers_reading.files
        return tuple(
            InputFile(
                str(file.path),
                file.sha256,
                file.role,
                file.rows_read,
                file.rows_accepted,
                file.rows_rejected,
                file.rows_ignored,
            )
            for file in files
        )

    @property
    def rejects(self) -> tuple[Rejected, ...]:
        found = self.reading.rejects if self.has_ledger else ()
        return (*found, *(self.customers_reading.rejects if self.customers_reading is not None else ()))

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Warnings of reading and converting, each once."""
        found = [*self.ledger.notices, *self.reading.notices] if self.has_ledger else []
        if self.customers_reading is not None:
            found += self.customers_reading.notices
        return tuple(notice for place, notice in enumerate(found) if notice not in found[:place])
