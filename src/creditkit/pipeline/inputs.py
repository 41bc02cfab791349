"""What was read: policy, ledger, customers, rates, the as-of date, and where everything came from."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from creditkit import calendar
from creditkit.engines.carry import LedgerFacts
from creditkit.errors import CreditkitError, Notice, Rejected
from creditkit.pipeline.request import Request
from creditkit.policy.load import load_policy
from creditkit.policy.model import Policy
from creditkit.report.blocks import InputFile

if TYPE_CHECKING:
    from creditkit.read.customers import CustomersReading
    from creditkit.read.decisions import DecisionsReading
    from creditkit.read.ledgers import FileReading, LedgerReading


class Inputs:
    """The inputs of one request, each read once, when it is first asked for."""

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

    # --- what people decided -----------------------------------------------------------------------------------------

    @cached_property
    def _promises_reading(self) -> DecisionsReading | None:
        from creditkit.read.decisions import read_promises

        return None if self.request.promises is None else read_promises(self.request.promises)

    @cached_property
    def _disputes_reading(self) -> DecisionsReading | None:
        from creditkit.read.decisions import read_disputes

        return None if self.request.disputes is None else read_disputes(self.request.disputes)

    @cached_property
    def _snoozes_reading(self) -> DecisionsReading | None:
        from creditkit.read.decisions import read_snoozes

        return None if self.request.snoozes is None else read_snoozes(self.request.snoozes)

    @property
    def promises(self) -> pl.DataFrame | None:
        """Promises to pay (read.decisions.PROMISES_SCHEMA), or None when there is no such file."""
        return None if self._promises_reading is None else self._promises_reading.frame

    @property
    def disputes(self) -> pl.DataFrame | None:
        """Disputes, closed ones too (read.decisions.DISPUTES_SCHEMA), or None when there is no such file."""
        return None if self._disputes_reading is None else self._disputes_reading.frame

    @property
    def snoozes(self) -> pl.DataFrame | None:
        """Snoozed and acknowledged alerts (read.decisions.SNOOZES_SCHEMA), or None when there is no such file."""
        return None if self._snoozes_reading is None else self._snoozes_reading.frame

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
            facts = self.ledger_facts
            if not facts.has_past and facts.exported_on:
                return facts.exported_on
        return self.request.today

    def column_of(self, name: str) -> str:
        """The canonical column of a header as the file writes it; any other name as it is."""
        headers = {
            header: column
            for file in self.reading.files
            if file.role == "ledger"
            for column, header in file.mapping.items()
        }
        return headers.get(name, name)

    # --- provenance ----------------------------------------------------------------------------------------------------

    @property
    def inputs(self) -> tuple[InputFile, ...]:
        """Every file that was read for this answer, with its hash and row counts."""
        files: list[FileReading] = []
        if self.customers_reading is not None:
            files += self.customers_reading.files
        # Only those that were asked for: a file that had no part in the answer is not named as its source.
        decided = ("_promises_reading", "_disputes_reading", "_snoozes_reading", "_sent_reading")
        read = [self.__dict__[name] for name in decided if name in self.__dict__]
        files += [reading.file for reading in read if reading is not None]
        return (*self.ledger_inputs, *(_input(file) for file in files))

    @property
    def ledger_inputs(self) -> tuple[InputFile, ...]:
        """The files of the ledger and its payments."""
        return tuple(_input(file) for file in self.reading.files) if self.has_ledger else ()

    @property
    def rejects(self) -> tuple[Rejected, ...]:
        return (*self.ledger_rejects, *(self.customers_reading.rejects if self.customers_reading is not None else ()))

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Warnings of reading and converting, each once."""
        found = [*self.ledger_notices]
        if self.customers_reading is not None:
            found += self.customers_reading.notices
        return tuple(notice for place, notice in enumerate(found) if notice not in found[:place])

    @property
    def ledger_rejects(self) -> tuple[Rejected, ...]:
        """Rows of the ledger that could not be read."""
        return self.reading.rejects if self.has_ledger else ()

    @property
    def ledger_notices(self) -> tuple[Notice, ...]:
        """Warnings of reading the ledger."""
        return self.reading.notices if self.has_ledger else ()

    @property
    def ledger_facts(self) -> LedgerFacts:
        """Layout, and whether the ledger has a past and sales."""
        return LedgerFacts.of(self.reading.ledger)


def _input(file: FileReading) -> InputFile:
    return InputFile(
        str(file.path),
        file.sha256,
        file.role,
        file.rows_read,
        file.rows_accepted,
        file.rows_rejected,
        file.rows_ignored,
    )
