"""Workbooks: typed cells, no formula from a name, a proof that recalculates, the same bytes twice."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from creditkit.errors import CreditkitError
from creditkit.money import MONEY
from creditkit.render import xlsx
from creditkit.render.xlsx import clean, sheet_name, workbook_bytes
from creditkit.report.blocks import ProofLine, Result, Table
from creditkit.words import speaking
from render_samples import AGING_ROWS, AS_OF, INJECTIONS, aging_result, aging_row, frame_of, text_result


def book_of(result: Result) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(result)))


def column_of(sheet: Worksheet, name: str, rows: int) -> list[Any]:
    heads = [cell.value for cell in sheet[1]]
    return [sheet.cell(row, heads.index(name) + 1) for row in range(2, 2 + rows)]


def test_sheets_and_headers_are_the_json_keys() -> None:
    book = book_of(aging_result())
    assert book.sheetnames == ["aging", "columns", "proof"]
    assert [cell.value for cell in book["aging"][1]] == [
        "customer_id", "customer_name", "currency", "buckets.not_due", "buckets.1-30", "buckets.31-60", "unapplied",
        "overdue", "open", "max_days_overdue", "notes",
    ]  # fmt: skip


def test_cells_have_their_types_and_the_decimals_of_their_currency() -> None:
    sheet = book_of(aging_result())["aging"]
    opens = column_of(sheet, "open", 4)
    assert [cell.value for cell in opens] == [3599874.54, -180.11, 100250, 12345.803]
    assert [cell.number_format.split(";")[0] for cell in opens] == ["#,##0.00", "#,##0.00", "#,##0", "#,##0.000"]
    assert [cell.value for cell in column_of(sheet, "customer_id", 4)] == [
        "KH1007",
        "000127",
        "1E5",
        "123456789012345678",
    ]
    assert [cell.value for cell in column_of(sheet, "max_days_overdue", 4)] == [45, None, 45, 45]
    assert column_of(sheet, "notes", 4)[1].value == "The customer is owed money: a credit balance of 12.50."


def test_dates_ratios_and_flags() -> None:
    rows = [
        {"customer_id": "A", "due_date": date(2025, 1, 31), "utilisation": 1.05, "conflict": True, "score": 61.5},
        {"customer_id": "B", "due_date": date(1753, 1, 1), "utilisation": None, "conflict": None, "score": None},
    ]
    sheet = book_of(Result("limit", AS_OF, Table("limit", frame_of(rows))))["limit"]
    first, old = column_of(sheet, "due_date", 2)
    assert (first.value, first.number_format) == (datetime(2025, 1, 31), "yyyy-mm-dd")  # noqa: DTZ001
    assert old.value == "1753-01-01"
    (ratio, none) = column_of(sheet, "utilisation", 2)
    assert (ratio.value, ratio.number_format, none.value) == (1.05, "0.0%", None)
    assert column_of(sheet, "conflict", 1)[0].value is True


def test_tables_filters_panes_and_widths() -> None:
    sheet = book_of(aging_result())["aging"]
    (table,) = sheet.tables.values()
    assert table.ref == "A1:K5"
    assert table.autoFilter is not None
    assert sheet.freeze_panes == "C2"
    # 18 Hanzi are 36 wide
    assert sheet.column_dimensions["B"].width >= len("石堰森屿建筑设备租赁有限公司上海分公司") * 2


def test_totals_stand_below_the_table() -> None:
    sheet = book_of(aging_result())["aging"]
    heads = [cell.value for cell in sheet[1]]
    place, currency = heads.index("open") + 1, heads.index("currency") + 1
    totals = {sheet.cell(row, currency).value: sheet.cell(row, place).value for row in range(8, 11)}
    assert totals == {"CNY": 3599694.43, "JPY": 100250, "BHD": 12345.803}
    assert sheet.cell(7, 1).value == "Totals"


def test_the_columns_sheet_explains_every_column_in_the_language_in_force() -> None:
    for language, label in (("en", "Overdue"), ("zh", "逾期金额")):
        with speaking(language):
            sheet = book_of(aging_result())["columns"]
        rows = {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows(min_row=2)}
        assert list(rows) == aging_result().rows.frame.columns
        assert rows["overdue"][1] == label
        assert all(row[3] for row in rows.values())


def test_the_proof_sheet_has_the_trail_and_a_living_difference() -> None:
    sheet = book_of(aging_result())["proof"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    for wanted in ("ab" * 32, "账龄/ledger.csv", "2025-09-28", "1f58423f" + "0" * 56, "3 rows are hidden.", "CK801"):
        assert wanted in texts
    formulas = [text for text in texts if text.startswith("=")]
    assert [re.sub(r"\d+", "n", text, count=2) for text in formulas] == [
        "=ROUND(Bn-Cn,2)", "=ROUND(Bn-Cn,0)", "=ROUND(Bn-Cn,3)",
    ]  # fmt: skip


def test_a_difference_is_stored_with_its_formula() -> None:
    proof = (ProofLine("CNY", Decimal("216326.51"), Decimal("216326.41")),)
    content = io.BytesIO(workbook_bytes(aging_result(proof=proof)))
    sheet = openpyxl.load_workbook(content, data_only=True)["proof"]
    assert 0.1 in [cell.value for row in sheet.iter_rows() for cell in row]


@pytest.mark.parametrize("payload", INJECTIONS, ids=repr)
def test_a_name_is_text_whatever_it_begins_with(payload: str) -> None:
    content = workbook_bytes(text_result([payload]))
    (row,) = (row for row in openpyxl.load_workbook(io.BytesIO(content))["aging"].iter_rows(min_row=2, max_row=2))
    assert row[1].value == payload.replace("\r", "\n")
    assert row[1].data_type == "s"
    assert row[1].hyperlink is None
    assert row[3].value == -42
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = "".join(parts.read(name).decode() for name in parts.namelist() if "worksheets/" in name)
    assert "<f>" not in sheets
    assert "hyperlink" not in sheets


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param("a\x00b\x1bc", "a\ufffdb\ufffdc", id="controls"),
        pytest.param("a\tb\nc", "a\tb\nc", id="tab-and-break-are-legal"),
        pytest.param("x" * 32_767, "x" * 32_767, id="just-fits"),
        pytest.param("x" * 32_768, "x" * 32_766 + "…", id="too-long"),
        pytest.param("_x0041_", "_x0041_", id="escape-like"),
    ],
)
def test_text_a_workbook_cannot_hold(text: str, written: str) -> None:
    assert clean(text) == written
    assert book_of(text_result([text]))["aging"]["B2"].value == written


def test_what_was_changed_is_said_on_the_proof_sheet() -> None:
    frame = frame_of([{"customer_name": "x" * 40_000, "amount": Decimal("12345678901234567.89"), "currency": "CNY"}])
    book = book_of(Result("aging", AS_OF, Table("aging", frame)))
    assert book["aging"]["B2"].value == "12345678901234567.89"
    said = " ".join(str(cell.value) for row in book["proof"].iter_rows() for cell in row)
    assert "1 texts are longer" in said
    assert "1 amounts have more than 15 digits" in said
    unchanged = " ".join(str(cell.value) for row in book_of(aging_result())["proof"].iter_rows() for cell in row)
    assert "15 digits" not in unchanged


@pytest.mark.parametrize("digits", ["9999999999999.99", "123456789012.345"])
def test_fifteen_digits_are_still_numbers(digits: str) -> None:
    frame = frame_of([{"currency": "BHD" if digits.endswith("345") else "CNY", "amount": Decimal(digits)}])
    value = book_of(Result("aging", AS_OF, Table("aging", frame)))["aging"]["B2"].value
    assert isinstance(value, float)
    assert f"{value:.3f}".rstrip("0") == digits.rstrip("0")


def test_headers_that_differ_by_case_only_keep_their_filter() -> None:
    frame = pl.DataFrame({"Region": ["a"], "region": ["b"], "=1+1": ["c"]})
    sheet = book_of(Result("aging", AS_OF, Table("aging", frame)))["aging"]
    assert [cell.value for cell in sheet[1]] == ["Region", "region", "=1+1"]
    assert sheet["C1"].data_type == "s"
    assert sheet.auto_filter.ref == "A1:C2"


def test_a_sheet_that_is_too_small_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_MOST_ROWS", 10)
    rows = [aging_row(str(n), "名", "CNY", "1", "0", "0", "0") for n in range(9)]
    with pytest.raises(CreditkitError) as caught:
        workbook_bytes(aging_result(rows))
    assert caught.value.code == "CK511"
    assert workbook_bytes(aging_result(rows[:6]))


@pytest.mark.parametrize("frame", [frame_of(AGING_ROWS).head(0), pl.DataFrame()], ids=["no-rows", "no-columns"])
def test_nothing_found_is_still_a_workbook(frame: pl.DataFrame) -> None:
    assert book_of(Result("aging", None, Table("aging", frame))).sheetnames == ["aging", "columns", "proof"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("aging", "aging"),
        ("a/b:c*d", "a b c d"),
        ("'quoted'", "quoted"),
        ("x" * 40, "x" * 28),
        ("", "sheet"),
        ("History", "History 1"),
    ],
)
def test_sheet_names_are_legal(text: str, name: str) -> None:
    assert sheet_name(text, set()) == name


def test_sheet_names_are_unique_whatever_their_case() -> None:
    taken: set[str] = set()
    assert [sheet_name(text, taken) for text in ("aging", "Aging", "AGING")] == ["aging", "Aging 2", "AGING 3"]


def test_the_same_result_gives_the_same_bytes() -> None:
    assert workbook_bytes(aging_result()) == workbook_bytes(aging_result())


def test_sums_of_the_workbook_are_those_of_the_frame() -> None:
    rows = [aging_row(str(n), "名", "CNY", f"{n * 7919 % 100000}.{n % 100:02}", "0", "0", "0") for n in range(500)]
    sheet = book_of(aging_result(rows))["aging"]
    total = sum(Decimal(repr(cell.value)) for cell in column_of(sheet, "open", 500))
    found = aging_result(rows).rows.frame["open"].sum()
    assert aging_result(rows).rows.frame["open"].dtype == MONEY
    assert total == found


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_recalculates_the_proof(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook_bytes(aging_result()))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "fods", "--outdir",
         str(tmp_path), str(tmp_path / "a.xlsx")], check=True, capture_output=True,
    )  # fmt: skip
    book = (tmp_path / "a.fods").read_text("utf-8")
    cells = re.findall(r'<table:table-cell[^>]*table:formula="[^"]*"[^>]*office:value="([^"]*)"', book)
    assert [float(value) for value in cells] == [0, 0, 0]
    assert "Err:" not in book
    assert "#VALUE" not in book
