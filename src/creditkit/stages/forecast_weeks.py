"""Cash forecast, week by week: what the documents add up to, and how far it may be off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum, sqrt
from statistics import NormalDist

import polars as pl

from creditkit.money import MONEY, half_up_in, zero
from creditkit.policy.model import ForecastPolicy
from creditkit.stages.forecast import Horizon, rolled

_DELAYS = ("mean-delay", "policy-delay")
WEEK_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "week_start": pl.Date, "currency": pl.String, "expected": MONEY, "low": MONEY, "high": MONEY, "due": MONEY,
}  # fmt: skip
_SUMS = ("open", "later", "unresolved", "disputed_open", "unapplied", "overdue")


@dataclass(frozen=True)
class WeekTotal:
    """One week of one currency: expected (money as float), and the variance of the documents taken one by one."""

    expected: float
    variance: float


def week_totals(documents: pl.DataFrame, currency: str | None, weeks: int) -> list[WeekTotal]:
    """Σ A·p and Σ A²·p·(1 − p) over the documents of a currency: documents independent (Poisson–binomial, by amount).

    Summed by math.fsum, which is exact in any order.
    """
    own = documents.filter(pl.col("currency").eq_missing(pl.lit(currency)))
    amount = own["open"].cast(pl.Float64)
    found = []
    for week in range(weeks):
        chance = own[f"paid_{week}"]
        variance = (amount * amount * chance * (1 - chance)).to_list()
        found.append(WeekTotal(fsum((amount * chance).to_list()), fsum(variance)))
    return found


def interval_of(total: WeekTotal, common: float, probability: float) -> tuple[float, float]:
    """The middle `probability` of a gamma distribution with mean m and variance Σ A²p(1 − p) + (common × m)².

    Quantiles by Wilson and Hilferty: m × (1 − 1/(9k) + z ÷ √(9k))³, k = m² ÷ variance.  Never negative, and never
    without the mean: lumpy weeks have a median of nothing.  (m, m) where nothing is uncertain.
    """
    mean, variance = total.expected, total.variance + (common * total.expected) ** 2
    if mean <= 0 or variance <= 0:
        return mean, mean
    shape = mean * mean / variance
    z = NormalDist().inv_cdf((1 + probability) / 2)
    low, high = (mean * max(0.0, 1 - 1 / (9 * shape) + side / sqrt(9 * shape)) ** 3 for side in (-z, z))
    return min(low, mean), max(high, mean)


def common_factor(judged: Iterable[tuple[float, float, float]]) -> float:
    """common = √(max(0, Σ((a − f)² − v) ÷ Σ f²)): how much all documents together were early or late.

    judged: forecast f, variance v of independent documents, actual a, one for each past week.  0 without any.
    """
    rows = list(judged)
    square = fsum(f * f for f, _, _ in rows)
    if not square:
        return 0.0
    return sqrt(max(0.0, fsum((a - f) ** 2 - v for f, v, a in rows) / square))


def forecast_weeks(
    documents: pl.DataFrame, weeks: Horizon, common: Mapping[str | None, float], section: ForecastPolicy
) -> pl.DataFrame:
    """expected = Σ over documents of the money of the week, per week and currency, with its interval and what falls due.

    documents: of `stages.forecast.forecast_documents`; common: the common factor of each currency, absent = none known.
    Columns: week_start, currency, expected, low, high, due (money).  due: what falls due in the week by its terms,
    disputed documents left out; what is overdue at as_of is due in no week.  low and high are null where no curve is
    known (a single delay has no distribution).  high is at most what is open and undisputed.
    """
    rows = []
    for currency in currencies_of(documents):
        own = documents.filter(pl.col("currency").eq_missing(pl.lit(currency)))
        told = own.filter(pl.col("method").is_not_null())
        most = told.select(pl.col("open").sum().cast(MONEY)).item()
        has_curve = not told["method"].is_in(_DELAYS).any()
        falling = _falling_due(told, weeks)
        totals = week_totals(own, currency, len(weeks.starts))
        for week, start in enumerate(weeks.starts):
            low, high = interval_of(totals[week], common.get(currency, 0.0), section.interval)
            rows.append(
                {
                    "week_start": start,
                    "currency": currency,
                    "expected": own[f"week_{week}"].sum(),
                    "low": low if has_curve else None,
                    "high": min(high, float(most or 0)) if has_curve else None,
                    "due": falling.get(start),
                }
            )
    frame = pl.DataFrame(
        rows, schema={**WEEK_COLUMNS, "low": pl.Float64, "high": pl.Float64}, infer_schema_length=None
    ).with_columns(pl.col("due").fill_null(zero()))
    return rounded(frame, ("low", "high")).sort("currency", "week_start", nulls_last=True)


def _falling_due(told: pl.DataFrame, weeks: Horizon) -> dict[object, object]:
    day = rolled(pl.col("due_date"))
    monday = day - pl.duration(days=day.dt.weekday().cast(pl.Int64) - 1)
    later = told.filter(pl.col("due_date") > weeks.as_of).group_by(week=monday).agg(pl.col("open").sum().cast(MONEY))
    return dict(later.iter_rows())


def rounded(frame: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """Float columns as money, half-up to the currency's minor unit."""
    return frame.with_columns(half_up_in(pl.col(name).cast(MONEY), frame["currency"]).alias(name) for name in names)


def forecast_totals(
    documents: pl.DataFrame, weeks: Horizon, section: ForecastPolicy, by: str | None = None
) -> pl.DataFrame:
    """open = expected + later + unresolved + disputed_apart + unapplied, per currency (or per customer and currency).

    expected: in the weeks shown; later: after them, on the curves; unresolved: beyond the last settlement of the curve;
    unresolved_expected = unresolved × (1 − loss_rate), half-up, at the end of the horizon and in no week; overdue: the
    part of the forecast documents past due at as_of.  Also documents (count) and horizon_end.
    """
    names = [f"week_{week}" for week in range(len(weeks.starts))]
    late = pl.col("method").is_not_null() & (pl.col("days_overdue") > 0)
    keys = ["currency"] if by is None else [by, "currency"]
    grouped = documents.with_columns(overdue=pl.when(late).then("open").otherwise(zero())).group_by(keys)
    sums = [pl.col(part).sum().cast(MONEY) for part in (*names, *_SUMS)]
    sums += [] if by is None else [pl.col("customer_name").max()]
    rows = grouped.agg(*sums, documents=pl.len().cast(pl.Int64))
    expected = rows.select(names).fold(lambda a, b: a + b) if names else None
    rows = rows.with_columns(
        expected=pl.lit(expected).cast(MONEY),
        horizon_end=pl.lit(weeks.last),
    ).sort(keys, nulls_last=True)
    kept = (pl.col("unresolved").cast(pl.Float64) * (1 - section.loss_rate)).alias("unresolved_expected")
    rows = rounded(rows.with_columns(kept), ("unresolved_expected",))
    who = [] if by is None else [by, "customer_name"]
    return rows.select(
        *who, "currency", "documents", "expected", "later", "unresolved", pl.col("disputed_open").alias("disputed_apart"),
        "unapplied", "open", "overdue", "unresolved_expected", "horizon_end",
    ).sort(keys, nulls_last=True)  # fmt: skip


def currencies_of(documents: pl.DataFrame) -> list[str | None]:
    """The currencies of the documents, in order of their code."""
    return documents["currency"].unique().sort(nulls_last=True).to_list()
