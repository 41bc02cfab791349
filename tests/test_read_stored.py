"""Ledgers kept as Parquet: what creditkit wrote, what other programs wrote, and what cannot stand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from command_lines import copy_of_huaxia, run
from creditkit.errors import CreditkitError
from creditkit.read.ledgers import LedgerReading, read_ledger
from creditkit.read.request import ReadOptions

D = Decimal
ROW: dict[str, Any] = {
    "customer_id": "0007",
    "document_id": "A1",
    "invoice_date": date(2025, 1, 5),
    "due_date": date(2025, 2, 4),
    "currency": "CNY",
    "amount": D("100.05"),
}


def stored(folder: Path, *rows: dict[str, Any], name: str = "ledger.parquet", **options: Any) -> LedgerReading:
    pl.DataFrame(list(rows)).write_parquet(folder / name)
    return read_ledger([folder / name], ReadOptions(**options))


def test_what_was_written_is_read_back_to_the_same_figures(tmp_path: Path) -> None:
    huaxia = copy_of_huaxia(tmp_path)
    written = run(["import", "-o", "ledger.parquet"], huaxia)
    assert written.status == 0
    assert "ledger.settlements.parquet" in written.stderr
    for command in (["aging", "--by", "document"], ["dso", "--by", "month"], ["habits"]):
        text = run([*command], huaxia).stdout
        again = run([*command, "ledger.parquet", "--payments", "ledger.settlements.parquet"], huaxia)
        assert again.stdout == text
        assert again.status == 0


@pytest.mark.parametrize(
    ("change", "amount", "settled"),
    [
        pytest.param({}, "100.05", "0", id="decimal"),
        pytest.param({"amount": 100.05}, "100.05", "0", id="floating-point"),
        pytest.param({"amount": 0.1 + 0.2}, "0.3", "0", id="floating-point-dust"),
        pytest.param({"amount": 100}, "100", "0", id="whole-number"),
        pytest.param({"amount": D("100.050000")}, "100.05", "0", id="more-places-all-nought"),
        pytest.param({"open_amount": D("40.05")}, "100.05", "60", id="settled-is-the-difference"),
        pytest.param({"settled_date": date(2025, 2, 1)}, "100.05", "100.05", id="a-date-alone-is-paid-in-full"),
        pytest.param({"settled_date": date(2025, 2, 1), "settled_amount": D(1)}, "100.05", "1", id="paid-in-part"),
        pytest.param({"invoice_date": datetime(2025, 1, 5, 23, 59)}, "100.05", "0", id="date-with-time"),  # noqa: DTZ001
        pytest.param({"document_id": 20250001}, "100.05", "0", id="whole-number-as-id"),
    ],
)
def test_types_of_other_programs(tmp_path: Path, change: dict[str, Any], amount: str, settled: str) -> None:
    row = stored(tmp_path, {**ROW, **change}).ledger.documents.row(0, named=True)
    assert (row["amount"], row["settled_amount"]) == (D(amount), D(settled))
    assert row["open_amount"] == D(amount) - D(settled)
    assert (row["customer_id"], row["customer_name"], row["document_type"]) == ("0007", "0007", "invoice")
    assert row["invoice_date"] == date(2025, 1, 5)


def test_only_the_open_amount_is_known(tmp_path: Path) -> None:
    row = {**ROW, "open_amount": D("12.30")}
    del row["amount"]
    reading = stored(tmp_path, row)
    assert reading.ledger.documents["amount"].to_list() == [D("12.30")]
    assert (reading.ledger.layout, reading.ledger.has_past) == ("open-items", False)


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        pytest.param({"customer_id": None}, "CK263", ("no customer number", "A1"), id="no-customer"),
        pytest.param({"customer_id": ""}, "CK263", ("no customer number",), id="empty-customer"),
        pytest.param({"amount": None}, "CK263", ("no amount",), id="no-amount"),
        pytest.param({"amount": 1.00005}, "CK263", ("four decimals",), id="floating-point-of-five-places"),
        pytest.param({"amount": D("1.00005")}, "CK263", ("four decimals",), id="decimal-of-five-places"),
        pytest.param({"amount": float("nan")}, "CK263", ("no amount",), id="not-a-number"),
        pytest.param({"invoice_date": None, "due_date": None}, "CK263", ("no date",), id="no-date"),
        pytest.param({"document_type": "invoise"}, "CK263", ("document type",), id="unknown-type"),
        pytest.param({"amount": "100.05"}, "CK262", ("amount", "money"), id="amount-as-text"),
        pytest.param({"due_date": "2025-02-04"}, "CK262", ("due_date",), id="date-as-text"),
    ],
)
def test_what_cannot_stand_is_refused(
    tmp_path: Path, change: dict[str, Any], code: str, words: tuple[str, ...]
) -> None:
    with pytest.raises(CreditkitError, match=code) as refused:
        # A sound row beside it gives the column its type where the value is missing.
        stored(tmp_path, *([ROW] if None in change.values() else []), {**ROW, **change})
    assert all(word in str(refused.value) for word in words)


def test_a_column_under_another_name_is_named(tmp_path: Path) -> None:
    row = {"Kunde": "K1", **{name: value for name, value in ROW.items() if name != "customer_id"}}
    with pytest.raises(CreditkitError, match="CK252") as refused:
        stored(tmp_path, row)
    assert "Kunde" in str(refused.value)
    reading = stored(tmp_path, row, mapping={"customer_id": "Kunde", "currency": "'EUR'"})
    assert reading.ledger.documents["customer_id"].to_list() == ["K1"]


def test_a_folder_is_the_ledger_of_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    (folder / "_temporary").mkdir(parents=True)
    one = stored(folder, ROW, name="part-0.parquet").ledger.documents
    two = stored(folder, {**ROW, "document_id": "A2"}, name="part-1.parquet").ledger.documents
    stored(folder / "_temporary", {**ROW, "document_id": "A3"}, name="part-2.parquet")
    reading = read_ledger([folder], ReadOptions())
    both = pl.concat([one, two]).drop("document_key")
    assert_frame_equal(reading.ledger.documents.drop("document_key"), both)
    assert [file.rows_read for file in reading.files] == [1, 1]


def test_files_of_different_columns_are_refused(tmp_path: Path) -> None:
    stored(tmp_path, ROW, name="a.parquet")
    pl.DataFrame([{**ROW, "amount": 1}]).write_parquet(tmp_path / "b.parquet")
    with pytest.raises(CreditkitError, match="CK264") as refused:
        read_ledger([tmp_path / "a.parquet", tmp_path / "b.parquet"], ReadOptions())
    assert "amount" in str(refused.value)


def test_parquet_beside_another_kind_is_refused(tmp_path: Path) -> None:
    stored(tmp_path, ROW, name="a.parquet")
    (tmp_path / "b.csv").write_text("Customer,Invoice No,Due Date,Amount\nA,1,2025-02-28,10.50\n", "utf-8")
    with pytest.raises(CreditkitError, match="CK266"):
        read_ledger([tmp_path / "a.parquet", tmp_path / "b.csv"], ReadOptions())


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    stored(tmp_path, ROW)
    whole = (tmp_path / "ledger.parquet").read_bytes()
    (tmp_path / "cut.parquet").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CreditkitError, match="CK211"):
        read_ledger([tmp_path / "cut.parquet"], ReadOptions())


def test_settlements_of_another_ledger_are_refused(tmp_path: Path) -> None:
    stored(tmp_path, {**ROW, "document_key": 0})
    paid = {"document_key": 7, "customer_id": "0007", "document_id": "A1", "date": date(2025, 2, 1), "currency": "CNY"}
    pl.DataFrame([{**paid, "amount": D(5), "kind": "cash"}]).write_parquet(tmp_path / "paid.parquet")
    with pytest.raises(CreditkitError, match="CK265"):
        read_ledger([tmp_path / "ledger.parquet"], ReadOptions(), tmp_path / "paid.parquet")
