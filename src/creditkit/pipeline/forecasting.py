"""The cash forecast at any date, and at past dates to judge it: folds and stages in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from creditkit.ledger import Ledger
from creditkit.policy.model import Policy
from creditkit.stages.forecast import Horizon, forecast_documents, horizon
from creditkit.stages.forecast_backtest import Backtest, cutoffs_before, judge_days, judge_weeks
from creditkit.stages.forecast_weeks import week_totals
from creditkit.stages.survival import Curves, lateness_curves

_COUNTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "customer_id": pl.String, "terms_class": pl.String, "lateness": pl.Int64, "months_back": pl.Int64,
    "settled": pl.Int64, "still_open": pl.Int64,
}  # fmt: skip


@dataclass(frozen=True)
class Forecast:
    """One forecast: its documents (of `stages.forecast`), the curves and counts behind them, and its weeks."""

    documents: pl.DataFrame
    curves: Curves
    counts: pl.DataFrame
    horizon: Horizon


def forecast_at(
    ledger: Ledger,
    as_of: date,
    policy: Policy,
    groups: pl.DataFrame | None = None,
    promises: pl.DataFrame | None = None,
) -> Forecast:
    """The forecast made at as_of from facts dated ≤ as_of.  A ledger without payments has no curves: due + a set delay."""
    from creditkit.fold.lateness import forecast_items

    section = policy.forecast
    terms = policy.aging.default_terms_days
    items = forecast_items(ledger, as_of, section.terms_edges, default_terms_days=terms).collect()
    counts = lateness_of(ledger, as_of, policy)
    curves = lateness_curves(counts, items.select("customer_id", "terms_class"), groups, section)
    weeks = horizon(as_of, section.weeks)
    return Forecast(forecast_documents(items, curves, promises, weeks, section), curves, counts, weeks)


def lateness_of(ledger: Ledger, as_of: date, policy: Policy) -> pl.DataFrame:
    """The counts of `fold.lateness.lateness_counts`; none where the ledger tells no payments."""
    from creditkit.fold.lateness import lateness_counts

    if not ledger.has_past:
        return pl.DataFrame(schema=_COUNTS)
    edges, terms = policy.forecast.terms_edges, policy.aging.default_terms_days
    return lateness_counts(ledger, as_of, edges, default_terms_days=terms).collect()


def backtest(
    ledger: Ledger,
    as_of: date,
    policy: Policy,
    groups: pl.DataFrame | None = None,
    cutoffs: Sequence[date] | None = None,
) -> Backtest | None:
    """The forecast made again at each cutoff and judged by what is known at as_of.

    Without cutoffs: the latest month ends whose whole horizon is past.  Invoices raised between a cutoff and the next
    (after the last one: as far apart as a month, or up to as_of where the cutoffs are given) are tested once each.
    Cutoffs with fewer than `min_events` settled documents say nothing and are left out.  None where there is nothing
    to judge.  Promises are not replayed.
    """
    from creditkit.fold.lateness import raised_between, receipts_after

    if not ledger.has_past:
        return None
    section, terms = policy.forecast, policy.aging.default_terms_days
    chosen = cutoffs_before(as_of, section) if cutoffs is None else sorted(cutoffs)
    ends = [*chosen[1:], as_of if cutoffs is not None else _month_later(chosen)] if chosen else []
    days, weeks, used = [], [], []
    for cutoff, end in zip(chosen, ends, strict=True):
        made = forecast_at(ledger, cutoff, policy, groups)
        if made.counts["settled"].sum() < section.min_events:
            continue
        raised = raised_between(ledger, cutoff, end, section.terms_edges, as_of, default_terms_days=terms).collect()
        curves = lateness_curves(made.counts, raised.select("customer_id", "terms_class"), groups, section)
        days.append(judge_days(raised, curves, made.counts, cutoff, section))
        if made.horizon.last <= as_of:
            told = made.documents.filter(pl.col("method").is_not_null())
            cash = receipts_after(ledger, cutoff, made.horizon.last, default_terms_days=terms)
            keys = told.select("document_key").lazy()
            received = cash.join(keys, on="document_key", how="semi").collect()
            totals = {name: week_totals(told, name, section.weeks) for name in sorted_currencies(told)}
            weeks += judge_weeks(totals, received, made.horizon)
        used.append(cutoff)
    return Backtest(tuple(used), pl.concat(days), tuple(weeks)) if used else None


def _month_later(chosen: Sequence[date]) -> date:
    from creditkit.calendar import add_months, month_end

    return month_end(add_months(chosen[-1].replace(day=1), 1)) if chosen else date.min


def sorted_currencies(documents: pl.DataFrame) -> list[str | None]:
    """The currencies of the documents, in order of their code."""
    return documents["currency"].unique().sort(nulls_last=True).to_list()
