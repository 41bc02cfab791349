"""Turnover as a credit insurance policy counts it, per customer and month, exact."""

from __future__ import annotations

from datetime import date

import polars as pl

from creditkit.calendar import add_months
from creditkit.fold.months import SALES
from creditkit.fold.open_items import document_date, due_or_default, in_ledger
from creditkit.fold.payments import BILLED
from creditkit.ledger import Ledger
from creditkit.money import MONEY, zero


def turnover_sums(ledger: Ledger, as_of: date, since: date, *, terms_days: int | None = None) -> pl.LazyFrame:
    """credit_sales = Σ invoices + debit notes − credit notes, gross of tax; cash_turnover = invoices due on their own day.

    Documents dated since ≤ day ≤ as_of.  One row per customer, currency and month (its first day): customer_id,
    currency, month, credit_sales, cash_turnover (money).  Customer-local.
    """
    day = document_date()
    sold = ledger.documents.lazy().filter(in_ledger(as_of), pl.col("document_type").is_in(SALES), day >= since)
    rows = sold.with_columns(_day=day, _due=due_or_default(terms_days))
    billed = pl.col("document_type").is_in(BILLED) & (pl.col("amount") > zero())
    cash = billed & (pl.col("_due") <= pl.col("_day")) & pl.col("due_date").is_not_null()
    return rows.group_by("customer_id", "currency", month=pl.col("_day").dt.truncate("1mo")).agg(
        credit_sales=pl.col("amount").sum().cast(MONEY),
        cash_turnover=pl.col("amount").filter(cash).sum().cast(MONEY),
    )


def year_of_periods(as_of: date, period: str) -> date:
    """The first day of the 12 calendar months, or 4 quarters, of which as_of lies in the last."""
    start = add_months(as_of.replace(day=1), -11)
    if period == "quarter":
        start = add_months(as_of.replace(day=1), -((as_of.month - 1) % 3) - 9)
    return start
