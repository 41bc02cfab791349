"""CSV: contract headers, plain exact numbers, text that no spreadsheet runs, and nothing lost on the way back."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditkit.errors import Rejected
from creditkit.render.csvs import csv_line, escaped, to_csv
from creditkit.render.rejects import write_rejects
from creditkit.report.blocks import Result, Table
from creditkit.words import Message
from render_samples import AGING_ROWS, AS_OF, INJECTIONS, aging_result, frame_of, text_result


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def unescaped(text: str) -> str:
    """What a reader does: exactly one added ' is taken away."""
    return text[1:] if text.startswith("'") and escaped(text[1:]) == text else text


def test_headers_are_the_json_keys_joined_by_a_dot() -> None:
    head = to_csv(aging_result().rows).split("\n", 1)[0]
    assert head == (
        "customer_id,customer_name,currency,buckets.not_due,buckets.1-30,buckets.31-60,"
        "unapplied,overdue,open,max_days_overdue,notes"
    )


def test_values_are_exact_and_plain() -> None:
    rows = read(to_csv(aging_result().rows))
    assert [row["open"] for row in rows] == ["3599874.54", "-180.11", "100250", "12345.803"]
    assert [row["customer_id"] for row in rows] == ["KH1007", "000127", "1E5", "123456789012345678"]
    assert [row["max_days_overdue"] for row in rows] == ["45", "", "45", "45"]
    assert rows[1]["notes"] == "The customer is owed money: a credit balance of 12.50."


def test_total_of_the_csv_is_the_total_of_the_frame() -> None:
    for currency in ("CNY", "JPY", "BHD"):
        found = sum(Decimal(row["open"]) for row in read(to_csv(aging_result().rows)) if row["currency"] == currency)
        assert found == sum(row["open"] for row in AGING_ROWS if row["currency"] == currency)


@pytest.mark.parametrize("payload", INJECTIONS, ids=repr)
def test_text_comes_back_to_the_letter_and_is_never_a_formula(payload: str) -> None:
    (row,) = read(to_csv(text_result([payload]).rows))
    assert unescaped(row["customer_name"]) == payload
    assert not row["customer_name"].lstrip().startswith(tuple("=+@|%＝＋－＠"))
    if row["customer_name"].lstrip().startswith("-"):
        assert Decimal(row["customer_name"])
    assert row["amount"] == "-42.00"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("-42", "-42", id="negative-number"),
        pytest.param("-1,234.50", "-1,234.50", id="with-thousands"),
        pytest.param("+8613800000000", "+8613800000000", id="telephone-number"),
        pytest.param("-5%", "-5%", id="per-cent"),
        pytest.param("-42-1", "'-42-1", id="sum-that-begins-as-number"),
        pytest.param("-", "'-", id="a-lone-sign"),
        pytest.param("'-x", "''-x", id="apostrophe-that-was-there"),
        pytest.param("'t Hooft", "'t Hooft", id="apostrophe-of-a-name"),
        pytest.param("O'Brien", "O'Brien", id="apostrophe-within"),
        pytest.param("望澄", "望澄", id="chinese"),
    ],
)
def test_only_what_is_risky_is_escaped(text: str, shown: str) -> None:
    assert escaped(text) == shown


@settings(derandomize=True, max_examples=300)
@given(st.text(alphabet=st.sampled_from("=+-@|%\t\r\n' ,;\"a1望＝"), max_size=8))
def test_any_text_survives_writing_and_reading(text: str) -> None:
    assert unescaped(escaped(text)) == text
    (cells,) = csv.reader(io.StringIO(csv_line([escaped(text), "x"]), newline=""))
    assert unescaped(cells[0]) == text


def test_a_header_from_the_file_is_escaped_too() -> None:
    table = Table("aging", pl.DataFrame({"=1+1": ["a"], "amount": ["b"]}))
    assert to_csv(table).startswith("'=1+1,amount\n")


def test_flags_dates_ratios_factors_and_nothing() -> None:
    frame = pl.DataFrame(
        {
            "conflict": [True, False, None],
            "next_review": [AS_OF, None, None],
            "pd": [0.1, 1e-07, None],
            "factors": [[{"factor": "pay_index", "points": 61.5, "weight": 20.0}], [], None],
            "documents": [3, 0, None],
        }
    )
    assert to_csv(Table("score", frame)).split("\n")[1:] == [
        "true,2025-09-28,0.1,pay_index=61.5,3", "false,,1e-07,,0", ",,,,", "",
    ]  # fmt: skip


def test_one_empty_cell_is_still_a_row() -> None:
    table = Table("t", pl.DataFrame({"customer_name": ["a", None, "b"]}))
    assert [row["customer_name"] for row in read(to_csv(table))] == ["a", "", "b"]


def test_no_rows_give_the_header_alone() -> None:
    assert to_csv(Table("aging", frame_of(AGING_ROWS).head(0))).count("\n") == 1


def test_rejects_are_written_for_excel_and_escaped(tmp_path: Path) -> None:
    problem = Message("This is no amount.")
    write_rejects([Rejected("账.csv", None, 6, "金额", "=1+1", problem)], tmp_path / "bad.csv")
    raw = (tmp_path / "bad.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    (row,) = read(raw.decode("utf-8-sig"))
    assert row == {
        "path": "账.csv", "sheet": "", "row": "6", "column": "金额", "value": "'=1+1", "problem": "This is no amount.",
    }  # fmt: skip


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_finds_no_formula(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(to_csv(text_result(INJECTIONS).rows), "utf-8-sig", newline="")
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "fods", "--outdir",
         str(tmp_path), str(tmp_path / "a.csv")], check=True, capture_output=True,
    )  # fmt: skip
    book = (tmp_path / "a.fods").read_text("utf-8")
    assert book.count("<table:table-row") > len(INJECTIONS)
    assert "table:formula" not in book


def test_the_same_result_gives_the_same_text() -> None:
    one, two = aging_result(), aging_result()
    assert isinstance(one, Result)
    assert to_csv(one.rows) == to_csv(two.rows)
