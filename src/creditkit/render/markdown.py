"""Markdown tables."""

from __future__ import annotations

import re

import polars as pl

from creditkit.render.notes import proof_text
from creditkit.render.units import format_value, one_line
from creditkit.report.blocks import Chart, Figure, Finding, Report, Result, Table, Text
from creditkit.report.wording import code_text
from creditkit.schema import column
from creditkit.words import N_, say

_SPECIAL = re.compile(r"[\\|`*\[\]]|(?<!\w)_|_(?!\w)|~(?=~)")
_LEFT = ("text", "id", "code", "list", "date", "flag")


_SIDES = {"before": N_("{label}, before"), "after": N_("{label}, after")}


def heading_of(name: str, dtype: pl.DataType | None = None) -> str:
    """The label of a column in the language in force; a bucket or method shows its own part of the name.

    `recommended` is an amount for limits and, as text, a code for terms: dtype tells which.
    """
    head, dot, rest = name.partition(".")
    if head == "recommended" and dtype == pl.String:
        head = "recommended_terms"
    if not dot:
        return say(column(head).label)
    return say(_SIDES[rest], label=say(column(head).label)) if rest in _SIDES else code_text(rest)


def table_markdown(table: Table) -> str:
    """One table, amounts right-aligned, pipes escaped."""
    names = table.frame.columns
    lines = [
        "| " + " | ".join(_safe(heading_of(name, table.frame.schema[name])) for name in names) + " |",
        "|" + "|".join("---" if column(name).unit in _LEFT else "---:" for name in names) + "|",
    ]
    for row in table.frame.iter_rows(named=True):
        currency = row.get("currency") or table.currency
        cells = [_safe(format_value(row[name], column(name).unit, currency)) for name in names]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _safe(text: str) -> str:
    """Text that stays text: no cell border, tag, link, emphasis or code of its own; one line."""
    return _SPECIAL.sub(r"\\\g<0>", one_line(text)).replace("&", "&amp;").replace("<", "&lt;")


def to_markdown(result: Result) -> str:
    """Title, rows, totals, further tables, warnings and proof."""
    title = str(result.rows.title) if result.rows.title else result.command
    parts = [
        f"# {_safe(title)}",
        say("As of {as_of}", as_of=result.as_of) if result.as_of else "",
        table_markdown(result.rows),
    ]
    if result.rows.totals is not None:
        parts += [
            f"## {say('Totals')}",
            table_markdown(Table("totals", result.rows.totals, currency=result.rows.currency)),
        ]
    for table in result.tables:
        parts += [f"## {_safe(str(table.title))}" if table.title else "", table_markdown(table)]
    if result.warnings:
        parts += [
            f"## {say('Warnings')}",
            "\n".join(f"- {notice.code} {_safe(str(notice))}" for notice in result.warnings),
        ]
    parts += ["\n".join(f"- {_safe(line)}" for line in proof_text(result))]
    return "\n\n".join(part for part in parts if part) + "\n"


def report_markdown(report: Report) -> str:
    """The report without its charts: their numbers stand in the tables."""
    parts = [f"# {_safe(str(report.title))}", f"{_safe(report.company)} · {say('As of {as_of}', as_of=report.as_of)}"]
    for section in report.sections:
        parts.append(f"## {_safe(str(section.title))}")
        for block in section.blocks:
            match block:
                case Figure():
                    note = f" ({block.note})" if block.note else ""
                    parts.append(f"- **{_safe(str(block.label))}**: {_safe(block.value)}{_safe(note)}")
                case Finding():
                    parts.append(f"- {_safe(str(block.text))}")
                case Text():
                    parts.append(_safe(str(block.text)))
                case Table():
                    if block.title:
                        parts.append(f"### {_safe(str(block.title))}")
                    parts.append(table_markdown(block))
                case Chart():
                    pass
    return "\n\n".join(parts) + "\n"
