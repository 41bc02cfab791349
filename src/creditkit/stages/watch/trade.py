"""Rules about what a customer orders and on which terms: W05, W07, W14."""

from __future__ import annotations

from datetime import date

import polars as pl

from creditkit.money import zero
from creditkit.policy.model import MonitorPolicy
from creditkit.stages.watch.alerts import found
from creditkit.stages.watch.state import small


def order_spike(rows: pl.DataFrame, section: MonitorPolicy) -> pl.DataFrame:
    """W05: orders of the window > times × mean of the windows before, and > their percentile: a possible bust-out.

    Orders are what was invoiced.  Amber for good grades, red from red_grade on.  threshold: the larger of both lines.
    """
    rule = section.w05
    orders = pl.col("orders").cast(pl.Float64)
    twice = pl.col("orders_mean") * rule.times
    line = pl.max_horizontal(twice, "orders_high")
    told = (pl.col("orders_windows") >= rule.min_windows) & (pl.col("orders_count") >= rule.min_invoices)
    spike = told & (orders > line)
    bad = (pl.col("grade") >= rule.red_grade).fill_null(False)
    levels = [("red", spike & bad, line), ("amber", spike, line)]
    return found(rows, "W05", "orders", levels, orders, previous=pl.col("orders_mean"), detail=pl.col("grade"))


def terms_creep(rows: pl.DataFrame, section: MonitorPolicy) -> pl.DataFrame:
    """W07: amount-weighted days from invoice to due date now − a year ago ≥ amber_days; red when the sales on longer
    terms than agreed are more than red_share of all.
    """
    rule = section.w07
    enough = pl.col("terms_count") >= rule.min_invoices
    line = pl.col("terms_then") + rule.amber_days
    longer = found(
        rows, "W07", "net_days", [("amber", enough & (pl.col("terms_now") >= line), line)], pl.col("terms_now"),
        previous=pl.col("terms_then"),
    )  # fmt: skip
    share = pl.col("longer_share")
    beyond = found(
        rows, "W07", "longer_share", [("red", share > rule.red_share, rule.red_share)], share,
        previous=pl.col("longer_share_before"),
    )  # fmt: skip
    return pl.concat([longer, beyond])


def silence(rows: pl.DataFrame, section: MonitorPolicy, as_of: date) -> pl.DataFrame:
    """W14: days since the last invoice > times × the usual gap (and > min_days), with more than small overdue debt."""
    rule = section.w14
    quiet = (pl.lit(as_of) - pl.col("last_order")).dt.total_days()
    line = pl.max_horizontal(pl.col("usual_gap") * rule.times, pl.lit(float(rule.min_days)))
    owes = (pl.col("overdue") > zero()) & (pl.col("overdue").cast(pl.Float64) > small(section, "debt"))
    told = pl.col("order_days") >= rule.min_orders
    levels = [("amber", told & owes & (quiet > line), line)]
    return found(rows, "W14", "silence_days", levels, quiet, detail=pl.col("last_order"))
