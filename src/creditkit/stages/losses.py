"""Expected loss per customer, as it is and in a scenario; exact money, so that sums foot."""

from __future__ import annotations

import polars as pl

from creditkit.money import LEDGER_SCALE, MONEY, minor_units
from creditkit.policy.stress import Scenario

# Shares enter money as whole numbers of 10⁻¹².
_FINE = 12
AS_IT_IS = Scenario.model_construct(name="base")


def minor(amount: pl.Expr, share: pl.Expr, currency: str | None) -> pl.Expr:
    """amount × share, half away from zero, in whole minor units of the currency.  Int128, exact given the share."""
    steps = (share * 10**_FINE).round(0).cast(pl.Int128)
    below = 10 ** (LEDGER_SCALE + _FINE - minor_units(currency))
    product = amount.cast(MONEY).to_physical().cast(pl.Int128) * steps
    unit = pl.lit(below, dtype=pl.Int128)
    whole: pl.Expr = (product.abs() + unit // 2) // unit * product.sign().cast(pl.Int128)
    return whole


def in_scenario(risks: pl.DataFrame, scenario: Scenario, lgd: float, currency: str | None) -> pl.DataFrame:
    """Each customer under a scenario: expected loss = EAD × PD′ × LGD′, half-up to the minor unit.

    risks: customer_id, ead, insured (money), pd (ratio), country, industry (text), fx_effect (money; of this scenario).
    Returns risks with: ead (+ fx_effect), pd (× factors, at most 1; or odds × factor), lgd (+ add, within 0–1),
    insured (0 where the insurer withdraws, never above EAD), defaulted (one of the top n), and in whole minor units:
    loss (EAD × LGD′), el, indemnity (insured × PD′ × LGD′), insured_loss (insured × LGD′).
    """
    severity = min(max(lgd + scenario.lgd_add, 0.0), 1.0)
    ead = pl.max_horizontal((pl.col("ead") + pl.col("fx_effect")).cast(MONEY), pl.lit(0, dtype=MONEY)).cast(MONEY)
    rows = risks.with_columns(ead=ead).sort("ead", "customer_id", descending=[True, False])
    rows = rows.with_columns(
        pd=_pd(scenario),
        lgd=pl.lit(severity),
        insured=pl.when(_withdrawn(scenario)).then(pl.lit(0, dtype=MONEY)).otherwise(pl.min_horizontal("insured", "ead")).cast(MONEY),
        defaulted=pl.int_range(pl.len()) < scenario.default_top_n,
    )  # fmt: skip
    return rows.with_columns(
        loss=minor(pl.col("ead"), pl.col("lgd"), currency),
        el=minor(pl.col("ead"), pl.col("pd") * pl.col("lgd"), currency),
        indemnity=minor(pl.col("insured"), pl.col("pd") * pl.col("lgd"), currency),
        insured_loss=minor(pl.col("insured"), pl.col("lgd"), currency),
    )


def _pd(scenario: Scenario) -> pl.Expr:
    pd = pl.col("pd")
    if scenario.odds_factor != 1:
        odds = pd / (1 - pd) * scenario.odds_factor
        pd = pl.when(pd < 1).then(odds / (1 + odds)).otherwise(1.0)
    factor: pl.Expr = pl.lit(scenario.pd_factor)
    for column, factors in (("industry", scenario.sectors), ("country", scenario.countries)):
        for name, own in factors.items():
            factor = pl.when(_is(column, name)).then(factor * own).otherwise(factor)
    return pl.min_horizontal(pd * factor, pl.lit(1.0))


def _is(column: str, name: str) -> pl.Expr:
    return (pl.col(column).str.to_lowercase() == name.lower()).fill_null(False)


def _withdrawn(scenario: Scenario) -> pl.Expr:
    if scenario.insurer_withdraws == "all":
        return pl.lit(True)
    named = [_is(column, name) for name in scenario.insurer_withdraws for column in ("industry", "country")]
    return pl.any_horizontal(named) if named else pl.lit(False)


def unmatched(risks: pl.DataFrame, scenario: Scenario) -> list[str]:
    """Sectors and countries of a scenario that no customer has: a spelling to check."""
    withdrawn = () if scenario.insurer_withdraws == "all" else scenario.insurer_withdraws
    wanted = [("industry", name) for name in scenario.sectors] + [("country", name) for name in scenario.countries]
    known = {column: set(risks[column].str.to_lowercase().drop_nulls()) for column in ("industry", "country")}
    missing = [name for column, name in wanted if name.lower() not in known[column]]
    return missing + [name for name in withdrawn if name.lower() not in known["industry"] | known["country"]]
