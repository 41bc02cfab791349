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
from creditkit.stages.promises import live_promises, promise_outcomes
from creditkit.stages.survival import Curves, lateness_curves

_COUNTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "customer_id": pl.String, "terms_class": pl.String, "lateness": pl.Int64, "months_back": pl.Int64,
    "settled": pl.Int64, "still_open": pl.Int64,
}  # fmt: skip


@dataclass(frozen=True)
class Noted:
    """What people noted beside the ledger: promises and disputes of `read.decisions`, each with its own dates.

    base_currency: of promises that name none, by customers who have several.
    """

    promises: pl.DataFrame | None = None
    disputes: pl.DataFrame | None = None
    base_currency: str | None = None


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
    noted: Noted | None = None,
    *,
    has_past: bool = True,
) -> Forecast:
    """The forecast made at as_of from facts dated ≤ as_of, promises and disputes among them.

    has_past: the ledger tells payments; without them there is no curve, and every document takes due + a set delay.
    """
    section = policy.forecast
    asked = [folds.expected(as_of, section, policy.aging)]
    if has_past:
        asked.append(folds.lateness(as_of, section, policy.aging))
    noted = noted or Noted()
    given = _given(noted.promises, as_of) if has_past else None
    if given is not None:
        rule = policy.monitor.w04
        asked.append(folds.promised(given, as_of, grace_days=rule.grace_days, currency=noted.base_currency))
    items, *known = engine.ask(asked)
    items = _with_disputes(items, _held(noted.disputes, as_of))
    promises = None
    if given is not None:
        outcomes = promise_outcomes(known[1], as_of, kept_share=policy.monitor.w04.kept_share)
        promises = live_promises(outcomes, items, as_of, section)
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
    noted: Noted | None = None,
) -> Backtest | None:
    """The forecast made again at each cutoff and judged by what is known at as_of.

    Without cutoffs: the latest month ends whose whole horizon is past.  Invoices raised between a cutoff and the next
    (after the last one: within a month, or up to as_of where the cutoffs are given) are tested once each.
    Cutoffs with fewer than `min_events` settled documents say nothing and are left out.  None where there is nothing
    to judge.
    """
    section, noted = policy.forecast, noted or Noted()
    chosen = cutoffs_before(as_of, section) if cutoffs is None else sorted(set(cutoffs))
    if not chosen:
        return None
    ends = [*chosen[1:], as_of if cutoffs is not None else _month_later(chosen[-1])]
    days: list[pl.DataFrame] = []
    weeks: list[JudgedWeek] = []
    used: list[date] = []
    for cutoff, end in zip(chosen, ends, strict=True):
        made = forecast_at(engine, cutoff, policy, groups, noted)
        if made.counts["settled"].sum() < section.min_events:
            continue
        last = made.horizon.last
        asked = [folds.raised(cutoff, end, as_of, section, policy.aging)]
        if last <= as_of:
            asked.append(folds.receipts(cutoff, last, _held(noted.disputes, cutoff), policy.aging))
        raised, *received = engine.ask(asked)
        curves = lateness_curves(made.counts, raised.select("customer_id", "terms_class"), groups, section)
        days.append(judge_days(raised, curves, made.counts, cutoff, section))
        if received:
            totals = {name: week_totals(made.documents, name, section.weeks) for name in currencies_of(made.documents)}
            weeks += judge_weeks(totals, received[0], made.horizon)
        used.append(cutoff)
    return Backtest(tuple(used), pl.concat(days), tuple(weeks)) if used else None


def _given(promises: pl.DataFrame | None, as_of: date) -> pl.DataFrame | None:
    """The promises given by as_of; None where there are none."""
    if promises is None:
        return None
    given = promises.filter(pl.col("promised_on") <= as_of)
    return given if given.height else None


def _held(disputes: pl.DataFrame | None, as_of: date) -> pl.DataFrame | None:
    """customer_id and document_id of the disputes noted as open at as_of; None where there are none."""
    from creditkit.read.decisions import open_disputes

    if disputes is None or not disputes.height:
        return None
    return open_disputes(disputes, as_of).select("customer_id", "document_id").unique().sort(pl.all())


def _with_disputes(items: pl.DataFrame, held: pl.DataFrame | None) -> pl.DataFrame:
    """Documents with a dispute that is open are disputed, whatever the ledger says of them."""
    if held is None:
        return items
    marked = held.with_columns(_held=pl.lit(True))
    both = items.join(marked, on=["customer_id", "document_id"], how="left", maintain_order="left")
    return both.with_columns(disputed=pl.col("disputed") | pl.col("_held").fill_null(False)).drop("_held")


def _month_later(day: date) -> date:
    return month_end(add_months(day.replace(day=1), 1))
