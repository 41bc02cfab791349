"""The report and any result as PDF: the same blocks as the HTML page, on A4 with a head line and page numbers."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date

from creditkit import __version__
from creditkit.fonts import chinese_family
from creditkit.render.cells import (
    Cell,
    Run,
    grid,
    number_and_currency,
    proof_text,
    result_sections,
    runs,
    tight,
    tone_text,
)
from creditkit.render.charts import WIDE, chart_svg
from creditkit.render.paper import breakable, fit
from creditkit.render.pdf import house_template, pdf_bytes
from creditkit.report.blocks import Chart, Figure, Finding, ProofLine, Report, Result, Section, Table, Text
from creditkit.words import Message, say, speaking

# An SVG picture in a PDF has no page to take its style from: the colours of the style sheet, as presentation.
_STYLE = (
    "text{{fill:#1c2530;font-size:12px;font-family:{family}}}.tick,.legend{{fill:#57636f}}"
    ".over{{fill:#a32d24;font-weight:bold}}.bar{{stroke:#fff;stroke-width:.8px}}.grid{{stroke:#d9dfe5}}"
    ".zero{{stroke:#7b8794}}.mark{{stroke:#1c2530;stroke-width:2.5}}"
)


def render_pdf(report: Report, lang: str | None = None) -> bytes:
    """The report in `lang`, else in the language in force.  The same report gives the same bytes.  Errors: see `pdf_bytes`."""
    with speaking(lang) if lang else nullcontext():
        return _document(report.title, report.company, report.as_of, report.currency, report.sections, report.proof)


def result_pdf(result: Result) -> bytes:
    """One command's result as a document of the same look."""
    title, sections = result_sections(result)
    return _document(title, "", result.as_of, result.rows.currency, sections, result.proof)


def _document(
    title: Message,
    company: str,
    as_of: date | None,
    currency: str | None,
    sections: tuple[Section, ...],
    proof: tuple[ProofLine, ...],
) -> bytes:
    dated = say("As of {as_of}", as_of=as_of) if as_of else ""
    data = {
        "title": str(title),
        "company": company,
        "dated": " · ".join(part for part in (dated, currency or "") if part),
        "head": " · ".join(part for part in (company, str(title)) if part),
        "as_of": dated,
        "sections": [
            {"name": section.name, "title": str(section.title), "runs": [_run(run) for run in runs(section.blocks)]}
            for section in sections
        ],
        "proof": [proof_text(line) for line in proof],
        "foot": f"creditkit {__version__}",
    }
    return pdf_bytes(house_template("report.typ"), data, as_of=as_of or date(1970, 1, 1))


def _run(run: Run) -> dict[str, object]:
    match run.kind:
        case "cards":
            return {"kind": "cards", "cards": [_card(block) for block in run.blocks if isinstance(block, Figure)]}
        case "findings":
            found = [block for block in run.blocks if isinstance(block, Finding)]
            return {
                "kind": "findings",
                "findings": [
                    {
                        "text": breakable(tight(each.text)),
                        "tone": each.tone,
                        "word": tone_text(each.tone),
                        "see": each.see,
                    }
                    for each in found
                ],
            }
    (block,) = run.blocks
    match block:
        case Chart():
            note = breakable(str(block.note or ""))
            shown = {"title": str(block.title), "currency": block.currency or "", "note": note, "svg": _picture(block)}
            return {"kind": "chart", **shown}
        case Table():
            return {"kind": "table", **_table(block)}
        case Text():
            return {"kind": "text", "text": breakable(tight(block.text)), "soft": block.kind != "paragraph"}
    raise AssertionError(f"a {run.kind} is none of the blocks of a run of its own")


def _card(figure: Figure) -> dict[str, object]:
    number, unit = number_and_currency(figure.value)
    return {
        "label": str(figure.label),
        "number": breakable(number),
        "unit": unit,
        "note": breakable(tight(figure.note)) if figure.note else "",
        "tone": figure.tone,
        "word": "" if figure.tone == "plain" else tone_text(figure.tone),
    }


def _picture(chart: Chart) -> str:
    svg = chart_svg(chart, WIDE)
    style = _STYLE.format(family=f"'{chinese_family() or 'sans-serif'}'")
    head, end, rest = svg.partition(">")
    return f'{head} xmlns="http://www.w3.org/2000/svg"{end}<style>{style}</style>{rest}'


def _table(table: Table) -> dict[str, object]:
    cells = grid(table)
    fitted = fit(cells)
    return {
        "title": str(table.title or ""),
        "heads": [cell.text for cell in cells.heads],
        "right": [place for place, cell in enumerate(cells.heads) if cell.right],
        "rows": [[_cell(cell) for cell in row] for row in cells.rows],
        "totals": [[_cell(cell) for cell in row] for row in cells.totals],
        "size": fitted.size,
        "widths": list(fitted.widths),
        "across": fitted.across,
    }


def _cell(cell: Cell) -> object:
    """A cell as text, or with what stands behind it: [text, tone, sub]."""
    shown = breakable(tight(cell.text))
    return [shown, cell.tone, breakable(cell.sub)] if cell.tone or cell.sub else shown
