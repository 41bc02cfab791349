"""What credit insurance costs and what it is worth: turnover to declare, premium, break-even."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from creditkit.money import MONEY, half_up_each, round_half_up, zero
from creditkit.policy.model import InsurancePolicy

_ZERO = Decimal(0)


def declaration(turnover: pl.DataFrame, buyers: pl.DataFrame, section: InsurancePolicy) -> pl.DataFrame:
    """insured_turnover = credit sales − those with excluded buyers − cash sales; per period and currency.

    turnover: of `fold.turnover.turnover_sums`; buyers: of `stages.buyers.buyers`.  Columns: period_start (first day of
    the month or quarter), currency, credit_sales, excluded_buyers (all sales to them), cash_turnover (of the others, 0
    unless the policy excludes it), insured_turnover, premium (insured turnover × rate, half-up to the minor unit).
    """
    who = buyers.select("customer_id", "excluded")
    rows = turnover.join(who, on="customer_id", how="left")
    if section.declaration == "quarter":
        rows = rows.with_columns(month=pl.col("month").dt.truncate("1q"))
    out = pl.col("excluded").is_not_null()
    cash = pl.col("cash_turnover").filter(~out).sum() if section.exclude_cash_sales else zero()
    sums = rows.group_by(period_start=pl.col("month"), currency=pl.col("currency")).agg(
        credit_sales=pl.col("credit_sales").sum().cast(MONEY),
        excluded_buyers=pl.col("credit_sales").filter(out).sum().cast(MONEY),
        cash_turnover=cash.cast(MONEY),
    )
    insured = (pl.col("credit_sales") - pl.col("excluded_buyers") - pl.col("cash_turnover")).cast(MONEY)
    rate = pl.lit(Decimal(str(section.premium_rate)), dtype=pl.Decimal(38, 8))
    return (
        sums.with_columns(insured_turnover=insured)
        .with_columns(premium=half_up_each(pl.col("insured_turnover") * rate, pl.col("currency")))
        .sort("currency", "period_start")
    )


def premium(insured_turnover: Decimal, section: InsurancePolicy, currency: str | None) -> Decimal:
    """premium = max(minimum premium, insured turnover × rate), half-up to the minor unit."""
    rated = round_half_up(insured_turnover * Decimal(str(section.premium_rate)), currency)
    return max(rated, section.minimum_premium)


def cost_benefit(risks: pl.DataFrame, premium_paid: Decimal, section: InsurancePolicy, lgd: float) -> pl.DataFrame:
    """with insurance = EL − expected indemnity + premium + admin cost, against EL without; per currency of `risks`.

    risks: customer_id, currency, outstanding, insured (covered × ratio; money), pd (ratio, null = not rated).
    expected loss = Σ outstanding × PD × LGD; expected indemnity = Σ insured × PD × LGD, before first loss and
    threshold, so it is what the cover can pay at most on average; break-even PD = mean PD × (premium + admin) ÷ expected
    indemnity: the debt-weighted PD at which the cover costs what it brings, if all PDs move together; null where the
    cover brings nothing.  Money half-up to the minor unit.
    """
    rows = []
    for (currency,), part in risks.filter(pl.col("pd").is_not_null()).group_by("currency", maintain_order=True):
        owed = insured = exposure = Fraction(0)
        for outstanding, covered, pd in part.select("outstanding", "insured", "pd").iter_rows():
            exposure += Fraction(outstanding)
            owed += Fraction(outstanding) * Fraction(str(pd))
            insured += Fraction(covered) * Fraction(str(pd))
        rows.append(_cost_row(str(currency), exposure, owed, insured, premium_paid, section, lgd))
    return pl.DataFrame(rows, schema=_COSTS, orient="row").sort("currency")


_COSTS: dict[str, Any] = {
    "currency": pl.String, "exposure": MONEY, "pd": pl.Float64, "lgd": pl.Float64, "expected_loss": MONEY,
    "expected_indemnity": MONEY, "retained_loss": MONEY, "premium": MONEY, "admin_cost": MONEY,
    "cost_with_insurance": MONEY, "cost_without_insurance": MONEY, "breakeven_pd": pl.Float64,
}  # fmt: skip


def _cost_row(
    currency: str, exposure: Fraction, owed: Fraction, insured: Fraction, paid: Decimal, section: InsurancePolicy, lgd: float
) -> tuple[object, ...]:  # fmt: skip
    def money(value: Fraction) -> Decimal:
        return round_half_up(Decimal(value.numerator) / Decimal(value.denominator), currency)

    loss_given = Fraction(str(lgd))
    expected, indemnity = money(owed * loss_given), money(insured * loss_given)
    mean_pd = float(owed / exposure) if exposure else None
    cost = paid + section.admin_cost
    # Unrounded, or a small portfolio's break-even would jump with the cents.
    even = float(owed / exposure * Fraction(cost) / (insured * loss_given)) if exposure and insured else None
    retained = expected - indemnity
    return (
        currency, money(exposure), mean_pd, lgd, expected, indemnity, retained, paid, section.admin_cost,
        retained + cost, expected, even,
    )  # fmt: skip
