"""Payment habits: how each customer pays, from the exact sums of `fold.habits`."""

from __future__ import annotations

import operator
from functools import reduce

import polars as pl

from creditkit.policy.curve import scaled_curve
from creditkit.policy.model import HabitsPolicy
from creditkit.stages.notes import note, notes, ratio

_SCALE = 10_000  # sums of amount × days come in 1/10,000 of the currency unit
_COLUMNS = [
    "customer_id", "customer_name", "currency", "invoices", "paid_invoices", "pay_index", "mean_days_late",
    "weighted_days_late", "mean_days_to_pay", "late_share", "late_share_count", "worst_days_late", "trend_days",
    "trend_slope", "first_invoice", "last_invoice", "history_months", "open", "overdue", "notes",
]  # fmt: skip


def habits(sums: pl.DataFrame, section: HabitsPolicy) -> pl.DataFrame:
    """pay_index = Σ amount × points(days late) ÷ Σ amount over payments of the window and open overdue items.

    sums: of `fold.habits.habit_sums`.  One row per customer and currency, sorted by customer_id and currency:
    - invoices: dated in the window; paid_invoices: settled in full by a receipt of the window;
    - pay_index: 0-100, 80 prompt; `order` scores each payment and then weights, or scores the weighted days;
    - mean_days_late: days from due date to the last receipt, each paid invoice counting once; signed, days;
    - weighted_days_late, mean_days_to_pay: over payments, by amount; partial payments count with their own date;
    - late_share: value paid after due date + grace ÷ value paid; late_share_count: the same by number of payments;
    - worst_days_late: largest of paid in the window and open overdue; days;
    - trend_days: mean days late of the invoices paid in the last 3 months − in the 3 before; trend_slope: least-squares
      slope of the monthly means, days a month, oldest to newest;
    - open, overdue: as in aging.
    Settlements by credit note, write-off or discount are not payments.  A figure without a denominator is null.
    Notes: thin, no-payments, no-trend, undated-payments, reversed-payments, not-cash.
    """
    weighted_late = ratio(pl.col("sum_paid_x_late"), pl.col("sum_paid").cast(pl.Float64) * _SCALE)
    rows = sums.with_columns(
        invoices=pl.col("n_invoices"),
        paid_invoices=pl.col("n_paid"),
        pay_index=pay_index(section),
        mean_days_late=ratio(pl.col("sum_late"), pl.col("n_paid")),
        weighted_days_late=weighted_late,
        mean_days_to_pay=ratio(pl.col("sum_paid_x_days"), pl.col("sum_paid").cast(pl.Float64) * _SCALE),
        late_share=ratio(pl.col("sum_paid_late"), pl.col("sum_paid")),
        late_share_count=ratio(pl.col("n_payments_late"), pl.col("n_payments")),
        worst_days_late=pl.max_horizontal("max_late", "max_overdue"),
        trend_days=mean_late(0, 3) - mean_late(3, 6),
        trend_slope=_slope(section),
        history_months=pl.col("history_months").fill_null(0),
        open=pl.col("sum_open"),
        overdue=pl.col("sum_overdue"),
    )
    few = pl.col("paid_invoices") < section.min_paid
    short = pl.col("history_months") < section.min_months
    said = notes(
        note("thin", few, pl.col("paid_invoices"), section.min_paid, pl.lit("paid-invoices")),
        note("thin-history", short, pl.col("history_months"), section.min_months),
        note("no-payments", pl.col("n_payments") == 0),
        note("no-trend", pl.col("trend_days").is_null()),
        note("undated-payments", pl.col("n_undated") > 0, pl.col("n_undated")),
        note("reversed-payments", pl.col("n_reversed") > 0, pl.col("n_reversed")),
        note("not-cash", pl.col("n_not_cash") > 0, pl.col("n_not_cash")),
    )
    return rows.with_columns(notes=said).select(_COLUMNS).sort("customer_id", "currency", nulls_last=True)


def pay_index(section: HabitsPolicy) -> pl.Expr:
    """Σ amount × points ÷ Σ amount (score, then weight), or points(Σ amount × days ÷ Σ amount) (weight, then score).

    0-100, 100 best, null without payments and overdue items.  Source: the published D&B table of days beyond terms,
    joined by straight lines; not PAYDEX.
    """
    with_open = section.include_open_overdue

    def total(paid: str, overdue: str) -> pl.Expr:
        # Both are decimals of one scale, so the sum is exact before it becomes a float.
        return pl.col(paid) + pl.col(overdue) if with_open else pl.col(paid)

    amount = total("sum_paid", "sum_overdue").cast(pl.Float64) * _SCALE
    if section.order == "weight-then-score":
        return _points(ratio(total("sum_paid_x_late", "sum_overdue_x_late"), amount), section)
    scale = scaled_curve(section.curve).scale
    return ratio(total("sum_paid_x_points", "sum_overdue_x_points"), amount * scale)


def _points(days: pl.Expr, section: HabitsPolicy) -> pl.Expr:
    curve = scaled_curve(section.curve)
    points: pl.Expr = pl.lit(curve.lines[-1].level / curve.scale)
    for line in reversed(curve.lines[:-1]):
        assert line.upto is not None
        on_line = (days * line.slope + line.level) / curve.scale
        points = pl.when(days <= float(line.upto)).then(on_line).otherwise(points)
    return pl.when(days.is_not_null()).then(points)


def summed(name: str, first: int, until: int) -> pl.Expr:
    return pl.sum_horizontal(pl.col(f"{name}_{back}") for back in range(first, until))


def mean_late(first: int, until: int) -> pl.Expr:
    """Mean days late of the invoices paid `first` to `until` months before as_of; null without any."""
    return ratio(summed("sum_late", first, until), summed("n_paid", first, until))


def _slope(section: HabitsPolicy) -> pl.Expr:
    """(n·Σxy − Σx·Σy) ÷ (n·Σxx − (Σx)²) of the monthly means; days a month.  Null with fewer than 3 months."""
    months = range(max(section.window_months, 6))
    means = {back: mean_late(back, back + 1) for back in months}
    there = {back: means[back].is_not_null() for back in months}

    def add(terms: list[pl.Expr]) -> pl.Expr:
        # One after the other: sum_horizontal adds floats in the order in which threads finish, and the last digits vary.
        return reduce(operator.add, (term.cast(pl.Float64).fill_null(0.0) for term in terms))

    n = add([there[back] for back in months])
    x = add([there[back] * -back for back in months])
    xx = add([there[back] * back * back for back in months])
    y = add([means[back] for back in months])
    xy = add([means[back] * -back for back in months])
    return pl.when(n >= 3).then(ratio(n * xy - x * y, n * xx - x * x))
