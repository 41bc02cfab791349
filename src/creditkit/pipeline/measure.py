"""Measuring: open items, aging, DSO, payment habits, and what deciding needs of the ledger."""

from __future__ import annotations

from functools import cached_property

import polars as pl

from creditkit.errors import Notice
from creditkit.pipeline.inputs import Inputs
from creditkit.policy.model import AgingPolicy
from creditkit.report.blocks import ProofLine


class Measuring(Inputs):
    """What the ledger says."""

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
        by = self.column_of(by)
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
