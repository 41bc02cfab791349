"""Money times days of overdue documents, in exact sums."""

from __future__ import annotations

import polars as pl

from creditkit.money import MONEY, zero

EXACT = pl.Decimal(38, 0)


def overdue_sums(open_items: pl.LazyFrame) -> pl.LazyFrame:
    """Per currency: receivables = Σ open, overdue = Σ open past due (money), overdue_x_days = Σ open × days overdue.

    open_items: of `fold.open_items`.  overdue_x_days is in 1/10,000 of the currency unit times days (whole numbers).
    Overdue is before unapplied credits; receivables are net of them.
    """
    late = (pl.col("open") > zero()) & (pl.col("days_overdue") > 0)
    rows = open_items.with_columns(_late=pl.when(late).then("open"))
    product = pl.col("_late").to_physical().cast(pl.Int128) * pl.col("days_overdue").cast(pl.Int128)
    return (
        rows.group_by("currency")
        .agg(
            receivables=pl.col("open").sum().cast(MONEY),
            overdue=pl.col("_late").sum().cast(MONEY),
            overdue_x_days=product.sum().cast(EXACT),
        )
        .sort("currency", nulls_last=True)
    )
