"""Rules about news from outside: W11 legal events, W12 country and sector, W13 insurer, W15 statements."""

from __future__ import annotations

from datetime import date

import polars as pl

from creditkit.calendar import add_months
from creditkit.money import zero
from creditkit.policy.model import MonitorPolicy
from creditkit.stages.watch.alerts import found

BAD_STATUS = ("insolvency", "litigation", "deregistered")


def external(rows: pl.DataFrame) -> pl.DataFrame:
    """W11: insolvent, in litigation or deregistered, or more lawsuits than at the earlier date.  Red."""
    status = pl.col("legal_status")
    bad = status.is_in(BAD_STATUS)
    states = found(rows, "W11", "legal_status", [("red", bad, 1.0)], bad.cast(pl.Int64), detail=status)
    events, before = pl.col("legal_events"), pl.col("legal_events_before")
    more = ~bad.fill_null(False) & (events > before)
    suits = found(rows, "W11", "legal_events", [("red", more, before + 1)], events, previous=before)
    return pl.concat([states, suits])


def downgrade(rows: pl.DataFrame, section: MonitorPolicy) -> pl.DataFrame:
    """W12: points of country and sector before − now, in whole steps."""
    rule = section.w12
    points, before = pl.col("sector_points"), pl.col("sector_points_before")
    fall = before - points

    def line(steps: int) -> pl.Expr:
        return before - steps * rule.step_points

    levels = [
        ("red", fall >= rule.red_steps * rule.step_points, line(rule.red_steps)),
        ("amber", fall >= rule.amber_steps * rule.step_points, line(rule.amber_steps)),
    ]
    return found(rows, "W12", "sector_points", levels, points, previous=before)


def insurer(rows: pl.DataFrame) -> pl.DataFrame:
    """W13: the insurer's limit is lower than at the earlier date.  Red; a limit that is gone counts as 0."""
    limit, before = pl.col("insured_limit").fill_null(zero()), pl.col("insured_limit_before")
    cut = (before > limit) & pl.col("known_before")
    return found(rows, "W13", "insured_limit", [("red", cut, before.cast(pl.Float64))], limit, previous=before)


def statements(rows: pl.DataFrame, section: MonitorPolicy, as_of: date) -> pl.DataFrame:
    """W15: the annual statement of a customer that owes is older than so many months."""
    rule = section.w15
    day = pl.col("statement_date")
    owes = pl.col("debt") > zero()
    age = (pl.lit(as_of) - day).dt.total_days()

    def line(months: int) -> float:
        return float((as_of - add_months(as_of, -months)).days)

    levels = [
        ("red", owes & (day < add_months(as_of, -rule.red_months)), line(rule.red_months)),
        ("amber", owes & (day < add_months(as_of, -rule.amber_months)), line(rule.amber_months)),
    ]
    return found(rows, "W15", "statement_days", levels, age, detail=day)
