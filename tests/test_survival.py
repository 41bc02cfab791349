"""Curves of payment delay: the worked example, plain Kaplan–Meier beside ours, pooling, weights of age."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.policy.load import load_policy
from creditkit.policy.model import ForecastPolicy
from creditkit.stages.survival import UNIT, kaplan_meier, lateness_curves, weighed

COUNTS = {
    "customer_id": pl.String, "terms_class": pl.String, "lateness": pl.Int64, "months_back": pl.Int64,
    "settled": pl.Int64, "still_open": pl.Int64,
}  # fmt: skip


def section_of(**changes: object) -> ForecastPolicy:
    return load_policy(None)[0].forecast.model_copy(update=changes)


PLAIN = section_of(min_events=1, segment_weight=0.0, half_life_days=0)


def counts_of(*rows: tuple[str, int, bool], terms: str = "16-30", months: int = 0) -> pl.DataFrame:
    """(customer, lateness, settled) one by one."""
    data = [(who, terms, late, months, int(paid), int(not paid)) for who, late, paid in rows]
    return pl.DataFrame(data, schema=COUNTS, orient="row")


def plain_survival(paid: list[int], still_open: list[int]) -> dict[int, Fraction]:
    """S after each day with a settlement, document by document."""
    left, curve = Fraction(1), {}
    for day in sorted(set(paid)):
        at_risk = sum(late >= day for late in paid) + sum(late >= day for late in still_open)
        left *= 1 - Fraction(paid.count(day), at_risk)
        curve[day] = left
    return curve


def curve_of(counts: pl.DataFrame, customer: str, section: ForecastPolicy, terms: str = "16-30", groups=None):
    wanted = pl.DataFrame({"customer_id": [customer], "terms_class": [terms]})
    found = lateness_curves(counts, wanted, groups, section)
    assert found.chosen.height == 1
    facts = found.facts.row(0, named=True)
    return facts, {day: left for _, day, left in found.points.sort("lateness").iter_rows()}


ORACLE_11 = [("C1", 0, True), ("C1", 5, True), ("C1", 5, True), ("C1", 12, True), ("C1", 3, False), ("C1", 20, False)]


def test_oracle_11() -> None:
    facts, curve = curve_of(counts_of(*ORACLE_11), "C1", PLAIN)
    assert curve == pytest.approx({0: 5 / 6, 5: 5 / 12, 12: 5 / 24}, abs=1e-15)
    assert (facts["level"], facts["events"], facts["open_documents"], facts["last_event"]) == ("customer", 4, 2, 12)


@given(st.lists(st.integers(-40, 90), min_size=1, max_size=30), st.lists(st.integers(-40, 120), max_size=15))
def test_kaplan_meier_is_the_plain_one(paid: list[int], still_open: list[int]) -> None:
    rows = [*(("C1", late, True) for late in paid), *(("C1", late, False) for late in still_open)]
    _, curve = curve_of(counts_of(*rows), "C1", PLAIN)
    expected = plain_survival(paid, still_open)
    assert list(curve) == list(expected)
    for day, left in expected.items():
        assert curve[day] == pytest.approx(float(left), abs=1e-12)
        assert (curve[day] == 0) == (left == 0), "nothing is left exactly where nothing is left"


@given(st.lists(st.integers(-10, 30), min_size=1, max_size=12), st.lists(st.integers(-10, 40), min_size=1, max_size=20))
def test_borrowing_adds_so_many_documents_of_the_segment(own: list[int], other: list[int]) -> None:
    """With as many borrowed documents as the segment has, the curve is that of both laid together."""
    rows = [*(("C1", late, True) for late in own), *(("C2", late, True) for late in other)]
    everything = own + other
    section = section_of(min_events=1, segment_weight=float(len(everything)), half_life_days=0, segments=())
    _, curve = curve_of(counts_of(*rows), "C1", section)
    assert curve == pytest.approx({d: float(s) for d, s in plain_survival(own + everything, []).items()}, abs=1e-12)


@pytest.mark.parametrize(
    ("own", "others", "level", "segment"),
    [
        pytest.param(10, 0, "customer", "terms:16-30", id="ten-settled-make-an-own-curve"),
        pytest.param(9, 1, "pooled", "terms:16-30", id="nine-borrow-one"),
        pytest.param(0, 10, "segment", "terms:16-30", id="a-new-customer-takes-its-segment"),
        pytest.param(0, 10, "segment", "terms:16-30", id="none-takes-the-segment"),
        pytest.param(5, 4, "mean-delay", "all", id="nine-in-all-have-no-curve"),
        pytest.param(0, 0, "policy-delay", "all", id="nothing-was-ever-settled"),
    ],
)
def test_the_narrowest_curve_with_enough_events(own: int, others: int, level: str, segment: str) -> None:
    rows = [("C1", late, True) for late in range(own)] + [("C2", late, True) for late in range(others)]
    facts, _ = curve_of(counts_of(*rows), "C1", section_of())
    assert (facts["level"], facts["segment"]) == (level, segment)


def test_another_class_of_terms_falls_back_to_the_portfolio() -> None:
    rows = counts_of(*(("C2", late, True) for late in range(10)))
    facts, _ = curve_of(rows, "C1", section_of(), terms="61-90")
    assert (facts["level"], facts["segment"], facts["events"]) == ("portfolio", "all", 10)


def test_a_group_needs_two_members_with_history() -> None:
    groups = pl.DataFrame({"customer_id": ["C1", "C2", "C3"], "group": ["G", "G", "G"]})
    alone = counts_of(*(("C2", late, True) for late in range(12)))
    assert curve_of(alone, "C1", section_of(), groups=groups)[0]["segment"] == "terms:16-30"
    both = pl.concat([alone, counts_of(("C3", 1, True))])
    facts, _ = curve_of(both, "C1", section_of(), groups=groups)
    assert (facts["level"], facts["segment"], facts["events"]) == ("segment", "group:G", 13)


@pytest.mark.parametrize(
    ("late", "delay"),
    [
        pytest.param([4, 5], 5, id="half-a-day-up"),
        pytest.param([-4, -5], -4, id="half-a-day-up-below-zero-too"),
        pytest.param([0, 0, 1], 0, id="a-third-down"),
    ],
)
def test_mean_delay_is_half_up(late: list[int], delay: int) -> None:
    facts, curve = curve_of(counts_of(*(("C1", x, True) for x in late)), "C1", section_of())
    assert facts["level"] == "mean-delay"
    assert curve == {delay: 0.0}


def test_no_settlement_at_all_takes_the_policys_delay() -> None:
    _, curve = curve_of(counts_of(("C1", 400, False)), "C1", section_of(default_delay_days=7))
    assert curve == {7: 0.0}


def test_weights_of_age_halve_and_are_whole_numbers() -> None:
    rows = pl.concat([counts_of(("C1", 0, True), months=m) for m in (0, 12, 24)])
    found = weighed(rows, 360).sort("months_back")
    assert found["d"].to_list() == [UNIT, UNIT // 2, UNIT // 4]
    assert weighed(rows, 0)["d"].to_list() == [UNIT] * 3


def test_old_behaviour_counts_less() -> None:
    old = counts_of(*[("C1", 40, True)] * 10, months=24)
    new = counts_of(*[("C1", 0, True)] * 10)
    _, curve = curve_of(pl.concat([old, new]), "C1", section_of(segment_weight=0.0, half_life_days=360))
    assert curve[0] == pytest.approx(0.25 / 1.25)


def test_kaplan_meier_keeps_curves_apart() -> None:
    rows = pl.DataFrame({"curve": [1, 2, 1], "lateness": [3, 3, 5], "d": [1, 1, 1], "c": [0, 1, 0]})
    found = kaplan_meier(rows).sort("curve", "lateness")
    assert found.rows() == [(1, 3, 0.5), (1, 5, 0.0), (2, 3, 0.5)]
