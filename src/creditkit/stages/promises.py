"""Promises to pay: kept, broken, or still to come."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl

from creditkit.money import MONEY


def promise_outcomes(receipts: pl.DataFrame, as_of: date, *, kept_share: float) -> pl.DataFrame:
    """outcome: kept if received ≥ kept_share × wanted by the deadline; broken once the deadline is past; else pending.

    receipts: of `fold.promises.promise_receipts`.  A promise about a document that the ledger does not hold is
    `unknown`.  A promise can be kept before its date, and is broken from the day after the deadline on.
    """
    enough = pl.col("received") >= (pl.col("wanted") * pl.lit(Decimal(str(kept_share)), dtype=pl.Decimal(38, 4))).cast(
        MONEY
    )
    outcome = (
        pl.when(pl.col("wanted").is_null())
        .then(pl.lit("unknown"))
        .when(enough)
        .then(pl.lit("kept"))
        .when(pl.col("deadline") < as_of)
        .then(pl.lit("broken"))
        .otherwise(pl.lit("pending"))
    )
    return receipts.with_columns(outcome=outcome)


def broken_counts(outcomes: pl.DataFrame, as_of: date, *, window_days: int) -> pl.DataFrame:
    """customer_id, currency, n_broken: promises broken whose deadline lies in the last window_days."""
    recent = outcomes.filter(
        pl.col("outcome") == "broken", pl.col("deadline") >= pl.lit(as_of) - pl.duration(days=window_days)
    )
    return recent.group_by("customer_id", "currency").agg(n_broken=pl.len().cast(pl.Int64))
