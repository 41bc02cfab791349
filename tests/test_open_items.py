"""What was open on a date, and which rows a date may not ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from creditkit.errors import CreditkitError, Notice
from creditkit.fold import open_items as fold
from creditkit.fold.credits import net_oldest_first
from creditkit.fold.open_items import control_total, later_documents, open_items
from creditkit.ledger import Ledger
from plain import Doc, Pay, ledger_of

D = Decimal
DAY = date(2025, 9, 30)


def doc(amount: str, *paid: Pay, **more: object) -> Doc:
    facts = {"customer": "C1", "number": "I1", "invoiced": date(2025, 6, 2), "due": date(2025, 7, 2), **more}
    return Doc(amount=D(amount), paid=paid, **facts)  # type: ignore[arg-type]


def open_item_notices(ledger: Ledger, as_of: date) -> tuple[Notice, ...]:
    later, undated = later_documents(ledger, as_of), fold.undated_settlements(ledger, as_of)
    known = {"has_past": ledger.has_past, "exported_on": ledger.exported_on}
    return fold.open_item_notices(later, undated, as_of, **known)  # type: ignore[arg-type]


def opens(docs: list[Doc], loose: list[tuple[str, str, Pay]] = (), as_of: date = DAY) -> dict[str, list[Decimal]]:
    items = open_items(ledger_of(docs, loose), as_of).sort("due_date", "document_key").collect()
    found: dict[str, list[Decimal]] = {}
    for row in items.iter_rows(named=True):
        found.setdefault(row["document_id"], []).append(row["open"])
    return found


@pytest.mark.parametrize(
    ("paid", "expected"),
    [
        pytest.param((), "100", id="nothing-paid"),
        pytest.param((Pay(date(2025, 9, 29), D(40)),), "60", id="paid-the-day-before"),
        pytest.param((Pay(DAY, D(40)),), "60", id="paid-on-the-as-of-date"),
        pytest.param((Pay(date(2025, 10, 1), D(40)),), "100", id="paid-the-day-after-is-ignored"),
        pytest.param((Pay(None, D(40)),), "60", id="settled-without-a-date-always-counts"),
        pytest.param((Pay(DAY, D(40)), Pay(DAY, D(70))), "-10", id="overpaid"),
        pytest.param((Pay(DAY, D(40)), Pay(DAY, D(-40))), "100", id="payment-taken-back"),
    ],
)
@pytest.mark.parametrize("in_row", [False, True], ids=["payments-frame", "in-the-row"])
def test_settlements_count_up_to_the_as_of_date(paid: tuple[Pay, ...], expected: str, in_row: bool) -> None:
    assert opens([doc("100", *paid, in_row=in_row)]) == {"I1": [D(expected)]}


@pytest.mark.parametrize(
    ("due", "days"),
    [
        pytest.param(date(2025, 9, 29), 1, id="due-yesterday"),
        pytest.param(DAY, 0, id="due-today-is-not-overdue"),
        pytest.param(date(2025, 10, 1), -1, id="due-tomorrow"),
        pytest.param(None, 120, id="no-due-date-counts-from-the-invoice"),
    ],
)
def test_days_overdue(due: date | None, days: int) -> None:
    row = open_items(ledger_of([doc("100", due=due)]), DAY).collect().row(0, named=True)
    assert row["days_overdue"] == days
    assert row["no_due_date"] is (due is None)


def test_default_terms_make_a_due_date() -> None:
    items = open_items(ledger_of([doc("100", due=None)]), DAY, default_terms_days=30).collect()
    assert items["due_date"].to_list() == [date(2025, 7, 2)]


def test_settled_documents_have_no_row_and_later_ones_are_counted_apart() -> None:
    ledger = ledger_of([doc("100", Pay(DAY, D(100))), doc("9000", number="I7", invoiced=date(2025, 10, 3))])
    assert open_items(ledger, DAY).collect().is_empty()
    assert later_documents(ledger, DAY).rows() == [("CNY", 1, D("9000.0000"))]
    (notice,) = open_item_notices(ledger, DAY)
    assert notice.code == "CK850"
    assert "9000" in str(notice)


def test_posting_date_decides_when_asked() -> None:
    ledger = ledger_of([doc("100", invoiced=date(2025, 9, 30))])
    posted = replace(ledger, documents=ledger.documents.with_columns(posting_date=pl.lit(date(2025, 10, 2))))
    assert open_items(posted, DAY).collect().height == 1
    assert open_items(posted, DAY, date_basis="posting_date").collect().is_empty()
    assert open_items(posted, date(2025, 10, 2), date_basis="posting_date").collect().height == 1


def test_an_open_item_list_has_no_past() -> None:
    listed = ledger_of([doc("100"), doc("50", number="I2", invoiced=DAY)], has_past=False)
    with pytest.raises(CreditkitError, match="CK301") as refused:
        open_items(listed, date(2025, 9, 29))
    assert "2025-09-30" in str(refused.value)
    assert open_items(listed, DAY).collect().height == 2
    # A document dated ahead of the export is no proof that the export is of that day.
    exported = replace(listed, exported_on=date(2025, 9, 28))
    assert open_items(exported, date(2025, 9, 28)).collect().height == 1
    codes = [notice.code for notice in open_item_notices(replace(listed, exported_on=date(2025, 10, 2)), DAY)]
    assert codes == ["CK853"]


def test_settlements_without_a_date_are_called_approximate() -> None:
    codes = [n.code for n in open_item_notices(ledger_of([doc("100", Pay(None, D(40)), in_row=True)]), DAY)]
    assert codes == ["CK851"]


# --- instalments and credits that name a document ---------------------------------------------------------------------

INSTALMENTS = [
    doc("4000", number="I8", instalment=n, invoiced=date(2025, 7, 1), due=due)
    for n, due in ((1, date(2025, 8, 1)), (2, date(2025, 9, 1)), (3, date(2025, 10, 1)))
]


@pytest.mark.parametrize(
    ("cash", "left"),
    [
        pytest.param("3000", {"I8": [D(1000), D(4000), D(4000)]}, id="less-than-the-first"),
        pytest.param("4000", {"I8": [D(4000), D(4000)]}, id="the-first-exactly"),
        pytest.param("5000", {"I8": [D(3000), D(4000)]}, id="oracle-1-i8"),
        pytest.param("12000", {}, id="all-of-it"),
        pytest.param("12500", {"I8": [D(-500)]}, id="the-rest-is-an-unapplied-credit"),
    ],
)
def test_cash_on_a_document_goes_to_its_instalments_in_due_order(cash: str, left: dict[str, list[Decimal]]) -> None:
    loose = [("C1", "I8", Pay(date(2025, 9, 5), D(cash)))]
    assert opens(INSTALMENTS, loose) == left
    assert opens(list(reversed(INSTALMENTS)), loose) == left


def test_cash_for_an_unknown_document_is_an_unapplied_credit() -> None:
    assert opens([doc("100")], [("C1", "I9", Pay(DAY, D(30)))]) == {"I1": [D(100)], "I9": [D(-30)]}


@pytest.mark.parametrize(
    ("credit", "applied_to", "left"),
    [
        pytest.param("-30", "I1", {"I1": [D(70)]}, id="smaller-than-the-invoice"),
        pytest.param("-100", "I1", {}, id="equal"),
        pytest.param("-130", "I1", {"CN": [D(-30)]}, id="larger-keeps-its-rest"),
        pytest.param("-30", "I9", {"I1": [D(100)], "CN": [D(-30)]}, id="unknown-document"),
        pytest.param("-30", None, {"I1": [D(100)], "CN": [D(-30)]}, id="names-none"),
    ],
)
def test_a_credit_goes_to_the_document_it_names(
    credit: str, applied_to: str | None, left: dict[str, list[Decimal]]
) -> None:
    note = doc(credit, number="CN", type="credit-note", invoiced=date(2025, 9, 10), due=None, applied_to=applied_to)
    assert opens([doc("100"), note]) == left
    assert opens([doc("100"), note], as_of=date(2025, 9, 9)) == {"I1": [D(100)]}


def test_credits_stay_in_their_customer_entity_and_currency() -> None:
    owed = [
        doc("100"),
        doc("100", customer="C2"),
        doc("100", currency="USD"),
        doc("100", entity="E2"),
    ]
    credit = doc("-250", number="PM", type="payment", due=None)
    for mode in ({}, {"applied_to": "I1"}):
        items = open_items(ledger_of([*owed, replace(credit, **mode)]), DAY)  # type: ignore[arg-type]
        left = net_oldest_first(items).filter(pl.col("open") != 0).collect()
        assert sorted(left["open"].to_list()) == [D(-150), D(100), D(100), D(100)]


def test_control_total_equals_the_open_items() -> None:
    docs = [
        *INSTALMENTS,
        doc("100", Pay(date(2025, 8, 1), D(30)), in_row=True),
        doc("-20", number="CN", applied_to="I1"),
    ]
    docs.append(doc("77", currency="JPY"))
    ledger = ledger_of(docs, [("C1", "I8", Pay(DAY, D("12345.6789"))), ("C1", "??", Pay(DAY, D(1)))])
    items = open_items(ledger, DAY).group_by("currency").agg(pl.col("open").sum()).sort("currency").collect()
    assert items.rows() == control_total(ledger, DAY).rows()


def test_an_empty_ledger_gives_empty_frames() -> None:
    ledger = ledger_of([])
    assert open_items(ledger, DAY).collect().is_empty()
    assert control_total(ledger, DAY).is_empty()
