"""Workbooks: typed cells, tables with filters, frozen panes, widths that fit Hanzi, a proof sheet."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from rich.cells import cell_len
from xlsxwriter.workbook import Format, Workbook
from xlsxwriter.worksheet import Worksheet

from creditkit import __version__
from creditkit.money import minor_units
from creditkit.render.markdown import heading_of
from creditkit.render.units import format_value, plain_amount
from creditkit.report.blocks import Result, Table
from creditkit.schema import column
from creditkit.words import say

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST = 32_767
_WIDEST, _SAMPLED = 60, 400
_EXACT_DIGITS = 15


def workbook_bytes(result: Result) -> bytes:
    """The rows, their totals and further tables on sheets of their own, then the columns' meanings and the proof.

    Headers are the JSON keys.  Text is written as text whatever it begins with; amounts are numbers with their
    currency's decimals (beyond 15 digits as text, for a spreadsheet would change them).  The same result gives the same
    bytes: the creation date is the as-of date.
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
        _sheet(book, formats, table)
    _columns_sheet(book, formats, tables)
    _proof_sheet(book, formats, result)
    book.close()
    return buffer.getvalue()


class _Formats:
    """Cell formats, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.known: dict[str, Format] = {}
        self.bold = book.add_format({"bold": True})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})

    def number(self, pattern: str) -> Format:
        if pattern not in self.known:
            self.known[pattern] = self.book.add_format({"num_format": pattern})
        return self.known[pattern]

    def money(self, currency: str | None) -> Format:
        digits = minor_units(currency)
        return self.number(
            "#,##0" + ("." + "0" * digits if digits else "") + ";[Red]-#,##0" + ("." + "0" * digits if digits else "")
        )


def sheet_name(text: str, taken: set[str]) -> str:
    """A legal sheet name, unique in its workbook."""
    base = re.sub(r"[\[\]:*?/\\']", " ", text).strip()[:28] or "sheet"
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
    for place, name in enumerate(names):
        values = table.frame[name].to_list()
        sheet.write_string(0, place, name, formats.head)
        _column_cells(sheet, formats, table, name, place, values)
        sheet.set_column(place, place, _width(name, values, table))
    if height and names:
        sheet.add_table(
            0, 0, height, len(names) - 1,
            {"name": f"t_{re.sub(r'[^A-Za-z0-9_]', '_', table.name)}_{len(taken)}", "style": "Table Style Light 1",
             "columns": [{"header": name} for name in names]},
        )  # fmt: skip
    sheet.freeze_panes(1, 2 if len(names) > 2 else 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    if table.totals is not None:
        _totals(sheet, formats, table, height + 2)


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
        text = plain_amount(value, currency) if unit == "money" else f"{value:f}"
        if len(text.replace("-", "").replace(".", "").lstrip("0")) > _EXACT_DIGITS:
            sheet.write_string(row, place, text)
        else:
            sheet.write_number(
                row, place, float(text), formats.money(currency) if unit == "money" else formats.number("0.0000")
            )
    elif isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, int):
        sheet.write_number(row, place, value, formats.number("#,##0"))
    elif isinstance(value, float):
        sheet.write_number(row, place, value, formats.number("0.0%" if unit == "ratio" else "0.00"))
    elif isinstance(value, date):
        sheet.write_datetime(row, place, _moment(value), formats.number("yyyy-mm-dd"))
    else:
        sheet.write_string(row, place, clean(format_value(value, "list") if isinstance(value, list) else str(value)))


def clean(text: str) -> str:
    """Text that a workbook can hold: no control characters, cut at 32,767 with a mark."""
    text = _CONTROL.sub("\ufffd", text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _width(name: str, values: list[Any], table: Table) -> float:
    unit = column(name).unit
    shown = [format_value(value, unit, table.currency) for value in values[:_SAMPLED]]
    longest = max((cell_len(text) for text in [name, *shown]), default=8)
    return min(longest + 2, _WIDEST)


def _totals(sheet: Worksheet, formats: _Formats, table: Table, start: int) -> None:
    assert table.totals is not None
    sheet.write_string(start, 0, say("Totals"), formats.bold)
    places = {name: place for place, name in enumerate(table.frame.columns)}
    for offset, row in enumerate(table.totals.iter_rows(named=True), start=1):
        currency = row.get("currency") or table.currency
        for name, value in row.items():
            if name in places:
                _write(sheet, formats, start + offset, places[name], value, column(name).unit, currency)


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


def _proof_sheet(book: Workbook, formats: _Formats, result: Result) -> None:
    """Where every figure comes from: inputs with their hashes and row counts, policy, as-of, proof, warnings."""
    taken = {sheet.get_name().casefold() for sheet in book.worksheets()}
    sheet = book.add_worksheet(sheet_name("proof", taken))
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 8, 18)
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
        sheet.write_string(row, place, text, formats.head)
    for line in result.proof:
        row += 1
        money = formats.money(line.currency)
        sheet.write_string(row, 0, line.currency)
        sheet.write_number(row, 1, float(plain_amount(line.ledger, line.currency)), money)
        sheet.write_number(row, 2, float(plain_amount(line.reported, line.currency)), money)
        sheet.write_formula(
            row, 3, f"=B{row + 1}-C{row + 1}", money, float(plain_amount(line.difference, line.currency))
        )
    row += 2
    labels = (say("Input"), say("Role"), say("Rows read"), say("Accepted"), say("Rejected"), say("Ignored"), "SHA-256")
    for place, text in enumerate(labels):
        sheet.write_string(row, place, text, formats.head)
    for entry in result.inputs:
        row += 1
        sheet.write_string(row, 0, clean(entry.path))
        sheet.write_string(row, 1, entry.role)
        for place, count in enumerate(
            (entry.rows_read, entry.rows_accepted, entry.rows_rejected, entry.rows_ignored), 2
        ):
            sheet.write_number(row, place, count)
        sheet.write_string(row, 6, entry.sha256)
    row += 2
    sheet.write_string(row, 0, say("Warnings"), formats.head)
    for notice in result.warnings:
        row += 1
        sheet.write_string(row, 0, notice.code)
        sheet.write_string(row, 1, clean(str(notice)))


def _moment(day: date) -> datetime:
    """Midnight of a day; a workbook's dates have no zone."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001
