"""Rules about disputes and records: W10, W17."""

from __future__ import annotations

import polars as pl

from creditkit.money import zero
from creditkit.policy.model import MonitorPolicy
from creditkit.stages.watch.alerts import found


def disputes(rows: pl.DataFrame, section: MonitorPolicy) -> pl.DataFrame:
    """W10: disputed ÷ open documents > amber or > red."""
    rule = section.w10
    share = pl.col("disputed_share")
    levels = [("red", share > rule.red, rule.red), ("amber", share > rule.amber, rule.amber)]
    return found(rows, "W10", "disputed_share", levels, share, previous=pl.col("disputed_share_before"))


def records(rows: pl.DataFrame) -> pl.DataFrame:
    """W17: credits that were not applied for too long, a credit balance, documents without a due date.  Information."""
    old, balance, undated = pl.col("unapplied_old"), pl.col("open"), pl.col("undated")
    return pl.concat(
        [
            found(rows, "W17", "unapplied", [("info", old < zero(), 0.0)], old, previous=pl.col("unapplied_old_before")),
            found(rows, "W17", "open", [("info", balance < zero(), 0.0)], balance, previous=pl.col("open_before")),
            found(rows, "W17", "undated", [("info", undated > zero(), 0.0)], undated, previous=pl.col("undated_before")),
        ]
    )  # fmt: skip
