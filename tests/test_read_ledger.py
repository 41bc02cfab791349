"""Reading whole files: every messy ledger read right or refused with its place, every row accounted for."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from creditkit.errors import CreditkitError
from creditkit.read.ledgers import LedgerReading, read_ledger
from creditkit.read.request import ReadOptions

DATA = Path(__file__).parent / "data"
AS_OF = date(2025, 6, 30)


def read(path: Path, **options: object) -> LedgerReading:
    return read_ledger([path], ReadOptions(**options))  # type: ignore[arg-type]


def expected() -> list[dict[str, str]]:
    with (DATA / "messy" / "expected.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("want", expected(), ids=lambda row: row["file"])
def test_messy_ledgers_are_read_right_or_refused(want: dict[str, str]) -> None:
    path = DATA / "messy" / want["file"]
    if want["outcome"] == "clear-error":
        with pytest.raises(CreditkitError) as caught:
            read(path)
        assert caught.value.exit_code == 3
        assert want["file"] in str(caught.value)
        assert re.search(want["error_should_name"], str(caught.value), re.I)
        return
    documents = read(path).ledger.documents
    assert documents.height == int(want["expected_rows"])
    assert documents["open_amount"].sum() == Decimal(want["expected_total"])
    overdue = documents.filter(pl.col("due_date") < AS_OF)["open_amount"].sum()
    assert overdue == Decimal(want["expected_overdue_20250630"])
    assert str(documents["due_date"].min()) == want["due_min"]
    assert str(documents["due_date"].max()) == want["due_max"]
    assert sorted(documents["customer_id"].unique()) == want["customer_ids"].split("|")


FORMS = [
    "invoices.csv",
    "应收账款_gbk.csv",
    "应收账款_utf16.txt",
    "应收账款_utf8bom.csv",
    "应收账款_合并标题_小计.xlsx",
    "uncached_formulas.xlsx",
]


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_one_ledger_gives_the_same_figures(name: str) -> None:
    truth = json.loads((DATA / "bz_derived" / "truth.json").read_text("utf-8"))
    reading = read(DATA / "bz_derived" / name)
    still_open = reading.ledger.documents.filter(pl.col("open_amount") != Decimal(0))
    assert still_open.height == truth["open_invoices"]
    assert still_open["open_amount"].sum() == truth["open_invoice_amount"]
    as_of = date.fromisoformat(truth["as_of"])
    days = still_open.with_columns(days=(pl.lit(as_of) - pl.col("due_date")).dt.total_days())
    bands = truth["open_by_bucket_invoice_amount"]
    assert days.filter(pl.col("days") <= 0)["open_amount"].sum() == bands["current"]
    assert days.filter(pl.col("days").is_between(31, 60))["open_amount"].sum() == bands["31-60"]
    assert days.filter(pl.col("days") > 90)["open_amount"].sum() == bands["90+"]
    for file in reading.files:
        assert file.rows_read == file.rows_accepted + file.rows_rejected + file.rows_ignored


def test_voided_and_draft_rows_are_left_out_and_said() -> None:
    reading = read(DATA / "bz_derived" / "应收账款_gbk.csv")
    assert reading.files[0].rows_ignored == 17
    assert any(notice.code == "CK815" and "4088100" in str(notice) for notice in reading.notices)


def test_title_date_and_file_total_are_used_not_read_as_invoices() -> None:
    reading = read(DATA / "bz_derived" / "应收账款_合并标题_小计.xlsx")
    assert reading.ledger.exported_on == date(2026, 7, 16)
    assert not [notice for notice in reading.notices if notice.code == "CK810"]
    reasons = {str(reason) for _, reason in reading.files[0].ignored}
    assert {"subtotal", "total of the file"} <= reasons


# --- row damage -----------------------------------------------------------------------------------------------------

HEADER = "Customer No,Customer Name,Invoice No,Invoice Date,Due Date,Currency,Amount,Paid Amount,Open Amount"
ROWS = [
    f"0003{n:02d},Bluewater {n} Ltd,INV-{n:04d},2025-0{n % 6 + 1}-1{n % 9},2025-0{n % 6 + 2}-1{n % 9},CNY,{1000 + n * 7}.50,{n * 3}.00,{1000 + n * 4}.50"
    for n in range(1, 13)
]


@dataclass(frozen=True)
class Damage:
    name: str
    text: str


def damaged() -> list[Damage]:
    """The ledger with one delimiter dropped, one added, or one quote added, at every cell."""
    found = []
    lines = [HEADER, *ROWS]
    for row, line in enumerate(lines):
        cells = line.split(",")
        for place in range(len(cells)):
            joined = {
                "dropped": ",".join(cells[:place])
                + ("," if place else "")
                + cells[place]
                + ",".join(["", *cells[place + 1 :]])[1:],
                "added": ",".join([*cells[:place], cells[place] + ",", *cells[place + 1 :]]),
                "quoted": ",".join([*cells[:place], '"' + cells[place], *cells[place + 1 :]]),
            }
            for kind, text in joined.items():
                if text != line:
                    found.append(
                        Damage(f"{kind}-{row}-{place}", "\n".join([*lines[:row], text, *lines[row + 1 :]]) + "\n")
                    )
    return found


def test_row_damage_never_gives_another_total(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text("\n".join([HEADER, *ROWS]) + "\n", "utf-8")
    right = read(path).ledger.documents["open_amount"].sum()
    assert right == sum(Decimal(row.rsplit(",", 1)[1]) for row in ROWS)
    cases = damaged()
    assert len(cases) >= 300
    for case in cases:
        path.write_text(case.text, "utf-8")
        total, status = read_total(path)
        assert (status == 3) or total == right, case.name


def read_total(path: Path) -> tuple[Decimal | None, int]:
    """Σ open and 0, or None and the exit status of the refusal."""
    try:
        return read(path).ledger.documents["open_amount"].sum(), 0
    except CreditkitError as refusal:
        return None, refusal.exit_code


# --- further kinds of mess -------------------------------------------------------------------------------------------


def write(tmp_path: Path, text: str, name: str = "ledger.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "total"),
    [
        pytest.param("客户名称,发票号,到期日,应收金额(万元)\n甲公司,A1,2025-01-31,1.25\n", "12500", id="ten-thousands-in-the-header"),
        pytest.param("单位：万元,,,\n客户名称,发票号,到期日,应收金额\n甲公司,A1,2025-01-31,1.25\n", "12500", id="ten-thousands-in-the-title"),
        pytest.param("Customer,Invoice No,Due Date,Amount\nA,1,28.02.2025,\"1,234.50-\"\n", "-1234.50", id="trailing-minus"),
        pytest.param("Customer,Invoice No,Due Date,Amount\nA,1,28.02.2025,(10.00)\n", "-10", id="parentheses"),
        pytest.param("Customer,Invoice No,Document Type,Due Date,Amount\nA,1,Credit Note,28.02.2025,10.00\n", "-10", id="credit-note-without-sign"),
        pytest.param("Customer,Invoice No,Due Date,Debit,Credit\nA,1,28.02.2025,10.00,\nA,2,28.02.2025,,4.00\n", "6", id="debit-and-credit"),
        pytest.param("Customer,Invoice No,Due Date,Amount\nA,1,2025-02-28,10.00\nTotal,,,10.00\n", "10", id="total-row"),
        pytest.param("Customer,Invoice No,Due Date,Amount\nA,1,2025-02-28,10.00\n,2,2025-02-28,5.00\n", "15", id="customer-once-per-group"),
        pytest.param("客户,单据号,到期日,金额\n甲,1,2025年2月28日,１，２３４．５０\n", "1234.50", id="full-width-digits"),
    ],
)  # fmt: skip
def test_what_can_be_read_is_read(tmp_path: Path, text: str, total: str) -> None:
    documents = read(write(tmp_path, text)).ledger.documents
    assert documents["open_amount"].sum() == Decimal(total)
    assert documents["customer_id"].null_count() == 0


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        pytest.param("Customer,Invoice No,Due Date,Amount\nA,1,2025-02-30,10.00\n", "CK240", "2025-02-30", id="impossible-day"),
        pytest.param("Customer,Invoice No,Due Date,Amount\nA,1,2025-02-28,TBC\n", "CK240", "TBC", id="words-for-an-amount"),
        pytest.param("Customer,Invoice No,Due Date,Amount\nA,1,2025-02-28,1.23456\n", "CK240", "1.23456", id="more-than-four-decimals"),
        pytest.param("Customer;Invoice No;Due Date;Amount\nA;1;2025-02-28;1,234\n", "CK247", "--decimal", id="thousands-or-decimals"),
        pytest.param("Customer,Invoice No,Due Date,Amount\nA,1,03/04/2025,10.00\n", "CK248", "--date-order", id="day-or-month"),
        pytest.param("Customer,Invoice No,Due Date,Amount,Total\nA,1,2025-02-28,10.00,11.30\n", "CK244", "--map", id="two-amounts"),
        pytest.param("Customer,Invoice No,Due Date,Amount,Paid,Open Amount\nA,1,2025-02-28,10,3,8\n", "CK240", "less paid", id="amounts-contradict"),
        pytest.param("a,b,c\n1,2,3\n", "CK252", "--map", id="no-known-header"),
        pytest.param("Customer,Invoice No,Due Date,Note\nA,1,2025-02-28,x\n", "CK252", "amount", id="no-amount-column"),
    ],
)  # fmt: skip
def test_what_would_be_a_guess_is_refused(tmp_path: Path, text: str, code: str, named: str) -> None:
    with pytest.raises(CreditkitError) as caught:
        read(write(tmp_path, text))
    assert caught.value.code == code
    assert named in str(caught.value)
    assert "ledger.csv" in str(caught.value)


def test_all_bad_cells_are_listed_at_once_and_counted(tmp_path: Path) -> None:
    rows = "".join(f"A,{n},2025-02-28,x{n}\n" for n in range(30))
    path = write(tmp_path, f"Customer,Invoice No,Due Date,Amount\n{rows}B,99,2025-02-28,5.00\n")
    with pytest.raises(CreditkitError) as caught:
        read(path)
    assert len(caught.value.details) == 21
    assert "x0" in str(caught.value)
    assert "10 more" in str(caught.value)
    reading = read(path, allow_rejects=True)
    assert len({reject.row for reject in reading.rejects}) == 30
    assert reading.files[0].rows_rejected == 30
    assert reading.ledger.documents["open_amount"].sum() == Decimal(5)


def test_control_total_that_differs_stops(tmp_path: Path) -> None:
    path = write(tmp_path, "Customer,Invoice No,Due Date,Currency,Amount\nA,1,2025-02-28,CNY,10.00\n")
    assert read(path, expect_total={"CNY": Decimal("10.00")}).ledger.documents.height == 1
    with pytest.raises(CreditkitError, match="CK254"):
        read(path, expect_total={"CNY": Decimal("10.01")})


def test_ids_are_kept_to_the_letter(tmp_path: Path) -> None:
    text = "Customer No,Customer Name,Invoice No,Due Date,Amount\n000127,A,1E5,2025-02-28,1.00\n127,B,25312000000012345678,2025-02-28,1.00\n"
    documents = read(write(tmp_path, text)).ledger.documents
    assert documents["customer_id"].to_list() == ["000127", "127"]
    assert documents["document_id"].to_list() == ["1E5", "25312000000012345678"]


def test_receipts_settle_their_documents_and_the_rest_stays_unapplied(tmp_path: Path) -> None:
    ledger = write(
        tmp_path,
        "Customer No,Customer Name,Invoice No,Invoice Date,Due Date,Currency,Amount\nC1,A,1,2025-01-01,2025-01-31,CNY,100.00\n",
    )
    buffer = io.StringIO()
    buffer.write(
        "Customer No,Invoice No,Payment Date,Payment Amount\nC1,1,2025-02-01,60.00\nC1,1,2025-02-10,70.00\nC1,,2025-02-11,5.00\n"
    )
    receipts = write(tmp_path, buffer.getvalue(), "receipts.csv")
    reading = read_ledger([ledger], ReadOptions(), payments=receipts)
    assert reading.ledger.settlements["amount"].to_list() == [Decimal(60), Decimal(40)]
    loose = reading.ledger.documents.filter(pl.col("document_type") == "payment")
    assert sorted(loose["amount"].to_list()) == [Decimal(-30), Decimal(-5)]
    assert reading.ledger.has_past
