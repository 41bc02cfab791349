"""Promises to pay: which were kept, and how those in force move the forecast."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest

from creditkit.engines.whole import Whole
from creditkit.pipeline.forecasting import Noted, forecast_at
from creditkit.policy.load import load_policy
from creditkit.policy.model import Policy
from creditkit.read.decisions import DISPUTES_SCHEMA, PROMISES_SCHEMA
from plain import Doc, Pay, ledger_of
from test_forecast import row, settled, still_open

D = Decimal
DAY = date(2025, 9, 30)
WEDNESDAY = date(2025, 9, 10)


def policy_of(**changes: object) -> Policy:
    policy = load_policy(None)[0]
    section = policy.forecast.model_copy(
        update={"min_promises": 1, "segment_weight": 0.0, "half_life_days": 0, **changes}
    )
    return policy.model_copy(update={"forecast": section})


def promise(
    by: date, document: str | None = "A", amount: object = None, given: date = date(2025, 9, 1), **more
) -> dict:
    return {"customer_id": "C1", "document_id": document, "promised_on": given, "promise_date": by,
            "amount": None if amount is None else D(str(amount)), "currency": None, **more}  # fmt: skip


def noted(*promises: dict, disputes: list[dict] | None = None) -> Noted:
    rows = [{**one, "source_row": place + 2} for place, one in enumerate(promises)]
    return Noted(
        pl.DataFrame(rows, schema=PROMISES_SCHEMA),
        None if disputes is None else pl.DataFrame(disputes, schema=DISPUTES_SCHEMA),
    )


CURVE = [settled(str(n), 20 + n, due=date(2025, 5, 1)) for n in range(12)]
KEPT = [Doc("C1", "K", date(2025, 7, 16), date(2025, 8, 16), D(100), (Pay(WEDNESDAY, D(100)),))]


@pytest.mark.parametrize(
    ("paid", "amount", "kept"),
    [
        pytest.param([(WEDNESDAY, 100)], None, True, id="settled-on-the-day"),
        pytest.param([(date(2025, 9, 13), 100)], None, True, id="three-days-of-grace"),
        pytest.param([(date(2025, 9, 14), 100)], None, False, id="a-fourth-day-is-broken"),
        pytest.param([(WEDNESDAY, 94)], None, False, id="a-part-of-the-whole-is-broken"),
        pytest.param([(WEDNESDAY, 60)], 60, True, id="the-amount-promised"),
        pytest.param([(WEDNESDAY, 57)], 60, True, id="nineteen-twentieths-of-it"),
        pytest.param([(WEDNESDAY, "56.99")], 60, False, id="a-cent-less"),
        pytest.param([(date(2025, 8, 31), 60)], 60, False, id="paid-before-it-was-promised"),
        pytest.param([(date(2025, 9, 1), 30), (WEDNESDAY, 30)], 60, True, id="in-two-parts"),
        pytest.param([], None, False, id="nothing"),
    ],
)
def test_a_kept_promise(paid: list[tuple[date, object]], amount: int | None, kept: bool) -> None:
    docs = [
        *CURVE, still_open("A", 1),
        Doc("C1", "K", date(2025, 8, 1), date(2025, 9, 1), D(100), tuple(Pay(day, D(str(part))) for day, part in paid)),
    ]  # fmt: skip
    live = promise(date(2025, 10, 8))
    found = forecast_at(Whole(ledger_of(docs)), DAY, policy_of(), None, noted(promise(WEDNESDAY, "K", amount), live))
    assert (row(found, "A")["method"] == "promise") is kept


def test_what_came_in_already_is_no_longer_promised() -> None:
    part = Doc("C1", "A", date(2025, 8, 30), date(2025, 9, 29), D(200), (Pay(date(2025, 9, 25), D(80)),))
    given = noted(promise(WEDNESDAY, "K"), promise(date(2025, 10, 8), "A", 130))
    one = row(forecast_at(Whole(ledger_of([*CURVE, *KEPT, part])), DAY, policy_of(), None, given), "A")
    assert (one["open"], one["week_1"]) == (120, 50)


@pytest.mark.parametrize(
    ("kept", "broken", "trusted"),
    [
        pytest.param(7, 3, True, id="seventy-per-cent"),
        pytest.param(69, 31, False, id="sixty-nine"),
        pytest.param(0, 0, False, id="no-promise-has-come-due"),
    ],
)
def test_promises_count_from_seventy_per_cent_kept(kept: int, broken: int, trusted: bool) -> None:
    past = [promise(WEDNESDAY, "K", 1, note=str(n), given=date(2025, 9, 1) - timedelta(n)) for n in range(kept)]
    past += [promise(WEDNESDAY, "K", 999, note=str(n), given=date(2025, 9, 1) - timedelta(n)) for n in range(broken)]
    docs = [*CURVE, *KEPT, still_open("A", 1)]
    found = forecast_at(Whole(ledger_of(docs)), DAY, policy_of(), None, noted(*past, promise(date(2025, 10, 8))))
    one = row(found, "A")
    assert (one["method"] == "promise") is trusted
    if trusted:
        # 70 of 100 in the week of the promised Wednesday; no curve pays before day 20, so nothing else is in it.
        assert (one["week_0"], one["week_1"]) == (0, 70)
        assert one["expected_date"] == date(2025, 10, 8)
        assert sum(one[f"week_{week}"] for week in range(13)) == 100


def test_a_promised_part_leaves_the_rest_to_the_curve() -> None:
    docs = [*CURVE, *KEPT, still_open("A", 1, 200)]
    given = noted(promise(WEDNESDAY, "K"), promise(date(2025, 10, 8), "A", 50))
    one = row(forecast_at(Whole(ledger_of(docs)), DAY, policy_of(), None, given), "A")
    assert (one["week_1"], sum(one[f"week_{week}"] for week in range(13))) == (50, 200)
    assert one["expected_date"] > date(2025, 10, 8), "a quarter of it is no median"


def test_what_is_promised_of_the_account_goes_to_the_oldest() -> None:
    docs = [*CURVE, *KEPT, still_open("old", 9, 30), still_open("new", 1, 40), still_open("own", 20, 5)]
    given = noted(
        promise(WEDNESDAY, "K"),
        promise(date(2025, 10, 8), None, 50, given=date(2025, 9, 20)),
        promise(date(2025, 10, 20), "own"),
    )
    found = forecast_at(Whole(ledger_of(docs)), DAY, policy_of(), None, given)
    dates = {name: (row(found, name)["promise_date"], row(found, name)["week_1"]) for name in ("old", "new", "own")}
    assert dates == {"old": (date(2025, 10, 8), 30), "new": (date(2025, 10, 8), 20), "own": (date(2025, 10, 20), 0)}


def test_a_promise_not_yet_given_or_already_past_moves_nothing() -> None:
    docs = [*CURVE, *KEPT, still_open("A", 1)]
    plain = forecast_at(Whole(ledger_of(docs)), DAY, policy_of())
    for late in (promise(date(2025, 10, 8), given=date(2025, 10, 1)), promise(DAY)):
        given = noted(promise(WEDNESDAY, "K"), promise(WEDNESDAY, "K", 1), promise(WEDNESDAY, "K", 2), late)
        found = forecast_at(Whole(ledger_of(docs)), DAY, policy_of(), None, given)
        assert found.documents.drop("promise_date").equals(plain.documents.drop("promise_date"))


@pytest.mark.parametrize(
    ("closed", "apart"),
    [
        pytest.param(None, True, id="open"),
        pytest.param(DAY + timedelta(1), True, id="closed-tomorrow-is-open-today"),
        pytest.param(DAY, False, id="closed-today"),
    ],
)
def test_a_noted_dispute_stands_apart(closed: date | None, apart: bool) -> None:
    dispute = {
        "document_id": "A",
        "customer_id": "C1",
        "opened_on": date(2025, 9, 2),
        "closed_on": closed,
        "code": "QTY",
    }
    docs = [*CURVE, still_open("A", 1)]
    found = forecast_at(Whole(ledger_of(docs)), DAY, policy_of(), None, noted(disputes=[dispute]))
    assert row(found, "A")["disputed_open"] == (100 if apart else 0)
