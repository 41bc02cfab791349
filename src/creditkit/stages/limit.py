"""Recommended limits: need, capacity by method, the caps, and what bound; and the hold status of each customer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl

from creditkit.money import MONEY, zero
from creditkit.policy.model import HoldPolicy, LimitPolicy
from creditkit.schema import CUSTOMER_SCHEMA
from creditkit.stages.holds import hold_reasons, status
from creditkit.stages.notes import note, notes

METHODS = ("tangible_net_worth", "net_working_capital", "trade_reference", "payables_share", "turnover_share")


def times(amount: pl.Expr, ratio: Decimal) -> pl.Expr:
    """amount × ratio, half-up to the cent.  Money; exact."""
    return (
        (amount.cast(MONEY) * pl.lit(ratio, dtype=pl.Decimal(38, 4))).cast(MONEY).round(2, mode="half_away_from_zero")
    )


def capacities(section: LimitPolicy) -> dict[str, pl.Expr]:
    """What each method says a customer can carry: share × figure, never below 0; null where the figure is missing."""
    figures = {
        "tangible_net_worth": pl.col("equity") - pl.col("intangibles").fill_null(zero()),
        "net_working_capital": pl.col("current_assets") - pl.col("current_liabilities"),
        "trade_reference": pl.col("reference_high_credit"),
        "payables_share": pl.col("payables"),
        "turnover_share": pl.col("sales"),
    }
    return {
        name: pl.when(figures[name].is_not_null()).then(pl.max_horizontal(times(figures[name], share), zero()))
        for name, share in section.methods.items()
    }


def median(values: pl.Expr) -> pl.Expr:
    """Median of a list of amounts: the middle one, or half of the two middle ones.  Money; null for an empty list."""
    ordered = values.list.drop_nulls().list.sort()
    count = ordered.list.len().cast(pl.Int64)
    low = ordered.list.get((count - 1) // 2, null_on_oob=True)
    high = ordered.list.get(count // 2, null_on_oob=True)
    middle = ((low + high).cast(MONEY) * pl.lit(Decimal("0.5"), dtype=pl.Decimal(38, 4))).cast(MONEY)
    return pl.when(count > 0).then(middle.round(2, mode="half_away_from_zero"))


def rounded_down(amount: pl.Expr, digits: int) -> pl.Expr:
    """amount rounded down to so many significant digits: 335,000 → 330,000, 1,999 → 1,900, 87 → 87.  Money."""
    whole = amount.cast(pl.Float64).floor().cast(pl.Int64)
    length = whole.cast(pl.String).str.len_chars().cast(pl.Int64)
    step = pl.lit(10, dtype=pl.Int64).pow(pl.max_horizontal(length - digits, pl.lit(0, dtype=pl.Int64)))
    return (whole // step * step).cast(pl.Decimal(38, 0)).cast(MONEY)


def need(section: LimitPolicy) -> pl.Expr:
    """need = annual purchases ÷ 365 × (terms + tolerated delay), delay between 0 and the policy's bound.  Money.

    Null without purchases.  Needs `purchases` (money), `net_days`, `days_late` (float, null = 0).
    """
    delay = pl.col("days_late").fill_null(0.0).clip(0, section.tolerated_delay_days)
    days = pl.col("net_days").fill_null(section.default_net_days) + delay
    value = pl.col("purchases").cast(pl.Float64) / 365 * days
    return pl.when(pl.col("purchases") > zero()).then(value.round(2).cast(MONEY))


def limit(
    scores: pl.DataFrame,
    exposures: pl.DataFrame,
    customers: pl.DataFrame | None,
    habits: pl.DataFrame | None,
    section: LimitPolicy,
    hold: HoldPolicy,
    as_of: date,
    overrides: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """recommended = min(need, grade factor × median capacity, concentration cap, insurer cap), rounded down.

    One row per customer and currency; only the row of the customer's limit currency has need, capacity and a limit.
    Without any capacity, or with a thin file, the starter limit caps.  binding names the constraint.  Columns: the
    contract's, customer_name, group, notes.  status and hold_reasons: see `stages.holds`.
    """
    rows = exposures.join(
        scores.select("customer_id", "grade", "thin", _score_notes="notes"), on="customer_id", how="left"
    )
    rows = _with_inputs(rows, customers, habits)
    ways = capacities(section)
    rows = rows.with_columns(**{f"capacities.{name}": expr for name, expr in ways.items()}, need=need(section))
    here = pl.col("is_limit_currency")
    middle = median(pl.concat_list(f"capacities.{name}" for name in ways))
    factors = dict(enumerate(section.grade_factors, start=1))
    factor = pl.col("grade").replace_strict(factors, default=None, return_dtype=pl.Decimal(38, 4))
    rows = rows.with_columns(_median=middle, _factor=factor)
    capacity = (pl.col("_median") * pl.col("_factor")).cast(MONEY).round(2, mode="half_away_from_zero")
    rows = rows.with_columns(capacity=capacity)
    starter = pl.when(pl.col("_median").is_null() | pl.col("thin").fill_null(True)).then(
        pl.lit(section.starter_limit, dtype=MONEY)
    )
    constraints = {
        "grade": pl.when(pl.col("_factor") == zero()).then(zero()),
        "need": pl.col("need"),
        "capacity": pl.col("capacity"),
        "starter": starter,
        "concentration": _concentration(section),
        "insurer": pl.col("insured_limit") if section.insurer_cap else pl.lit(None, dtype=MONEY),
    }
    rows = rows.with_columns(**{f"_c_{name}": expr.cast(MONEY) for name, expr in constraints.items()})
    least = pl.min_horizontal(f"_c_{name}" for name in constraints)
    binding: pl.Expr = pl.lit(None, dtype=pl.String)
    for name in reversed(constraints):
        binding = pl.when(pl.col(f"_c_{name}") == least).then(pl.lit(name)).otherwise(binding)
    rows = rows.with_columns(
        recommended=pl.when(here).then(rounded_down(least, section.significant_digits)),
        binding=pl.when(here).then(binding),
    )
    rows = _limits_by_hand(rows, overrides, as_of)
    rows = _groups(rows)
    rows = rows.with_columns(hold_reasons=hold_reasons(hold, as_of)).with_columns(status=status(hold))
    return _shown(rows, section, as_of, ways)


def _with_inputs(rows: pl.DataFrame, customers: pl.DataFrame | None, habits: pl.DataFrame | None) -> pl.DataFrame:
    wanted = (
        "equity", "intangibles", "current_assets", "current_liabilities", "reference_high_credit", "payables", "sales",
        "annual_purchases", "net_days", "broken_promises", "bounced_note_date", "legal_status", "statement_date",
    )  # fmt: skip
    if customers is not None:
        rows = rows.join(customers.select("customer_id", *wanted), on="customer_id", how="left")
    else:
        rows = rows.with_columns(**{name: pl.lit(None, dtype=CUSTOMER_SCHEMA[name]) for name in wanted})
    if habits is not None:
        late = habits.select("customer_id", "currency", days_late="weighted_days_late")
        rows = rows.join(late, on=["customer_id", "currency"], how="left")
    else:
        rows = rows.with_columns(days_late=pl.lit(None, dtype=pl.Float64))
    # A history shorter than a year is stretched to one, so that a new customer's need is not understated.
    months = pl.col("history_months").clip(1, 12)
    yearly = (pl.col("purchases_12m").cast(pl.Float64) * 12 / months).round(2).cast(MONEY)
    return rows.with_columns(purchases=pl.coalesce("annual_purchases", yearly))


def _concentration(section: LimitPolicy) -> pl.Expr:
    if section.concentration_cap is None:
        return pl.lit(None, dtype=MONEY)
    total = pl.col("open").sum().over("currency")
    return pl.when(total > zero()).then(times(total, section.concentration_cap))


def _limits_by_hand(rows: pl.DataFrame, overrides: pl.DataFrame | None, as_of: date) -> pl.DataFrame:
    if overrides is None or not overrides.height:
        return rows.with_columns(_hand=pl.lit(None, dtype=MONEY), _why=pl.lit(None, dtype=pl.String))
    live = overrides.filter(pl.col("limit").is_not_null(), pl.col("expires") >= as_of).sort("expires")
    live = live.unique("customer_id", keep="last").select(
        "customer_id",
        _hand=pl.col("limit").cast(MONEY),
        _why=pl.concat_str(
            "owner", pl.lit(": "), "reason", pl.lit(" ("), pl.col("expires").cast(pl.String), pl.lit(")")
        ),
    )
    joined = rows.join(live, on="customer_id", how="left")
    set_here = pl.col("_hand").is_not_null() & pl.col("is_limit_currency")
    return joined.with_columns(
        recommended=pl.when(set_here).then("_hand").otherwise("recommended"),
        binding=pl.when(set_here).then(pl.lit("by-hand")).otherwise("binding"),
    )


def _groups(rows: pl.DataFrame) -> pl.DataFrame:
    """group_utilisation = Σ exposure of the group's members in the currency ÷ the group's limit."""
    key = ["group", "currency"]
    total = pl.col("exposure").sum().over(key).cast(pl.Float64)
    bound = pl.col("group_limit").max().over(key).cast(pl.Float64)
    return rows.with_columns(group_utilisation=pl.when(pl.col("group").is_not_null() & (bound > 0)).then(total / bound))


def _shown(rows: pl.DataFrame, section: LimitPolicy, as_of: date, ways: dict[str, pl.Expr]) -> pl.DataFrame:
    months = dict(enumerate(section.review_months, start=1))
    cycle = pl.col("grade").replace_strict(months, default=None, return_dtype=pl.Int64)
    review = pl.lit(as_of).dt.offset_by(cycle.cast(pl.String) + "mo")
    here = pl.col("is_limit_currency")
    said = pl.concat_list(
        "notes",
        notes(
            note("no-purchases", here & pl.col("need").is_null()),
            note("no-capacity", here & pl.col("_median").is_null()),
            note("limit-by-hand", pl.col("_hand").is_not_null() & here, pl.col("_hand"), detail=pl.col("_why")),
            note(
                "short-purchases",
                here & (pl.col("history_months") < 12) & pl.col("annual_purchases").is_null(),
                pl.col("history_months"),
            ),
        ),
    )
    shown = rows.with_columns(
        next_review=pl.when(cycle.is_not_null()).then(review),
        notes=said,
        **{
            name: pl.when(here).then(pl.col(name))
            for name in ("need", "capacity", *(f"capacities.{way}" for way in ways))
        },
    )
    return shown.select(
        "customer_id", "customer_name", "group", "currency", "grade", "need", "capacity",
        *(f"capacities.{way}" for way in ways), "recommended", "binding", "current_limit", "exposure", "utilisation",
        "available", "insured", "uninsured", "group_utilisation", "status", "hold_reasons", "next_review", "notes",
        "open", "overdue",
    ).sort("exposure", "customer_id", "currency", descending=[True, False, False])  # fmt: skip
