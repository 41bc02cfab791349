"""What the report is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from creditkit.errors import Notice, Rejected
from creditkit.policy.model import Policy
from creditkit.report.blocks import InputFile, ProofLine

DETAILED = 4


@dataclass(frozen=True)
class PackInputs:
    """What the pipeline computed; a frame is None where the data cannot answer, and the report says so.

    aging, limit, habits: per customer and currency; aging_totals: per currency; dso: at as_of, and dso_months: at month
    ends, per currency; score, terms: per customer.  base_currency comes first in the report where it has receivables.
    rejected: rows left out by --rejects; rejects: the same with their places, where they are known.  The policy words
    thresholds in the method section.  forecast: weeks, forecast_totals: parts per currency; forecast_backtest: of
    `stages.forecast_backtest.backtest_summary`; capital: per currency.  insurance: per customer and currency, its deadlines,
    cost and tail; stress: per currency and scenario, with the concentration per currency.
    """

    company: str
    as_of: date
    aging: pl.DataFrame
    aging_totals: pl.DataFrame
    dso: pl.DataFrame | None
    dso_months: pl.DataFrame | None
    habits: pl.DataFrame | None
    score: pl.DataFrame | None
    limit: pl.DataFrame | None
    terms: pl.DataFrame | None
    inputs: tuple[InputFile, ...]
    policy_sha256: str
    proof: tuple[ProofLine, ...]
    notices: tuple[Notice, ...]
    rejected: int = 0
    rejects: tuple[Rejected, ...] = ()
    policy: Policy | None = None
    base_currency: str | None = None
    forecast: pl.DataFrame | None = None
    forecast_totals: pl.DataFrame | None = None
    forecast_backtest: dict[str, Any] | None = None
    capital: pl.DataFrame | None = None
    insurance: pl.DataFrame | None = None
    insurance_deadlines: pl.DataFrame | None = None
    insurance_cost: pl.DataFrame | None = None
    insurance_tail: pl.DataFrame | None = None
    stress: pl.DataFrame | None = None
    stress_concentration: pl.DataFrame | None = None

    @property
    def currencies(self) -> list[str]:
        """Base currency first, then those of most customers: amounts of two currencies cannot be compared."""
        first = pl.col("currency").eq_missing(pl.lit(self.base_currency))
        ranked = self.aging_totals.sort(first, "rows", "documents", "currency", descending=[True, True, True, False])
        return ranked["currency"].to_list()

    @property
    def detailed(self) -> list[str]:
        """The currencies that get tables of their own; any further ones stand in the table by currency only."""
        return self.currencies[:DETAILED]

    @property
    def main(self) -> str | None:
        """The currency of the headline figures."""
        return self.currencies[0] if self.currencies else None
