"""The report and any result as one HTML file: no script, no request, readable on a phone and on paper."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from creditkit import __version__
from creditkit.render.charts import chart_svg
from creditkit.render.markdown import heading_of
from creditkit.render.units import NOTHING, format_value
from creditkit.report.blocks import Chart, Figure, Finding, Report, Result, Section, Table, Text
from creditkit.schema import column
from creditkit.words import N_, Message, language, say

_LEFT = ("text", "id", "code", "list", "date", "flag")
_TONE_OF = {"hard-hold": "bad", "soft-hold": "watch", "warn": "watch", "ok": "good"}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("creditkit.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "say": say,
        "kind_of": _kind_of,
        "svg": _svg,
        "table": _table,
        "text": str,
        "lang": language,
    }
    environment.tests |= {
        "figure_block": lambda block: isinstance(block, Figure),
        "finding_block": lambda block: isinstance(block, Finding),
    }
    return environment


def render_html(report: Report, lang: str | None = None) -> str:
    """The report in the language in force."""
    return _environment().get_template("report.html.j2").render(report=report, version=__version__)


def result_html(result: Result) -> str:
    """One command's result as a page of the same look."""
    title = result.rows.title or Message(N_("{command}"), {"command": result.command})
    tables = [result.rows, *result.tables]
    sections = tuple(Section(table.name, table.title or title, (table,)) for table in tables)
    notes = tuple(
        Finding(Message(N_("{code} {text}"), {"code": n.code, "text": str(n)}), "watch") for n in result.warnings
    )
    if notes:
        sections += (Section("warnings", Message(N_("Warnings")), notes),)
    assert result.as_of is not None
    report = Report(
        title,
        "",
        result.as_of,
        result.rows.currency,
        sections,
        result.inputs,
        result.policy_sha256,
        result.proof,
        result.warnings,
    )
    return render_html(report)


def _kind_of(block: object) -> str:
    kinds = {Figure: "figure", Finding: "finding", Chart: "chart", Table: "table", Text: "text"}
    return kinds[type(block)]


def _svg(chart: Chart) -> Markup:
    # The chart is made here, of numbers and of texts escaped one by one.
    return Markup(chart_svg(chart))


def _table(table: Table) -> dict[str, object]:
    """Heads and cells of a table, formatted: (text, is right-aligned, tone)."""
    names = [
        name
        for name in table.frame.columns
        if not (name == "currency" and table.currency and table.name not in ("proof", "actions"))
    ]
    heads = [(heading_of(name), column(name).unit not in _LEFT) for name in names]
    rows = [_cells(row, names, table) for row in table.frame.iter_rows(named=True)]
    totals = []
    if table.totals is not None:
        for row in table.totals.iter_rows(named=True):
            full = {name: row.get(name) for name in names}
            cells = _cells({**full, "currency": row.get("currency")}, names, table)
            first = say("Total {currency}", currency=row.get("currency") or table.currency or "")
            totals.append(
                [(first, False, ""), *[("" if text == "-" else text, right, tone) for text, right, tone in cells[1:]]]
            )
    return {"heads": heads, "rows": rows, "totals": totals, "title": str(table.title) if table.title else ""}


def _cells(row: dict[str, object], names: list[str], table: Table) -> list[tuple[str, bool, str]]:
    currency = row.get("currency") or table.currency
    cells = []
    for name in names:
        unit = column(name).unit
        tone = _TONE_OF.get(str(row[name]), "") if name == "status" else ""
        quiet = unit == "money" and row[name] == 0
        shown = NOTHING if quiet else format_value(row[name], unit, str(currency) if currency else None)
        cells.append((shown, unit not in _LEFT, tone))
    return cells
