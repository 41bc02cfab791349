"""A seeded ledger of any length, for measuring: CSV or XLSX, clean, with the shapes real ledgers have.

`python benchmarks/make_ledger.py ROWS FILE`: log-normal amounts, terms of 15 to 90 days, late payers, 5 % part-paid,
2 % credit notes, 1 % disputed.  The same arguments give the same bytes (CSV).
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

SEED = 20250928
AS_OF = date(2025, 9, 28)
CUSTOMER_SHARE = 50  # one customer for so many rows


def ledger(rows: int) -> pl.DataFrame:
    """`rows` documents as text-ready columns, dated over the 30 months before AS_OF."""
    rng = np.random.default_rng(SEED)
    customer = (rng.pareto(1.2, rows) * 3).astype(np.int64) % max(rows // CUSTOMER_SHARE, 1)
    day = rng.integers(0, 912, rows)
    terms = rng.choice([15, 30, 45, 60, 90], rows, p=[0.1, 0.4, 0.2, 0.2, 0.1])
    cents = np.maximum(1, np.exp(rng.normal(7.5, 1.2, rows)) * 100).astype(np.int64)
    credit_note = rng.random(rows) < 0.02
    cents = np.where(credit_note, -cents // 5, cents)
    lateness = np.maximum(-5, rng.gamma(1.5, 8.0, rows) + (customer % 7) * 3 - 8).astype(np.int64)
    settled_on = day + terms + lateness
    settled = (settled_on <= 912) & ~credit_note
    part = rng.random(rows) < 0.05
    paid = np.where(settled, cents, 0)
    paid = np.where(part & (cents > 0), cents * rng.integers(10, 90, rows) // 100, paid)
    start = AS_OF - timedelta(days=912)
    epoch = pl.Series("d", [start]).cast(pl.Int32)[0]
    frame = pl.DataFrame(
        {
            "customer": customer, "document": np.arange(rows), "day": day, "terms": terms, "cents": cents, "paid": paid,
            "settled_on": np.where((paid != 0), np.minimum(settled_on, 912), -1), "disputed": rng.random(rows) < 0.01,
        }
    )  # fmt: skip
    cents_to_money = pl.col("cents", "paid").cast(pl.Float64) / 100
    frame = frame.with_columns(cents_to_money)
    return frame.select(
        ("C" + pl.col("customer").cast(pl.String).str.zfill(7)).alias("Customer No"),
        ("Customer " + pl.col("customer").cast(pl.String)).alias("Customer Name"),
        ("INV-" + pl.col("document").cast(pl.String).str.zfill(9)).alias("Invoice No"),
        pl.when(pl.col("cents") < 0).then(pl.lit("Credit Note")).otherwise(pl.lit("Invoice")).alias("Document Type"),
        (pl.col("day") + epoch).cast(pl.Int32).cast(pl.Date).alias("Invoice Date"),
        (pl.col("day") + pl.col("terms") + epoch).cast(pl.Int32).cast(pl.Date).alias("Due Date"),
        pl.lit("CNY").alias("Currency"),
        pl.col("cents").alias("Amount"),
        pl.col("paid").alias("Paid Amount"),
        pl.when(pl.col("settled_on") >= 0)
        .then((pl.col("settled_on") + epoch).cast(pl.Int32).cast(pl.Date))
        .alias("Settlement Date"),
        pl.when(pl.col("disputed")).then(pl.lit("Y")).otherwise(pl.lit("N")).alias("Disputed"),
    )


def write(rows: int, path: Path) -> None:
    frame = ledger(rows)
    if path.suffix == ".xlsx":
        frame.write_excel(path, worksheet="Ledger")
    elif path.suffix == ".parquet":
        frame.write_parquet(path)
    else:
        frame.write_csv(path, float_precision=2)


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
