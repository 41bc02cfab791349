"""What the insurer promised for each buyer: limit, percentage, dates, exclusions."""

from __future__ import annotations

import polars as pl

from creditkit.money import MONEY
from creditkit.policy.model import InsurancePolicy
from creditkit.schema import CUSTOMER_SCHEMA

_TAKEN = (
    "currency", "country", "insured_limit", "insured_ratio", "insured_max_days", "insured_from",
    "insurer_withdrawn_date", "overdue_notice_date", "claim_filed_date", "insurance_excluded", "related_party",
)  # fmt: skip


def buyers(
    facts: pl.DataFrame, customers: pl.DataFrame | None, paid_on_time: pl.DataFrame | None, section: InsurancePolicy
) -> pl.DataFrame:
    """limit = the insurer's for the buyer, else the discretionary limit where payments earned it; one row per customer.

    facts: customers of the ledger with currency and purchases_12m; paid_on_time: customer_id, on_time (payments in time
    within 12 months), None for a ledger that tells no payments (no discretionary limit then).
    Columns: customer_id, customer_name, limit (money, null = none), limit_currency (of the customer file, else the
    currency the customer buys most in), insured_ratio (of the buyer, else of the policy), insured_max_days,
    insured_from, insurer_withdrawn_date, overdue_notice_date, claim_filed_date, excluded (country, customer, related,
    flag; null = insurable), is_discretionary (flag).  A limit of 0 is the insurer's refusal and stays 0.
    """
    main = facts.sort("purchases_12m", "currency", descending=[True, False]).unique("customer_id", keep="first")
    rows = main.select("customer_id", "customer_name", _main="currency")
    if customers is None:
        rows = rows.with_columns(**{name: pl.lit(None, dtype=CUSTOMER_SCHEMA[name]) for name in _TAKEN})
    else:
        rows = rows.join(customers.select("customer_id", *_TAKEN), on="customer_id", how="left")
    if paid_on_time is None:
        rows = rows.with_columns(on_time=pl.lit(0, dtype=pl.Int64))
    else:
        rows = rows.join(paid_on_time, on="customer_id", how="left")
    own = pl.lit(section.discretionary_limit, dtype=MONEY)
    earned = (pl.col("on_time").fill_null(0) >= section.discretionary_paid_invoices) & (own > 0)
    by_us = pl.col("insured_limit").is_null() & earned & _excluded(section).is_null()
    return rows.select(
        "customer_id",
        "customer_name",
        limit=pl.when(by_us).then(own).otherwise(pl.col("insured_limit")).cast(MONEY),
        limit_currency=pl.when(by_us).then(pl.coalesce(pl.lit(section.currency), "_main")).otherwise(pl.coalesce("currency", "_main")),
        insured_ratio=pl.coalesce("insured_ratio", pl.lit(section.insured_ratio, dtype=pl.Float64)),
        insured_max_days="insured_max_days",
        insured_from="insured_from",
        insurer_withdrawn_date="insurer_withdrawn_date",
        overdue_notice_date="overdue_notice_date",
        claim_filed_date="claim_filed_date",
        excluded=_excluded(section),
        is_discretionary=by_us,
    ).sort("customer_id")  # fmt: skip


def _excluded(section: InsurancePolicy) -> pl.Expr:
    countries = [name.casefold() for name in section.excluded_countries]
    related = pl.col("related_party").fill_null(False) & section.exclude_related
    return (
        pl.when(pl.col("customer_id").is_in(list(section.excluded_customers))).then(pl.lit("customer"))
        .when(pl.col("country").str.to_lowercase().is_in(countries)).then(pl.lit("country"))
        .when(related).then(pl.lit("related"))
        .when(pl.col("insurance_excluded").fill_null(False)).then(pl.lit("flag"))
    )  # fmt: skip
