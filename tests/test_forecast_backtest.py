"""The forecast judged by what happened: the worked example, the baseline, the sample ledger, and no look ahead."""

from __future__ import annotations

import statistics
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditkit.engines.carry import LedgerFacts, carried
from creditkit.engines.shards import Shards
from creditkit.engines.whole import Whole
from creditkit.pipeline.forecasting import backtest, forecast_at
from creditkit.policy.load import load_policy
from creditkit.policy.model import Policy
from creditkit.stages.forecast import horizon
from creditkit.stages.forecast_backtest import (
    Backtest,
    JudgedWeek,
    backtest_summary,
    cutoffs_before,
    judge_weeks,
    median_lateness,
)
from creditkit.stages.forecast_weeks import WeekTotal, common_factor, interval_of
from ibm import ibm_docs
from plain import Doc, Pay, ledger_of
from test_dso import random_docs
from test_survival import counts_of

D = Decimal
POLICY = load_policy(None)[0]
DAYS = pl.DataFrame(
    schema=dict.fromkeys(("lateness", "days_open", "median", "low", "high"), pl.Int64) | {"baseline": pl.Float64}
)


def policy_of(**changes: object) -> Policy:
    return POLICY.model_copy(update={"forecast": POLICY.forecast.model_copy(update=changes)})


def judged(forecast: list[float], actual: list[float]) -> tuple[JudgedWeek, ...]:
    day = date(2025, 1, 31)
    return tuple(
        JudgedWeek(day, "CNY", n, WeekTotal(f, 0.0), a) for n, (f, a) in enumerate(zip(forecast, actual, strict=True))
    )


def test_oracle_11_wape_and_bias() -> None:
    found = Backtest((date(2025, 1, 31),), DAYS, judged([90, 10, 60], [100, 0, 50]))
    summary = backtest_summary(found, POLICY.forecast)
    assert summary["wape"] == pytest.approx(0.20, abs=1e-12)
    assert summary["bias"] == pytest.approx(0.0667, abs=5e-5)
    assert (summary["mae_days"], summary["n"], summary["cutoffs"]) == (None, 0, ["2025-01-31"])


def test_without_any_cash_there_is_no_wape() -> None:
    summary = backtest_summary(Backtest((date(2025, 1, 31),), DAYS, judged([90], [0])), POLICY.forecast)
    assert (summary["wape"], summary["bias"], summary["weeks_coverage"]) == (None, None, None)


def test_currencies_are_judged_one_by_one_and_never_added() -> None:
    first = judged([90], [100])
    second = tuple(replace(week, currency="USD") for week in judged([30], [20]))
    summary = backtest_summary(Backtest((date(2025, 1, 31),), DAYS, first + second), POLICY.forecast)
    assert summary["wape"] is None
    assert {row["currency"]: round(row["wape"], 6) for row in summary["currencies"]} == {"CNY": 0.1, "USD": 0.5}


def test_coverage_counts_what_is_open_beyond_the_interval_as_outside() -> None:
    rows = [
        # lateness, days_open, median, low, high
        (5, 90, 6, 0, 10),  # inside
        (0, 90, 6, 0, 10),  # on the low end: inside
        (11, 90, 6, 0, 10),  # outside
        (None, 10, 6, 0, 10),  # open at the high end: it will be later, outside
        (None, 9, 6, 0, 10),  # open, may still be inside: not known
        (500, 900, None, 0, None),  # the curve does not reach so far: inside, and no error
    ]
    days = pl.DataFrame(rows, schema=["lateness", "days_open", "median", "low", "high"], orient="row").with_columns(
        baseline=pl.lit(2.0)
    )
    summary = backtest_summary(Backtest((), days, ()), POLICY.forecast)
    assert (summary["n"], summary["n_open"]) == (3, 2)
    assert summary["days_coverage"] == pytest.approx(3 / 5)
    assert summary["mae_days"] == pytest.approx((1 + 6 + 5) / 3)
    assert summary["baseline_mae_days"] == pytest.approx((3 + 2 + 9) / 3)
    assert summary["bias_days"] == pytest.approx((1 + 6 - 5) / 3)


@pytest.mark.parametrize(
    ("as_of", "last"),
    [
        pytest.param(date(2025, 6, 30) - timedelta(1), date(2025, 2, 28), id="a-day-short-of-13-weeks-from-31-march"),
        pytest.param(date(2025, 6, 30), date(2025, 3, 31), id="13-weeks-to-the-day"),
        pytest.param(date(2025, 7, 29), date(2025, 3, 31), id="the-next-is-not-yet-over"),
    ],
)
def test_cutoffs_are_month_ends_whose_horizon_is_past(as_of: date, last: date) -> None:
    found = cutoffs_before(as_of, policy_of(backtest_cutoffs=3).forecast)
    assert found[-1] == last
    assert len(found) == 3
    assert all((day + timedelta(1)).day == 1 for day in found)
    assert found == sorted(found)


@given(st.lists(st.tuples(st.sampled_from("AB"), st.integers(-9, 9)), min_size=1, max_size=25))
def test_baseline_is_the_plain_median(rows: list[tuple[str, int]]) -> None:
    counts = counts_of(*((who, late, True) for who, late in rows), *((who, 99, False) for who, _ in rows))
    own = {who: statistics.median(late for name, late in rows if name == who) for who, _ in rows}
    assert dict(median_lateness(counts).iter_rows()) == own
    assert median_lateness(counts, None).item() == statistics.median(late for _, late in rows)


def test_weekend_cash_is_judged_in_the_week_after() -> None:
    weeks = horizon(date(2025, 9, 30), 2)
    cash = pl.DataFrame(
        {
            "currency": ["CNY"] * 3,
            "date": [date(2025, 10, 3), date(2025, 10, 4), date(2025, 10, 11)],
            "amount": [D(1), D(2), D(4)],
        }
    )
    found = judge_weeks({"CNY": [WeekTotal(1.0, 0.0)] * 2}, cash, weeks)
    assert [week.actual for week in found] == [1.0, 2.0]


# --- the interval ---------------------------------------------------------------------------------------------------


def test_interval_without_uncertainty_is_a_point() -> None:
    assert interval_of(WeekTotal(500.0, 0.0), 0.0, 0.8) == (500.0, 500.0)
    assert interval_of(WeekTotal(0.0, 0.0), 0.3, 0.8) == (0.0, 0.0)


def test_interval_of_many_small_documents_is_the_normal_one() -> None:
    low, high = interval_of(WeekTotal(1e6, 1e8), 0.0, 0.8)
    assert (low, high) == pytest.approx((1e6 - 12_815.5, 1e6 + 12_815.5), rel=2e-4)


def test_gamma_quantiles_against_the_exponential() -> None:
    """Mean 1, variance 1 is the exponential distribution: quantiles −ln(0.9) and −ln(0.1)."""
    low, high = interval_of(WeekTotal(1.0, 1.0), 0.0, 0.8)
    assert low == pytest.approx(0.10536, abs=0.01)
    assert high == pytest.approx(2.30259, rel=0.02)


def test_common_factor_by_hand() -> None:
    """Σ((a − f)² − v) ÷ Σ f² = ((100 − 80)² − 100 + (50 − 60)² − 40) ÷ (80² + 60²) = 360 ÷ 10,000."""
    assert common_factor([(80, 100, 100), (60, 40, 50)]) == pytest.approx(0.6 / 10**0.5)
    assert common_factor([(80, 900, 100)]) == 0.0
    assert common_factor([]) == 0.0


@given(st.floats(0.01, 1e9), st.floats(0, 10), st.floats(0, 2))
def test_interval_holds_the_mean_and_is_never_negative(mean: float, spread: float, common: float) -> None:
    low, high = interval_of(WeekTotal(mean, (spread * mean) ** 2), common, 0.8)
    assert 0 <= low <= mean <= high


# --- the sample ledger ----------------------------------------------------------------------------------------------

CUTOFF = date(2013, 6, 30)


def late_of(doc: Doc) -> int:
    (pay,) = doc.paid
    assert pay.day is not None
    assert doc.due is not None
    return (pay.day - doc.due).days


def test_ibm_days_beat_the_customer_median_and_the_interval_holds_what_it_says() -> None:
    docs = ibm_docs()
    known = [doc for doc in docs if doc.paid[0].day <= CUTOFF]
    tested = [doc for doc in docs if doc.invoiced > CUTOFF]
    by_customer: dict[str, list[int]] = {}
    for doc in known:
        by_customer.setdefault(doc.customer, []).append(late_of(doc))
    of_all = statistics.median(late_of(doc) for doc in known)
    medians = {who: statistics.median(late) for who, late in by_customer.items()}
    baseline = statistics.mean(abs(medians.get(doc.customer, of_all) - late_of(doc)) for doc in tested)
    assert baseline == pytest.approx(6.42, abs=0.005)

    found = backtest(Whole(ledger_of(docs)), date(2014, 1, 31), POLICY, None, [CUTOFF])
    assert found is not None
    summary = backtest_summary(found, POLICY.forecast)
    assert summary["n"] == len(tested) == 536
    assert summary["baseline_mae_days"] == pytest.approx(baseline, abs=1e-9)
    assert summary["mae_days"] < baseline
    assert 0.75 <= summary["days_coverage"] <= 0.85
    # The same once more, from the rows themselves.
    late = {doc.number: late_of(doc) for doc in tested}
    assert dict(found.days.select("document_id", "lateness").iter_rows()) == late
    errors = [abs(median - late[number]) for number, median in found.days.select("document_id", "median").iter_rows()]
    assert statistics.mean(errors) == pytest.approx(summary["mae_days"], abs=1e-9)


def test_ibm_nothing_after_the_cutoff_is_known_to_the_forecast() -> None:
    """Every fact after the cutoff is changed beyond recognition; what was foreseen stays the same."""
    docs = ibm_docs()
    twisted = [
        replace(doc, paid=(Pay(CUTOFF + timedelta(1 + n % 200), doc.amount),)) if doc.paid[0].day > CUTOFF else doc
        for n, doc in enumerate(docs)
    ]
    foreseen = []
    for ledger in (ledger_of(docs), ledger_of(twisted)):
        found = backtest(Whole(ledger), date(2014, 1, 31), POLICY, None, [CUTOFF])
        assert found is not None
        shown = ["document_id", "median", "low", "high", "baseline"]
        foreseen.append((found.days.select(shown).sort("document_id"), [week.total for week in found.weeks]))
    assert foreseen[0][0].equals(foreseen[1][0])
    assert foreseen[0][1] == foreseen[1][1]
    assert foreseen[0][0].height == 536


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 10**6), st.sampled_from([1, 3, 17]))
def test_shards_give_the_same_forecast_and_back_test(seed: int, count: int) -> None:
    ledger = ledger_of(random_docs(seed, 120))
    policy, as_of = policy_of(min_events=3, backtest_cutoffs=2), date(2025, 6, 30)
    whole = Whole(ledger)
    with Shards(carried(ledger), LedgerFacts.of(ledger), count) as shards:
        one, other = forecast_at(whole, as_of, policy), forecast_at(shards, as_of, policy)
        assert one.documents.equals(other.documents)
        first, second = backtest(whole, as_of, policy), backtest(shards, as_of, policy)
    assert first is not None
    assert second is not None
    assert first.days.equals(second.days)
    assert first.weeks == second.weeks
