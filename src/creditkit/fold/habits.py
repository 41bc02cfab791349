"""Payment behaviour in exact sums: one row per customer and currency."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import polars as pl

from creditkit.calendar import month_end, months_before
from creditkit.errors import CreditkitError
from creditkit.fold.open_items import DateBasis, document_date, open_items
from creditkit.fold.payments import billed, has_several_settlements, paid_documents, settlements_of
from creditkit.ledger import Ledger
from creditkit.money import MONEY, zero
from creditkit.policy.curve import scaled_curve
from creditkit.policy.model import HabitsPolicy
from creditkit.words import N_

# Sums of amount × days leave the fold as whole numbers of 1/10,000 of the currency unit times days (or scaled points).
EXACT = pl.Decimal(38, 0)
TREND_MONTHS = 6
_KEY = ["customer_id", "currency"]


def months_counted(section: HabitsPolicy) -> int:
    """How many months before as_of are kept apart: the window, and at least the six of the trend."""
    return max(section.window_months, TREND_MONTHS)


def days_between(earlier: str, later: str) -> pl.Expr:
    """later − earlier.  Whole days, Int64."""
    return (pl.col(later) - pl.col(earlier)).dt.total_days()


def points_scaled(days: pl.Expr, section: HabitsPolicy) -> pl.Expr:
    """points of the policy's curve × its scale at a whole number of days late.  Int128, exact."""
    curve = scaled_curve(section.curve)
    whole = days.cast(pl.Int128)
    points: pl.Expr = pl.lit(curve.lines[-1].level, dtype=pl.Int128)
    for line in reversed(curve.lines[:-1]):
        assert line.upto is not None
        within = days <= (line.upto.numerator // line.upto.denominator)
        points = pl.when(within).then(whole * line.slope + line.level).otherwise(points)
    return points


def _weighted(amount: str, by: pl.Expr) -> pl.Expr:
    return (pl.col(amount).to_physical().cast(pl.Int128) * by.cast(pl.Int128)).sum().cast(EXACT)


def habit_sums(
    ledger: Ledger,
    as_of: date,
    section: HabitsPolicy,
    *,
    date_basis: DateBasis = "invoice_date",
    default_terms_days: int | None = None,
) -> pl.LazyFrame:
    """Sums over the payments, paid documents, open items and documents of each customer and currency up to as_of.

    Payments are settlements in cash dated in the window (as_of − window_months, as_of].  Columns, after customer_id,
    customer_name, currency: see `_payment_sums`, `_paid_sums`, `_open_sums`, `_document_sums`.
    Raises CK306 where the ledger tells no payments.
    """
    if not ledger.has_past:
        raise CreditkitError(
            "CK306",
            N_("Payment habits need payments with their dates, and this ledger has none."),
            fix=N_("Give a ledger with paid invoices and their payment dates, or payments with --payments FILE."),
        )
    since = months_before(as_of, section.window_months)
    basis, terms = date_basis, default_terms_days
    settled = settlements_of(ledger, as_of, date_basis=basis, default_terms_days=terms)
    paid = paid_documents(settled, several=has_several_settlements(ledger))
    opened = open_items(ledger, as_of, date_basis=basis, default_terms_days=terms)
    rows = _document_sums(billed(ledger, as_of, basis), since, basis, as_of)
    for part in (
        _payment_sums(settled, since, section),
        _paid_sums(paid, since, as_of, section),
        _open_sums(opened, section),
    ):
        # A customer can have open credits and no invoice at all, hence the full join.
        rows = rows.join(part, on=_KEY, how="full", coalesce=True)
    name = pl.coalesce("customer_name", "customer_name_open")
    filled = rows.with_columns(customer_name=name).drop("customer_name_open")
    kinds = filled.collect_schema()
    zeros = [
        pl.col(c).fill_null(zero() if t == MONEY else 0)
        for c, t in kinds.items()
        if c.startswith("sum_") or c.startswith("n_")
    ]
    return filled.with_columns(zeros)


def _payment_sums(settled: pl.LazyFrame, since: date, section: HabitsPolicy) -> pl.LazyFrame:
    """sum_paid, sum_paid_late (after due + grace; money), sum_paid_x_late, sum_paid_x_days, sum_paid_x_points (EXACT),
    n_payments, n_payments_late, n_undated, n_reversed, n_not_cash, max_late.
    """
    late, to_pay = days_between("due_date", "date"), days_between("invoice_date", "date")
    cash = pl.col("kind") == "cash"
    seen = settled.filter(pl.col("date").is_null() | (pl.col("date") > since)).with_columns(
        _late=late, _days=to_pay, _paid=pl.when(cash & (pl.col("amount") > zero()) & late.is_not_null()).then("amount")
    )
    beyond = pl.col("_late") > section.grace_days
    return seen.group_by(_KEY).agg(
        sum_paid=pl.col("_paid").sum().cast(MONEY),
        sum_paid_late=pl.col("_paid").filter(beyond).sum().cast(MONEY),
        sum_paid_x_late=_weighted("_paid", pl.col("_late")),
        sum_paid_x_days=_weighted("_paid", pl.col("_days")),
        sum_paid_x_points=_weighted("_paid", points_scaled(pl.col("_late"), section)),
        n_payments=pl.col("_paid").count().cast(pl.Int64),
        n_payments_late=pl.col("_paid").filter(beyond).count().cast(pl.Int64),
        n_undated=(cash & pl.col("date").is_null()).sum().cast(pl.Int64),
        n_reversed=(cash & (pl.col("amount") < zero())).sum().cast(pl.Int64),
        n_not_cash=(~cash).sum().cast(pl.Int64),
        max_late=pl.col("_late").filter(pl.col("_paid").is_not_null()).max().cast(pl.Int64),
    )


def _paid_sums(paid: pl.LazyFrame, since: date, as_of: date, section: HabitsPolicy) -> pl.LazyFrame:
    """n_paid, sum_late (days late, each paid document counting once), and both for each month back from as_of:
    n_paid_0 and sum_late_0 for the latest month, n_paid_1 … before it.
    """
    late = days_between("due_date", "date")
    rows = paid.filter(pl.col("date").is_not_null()).with_columns(_late=late)
    in_window = pl.col("date") > since
    ends = [months_before(as_of, back) for back in range(months_counted(section) + 1)]
    monthly = {}
    for back, (newer, older) in enumerate(pairwise(ends)):
        within = (pl.col("date") > older) & (pl.col("date") <= newer)
        monthly[f"n_paid_{back}"] = within.sum().cast(pl.Int64)
        monthly[f"sum_late_{back}"] = pl.col("_late").filter(within).sum().cast(pl.Int64)
    return rows.group_by(_KEY).agg(
        n_paid=in_window.sum().cast(pl.Int64),
        sum_late=pl.col("_late").filter(in_window).sum().cast(pl.Int64),
        **monthly,
    )


def _open_sums(opened: pl.LazyFrame, section: HabitsPolicy) -> pl.LazyFrame:
    """sum_open, sum_overdue (money), sum_overdue_x_late, sum_overdue_x_points (EXACT), max_overdue (days)."""
    overdue = (pl.col("open") > zero()) & (pl.col("days_overdue") > 0)
    rows = opened.with_columns(_overdue=pl.when(overdue).then("open"))
    return rows.group_by(_KEY).agg(
        customer_name_open=pl.col("customer_name").max(),
        sum_open=pl.col("open").sum().cast(MONEY),
        sum_overdue=pl.col("_overdue").sum().cast(MONEY),
        sum_overdue_x_late=_weighted("_overdue", pl.col("days_overdue")),
        sum_overdue_x_points=_weighted("_overdue", points_scaled(pl.col("days_overdue"), section)),
        max_overdue=pl.col("days_overdue").filter(overdue).max().cast(pl.Int64),
    )


def _document_sums(documents: pl.LazyFrame, since: date, basis: DateBasis, as_of: date) -> pl.LazyFrame:
    """n_invoices (dated in the window), first_invoice, last_invoice, history_months (whole months to as_of)."""
    day = document_date(basis)
    sums = documents.group_by(_KEY).agg(
        customer_name=pl.col("customer_name").max(),
        n_invoices=(day > since).sum().cast(pl.Int64),
        first_invoice=day.min(),
        last_invoice=day.max(),
    )
    return sums.with_columns(history_months=whole_months("first_invoice", as_of))


def whole_months(first: str, as_of: date) -> pl.Expr:
    """Whole months from a date to as_of; a month end completes the month.  Int64, 0 at least."""
    day = pl.col(first)
    months = (as_of.year - day.dt.year().cast(pl.Int64)) * 12 + as_of.month - day.dt.month().cast(pl.Int64)
    unfinished = pl.lit(False) if as_of == month_end(as_of) else day.dt.day() > as_of.day
    return pl.max_horizontal(months - unfinished.cast(pl.Int64), pl.lit(0, dtype=pl.Int64))
