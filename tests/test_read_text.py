"""Delimited text: every row has the table's fields, or the file is refused with the line."""

from __future__ import annotations

import csv
import io
import json
import os
import random
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditkit.errors import CreditkitError
from creditkit.read import sources
from creditkit.read.fields import Dialect, MalformedError, cut, declared_delimiter, is_ruler
from creditkit.read.raw import RawTable
from creditkit.read.records import conserved, matched
from creditkit.read.request import ReadOptions
from creditkit.read.sources import file_sha256, open_tables
from creditkit.read.text import read_text

SPECTRUM = Path(__file__).parent / "data" / "csv_spectrum"
OPTIONS = ReadOptions()
HEADER = ["Customer No", "Customer", "Invoice No", "Invoice Date", "Due Date", "Currency", "Amount", "Paid", "Open"]
LEDGER = [HEADER] + [
    [f"{100 + n:06d}", f"Company {chr(65 + n)} Ltd", f"INV-{n:04d}", f"2025-01-{n + 1:02d}", f"2025-02-{n + 1:02d}", "CNY",
     f"{1000 + 7.5 * n:.2f}", "0.00" if n % 3 else "", f"{1000 + 7.5 * n:.2f}"]
    for n in range(11)
]  # fmt: skip


def read(text: str | bytes, name: str = "ledger.csv") -> RawTable:
    data = text.encode("utf-8") if isinstance(text, str) else text
    return read_text(Path(name), data, OPTIONS)


def cells(table: RawTable) -> list[list[str]]:
    return [[cell or "" for cell in row] for row in table.cells.rows()]


def attempted(text: str) -> RawTable | CreditkitError:
    try:
        return read(text)
    except CreditkitError as error:
        return error


def refused(text: str | bytes) -> CreditkitError:
    with pytest.raises(CreditkitError) as caught:
        read(text)
    return caught.value


def written(rows: list[list[str]], delimiter: str = ",", end: str = "\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return stream.getvalue()


# --- csv-spectrum ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted((SPECTRUM / "csvs").glob("*.csv")), ids=lambda path: path.stem)
def test_csv_spectrum(path: Path) -> None:
    expected = json.loads((SPECTRUM / "json" / f"{path.stem}.json").read_text("utf-8"))
    if path.stem == "location_coordinates":
        # The source's own JSON is one object, and its phone number is not the CSV's.
        expected = [{**expected, "Contact Phone Number": "2095257564"}]
    (table,) = open_tables(path, OPTIONS)
    header, *rows = cells(table)
    if path.stem == "newlines_crlf":
        # RFC 4180 keeps the line end inside a quoted cell as it is.
        assert "\r\n" in rows[1][0]
    assert [dict(zip(header, row, strict=True)) for row in rows] == expected


def test_csv_spectrum_is_complete() -> None:
    assert len(list((SPECTRUM / "csvs").glob("*.csv"))) == 12


# --- dialects -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^"], ids=["comma", "semicolon", "tab", "bar", "caret"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL], ids=["minimal", "all"])
def test_delimiters_and_line_ends(delimiter: str, end: str, quoting: int) -> None:
    table = read(written(LEDGER, delimiter, end, quoting))
    assert cells(table) == LEDGER
    assert (table.delimiter, table.encoding, table.first_row, table.row_numbers) == (delimiter, "utf-8", 1, None)
    assert table.cells.columns == [f"c{n}" for n in range(9)]
    assert set(table.cells.dtypes) == {pl.String}
    assert table.notices == ()


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL], ids=["minimal", "all"])
def test_line_ends_doubled_by_a_text_stream(quoting: int) -> None:
    table = read(written(LEDGER, end="\r\r\n", quoting=quoting))
    assert (cells(table), table.row_numbers) == (LEDGER, None)


def test_mixed_line_ends() -> None:
    ends = ["\n", "\r\n", "\r"]
    text = "".join(",".join(row) + ends[n % 3] for n, row in enumerate(LEDGER))
    assert cells(read(text)) == LEDGER


def test_a_carriage_return_never_hides_in_a_cell() -> None:
    assert refused("Customer,Invoice No,Amount\nA,I1,5\nB,I2\rC,7\nD,I3,8\n").code == "CK205"


def test_empty_cells_are_null_quoted_or_not() -> None:
    assert read('Customer,Invoice No,Amount\nA,"",1\n,I2,""\n').cells.rows()[1:] == [
        ("A", None, "1"),
        (None, "I2", None),
    ]


def test_semicolons_win_over_decimal_commas() -> None:
    rows = [["Konto", "Betrag", "Saldo"], ["1", "3.200,00", "0,00"], ["2", "1,50", "1,50"]]
    table = read(written(rows, ";"))
    assert (table.delimiter, cells(table)) == (";", rows)


def test_semicolons_win_without_known_headers() -> None:
    rows = [["x", "y", "z"], ["1", "3.200,00", "0,00"], ["2", "1,50", "1,50"]]
    assert cells(read(written(rows, ";"))) == rows


def test_sep_line_declares_the_delimiter_and_counts_as_a_line() -> None:
    table = read("sep=;\r\n" + written(LEDGER, ";", "\r\n"))
    assert (table.delimiter, table.first_row, cells(table)) == (";", 2, LEDGER)


def test_sep_line_keeps_line_numbers_in_errors() -> None:
    error = refused("sep=;\na;b;c;d\n1;2;3;4\n1;2;3\n5;6;7;8\n")
    assert "line 4 has 3 fields" in str(error)


@pytest.mark.parametrize(
    ("line", "expected"),
    [("sep=;", ";"), ('"sep=,"', ","), ("SEP=|\r", "|"), ("sep=", None), ("sepal=;", None), ("sep=;x", None)],
)
def test_declared_delimiter(line: str, expected: str | None) -> None:
    assert declared_delimiter(line) == expected


SAP = """\
Customer line items
----------------------------------------
|Customer|Document Number|Amount |Crcy |
----------------------------------------
|100023  |0090000017     |1,200.50|EUR |
|100024  |0090000018     |  33.10-|EUR |
----------------------------------------
|Customer|Document Number|Amount |Crcy |
----------------------------------------
|100025  |0090000019     |   1.00 |EUR |
----------------------------------------
"""


def test_sap_local_file_with_rulers() -> None:
    table = read(SAP)
    assert table.delimiter == "|"
    assert [row[0].strip() for row in cells(table)] == ["Customer", "100023", "100024", "Customer", "100025"]
    assert table.cells.width == 4
    assert table.preamble == ((1, ("Customer line items",)),)
    assert table.row_numbers is not None
    assert table.row_numbers.to_list() == [3, 5, 6, 8, 10]
    assert [table.row_of(n) for n in range(5)] == [3, 5, 6, 8, 10]


def test_ruler_with_delimiters_is_no_row() -> None:
    table = read("Customer|Invoice No|Amount\n--------|----------|------\nA|I1|5\n")
    assert cells(table) == [["Customer", "Invoice No", "Amount"], ["A", "I1", "5"]]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("-----", True),
        ("|---|---|", True),
        ("--+--", True),
        ("-", False),
        ("-1,00", False),
        ("a--", False),
        ("", False),
    ],
)
def test_is_ruler(line: str, expected: bool) -> None:
    assert is_ruler(line) is expected


def test_delimiter_at_the_end_of_every_line() -> None:
    text = "".join(",".join(row) + ",\n" for row in LEDGER)
    assert cells(read(text)) == LEDGER


def test_one_column_of_a_file_that_has_several_is_an_error() -> None:
    error = refused("Customer   Invoice   Amount\nAcme       I1        5.00\nBeta       I2        6.00\n")
    assert error.code == "CK209"


def test_ragged_lines_without_known_headers_are_an_error() -> None:
    assert refused("a,b\n1,2,3\n1,2,3,4\n1,2,3,4,5\n1,2,3,4,5,6\n").code in {"CK205", "CK209"}


def test_a_true_single_column() -> None:
    table = read('Customer\nAcme\n"Beta, Inc"\n')
    assert (table.delimiter, cells(table)) == (None, [["Customer"], ["Acme"], ["Beta, Inc"]])


def test_blank_lines_of_a_single_column() -> None:
    assert cells(read('Customer\n"A\n"\n--\nB\n\n--\n')) == [["Customer"], ["A\n"], ["B"], [""]]


# --- titles, footers, blank lines -----------------------------------------------------------------------------------


def test_titles_and_footers_go_to_the_preamble() -> None:
    body = written(LEDGER)
    table = read(f"Open items\nExported,2025-06-30\n\n{body}\nTotal,11412.50\nPrinted by admin\n")
    assert cells(table) == LEDGER
    assert (table.first_row, table.row_numbers) == (4, None)
    assert table.preamble == (
        (1, ("Open items",)),
        (2, ("Exported", "2025-06-30")),
        (17, ("Total", "11412.50")),
        (18, ("Printed by admin",)),
    )


def test_titles_of_the_tables_width_stay_in_the_cells() -> None:
    table = read("Open items,,,,,,,,\n" + written(LEDGER))
    assert cells(table)[0] == ["Open items"] + [""] * 8
    assert table.preamble == ()


def test_title_between_padded_title_and_header() -> None:
    table = read("Open items,,,,,,,,\nPrinted by admin\n" + written(LEDGER))
    assert table.preamble == ((2, ("Printed by admin",)),)
    assert table.row_numbers is not None
    assert table.row_numbers.to_list()[:3] == [1, 3, 4]


def test_blank_lines_inside_leave_row_numbers_true() -> None:
    lines = written(LEDGER).splitlines()
    table = read("\n".join([*lines[:3], "", "  ", *lines[3:]]) + "\n\x1a")
    assert cells(table) == LEDGER
    assert table.row_numbers is not None
    assert table.row_numbers.to_list() == [1, 2, 3, *range(6, 15)]


def test_multi_line_cells_keep_the_line_the_record_starts_on() -> None:
    rows = [list(row) for row in LEDGER]
    rows[2][1] = 'Two\r\n"lines", Ltd'
    table = read(written(rows))
    assert cells(table) == rows
    assert table.row_numbers is not None
    assert table.row_numbers.to_list() == [1, 2, 3, *range(5, 14)]


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        pytest.param([",".join(LEDGER[0]), "Acme,5.00", *map(",".join, LEDGER[1:])], 2, id="below-the-header"),
        pytest.param([*map(",".join, LEDGER[:5]), "Subtotal,5.00", *map(",".join, LEDGER[5:])], 6, id="among-the-rows"),
        pytest.param([*map(",".join, LEDGER), "a,b,c"], 13, id="three-filled-cells-at-the-end"),
        pytest.param(["a,b,c", *map(",".join, LEDGER)], 1, id="three-filled-cells-at-the-top"),
        pytest.param([*map(",".join, LEDGER), "000107"], 13, id="cut-off-after-an-id"),
        pytest.param([*map(",".join, LEDGER), "0001"], 13, id="cut-off-inside-an-id"),
        pytest.param([*map(",".join, LEDGER), "000107,Comp"], 13, id="cut-off-inside-a-name"),
        pytest.param([*map(",".join, LEDGER), ",".join(LEDGER[-1] + LEDGER[-1])], 13, id="two-rows-on-one-line"),
    ],
)
def test_other_widths_are_refused_with_the_line(lines: list[str], line: int) -> None:
    error = refused("\n".join(lines))
    assert error.code == "CK205"
    assert error.where is not None
    assert error.where.row == line
    assert f"line {line} has" in str(error)


def test_last_row_of_a_narrow_table_that_lost_a_delimiter_is_no_footer() -> None:
    assert refused("Customer,Due Date,Amount\nA,2025-01-01,5\nB,2025-01-026\n").code == "CK205"


def test_header_of_a_narrow_table_that_lost_a_delimiter_is_no_title() -> None:
    assert refused("CustomerDue Date,Amount\nA,2025-01-01,5\nB,2025-01-02,6\n").code == "CK205"


def test_title_of_a_narrow_table_whose_header_is_known() -> None:
    table = read("Exported,2025-06-30\nCustomer,Due Date,Amount\nA,2025-01-01,5\n")
    assert table.preamble == ((1, ("Exported", "2025-06-30")),)


def test_error_lists_twenty_lines_and_counts_the_rest() -> None:
    rows = LEDGER[:1] + LEDGER[1:] * 6
    lines = [",".join(row) for row in rows]
    bad = [line.replace(",CNY,", ",") if n in range(10, 35) else line for n, line in enumerate(lines)]
    error = refused("\n".join(bad))
    text = str(error)
    assert len(error.details) == 21
    assert "line 11 has 8 fields, the header has 9: " + bad[10] in text
    assert "line 30 has" in text
    assert "line 31 has" not in text
    assert "and 5 more lines" in text


# --- quotes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        pytest.param('"A,I1,5', "unterminated", id="never-closed"),
        pytest.param('"A"x,I1,5', "after-quote", id="text-after-the-closing-quote"),
        pytest.param('"A",I"1,5', "stray-quote", id="inside-a-bare-cell"),
        pytest.param('"A","I1",5"', "stray-quote", id="at-the-end-of-a-bare-cell"),
    ],
)
def test_malformed_quotes(row: str, fault: str) -> None:
    with pytest.raises(MalformedError) as caught:
        cut([row], 0, ",")
    assert caught.value.fault == fault
    error = refused(f"Customer,Invoice No,Amount\nB,I0,1\n{row}\nC,I2,2\n")
    assert error.code == "CK206"
    assert "line 3" in str(error)


def test_a_cell_that_swallows_rows_is_refused() -> None:
    lines = written(LEDGER).splitlines()
    lines[3] = lines[3].replace("Company C", '"Company C')
    lines[6] = lines[6].replace("Company F Ltd", 'Company F Ltd"')
    error = refused("\n".join(lines))
    assert error.code == "CK206"
    assert "line 4" in str(error)


def test_quotes_are_letters_where_no_cell_begins_with_one() -> None:
    table = read('Customer,Invoice No,Amount\nMonitor 24",I1,5\n36\'37.8"N,I2,6\n')
    assert [row[0] for row in cells(table)] == ["Customer", 'Monitor 24"', "36'37.8\"N"]
    assert [notice.code for notice in table.notices] == ["CK802"]


def test_tab_separated_lists_need_not_quote() -> None:
    table = read('Customer\tItem\tAmount\nA\t"Best" monitor 24"\t5\nB\t19" rack\t6\n')
    assert cells(table)[1:] == [["A", '"Best" monitor 24"', "5"], ["B", '19" rack', "6"]]


def test_tab_separated_lists_that_quote_are_strict() -> None:
    assert refused('Customer\tItem\tAmount\nA\t"x, y"\t5\nB\t"z\t6\n').code == "CK206"


# --- one damage anywhere --------------------------------------------------------------------------------------------

QUOTED = [[f"{cell}, x" if column == 1 else cell for column, cell in enumerate(row)] for row in LEDGER]
TITLES, FOOTER = "Open items\nExported,2025-06-30\n", "Total,11412.50\n"


def damaged(rows: list[list[str]], delimiter: str, quoting: int) -> list[tuple[str, str]]:
    """The table with one delimiter dropped, one added, or one quote added, at every cell: (what, text)."""
    lines = [written([row], delimiter, "", quoting) for row in rows]
    files = []
    for number, row in enumerate(rows):
        line = lines[number]
        parts = [written([[cell]], delimiter, "", quoting) if cell or quoting == csv.QUOTE_ALL else "" for cell in row]
        for column, part in enumerate(parts):
            end = len(delimiter.join(parts[: column + 1]))
            start, middle = end - len(part), end - len(part) // 2
            # The last cell has no delimiter after it; the one before it goes.
            gone = end if column < len(parts) - 1 else start - 1
            for what, changed in (
                ("drop", line[:gone] + line[gone + 1 :]),
                ("add", line[:end] + delimiter + line[end:]),
                ("quote before", line[:start] + '"' + line[start:]),
                ("quote inside", line[:middle] + '"' + line[middle:]),
                ("quote after", line[:end] + '"' + line[end:]),
            ):
                text = "\n".join([*lines[:number], changed, *lines[number + 1 :]]) + "\n"
                files.append((f"{what}, row {number}, cell {column}", text))
    return files


@pytest.mark.parametrize(
    ("rows", "delimiter", "quoting", "around"),
    [
        pytest.param(LEDGER, ",", csv.QUOTE_MINIMAL, ("", ""), id="comma"),
        pytest.param(LEDGER, ",", csv.QUOTE_MINIMAL, (TITLES, FOOTER), id="between-title-and-footer"),
        pytest.param(LEDGER, "\t", csv.QUOTE_MINIMAL, ("", ""), id="tab"),
        pytest.param(LEDGER, "|", csv.QUOTE_MINIMAL, ("", ""), id="bar"),
        pytest.param(QUOTED, ",", csv.QUOTE_MINIMAL, ("", ""), id="some-quoted"),
        pytest.param(LEDGER, ",", csv.QUOTE_ALL, ("", ""), id="all-quoted"),
    ],
)
def test_one_damage_is_an_error_or_changes_nothing_but_quotes(
    rows: list[list[str]], delimiter: str, quoting: int, around: tuple[str, str]
) -> None:
    files = damaged(rows, delimiter, quoting)
    assert len(files) == 12 * 9 * 5
    for what, text in files:
        outcome = attempted(around[0] + text + around[1])
        if isinstance(outcome, CreditkitError):
            assert outcome.code in {"CK205", "CK206"}, what
        else:
            assert what.startswith("quote")
            assert [[cell.replace('"', "") for cell in row] for row in cells(outcome)] == rows, what


# --- two ways, one result -------------------------------------------------------------------------------------------


@settings(derandomize=True, max_examples=400, deadline=None)
@given(st.lists(st.text("a-,\r ", max_size=7), min_size=1, max_size=8), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_conservation_agrees_with_the_line_by_line_way(lines: list[str], ended: bool, end: str) -> None:
    data = (end.join(lines) + (end if ended else "")).encode()
    dialect = Dialect(",", 3, False, None)
    fast = conserved(data, dialect) if data else None
    if fast is not None:
        slow = matched(data, dialect)
        assert fast.frame.equals(slow.frame)
        assert [fast.line_of(n) for n in range(fast.frame.height)] == [
            slow.line_of(n) for n in range(slow.frame.height)
        ]
        assert fast.strays == slow.strays


@settings(derandomize=True, max_examples=300, deadline=None)
@given(
    st.lists(st.lists(st.text('aé"\n,; 客', max_size=6), min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
)
def test_what_a_csv_writer_writes_is_read_back(values: list[list[str]], delimiter: str, end: str, quoting: int) -> None:
    rows = [["Customer No", "Invoice No", "Amount", "Text"], *([f"{n:03d}", *row] for n, row in enumerate(values))]
    table = read(written(rows, delimiter, end, quoting))
    got = cells(table)
    # A last column empty throughout says nothing and is left out; here its header says something.
    assert got == rows
    starts = [1]
    for row in rows[:-1]:
        starts.append(starts[-1] + 1 + sum(cell.count("\n") for cell in row))
    assert [table.row_of(n) for n in range(len(rows))] == starts


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({90_000: -1}, id="short"),
        pytest.param({90_000: +1}, id="long"),
        pytest.param({90_000: -1, 90_001: +1}, id="short-then-long"),
        pytest.param({40_000: +1, 99_999: -1}, id="long-then-short-at-the-end"),
    ],
)
def test_a_hundred_thousand_rows_hide_no_wrong_one(changes: dict[int, int]) -> None:
    lines = [",".join(HEADER)] + [
        f"{n:06d},Company,INV-{n},2025-01-01,2025-02-01,CNY,{n}.00,0.00," for n in range(100_000)
    ]
    for line, change in changes.items():
        lines[line] = lines[line].replace(",CNY,", "," if change < 0 else ",CNY,,")
    error = refused("\n".join(lines) + "\n")
    assert len(error.details) == len(changes)
    for line in changes:
        assert f"line {line + 1} has" in str(error)


def test_a_hundred_thousand_rows_come_back_whole() -> None:
    lines = [",".join(HEADER)] + [
        f"{n:06d},Company,INV-{n},2025-01-01,2025-02-01,CNY,{n}.00,0.00," for n in range(100_000)
    ]
    random.Random(7).shuffle(lines)
    plain = read("\n".join(lines) + "\n").cells
    assert plain.height == 100_001
    assert plain.row(54_321) == tuple(cell or None for cell in lines[54_321].split(","))
    quoted = read("\n".join(lines).replace(",Company,", ',"Company",')).cells
    assert quoted.equals(plain)


# --- files ----------------------------------------------------------------------------------------------------------


def test_hash_is_that_of_the_bytes_read(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text(written(LEDGER), "utf-8")
    assert open_tables(path, OPTIONS)[0].sha256 == file_sha256(path)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"PAR1abc", "Parquet"),
        (b"\xef\xbb\xbf \n<HTML><table>", "HTML"),
        (b"<?xml version='1.0'?>", "XML"),
    ],
)
def test_other_kinds_of_file_are_named(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "ledger.csv"
    path.write_bytes(content)
    with pytest.raises(CreditkitError, match=kind) as caught:
        open_tables(path, OPTIONS)
    assert caught.value.code == "CK210"


def test_missing_file_and_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(CreditkitError) as caught:
            open_tables(path, OPTIONS)
        assert caught.value.code == "CK201"


@pytest.mark.parametrize("change", ["grown", "cut", "replaced"])
def test_a_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text(written(LEDGER), "utf-8")
    fstat = os.fstat
    calls = []

    def meddle(number: int) -> os.stat_result:
        status = fstat(number)
        if not calls:
            if change == "grown":
                with path.open("a") as stream:
                    stream.write("x")
            elif change == "cut":
                os.truncate(path, 100)
            else:
                (tmp_path / "new").write_text(written(LEDGER), "utf-8")
                (tmp_path / "new").replace(path)
        calls.append(number)
        return status

    monkeypatch.setattr(sources.os, "fstat", meddle)
    with pytest.raises(CreditkitError) as caught:
        open_tables(path, OPTIONS)
    assert caught.value.code == "CK203"
