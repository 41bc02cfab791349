"""Markdown: tables that stay tables whatever a name holds."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from creditkit.render.markdown import heading_of, report_markdown, to_markdown
from creditkit.report.blocks import Chart, Figure, Finding, Report, Result, Section, Series, Table, Text
from creditkit.words import Message, speaking
from render_samples import AS_OF, INJECTIONS, aging_result, frame_of, text_result


def test_amounts_are_aligned_right_and_text_left() -> None:
    lines = to_markdown(aging_result()).split("\n")
    head = next(place for place, line in enumerate(lines) if line.startswith("| Customer no."))
    assert lines[head] == (
        "| Customer no. | Customer | Currency | not due | 1-30 | 31-60 | Unapplied | Overdue | Open | Oldest, days | Notes |"
    )
    assert lines[head + 1] == "|---|---|---|---:|---:|---:|---:|---:|---:|---:|---|"
    assert lines[head + 2] == (
        "| KH1007 | 望澄砺川机床股份有限公司 | CNY | 1,352,455.83 | 1,351,064.16 | 896,354.55 | 0.00 | 2,247,418.71 "
        "| 3,599,874.54 | 45 |  |"
    )


def test_totals_warnings_and_proof_are_in_it() -> None:
    text = to_markdown(aging_result())
    assert text.startswith("# Aging of receivables\n\nAs of 2025-09-28\n")
    assert "## Totals" in text
    assert "- CK801 3 rows are hidden." in text
    assert "- Proof JPY: ledger 100,250 = reported 100,250, difference 0" in text


@pytest.mark.parametrize(
    "payload", [*INJECTIONS, "a|b", "\\|", "[x](http://evil.example)", "`code`", "**b**", "__b__"], ids=repr
)
def test_a_name_stays_one_cell_of_text(payload: str) -> None:
    lines = [line for line in to_markdown(text_result([payload])).split("\n") if line.startswith("|")]
    assert len(lines) == 3
    assert {len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in lines} == {5}
    assert "<" not in lines[2]
    assert not re.search(r"(?<!\\)(?:\\\\)*\[", lines[2])


@pytest.mark.parametrize("text", ["INV_2025_001", "R-1", "望澄", "3 > 2", "50 %", "a.b"])
def test_common_text_is_left_alone(text: str) -> None:
    assert f"| {text} |" in to_markdown(text_result([text]))


@pytest.mark.parametrize(
    ("name", "dtype", "english", "chinese"),
    [
        ("buckets.1-30", None, "1-30", "1-30"),
        ("buckets.not_due", None, "not due", "未到期"),
        ("recommended", None, "Recommended limit", "建议额度"),
        ("recommended", pl.String(), "Recommended terms", None),
        ("grade.before", None, "Grade, before", None),
        ("部门", None, "部门", "部门"),
    ],
)
def test_headings(name: str, dtype: pl.DataType | None, english: str, chinese: str | None) -> None:
    assert heading_of(name, dtype) == english
    with speaking("zh"):
        assert chinese is None or heading_of(name, dtype) == chinese


def test_a_report_keeps_its_sections_figures_and_tables() -> None:
    table = Table("t", frame_of([{"customer_name": "A|B", "amount": Decimal(1), "currency": "CNY"}]), Message("Table"))
    blocks = (
        Figure(Message("Open"), "1.00 CNY", Message("as of today")),
        Finding(Message("One customer owes all.")),
        Text(Message("Method.")),
        table,
        Chart("bars", Message("Chart"), ("a",), (Series(Message("s"), (1.0,)),)),
    )
    report = Report(Message("Report"), "Co [x]", date(2025, 9, 28), "CNY", (Section("s", Message("First"), blocks),))
    assert report_markdown(report) == (
        "# Report\n\nCo \\[x\\] · As of 2025-09-28\n\n## First\n\n- **Open**: 1.00 CNY (as of today)\n\n"
        "- One customer owes all.\n\nMethod.\n\n### Table\n\n"
        "| Customer | Amount | Currency |\n|---|---:|---|\n| A\\|B | 1.00 | CNY |\n"
    )


def test_nothing_found_is_a_table_without_rows() -> None:
    empty = Result("aging", AS_OF, Table("aging", aging_result().rows.frame.head(0)))
    assert to_markdown(empty).count("\n|") == 2
