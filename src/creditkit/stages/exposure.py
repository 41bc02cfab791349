"""Exposure, utilisation and insurance per customer and currency."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from creditkit.money import MONEY, zero
from creditkit.policy.model import LimitPolicy
from creditkit.schema import CUSTOMER_SCHEMA
from creditkit.stages.notes import note, notes

_EXTRA = (
    "currency", "credit_limit", "limit_valid_to", "group", "group_limit", "insured_limit", "insured_ratio",
    "security_amount", "open_orders", "delivered_not_invoiced", "notes_bank", "notes_commercial",
)  # fmt: skip


def exposure(facts: pl.DataFrame, customers: pl.DataFrame | None, section: LimitPolicy) -> pl.DataFrame:
    """exposure = open (net of unapplied) + delivered not invoiced + open orders + commercial notes − security.

    One row per customer and currency.  The customer file's amounts count in its own currency (else in the currency the
    customer buys most in); other rows have the open amount alone and no limit.  utilisation = exposure ÷ current
    limit, null without a limit or with a limit of 0 (cash only).  insured = min(exposure, insured limit) × insured
    ratio and never touches utilisation; bank acceptances are the bank's risk.
    Columns: those of facts, current_limit, exposure, utilisation, available, insured, uninsured, is_limit_currency,
    cash_only, limit_valid_to, group, group_limit, notes.
    """
    main = facts.sort("purchases_12m", "currency", descending=[True, False]).unique("customer_id", keep="first")
    rows = facts.join(main.select("customer_id", _main="currency"), on="customer_id", how="left")
    if customers is None:
        missing = {name: pl.lit(None, dtype=CUSTOMER_SCHEMA[name]) for name in _EXTRA if name != "currency"}
        rows = rows.with_columns(**missing, _home=pl.lit(None, dtype=pl.String))
    else:
        own = customers.select("customer_id", *_EXTRA).rename({"currency": "_home"})
        rows = rows.join(own, on="customer_id", how="left")
    home = pl.coalesce("_home", "_main")
    rows = rows.with_columns(is_limit_currency=pl.col("currency") == home)
    here = pl.col("is_limit_currency")

    def money(name: str) -> pl.Expr:
        return pl.when(here).then(pl.col(name).fill_null(zero())).otherwise(zero())

    total = (
        pl.col("open")
        + money("delivered_not_invoiced")
        + money("open_orders")
        + money("notes_commercial")
        - money("security_amount")
    )
    default = (
        pl.lit(section.default_limit, dtype=MONEY) if section.default_limit is not None else pl.lit(None, dtype=MONEY)
    )
    limit = pl.when(here).then(pl.coalesce("credit_limit", default))
    rows = rows.with_columns(exposure=pl.max_horizontal(total, zero()).cast(MONEY), current_limit=limit)
    covered = pl.min_horizontal(
        "exposure", pl.when(here).then(pl.col("insured_limit").fill_null(zero())).otherwise(zero())
    )
    share = pl.col("insured_ratio").fill_null(0.0).cast(pl.Decimal(38, 4))
    insured = (covered.cast(MONEY) * share).cast(MONEY).round(2, mode="half_away_from_zero")
    rows = rows.with_columns(insured=insured, cash_only=(pl.col("current_limit") == zero()).fill_null(False))
    return rows.with_columns(
        utilisation=pl.when(pl.col("current_limit") > zero()).then(
            pl.col("exposure").cast(pl.Float64) / pl.col("current_limit").cast(pl.Float64)
        ),
        available=(pl.col("current_limit") - pl.col("exposure")).cast(MONEY),
        uninsured=(pl.col("exposure") - pl.col("insured")).cast(MONEY),
        notes=notes(
            note("limit-in-other-currency", ~here, detail=home),
            note("no-limit-set", here & pl.col("current_limit").is_null()),
            note("cash-only", pl.col("cash_only")),
        ),
    ).drop("_main", "_home")


def projected(exposure_now: Decimal, order: Decimal, limit: Decimal) -> float | None:
    """utilisation with an order on top = (exposure + order) ÷ limit; null for a limit of 0.  Ratio."""
    return float((exposure_now + order) / limit) if limit else None
