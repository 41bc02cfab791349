"""What a rule hands back: one row per customer that it fires for."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

LEVELS = ("info", "amber", "red")
RANK = {level: place for place, level in enumerate(LEVELS)}
ALERT_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "customer_id": pl.String,  # null = the whole portfolio
    "customer_name": pl.String,
    "rule": pl.String,
    "figure": pl.String,  # the column of which value, threshold and previous are figures
    "currency": pl.String,
    "level": pl.String,
    "value": pl.Float64,
    "threshold": pl.Float64,
    "previous": pl.Float64,
    "detail": pl.String,
}
# What makes two alerts of two runs the same one.  Rules about one customer have one alert each; the portfolio's have
# one for each figure and currency.
IDENTITY = ["customer_id", "rule", "part"]

Level = tuple[str, pl.Expr, pl.Expr | float]


def found(
    rows: pl.DataFrame,
    rule: str,
    figure: str | pl.Expr,
    levels: Sequence[Level],
    value: pl.Expr,
    *,
    previous: pl.Expr | None = None,
    detail: pl.Expr | None = None,
) -> pl.DataFrame:
    """The alerts of one rule: the first of `levels` whose condition holds, with its threshold.  ALERT_SCHEMA.

    levels: (level, condition, threshold), the worst first.  A condition that is null does not hold.
    """
    level: pl.Expr = pl.lit(None, dtype=pl.String)
    threshold: pl.Expr = pl.lit(None, dtype=pl.Float64)
    for name, condition, limit in reversed(levels):
        holds = condition.fill_null(False)
        line = limit if isinstance(limit, pl.Expr) else pl.lit(float(limit))
        level = pl.when(holds).then(pl.lit(name)).otherwise(level)
        threshold = pl.when(holds).then(line.cast(pl.Float64)).otherwise(threshold)
    nothing = pl.lit(None, dtype=pl.Float64)
    alerts = rows.select(
        "customer_id",
        "customer_name",
        rule=pl.lit(rule),
        figure=pl.lit(figure) if isinstance(figure, str) else figure,
        currency=pl.col("currency"),
        level=level,
        value=value.cast(pl.Float64),
        threshold=threshold,
        previous=nothing if previous is None else previous.cast(pl.Float64),
        detail=pl.lit(None, dtype=pl.String) if detail is None else detail.cast(pl.String),
    )
    return alerts.filter(pl.col("level").is_not_null())


def rank(level: str = "level") -> pl.Expr:
    """info 0, amber 1, red 2."""
    return pl.col(level).replace_strict(RANK, return_dtype=pl.Int8)


def part() -> pl.Expr:
    """What tells the portfolio's alerts of one rule apart: figure and currency; empty for a customer's."""
    named = pl.concat_str("figure", pl.col("currency").fill_null(""), separator=" ")
    return pl.when(pl.col("customer_id").is_null()).then(named).otherwise(pl.lit(""))


def one_each(alerts: pl.DataFrame) -> pl.DataFrame:
    """One alert per customer and rule: the worst level, then the farthest beyond its threshold.  Adds `part`.

    A customer with several currencies or a rule with several figures would else be counted more than once.
    """
    beyond = (pl.col("value") - pl.col("threshold")).abs() / pl.col("threshold").abs().replace(0.0, 1.0)
    ordered = alerts.with_columns(part=part(), _rank=rank(), _beyond=beyond.fill_null(0.0)).sort(
        "_rank", "_beyond", "figure", "currency", descending=[True, True, False, False], nulls_last=True
    )
    kept = ordered.unique(IDENTITY, keep="first", maintain_order=True).drop("_rank", "_beyond")
    return kept.sort(IDENTITY, nulls_last=False)


def nothing() -> pl.DataFrame:
    """No alerts."""
    return pl.DataFrame(schema=ALERT_SCHEMA)
