"""The cash forecast at any date, and at past dates to judge it: folds and stages in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import polars as pl

from creditkit.calendar import add_months, month_end
from creditkit.engines.fold import Fold
from creditkit.pipeline import folds
from creditkit.policy.model import Policy
from creditkit.stages.forecast import Horizon, forecast_documents, horizon
from creditkit.stages.forecast_backtest import Backtest, JudgedWeek, cutoffs_before, judge_days, judge_weeks
from creditkit.stages.forecast_weeks import currencies_of, week_totals
from creditkit.stages.survival import Curves, lateness_curves

_COUNTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "customer_id": pl.String, "terms_class": pl.String, "lateness": pl.Int64, "months_back": pl.Int64,
    "settled": pl.Int64, "still_open": pl.Int64,
}  # fmt: skip


class Engine(Protocol):
    """Something that answers folds."""

    def ask(self, folds: Sequence[Fold]) -> list[pl.DataFrame]: ...


@dataclass(frozen=True)
class Forecast:
    """One forecast: its documents (of `stages.forecast`), the curves and counts behind them, and its weeks."""

    documents: pl.DataFrame
    curves: Curves
    counts: pl.DataFrame
    horizon: Horizon


def forecast_at(
    engine: Engine,
    as_of: date,
    policy: Policy,
    groups: pl.DataFrame | None = None,
    promises: pl.DataFrame | None = None,
    *,
    has_past: bool = True,
) -> Forecast:
    """The forecast made at as_of from facts dated ≤ as_of.

    has_past: the ledger tells payments; without them there is no curve, and every document takes due + a set delay.
    """
    section = policy.forecast
    asked = [folds.expected(as_of, section, policy.aging)]
    if has_past:
        asked.append(folds.lateness(as_of, section, policy.aging))
    items, *known = engine.ask(asked)
    counts = known[0] if known else pl.DataFrame(schema=_COUNTS)
    curves = lateness_curves(counts, items.select("customer_id", "terms_class"), groups, section)
    weeks = horizon(as_of, section.weeks)
    return Forecast(forecast_documents(items, curves, promises, weeks, section), curves, counts, weeks)


def backtest(
    engine: Engine,
    as_of: date,
    policy: Policy,
    groups: pl.DataFrame | None = None,
    cutoffs: Sequence[date] | None = None,
) -> Backtest | None:
    """The forecast made again at each cutoff and judged by what is known at as_of.

    Without cutoffs: the latest month ends whose whole horizon is past.  Invoices raised between a cutoff and the next
    (after the last one: within a month, or up to as_of where the cutoffs are given) are tested once each.
    Cutoffs with fewer than `min_events` settled documents say nothing and are left out.  None where there is nothing
    to judge.  Promises are not replayed.
    """
    section = policy.forecast
    chosen = cutoffs_before(as_of, section) if cutoffs is None else sorted(set(cutoffs))
    if not chosen:
        return None
    ends = [*chosen[1:], as_of if cutoffs is not None else _month_later(chosen[-1])]
    days: list[pl.DataFrame] = []
    weeks: list[JudgedWeek] = []
    used: list[date] = []
    for cutoff, end in zip(chosen, ends, strict=True):
        made = forecast_at(engine, cutoff, policy, groups)
        if made.counts["settled"].sum() < section.min_events:
            continue
        last = made.horizon.last
        asked = [folds.raised(cutoff, end, as_of, section, policy.aging)]
        if last <= as_of:
            asked.append(folds.receipts(cutoff, last, policy.aging))
        raised, *received = engine.ask(asked)
        curves = lateness_curves(made.counts, raised.select("customer_id", "terms_class"), groups, section)
        days.append(judge_days(raised, curves, made.counts, cutoff, section))
        if received:
            totals = {name: week_totals(made.documents, name, section.weeks) for name in currencies_of(made.documents)}
            weeks += judge_weeks(totals, received[0], made.horizon)
        used.append(cutoff)
    return Backtest(tuple(used), pl.concat(days), tuple(weeks)) if used else None


def _month_later(day: date) -> date:
    return month_end(add_months(day.replace(day=1), 1))
