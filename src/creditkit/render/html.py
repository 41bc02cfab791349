"""The report and any result as one HTML file: no script, no request, readable on a phone and on paper."""

from __future__ import annotations

import re
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from creditkit import __version__
from creditkit.render.charts import NARROW, WIDE, chart_svg
from creditkit.render.markdown import heading_of
from creditkit.render.svg import clean
from creditkit.render.units import NOTHING, format_amount, format_value
from creditkit.report.blocks import Block, Chart, Figure, Finding, ProofLine, Report, Result, Section, Table, Text
from creditkit.schema import column
from creditkit.words import N_, Message, language, say, speaking

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


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("creditkit.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters["tight"] = _tight
    environment.globals |= {
        "say": say,
        "runs": _runs,
        "charts": _charts,
        "table": _table,
        "tone_text": lambda tone: say(_TONES[tone]),
        "amount": _amount,
        "proof_text": _proof_text,
        "lang": language,
    }
    return environment


def _shown(value: object) -> object:
    """Every value that a template prints: messages in the language in force, text without what HTML does not allow."""
    if isinstance(value, Markup):
        return value
    return clean(value if isinstance(value, str) else str(value))


def _tight(value: object) -> str:
    """A sentence whose numbers keep their per cent sign or currency on the same line."""
    return _UNIT.sub("\u00a0", str(value))


def render_html(report: Report, lang: str | None = None) -> str:
    """The report in `lang`, else in the language in force.  The same report gives the same bytes."""
    with speaking(lang) if lang else nullcontext():
        return _page(report.title, report.company, report.as_of, report.currency, report.sections, report.proof)


def result_html(result: Result) -> str:
    """One command's result as a page of the same look."""
    title = result.rows.title or Message(N_("{command}"), {"command": result.command})
    tables = [result.rows, *result.tables]
    sections = [Section(f"{place}-{table.name}", table.title or title, (table,)) for place, table in enumerate(tables)]
    if result.warnings:
        # A notice words itself when it is shown, so it goes in as it is.
        said = [Message(N_("{code} {text}"), {"code": notice.code, "text": notice}) for notice in result.warnings]
        warnings = tuple(Finding(text, "watch") for text in said)
        sections.append(Section("warnings", Message(N_("Warnings")), warnings))
    return _page(title, "", result.as_of, result.rows.currency, tuple(sections), result.proof)


def _page(
    title: Message,
    company: str,
    as_of: date | None,
    currency: str | None,
    sections: tuple[Section, ...],
    proof: tuple[ProofLine, ...],
) -> str:
    heading = " · ".join(part for part in (str(title), company, str(as_of or "")) if part)
    page = _environment().get_template("report.html.j2")
    return page.render(
        heading=heading, title=title, company=company, as_of=as_of, currency=currency, sections=sections, proof=proof,
        version=__version__,
    )  # fmt: skip


def _runs(blocks: tuple[Block, ...]) -> list[Run]:
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


def _charts(chart: Chart) -> Markup:
    # The charts are made here, of numbers and of texts escaped one by one.
    return Markup(chart_svg(chart, WIDE) + chart_svg(chart, NARROW))


def _amount(value: str) -> tuple[str, str]:
    """1,234.50 CNY as its number and its currency; anything else as it is."""
    found = _AMOUNT.fullmatch(value)
    return (found[1], found[2]) if found else (value, "")


def _proof_text(line: ProofLine) -> str:
    return say(
        "Proof {currency}: ledger {ledger} = reported {reported}, difference {difference}",
        currency=line.currency,
        ledger=format_amount(line.ledger, line.currency),
        reported=format_amount(line.reported, line.currency),
        difference=format_amount(line.difference, line.currency),
    )


def _table(table: Table) -> dict[str, object]:
    """Heads, rows and totals of a table as cells; the customer number stands below the name."""
    names = _columns(table)
    heads = [
        Cell(heading_of(name), column(name).unit not in _LEFT, whole=name.startswith("buckets.")) for name in names
    ]
    rows = [_cells(row, names, table) for row in table.frame.iter_rows(named=True)]
    totals = [] if table.totals is None else [_total(row, names, table) for row in table.totals.iter_rows(named=True)]
    return {"heads": heads, "rows": rows, "totals": totals, "wide": len(names) > 8}


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
