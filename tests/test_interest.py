"""Late interest: the worked numbers of each law, its edges, and an independent recomputation day by day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditkit.policy.load import load_policy
from creditkit.stages.interest import late_interest, regime_of

D = Decimal
POLICY = load_policy(None)[0].interest


@pytest.mark.parametrize(
    ("amount", "due", "until", "currency", "regime", "interest", "fixed"),
    [
        pytest.param("10000", "2025-06-16", "2025-08-15", "EUR", "eu", "170.68", "40", id="eu-floats-by-half-year"),
        pytest.param("6500", "2024-05-31", "2024-07-30", "GBP", "uk", "141.58", "70", id="uk-keeps-its-half-year"),
        pytest.param("500000", "2025-06-30", "2025-09-30", "CNY", "china", "23000.00", None, id="china-per-day"),
        pytest.param("999.99", "2024-05-31", "2024-06-01", "GBP", "uk", "0.36", "40", id="uk-below-1000"),
        pytest.param("1000", "2024-05-31", "2024-06-01", "GBP", "uk", "0.36", "70", id="uk-from-1000"),
        pytest.param("9999.99", "2024-05-31", "2024-06-01", "GBP", "uk", "3.63", "70", id="uk-below-10000"),
        pytest.param("10000", "2024-05-31", "2024-06-01", "GBP", "uk", "3.63", "100", id="uk-from-10000"),
        # due 30 June: late from 1 July, so the base rate of 30 June 2024 (5.25) counts; a day earlier that of 31 December
        pytest.param("36500", "2024-06-30", "2024-07-01", "GBP", "uk", "13.25", "100", id="uk-late-on-first-of-july"),
        pytest.param("36500", "2025-06-29", "2025-07-10", "GBP", "uk", "140.25", "100", id="uk-late-on-last-of-june"),
        pytest.param("36500", "2025-06-30", "2025-07-11", "GBP", "uk", "134.75", "100", id="uk-late-a-day-later"),
        pytest.param("36500", "2025-06-29", "2025-07-01", "EUR", "germany", "21.54", "40", id="germany-base-plus-9"),
        pytest.param("36500", "2025-06-29", "2025-07-01", "EUR", "france", "25.30", "40", id="france-ecb-plus-10"),
        pytest.param("10000", "2025-06-16", "2025-06-16", "EUR", "eu", "0", None, id="paid-on-the-due-date"),
        pytest.param("10000", "2025-06-16", "2025-06-01", "EUR", "eu", "0", None, id="paid-before"),
        pytest.param("10000", "2025-06-16", "2025-08-15", "USD", "eu", "170.68", None, id="fixed-sum-in-its-currency-only"),
        pytest.param("10000", "2025-06-16", "2025-08-15", "EUR", "none", "0", None, id="no-interest"),
        pytest.param("1000000", "2025-06-30", "2025-07-01", "JPY", "china", "500", None, id="yen-have-no-cents"),
    ],
)  # fmt: skip
def test_worked_numbers(
    amount: str, due: str, until: str, currency: str, regime: str, interest: str, fixed: str | None
) -> None:
    found = late_interest(
        D(amount), date.fromisoformat(due), date.fromisoformat(until), currency, POLICY, regime=regime
    )
    assert (found.amount, found.fixed_sum) == (D(interest), None if fixed is None else D(fixed))
    assert sum(span.days for span in found.spans) in (0, found.days)


def test_the_eu_spans_say_which_rate_held_when() -> None:
    found = late_interest(D(10_000), date(2025, 6, 16), date(2025, 8, 15), "EUR", POLICY, regime="eu")
    assert [(span.days, span.percent) for span in found.spans] == [(14, D("11.15")), (46, D("10.15"))]
    assert found.total == D("210.68")


@pytest.mark.parametrize(
    ("agreed", "interest"),
    [
        pytest.param("3", "3780.82", id="at-the-floor"),
        pytest.param("1", "3780.82", id="below-the-floor"),
        pytest.param("12", "15123.29", id="above-the-floor"),
    ],
)
def test_china_agreed_rate_has_the_lpr_as_floor(agreed: str, interest: str) -> None:
    found = late_interest(
        D(500_000), date(2025, 6, 30), date(2025, 9, 30), "CNY", POLICY, regime="china",
        contract_percent=D(agreed), contracted=date(2025, 6, 1),
    )  # fmt: skip
    assert found.amount == D(interest)


def test_the_floor_is_that_of_the_contracts_date() -> None:
    found = late_interest(
        D(500_000), date(2025, 6, 30), date(2025, 9, 30), "CNY", POLICY, regime="china",
        contract_percent=D(0), contracted=date(2025, 5, 19),
    )  # fmt: skip
    assert [span.percent for span in found.spans] == [D("3.10")]


@pytest.mark.parametrize(
    ("regime", "due", "missing"),
    [
        pytest.param("contract", date(2025, 6, 30), "no-agreed-rate", id="nothing-agreed"),
        pytest.param("eu", date(2015, 1, 1), "no-rate", id="before-the-table"),
        pytest.param("uk", date(2016, 1, 1), "no-rate", id="before-the-british-table"),
    ],
)
def test_undefined_interest_is_null_with_a_reason(regime: str, due: date, missing: str) -> None:
    found = late_interest(D(100), due, date(2025, 9, 30), "EUR", POLICY, regime=regime)
    assert (found.amount, found.total, found.missing) == (None, None, missing)


@pytest.mark.parametrize(
    ("until", "stale"),
    [
        pytest.param(date(2025, 12, 31), False, id="within-the-table"),
        pytest.param(date(2026, 1, 1), True, id="a-half-year-beyond-it"),
    ],
)
def test_a_rate_beyond_the_checked_day_is_said_to_be_one(until: date, stale: bool) -> None:
    assert late_interest(D(100), date(2025, 12, 1), until, "EUR", POLICY, regime="eu").stale is stale


@pytest.mark.parametrize(
    ("country", "regime"),
    [("GB", "uk"), ("gb", "uk"), ("DE", "germany"), ("FR", "france"), ("NL", "eu"), ("CN", "contract"), (None, "contract"), ("US", "contract")],
)  # fmt: skip
def test_regime_by_country(country: str | None, regime: str) -> None:
    assert regime_of(country, POLICY) == regime


@settings(max_examples=60)
@given(
    cents=st.integers(1, 10**10),
    due=st.dates(date(2023, 1, 1), date(2025, 9, 30)),
    days=st.integers(0, 800),
    regime=st.sampled_from(["eu", "germany", "france", "uk"]),
)
def test_day_by_day_recomputation(cents: int, due: date, days: int, regime: str) -> None:
    rule = POLICY.regimes[regime]
    series = POLICY.series[rule.series or ""]

    def half_year(day: date) -> date:
        return day.replace(month=1 if day.month < 7 else 7, day=1)

    total = Fraction(0)
    for step in range(1, days + 1):
        day = due + timedelta(step)
        if regime == "uk":
            known = series.at(half_year(due + timedelta(1)) - timedelta(1))
        else:
            known = series.at(half_year(day))
        assert known is not None
        total += Fraction(cents, 100) * Fraction(known + rule.margin_percent) / 36500
    expected = (D(total.numerator) / D(total.denominator)).quantize(D("0.01"), ROUND_HALF_UP)
    found = late_interest(D(cents) / 100, due, due + timedelta(days), "EUR", POLICY, regime=regime)
    assert found.amount == expected
