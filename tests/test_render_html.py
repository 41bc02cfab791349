"""The HTML report: well formed, without a request or a script whatever the names are, complete in both languages."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import html5lib
import polars as pl
import pytest

from creditkit.errors import Notice
from creditkit.render.charts import NARROW, WIDE, chart_svg
from creditkit.render.html import render_html, result_html
from creditkit.render.markdown import report_markdown
from creditkit.render.svg import clean, cut, short, ticks, width_of
from creditkit.report.blocks import Chart, InputFile, ProofLine, Report, Result, Series, Table
from creditkit.report.figures import amount_text
from creditkit.report.pack import PackInputs, build_report
from creditkit.words import Message, speaking
from pack_sample import customers, documents, named_ledger, pack_inputs, sample
from test_report_pack import NAMES

HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
_HTML_TAGS = (
    "html head meta title style body header p h1 h2 h3 nav ol ul li "
    "a main section div span small figure figcaption table thead tbody tfoot tr th td footer"
)
_SVG_TAGS = "svg title desc rect line text path circle"
ALLOWED = {
    *(HTML + tag for tag in _HTML_TAGS.split()),
    *(SVG + tag for tag in _SVG_TAGS.split()),
}
PAYLOADS = [
    "<script>alert(1)</script>", "</title><script>alert(1)</script>", "</style><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", "<svg onload=alert(1)>", "</svg><script>1</script>",
    "</text></svg><iframe src=//evil.example>", "javascript:alert(1)", "http://evil.example/x", "https://evil.example",
    "<a href='http://evil.example'>x</a>", "&lt;b&gt;", "&amp;&#x3c;script&#62;", "{{ 7*7 }}", "{% include 'x' %}", "{0}{name}{amount}",
    "%s%n", "=HYPERLINK(\"http://evil.example\")", "@import url(http://evil.example)", "<!--", "-->", "]]>", "<![CDATA[x]]>",
    "\x00\x01\x08", "a\x0bb\x7f\x85c", "\u202eevil\u202c", "\ufffe\uffff", "<base href=http://evil.example>",
    "<meta http-equiv=refresh content=0>", "<form action=//evil.example>", "x" * 3000, "超长" * 800,
]  # fmt: skip


def parsed(page: str) -> Any:
    return html5lib.HTMLParser(strict=True).parse(page)


def elements(tree: Any) -> Iterator[Any]:
    return (node for node in tree.iter() if isinstance(node.tag, str))


def text_of(tree: Any) -> str:
    return " ".join("".join(tree.itertext()).split())


@cache
def report() -> Report:
    return build_report(sample())


@cache
def page(language: str) -> str:
    return render_html(report(), language)


def hostile(payload: str) -> PackInputs:
    """A company whose every text is the payload."""
    docs = documents(4, months=4)
    names: dict[str, str | None] = {doc.customer: payload for doc in docs}
    file = customers(docs).with_columns(
        customer_name=pl.lit(payload), terms=pl.lit(payload), group=pl.lit(payload), legal_status=pl.lit("insolvency")
    )
    own = pack_inputs(named_ledger(docs, names), file, company=payload)
    notice = Notice.of("CK801", "{name}", name=payload)
    return replace(own, inputs=(InputFile(payload, "00", "ledger", 1, 1),), notices=(notice,))


def assert_harmless(tree: Any) -> None:
    for node in elements(tree):
        assert node.tag in ALLOWED, node.tag
        for name, value in node.attrib.items():
            assert not name.lower().startswith("on"), name
            assert name not in ("src", "srcset", "action", "formaction", "data"), name
            if name == "href":
                assert re.fullmatch(r"#[a-z-]+", value), value
            if name == "style":
                assert re.fullmatch(r"fill:#[0-9a-f]{6}", value), value


# --- safe -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda text: ascii(text)[:32])
def test_hostile_names_stay_text(payload: str) -> None:
    tree = parsed(render_html(build_report(hostile(payload)), "en"))
    assert_harmless(tree)
    shown = " ".join(clean(payload).split())
    assert shown in text_of(tree)
    company = next(node for node in elements(tree) if node.get("class") == "company") if shown else None
    assert company is None or " ".join("".join(company.itertext()).split()) == shown


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_asks_nothing_of_the_network(language: str) -> None:
    tree = parsed(page(language))
    assert_harmless(tree)
    assert not re.search(r"https?:|//|url\(|@import|<script|javascript:", page(language).replace("http-equiv", ""))
    policy = next(node for node in elements(tree) if node.get("http-equiv"))
    assert policy.get("content").startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")


def test_direction_marks_do_not_reach_the_page() -> None:
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", render_html(build_report(hostile("a\u202eb\u2066c")), "en"))


# --- complete -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "code"), [("en", "en"), ("zh", "zh-CN")])
def test_every_section_is_there_and_in_the_contents(language: str, code: str) -> None:
    tree = parsed(page(language))
    assert next(node for node in elements(tree) if node.tag == HTML + "html").get("lang") == code
    assert [node.get("id") for node in elements(tree) if node.tag == HTML + "section"] == NAMES
    links = [node for node in elements(tree) if node.tag == HTML + "a"]
    assert [node.get("href") for node in links if node.get("class") != "see"] == [f"#{name}" for name in NAMES]
    assert {node.get("href") for node in links if node.get("class") == "see"} <= {f"#{name}" for name in NAMES}
    titles = ["".join(node.itertext()) for node in elements(tree) if node.tag == HTML + "h2"]
    with speaking(language):
        assert titles == [str(section.title) for section in report().sections]


def test_chinese_page_has_no_english_sentence() -> None:
    tree = parsed(page("zh"))
    texts = [
        (node.text or "").strip()
        for node in elements(tree)
        if node.tag in (HTML + "th", HTML + "h2", HTML + "h3", HTML + "figcaption")
    ]
    english = [text for text in texts if text and not re.search("[一-鿿]", text) and not re.fullmatch(r"[\d+-]+", text)]
    assert english == []


def test_amounts_on_the_page_are_those_of_the_frames() -> None:
    shown = text_of(parsed(page("en")))
    own = sample()
    for row in own.aging_totals.iter_rows(named=True):
        for name in ("open", "overdue", "buckets.not_due", "buckets.1-30"):
            assert amount_text(row[name], None) in shown, (row["currency"], name)
    for row in (
        own.aging.filter(pl.col("currency") == "CNY").sort("overdue", descending=True).head(15).iter_rows(named=True)
    ):
        assert amount_text(row["overdue"], None) in shown
        assert row["customer_name"] in shown
    for value in own.dso_months.filter(pl.col("currency") == "CNY")["dso"].to_list():  # type: ignore[union-attr]
        assert f"{value:.1f}" in shown
    for line in own.proof:
        assert amount_text(line.ledger, None) in shown


def test_totals_stand_under_their_columns() -> None:
    tree = parsed(page("en"))
    tables = [node for node in elements(tree) if node.tag == HTML + "table" and node.find(f"{HTML}tfoot") is not None]
    assert tables
    for table in tables:
        heads = len(list(table.find(f"{HTML}thead")[0]))
        assert {len(list(row)) for part in ("tbody", "tfoot") for row in table.find(HTML + part)} == {heads}


def test_tones_are_words_and_not_colour_alone() -> None:
    for node in elements(parsed(page("en"))):
        kinds = (node.get("class") or "").split()
        if "card" in kinds and {"good", "watch", "bad"} & set(kinds):
            assert re.search(r"\b(good|watch|act)\b", "".join(node.itertext()))


def test_the_same_inputs_give_the_same_bytes() -> None:
    assert render_html(build_report(sample()), "zh") == page("zh")
    code = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1])\n"
        "from pack_sample import sample\nfrom creditkit.report.pack import build_report\n"
        "from creditkit.render.html import render_html\n"
        "print(hashlib.sha256(render_html(build_report(sample()), 'en').encode()).hexdigest())"
    )
    prints = {
        subprocess.run([sys.executable, "-c", code, str(Path(__file__).parent)], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }  # fmt: skip
    assert len(prints) == 1


def test_language_of_the_page_is_the_one_asked_for() -> None:
    with speaking("zh"):
        assert render_html(report(), "en") == page("en")
        assert render_html(report()) == page("zh")


@pytest.mark.parametrize("without", ["dso", "habits", "score", "limit", "terms"])
def test_a_stage_that_cannot_answer_leaves_a_whole_page(without: str) -> None:
    known: dict[str, Any] = {without: None, "policy": None, "notices": (), "inputs": (), "proof": ()}
    tree = parsed(render_html(build_report(replace(sample(), **known)), "zh"))
    assert [node.get("id") for node in elements(tree) if node.tag == HTML + "section"] == NAMES


def test_markdown_of_the_same_report_has_every_section() -> None:
    text = report_markdown(report())
    assert [f"## {section.title}" in text for section in report().sections] == [True] * len(NAMES)


# --- one command's result ---------------------------------------------------------------------------------------------------


def result(frame: pl.DataFrame, **more: Any) -> Result:
    return Result("aging", more.pop("as_of", sample().as_of), Table("aging", frame, **more))


def test_result_page_keeps_every_column_and_row() -> None:
    frame = sample().aging
    tree = parsed(result_html(result(frame, totals=sample().aging_totals)))
    assert_harmless(tree)
    rows = next(node for node in elements(tree) if node.tag == HTML + "tbody")
    assert len(list(rows)) == frame.height
    shown = text_of(tree)
    assert all(number in shown for number in frame["customer_id"])
    assert "USD" in shown


def test_result_without_a_date_is_a_page_too() -> None:
    tree = parsed(
        result_html(Result("columns", None, Table("columns", pl.DataFrame({"canonical": ["a"], "unit": ["text"]}))))
    )
    assert "As of" not in text_of(tree)


def test_proof_stands_at_the_foot() -> None:
    proof = (ProofLine("JPY", Decimal("1234"), Decimal("1234")),)
    foot = text_of(parsed(result_html(replace(result(sample().aging), proof=proof))))
    assert "Proof JPY: ledger 1,234 = reported 1,234, difference 0" in foot


# --- charts -----------------------------------------------------------------------------------------------------------------


def chart(kind: str, values: list[list[float | None]], names: list[str] | None = None, unit: str = "money") -> Chart:
    series = tuple(Series(Message(f"S{place}"), tuple(each)) for place, each in enumerate(values))
    return Chart(
        kind, Message("Chart"), tuple(names or [f"N{place}" for place in range(len(values[0]))]), series, unit=unit
    )  # type: ignore[arg-type]


def drawn(of: Chart, width: float = WIDE) -> Any:
    return html5lib.HTMLParser(strict=True).parse(f"<!DOCTYPE html><title>t</title><body>{chart_svg(of, width)}")


def boxes(tree: Any) -> list[tuple[float, float, float, float, str]]:
    """x1, y1, x2, y2 of every text, as wide as it is drawn."""
    found = []
    for node in (each for each in elements(tree) if each.tag == SVG + "text"):
        content, x, y = node.text or "", float(node.get("x")), float(node.get("y"))
        # A little narrower than the estimate, which errs on the wide side.
        wide = width_of(content) * 0.85
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[node.get("text-anchor")]
        found.append((left, y - 9, left + wide, y + 2, content))
    return found


LONG = [
    "深圳市前海宏远供应链管理服务（集团）股份有限公司华南区域运营结算中心",
    "Gable and Sons, General Engineering Contractors and Suppliers Limited",
    "甲",
]
CASES = [
    pytest.param(chart("bars", [[27_867_069.74, 7_715_013.87, 3_379_651.34, 1_982_467.28, 659_593.42, 174_567.23]], ["not due", "1-30", "31-60", "61-90", "91-120", "121+"]), id="aging"),
    pytest.param(chart("bars", [[-120_000.0, 35_000.0, 0.0, -4.0]]), id="negative-bars"),
    pytest.param(chart("bars", [[1.0, 2.0, 3.0]], LONG), id="long-names-lie-down"),
    pytest.param(chart("bars", [[float(v) for v in range(10)]], [str(v) for v in range(1, 11)], "count"), id="grades"),
    pytest.param(chart("stacked", [[5e6, 2e5, 0.0], [1e6, 1e6, 3.0], [-2e6, -9e6, 0.0]], LONG), id="stacked-with-credits"),
    pytest.param(chart("gauge", [[5e6, 2e5, 3.0], [4e6, None, 0.0]], LONG), id="gauge-over-none-and-cash-only"),
    pytest.param(chart("gauge", [[-5e5, 2e5], [4e5, 1e6]], LONG[:2]), id="gauge-negative"),
    pytest.param(chart("lines", [[68.6, 72.1, None, 73.0, None, 72.4], [66.0, 69.5, 70.0, None, 71.0, 72.3], [59.0, 57.0, 58.0, 58.0, 53.0, 72.2]], [f"2025-0{m}" for m in range(1, 7)], "days"), id="lines-with-gaps-and-one-end"),
    pytest.param(chart("lines", [[60.0]], ["2025-01"], "days"), id="one-month"),
    pytest.param(chart("lines", [[55.0] * 36], [f"2023-{m:02}" for m in range(36)], "days"), id="three-years-flat"),
]  # fmt: skip


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("of", CASES)
def test_no_text_of_a_chart_overlaps_or_leaves_it(of: Chart, language: str, width: float) -> None:
    with speaking(language):
        tree = drawn(of, width)
    svg = next(node for node in elements(tree) if node.tag == SVG + "svg")
    _, _, across, down = (float(part) for part in svg.get("viewBox").split())
    found = boxes(tree)
    assert found
    for left, top, right, bottom, content in found:
        assert min(left, top, across - right, down - bottom) >= -1, content
    for place, (left, top, right, bottom, content) in enumerate(found):
        for other_left, other_top, other_right, other_bottom, other in found[place + 1 :]:
            apart = right <= other_left or other_right <= left or bottom <= other_top or other_bottom <= top
            assert apart, (content, other)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("of", CASES)
def test_no_bar_leaves_the_chart(of: Chart, width: float) -> None:
    tree = drawn(of, width)
    svg = next(node for node in elements(tree) if node.tag == SVG + "svg")
    across, down = float(svg.get("width")), float(svg.get("height"))
    for node in (each for each in elements(tree) if each.tag == SVG + "rect"):
        x, y, wide, high = (float(node.get(name)) for name in ("x", "y", "width", "height"))
        assert min(x, y, across + 0.2 - x - wide, down - y - high) >= 0, node.attrib


def test_charts_tell_their_values_to_those_who_cannot_see() -> None:
    tree = drawn(chart("gauge", [[5e6, 2e5], [4e6, None]], ["甲公司", "B <Ltd>"]))
    svg = next(node for node in elements(tree) if node.tag == SVG + "svg")
    assert (svg.get("role"), svg.get("aria-label")) == ("img", "Chart")
    assert svg.find(f"{SVG}title").text == "Chart"
    assert svg.find(f"{SVG}desc").text == "甲公司: S0 5M, S1 4M; B <Ltd>: S0 200k, S1 -"


def test_gaps_of_a_line_are_not_bridged() -> None:
    tree = drawn(chart("lines", [[1.0, None, 3.0, 4.0]], unit="days"))
    paths = [node.get("d") for node in elements(tree) if node.tag == SVG + "path"]
    assert len(paths) == 1
    assert re.sub(r"[\d. ]", "", paths[0]) == "MML"
    assert len([node for node in elements(tree) if node.tag == SVG + "circle"]) == 3


@pytest.mark.parametrize("kind", ["bars", "stacked", "lines", "gauge"])
@pytest.mark.parametrize("values", [[[], []], [[None, None], [None, None]]], ids=["no-categories", "all-null"])
def test_a_chart_without_values_says_so(kind: str, values: list[list[float | None]]) -> None:
    assert "No data" in text_of(drawn(chart(kind, values)))


@pytest.mark.parametrize("kind", ["bars", "stacked", "lines", "gauge"])
def test_a_chart_of_zeros_is_drawn(kind: str) -> None:
    assert "nan" not in chart_svg(chart(kind, [[0.0, 0.0], [0.0, 0.0]])).lower()


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        pytest.param(0, "0", "0", id="zero"),
        pytest.param(-0.001, "0", "0", id="no-negative-zero"),
        pytest.param(999.96, "1k", "1,000", id="rounds-up-to-the-next-unit"),
        pytest.param(12_500, "12.5k", "1.25万", id="thousands"),
        pytest.param(-27_867_069.74, "-27.9M", "-2,787万", id="negative-millions"),
        pytest.param(99_990_000, "100M", "1亿", id="rounds-up-to-yi"),
        pytest.param(340_000_000, "340M", "3.4亿", id="yi"),
        pytest.param(5.2e12, "5,200bn", "5.2万亿", id="wan-yi"),
    ],
)
def test_short_numbers(value: float, english: str, chinese: str) -> None:
    assert short(value) == english
    with speaking("zh"):
        assert short(value) == chinese


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        pytest.param(0, 100, [0, 20, 40, 60, 80, 100], id="hundred"),
        pytest.param(0, 0, [0, 0.2, 0.4, 0.6, 0.8, 1.0], id="nothing"),
        pytest.param(-30, 90, [-50, -25, 0, 25, 50, 75, 100], id="below-zero"),
    ],
)
def test_ticks_are_round_and_enclose(low: float, high: float, expected: list[float]) -> None:
    found = ticks(low, high)
    assert found[0] <= low
    assert found[-1] >= high
    if expected[-1] > 1:
        assert found == expected


def test_a_cut_name_fits_and_ends_in_an_ellipsis() -> None:
    assert cut("短名", 100) == "短名"
    for name in LONG[:2]:
        assert cut(name, 120).endswith("…")
        assert width_of(cut(name, 120)) <= 120
