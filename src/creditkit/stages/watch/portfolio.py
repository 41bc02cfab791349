"""W08, concentration: shares of all receivables of a currency."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import polars as pl

from creditkit.money import zero
from creditkit.policy.model import MonitorPolicy
from creditkit.stages.watch.alerts import found, nothing

TOP = 10


def hhi(amounts: Sequence[Decimal | int]) -> float:
    """Σ amount² ÷ (Σ amount)²; 1 ÷ hhi is the number of equal customers it is worth.  Exact before it is a float."""
    whole = Fraction(sum(amounts))
    return float(sum(Fraction(amount) ** 2 for amount in amounts) / whole**2)


def top_share(amounts: Sequence[Decimal | int], count: int = TOP) -> float:
    """Σ of the largest ÷ Σ of all."""
    return float(Fraction(sum(sorted(amounts, reverse=True)[:count])) / Fraction(sum(amounts)))


def shares(rows: pl.DataFrame, *, min_customers: int) -> pl.DataFrame:
    """share = open ÷ Σ open of customers that owe, by currency; no rows for a currency with fewer than min_customers."""
    owing = rows.filter(pl.col("open") > zero())
    counted = owing.filter(pl.len().over("currency") >= min_customers)
    value = pl.col("open").cast(pl.Float64)
    # The exact sum first: floats added in another order would differ in their last digits.
    return counted.with_columns(share=value / pl.col("open").sum().over("currency").cast(pl.Float64))


def concentration(now: pl.DataFrame, before: pl.DataFrame, section: MonitorPolicy) -> pl.DataFrame:
    """W08: a customer's share > amber_share or red_share; HHI > amber_hhi or red_hhi and the ten largest > amber_top10
    for the portfolio (customer_id null).
    """
    rule = section.w08
    own, old = (shares(frame, min_customers=rule.min_customers) for frame in (now, before))
    if not own.height:
        return nothing()
    past = old.select("customer_id", "currency", share_before="share")
    rows = own.join(past, on=["customer_id", "currency"], how="left", nulls_equal=True)
    share = pl.col("share")
    levels = [("red", share > rule.red_share, rule.red_share), ("amber", share > rule.amber_share, rule.amber_share)]
    each = found(rows, "W08", "share", levels, share, previous=pl.col("share_before"))
    totals = _totals(own).join(_totals(old), on="currency", how="left", suffix="_before", nulls_equal=True)
    index, ten = pl.col("hhi"), pl.col("top10_share")
    spread = [("red", index > rule.red_hhi, rule.red_hhi), ("amber", index > rule.amber_hhi, rule.amber_hhi)]
    largest = [("amber", ten > rule.amber_top10, rule.amber_top10)]
    return pl.concat(
        [
            each,
            found(totals, "W08", "hhi", spread, index, previous=pl.col("hhi_before")),
            found(totals, "W08", "top10_share", largest, ten, previous=pl.col("top10_share_before")),
        ]
    )


def _totals(rows: pl.DataFrame) -> pl.DataFrame:
    """currency, hhi, top10_share, with the null customer that stands for the portfolio."""
    found_rows = []
    for currency in rows["currency"].unique().sort().to_list():
        of_one = rows.filter(pl.col("currency").eq_missing(pl.lit(currency)))
        each = of_one["open"].to_list()
        found_rows.append(
            {"customer_id": None, "customer_name": None, "currency": currency, "hhi": hhi(each), "top10_share": top_share(each)}
        )  # fmt: skip
    schema = {
        "customer_id": pl.String, "customer_name": pl.String, "currency": pl.String, "hhi": pl.Float64,
        "top10_share": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(found_rows, schema=schema)
