"""The worklist: money at stake, levels of dunning, and a reason for everybody who is left alone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditkit.fold.buckets import aging_sums
from creditkit.fold.dunning import HELD, dunning_sums
from creditkit.fold.open_items import open_items
from creditkit.policy.load import load_policy
from creditkit.policy.model import CollectPolicy
from creditkit.read.sent import SENT_SCHEMA, joined, key_of, parted
from creditkit.schema import CUSTOMER_SCHEMA
from creditkit.stages.aging import aging
from creditkit.stages.collect import HOLDING, SENT_STATE, collect, level_days
from creditkit.stages.held import letters_sent
from creditkit.stages.kept import dispute_dso, kept_rates
from creditkit.stages.promises import promise_outcomes
from plain import Doc, Pay, ledger_of

D = Decimal
DAY = date(2025, 9, 30)
POLICY = load_policy(None)[0]
SECTION = POLICY.collect
LEVELS = [level.name for level in SECTION.levels]


def owed(days: int, amount: int | str = 10_000, customer: str = "C1", number: str = "", **more: Any) -> Doc:
    """An invoice that is so many days past due on DAY and not paid."""
    due = DAY - timedelta(days)
    return Doc(customer, number or f"{customer}-{days}", min(due - timedelta(30), DAY), due, D(amount), **more)


def worklist(
    docs: list[Doc],
    *,
    held: list[tuple[str, str, object, str]] = (),  # type: ignore[assignment]
    customers: list[dict[str, object]] | None = None,
    sent: dict[str, tuple[int, date]] | None = None,
    promised: dict[str, tuple[int, date]] | None = None,
    pd: dict[str, float] | None = None,
    usual: dict[str, float] | None = None,
    cost_of_funds: float = 0.08,
    notice_days: int = 90,
    section: CollectPolicy = SECTION,
    as_of: date = DAY,
) -> pl.DataFrame:
    ledger = ledger_of(docs)
    items = open_items(ledger, as_of)
    names = sorted({doc.customer for doc in docs})
    currency = docs[0].currency
    sums = dunning_sums(items, pl.DataFrame(held, schema=HELD, orient="row"), section).collect()
    file = None
    if customers is not None:
        rows = [dict.fromkeys(CUSTOMER_SCHEMA) | {"customer_name": row["customer_id"]} | row for row in customers]
        file = pl.DataFrame(rows, schema=CUSTOMER_SCHEMA, orient="row")
    score = pl.DataFrame({"customer_id": names, "pd": [(pd or {}).get(name) for name in names]}, schema={"customer_id": pl.String, "pd": pl.Float64})  # fmt: skip
    habits = None
    if usual is not None:
        habits = pl.DataFrame([(name, currency, days) for name, days in usual.items()], schema={"customer_id": pl.String, "currency": pl.String, "weighted_days_late": pl.Float64}, orient="row")  # fmt: skip
    state = pl.DataFrame(
        [(name, currency, *rest) for name, rest in (sent or {}).items()], schema=SENT_STATE, orient="row"
    )
    holding = pl.DataFrame([(name, currency, D(rest[0]), rest[1]) for name, rest in (promised or {}).items()], schema=HOLDING, orient="row")  # fmt: skip
    aged = aging(aging_sums(items, POLICY.aging, as_of).collect())
    return collect(
        sums, aged, file, score, habits, state, holding, as_of, section, cost_of_funds=cost_of_funds,
        notice_days=notice_days, kept_share=0.95,
    )  # fmt: skip


def only(docs: list[Doc], **more: Any) -> dict[str, Any]:
    rows = worklist(docs, **more)
    assert rows.height == 1
    return rows.row(0, named=True)


def test_oracle_of_money_at_stake() -> None:
    """A: 100,000 at 5 %, 30 days; B: 40,000 at 30 %, 60 days; 8 % a year.  B comes first though it is smaller."""
    docs = [owed(40, 100_000, "A"), owed(100, 40_000, "B")]
    rows = worklist(docs, usual={"A": 0.0, "B": 160.0})
    assert rows.select("rank", "customer_id", "at_stake").rows() == [(1, "B", D("12526.03")), (2, "A", D("5657.53"))]


@pytest.mark.parametrize(
    ("days", "stake"),
    [
        pytest.param(30, "200", id="last-day-of-the-first-band"),
        pytest.param(31, "500", id="first-day-of-the-second"),
        pytest.param(60, "500", id="last-of-the-second"),
        pytest.param(61, "1500", id="first-of-the-third"),
        pytest.param(120, "3000", id="last-of-the-fourth"),
        pytest.param(121, "5000", id="the-last-band-has-no-end"),
    ],
)
def test_loss_bands(days: int, stake: str) -> None:
    assert only([owed(days)], cost_of_funds=0.0)["at_stake"] == D(stake)


def test_a_bad_grade_sets_the_least_loss_rate() -> None:
    assert only([owed(10)], cost_of_funds=0.0, pd={"C1": 0.20})["at_stake"] == D(1200)  # 20 % × 60 % > 2 %
    assert only([owed(10)], cost_of_funds=0.0, pd={"C1": 0.01})["at_stake"] == D(200)


def test_contact_cost_is_taken_off_and_never_makes_it_negative() -> None:
    dear = SECTION.model_copy(update={"contact_cost": D(150)})
    assert only([owed(10)], cost_of_funds=0.0, section=dear)["at_stake"] == D(50)
    assert only([owed(10, 1_000)], cost_of_funds=0.0, section=dear)["at_stake"] == D(0)


def test_ties_go_by_amount_then_number() -> None:
    """At one stake the larger overdue amount first: B has a dispute on top."""
    docs = [owed(10, 1_000, "C"), owed(10, 1_000, "A"), owed(10, 1_000, "B"), owed(11, 500, "B", "X", disputed=True)]
    assert worklist(docs)["customer_id"].to_list() == ["B", "A", "C"]


@pytest.mark.parametrize(
    ("days", "last", "since", "stage", "skip"),
    [
        pytest.param(2, None, None, "reminder", "waiting", id="the-day-before-the-reminder"),
        pytest.param(3, None, None, "reminder", None, id="the-day-of-the-reminder"),
        pytest.param(80, None, None, "reminder", None, id="old-debt-begins-at-the-reminder-too"),
        pytest.param(9, 1, 10, "first", "waiting", id="the-day-before-the-call"),
        pytest.param(10, 1, 7, "first", None, id="the-day-of-the-call"),
        pytest.param(80, 1, 7, "first", None, id="one-level-at-a-time"),
        pytest.param(80, 1, 6, "first", "waiting", id="not-within-seven-days"),
        pytest.param(34, 3, 9, "final", "waiting", id="not-before-its-days"),
        pytest.param(35, 3, 9, "final", None, id="final-notice"),
        pytest.param(59, 5, 9, "agency", "waiting", id="the-day-before-the-agency"),
        pytest.param(60, 5, 9, "agency", None, id="agency"),
        pytest.param(99, 6, 9, None, "all-sent", id="nothing-is-left-to-send"),
        pytest.param(3, 0, 10, "reminder", None, id="after-the-courtesy-notice"),
    ],
)  # fmt: skip
def test_levels_climb_from_the_last_one_sent(
    days: int, last: int | None, since: int | None, stage: str | None, skip: str | None
) -> None:
    sent = None if last is None or since is None else {"C1": (last, DAY - timedelta(since))}
    row = only([owed(days)], sent=sent)
    assert (row["stage"], row["skip_reason"]) == (stage, skip)
    assert (row["rank"], row["action"] is None) == ((None, True) if skip else (1, False))
    assert row["last_stage"] == (None if last is None else LEVELS[last])


def test_due_on_is_the_day_the_action_was_or_will_be_due() -> None:
    assert only([owed(10)])["due_on"] == DAY - timedelta(7)
    assert only([owed(2)])["due_on"] == DAY + timedelta(1)
    # The level's day has passed, but a letter went out two days ago.
    assert only([owed(10)], sent={"C1": (1, DAY - timedelta(2))})["due_on"] == DAY + timedelta(5)


@pytest.mark.parametrize(
    ("notice", "expected"),
    [
        pytest.param(90, (-7, 3, 10, 20, 35, 45, 60), id="the-default-fits"),
        pytest.param(67, (-7, 3, 10, 20, 35, 45, 60), id="the-last-day-that-fits"),
        pytest.param(37, (-7, 1, 5, 10, 17, 22, 30), id="shortened-in-proportion"),
        pytest.param(5, (-7, 1, 1, 1, 1, 1, 1), id="no-time-at-all"),
    ],
)
def test_levels_come_before_the_insurers_notice(notice: int, expected: tuple[int, ...]) -> None:
    assert level_days(SECTION, notice) == expected
    assert level_days(SECTION, None) == (-7, 3, 10, 20, 35, 45, 60)


INSURED = [{"customer_id": "C1", "insured_limit": D(1)}]


@pytest.mark.parametrize(
    ("days", "stage", "urgent"),
    [
        pytest.param(82, "reminder", False, id="eight-days-before-the-notice-date"),
        pytest.param(83, "agency", True, id="seven-days-before"),
        pytest.param(90, "agency", True, id="on-the-notice-date"),
    ],
)
def test_insured_debt_near_its_notice_date_skips_levels(days: int, stage: str, urgent: bool) -> None:
    row = only([owed(days)], customers=INSURED)
    assert (row["stage"], row["insurer_notice"]) == (stage, DAY + timedelta(90 - days))
    assert ("levels-skipped" in [note["code"] for note in row["notes"]]) is urgent
    uninsured = only([owed(days)], customers=[{"customer_id": "C1"}])
    assert (uninsured["stage"], uninsured["insurer_notice"]) == ("reminder", None)


def test_near_the_notice_date_the_rest_between_letters_is_waived() -> None:
    row = only([owed(85)], customers=INSURED, sent={"C1": (4, DAY - timedelta(1))})
    assert (row["stage"], row["skip_reason"]) == ("agency", None)


CUSTOMER: dict[str, dict[str, object]] = {
    "internal": {"related_party": True},
    "insolvency": {"legal_status": "insolvency"},
    "opted-out": {"dunning_block": True},
    "hold": {"contact_hold_until": DAY},
}


@pytest.mark.parametrize(("reason", "entry"), CUSTOMER.items(), ids=CUSTOMER)
def test_customers_left_alone(reason: str, entry: dict[str, object]) -> None:
    row = only([owed(40)], customers=[{"customer_id": "C1", **entry}])
    assert (row["skip_reason"], row["action"], row["rank"]) == (reason, None, None)
    assert row["at_stake"] > 0  # what is left alone is still said to be at stake


def test_a_hold_ends_after_its_last_day() -> None:
    row = only([owed(40)], customers=[{"customer_id": "C1", "contact_hold_until": DAY - timedelta(1)}])
    assert row["skip_reason"] is None
    row = only([owed(40)], customers=[{"customer_id": "C1", "contact_hold_until": DAY + timedelta(4)}])
    assert row["due_on"] == DAY + timedelta(5)


@pytest.mark.parametrize(
    ("docs", "more", "reason"),
    [
        pytest.param([owed(40, disputed=True)], {}, "dispute", id="marked-in-the-ledger"),
        pytest.param([owed(40)], {"held": [("C1", "C1-40", None, "dispute")]}, "dispute", id="in-the-file"),
        pytest.param([owed(40)], {"held": [("C1", "C1-40", D(10_000), "dispute")]}, "dispute", id="for-its-whole-amount"),
        pytest.param([owed(40)], {"held": [("C1", "C1-40", D("9899.99"), "dispute")]}, None, id="a-hundred-and-a-cent-are-left"),
        pytest.param([owed(40)], {"held": [("C1", "C1-40", D("9900.01"), "dispute")]}, "below-minimum", id="too-little-is-left"),
        pytest.param([owed(40)], {"held": [("C2", "C1-40", None, "dispute")]}, None, id="of-another-customer"),
        pytest.param([owed(40), owed(20)], {"held": [("C1", "C1-40", None, "dispute")]}, None, id="the-other-invoice-is-asked-for"),
        pytest.param([owed(40)], {"held": [("C1", "C1-40", None, "promise")]}, "promise", id="document-promised"),
        pytest.param([owed(40)], {"promised": {"C1": (9_500, DAY)}}, "promise", id="account-promised-95-per-cent"),
        pytest.param([owed(40)], {"promised": {"C1": (9_499, DAY)}}, None, id="promise-of-too-little"),
        pytest.param([owed(40, 100)], {}, None, id="the-minimum-itself"),
        pytest.param([owed(40, "99.99")], {}, "below-minimum", id="a-cent-below-the-minimum"),
        pytest.param([owed(40), Doc("C1", "R", DAY, None, D(-10_000), type="payment")], {}, "net-credit", id="credits-equal-the-debt"),
        pytest.param([owed(40), Doc("C1", "R", DAY, None, D(-9_900), type="payment")], {}, None, id="a-hundred-more-than-the-credits"),
        pytest.param([Doc("C1", "R", DAY, None, D(-10), type="payment")], {}, "net-credit", id="only-a-credit"),
        pytest.param([owed(-8)], {}, "not-due", id="eight-days-before-it-is-due"),
        pytest.param([owed(-7)], {}, None, id="seven-days-before-a-courtesy-notice"),
        pytest.param([owed(0)], {}, None, id="due-today-is-a-courtesy-notice"),
        pytest.param([owed(-7)], {"held": [("C1", "C1--7", None, "told")]}, "not-due", id="told-once-only"),
        pytest.param([owed(-7), Doc("C1", "R", DAY, None, D(-10_000), type="payment")], {}, "net-credit", id="credits-cover-what-falls-due"),
        pytest.param([owed(-7, disputed=True)], {}, "not-due", id="disputed-and-not-due"),
    ],
)  # fmt: skip
def test_skip_reasons_at_their_edges(docs: list[Doc], more: dict[str, Any], reason: str | None) -> None:
    assert only(docs, **more)["skip_reason"] == reason


def test_credits_come_off_the_oldest_debt() -> None:
    """20,000 of 100 days (30 %) and 10,000 of 10 days (2 %), 15,000 received: 5,000 and 10,000 are left."""
    docs = [owed(100, 20_000), owed(10, 10_000), Doc("C1", "R", DAY, None, D(-15_000), type="payment")]
    row = only(docs, cost_of_funds=0.0)
    assert (row["overdue"], row["unapplied"], row["collectable"]) == (30_000, -15_000, 15_000)
    assert row["at_stake"] == D(1700)


def test_a_dispute_about_a_part_takes_the_earliest_instalments() -> None:
    first, second = owed(40, 6_000, number="P"), owed(10, 6_000, number="P")
    held = [("C1", "P", D(7_000), "dispute")]
    row = only([first, second], held=held, cost_of_funds=0.0)
    assert (row["disputed"], row["collectable"], row["documents"]) == (7_000, 5_000, 1)
    assert row["at_stake"] == D(100)  # all that is left is 10 days old


def test_minimum_by_currency() -> None:
    section = SECTION.model_copy(update={"min_overdue": {"default": D(100), "JPY": D(10_000)}})
    assert only([owed(40, 9_999, currency="JPY")], section=section)["skip_reason"] == "below-minimum"
    assert only([owed(40, 10_000, currency="JPY")], section=section)["skip_reason"] is None
    assert only([owed(40, 9_999, currency="USD")], section=section)["skip_reason"] is None


@pytest.mark.parametrize(
    ("given", "tone"), [("A", "gentle"), ("战略", "gentle"), ("C", "standard"), (None, "standard")]
)
def test_tone_by_strategic_class(given: str | None, tone: str) -> None:
    assert only([owed(40)], customers=[{"customer_id": "C1", "strategic_class": given}])["tone"] == tone


def test_contact_is_person_address_and_number() -> None:
    who: dict[str, object] = {"customer_id": "C1", "contact_person": "王芳", "email": "a@b.cn", "phone": "021"}
    assert only([owed(40)], customers=[who])["contact"] == "王芳 · a@b.cn · 021"
    row = only([owed(40)], customers=[{"customer_id": "C1"}])
    assert (row["contact"], [note["code"] for note in row["notes"]]) == (None, ["no-contact"])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ABCD"), st.integers(-40, 200), st.integers(-500, 5_000), st.booleans()),
        min_size=1, max_size=25,
    )
)  # fmt: skip
def test_nobody_is_silently_absent(entries: list[tuple[str, int, int, bool]]) -> None:
    docs = [
        owed(days, amount, name, f"{place}", disputed=disputed and amount > 0)
        for place, (name, days, amount, disputed) in enumerate(entries)
        if amount
    ]
    if not docs:
        return
    rows = worklist(docs)
    assert sorted(rows["customer_id"].to_list()) == sorted({doc.customer for doc in docs})
    for row in rows.iter_rows(named=True):
        own = [doc for doc in docs if doc.customer == row["customer_id"]]
        late = [doc for doc in own if doc.amount > 0 and doc.due is not None and doc.due < DAY]
        asked = sum(doc.amount for doc in late if not doc.disputed)
        credit = sum(doc.amount for doc in own if doc.amount < 0)
        assert row["overdue"] == sum(doc.amount for doc in late)
        assert row["collectable"] == max(D(0), asked + credit)
        assert (row["action"] is None) == (row["skip_reason"] is not None) == (row["rank"] is None)
    assert rows["rank"].drop_nulls().to_list() == list(range(1, rows["rank"].count() + 1))


# --- promises and disputes --------------------------------------------------------------------------------------------


def test_three_of_four_promises_kept_are_75_per_cent() -> None:
    rows = [("C1", "CNY", D(100), D(got), DAY - timedelta(9)) for got in (100, 95, 94, 200)]
    schema = ["customer_id", "currency", "wanted", "received", "deadline"]
    judged = promise_outcomes(pl.DataFrame(rows, schema=schema, orient="row").cast({"wanted": HELD["held_amount"], "received": HELD["held_amount"]}), DAY, kept_share=0.95)  # fmt: skip
    row = kept_rates(judged, ["currency"]).row(0, named=True)
    assert (row["promises"], row["kept"], row["broken"], row["kept_rate"]) == (4, 3, 1, 0.75)
    assert row["kept_value_rate"] == 0.75


def test_kept_rate_by_value_weighs_the_amounts_and_is_null_without_any() -> None:
    rows = [("a", D(300), "kept"), ("a", D(100), "broken"), ("b", D(100), "pending")]
    judged = pl.DataFrame(rows, schema=["currency", "wanted", "outcome"], orient="row")
    first, second = kept_rates(judged, ["currency"]).rows(named=True)
    assert (first["kept_rate"], first["kept_value_rate"]) == (0.5, 0.75)
    assert (second["kept_rate"], second["kept_value_rate"], second["live"]) == (None, None, 1)


def test_dispute_dso() -> None:
    rows = worklist([owed(40, 9_000, disputed=True), owed(10, 1_000)])
    dso = pl.DataFrame({"currency": ["CNY"], "credit_sales": [D(90_000)], "window_days": [92]})
    assert dispute_dso(rows, dso)["dispute_dso"].to_list() == pytest.approx([9.2])
    assert dispute_dso(rows, None)["dispute_dso"].to_list() == [None]


# --- the log of letters -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "numbers",
    [["A-1"], ["A-1", "B 2"], ["a;b", "c"], ["[x]"], [" lead"], ['"q"', "发票1"], []],
    ids=["one", "two", "separator", "bracket", "space", "quote", "none"],
)
def test_document_numbers_come_back_from_a_cell(numbers: list[str]) -> None:
    assert parted(joined(numbers)) == sorted(numbers)


def test_keys_tell_letters_apart() -> None:
    keys = {
        key_of("C1", "CNY", "first", ["A", "B"]),
        key_of("C1", "CNY", "first", ["AB"]),
        key_of("C1", "CNY", "second", ["A", "B"]),
        key_of("C2", "CNY", "first", ["A", "B"]),
        key_of("C1", "USD", "first", ["A", "B"]),
    }
    assert len(keys) == 5
    assert key_of("C1", "CNY", "first", ["B", "A", "A"]) == key_of("C1", "CNY", "first", ["A", "B"])


@pytest.mark.parametrize(
    ("state", "sent_on", "level", "documents", "reached"),
    [
        pytest.param("sent", DAY, "first", "A", 2, id="sent"),
        pytest.param("sending", DAY, "first", "A", 2, id="interrupted-counts-as-sent"),
        pytest.param("failed", DAY, "first", "A", None, id="failed-does-not"),
        pytest.param("sent", DAY + timedelta(1), "first", "A", None, id="after-the-as-of-date"),
        pytest.param("sent", DAY, "first", "B", None, id="about-a-document-that-is-paid"),
        pytest.param("sent", DAY, "first", "B; A", 2, id="one-of-its-documents-is-open"),
        pytest.param("sent", DAY, "old-name", "A", None, id="a-level-the-policy-no-longer-has"),
    ],
)
def test_the_level_reached(state: str, sent_on: date, level: str, documents: str, reached: int | None) -> None:
    row = (sent_on, "C1", "CNY", level, documents, D(1), state, None, "k", 2)
    log = pl.DataFrame([row], schema=SENT_SCHEMA, orient="row")
    docs = [owed(40, number="A"), Doc("C1", "B", DAY, DAY, D(5), (Pay(DAY, D(5)),))]
    items = open_items(ledger_of(docs), DAY).collect()
    found, told = letters_sent(log, items, parted, DAY, SECTION)
    assert found["last_place"].to_list() == ([] if reached is None else [reached])
    assert told["document_id"].to_list() == ([] if reached is None else ["A"])
