"""The example's tables as the bytes of CSV files and workbooks; the same rows give the same bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import xlsxwriter

from creditkit.workspace.example.cast import AS_OF

_BOM = "\ufeff"
_WIDTHS = {"text": 14, "name": 36}


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]], *, bom: bool = False) -> bytes:
    """A CSV file in UTF-8 with CRLF line ends; the mark at its start makes Excel read Chinese rightly."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return ((_BOM if bom else "") + out.getvalue()).encode("utf-8")


def workbook_bytes(sheet: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A workbook with one sheet; its creation time is the example's own date, so that the bytes repeat."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(AS_OF.year, AS_OF.month, AS_OF.day)})  # noqa: DTZ001 (no clock)
        bold = book.add_format({"bold": True, "bg_color": "#DDE7F0", "text_wrap": True, "valign": "top"})
        day, share = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "0%"})
        whole = book.add_format({"num_format": "#,##0"})
        page = book.add_worksheet(sheet)
        page.freeze_panes(1, 2)
        page.set_column(0, 0, _WIDTHS["text"])
        page.set_column(1, 1, _WIDTHS["name"])
        page.set_column(2, len(header) - 1, _WIDTHS["text"])
        for column, title in enumerate(header):
            page.write_string(0, column, title, bold)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                match cell:
                    case None:
                        continue
                    case bool():
                        page.write_string(line, column, "Y" if cell else "N")
                    case date():
                        page.write_datetime(line, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                    case float():
                        page.write_number(line, column, cell, share)
                    case int():
                        page.write_number(line, column, cell, whole)
                    case _:
                        page.write_string(line, column, str(cell))
    return out.getvalue()
