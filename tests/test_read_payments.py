"""Receipts against documents: by number, by customer and number, in part, too much, too early, in another currency."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditkit.errors import CreditkitError
from creditkit.read.ledgers import LedgerReading, read_ledger
from creditkit.read.request import ReadOptions

DATA = Path(__file__).parent / "data" / "bz_derived"
LEDGER = "Customer No,Invoice No,Invoice Date,Due Date,Currency,Amount\nC1,1,2025-01-01,2025-01-31,EUR,100.00\nC2,2,2025-01-05,2025-02-04,EUR,50.00\n"  # fmt: skip
HEAD = "Customer No,Invoice No,Payment Date,Payment Amount\n"


def read(folder: Path, receipts: str, ledger: str = LEDGER, **options: object) -> LedgerReading:
    (folder / "ledger.csv").write_text(ledger, "utf-8")
    (folder / "receipts.csv").write_text(receipts, "utf-8")
    return read_ledger([folder / "ledger.csv"], ReadOptions(**options), folder / "receipts.csv")  # type: ignore[arg-type]


def settled(reading: LedgerReading) -> list[tuple[object, ...]]:
    return reading.ledger.settlements.select("document_key", "date", "amount", "kind").rows()


def unapplied(reading: LedgerReading) -> list[tuple[object, ...]]:
    found = reading.ledger.documents.filter(pl.col("document_type") == "payment")
    return found.select("customer_id", "invoice_date", "amount").rows()


def test_receipts_are_dated_settlements(tmp_path: Path) -> None:
    reading = read(tmp_path, HEAD + "C1,1,2025-02-01,60.00\nC1,1,2025-02-10,40.00\n")
    assert settled(reading) == [(0, date(2025, 2, 1), Decimal(60), "cash"), (0, date(2025, 2, 10), Decimal(40), "cash")]
    assert (reading.ledger.has_past, reading.ledger.has_sales, reading.ledger.layout) == (True, True, "invoices")


def test_what_is_paid_beyond_the_document_stays_the_customers(tmp_path: Path) -> None:
    reading = read(tmp_path, HEAD + "C1,1,2025-02-01,60.00\nC1,1,2025-02-10,70.00\n")
    assert [amount for _, _, amount, _ in settled(reading)] == [Decimal(60), Decimal(40)]
    assert unapplied(reading) == [("C1", date(2025, 2, 10), Decimal(-30))]


def test_money_for_an_unknown_document_stays_the_customers_and_is_said(tmp_path: Path) -> None:
    reading = read(tmp_path, HEAD + "C1,77,2025-02-01,60.00\n")
    assert settled(reading) == []
    assert unapplied(reading) == [("C1", date(2025, 2, 1), Decimal(-60))]
    assert "CK821" in {notice.code for notice in reading.notices}


def test_money_for_nobody_is_refused_or_written_apart(tmp_path: Path) -> None:
    text = HEAD + "C1,1,2025-02-01,60.00\n,,2025-02-01,5.00\n"
    with pytest.raises(CreditkitError, match="CK240") as caught:
        read(tmp_path, text)
    assert "line 3" in str(caught.value)
    reading = read(tmp_path, text, allow_rejects=True)
    file = next(file for file in reading.files if file.role == "payments")
    assert (file.rows_read, file.rows_accepted, file.rows_rejected) == (2, 1, 1)
    assert [reject.row for reject in reading.rejects] == [3]


def test_a_returned_payment_opens_the_document_again(tmp_path: Path) -> None:
    reading = read(tmp_path, HEAD + "C1,1,2025-02-01,100.00\nC1,1,2025-02-05,-100.00\nC1,1,2025-03-01,100.00\n")
    assert [amount for _, _, amount, _ in settled(reading)] == [Decimal(100), Decimal(-100), Decimal(100)]
    assert unapplied(reading) == []


def test_the_customer_tells_apart_documents_of_one_number(tmp_path: Path) -> None:
    ledger = LEDGER.replace("C2,2,", "C2,1,")
    reading = read(tmp_path, HEAD + "C2,1,2025-02-01,50.00\nC1,1,2025-02-01,10.00\n", ledger)
    assert sorted((key, amount) for key, _, amount, _ in settled(reading)) == [(0, Decimal(10)), (1, Decimal(50))]


def test_a_number_of_several_documents_is_a_question(tmp_path: Path) -> None:
    ledger = LEDGER.replace("C2,2,", "C2,1,")
    with pytest.raises(CreditkitError, match="CK255") as caught:
        read(tmp_path, "Invoice No,Payment Date,Payment Amount\n1,2025-02-01,50.00\n", ledger)
    assert "--map" in str(caught.value)


def test_a_receipt_in_another_currency_than_its_document_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CreditkitError, match="CK240") as caught:
        read(tmp_path, "Invoice No,Payment Date,Payment Amount,Currency\n1,2025-02-01,50.00,USD\n")
    assert "USD" in str(caught.value)
    assert "EUR" in str(caught.value)


def test_kinds_of_receipt(tmp_path: Path) -> None:
    text = "Invoice No,Payment Date,Payment Amount,Kind\n1,2025-02-01,50.00,Cash\n1,2025-02-02,20.00,红字\n1,2025-02-03,5.00,现金折扣\n1,2025-02-04,5.00,坏账\n1,2025-02-05,1.00,barter\n"  # fmt: skip
    reading = read(tmp_path, text)
    assert [kind for *_, kind in settled(reading)] == ["cash", "credit", "discount", "write-off", "cash"]
    assert any(notice.code == "CK819" and "barter" in str(notice) for notice in reading.notices)


def test_paid_columns_of_the_ledger_give_way_to_receipts(tmp_path: Path) -> None:
    ledger = "Customer No,Invoice No,Invoice Date,Due Date,Currency,Amount,Paid Amount\nC1,1,2025-01-01,2025-01-31,EUR,100.00,60.00\n"
    reading = read(tmp_path, HEAD + "C1,1,2025-02-01,60.00\n", ledger)
    assert reading.ledger.documents["open_amount"].to_list() == [Decimal(100)]
    assert [amount for _, _, amount, _ in settled(reading)] == [Decimal(60)]
    assert "CK820" in {notice.code for notice in reading.notices}


def test_a_journal_settles_what_its_receipts_name_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "journal.csv"
    path.write_text(
        "Customer,Document No,Document Type,Date,Due Date,Currency,Amount,Invoice Reference\nA,1,Invoice,2025-01-01,2025-01-31,EUR,100,\nA,P1,Payment,2025-02-03,,EUR,-130,1\nA,P2,Payment,2025-02-04,,EUR,-7,\n",
        "utf-8",
    )
    reading = read_ledger([path], ReadOptions())
    assert settled(reading) == [(0, date(2025, 2, 3), Decimal(100), "cash")]
    assert sorted(amount for _, _, amount in unapplied(reading)) == [Decimal(-30), Decimal(-7)]
    assert reading.ledger.layout == "journal"


def test_no_money_is_lost_between_a_ledger_and_its_receipts() -> None:
    """Every receipt is settled, unapplied or (none here) rejected; unapplied money without a document is as published."""
    for mapping in ({}, {"document_id": "deal_id"}):
        reading = read_ledger([DATA / "invoices.csv"], ReadOptions(mapping=mapping), DATA / "payments.csv")
        received = pl.read_csv(DATA / "payments.csv")["amount"].sum()
        loose = -sum(amount for _, _, amount in unapplied(reading))  # type: ignore[misc]
        assert reading.ledger.settlements["amount"].sum() + loose == received
        assert reading.ledger.documents.filter(pl.col("currency") == "XXX")["amount"].sum() == Decimal(-207_400)


@settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["1", "2", "9", ""]), st.integers(1, 12_000), st.integers(1, 28)), min_size=1, max_size=8))  # fmt: skip
def test_settled_and_unapplied_make_up_what_was_received(tmp_path: Path, receipts: list[tuple[str, int, int]]) -> None:
    rows = [f"C1,{number},2025-02-{day:02d},{cents / 100:.2f}" for number, cents, day in receipts]
    reading = read(tmp_path, HEAD + "\n".join(rows) + "\n")
    loose = -sum((amount for _, _, amount in unapplied(reading)), Decimal(0))  # type: ignore[misc]
    assert reading.ledger.settlements["amount"].sum() + loose == Decimal(sum(cents for _, cents, _ in receipts)) / 100
    for key, total in {0: 100, 1: 50}.items():
        paid = reading.ledger.settlements.filter(pl.col("document_key") == key)["amount"].sum()
        assert paid <= total
