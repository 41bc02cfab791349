"""What must hold for every ledger: the invariants of aging, and that folds are exact and customer-local."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import plain
from creditkit.fold.buckets import BUCKETS, aging_documents, aging_sums
from creditkit.fold.customers import customer_facts
from creditkit.fold.habits import habit_sums
from creditkit.fold.months import month_sums
from creditkit.fold.open_items import control_total, open_items
from creditkit.ledger import Ledger
from creditkit.policy.model import AgingPolicy, HabitsPolicy
from creditkit.stages.aging import aging, aging_totals, proof
from plain import Doc, Pay, ledger_of

D = Decimal
DAY = date(2025, 9, 30)
MODES = ("separate", "own-date", "fifo")
EDGE_DAYS = (-1, 0, 1, 30, 31, 60, 61, 90, 91, 120, 121)
exact = settings(derandomize=True, max_examples=60, deadline=None)

days_before = st.one_of(st.sampled_from(EDGE_DAYS), st.integers(-40, 500))
cents = st.integers(1, 10_000_000).map(lambda n: D(n) / 100)
receipts = st.tuples(st.one_of(st.none(), days_before), st.integers(1, 130)).map(
    lambda part: (None if part[0] is None else DAY - timedelta(part[0]), part[1])
)


@st.composite
def documents(draw: st.DrawFn, *, credits: bool = True) -> Doc:
    kind = draw(
        st.sampled_from(["invoice", "invoice", "invoice", "debit-note", *(["credit-note", "payment"] * credits)])
    )
    amount, due = draw(cents), draw(days_before)
    owed = kind in ("invoice", "debit-note")
    paid = [
        Pay(day, (amount * share / 100).quantize(D("0.01")))
        for day, share in draw(st.lists(receipts, max_size=2))
        if owed
    ]
    return Doc(
        draw(st.sampled_from(["C1", "C2", "C3"])),
        draw(st.sampled_from(["I1", "I2", "I3", "I4", "I5"])),
        DAY - timedelta(due + draw(st.integers(0, 90))),
        draw(st.one_of(st.none(), st.just(DAY - timedelta(due)))) if owed else None,
        amount if owed else -amount,
        tuple(paid),
        draw(st.sampled_from(["CNY", "USD", "JPY"])),
        kind,
        disputed=draw(st.booleans()),
        applied_to=None if owed else draw(st.sampled_from([None, None, "I1", "I2", "I9"])),
        entity=draw(st.sampled_from([None, "E1"])),
        in_row=draw(st.booleans()),
    )


ledgers = st.lists(documents(), max_size=12)
loose_cash = st.lists(
    st.tuples(
        st.sampled_from(["C1", "C2"]),
        st.sampled_from(["I1", "I2", "I9"]),
        st.tuples(days_before, cents).map(lambda part: Pay(DAY - timedelta(part[0]), part[1])),
    ),
    max_size=3,
)
modes = st.sampled_from(MODES)
KEY = ["customer_id", "currency"]


def rows_of(ledger: Ledger, mode: str = "separate", as_of: date = DAY, **policy: object) -> pl.DataFrame:
    section = AgingPolicy(credits=mode, **policy)  # type: ignore[arg-type]
    return aging(aging_sums(open_items(ledger, as_of), section, as_of).collect()).drop("notes")


def totals_of(docs: list[Doc], mode: str = "separate", as_of: date = DAY) -> dict[str, dict[str, Decimal]]:
    totals = aging_totals(rows_of(ledger_of(docs), mode, as_of)).drop("rows", "documents", "max_days_overdue")
    kept = totals.filter(pl.any_horizontal(pl.exclude("currency") != 0))
    return {row.pop("currency"): row for row in kept.to_dicts()}


@exact
@given(ledgers, loose_cash, modes)
def test_01_buckets_equal_the_control_total(docs: list[Doc], loose: list[tuple[str, str, Pay]], mode: str) -> None:
    ledger = ledger_of(docs, loose)
    rows = rows_of(ledger, mode)
    buckets = [name for name in rows.columns if name.startswith(BUCKETS)]
    assert (rows.select(pl.sum_horizontal(*buckets, "unapplied")).to_series() == rows["open"]).all()
    assert proof(rows, control_total(ledger, DAY)).filter(pl.col("difference") != 0).is_empty()


@exact
@given(ledgers, modes, st.randoms(use_true_random=False))
def test_02_the_order_of_rows_does_not_matter(docs: list[Doc], mode: str, order: object) -> None:
    ledger = ledger_of(docs)
    shuffled = replace(ledger, documents=ledger.documents.sample(fraction=1, shuffle=True, seed=len(docs)))
    assert_frame_equal(rows_of(ledger, mode), rows_of(shuffled, mode))


@exact
@given(ledgers, ledgers)
def test_03_parts_add_up_to_the_whole(some: list[Doc], others: list[Doc]) -> None:
    # Credits that name a document can reach over a cut, so the cut leaves them undirected.
    some, others = ([replace(doc, applied_to=None) for doc in part] for part in (some, others))
    whole = totals_of([*some, *others])
    parts = [totals_of(some), totals_of(others)]
    for currency, row in whole.items():
        for name, value in row.items():
            assert value == sum((part.get(currency, {}).get(name, D(0)) for part in parts), D(0))


@exact
@given(st.lists(documents(credits=False), max_size=12), st.integers(0, 200))
def test_04_waiting_never_makes_anything_younger(docs: list[Doc], wait: int) -> None:
    # Nothing is paid and nothing new is invoiced in between: what is at least so old only grows.
    docs = [replace(doc, invoiced=min(doc.invoiced, DAY), paid=()) for doc in docs]
    now, later = totals_of(docs), totals_of(docs, as_of=DAY + timedelta(wait))
    for currency, row in now.items():
        buckets = [name for name in row if name.startswith(BUCKETS)]
        for place in range(len(buckets)):
            older = buckets[place:]
            assert sum(row[name] for name in older) <= sum(later[currency][name] for name in older)
        assert row["open"] == later[currency]["open"]


@exact
@given(ledgers, cents, modes)
def test_05_a_settled_invoice_changes_nothing(docs: list[Doc], amount: Decimal, mode: str) -> None:
    settled = Doc("C1", "S", DAY - timedelta(50), DAY - timedelta(20), amount, (Pay(DAY, amount),))
    assert totals_of(docs, mode) == totals_of([*docs, settled], mode)


@exact
@given(ledgers, modes)
def test_06_seven_times_the_money_is_seven_times_every_sum(docs: list[Doc], mode: str) -> None:
    sevenfold = [
        replace(doc, amount=doc.amount * 7, paid=tuple(replace(p, amount=p.amount * 7) for p in doc.paid))
        for doc in docs
    ]
    expected = {c: {name: value * 7 for name, value in row.items()} for c, row in totals_of(docs, mode).items()}
    assert totals_of(sevenfold, mode) == expected


@exact
@given(ledgers, modes, st.integers(-4000, 4000))
def test_07_shifting_every_date_changes_nothing(docs: list[Doc], mode: str, days: int) -> None:
    shift = timedelta(days)
    moved = [
        replace(
            doc,
            invoiced=doc.invoiced + shift,
            due=doc.due and doc.due + shift,
            paid=tuple(replace(p, day=p.day and p.day + shift) for p in doc.paid),
        )
        for doc in docs
    ]
    assert_frame_equal(rows_of(ledger_of(docs), mode), rows_of(ledger_of(moved), mode, DAY + shift))


@exact
@given(ledgers, st.integers(0, 11), st.integers(1, 99), modes)
def test_08_splitting_an_invoice_changes_no_bucket(docs: list[Doc], which: int, share: int, mode: str) -> None:
    if not docs:
        return
    split = docs[which % len(docs)]
    if split.paid:
        split = replace(split, paid=())
        docs = [split if n == which % len(docs) else doc for n, doc in enumerate(docs)]
    part = (split.amount * share / 100).quantize(D("0.01"))
    halves = [replace(split, amount=part), replace(split, amount=split.amount - part)]
    rest = [doc for n, doc in enumerate(docs) if n != which % len(docs)]
    assert totals_of(docs, mode) == totals_of([*rest, *halves], mode)


@exact
@given(ledgers)
def test_09_merging_customers_keeps_the_totals(docs: list[Doc]) -> None:
    docs = [replace(doc, applied_to=None) for doc in docs]
    assert totals_of(docs) == totals_of([replace(doc, customer="C9") for doc in docs])


@pytest.mark.parametrize("days", EDGE_DAYS)
def test_10_boundaries_agree_with_plain_python(days: int) -> None:
    docs = [Doc("C1", "I", DAY - timedelta(200), DAY - timedelta(days), D(1))]
    row = rows_of(ledger_of(docs)).row(0, named=True)
    (want,) = plain.aging(docs, DAY).values()
    assert {name: row.get(f"{BUCKETS}{name}", row.get(name)) for name in want} == {
        name: (max(value, 0) if name == "max_days_overdue" else value) for name, value in want.items()
    }


@exact
@given(ledgers, cents, cents)
def test_11_paying_x_lowers_open_by_x(docs: list[Doc], owed: Decimal, paid: Decimal) -> None:
    bill = Doc("C1", "B", DAY - timedelta(50), DAY - timedelta(20), owed)
    before = totals_of([*docs, bill])["CNY"]["open"]
    after = totals_of([*docs, replace(bill, paid=(Pay(DAY, paid),))]).get("CNY", {"open": D(0)})["open"]
    assert before - after == paid


@exact
@given(ledgers, cents, st.sampled_from([None, "N"]))
def test_12_an_invoice_and_its_full_credit_net_to_nothing(
    docs: list[Doc], amount: Decimal, applied_to: str | None
) -> None:
    bill = Doc("C4", "N", DAY - timedelta(50), DAY - timedelta(20), amount)
    credit = Doc("C4", "CN", DAY - timedelta(5), None, -amount, type="credit-note", applied_to=applied_to)
    for mode in ("separate", "fifo") if applied_to else ("fifo",):
        assert totals_of([*docs, bill, credit], mode) == totals_of(docs, mode)
    both, none = totals_of([*docs, bill, credit]), totals_of(docs)
    assert both.get("CNY", {}).get("open", D(0)) == none.get("CNY", {}).get("open", D(0))


# --- exact and customer-local -----------------------------------------------------------------------------------------


def shards(ledger: Ledger, count: int) -> list[Ledger]:
    """The ledger in pieces of whole customers."""
    piece = pl.col("customer_id").hash(seed=1) % count
    cut = [(ledger.documents.filter(piece == n), ledger.settlements.filter(piece == n)) for n in range(count)]
    return [replace(ledger, documents=documents, settlements=settlements) for documents, settlements in cut]


def folds(mode: str) -> dict[str, Callable[[Ledger], pl.LazyFrame]]:
    section = AgingPolicy(credits=mode)  # type: ignore[arg-type]
    return {
        "aging": lambda part: aging_sums(open_items(part, DAY), section, DAY),
        "documents": lambda part: aging_documents(open_items(part, DAY), section, DAY),
        "habits": lambda part: habit_sums(part, DAY, HabitsPolicy()),
        "facts": lambda part: customer_facts(open_items(part, DAY), part.documents, DAY),
    }


@exact
@given(ledgers, loose_cash, st.sampled_from([2, 3, 17]), modes)
def test_folds_of_whole_customers_are_rows_of_the_whole(
    docs: list[Doc], loose: list[tuple[str, str, Pay]], count: int, mode: str
) -> None:
    ledger = ledger_of(docs, loose)
    for name, fold in folds(mode).items():
        whole = fold(ledger).collect()
        pieces = pl.concat([fold(part).collect() for part in shards(ledger, count)])
        assert whole.schema == pieces.schema, name
        assert_frame_equal(whole, pieces, check_row_order=False, check_exact=True)


@exact
@given(ledgers, st.sampled_from([2, 3, 17]))
def test_month_sums_of_pieces_add_up(docs: list[Doc], count: int) -> None:
    ledger, points = ledger_of(docs), [DAY - timedelta(92), DAY - timedelta(30), DAY]
    whole, pieces = month_sums(ledger, points), [month_sums(part, points) for part in shards(ledger, count)]
    for name, keys in (("sales", ["currency", "date"]), ("balances", ["currency", "point", "origin"])):
        parts = pl.concat([getattr(piece, name) for piece in pieces])
        added = parts.group_by(keys).agg(pl.exclude(keys).sum()).sort(keys)
        kept = [frame.filter(pl.any_horizontal(pl.exclude(keys) != 0)) for frame in (getattr(whole, name), added)]
        assert_frame_equal(*kept, check_exact=True)


@exact
@given(ledgers, loose_cash)
def test_every_fold_gives_the_open_total(docs: list[Doc], loose: list[tuple[str, str, Pay]]) -> None:
    ledger = ledger_of(docs, loose)
    control = {c: v for c, v in control_total(ledger, DAY).rows() if v}
    facts = customer_facts(open_items(ledger, DAY), ledger.documents, DAY).collect()
    habit = habit_sums(ledger, DAY, HabitsPolicy()).collect()
    balances = month_sums(ledger, [DAY]).balances
    for frame, column in ((facts, "open"), (habit, "sum_open"), (balances, "receivables")):
        sums = frame.group_by("currency").agg(pl.col(column).sum())
        assert {c: v for c, v in sums.rows() if v} == control, column
