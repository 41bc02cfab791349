"""CSV: the JSON keys as headers, plain numbers, and text that no spreadsheet takes for a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from creditkit.render.plain import Exact, rows_of
from creditkit.report.blocks import Table

_RISKY = re.compile(r"'*\s*[=+\-@|%\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(?:\.[0-9]+)?%?")
_TO_QUOTE = re.compile(r'[",\r\n]')


def escaped(text: str) -> str:
    """Text that a spreadsheet would run, with one ' before it; what is wholly a number stays as it is.

    Risky is what begins, after spaces, with = + - @ | % TAB CR LF or a full-width ＝＋－＠.  Text that has a ' before
    such a sign gets another, so that whoever takes one ' away has the text to the letter.
    """
    if text[:1].isalnum():
        return text
    return f"'{text}" if _RISKY.match(text) and not _NUMBER.fullmatch(text) else text


def to_csv(table: Table) -> str:
    """One line for each row; lists joined by `; `; undefined as an empty field."""
    heads = csv_line([escaped(name) for name in table.frame.columns])
    return heads + "".join(csv_line([_cell(value) for value in row.values()]) for row in rows_of(table))


def csv_line(cells: Sequence[str]) -> str:
    """Fields in the order given, quoted where RFC 4180 asks for it, and a \\n.

    The csv module leaves a lone carriage return bare, which readers take for the end of the line.
    """
    if len(cells) == 1 and not cells[0]:
        return '""\n'  # an empty line is no row
    return ",".join(_quoted(cells)) + "\n"


def _quoted(cells: Iterable[str]) -> Iterable[str]:
    for cell in cells:
        yield '"' + cell.replace('"', '""') + '"' if _TO_QUOTE.search(cell) or cell != cell.strip() else cell


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case Exact():
            return value.text
        case str():
            return escaped(value)
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
    """A reason as its sentence, a factor as name=points, anything else by its keys."""
    if not isinstance(item, dict):
        return _plain_text(item)
    if "text" in item:
        return str(item["text"])
    if "factor" in item and "points" in item:
        return f"{item['factor']}={_plain_text(item['points'])}"
    return ", ".join(f"{key}={_plain_text(entry)}" for key, entry in item.items())


def _plain_text(value: Any) -> str:
    if value is None:
        return ""
    return value.text if isinstance(value, Exact) else str(value)
