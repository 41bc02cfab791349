"""What the report is made of in pieces that HTML and PDF share: runs of blocks, and tables as cells of text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from creditkit.render.markdown import heading_of
from creditkit.render.units import NOTHING, format_amount, format_value
from creditkit.report.blocks import Block, Chart, Figure, Finding, ProofLine, Result, Section, Table, Text, Tone
from creditkit.schema import column
from creditkit.words import N_, Message, say

_LEFT = ("text", "id", "code", "list", "date", "flag")
_TONE_OF = {"hard-hold": "bad", "soft-hold": "watch", "warn": "watch", "ok": "good", "fail": "bad"}
_TONES = {"bad": N_("act"), "watch": N_("watch"), "good": N_("good"), "plain": N_("info")}
_QUIET = ("unapplied", "disputed", "overdue")
_UNIT = re.compile(r"(?<=\d) (?=%|[A-Z]{3}\b)")
_AMOUNT = re.compile(r"(-?[\d,.]+) ([A-Z]{3})")


@dataclass(frozen=True)
class Cell:
    """text as shown; right: figures are aligned right; tone: of a status; sub: smaller, behind it; long: sentences; whole: never broken."""

    text: str
    right: bool = False
    tone: str = ""
    sub: str = ""
    long: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Run:
    """Neighbouring blocks of one kind: cards and findings stand together."""

    kind: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Grid:
    """A table as cells.  wide: of more columns than a page takes at its usual size."""

    heads: list[Cell]
    rows: list[list[Cell]]
    totals: list[list[Cell]]
    wide: bool


def runs(blocks: tuple[Block, ...]) -> list[Run]:
    """The blocks in order, neighbouring figures and neighbouring findings together."""
    kinds: dict[type, str] = {Figure: "cards", Finding: "findings", Chart: "chart", Table: "table", Text: "text"}
    found: list[Run] = []
    for block in blocks:
        kind = kinds[type(block)]
        if found and found[-1].kind == kind and kind in ("cards", "findings"):
            found[-1] = Run(kind, (*found[-1].blocks, block))
        else:
            found.append(Run(kind, (block,)))
    return found


def result_sections(result: Result) -> tuple[Message, tuple[Section, ...]]:
    """One command's result as the title and sections of a report."""
    title = result.rows.title or Message(N_("{command}"), {"command": result.command})
    tables = [result.rows, *result.tables]
    sections = [Section(f"{place}-{table.name}", table.title or title, (table,)) for place, table in enumerate(tables)]
    if result.warnings:
        # A notice words itself when it is shown, so it goes in as it is.
        said = [Message(N_("{code} {text}"), {"code": notice.code, "text": notice}) for notice in result.warnings]
        warnings = tuple(Finding(text, "watch") for text in said)
        sections.append(Section("warnings", Message(N_("Warnings")), warnings))
    return title, tuple(sections)


def tight(value: object) -> str:
    """A sentence whose numbers keep their per cent sign or currency on the same line."""
    return _UNIT.sub("\u00a0", str(value))


def number_and_currency(value: str) -> tuple[str, str]:
    """1,234.50 CNY as its number and its currency; anything else as it is."""
    found = _AMOUNT.fullmatch(value)
    return (found[1], found[2]) if found else (value, "")


def proof_text(line: ProofLine) -> str:
    return say(
        "Proof {currency}: ledger {ledger} = reported {reported}, difference {difference}",
        currency=line.currency,
        ledger=format_amount(line.ledger, line.currency),
        reported=format_amount(line.reported, line.currency),
        difference=format_amount(line.difference, line.currency),
    )


def tone_text(tone: Tone) -> str:
    """The tone in one word, so that colour is never the only sign."""
    return say(_TONES[tone])


def grid(table: Table) -> Grid:
    """Heads, rows and totals of a table as cells; the customer number stands below the name."""
    names = _columns(table)
    heads = [
        Cell(heading_of(name, dtype), column(name).unit not in _LEFT, whole=name.startswith("buckets."))
        for name, dtype in ((name, table.frame.schema[name]) for name in names)
    ]
    rows = [_cells(row, names, table) for row in table.frame.iter_rows(named=True)]
    totals = [] if table.totals is None else [_total(row, names, table) for row in table.totals.iter_rows(named=True)]
    return Grid(heads, rows, totals, len(names) > 8)


def _columns(table: Table) -> list[str]:
    names = list(table.frame.columns)
    if "customer_id" in names and "customer_name" in names:
        names.remove("customer_id")
    in_rows = table.frame["currency"].unique().to_list() if "currency" in names else []
    if table.currency and in_rows == [table.currency]:
        names.remove("currency")
    return names


def _cells(row: dict[str, object], names: list[str], table: Table) -> list[Cell]:
    currency = row.get("currency") or table.currency
    cells = []
    for name in names:
        unit, value = column(name).unit, row[name]
        if name == "customer_name" and "customer_id" in row:
            cells.append(_customer(row))
            continue
        shown = format_value(value, unit, str(currency) if currency else None)
        tone = _TONE_OF.get(str(value), "") if name == "status" else ""
        # A zero among buckets says nothing; a dash leaves the eye free for what is there.
        quiet = (name.startswith("buckets.") or name in _QUIET) and value == 0
        cells.append(Cell(NOTHING if quiet else shown, unit not in _LEFT, tone, long=unit == "list"))
    return cells


def _customer(row: dict[str, object]) -> Cell:
    number, name = str(row["customer_id"] or ""), str(row["customer_name"] or "").strip()
    return Cell(name, sub=number) if name and name != number else Cell(number)


def _total(row: dict[str, object], names: list[str], table: Table) -> list[Cell]:
    """A row of totals under the columns it has figures for."""
    currency = str(row.get("currency") or table.currency or "")
    cells = [Cell(say("Total {currency}", currency=currency).rstrip())]
    for name in names[1:]:
        unit, value = column(name).unit, row.get(name)
        shown = "" if value is None else format_value(value, unit, currency or None)
        cells.append(Cell(shown, unit not in _LEFT))
    return cells
