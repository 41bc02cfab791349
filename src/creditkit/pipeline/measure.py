"""Measuring: open items, aging, DSO, payment habits, and what deciding needs of the ledger."""

from __future__ import annotations

from functools import cached_property

import polars as pl

from creditkit.errors import Notice
from creditkit.money import MONEY
from creditkit.pipeline import folds
from creditkit.pipeline.asking import Asking
from creditkit.policy.model import AgingPolicy, CapitalFigures, DsoPolicy
from creditkit.report.blocks import ProofLine


class Measuring(Asking):
    """What the ledger says."""

    @cached_property
    def open_items(self) -> pl.LazyFrame:
        """Open documents at as-of, with the customer's group beside them where the customer file names one."""
        from creditkit.fold.open_items import open_items

        items = open_items(self.ledger, self.as_of, default_terms_days=self.policy.aging.default_terms_days)
        return folds.with_group(items, self._groups)

    @property
    def _groups(self) -> pl.DataFrame | None:
        if self.customers is None:
            return None
        return self.customers.select("customer_id", pl.coalesce("group", "customer_id").alias("group"))

    def aging_by(self, by: str, section: AgingPolicy | None = None) -> pl.DataFrame:
        """Aging per customer, group, document or tag column, under `section` (else the policy's)."""
        from creditkit.stages.aging import aging

        section = section or self.policy.aging
        return aging(self.folded(folds.aging(self.as_of, section, by=self.column_of(by), groups=self._groups)))

    @cached_property
    def aging(self) -> pl.DataFrame:
        return self.aging_by("customer")

    @cached_property
    def control_total(self) -> pl.DataFrame:
        """Σ open per currency by another road than the open items: what every proof line starts from."""
        return self.folded(folds.control(self.as_of))

    def proof_of(self, rows: pl.DataFrame) -> tuple[ProofLine, ...]:
        """Proof lines of rows with `currency` and `open`.  A difference is a bug and is said to be one."""
        from creditkit.stages.aging import proof

        lines = proof(rows, self.control_total).iter_rows(named=True)
        return tuple(ProofLine(line["currency"], line["ledger"], line["reported"]) for line in lines)

    def dso_rows(self, *, by_month: bool, section: DsoPolicy | None = None) -> pl.DataFrame:
        from creditkit.stages.dso import dso, dso_points

        section = section or self.policy.dso
        points = dso_points(self.as_of, section, by_month=by_month)
        sales, balances = self.engine.ask([folds.sales(points), folds.balances(points, self.policy.aging)])
        return dso(sales, balances, self.as_of, section, by_month=by_month)

    @cached_property
    def dso(self) -> pl.DataFrame:
        return self.dso_rows(by_month=False)

    @cached_property
    def dso_months(self) -> pl.DataFrame:
        return self.dso_rows(by_month=True)

    @cached_property
    def habit_sums(self) -> pl.DataFrame:
        """Exact sums of payments per customer and currency; CK306 where the ledger tells none."""
        return self.folded(folds.habits(self.as_of, self.policy.habits, self.policy.aging))

    @cached_property
    def habits(self) -> pl.DataFrame:
        from creditkit.stages.habits import habits

        return habits(self.habit_sums, self.policy.habits)

    @cached_property
    def capital(self) -> pl.DataFrame:
        """Working capital per currency, with sales of the ledger where the books' are not given."""
        from creditkit.stages.capital import capital

        section = self.policy.capital
        sums = self.folded(folds.overdue(self.as_of, self.policy.aging))
        figures = self.request.capital or CapitalFigures()
        if figures.currency is None and sums.height != 1:
            figures = figures.model_copy(update={"currency": self.request.reading.base_currency})
        return capital(sums, self._year_sales(section.sales_months), figures, self.as_of, section)

    def _year_sales(self, months: int) -> pl.DataFrame:
        """credit_sales of the last months and their window_days, per currency; no rows where the ledger has no sales."""
        if not self.ledger_facts.has_sales:
            return pl.DataFrame(schema={"currency": pl.String, "credit_sales": MONEY, "window_days": pl.Int64})
        section = self.policy.dso.model_copy(update={"window_months": months})
        return self.dso_rows(by_month=False, section=section)

    @property
    def known_habits(self) -> pl.DataFrame | None:
        """Habits where the ledger tells payments; None for a list of open items, which has none to tell."""
        return self.habits if self.has_ledger and self.ledger_facts.has_past else None

    @cached_property
    def facts(self) -> pl.DataFrame:
        """Per customer and currency: open, overdue, purchases, history; what deciding needs of the ledger."""
        return self.folded(folds.facts(self.as_of, self.policy.aging))

    @cached_property
    def open_item_notices(self) -> tuple[Notice, ...]:
        from creditkit.fold.open_items import open_item_notices

        later, undated = self.engine.ask([folds.later(self.as_of), folds.undated(self.as_of)])
        known = self.ledger_facts
        return open_item_notices(later, undated, self.as_of, has_past=known.has_past, exported_on=known.exported_on)
