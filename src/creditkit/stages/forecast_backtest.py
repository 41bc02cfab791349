"""The forecast judged by what happened: made again at past dates from what was known then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Any

import polars as pl

from creditkit.calendar import month_end, months_before, off_weekend
from creditkit.policy.model import ForecastPolicy
from creditkit.stages.forecast import Horizon, lateness_quantiles
from creditkit.stages.forecast_weeks import WeekTotal, common_factor, interval_of
from creditkit.stages.survival import Curves


@dataclass(frozen=True)
class JudgedWeek:
    """One week of one currency, forecast at `cutoff`: total (forecast) against actual (money as float)."""

    cutoff: date
    currency: str | None
    week: int
    total: WeekTotal
    actual: float


@dataclass(frozen=True)
class Backtest:
    """days: one row per tested invoice (see `judge_days`); weeks: see JudgedWeek; cutoffs: the dates it was made at."""

    cutoffs: tuple[date, ...]
    days: pl.DataFrame
    weeks: tuple[JudgedWeek, ...]


def cutoffs_before(as_of: date, section: ForecastPolicy) -> list[date]:
    """The latest `backtest_cutoffs` month ends whose whole horizon lies before as_of, oldest first."""
    latest = date.fromordinal(as_of.toordinal() - 7 * section.weeks)
    newest = latest if latest == month_end(latest) else month_end(months_before(latest.replace(day=1), 1))
    return [months_before(newest, back) for back in reversed(range(section.backtest_cutoffs))]


def median_lateness(counts: pl.DataFrame, by: str | None = "customer_id") -> pl.DataFrame:
    """The plain median of days late of the settled documents (the mean of the middle two), per customer or of all.

    The baseline that a forecast has to beat.  Columns: customer_id (unless by is None), median (days).
    """
    keys = [] if by is None else [by]
    paid = counts.filter(pl.col("settled") > 0).group_by([*keys, "lateness"]).agg(pl.col("settled").sum())
    paid = paid.sort([*keys, "lateness"])
    upto, all_ = pl.col("settled").cum_sum(), pl.col("settled").sum()
    if by is not None:
        upto, all_ = upto.over(by), all_.over(by)
    ranked = paid.with_columns(_upto=upto, _all=all_)
    below = pl.col("lateness").filter(pl.col("_upto") * 2 >= pl.col("_all")).first()
    above = pl.col("lateness").filter(pl.col("_upto") * 2 > pl.col("_all")).first()
    middle = ((below + above) / 2).alias("median")
    return ranked.group_by(by).agg(middle).sort(by) if by is not None else ranked.select(middle)


def judge_days(
    raised: pl.DataFrame, curves: Curves, counts: pl.DataFrame, cutoff: date, section: ForecastPolicy
) -> pl.DataFrame:
    """Days late foreseen on the day of invoicing, from what was known at the cutoff, against what came.

    raised: of `fold.lateness.raised_between`.  Columns: cutoff, lateness (null = not settled yet), days_open, median,
    low, high (days late; null = beyond the curve), baseline (median of the customer, else of all).
    """
    rows = raised.join(
        curves.chosen, on=["customer_id", "terms_class"], how="left", nulls_equal=True, maintain_order="left"
    )
    points = curves.points.sort("lateness")
    asked = rows.select("curve", lateness="days_overdue").with_row_index("_place")
    known = asked.sort("lateness").join_asof(
        points, on="lateness", by="curve", strategy="backward", check_sortedness=False
    )
    start = asked.join(known.select("_place", "survival"), on="_place", how="left", maintain_order="left")["survival"]
    rows = rows.with_columns(_start=start.fill_null(1.0))
    tail = (1 - section.interval) / 2
    for name, level in (("median", 0.5), ("low", tail), ("high", 1 - tail)):
        rows = rows.with_columns(lateness_quantiles(rows, points, pl.lit(level)).alias(name))
    own = median_lateness(counts).rename({"median": "_own"})
    of_all = median_lateness(counts, None)["median"]
    rows = rows.join(own, on="customer_id", how="left", maintain_order="left")
    fallback = of_all[0] if of_all.len() else None
    return rows.select(
        pl.lit(cutoff).alias("cutoff"),
        "customer_id",
        "document_id",
        "lateness",
        "days_open",
        "median",
        "low",
        "high",
        baseline=pl.col("_own").fill_null(pl.lit(fallback, dtype=pl.Float64)),
    )


def judge_weeks(
    totals: dict[str | None, list[WeekTotal]], received: pl.DataFrame, weeks: Horizon
) -> tuple[JudgedWeek, ...]:
    """The weeks of a past forecast against the cash received on the same documents.

    received: currency, date, amount of the forecast documents after the cutoff; weekends count on the Monday after.
    """
    cash: dict[tuple[str | None, int], list[float]] = {}
    starts = {start: week for week, start in enumerate(weeks.starts)}
    for currency, day, amount in received.select("currency", "date", "amount").iter_rows():
        booked = off_weekend(day)
        week = starts.get(date.fromordinal(booked.toordinal() - booked.weekday()))
        if week is not None:
            cash.setdefault((currency, week), []).append(float(amount))
    return tuple(
        JudgedWeek(weeks.as_of, currency, week, total, fsum(cash.get((currency, week), ())))
        for currency, each in totals.items()
        for week, total in enumerate(each)
    )


def backtest_summary(found: Backtest, section: ForecastPolicy) -> dict[str, Any]:
    """mae_days, baseline_mae_days, wape = Σ|f − a| ÷ Σ a, bias = Σ(f − a) ÷ Σ a, n, cutoffs, and what they rest on.

    - mae_days: mean |median foreseen − days late|, over invoices raised after each cutoff and settled since, of which
      the curve foresees a median (n); baseline_mae_days: the same with the customer's own median; n_open: tested
      invoices that are still open, whose error is not known; days_coverage: share inside the interval, an invoice that
      is open beyond its high end counting as outside;
    - wape, bias, weeks_coverage: over the weeks of all cutoffs of the currency's open documents; null where several
      currencies would have to be added, and then `currencies` has them one by one;
    - common_factor: what widens the weekly interval; weeks_coverage takes it from the other cutoffs, not from its own.
    Undefined is null.
    """
    days = found.days
    judged = days.filter(pl.col("lateness").is_not_null(), pl.col("median").is_not_null())
    errors = judged.select(
        own=(pl.col("median") - pl.col("lateness")).abs(), base=(pl.col("baseline") - pl.col("lateness")).abs(),
        signed=pl.col("median") - pl.col("lateness"),
    )  # fmt: skip
    inside = _inside(days)
    currencies = [_of_currency(found, currency, section) for currency in dict.fromkeys(w.currency for w in found.weeks)]
    one = currencies[0] if len(currencies) == 1 else {}
    return {
        "mae_days": _mean(errors["own"].to_list()),
        "baseline_mae_days": _mean(errors["base"].to_list()),
        "bias_days": _mean(errors["signed"].to_list()),
        "days_coverage": _mean(inside),
        "n": judged.height,
        "n_open": days["lateness"].null_count(),
        "wape": one.get("wape"),
        "bias": one.get("bias"),
        "weeks_coverage": one.get("weeks_coverage"),
        "interval": section.interval,
        "cutoffs": [day.isoformat() for day in found.cutoffs],
        "currencies": currencies,
    }


def _inside(days: pl.DataFrame) -> list[float]:
    late = pl.col("lateness")
    low = pl.col("low").is_null() | (late >= pl.col("low"))
    high = pl.col("high").is_null() | (late <= pl.col("high"))
    settled = days.filter(late.is_not_null()).select((low & high).cast(pl.Float64)).to_series().to_list()
    still = days.filter(late.is_null(), pl.col("days_open") >= pl.col("high")).height
    return [*settled, *[0.0] * still]


def _of_currency(found: Backtest, currency: str | None, section: ForecastPolicy) -> dict[str, Any]:
    own = [week for week in found.weeks if week.currency == currency]
    actual = fsum(week.actual for week in own)
    inside = []
    for cutoff in dict.fromkeys(week.cutoff for week in own):
        others = [week for week in own if week.cutoff != cutoff]
        if not others:
            continue
        common = common_factor(_triples(others))
        for week in own:
            low, high = interval_of(week.total, common, section.interval)
            if week.cutoff == cutoff:
                inside.append(float(low <= week.actual <= high))
    off = [week.total.expected - week.actual for week in own]
    return {
        "currency": currency,
        "wape": fsum(abs(x) for x in off) / actual if actual > 0 else None,
        "bias": fsum(off) / actual if actual > 0 else None,
        "weeks_coverage": _mean(inside),
        "common_factor": common_factor(_triples(own)),
        "weeks": len(own),
    }


def common_factors(found: Backtest) -> dict[str | None, float]:
    """The common factor of each currency over all its judged weeks."""
    names = dict.fromkeys(week.currency for week in found.weeks)
    return {name: common_factor(_triples([week for week in found.weeks if week.currency == name])) for name in names}


def _triples(weeks: list[JudgedWeek]) -> list[tuple[float, float, float]]:
    return [(week.total.expected, week.total.variance, week.actual) for week in weeks]


def _mean(values: list[float]) -> float | None:
    return fsum(values) / len(values) if values else None
