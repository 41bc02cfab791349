"""Early warning, rule by rule: the day, the share and the point on either side of each line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditkit.stages.watch.portfolio import concentration, hhi
from creditkit.stages.watch.rules import alerts, unanswered
from creditkit.stages.watch.state import no_state
from watch_rows import AS_OF, EDGES, fired, section, states

D = Decimal


def level(found: dict[str, dict[str, object]], rule: str) -> object:
    return found[rule]["level"] if rule in found else None


# --- W01 slower payments -----------------------------------------------------------------------------------------------

LATE = {"paid_now": 3, "paid_before": 3}


def test_worked_example_is_silent_at_four_and_two_thirds_days() -> None:
    """Monthly days late 4, 5, 5, 7, 9, 12: + 4.6667 days, + 100 %, and less than 5 days."""
    found = fired({**LATE, "late_now": (7 + 9 + 12) / 3, "late_before": (4 + 5 + 5) / 3})
    assert "W01" not in found


def test_worked_example_is_amber_a_month_later() -> None:
    """(9 + 12 + 14)/3 − (5 + 5 + 7)/3 = 6."""
    alert = fired({**LATE, "late_now": (9 + 12 + 14) / 3, "late_before": (5 + 5 + 7) / 3})["W01"]
    assert alert["level"] == "amber"
    assert alert["value"] - alert["previous"] == pytest.approx(6.0)
    assert alert["threshold"] == pytest.approx(17 / 3 + 5)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param(10.0, 14.9, None, id="just-below-five-days"),
        pytest.param(10.0, 15.0, "amber", id="five-days-and-half-as-much-again"),
        pytest.param(20.0, 25.0, "amber", id="five-days-are-exactly-a-quarter"),
        pytest.param(24.0, 29.5, None, id="five-days-but-less-than-a-quarter"),
        pytest.param(24.0, 30.0, "amber", id="a-quarter-more"),
        pytest.param(10.0, 24.9, "amber", id="just-below-fifteen-days"),
        pytest.param(10.0, 25.0, "red", id="fifteen-days"),
        pytest.param(100.0, 115.0, "red", id="fifteen-days-are-red-whatever-the-share"),
        pytest.param(-3.0, 1.9, None, id="early-payers-need-five-days-too"),
        pytest.param(-3.0, 2.0, "amber", id="early-before-has-no-share"),
        pytest.param(0.0, 5.0, "amber", id="punctual-before-has-no-share"),
        pytest.param(None, 40.0, None, id="no-mean-before"),
        pytest.param(10.0, None, None, id="nothing-paid-lately"),
        pytest.param(25.0, 10.0, None, id="faster"),
    ],
)
def test_w01(before: float | None, now: float | None, expected: str | None) -> None:
    assert level(fired({**LATE, "late_now": now, "late_before": before}), "W01") == expected


@pytest.mark.parametrize(("now", "before"), [(2, 3), (3, 2)])
def test_w01_needs_three_paid_invoices_in_both_quarters(now: int, before: int) -> None:
    found = fired({"paid_now": now, "paid_before": before, "late_now": 40.0, "late_before": 0.0})
    assert "W01" not in found


# --- W02 worse bucket --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "now", "expected", "line"),
    [
        pytest.param(0, 10, None, None, id="ten-days-are-no-jump"),
        pytest.param(0, 11, "amber", 11, id="eleven-days-are"),
        pytest.param(0, 30, "amber", 11, id="still-the-first-bucket"),
        pytest.param(0, 31, "red", 31, id="two-buckets-at-once"),
        pytest.param(30, 30, None, None, id="the-same-bucket"),
        pytest.param(30, 31, "amber", 31, id="a-day-over-the-edge"),
        pytest.param(30, 60, "amber", 31, id="last-day-of-the-second"),
        pytest.param(30, 61, "red", 61, id="first-day-of-the-third"),
        pytest.param(119, 121, "amber", 121, id="into-the-last-bucket"),
        pytest.param(121, 400, None, None, id="the-last-bucket-has-no-next"),
        pytest.param(61, 31, None, None, id="better"),
        pytest.param(None, 200, None, None, id="nothing-known-before"),
    ],
)
def test_w02(before: int | None, now: int, expected: str | None, line: float | None) -> None:
    found = fired({"worst_days": now}, {"worst_days": before})
    assert level(found, "W02") == expected
    if expected:
        assert (found["W02"]["value"], found["W02"]["threshold"], found["W02"]["previous"]) == (now, line, before)


# --- W03 utilisation ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("used", "expected"),
    [
        pytest.param(0.8999, None, id="below"),
        pytest.param(0.90, "amber", id="at-ninety-per-cent"),
        pytest.param(0.95, "amber", id="the-worked-example"),
        pytest.param(1.0, "amber", id="a-limit-used-up-is-not-exceeded"),
        pytest.param(1.0001, "red", id="above-the-limit"),
        pytest.param(None, None, id="no-limit"),
    ],
)
def test_w03(used: float | None, expected: str | None) -> None:
    assert level(fired({"utilisation": used}), "W03") == expected


# --- W04, W09, W10, W16 ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "expected"), [(0, None), (1, "amber"), (2, "red"), (None, None)])
def test_w04(count: int | None, expected: str | None) -> None:
    assert level(fired({"broken_promises": count}), "W04") == expected


@pytest.mark.parametrize(("count", "expected"), [(2, None), (3, "amber"), (50, "amber"), (None, None)])
def test_w09(count: int | None, expected: str | None) -> None:
    assert level(fired({"part_payments": count}), "W09") == expected


@pytest.mark.parametrize(
    ("share", "expected"), [(0.10, None), (0.1001, "amber"), (0.25, "amber"), (0.2501, "red"), (None, None)]
)
def test_w10(share: float | None, expected: str | None) -> None:
    assert level(fired({"disputed_share": share}), "W10") == expected


@pytest.mark.parametrize(
    ("note", "returned", "expected"),
    [
        pytest.param(None, None, None, id="nothing-known"),
        pytest.param(None, 0, None, id="nothing-came-back"),
        pytest.param(None, 1, "red", id="a-payment-taken-back"),
        pytest.param(date(2025, 4, 3), 0, None, id="a-note-180-days-ago"),
        pytest.param(date(2025, 4, 4), 0, "red", id="a-note-179-days-ago"),
        pytest.param(AS_OF, None, "red", id="a-note-today"),
    ],
)
def test_w16(note: date | None, returned: int | None, expected: str | None) -> None:
    assert level(fired({"bounced_note_date": note, "returned_payments": returned}), "W16") == expected


# --- W05 order spike ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({}, "amber", id="twice-the-mean-and-above-the-percentile"),
        pytest.param({"orders": D(200)}, None, id="exactly-twice"),
        pytest.param({"orders_high": 201.0}, None, id="not-above-the-percentile"),
        pytest.param({"orders_high": 200.99}, "amber", id="just-above-the-percentile"),
        pytest.param({"orders_windows": 5}, None, id="five-windows-tell-too-little"),
        pytest.param({"orders_count": 3}, None, id="three-invoices-are-no-spike"),
        pytest.param({"grade": 4}, "amber", id="grade-four"),
        pytest.param({"grade": 5}, "red", id="grade-five"),
    ],
)
def test_w05(change: dict[str, object], expected: str | None) -> None:
    spike = {"orders": D(201), "orders_mean": 100.0, "orders_high": 150.0, "orders_windows": 6, "orders_count": 4}
    assert level(fired({**spike, **change}), "W05") == expected


# --- W06 score ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("then", "now", "expected", "figure"),
    [
        pytest.param((70.0, 4), (62.1, 4), None, None, id="less-than-eight-points"),
        pytest.param((70.0, 4), (62.0, 4), "amber", "score", id="eight-points"),
        pytest.param((70.0, 4), (55.0, 4), "red", "score", id="fifteen-points"),
        pytest.param((70.5, 3), (69.5, 4), "amber", "grade", id="one-grade-by-a-point"),
        pytest.param((70.0, 3), (69.0, 5), "red", "grade", id="two-grades"),
        pytest.param((70.0, 3), (80.0, 2), None, None, id="better"),
        pytest.param((None, None), (50.0, 6), None, None, id="no-score-before"),
    ],
)
def test_w06(then: tuple[object, object], now: tuple[object, object], expected: str | None, figure: str | None) -> None:
    found = fired({"score": now[0], "grade": now[1]}, None, {"score": then[0], "grade": then[1]})
    assert level(found, "W06") == expected
    if expected:
        assert found["W06"]["figure"] == figure


# --- W07 terms ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({"terms_now": 39.9}, None, id="less-than-ten-days"),
        pytest.param({"terms_now": 40.0}, "amber", id="ten-days"),
        pytest.param({"terms_now": 40.0, "terms_count": 2}, None, id="two-invoices-tell-nothing"),
        pytest.param({"terms_now": 30.0, "longer_share": 0.20}, None, id="a-fifth-on-longer-terms"),
        pytest.param({"terms_now": 30.0, "longer_share": 0.21}, "red", id="more-than-a-fifth"),
        pytest.param({"terms_now": 45.0, "longer_share": 0.21}, "red", id="the-worse-of-both"),
    ],
)
def test_w07(change: dict[str, object], expected: str | None) -> None:
    assert level(fired({"terms_then": 30.0, "terms_count": 3, **change}), "W07") == expected


# --- W08 concentration -------------------------------------------------------------------------------------------------


def test_worked_example_of_four_names() -> None:
    """Shares .4, .3, .2, .1: HHI .30, as if there were 3.3333 equal names."""
    assert hhi([4, 3, 2, 1]) == 0.30
    assert 1 / hhi([4, 3, 2, 1]) == pytest.approx(3.3333, abs=5e-5)
    now = states(*({"open": D(amount)} for amount in (400, 300, 200, 100)))
    found = concentration(now, no_state(), section(w08={"min_customers": 4}))
    each = {(row["customer_id"], row["figure"]): (row["level"], row["value"]) for row in found.iter_rows(named=True)}
    assert each == {
        ("K1", "share"): ("red", 0.4),
        ("K2", "share"): ("red", 0.3),
        ("K3", "share"): ("amber", 0.2),
        (None, "hhi"): ("red", 0.30),
        (None, "top10_share"): ("amber", 1.0),
    }


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        pytest.param([1] * 20, set(), id="twenty-equal-names"),
        pytest.param([1] * 19, set(), id="fewer-than-twenty-are-not-judged"),
        pytest.param([10] + [1] * 90, set(), id="a-tenth-is-not-more-than-a-tenth"),
        pytest.param([11] + [1] * 90, {("K1", "share", "amber")}, id="more-than-a-tenth"),
        pytest.param([3] * 10 + [1] * 20, set(), id="the-ten-largest-owe-sixty-per-cent"),
        pytest.param([D("3.1")] * 10 + [1] * 20, {(None, "top10_share", "amber")}, id="and-more-than-sixty"),
    ],
)
def test_w08(amounts: list[object], expected: set[tuple[object, ...]]) -> None:
    now = states(*({"open": D(str(amount))} for amount in amounts))
    found = concentration(now, no_state(), section())
    assert set(found.select("customer_id", "figure", "level").rows()) == expected


def test_credit_balances_and_other_currencies_stay_out_of_a_share() -> None:
    rows = [{"open": D(10)}] * 20 + [{"open": D(-900)}] + [{"open": D(900), "currency": "EUR"}] * 19
    found = concentration(states(*rows), no_state(), section())
    assert found.height == 0


# --- W11, W12, W13, W14, W15, W17 --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        pytest.param({"legal_status": "active"}, {}, None, id="active"),
        pytest.param({"legal_status": "insolvency"}, {}, "red", id="insolvent"),
        pytest.param({"legal_status": "litigation"}, {"legal_status": "litigation"}, "red", id="still-in-litigation"),
        pytest.param({"legal_events": 2}, {"legal_events": 1}, "red", id="one-more-lawsuit"),
        pytest.param({"legal_events": 2}, {"legal_events": 2}, None, id="no-more-lawsuits"),
        pytest.param({"legal_events": 2}, {}, None, id="number-before-unknown"),
    ],
)
def test_w11(now: dict[str, object], before: dict[str, object], expected: str | None) -> None:
    assert level(fired(now, before), "W11") == expected


@pytest.mark.parametrize(
    ("before", "now", "expected"), [(70.0, 60.1, None), (70.0, 60.0, "amber"), (70.0, 50.0, "red"), (None, 10.0, None)]
)
def test_w12(before: float | None, now: float, expected: str | None) -> None:
    assert level(fired({"sector_points": now}, {"sector_points": before}), "W12") == expected


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param(D(500), D(500), None, id="unchanged"),
        pytest.param(D(500), D("499.99"), "red", id="cut"),
        pytest.param(D(500), None, "red", id="withdrawn"),
        pytest.param(D(500), D(600), None, id="raised"),
        pytest.param(None, D(500), None, id="new-cover"),
    ],
)
def test_w13(before: D | None, now: D | None, expected: str | None) -> None:
    assert level(fired({"insured_limit": now}, {"insured_limit": before}), "W13") == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({"last_order": date(2025, 8, 1)}, "amber", id="sixty-days-silent"),
        pytest.param({"last_order": date(2025, 8, 31)}, None, id="thirty-days-are-usual"),
        pytest.param({"last_order": date(2025, 8, 30)}, "amber", id="thirty-one-days"),
        pytest.param({"last_order": date(2025, 8, 1), "usual_gap": 30.0}, None, id="exactly-twice-the-gap"),
        pytest.param({"last_order": date(2025, 7, 31), "usual_gap": 30.0}, "amber", id="more-than-twice-the-gap"),
        pytest.param({"last_order": date(2025, 8, 1), "overdue": D(0)}, None, id="nothing-overdue"),
        pytest.param({"last_order": date(2025, 8, 1), "overdue": D(10)}, None, id="only-small-debt-overdue"),
        pytest.param({"last_order": date(2025, 8, 1), "order_days": 3}, None, id="no-usual-gap-from-three-days"),
    ],
)
def test_w14(change: dict[str, object], expected: str | None) -> None:
    now = {"usual_gap": 10.0, "order_days": 4, "overdue": D(100), "debt": D(1000), **change}
    assert level(fired(now), "W14") == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2024, 3, 30), None, id="eighteen-months"),
        pytest.param(date(2024, 3, 29), "amber", id="a-day-more"),
        pytest.param(date(2023, 3, 30), "amber", id="thirty-months"),
        pytest.param(date(2023, 3, 29), "red", id="a-day-beyond-thirty"),
        pytest.param(None, None, id="no-statement"),
    ],
)
def test_w15(day: date | None, expected: str | None) -> None:
    assert level(fired({"statement_date": day}), "W15") == expected
    assert "W15" not in fired({"statement_date": day, "debt": D(0)})


@pytest.mark.parametrize(
    ("now", "figure"),
    [
        pytest.param({"unapplied_old": D(-1)}, "unapplied", id="old-credit"),
        pytest.param({"open": D(-1)}, "open", id="credit-balance"),
        pytest.param({"undated": D(1)}, "undated", id="no-due-date"),
    ],
)
def test_w17(now: dict[str, object], figure: str) -> None:
    alert = fired(now)["W17"]
    assert (alert["level"], alert["figure"]) == ("info", figure)
    assert "W17" not in fired({"unapplied_old": D(0), "open": D(0), "undated": D(0)})


# --- the rules together ------------------------------------------------------------------------------------------------


def test_a_rule_that_is_off_says_nothing() -> None:
    now = {"utilisation": 2.0, "broken_promises": 2}
    assert set(fired(now, policy=section(off=("W03",)))) == {"W04"}


def test_one_alert_for_a_customer_with_two_currencies() -> None:
    now = states({"utilisation": 0.95}, {"customer_id": "K1", "currency": "USD", "utilisation": 1.5})
    found = alerts(now, no_state(), no_state(), AS_OF, section(), EDGES)
    assert found.select("customer_id", "rule", "level", "currency").rows() == [("K1", "W03", "red", "USD")]


def test_what_cannot_be_judged_is_said_once_for_each_reason() -> None:
    missing = unanswered(states({"open": D(5)}), no_state(), no_state(), section(off=("W15",)))
    assert missing == {
        "no-payments": ("W01", "W09"),
        "no-past": ("W02", "W06"),
        "no-limits": ("W03",),
        "no-promises": ("W04",),
        "no-past-sales": ("W05", "W07"),
        "no-disputes": ("W10",),
        "no-legal-status": ("W11",),
        "no-snapshot": ("W12", "W13"),
        "few-customers": ("W08",),
    }


@settings(derandomize=True, max_examples=100, deadline=None)
@given(
    amounts=st.lists(st.integers(1, 10_000), min_size=1, max_size=40),
    scale=st.integers(1, 1000),
)
def test_concentration_does_not_depend_on_the_unit_of_money(amounts: list[int], scale: int) -> None:
    policy = section(w08={"min_customers": 1})
    one, other = (
        concentration(states(*({"open": D(a * k)} for a in amounts)), no_state(), policy).select(
            "customer_id", "figure", "level"
        )
        for k in (1, scale)
    )
    assert one.rows() == other.rows()
    assert hhi(amounts) == float(sum(Fraction(a, sum(amounts)) ** 2 for a in amounts))


def test_no_rows_no_alerts() -> None:
    empty = alerts(no_state(), no_state(), no_state(), AS_OF, section(), EDGES)
    assert empty.height == 0
    assert isinstance(empty, pl.DataFrame)
