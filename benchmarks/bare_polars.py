"""The same aging as `creditkit aging LEDGER --as-of DATE`, hand-written for one clean file in lazy Polars."""

from __future__ import annotations

import sys
from datetime import date

import polars as pl

MONEY = pl.Decimal(38, 4)


def aging(path: str, as_of: date) -> pl.DataFrame:
    schema = dict.fromkeys(
        ["Customer No", "Customer Name", "Invoice No", "Document Type", "Invoice Date", "Due Date", "Currency", "Amount",
         "Paid Amount", "Settlement Date", "Disputed"], pl.String)  # fmt: skip
    for name in ("Invoice Date", "Due Date", "Settlement Date"):
        schema[name] = pl.Date
    for name in ("Amount", "Paid Amount"):
        schema[name] = MONEY
    settled = pl.col("Settlement Date").is_null() | (pl.col("Settlement Date") <= as_of)
    opened = pl.col("Amount") - pl.when(settled).then(pl.col("Paid Amount")).otherwise(pl.lit(0).cast(MONEY))
    days = (pl.lit(as_of) - pl.col("Due Date")).dt.total_days()
    receivable = pl.col("open") > 0
    bands = [
        ("not_due", None, 0),
        ("1-30", 1, 30),
        ("31-60", 31, 60),
        ("61-90", 61, 90),
        ("91-120", 91, 120),
        ("121+", 121, None),
    ]

    def inside(low: int | None, high: int | None) -> pl.Expr:
        test = receivable
        if low is not None:
            test = test & (pl.col("days") >= low)
        return test if high is None else test & (pl.col("days") <= high)

    return (
        pl.scan_csv(path, schema=schema)
        .filter(pl.col("Invoice Date") <= as_of)
        .with_columns(opened.cast(MONEY).alias("open"), days.alias("days"))
        .group_by("Customer No", "Currency")
        .agg(
            pl.col("Customer Name").first(),
            *[pl.col("open").filter(inside(low, high)).sum().alias(name) for name, low, high in bands],
            pl.col("open").filter(pl.col("open") < 0).sum().alias("unapplied"),
            pl.col("open").filter((pl.col("Disputed") == "Y") & receivable).sum().alias("disputed"),
            pl.col("open").filter(receivable & (pl.col("days") > 0)).sum().alias("overdue"),
            pl.col("open").sum().alias("total"),
            pl.col("days").filter(receivable & (pl.col("days") > 0)).max().alias("max_days_overdue"),
        )
        .sort("total", descending=True)
        .collect(engine="streaming")
    )


if __name__ == "__main__":
    aging(sys.argv[1], date.fromisoformat(sys.argv[2])).write_csv(sys.stdout)
