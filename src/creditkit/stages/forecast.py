"""Cash forecast, document by document: when each open item is expected to be paid, and how much of it in each week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from creditkit.calendar import monday, off_weekend
from creditkit.money import MONEY, half_up_in, zero
from creditkit.policy.model import ForecastPolicy
from creditkit.stages.notes import note, notes
from creditkit.stages.survival import Curves

# Quantiles are found among products of floats: a level that is met but for rounding is met.
_SLACK = 1 + 1e-12


@dataclass(frozen=True)
class Horizon:
    """The weeks of a forecast.  A week runs from Monday; what arrives on a weekend is booked on the Monday after it.

    starts: the Mondays, the first being that of the first working day after as_of; ends: the last days whose payments
    are booked in each week, its Fridays.
    """

    as_of: date
    starts: tuple[date, ...]

    @property
    def ends(self) -> tuple[date, ...]:
        return tuple(start + timedelta(days=4) for start in self.starts)

    @property
    def last(self) -> date:
        return self.ends[-1]


def horizon(as_of: date, weeks: int) -> Horizon:
    """`weeks` weeks from that of the first working day after as_of: never a week that is over."""
    first = monday(off_weekend(as_of + timedelta(days=1)))
    return Horizon(as_of, tuple(first + timedelta(weeks=week) for week in range(weeks)))


def forecast_documents(
    items: pl.DataFrame, curves: Curves, promises: pl.DataFrame | None, weeks: Horizon, section: ForecastPolicy
) -> pl.DataFrame:
    """P(paid in (a, b] | open at x) = (S(a) − S(b)) ÷ S(x) for each open document, its curve, and each week.

    items: of `fold.lateness.forecast_items`; promises: of
    `stages.promises.live_promises`; x: days overdue at as_of.  Every row stays.  Added columns:
    - method (promise, customer, segment, portfolio, mean-delay, policy-delay; null where nothing is forecast), segment,
      events (settled documents behind the curve);
    - expected_date: the median; low_date, high_date: the interval of `interval` probability; weekends roll to Monday;
      null where the curve does not reach that far;
    - week_0 …: money expected in each week; later: after the horizon; unresolved: beyond the last settlement of the
      curve; these sum to open, for money is rounded on the running total.  paid_0 …: the chance of payment in each week;
    - disputed_open, unapplied: what is set apart, in their place;
    - notes: disputed, unapplied-credit, no-date, beyond-curve, median-unresolved, promised.
    A promise puts kept_rate of the promised part on its date; the rest follows the curve.
    """
    counts = len(weeks.starts)
    due = pl.col("due_date")
    is_open = pl.col("open") > zero()
    rows = items.with_row_index("_row").join(
        curves.chosen, on=["customer_id", "terms_class"], how="left", nulls_equal=True, maintain_order="left"
    )
    facts = curves.facts.select("curve", "level", "segment", "events")
    rows = rows.join(facts, on="curve", how="left", maintain_order="left")
    rows = _with_promises(rows, promises)
    rows = rows.with_columns(
        _told=is_open & ~pl.col("disputed") & pl.col("days_overdue").is_not_null(),
        unapplied=pl.when(~is_open).then("open").otherwise(zero()).cast(MONEY),
        disputed_open=pl.when(is_open & pl.col("disputed")).then("open").otherwise(zero()).cast(MONEY),
    )
    points = curves.points.sort("lateness")
    rows = rows.sort("due_date", descending=True, nulls_last=True)
    rows = rows.with_columns(_start=_survival(rows, points, pl.col("days_overdue")))
    last = points.group_by("curve").agg(_left=pl.col("survival").min())
    rows = rows.join(last, on="curve", how="left", maintain_order="left").with_columns(pl.col("_left").fill_null(1.0))
    running = []
    for week, end in enumerate(weeks.ends):
        at = (pl.lit(end) - due).dt.total_days()
        rows = rows.with_columns(
            _share(_survival(rows, points, at), pl.col("promise_date") <= end).alias(f"_by_{week}")
        )
        running.append(f"_by_{week}")
    rows = rows.with_columns(_by_all=_share(pl.col("_left"), pl.lit(True)))
    rows = _with_dates(rows, points, section)
    rows = _with_money(rows, [*running, "_by_all"]).with_columns(
        [
            (pl.col(f"_by_{week}") - (pl.col(f"_by_{week - 1}") if week else 0.0)).clip(0.0, 1.0).alias(f"paid_{week}")
            for week in range(counts)
        ]
    )
    told = pl.col("_told")
    rows = rows.with_columns(
        method=pl.when(told).then(pl.when(pl.col("_promised") > 0).then(pl.lit("promise")).otherwise("level")),
        segment=pl.when(told).then("segment"),
        events=pl.when(told).then("events"),
        notes=_notes(),
    )
    return rows.sort("_row").drop(
        "_row", "curve", "level", "_told", "_start", "_left", "_promised", *running, "_by_all"
    )


def _survival(rows: pl.DataFrame, points: pl.DataFrame, at: pl.Expr) -> pl.Series:
    """S at a number of days late, for the curve of each row: 1 before the first settlement.

    The rows are sorted by due date, the latest first, so that days late rise with them at any one date.
    """
    asked = rows.select("curve", lateness=at.cast(pl.Int64)).with_row_index("_place")
    known = asked.filter(pl.col("lateness").is_not_null())
    found = known.join_asof(points, on="lateness", by="curve", strategy="backward", check_sortedness=False)
    both = asked.join(found.select("_place", "survival"), on="_place", how="left", maintain_order="left")
    return both["survival"].fill_null(1.0)


def _share(survival: pl.Series | pl.Expr, promise_due: pl.Expr) -> pl.Expr:
    """Share paid by then: q × [promise due] + (1 − q) × (1 − S ÷ S(x)); 0 from the curve where it says no more."""
    left = pl.lit(survival) if isinstance(survival, pl.Series) else survival
    by_curve = pl.when(pl.col("_start") > 0).then(1 - left / pl.col("_start")).otherwise(0.0).clip(0.0, 1.0)
    by_promise = pl.when(promise_due.fill_null(False)).then(pl.col("_promised")).otherwise(0.0)
    return pl.when("_told").then(by_promise + (1 - pl.col("_promised")) * by_curve).otherwise(0.0)


def _with_promises(rows: pl.DataFrame, promises: pl.DataFrame | None) -> pl.DataFrame:
    """_promised: kept_rate × promised ÷ open, the share of the document that its promise puts on promise_date."""
    if promises is None or not promises.height:
        return rows.with_columns(_promised=pl.lit(0.0), promise_date=pl.lit(None, dtype=pl.Date))
    rows = rows.join(promises.rename({"row": "_row"}), on="_row", how="left", maintain_order="left")
    part = pl.min_horizontal("promised", "open").cast(pl.Float64) / pl.col("open").cast(pl.Float64)
    share = pl.when(pl.col("open") > zero()).then(pl.col("kept_rate") * part)
    return rows.with_columns(_promised=share.fill_null(0.0)).drop("promised", "kept_rate")


def _with_money(rows: pl.DataFrame, running: list[str]) -> pl.DataFrame:
    """Money of each week, later and unresolved: differences of the rounded running total, so that they sum to open."""
    told = pl.when("_told").then("open").otherwise(zero()).cast(MONEY)
    currencies = rows["currency"]

    def upto(name: str) -> pl.Expr:
        # Of a document that is certain to be paid it is the document itself, to the last decimal.
        part = half_up_in((told.cast(pl.Float64) * pl.col(name)).cast(MONEY), currencies)
        return pl.when(pl.col(name) >= 1).then(told).otherwise(part).cast(MONEY)

    sums = {f"_sum{name}": upto(name) for name in running}
    labels = [*(f"week_{week}" for week in range(len(running) - 1)), "later"]
    rows = rows.with_columns(**sums)
    before = [zero(), *(pl.col(name) for name in sums)]
    # A document without a date is not forecast, and nobody disputes it: it is unresolved as a whole.
    undated = (pl.col("open") > zero()) & ~pl.col("disputed") & pl.col("days_overdue").is_null()
    left = pl.when(undated).then("open").otherwise(told - before[-1]).cast(MONEY)
    parts = {
        label: (pl.col(name) - before[place]).cast(MONEY)
        for place, (label, name) in enumerate(zip(labels, sums, strict=True))
    }
    return rows.with_columns(**parts, unresolved=left).drop(*sums)


def lateness_quantiles(rows: pl.DataFrame, points: pl.DataFrame, level: pl.Expr) -> pl.Series:
    """The first day t with S(t) ≤ S(x) × (1 − level): days late; null where the curve does not fall so far.

    rows: curve, _start = S(x); level: an expression on rows, below 0 for "at once" (null).
    """
    asked = rows.select("curve", _goal=pl.col("_start") * (1 - level) * _SLACK).with_row_index("_place")
    asked = asked.filter(pl.col("_goal").is_not_null(), pl.col("_goal") > 0).sort("_goal")
    falling = points.select("curve", "lateness", "survival").sort("survival", "lateness", descending=[False, True])
    found = asked.join_asof(
        falling, left_on="_goal", right_on="survival", by="curve", strategy="backward", check_sortedness=False
    ).select("_place", "lateness")
    return rows.select("curve").with_row_index("_place").join(
        found, on="_place", how="left", maintain_order="left"
    )["lateness"]  # fmt: skip


def _with_dates(rows: pl.DataFrame, points: pl.DataFrame, section: ForecastPolicy) -> pl.DataFrame:
    """expected_date, low_date, high_date: quantiles of the mixture of promise and curve."""
    tail = (1 - section.interval) / 2
    for name, level in (("expected_date", 0.5), ("low_date", tail), ("high_date", 1 - tail)):
        kept = 1 - pl.col("_promised")
        before = lateness_quantiles(rows, points, pl.when(kept > 0).then(level / kept))
        after_level = (level - pl.col("_promised")) / kept
        after = lateness_quantiles(rows, points, pl.when((kept > 0) & (after_level > 0)).then(after_level))
        rows = rows.with_columns(
            _before=pl.col("due_date") + pl.duration(days=pl.lit(before)),
            _after=pl.col("due_date") + pl.duration(days=pl.lit(after)),
        )
        promised: Any = pl.when(pl.col("_before") < pl.col("promise_date")).then("_before")
        promised = promised.when(pl.col("_promised") >= level).then("promise_date")
        promised = promised.otherwise(
            pl.max_horizontal("_after", pl.when(pl.col("_after").is_not_null()).then("promise_date"))
        )
        day = pl.when(pl.col("_promised") > 0).then(promised).otherwise("_before")
        rows = rows.with_columns(pl.when("_told").then(rolled(day)).alias(name)).drop("_before", "_after")
    return rows


def rolled(day: pl.Expr) -> pl.Expr:
    """A date, or the Monday after it on a weekend."""
    ahead = pl.max_horizontal(8 - day.dt.weekday().cast(pl.Int64), pl.lit(0, dtype=pl.Int64))
    return day + pl.duration(days=pl.when(day.dt.weekday() >= 6).then(ahead).otherwise(0))


def _notes() -> pl.Expr:
    told = pl.col("_told")
    is_open = pl.col("open") > zero()
    nothing = told & (pl.col("_by_all") <= 0)
    return notes(
        note("unapplied-credit", ~is_open),
        note("disputed-apart", is_open & pl.col("disputed")),
        note("no-forecast-date", is_open & ~pl.col("disputed") & pl.col("days_overdue").is_null()),
        note("beyond-curve", nothing, pl.col("days_overdue")),
        note("median-unresolved", told & ~nothing & pl.col("expected_date").is_null(), pl.col("_by_all")),
        note("promised", told & (pl.col("_promised") > 0), pl.col("_promised")),
    )
