"""Tables for the terminal: what matters first, nothing cut, the same at 80 and at 160 columns."""

from __future__ import annotations

import io
from typing import Any

import polars as pl
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from creditkit.render.markdown import heading_of
from creditkit.render.units import NOTHING, format_value
from creditkit.report.blocks import Result, Table
from creditkit.schema import column
from creditkit.words import say

SHOWN_ROWS = 60
_TEXT_UNITS = ("text", "id", "code", "list", "date", "flag")
_NAME_WIDTH = 26
_LIST_WIDTH = 44
_TONES: dict[str, dict[Any, str]] = {
    "status": {"hard-hold": "bold red", "soft-hold": "yellow", "warn": "yellow", "ok": "green"},
    "grade": dict.fromkeys(range(1, 4), "green") | dict.fromkeys(range(5, 8), "yellow") | dict.fromkeys(range(8, 11), "red"),
}  # fmt: skip


def to_terminal(result: Result, width: int, *, colour: bool, all_rows: bool = False) -> str:
    """The result as text no wider than `width`: a title, the table that fits, totals, further tables."""
    buffer = io.StringIO()
    console = Console(
        file=buffer, width=width, force_terminal=colour, no_color=not colour, highlight=False, legacy_windows=False,
        color_system="standard" if colour else None,
    )  # fmt: skip
    title = str(result.rows.title) if result.rows.title else result.command
    facts = [title]
    if result.as_of:
        facts.append(say("as of {as_of}", as_of=result.as_of))
    if result.rows.currency:
        facts.append(result.rows.currency)
    console.print(Text("  ".join(facts), style="bold"))
    _print_table(console, result.rows, width, all_rows)
    for table in result.tables:
        console.print()
        if table.title:
            console.print(Text(str(table.title), style="bold"))
        _print_table(console, table, width, all_rows)
    return buffer.getvalue()


def _print_table(console: Console, table: Table, width: int, all_rows: bool) -> None:
    if not table.frame.height:
        console.print(say("Nothing to show."))
        return
    names = [name for name in (table.compact or tuple(table.frame.columns)) if name in table.frame.columns]
    if width >= 140 and table.compact:
        names += [name for name in table.frame.columns if name not in names and column(name).unit not in ("list",)]
    if table.currency and "currency" in names:
        names.remove("currency")
    frame = table.frame if all_rows else table.frame.head(SHOWN_ROWS)
    cells = {name: _cells(frame, name, table.currency) for name in names}
    totals = _totals(table, names)
    widths = {name: _width(name, values, [row[name] for row in totals]) for name, values in cells.items()}
    kept, dropped = _fitting(names, widths, width)
    rich = RichTable(box=None, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in kept:
        right = column(name).unit not in _TEXT_UNITS
        rich.add_column(
            heading_of(name),
            justify="right" if right else "left",
            no_wrap=True,
            overflow="ellipsis",
            max_width=widths[name],
        )
    for place in range(frame.height):
        rich.add_row(*(_styled(name, frame[name][place], cells[name][place]) for name in kept))
    for row in totals:
        rich.add_row(*(Text(row[name], style="bold") for name in kept))
    console.print(rich)
    rest = table.frame.height - frame.height
    if rest:
        console.print(say("… {count} more rows: --format csv or --output FILE shows all.", count=rest), style="dim")
    if dropped:
        shown = ", ".join(heading_of(name) for name in dropped)
        console.print(say("Not shown at {width} columns: {columns}.", width=width, columns=shown), style="dim")


def _cells(frame: pl.DataFrame, name: str, currency: str | None) -> list[str]:
    unit = column(name).unit
    currencies: list[Any] = frame["currency"].to_list() if "currency" in frame.columns else [currency] * frame.height
    shown = []
    for value, code in zip(frame[name].to_list(), currencies, strict=True):
        quiet = unit == "money" and value is not None and value == 0
        shown.append(NOTHING if quiet else format_value(value, unit, code or currency).replace("\n", " "))
    return shown


def _totals(table: Table, names: list[str]) -> list[dict[str, str]]:
    """Totals as rows of the same columns: the first cell says what they are."""
    if table.totals is None or not table.totals.height:
        return []
    rows = []
    for row in table.totals.iter_rows(named=True):
        currency = row.get("currency") or table.currency
        cells = {
            name: format_value(row[name], column(name).unit, currency)
            if name in row and column(name).unit == "money"
            else ""
            for name in names
        }
        if names:
            cells[names[0]] = say("Total {currency}", currency=currency or "")
        rows.append(cells)
    return rows


def _width(name: str, values: list[str], totals: list[str]) -> int:
    """Cells a column wants: numbers always in full, names and lists up to a bound."""
    unit = column(name).unit
    wanted = max((cell_len(text) for text in [*values, *totals]), default=1)
    head = cell_len(heading_of(name))
    if unit in ("text", "list"):
        wanted = min(wanted, _NAME_WIDTH if unit == "text" else _LIST_WIDTH)
    return max(wanted, head)


def _fitting(names: list[str], widths: dict[str, int], width: int) -> tuple[list[str], list[str]]:
    """The columns that fit, in order; names give way before numbers, the least important columns first of all."""
    kept = list(names)
    # Amounts of several currencies mean nothing without their currency beside them.
    protected = {"open", "overdue", "score", "grade", "recommended", "status", "exposure", "currency"}

    def total() -> int:
        return sum(widths[name] + 2 for name in kept) - 2

    for name in kept:
        if total() > width and column(name).unit in ("text", "list"):
            floor = max(12, cell_len(heading_of(name)))
            widths[name] = max(floor, widths[name] - (total() - width))
    for name in reversed(names):
        if total() <= width:
            break
        if name not in protected and name != names[0]:
            kept.remove(name)
    return kept, [name for name in names if name not in kept]


def _styled(name: str, value: Any, text: str) -> Text:
    style = _TONES[name].get(value, "") if name in _TONES else ""
    if name == "overdue" and text != NOTHING:
        style = "red"
    return Text(text, style=style)
