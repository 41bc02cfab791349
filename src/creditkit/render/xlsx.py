"""Workbooks: typed cells, tables with filters, frozen panes, widths that fit Hanzi, a proof sheet."""

from __future__ import annotations

import io
import math
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from rich.cells import cell_len
from xlsxwriter.workbook import Format, Workbook
from xlsxwriter.worksheet import Worksheet

from creditkit import __version__
from creditkit.errors import CreditkitError
from creditkit.money import minor_units
from creditkit.render.markdown import heading_of
from creditkit.render.units import format_value, plain_amount
from creditkit.report.blocks import Result, Table
from creditkit.schema import column
from creditkit.words import N_, say

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_LONGEST = 32_767
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_LONGEST_HEADER = 255
_LEFT = ("text", "id", "code", "list", "date", "flag")
_PAGE_WIDTH = 260
# A spreadsheet counts days from 1900; what is older is written as text.
_FIRST_DAY = date(1900, 1, 1)
_WIDEST, _SAMPLED = 60, 400
_EXACT_DIGITS = 15


def workbook_bytes(result: Result) -> bytes:
    """The rows, their totals and further tables on sheets of their own, then the columns' meanings and the proof.

    Headers are the JSON keys.  Text is written as text whatever it begins with; amounts are numbers with their
    currency's decimals (beyond 15 digits as text, for a spreadsheet would change them; the proof sheet says how many).
    The same result gives the same bytes: the creation date is the as-of date.  Errors: CK511 more rows or columns than a
    sheet has.
    """
    buffer = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }  # fmt: skip
    book = xlsxwriter.Workbook(buffer, options)
    made = result.as_of or date(2000, 1, 1)
    book.set_properties({"title": str(result.rows.title or result.command), "created": _moment(made)})
    formats = _Formats(book)
    tables = [result.rows, *result.tables]
    for table in tables:
        _must_fit(table)
        _sheet(book, formats, table)
    _columns_sheet(book, formats, tables)
    _proof_sheet(book, formats, result)
    book.close()
    return buffer.getvalue()


class _Formats:
    """Cell formats, each made once; `strong` for totals.  Counts what could not be written as it is."""

    def __init__(self, book: Workbook, *, strong: bool = False) -> None:
        self.book = book
        self.known: dict[str, Format] = {}
        self.look: dict[str, object] = {"bold": True, "top": 1} if strong else {}
        self.text = book.add_format(self.look) if strong else None
        self.bold = book.add_format({"bold": True})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.head_right = book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "align": "right"}
        )
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.cut_texts = 0
        self.amounts_as_text = 0

    def head_of(self, unit: str) -> Format:
        """Headings stand over their cells: numbers on the right."""
        return self.head if unit in _LEFT else self.head_right

    def number(self, pattern: str) -> Format:
        if pattern not in self.known:
            self.known[pattern] = self.book.add_format({"num_format": pattern, **self.look})
        return self.known[pattern]

    def money(self, currency: str | None) -> Format:
        digits = minor_units(currency)
        return self.number(
            "#,##0" + ("." + "0" * digits if digits else "") + ";[Red]-#,##0" + ("." + "0" * digits if digits else "")
        )


def sheet_name(text: str, taken: set[str]) -> str:
    """A legal sheet name, unique in its workbook."""
    base = re.sub(r"[\[\]:*?/\\'\x00-\x1f]", " ", text).strip()[:28].strip() or "sheet"
    # Excel keeps "History" for itself.
    base = f"{base} 1" if base.casefold() == "history" else base
    name, number = base, 2
    while name.casefold() in taken:
        name, number = f"{base} {number}", number + 1
    taken.add(name.casefold())
    return name


def _sheet(book: Workbook, formats: _Formats, table: Table) -> None:
    names = table.frame.columns
    taken = {sheet.get_name().casefold() for sheet in book.worksheets()}
    sheet = book.add_worksheet(sheet_name(table.name, taken))
    height = table.frame.height
    heads = [(clean(name)[:_LONGEST_HEADER], formats.head_of(column(name).unit)) for name in names]
    wide = 0.0
    for place, name in enumerate(names):
        values = table.frame[name].to_list()
        sheet.write_string(0, place, *heads[place])
        _column_cells(sheet, formats, table, name, place, values)
        width = _width(name, values, table)
        sheet.set_column(place, place, width)
        wide += width
    if height and names:
        _filters(sheet, table.name, heads, height, len(taken))
    sheet.freeze_panes(1, 2 if len(names) > 2 else 0)
    _print_on(sheet, pages=math.ceil(wide / _PAGE_WIDTH) or 1)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, 1 if len(names) > 2 else 0)
    if table.totals is not None:
        _totals(sheet, formats, table, height + 2)


def _print_on(sheet: Worksheet, pages: int = 1) -> None:
    """A4 across, as many pages wide as keep the print legible."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.fit_to_pages(pages, 0)


def _must_fit(table: Table) -> None:
    """A sheet that is too small would lose rows without a word."""
    needed = table.frame.height + 1 + (table.totals.height + 2 if table.totals is not None else 0)
    if needed > _MOST_ROWS or table.frame.width > _MOST_COLUMNS:
        raise CreditkitError(
            "CK511",
            N_("{rows} rows of {columns} columns are more than a sheet of a workbook holds."),
            fix=N_("Write them as CSV or Parquet: --output FILE.csv or --output FILE.parquet."),
            rows=f"{table.frame.height:,}",
            columns=table.frame.width,
        )


def _filters(sheet: Worksheet, name: str, heads: list[tuple[str, Format]], height: int, number: int) -> None:
    """A banded table with a filter; a filter alone where headers differ by case only, which Excel's tables don't allow."""
    last = len(heads) - 1
    texts = {head.casefold() for head, _ in heads}
    if "" in texts or len(texts) < len(heads):
        sheet.autofilter(0, 0, height, last)
        return
    sheet.add_table(
        0, 0, height, last,
        {"name": f"t_{re.sub(r'[^A-Za-z0-9_]', '_', name)}_{number}", "style": "Table Style Light 1",
         "columns": [{"header": head, "header_format": look} for head, look in heads]},
    )  # fmt: skip


def _column_cells(sheet: Worksheet, formats: _Formats, table: Table, name: str, place: int, values: list[Any]) -> None:
    unit = column(name).unit
    currencies = (
        table.frame["currency"].to_list() if "currency" in table.frame.columns else [table.currency] * len(values)
    )
    for row, (value, currency) in enumerate(zip(values, currencies, strict=True), start=1):
        _write(sheet, formats, row, place, value, unit, currency or table.currency)


def _write(
    sheet: Worksheet, formats: _Formats, row: int, place: int, value: Any, unit: str, currency: str | None
) -> None:
    """One cell by its type; nothing for what is undefined."""
    if value is None:
        return
    if isinstance(value, Decimal):
        _write_decimal(sheet, formats, row, place, value, unit, currency)
    elif isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, int):
        sheet.write_number(row, place, value, formats.number("#,##0"))
    elif isinstance(value, float):
        sheet.write_number(row, place, value, formats.number("0.0%" if unit == "ratio" else "0.00"))
    elif isinstance(value, date) and value >= _FIRST_DAY:
        sheet.write_datetime(row, place, _moment(value), formats.number("yyyy-mm-dd"))
    else:
        text = format_value(value, "list") if isinstance(value, list) else str(value)
        formats.cut_texts += len(text) > _LONGEST
        sheet.write_string(row, place, clean(text), formats.text)


def _write_decimal(
    sheet: Worksheet, formats: _Formats, row: int, place: int, value: Decimal, unit: str, currency: str | None
) -> None:
    """An amount as a number, or as text where a double would change its digits."""
    text = plain_amount(value, currency) if unit == "money" else f"{value:f}"
    if len(text.replace("-", "").replace(".", "").lstrip("0")) > _EXACT_DIGITS:
        formats.amounts_as_text += 1
        sheet.write_string(row, place, text)
        return
    sheet.write_number(
        row, place, float(text), formats.money(currency) if unit == "money" else formats.number("0.0000")
    )


def clean(text: str) -> str:
    """Text that a workbook can hold: no control characters, \\n line breaks, cut at 32,767 with a mark."""
    text = _CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _width(name: str, values: list[Any], table: Table) -> float:
    unit = column(name).unit
    shown = [format_value(value, unit, table.currency) for value in values[:_SAMPLED]]
    longest = max((cell_len(text) for text in [name, *shown]), default=8)
    return min(longest + 2, _WIDEST)


def _totals(sheet: Worksheet, formats: _Formats, table: Table, start: int) -> None:
    assert table.totals is not None
    places = {name: place for place, name in enumerate(table.frame.columns)}
    strong = _Formats(formats.book, strong=True)
    sheet.write_string(start, 0, say("Totals"), formats.bold)
    for offset, row in enumerate(table.totals.iter_rows(named=True), start=1):
        currency = row.get("currency") or table.currency
        for name, value in row.items():
            if name in places:
                _write(sheet, strong, start + offset, places[name], value, column(name).unit, currency)
    formats.cut_texts += strong.cut_texts
    formats.amounts_as_text += strong.amounts_as_text


def _columns_sheet(book: Workbook, formats: _Formats, tables: list[Table]) -> None:
    taken = {sheet.get_name().casefold() for sheet in book.worksheets()}
    sheet = book.add_worksheet(sheet_name("columns", taken))
    for place, text in enumerate((say("Column"), say("Name"), say("Unit"), say("Meaning"))):
        sheet.write_string(0, place, text, formats.head)
    names = list(dict.fromkeys(name for table in tables for name in table.frame.columns))
    for row, name in enumerate(names, start=1):
        entry = column(name)
        meaning = say(entry.meaning) if entry.meaning else ""
        for place, text in enumerate((name, heading_of(name), entry.unit, meaning)):
            sheet.write_string(row, place, clean(text), formats.wrap if place == 3 else None)
    sheet.set_column(0, 1, 26)
    sheet.set_column(2, 2, 10)
    sheet.set_column(3, 3, 90)
    sheet.freeze_panes(1, 0)
    _print_on(sheet)


def _proof_sheet(book: Workbook, formats: _Formats, result: Result) -> None:
    """Where every figure comes from: inputs with their hashes and row counts, policy, as-of, proof, warnings."""
    taken = {sheet.get_name().casefold() for sheet in book.worksheets()}
    sheet = book.add_worksheet(sheet_name("proof", taken))
    paths = max((cell_len(entry.path) for entry in result.inputs), default=0)
    sheet.set_column(0, 0, min(max(paths + 2, 20), _WIDEST))
    sheet.set_column(1, 5, 18)
    sheet.set_column(6, 6, 66)
    _print_on(sheet)
    row = 0
    facts = ((say("creditkit"), __version__), (say("Command"), result.command), (say("As of"), str(result.as_of or "")),
             (say("Policy, SHA-256"), result.policy_sha256 or ""),
             (say("Rounding"), say("half-up to the currency's minor unit, per line")))  # fmt: skip
    for label, value in facts:
        sheet.write_string(row, 0, label, formats.bold)
        sheet.write_string(row, 1, value)
        row += 1
    row += 1
    heads = (say("Proof"), say("Ledger"), say("Reported"), say("Difference"))
    for place, text in enumerate(heads):
        sheet.write_string(row, place, text, formats.head_right if place else formats.head)
    for line in result.proof:
        row += 1
        sheet.write_string(row, 0, line.currency)
        _write_decimal(sheet, formats, row, 1, line.ledger, "money", line.currency)
        _write_decimal(sheet, formats, row, 2, line.reported, "money", line.currency)
        difference = plain_amount(line.difference, line.currency)
        # Doubles differ by a hair where the decimals don't; rounded, the sheet's own difference is that of the ledger.
        formula = f"=ROUND(B{row + 1}-C{row + 1},{minor_units(line.currency)})"
        sheet.write_formula(row, 3, formula, formats.money(line.currency), float(difference))
    row += 2
    indented = formats.book.add_format({"indent": 1})
    labels = (say("Input"), say("Role"), say("Rows read"), say("Accepted"), say("Rejected"), say("Ignored"), "SHA-256")
    for place, text in enumerate(labels):
        sheet.write_string(row, place, text, formats.head_right if 2 <= place <= 5 else formats.head)
    for entry in result.inputs:
        row += 1
        sheet.write_string(row, 0, clean(entry.path))
        sheet.write_string(row, 1, entry.role)
        for place, count in enumerate(
            (entry.rows_read, entry.rows_accepted, entry.rows_rejected, entry.rows_ignored), 2
        ):
            sheet.write_number(row, place, count)
        sheet.write_string(row, 6, entry.sha256, indented)
    row += 2
    sheet.write_string(row, 0, say("Warnings"), formats.head)
    for notice in result.warnings:
        row += 1
        sheet.write_string(row, 0, notice.code)
        sheet.write_string(row, 1, clean(str(notice)))
    for text in _changed(formats):
        row += 1
        sheet.write_string(row, 1, text)


def _changed(formats: _Formats) -> list[str]:
    """What stands in the workbook otherwise than in the result."""
    said = []
    if formats.cut_texts:
        said.append(say("{count} texts are longer than a cell holds and end in an ellipsis.", count=formats.cut_texts))
    if formats.amounts_as_text:
        said.append(
            say(
                "{count} amounts have more than 15 digits and stand as text, for a spreadsheet would change them.",
                count=formats.amounts_as_text,
            )
        )
    return said


def _moment(day: date) -> datetime:
    """Midnight of a day; a workbook's dates have no zone."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001
