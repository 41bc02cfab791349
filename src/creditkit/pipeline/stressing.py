"""Downturns: the portfolio per currency, scenarios, and the tail with and without insurance."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property

import polars as pl

from creditkit.money import MONEY, total
from creditkit.pipeline import cover_folds
from creditkit.pipeline.insuring import Insuring
from creditkit.stages.stress import Book


class Stressing(Insuring):
    """What a bad year would cost."""

    @cached_property
    def books(self) -> list[Book]:
        """Exposure, PD, insurance, sector and country of every customer, a book per currency, the base currency first."""
        assert self.exposure is not None
        risks = self.exposure.select(
            "customer_id", "customer_name", "currency", "insured", "purchases_12m", ead="exposure"
        )
        if self.is_insured:
            covered = self.insurance.select("customer_id", "currency", "insured")
            risks = risks.drop("insured").join(covered, on=["customer_id", "currency"], how="left")
        risks = risks.join(self.score.select("customer_id", "pd"), on="customer_id", how="left")
        if self.customers is not None:
            where = self.customers.select("customer_id", "country", "industry")
            risks = risks.join(where, on="customer_id", how="left")
        else:
            risks = risks.with_columns(country=pl.lit(None, dtype=pl.String), industry=pl.lit(None, dtype=pl.String))
        risks = risks.with_columns(pl.col("insured").fill_null(pl.lit(Decimal(0), dtype=MONEY)))
        base = self.request.reading.base_currency
        order = sorted(risks["currency"].unique().to_list(), key=lambda code: (code != base, str(code)))
        return [self._book(code, risks.filter(pl.col("currency") == code)) for code in order]

    def _book(self, currency: str, risks: pl.DataFrame) -> Book:
        sales = total(risks["purchases_12m"]) if self.ledger_facts.has_sales else None
        return Book(currency, risks.sort("customer_id"), sales, self._open_by_currency)

    @cached_property
    def _open_by_currency(self) -> pl.DataFrame | None:
        if self.request.currency is None:
            return None
        return self.folded(cover_folds.by_document_currency(self.as_of, self.policy.aging))

    @cached_property
    def stress(self) -> pl.DataFrame:
        from creditkit.stages.stress import stress

        return stress(self.books, self.policy.stress)

    @cached_property
    def stress_concentration(self) -> pl.DataFrame:
        from creditkit.stages.stress import concentration

        return concentration(self.books)

    @cached_property
    def customer_losses(self) -> pl.DataFrame:
        from creditkit.stages.stress import customer_losses

        return customer_losses(self.books, self.policy.stress)

    @cached_property
    def insurance_tail(self) -> pl.DataFrame | None:
        """Value at risk with and without insurance in the policy's currency; None without receivables in it."""
        from creditkit.stages.stress import tail

        own = [book for book in self.books if book.currency == self.insurance_currency and book.rated.height]
        return tail(own[0], self.policy.stress) if own else None
