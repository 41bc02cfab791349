"""The report and any result as one HTML file: no script, no request, readable on a phone and on paper."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from creditkit import __version__
from creditkit.render.cells import grid, number_and_currency, proof_text, result_sections, runs, tight, tone_text
from creditkit.render.charts import NARROW, WIDE, chart_svg
from creditkit.render.svg import clean
from creditkit.report.blocks import Chart, ProofLine, Report, Result, Section
from creditkit.words import Message, language, say, speaking


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
    environment.filters["tight"] = tight
    environment.globals |= {
        "say": say,
        "runs": runs,
        "charts": _charts,
        "table": grid,
        "tone_text": tone_text,
        "amount": number_and_currency,
        "proof_text": proof_text,
        "lang": language,
    }
    return environment


def _shown(value: object) -> object:
    """Every value that a template prints: messages in the language in force, text without what HTML does not allow."""
    if isinstance(value, Markup):
        return value
    return clean(value if isinstance(value, str) else str(value))


def render_html(report: Report, lang: str | None = None) -> str:
    """The report in `lang`, else in the language in force.  The same report gives the same bytes."""
    with speaking(lang) if lang else nullcontext():
        return _page(report.title, report.company, report.as_of, report.currency, report.sections, report.proof)


def result_html(result: Result) -> str:
    """One command's result as a page of the same look."""
    title, sections = result_sections(result)
    return _page(title, "", result.as_of, result.rows.currency, sections, result.proof)


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
        titles={section.name: section.title for section in sections}, version=__version__,
    )  # fmt: skip


def _charts(chart: Chart) -> Markup:
    # The charts are made here, of numbers and of texts escaped one by one.
    return Markup(chart_svg(chart, WIDE) + chart_svg(chart, NARROW))
