"""Policy, score, limit and terms: the worked examples of the formulas, and the edges of the hold matrix."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from creditkit.errors import CreditkitError
from creditkit.policy.load import load_policy, policy_schema
from creditkit.schema import CUSTOMER_SCHEMA
from creditkit.stages import financials
from creditkit.stages.curves import on_curve
from creditkit.stages.holds import level_of
from creditkit.stages.limit import capacities, median, need, rounded_down
from creditkit.stages.score import grade_of_score, grade_pds, pd_of_score, score

POLICY, _ = load_policy(None)
AS_OF = date(2025, 9, 30)
MONEY = pl.Decimal(38, 4)


def customer(**known: object) -> pl.DataFrame:
    row = dict.fromkeys(CUSTOMER_SCHEMA) | {"customer_id": "C1", "customer_name": "A"} | known
    return pl.DataFrame([row], schema=CUSTOMER_SCHEMA, orient="row")


STATEMENT = {
    "current_assets": Decimal(4200), "inventory": Decimal(1500), "cash": Decimal(600), "total_assets": Decimal(10000),
    "current_liabilities": Decimal(2800), "total_liabilities": Decimal(5500), "retained_earnings": Decimal(2000),
    "ebit": Decimal(1100), "sales": Decimal(12500), "equity": Decimal(4500), "intangibles": Decimal(500),
    "interest_expense": Decimal(275), "payables": Decimal(1600), "reference_high_credit": Decimal(350),
    "statement_date": date(2024, 12, 31),
}  # fmt: skip


def facts() -> pl.DataFrame:
    return pl.DataFrame(
        {"customer_id": ["C1"], "customer_name": ["A"], "currency": ["CNY"], "open": [Decimal(2050)], "overdue": [Decimal(650)],
         "unapplied": [Decimal(0)], "disputed": [Decimal(0)], "max_days_overdue": [41], "open_over_10": [Decimal(0)],
         "open_over_30": [Decimal(0)], "open_over_60": [Decimal(0)], "open_over_90": [Decimal(0)], "purchases_12m": [Decimal(2400)],
         "active_months_12": [10], "history_months": [42], "first_invoice": [date(2022, 3, 1)], "last_invoice": [date(2025, 9, 1)]},
        schema_overrides=dict.fromkeys(("open", "overdue", "unapplied", "disputed", "open_over_10", "open_over_30", "open_over_60", "open_over_90", "purchases_12m"), MONEY),
    )  # fmt: skip


def habits() -> pl.DataFrame:
    return pl.DataFrame(
        {"customer_id": ["C1"], "currency": ["CNY"], "pay_index": [71.0], "late_share": [0.5], "worst_days_late": [41],
         "trend_days": [14 / 3], "weighted_days_late": [45.0]}
    )  # fmt: skip


def exposure() -> pl.DataFrame:
    return pl.DataFrame(
        {"customer_id": ["C1"], "currency": ["CNY"], "is_limit_currency": [True], "utilisation": [0.95], "current_limit": [Decimal(600)]},
        schema_overrides={"current_limit": MONEY},
    )  # fmt: skip


def scored() -> dict[str, object]:
    own = customer(
        **STATEMENT,
        years=3.5,
        external_grade="4",
        external_scale="internal-10",
        legal_status="active",
        sector_points=80.0,
        currency="CNY",
    )
    return score(own, habits(), facts(), exposure(), AS_OF, POLICY.score).row(0, named=True)


def test_score_end_to_end() -> None:
    row = scored()
    assert row["score"] == pytest.approx(67.0129, abs=5e-5)
    assert row["grade"] == 4
    assert row["pd_score"] == pytest.approx(0.012151, abs=5e-7)
    assert row["pd"] == pytest.approx(0.0139, abs=5e-5)
    assert row["confidence"] == 1.0
    reasons = [(r["factor"], round(r["points_lost"], 4)) for r in row["reasons"]]  # type: ignore[union-attr]
    assert reasons == [("utilisation", 5.0), ("overdue_ratio", 4.439), ("late_share", 4.2), ("pay_index", 3.0)]


def test_factor_points_of_the_worked_example() -> None:
    points = {f["factor"]: f["points"] for f in scored()["factors"]}  # type: ignore[attr-defined]
    wanted = {"pay_index": 85, "late_share": 40, "worst_days_late": 49, "trend_days": 68.8889, "z_score": 77.1086,
              "current_ratio": 58.3333, "debt_ratio": 70, "interest_cover": 75, "net_worth_to_limit": 62.9630,
              "utilisation": 37.5, "overdue_ratio": 36.5854, "years": 76, "regularity": 83.3333, "external_grade": 66.6667,
              "legal_events": 100, "sector_points": 80}  # fmt: skip
    assert points == pytest.approx(wanted, abs=5e-5)


def test_thin_file_shrinks_to_neutral_and_is_capped() -> None:
    row = score(customer(industry="x"), None, None, None, AS_OF, POLICY.score).row(0, named=True)
    assert row["confidence"] == 0
    assert row["score"] == 45
    assert row["grade"] == 6
    assert {"thin-file", "no-statements", "no-ledger"} <= {note["code"] for note in row["notes"]}


@pytest.mark.parametrize(
    ("known", "grade", "code"),
    [
        pytest.param({"legal_status": "insolvency"}, 10, "insolvency", id="insolvent"),
        pytest.param({"default_date": date(2025, 1, 1)}, 9, "default-recent", id="default-this-year"),
        pytest.param({"bounced_note_date": date(2025, 8, 1)}, 7, "bounced-note", id="bounced-note"),
    ],
)
def test_overrides(known: dict[str, object], grade: int, code: str) -> None:
    row = score(customer(**STATEMENT, **known), habits(), facts(), exposure(), AS_OF, POLICY.score).row(0, named=True)
    assert row["grade"] == grade
    assert [entry["code"] for entry in row["overrides"]] == [code]


def test_statements_lose_weight_with_age() -> None:
    old = STATEMENT | {"statement_date": date(2023, 12, 31)}
    row = score(customer(**old), None, None, None, AS_OF, POLICY.score).row(0, named=True)
    weights = {f["factor"]: f["weight"] for f in row["factors"]}
    assert weights["z_score"] == 6
    ancient = STATEMENT | {"statement_date": date(2022, 12, 31)}
    row = score(customer(**ancient), None, None, None, AS_OF, POLICY.score).row(0, named=True)
    assert "statements-too-old" in {note["code"] for note in row["notes"]}


@pytest.mark.parametrize(
    ("value", "grade"),
    [
        pytest.param(90.0, 1, id="90-is-grade-1"), pytest.param(89.99, 2, id="just-below-90"), pytest.param(60.0, 4, id="60-is-grade-4"),
        pytest.param(20.0, 8, id="20-is-grade-8"), pytest.param(19.99, 9, id="just-below-20"),
    ],
)  # fmt: skip
def test_grade_bands(value: float, grade: int) -> None:
    assert pl.DataFrame({"s": [value]}).select(grade_of_score(pl.col("s"), POLICY.score)).item() == grade


def test_grade_pds_of_the_table() -> None:
    wanted = {
        1: 0.0018,
        2: 0.0035,
        3: 0.0070,
        4: 0.0139,
        5: 0.0275,
        6: 0.0535,
        7: 0.1016,
        8: 0.1845,
        9: 0.3902,
        10: 1.0,
    }
    assert grade_pds(POLICY.score) == pytest.approx(wanted, abs=5e-5)
    exact = pl.DataFrame({"s": [65.5]}).select(pd_of_score(pl.col("s"), POLICY.score)).item()
    assert exact == pytest.approx(0.013476, abs=5e-7)


def test_altman_scores_and_rating() -> None:
    x1, x2, x3, x5 = 0.14, 0.2, 0.11, 1.25
    assert financials.altman_z(x1=x1, x2=x2, x3=x3, market_equity_to_debt=6600 / 5500, x5=x5) == pytest.approx(
        2.7810, abs=5e-5
    )
    assert financials.altman_z(
        x1=x1, x2=x2, x3=x3, market_equity_to_debt=1.2, x5=x5, sales_weight=0.999
    ) == pytest.approx(2.77975, abs=5e-6)
    assert financials.altman_z_private(x1=x1, x2=x2, x3=x3, book_equity_to_debt=4500 / 5500, x5=x5) == pytest.approx(
        2.2027, abs=5e-5
    )
    z2 = customer(**STATEMENT).select(**financials.statement_ratios()).row(0, named=True)
    assert z2["z_score"] == pytest.approx(3.1687, abs=5e-5)
    assert z2["quick_ratio"] == pytest.approx(0.9643, abs=5e-5)
    assert z2["interest_cover"] == 4.0
    assert financials.em_rating(z2["z_score"]) == "A-"
    assert financials.zone(2.7810, 1.81, 2.99) == "grey"
    assert financials.zone(z2["z_score"], 1.1, 2.6) == "safe"


def test_ohlson() -> None:
    o, p = financials.ohlson(
        total_assets=10_000_000, price_index=700, total_liabilities=5_500_000, working_capital=1_400_000,
        current_liabilities=2_800_000, current_assets=4_200_000, net_income=600_000, prior_net_income=500_000,
        funds_from_operations=950_000,
    )  # fmt: skip
    assert o == pytest.approx(-2.5527, abs=5e-5)
    assert p == pytest.approx(0.072248, abs=5e-7)


def test_capacities_need_and_rounding() -> None:
    ways = capacities(POLICY.limit)
    row = customer(**STATEMENT).select(**ways).row(0, named=True)
    assert row == {
        "tangible_net_worth": Decimal(400), "net_working_capital": Decimal(280), "trade_reference": Decimal(350),
        "payables_share": Decimal(320), "turnover_share": Decimal(625),
    }  # fmt: skip
    four = pl.DataFrame({n: [row[n]] for n in list(row)[:4]}, schema=dict.fromkeys(list(row)[:4], MONEY))
    assert four.select(median(pl.concat_list(four.columns))).item() == Decimal(335)
    wanted = pl.DataFrame(
        {"purchases": [Decimal(2400)], "net_days": [45], "days_late": [45.0]}, schema_overrides={"purchases": MONEY}
    ).select(need(POLICY.limit))
    assert wanted.item() == Decimal("493.15")


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("335000", "330000"), ("493150", "490000"), ("1999", "1900"), ("87", "87"), ("0", "0"), ("335", "330")],
)
def test_limits_are_rounded_down_to_two_digits(amount: str, rounded: str) -> None:
    frame = pl.DataFrame({"a": [Decimal(amount)]}, schema={"a": MONEY})
    assert frame.select(rounded_down(pl.col("a"), 2)).item() == Decimal(rounded)


@pytest.mark.parametrize(
    ("utilisation", "level"),
    [
        (0.8999, "ok"),
        (0.90, "warn"),
        (0.95, "warn"),
        (1.0, "warn"),
        (1.025, "soft-hold"),
        (1.10, "soft-hold"),
        (1.1001, "hard-hold"),
    ],
)
def test_hold_levels_of_utilisation(utilisation: float, level: str) -> None:
    assert level_of(utilisation, POLICY.hold) == level


def test_curve_is_level_outside_and_null_for_null() -> None:
    frame = pl.DataFrame({"x": [-1.0, 0.0, 0.25, 0.5, 2.0, None]})
    points = frame.select(on_curve(pl.col("x"), [[0, 100], [0.5, 40], [1, 0]])).to_series().to_list()
    assert points == [100, 100, 70, 40, 0, None]


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        pytest.param("[hold]\nwarn_dayz = 1\n", "CK401", "warn_days", id="unknown-key-names-the-nearest"),
        pytest.param("[agin]\nedges = [1]\n", "CK401", "aging", id="unknown-section"),
        pytest.param("[dso]\nwindow_months = 'x'\n", "CK402", "dso.window_months", id="wrong-type"),
        pytest.param("[score]\nbands = [1, 2]\n", "CK402", "bands", id="bands-not-falling"),
        pytest.param("[dso\n", "CK404", "TOML", id="not-toml"),
    ],
)
def test_wrong_policies_are_refused(tmp_path: Path, text: str, code: str, named: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(CreditkitError) as caught:
        load_policy(path)
    assert caught.value.code == code
    assert caught.value.exit_code == 4
    assert named in str(caught.value)


def test_a_partial_policy_keeps_the_other_defaults(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("[aging]\nedges = [15, 45]\n", "utf-8")
    own, digest = load_policy(path)
    assert own.aging.edges == (15, 45)
    assert own.score == POLICY.score
    assert digest != load_policy(None)[1]
    assert "properties" in policy_schema()
