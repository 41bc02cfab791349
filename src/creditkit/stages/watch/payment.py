"""Rules about how a customer pays: W01, W02, W04, W09, W16."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from creditkit.policy.model import MonitorPolicy
from creditkit.stages.watch.alerts import found


def slower_payments(rows: pl.DataFrame, section: MonitorPolicy) -> pl.DataFrame:
    """W01: late_now − late_before ≥ amber_days and ≥ amber_share × late_before; red from red_days on.

    Mean days late of the invoices paid in the last 3 months and in the 3 before.  A customer that paid in time or early
    before has no mean to take a share of, so the days alone decide.  threshold: the mean from which the rule fires.
    """
    rule = section.w01
    base, mean = pl.col("late_before"), pl.col("late_now")
    least = pl.max_horizontal(base + rule.amber_days, base + pl.max_horizontal(base, 0.0) * rule.amber_share)
    enough = (pl.col("paid_now") >= rule.min_paid) & (pl.col("paid_before") >= rule.min_paid)
    worst = base + rule.red_days
    levels = [("red", enough & (mean >= worst), worst), ("amber", enough & (mean >= least), least)]
    return found(rows, "W01", "mean_days_late", levels, mean, previous=base)


def worse_bucket(rows: pl.DataFrame, section: MonitorPolicy, edges: Sequence[int]) -> pl.DataFrame:
    """W02: the worst bucket with more than small debt, buckets now − buckets at the earlier date.

    Not due is bucket 0, each edge begins the next.  Debt of no more than min_days past due is no jump.  threshold: the
    days past due from which the bucket counts as so much worse.
    """
    rule = section.w02
    days, before = pl.col("worst_days"), pl.col("worst_days_before")
    rise = bucket_of(days, edges) - bucket_of(before, edges)
    late = days > rule.min_days

    def line(buckets: int) -> pl.Expr:
        # The first day of the bucket that is so many worse than that of before.
        lowest = bucket_of(before, edges) + buckets
        starts = (0, *edges)
        place: pl.Expr = pl.lit(starts[-1] + 1)
        for number, start in reversed(list(enumerate(starts, start=1))):
            place = pl.when(lowest <= number).then(pl.lit(start + 1)).otherwise(place)
        return pl.max_horizontal(place, pl.lit(rule.min_days + 1))

    levels = [
        ("red", late & (rise >= rule.red_buckets), line(rule.red_buckets)),
        ("amber", late & (rise >= rule.amber_buckets), line(rule.amber_buckets)),
    ]
    return found(rows, "W02", "max_days_overdue", levels, days, previous=before)


def bucket_of(days: pl.Expr, edges: Sequence[int]) -> pl.Expr:
    """0 not overdue, 1 up to the first edge, 2 up to the second …  Number of the bucket."""
    number = (days > 0).cast(pl.Int64)
    for edge in edges:
        number = number + (days > edge).cast(pl.Int64)
    return number


def broken_promises(rows: pl.DataFrame, section: MonitorPolicy) -> pl.DataFrame:
    """W04: promises to pay that were not kept, whose deadline lies in the window."""
    rule = section.w04
    count = pl.col("broken_promises")
    levels = [("red", count >= rule.red, rule.red), ("amber", count >= rule.amber, rule.amber)]
    return found(rows, "W04", "broken_promises", levels, count, previous=pl.col("broken_promises_before"))


def part_payments(rows: pl.DataFrame, section: MonitorPolicy) -> pl.DataFrame:
    """W09: payments of the window that left a rest open, or were round sums."""
    rule = section.w09
    count = pl.col("part_payments")
    levels = [("amber", count >= rule.amber, rule.amber)]
    return found(rows, "W09", "part_payments", levels, count, previous=pl.col("part_payments_before"))


def bounced(rows: pl.DataFrame, section: MonitorPolicy, as_of: date) -> pl.DataFrame:
    """W16: a note that bounced or a payment that was taken back in the window.  Any is red."""
    since = as_of - timedelta(days=section.w16.window_days)
    note = (pl.col("bounced_note_date") > since).fill_null(False)
    count = note.cast(pl.Int64) + pl.col("returned_payments").fill_null(0)
    detail = pl.when(note).then(pl.col("bounced_note_date").cast(pl.String))
    return found(rows, "W16", "returned_payments", [("red", count >= 1, 1.0)], count, detail=detail)
