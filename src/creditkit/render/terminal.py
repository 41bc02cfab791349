"""Tables for the terminal: what matters first, no number cut, at home at 80 and at 160 columns."""

from __future__ import annotations

import io
from typing import Any

import polars as pl
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from creditkit.render.layout import GAP, Cells, cut, cut_path, fitting, folded_heading, packed, row_width
from creditkit.render.markdown import heading_of
from creditkit.render.units import NOTHING, format_value, one_line
from creditkit.report.blocks import Result, Table
from creditkit.schema import column
from creditkit.words import say

SHOWN_ROWS = 60
_LEFT = ("text", "id", "code", "list", "date", "flag")
# Texts that are cut where room is short; others wrap.
_NAMES = frozenset({"customer_name", "terms", "agreed", "sheet", "path", "header"})
_PROTECTED = frozenset(
    {"customer_name", "open", "overdue", "score", "grade", "recommended", "status", "exposure", "currency"}
)
_TONES: dict[str, dict[Any, str]] = {
    "status": {"hard-hold": "bold red", "soft-hold": "yellow", "warn": "yellow", "ok": "green", "fail": "bold red"},
    "grade": dict.fromkeys(range(1, 4), "green") | dict.fromkeys(range(5, 8), "yellow") | dict.fromkeys(range(8, 11), "red"),
}  # fmt: skip


def to_terminal(result: Result, width: int, *, colour: bool, all_rows: bool = False) -> str:
    """The result as text no wider than `width`: a title, the table that fits, totals, further tables."""
    buffer = io.StringIO()
    console = Console(
        file=buffer, width=width, force_terminal=colour, no_color=not colour, highlight=False, legacy_windows=False,
        color_system="standard" if colour else None, emoji=False, markup=False,
    )  # fmt: skip
    title = str(result.rows.title) if result.rows.title else result.command
    facts = [title]
    if result.as_of:
        facts.append(say("as of {as_of}", as_of=result.as_of))
    if result.rows.currency:
        facts.append(result.rows.currency)
    if result.policy_sha256:
        facts.append(say("policy {hash}", hash=result.policy_sha256[:8]))
    console.print(Text(one_line("  ".join(facts)), style="bold"))
    for place, table in enumerate((result.rows, *result.tables)):
        if place:
            console.print()
            if table.title:
                console.print(Text(one_line(str(table.title)), style="bold"))
        _print_table(console, table, width, all_rows)
    lines = buffer.getvalue().split("\n")
    return "\n".join(line.rstrip(" ") for line in lines)


def _print_table(console: Console, table: Table, width: int, all_rows: bool) -> None:
    if not table.frame.height:
        console.print(say("Nothing to show."))
        return
    frame = table.frame if all_rows else table.frame.head(SHOWN_ROWS)
    names = _names(table)
    totals, apart = _totals(table, names)
    columns = _columns(frame, table, names, totals)
    kept, dropped = fitting(columns, width, _PROTECTED)
    # One number alone may be wider than the screen: then the lines run on rather than lose a digit.
    console.width = max(width, row_width(kept))
    console.print(_grid(frame, kept, len(totals)))
    console.width = width
    rest = table.frame.height - frame.height
    if rest:
        console.print(say("… {count} more rows: --format csv or --output FILE shows all.", count=rest), style="dim")
    if dropped:
        shown = "; ".join(item.heading.replace("\n", " ") for item in dropped)
        console.print(say("Not shown at {width} columns: {columns}.", width=width, columns=shown), style="dim")
    if apart and table.totals is not None:
        console.print(Text(say("Totals"), style="bold"))
        _print_table(console, Table("totals", table.totals, currency=table.currency), width, True)


def _names(table: Table) -> list[str]:
    """Columns in order of importance: the compact ones, then the others.  One currency for all stands in the title."""
    found = table.frame.columns
    names = [name for name in dict.fromkeys((*table.compact, *found)) if name in found and name != "currency"]
    if "currency" in found and not table.currency:
        amounts = [index for index, name in enumerate(names) if column(name).unit == "money"]
        compact = [name for name in table.compact if name in found]
        place = compact.index("currency") if "currency" in compact else min(amounts, default=0)
        names.insert(place, "currency")
    return names


def _columns(frame: pl.DataFrame, table: Table, names: list[str], totals: list[dict[str, str]]) -> list[Cells]:
    """The columns as text.  What a compact table leaves out is extra; its last text is prose and moves to the end."""
    columns = []
    for name in names:
        item = _column(frame, name, table.currency, [row[name] for row in totals])
        item.extra = bool(table.compact) and name not in (*table.compact, "currency")
        columns.append(item)
    main = [item for item in columns if not item.extra]
    if main and main[-1].kind == "text":
        main[-1].kind = "prose"
        columns.remove(main[-1])
        columns.append(main[-1])
    return columns


def _column(frame: pl.DataFrame, name: str, currency: str | None, totals: list[str]) -> Cells:
    unit = column(name).unit
    currencies: list[Any] = frame["currency"].to_list() if "currency" in frame.columns else [currency] * frame.height
    cells = []
    for value, code in zip(frame[name].to_list(), currencies, strict=True):
        quiet = unit == "money" and value is not None and value == 0
        cells.append(NOTHING if quiet else one_line(format_value(value, unit, code or currency)))
    longest = max((cell_len(text) for text in [*cells, *totals]), default=1)
    heading = one_line(heading_of(name, frame.schema[name]))
    if unit not in ("text", "list"):
        return Cells(name, unit, folded_heading(heading, longest), cells, totals)
    return Cells(name, unit, heading, cells, totals, "name" if name in _NAMES else "text")


def _totals(table: Table, names: list[str]) -> tuple[list[dict[str, str]], bool]:
    """Totals as rows of the same columns, the first cell says what they are; or apart, if no column shows an amount."""
    if table.totals is None or not table.totals.height:
        return [], False
    summed = [name for name in table.totals.columns if column(name).unit == "money"]
    if summed and not set(summed) & set(names):
        return [], True
    rows = []
    for row in table.totals.iter_rows(named=True):
        currency = row.get("currency") or table.currency
        cells = dict.fromkeys(names, "")
        for name in names:
            if row.get(name) is not None and column(name).unit in ("money", "count"):
                cells[name] = format_value(row[name], column(name).unit, currency)
        cells[names[0]] = say("Total {currency}", currency=currency or "")
        rows.append(cells)
    return rows, False


def _grid(frame: pl.DataFrame, columns: list[Cells], totals: int) -> RichTable:
    grid = RichTable(box=None, show_edge=False, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold")
    for item in columns:
        grid.add_column(
            Text(item.heading), justify="left" if item.unit in _LEFT else "right", width=item.width,
            no_wrap=item.kind not in ("text", "prose"), overflow="fold",
        )  # fmt: skip
    values = [frame[item.name] for item in columns]
    for row in range(frame.height):
        grid.add_row(*(_styled(c, series[row], c.cells[row]) for c, series in zip(columns, values, strict=True)))
    for row in range(totals):
        grid.add_row(*(Text(c.totals[row], style="bold") for c in columns))
    return grid


def _styled(item: Cells, value: Any, text: str) -> Text:
    style = _TONES[item.name].get(value, "") if item.name in _TONES else ""
    if item.name == "overdue" and text != NOTHING:
        style = "red"
    if item.kind == "name":
        text = cut_path(text, item.width) if item.name == "path" else cut(text, item.width)
    elif item.unit == "list":
        text = packed(text.split("; "), item.width)
    return Text(text, style=style)
