"""CSV: the JSON keys as headers, plain numbers, and text that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

from creditkit.render.plain import Exact, rows_of
from creditkit.report.blocks import Table

_RISKY = tuple("=+-@|%\t\r\n＝＋－＠")
_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?%?")


def escaped(text: str) -> str:
    """Text that a spreadsheet would run, with a ' before it; a number stays as it is."""
    return f"'{text}" if text.startswith(_RISKY) and not _NUMBER.fullmatch(text) else text


def to_csv(table: Table) -> str:
    """One line for each row; lists joined by `; `."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(table.frame.columns)
    for row in rows_of(table):
        writer.writerow([_cell(value) for value in row.values()])
    return buffer.getvalue()


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case Exact():
            return value.text
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return repr(value)
        case date():
            return value.isoformat()
        case list():
            return escaped("; ".join(_entry(item) for item in value))
    return escaped(str(value))


def _entry(item: Any) -> str:
    if isinstance(item, dict):
        if "text" in item:
            return str(item["text"])
        return f"{item['factor']}={item['points']}"
    return str(item)
