"""Financial strength from one annual statement: ratios, Altman's scores, the rating nearest to them."""

from __future__ import annotations

import math

import polars as pl

# Best rating whose value is not above the EM score.  General professional table of the emerging-market model.
EM_RATINGS = (
    ("AAA", 8.15), ("AA+", 7.60), ("AA", 7.30), ("AA-", 7.00), ("A+", 6.85), ("A", 6.65), ("A-", 6.40), ("BBB+", 6.25),
    ("BBB", 5.85), ("BBB-", 5.65), ("BB+", 5.25), ("BB", 4.95), ("BB-", 4.75), ("B+", 4.50), ("B", 4.15), ("B-", 3.75),
    ("CCC+", 3.20), ("CCC", 2.50), ("CCC-", 1.75),
)  # fmt: skip


def _f(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float64)


def ratio(above: pl.Expr, below: pl.Expr) -> pl.Expr:
    """above ÷ below; null where below is 0 or missing."""
    return pl.when(below != 0).then(above / below)


def statement_ratios() -> dict[str, pl.Expr]:
    """Ratios of the columns of the customer file, each null where an input is missing or a denominator is 0.

    z_score = 6.56 X1 + 3.26 X2 + 6.72 X3 + 1.05 X4 (Altman's Z″ of 1995: X1 = (current assets − current liabilities) ÷
    total assets, X2 = retained earnings ÷ total assets, X3 = EBIT ÷ total assets, X4 = equity ÷ total liabilities).
    current_ratio, quick_ratio, debt_ratio = liabilities ÷ assets, interest_cover = EBIT ÷ interest,
    tangible_net_worth = equity − intangibles (money as a float, for ratios only).
    """
    assets = _f("total_assets")
    worth = _f("equity") - _f("intangibles").fill_null(0)
    return {
        "z_score": 6.56 * ratio(_f("current_assets") - _f("current_liabilities"), assets)
        + 3.26 * ratio(_f("retained_earnings"), assets)
        + 6.72 * ratio(_f("ebit"), assets)
        + 1.05 * ratio(_f("equity"), _f("total_liabilities")),
        "current_ratio": ratio(_f("current_assets"), _f("current_liabilities")),
        "quick_ratio": ratio(_f("current_assets") - _f("inventory"), _f("current_liabilities")),
        "debt_ratio": ratio(_f("total_liabilities"), assets),
        "interest_cover": ratio(_f("ebit"), _f("interest_expense")),
        "tangible_net_worth": worth,
    }


def altman_z(
    *, x1: float, x2: float, x3: float, market_equity_to_debt: float, x5: float, sales_weight: float = 1.0
) -> float:
    """z = 1.2 X1 + 1.4 X2 + 3.3 X3 + 0.6 market equity ÷ liabilities + 1.0 X5 (0.999 in the paper).  Altman 1968."""
    return 1.2 * x1 + 1.4 * x2 + 3.3 * x3 + 0.6 * market_equity_to_debt + sales_weight * x5


def altman_z_private(*, x1: float, x2: float, x3: float, book_equity_to_debt: float, x5: float) -> float:
    """z′ = 0.717 X1 + 0.847 X2 + 3.107 X3 + 0.420 book equity ÷ liabilities + 0.998 X5.  Altman 1983."""
    return 0.717 * x1 + 0.847 * x2 + 3.107 * x3 + 0.420 * book_equity_to_debt + 0.998 * x5


def zone(score: float, distress: float, safe: float) -> str:
    """safe above `safe`, distress below `distress`, else grey."""
    if score > safe:
        return "safe"
    return "distress" if score < distress else "grey"


def em_rating(z_double_prime: float) -> str:
    """The best rating whose value ≤ 3.25 + Z″; D below the lowest."""
    score = 3.25 + z_double_prime
    return next((rating for rating, value in EM_RATINGS if value <= score), "D")


def ohlson(
    *,
    total_assets: float,
    price_index: float,
    total_liabilities: float,
    working_capital: float,
    current_liabilities: float,
    current_assets: float,
    net_income: float,
    prior_net_income: float,
    funds_from_operations: float,
) -> tuple[float, float]:
    """o = −1.32 − 0.407 ln(TA ÷ index) + 6.03 TL/TA − 1.43 WC/TA + 0.0757 CL/CA − 1.72 [TL > TA] − 2.37 NI/TA
    − 1.83 FFO/TL + 0.285 [two losses] − 0.521 (NI − NI₁) ÷ (|NI| + |NI₁|); p = 1 ÷ (1 + e^−o).  Ohlson 1980.
    """
    change = abs(net_income) + abs(prior_net_income)
    score = (
        -1.32
        - 0.407 * math.log(total_assets / price_index)
        + 6.03 * total_liabilities / total_assets
        - 1.43 * working_capital / total_assets
        + 0.0757 * current_liabilities / current_assets
        - 1.72 * (total_liabilities > total_assets)
        - 2.37 * net_income / total_assets
        - 1.83 * funds_from_operations / total_liabilities
        + 0.285 * (net_income < 0 and prior_net_income < 0)
        - 0.521 * ((net_income - prior_net_income) / change if change else 0.0)
    )
    return score, 1 / (1 + math.exp(-score))


def piotroski(signals: dict[str, bool | None]) -> tuple[int, int]:
    """Signals that hold, and how many could be told: k of n.  Piotroski 2000."""
    known = [value for value in signals.values() if value is not None]
    return sum(known), len(known)
