"""What a customer is at one date, as far as the rules ask: the row that is compared with the row of another date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

import polars as pl

from creditkit.money import MONEY, zero
from creditkit.policy.model import MonitorPolicy
from creditkit.stages.habits import mean_late, summed

Schema = dict[str, pl.DataType | type[pl.DataType]]
KEY = ["customer_id", "currency"]

STATE_SCHEMA: Schema = {
    "customer_id": pl.String,
    "customer_name": pl.String,
    "currency": pl.String,
    # of the ledger
    "open": MONEY,
    "debt": MONEY,  # Σ open > 0
    "overdue": MONEY,
    "worst_days": pl.Int64,  # days past due of the worst bucket that holds more than small debt; 0 = nothing overdue
    "late_now": pl.Float64,  # mean days late of the invoices paid in the last 3 months
    "late_before": pl.Float64,  # … in the 3 months before
    "paid_now": pl.Int64,
    "paid_before": pl.Int64,
    "orders": MONEY,  # invoiced in the last window
    "orders_count": pl.Int64,
    "orders_mean": pl.Float64,  # of the windows before
    "orders_high": pl.Float64,  # their percentile
    "orders_windows": pl.Int64,  # of them with invoices
    "usual_gap": pl.Float64,  # days
    "order_days": pl.Int64,
    "last_order": pl.Date,
    "terms_now": pl.Float64,  # days, by amount
    "terms_then": pl.Float64,
    "terms_count": pl.Int64,  # invoices of the shorter of both periods
    "longer_share": pl.Float64,
    "part_payments": pl.Int64,
    "returned_payments": pl.Int64,
    "unapplied_old": MONEY,
    "undated": MONEY,
    "disputed_share": pl.Float64,
    "broken_promises": pl.Int64,
    # of the decisions
    "exposure": MONEY,
    "current_limit": MONEY,
    "utilisation": pl.Float64,
    "score": pl.Float64,
    "grade": pl.Int64,
    # of the customer file; null where it does not tell, or cannot for a date in the past
    "legal_status": pl.String,
    "legal_events": pl.Int64,
    "sector_points": pl.Float64,
    "insured_limit": MONEY,
    "statement_date": pl.Date,
    "bounced_note_date": pl.Date,
}
MASTER = ("legal_status", "legal_events", "sector_points", "insured_limit", "statement_date", "bounced_note_date")
# What a customer file says without a date is known of the day it was written only.
UNDATED = ("legal_status", "legal_events", "sector_points", "insured_limit")
_SCALE = 10_000


@dataclass(frozen=True)
class Sources:
    """The frames a state is made of, all at one date; None where there are no data.

    facts, sums: per customer and currency; habit_sums, limit: the same; score, customers: per customer; broken:
    customer_id, currency, n_broken; disputed: customer_id, currency, sum_disputed.  rebuilt: the date lies before that
    of the customer file.
    """

    facts: pl.DataFrame
    sums: pl.DataFrame
    habit_sums: pl.DataFrame | None = None
    limit: pl.DataFrame | None = None
    score: pl.DataFrame | None = None
    customers: pl.DataFrame | None = None
    broken: pl.DataFrame | None = None
    disputed: pl.DataFrame | None = None
    rebuilt: bool = False


def state(sources: Sources, as_of: date, section: MonitorPolicy, edges: Sequence[int]) -> pl.DataFrame:
    """One row per customer and currency.  STATE_SCHEMA, sorted by customer_id and currency."""
    rows = sources.facts.select(*KEY, "customer_name", "open", "overdue", "max_days_overdue")
    rows = rows.join(sources.sums, on=KEY, how="left", nulls_equal=True)
    rows = _with_late(rows, sources.habit_sums)
    rows = _joined(rows, sources.limit, KEY, {"exposure": MONEY, "current_limit": MONEY, "_use": pl.Float64})
    rows = _joined(rows, sources.score, ["customer_id"], {"score": pl.Float64, "grade": pl.Int64})
    rows = _joined(rows, sources.customers, ["customer_id"], {name: STATE_SCHEMA[name] for name in MASTER})
    rows = _joined(rows, sources.broken, KEY, {"n_broken": pl.Int64})
    rows = _joined(rows, sources.disputed, KEY, {"sum_disputed": MONEY})
    rows = _past(rows, as_of, rebuilt=sources.rebuilt)
    kinds = set(rows.columns)
    figures = {
        "debt": pl.col("sum_debt").fill_null(zero()),
        "worst_days": worst_days(section, edges),
        **_orders(section),
        **_terms(),
        "usual_gap": _usual_gap(),
        "order_days": pl.col("n_order_days"),
        "part_payments": pl.col("n_part") + pl.col("n_round") if "n_part" in kinds else pl.lit(None),
        "returned_payments": pl.col("n_returned") if "n_returned" in kinds else pl.lit(None),
        "unapplied_old": pl.col("sum_unapplied_old"),
        "undated": pl.col("sum_no_due_date"),
        "utilisation": pl.col("_use"),
        "disputed_share": _share("sum_disputed", "sum_debt"),
        "broken_promises": _broken(sources),
    }
    shown = rows.with_columns(**figures)
    return shown.select(pl.col(name).cast(kind) for name, kind in STATE_SCHEMA.items()).sort(KEY, nulls_last=True)


def no_state() -> pl.DataFrame:
    """The state of a date of which nothing is known."""
    return pl.DataFrame(schema=STATE_SCHEMA)


def small(section: MonitorPolicy, debt: str) -> pl.Expr:
    """max(small_share × debt, small_balance): overdue debt up to this raises no alert.  Money as a float."""
    return pl.max_horizontal(
        pl.col(debt).cast(pl.Float64) * section.small_share, pl.lit(section.small_balance, dtype=pl.Float64)
    )


def worst_days(section: MonitorPolicy, edges: Sequence[int]) -> pl.Expr:
    """Days past due of the oldest debt, but no more than the upper edge of the worst bucket with more than small debt.

    0 when nothing, or only small debt, is overdue.  Days.
    """
    found: pl.Expr = pl.lit(0, dtype=pl.Int64)
    for lower, upper in zip((0, *edges), (*edges, None), strict=True):
        oldest = pl.col("max_days_overdue")
        within = oldest if upper is None else pl.min_horizontal(oldest, pl.lit(upper, dtype=pl.Int64))
        over = pl.col(f"sum_over_{lower}").cast(pl.Float64) > small(section, "sum_debt")
        found = pl.when(over).then(within).otherwise(found)
    return found


def _joined(rows: pl.DataFrame, other: pl.DataFrame | None, on: list[str], wanted: Schema) -> pl.DataFrame:
    """rows with the wanted columns of other, or with nulls where there is none."""
    names = {name: name for name in wanted}
    if "_use" in names:
        names["_use"] = "utilisation"
    if other is None:
        return rows.with_columns(pl.lit(None, dtype=kind).alias(name) for name, kind in wanted.items())
    chosen = other.select(*on, *(pl.col(source).cast(wanted[name]).alias(name) for name, source in names.items()))
    return rows.join(chosen, on=on, how="left", nulls_equal=True)


def _with_late(rows: pl.DataFrame, habit_sums: pl.DataFrame | None) -> pl.DataFrame:
    names: Schema = {"late_now": pl.Float64, "late_before": pl.Float64, "paid_now": pl.Int64, "paid_before": pl.Int64}
    if habit_sums is None:
        return rows.with_columns(pl.lit(None, dtype=kind).alias(name) for name, kind in names.items())
    late = habit_sums.select(
        *KEY,
        late_now=mean_late(0, 3),
        late_before=mean_late(3, 6),
        paid_now=summed("n_paid", 0, 3),
        paid_before=summed("n_paid", 3, 6),
    )
    return rows.join(late, on=KEY, how="left", nulls_equal=True)


def _past(rows: pl.DataFrame, as_of: date, *, rebuilt: bool) -> pl.DataFrame:
    """Of a customer file only what had happened by as_of; what it says without a date is unknown of the past."""
    dated = [pl.when(pl.col(name) <= as_of).then(name) for name in ("statement_date", "bounced_note_date")]
    rows = rows.with_columns(dated)
    gone = [pl.lit(None, dtype=STATE_SCHEMA[name]).alias(name) for name in UNDATED]
    return rows.with_columns(gone) if rebuilt else rows


def _orders(section: MonitorPolicy) -> dict[str, pl.Expr]:
    before = [f"sum_orders_{back}" for back in range(1, section.w05.windows + 1)]
    values = pl.concat_list(pl.col(name).cast(pl.Float64) for name in before).list.sort()
    # The smallest value that so large a part of the windows does not exceed.
    place = ceil(round(section.w05.percentile * len(before), 9)) - 1
    total: pl.Expr = zero()
    for name in before:
        total = (total + pl.col(name)).cast(MONEY)
    return {
        "orders": pl.col("sum_orders_0"),
        "orders_count": pl.col("n_orders_0"),
        "orders_mean": total.cast(pl.Float64) / len(before),
        "orders_high": values.list.get(place),
        "orders_windows": pl.sum_horizontal((pl.col(name) > zero()).cast(pl.Int64) for name in before),
    }


def _terms() -> dict[str, pl.Expr]:
    def mean(suffix: str) -> pl.Expr:
        sold = pl.col(f"sum_sold_{suffix}").cast(pl.Float64)
        return pl.when(sold > 0).then(pl.col(f"sum_terms_x_{suffix}").cast(pl.Float64) / (sold * _SCALE))

    return {
        "terms_now": mean("now"),
        "terms_then": mean("then"),
        "terms_count": pl.min_horizontal("n_terms_now", "n_terms_then"),
        "longer_share": _share("sum_longer", "sum_judged"),
    }


def _usual_gap() -> pl.Expr:
    """(last − first day with invoices) ÷ (their number − 1), over the 12 months up to the last.  Days."""
    span = (pl.col("last_order") - pl.col("first_order")).dt.total_days().cast(pl.Float64)
    return pl.when(pl.col("n_order_days") > 1).then(span / (pl.col("n_order_days") - 1))


def _share(part: str, whole: str) -> pl.Expr:
    below = pl.col(whole).cast(pl.Float64)
    return pl.when(below > 0).then(pl.col(part).cast(pl.Float64) / below)


def _broken(sources: Sources) -> pl.Expr:
    """Promises broken according to the dated file of promises; null where there is no such file."""
    return pl.lit(None, dtype=pl.Int64) if sources.broken is None else pl.col("n_broken").fill_null(0)
