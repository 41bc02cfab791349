"""What limits, holds and scores need of the ledger: one row per customer and currency, exact."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import polars as pl

from creditkit.calendar import months_before
from creditkit.fold.habits import whole_months
from creditkit.fold.months import SALES
from creditkit.fold.open_items import DateBasis, document_date, in_ledger
from creditkit.fold.payments import BILLED
from creditkit.money import MONEY, zero

_OVER = (10, 30, 60, 90)
_KEY = ["customer_id", "currency"]
ACTIVE_MONTHS = 12


def customer_facts(
    items: pl.LazyFrame, documents: pl.LazyFrame | pl.DataFrame, as_of: date, *, date_basis: DateBasis = "invoice_date"
) -> pl.LazyFrame:
    """Exposure and purchases of each customer and currency.

    items: of `open_items`; documents: of the ledger.  Columns: customer_id, customer_name, currency; open (Σ open),
    overdue (Σ open > 0 past due), unapplied (Σ open < 0, negative), disputed (money); max_days_overdue (0 = nothing
    overdue); open_over_10, _30, _60, _90 (undisputed open more than so many days past due; money); purchases_12m
    (invoices + debit notes − credit notes of the last 12 months, money), active_months_12 (of these months, how many
    have an invoice), history_months (whole months since the first invoice), first_invoice, last_invoice.
    Customers with documents and nothing open are there too.
    """
    rows = _bought(documents.lazy(), as_of, date_basis).join(_owed(items), on=_KEY, how="full", coalesce=True)
    named = rows.with_columns(customer_name=pl.coalesce("customer_name", "customer_name_open")).drop(
        "customer_name_open"
    )
    money = ["open", "overdue", "unapplied", "disputed", *(f"open_over_{days}" for days in _OVER), "purchases_12m"]
    counts = ["max_days_overdue", "active_months_12", "history_months"]
    filled = named.with_columns(pl.col(money).fill_null(zero()).cast(MONEY), pl.col(counts).fill_null(0))
    return filled.select(
        "customer_id", "customer_name", "currency", *money[:4], "max_days_overdue", *money[4:8], "purchases_12m",
        "active_months_12", "history_months", "first_invoice", "last_invoice",
    )  # fmt: skip


def _owed(items: pl.LazyFrame) -> pl.LazyFrame:
    value, debt = pl.col("open"), pl.col("open") > zero()
    late, disputed = pl.col("days_overdue"), pl.col("disputed").fill_null(False)
    over = {f"open_over_{days}": value.filter(debt & ~disputed & (late > days)).sum() for days in _OVER}
    return items.group_by(_KEY).agg(
        customer_name_open=pl.col("customer_name").max(),
        open=value.sum(),
        overdue=value.filter(debt & (late > 0)).sum(),
        unapplied=value.filter(~debt).sum(),
        disputed=value.filter(debt & disputed).sum(),
        max_days_overdue=late.filter(debt & (late > 0)).max().cast(pl.Int64),
        **over,
    )


def _bought(documents: pl.LazyFrame, as_of: date, basis: DateBasis) -> pl.LazyFrame:
    day = document_date(basis)
    known = documents.filter(in_ledger(as_of, basis))
    ends = [months_before(as_of, back) for back in range(ACTIVE_MONTHS + 1)]
    sold = pl.col("document_type").is_in(SALES)
    billed = pl.col("document_type").is_in(BILLED) & (pl.col("amount") > zero())
    active = [(billed & (day > older) & (day <= newer)).any().cast(pl.Int64) for newer, older in pairwise(ends)]
    sums = known.group_by(_KEY).agg(
        customer_name=pl.col("customer_name").max(),
        purchases_12m=pl.col("amount").filter(sold & (day > ends[-1])).sum().cast(MONEY),
        active_months_12=pl.sum_horizontal(active).cast(pl.Int64),
        first_invoice=day.filter(billed).min(),
        last_invoice=day.filter(billed).max(),
    )
    return sums.with_columns(history_months=whole_months("first_invoice", as_of))
