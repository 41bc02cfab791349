"""The terminal: no line wider than the screen, no number cut, Chinese aligned, nothing left out in silence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from rich.cells import cell_len

from creditkit.money import MONEY
from creditkit.render.layout import Cells, cut, cut_path, fitting, folded_heading, packed
from creditkit.render.terminal import SHOWN_ROWS, to_terminal
from creditkit.render.units import format_value, one_line
from creditkit.report.blocks import Result, Table
from creditkit.schema import Unit
from creditkit.words import speaking
from render_samples import AGING_ROWS, AS_OF, INJECTIONS, aging_result, aging_row, frame_of, text_result

CHINESE = (
    aging_row("KH1007", "望澄砺川机床股份有限公司", "CNY", "1352455.83", "1351064.16", "896354.55", "0"),
    aging_row("KH1042", "华夏精密配件（海屿）销售有限公司上海分公司", "CNY", "0", "134123.71", "0", "-2500"),
)


def limit_result() -> Result:
    rows = [
        {
            "customer_id": "KH1007",
            "customer_name": "望澄砺川机床股份有限公司",
            "currency": "CNY",
            "grade": 9,
            "recommended": Decimal(0),
            "exposure": Decimal("5418346.26"),
            "utilisation": 1.05,
            "status": "hard-hold",
            "hold_reasons": [
                {"code": "days-hard", "value": 99.0, "threshold": 60.0, "detail": None},
                {"code": "grade-hard", "value": 9.0, "threshold": None, "detail": None},
            ],
        },
        {
            "customer_id": "KH1045",
            "customer_name": "Kestrelby Drives Corp.",
            "currency": "USD",
            "grade": 2,
            "recommended": Decimal(58000),
            "exposure": Decimal("44164.31"),
            "utilisation": None,
            "status": "ok",
            "hold_reasons": [],
        },
    ]
    compact = (
        "customer_id",
        "customer_name",
        "grade",
        "recommended",
        "exposure",
        "utilisation",
        "status",
        "hold_reasons",
    )
    return Result("limit", AS_OF, Table("limit", frame_of(rows), compact=compact))


def plain_lines(result: Result, width: int, **options: Any) -> list[str]:
    return to_terminal(result, width, colour=False, **options).rstrip("\n").split("\n")


GOLDEN_80 = """\
Aging of receivables  as of 2025-09-28  CNY  policy 1f58423f
Customer
no.        Customer            not due          1-30       Overdue          Open
KH1007     望澄砺川机..   1,352,455.83  1,351,064.16  2,247,418.71  3,599,874.54
KH1042     华夏精密配..              -    134,123.71    134,123.71    131,623.71
Total CNY                 1,352,455.83  1,485,187.87  2,381,542.42  3,731,498.25
Not shown at 80 columns: 31-60; Unapplied; Oldest, days; Notes.
"""

GOLDEN_160 = """\
Aging of receivables  as of 2025-09-28  CNY  policy 1f58423f
Customer                                                                                                                  Oldest,
no.        Customer                             not due          1-30       31-60  Unapplied       Overdue          Open     days
KH1007     望澄砺川机床股份有限公司        1,352,455.83  1,351,064.16  896,354.55          -  2,247,418.71  3,599,874.54       45
KH1042     华夏精密配件（海屿）销售有限..             -    134,123.71           -  -2,500.00    134,123.71    131,623.71        -
Total CNY                                  1,352,455.83  1,485,187.87  896,354.55  -2,500.00  2,381,542.42  3,731,498.25
Not shown at 160 columns: Notes.
"""


@pytest.mark.parametrize(("width", "golden"), [(80, GOLDEN_80), (160, GOLDEN_160)])
def test_golden(width: int, golden: str) -> None:
    assert to_terminal(aging_result(CHINESE), width, colour=False) == golden


def test_golden_in_chinese() -> None:
    with speaking("zh"):
        lines = plain_lines(aging_result(CHINESE), 100)
    assert lines[1].split()[:2] == ["客户编码", "客户名称"]
    assert lines[-2].startswith("合计 CNY")


RESULTS = [aging_result(), aging_result(CHINESE), limit_result(), text_result(INJECTIONS)]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [60, 72, 80, 100, 120, 132, 160, 200, 250])
@pytest.mark.parametrize("result", RESULTS, ids=["currencies", "chinese", "limits", "hostile"])
def test_no_line_is_wider_than_the_screen_and_amounts_line_up(result: Result, width: int, language: str) -> None:
    with speaking(language):
        lines = plain_lines(result, width)
    assert max(cell_len(line) for line in lines) <= width
    assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize("width", [40, 60, 80, 120, 160])
def test_amounts_stand_under_each_other(width: int) -> None:
    ends = set()
    for line in plain_lines(aging_result(CHINESE), width):
        if found := re.search(r"[\d,]+\.\d\d$", line):
            ends.add(cell_len(line[: found.end()]))
    assert len(ends) == 1


@pytest.mark.parametrize("width", [1, 8, 20, 30, 40, 80])
def test_a_number_is_shown_whole_or_not_at_all(width: int) -> None:
    frames = (aging_result(CHINESE).rows.frame, aging_result(CHINESE).rows.totals)
    known = {
        f"{value:,.2f}"
        for frame in frames
        if frame is not None
        for series in frame
        if series.dtype == MONEY
        for value in series
    }
    shown = set(re.findall(r"-?\d[\d,]*\.\d*", to_terminal(aging_result(CHINESE), width, colour=False)))
    assert shown <= known


def test_one_column_wider_than_the_screen_runs_on() -> None:
    frame = pl.DataFrame({"amount": pl.Series([Decimal("123456789012.34")], dtype=MONEY)})
    assert "123,456,789,012.34" in to_terminal(Result("aging", AS_OF, Table("t", frame)), 8, colour=False)


@pytest.mark.parametrize("width", [60, 80, 100, 160])
@pytest.mark.parametrize("result", RESULTS[:3], ids=["currencies", "chinese", "limits"])
def test_every_column_is_shown_or_named_as_not_shown(result: Result, width: int) -> None:
    from creditkit.render.markdown import heading_of

    text = re.sub(r"\s+", " ", to_terminal(result, width, colour=False))
    for name in result.rows.frame.columns:
        if name == "currency" and result.rows.currency:
            continue
        assert all(word in text for word in heading_of(name).split()), name


@pytest.mark.parametrize("width", [60, 80, 100])
def test_amounts_of_several_currencies_have_their_currency_beside_them(width: int) -> None:
    for result in (aging_result(), limit_result()):
        for line in plain_lines(result, width):
            if line.startswith(("KH", "000127", "1E5")):
                assert re.search(r"\b(CNY|JPY|BHD|USD)\b", line), line


def test_amounts_have_the_decimals_of_their_currency() -> None:
    text = to_terminal(aging_result(), 200, colour=False)
    assert re.search(r" 100,250\b", text)
    assert " 12,345.803" in text
    assert "Total JPY" in text


def test_reasons_are_lines_that_break_between_reasons() -> None:
    text = to_terminal(limit_result(), 160, colour=False)
    assert "99 days past due, above 60; Grade 9" in text
    narrow = to_terminal(limit_result(), 132, colour=False)
    assert "99 days past due, above 60;\n" in narrow


def test_long_tables_say_how_many_rows_are_left() -> None:
    rows = [aging_row(f"KH{n:04}", "名", "CNY", "1", "2", "3", "0") for n in range(SHOWN_ROWS + 120)]
    cut_off = plain_lines(aging_result(rows), 100)
    whole = plain_lines(aging_result(rows), 100, all_rows=True)
    assert sum(line.startswith("KH") for line in cut_off) == SHOWN_ROWS
    assert any("120 more rows" in line for line in cut_off)
    assert sum(line.startswith("KH") for line in whole) == SHOWN_ROWS + 120
    # the total is that of all rows, shown or not
    assert [line for line in cut_off if line.startswith("Total")] == [
        line for line in whole if line.startswith("Total")
    ]


def test_totals_of_other_columns_stand_in_a_table_of_their_own() -> None:
    rows = pl.DataFrame({"path": ["/a/very/long/folder/ledger.csv"], "documents": [3]})
    totals = pl.DataFrame({"currency": ["JPY"], "open_amount": pl.Series([Decimal(12)], dtype=MONEY), "documents": [3]})
    lines = plain_lines(Result("import", AS_OF, Table("import", rows, totals=totals)), 80)
    assert "Totals" in lines
    assert any(re.fullmatch(r"JPY +12 +3", line) for line in lines)


def test_nothing_found_is_said() -> None:
    empty = Result("aging", AS_OF, Table("aging", frame_of(AGING_ROWS).head(0)))
    assert "Nothing to show." in to_terminal(empty, 80, colour=False)


@pytest.mark.parametrize("width", [80, 160])
def test_a_gbk_console_prints_every_character(width: int) -> None:
    for language in ("en", "zh"):
        with speaking(language):
            text = to_terminal(aging_result(), width, colour=False) + to_terminal(limit_result(), width, colour=False)
        text.encode("gbk")
        assert not set(text) & set("✓✗¥─│┌└█▏")


def test_glyphs_of_ambiguous_width_stand_in_no_column_but_the_last() -> None:
    names = [row["customer_name"] for row in CHINESE]
    for line in plain_lines(aging_result(CHINESE), 72):
        assert "…" not in line or not line.startswith(tuple(names))


def test_colour_only_when_asked_for() -> None:
    coloured = to_terminal(limit_result(), 120, colour=True)
    assert "\x1b[" in coloured
    bare = "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[\d;]*m", "", coloured).split("\n"))
    assert bare == to_terminal(limit_result(), 120, colour=False)


@pytest.mark.parametrize("name", ["\x1b]0;title\x07x", "\x1b[2J\x1b[31mred", "a\rb", "\u202eevil", "a\nb", "\x9b31m"])
def test_a_name_cannot_act_on_the_console(name: str) -> None:
    text = to_terminal(text_result([name]), 100, colour=False)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
    assert len(text.split("\n")) == len(to_terminal(text_result([one_line(name)]), 100, colour=False).split("\n"))


def test_markup_in_a_name_is_text() -> None:
    assert "[bold]x[/bold] :smile:" in to_terminal(text_result(["[bold]x[/bold] :smile:"]), 100, colour=False)


# --- one value ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "currency", "shown"),
    [
        pytest.param(Decimal("1234567.891"), "money", "CNY", "1,234,567.89", id="money"),
        pytest.param(Decimal("1234567.5"), "money", "JPY", "1,234,568", id="money-without-decimals"),
        pytest.param(Decimal("-0.001"), "money", "CNY", "0.00", id="no-negative-zero"),
        pytest.param(1.05, "ratio", None, "105.0 %", id="ratio"),
        pytest.param(-1.2, "ratio", None, "-120.0 %", id="negative-ratio"),
        pytest.param(-0.0001, "ratio", None, "0.0 %", id="ratio-no-negative-zero"),
        pytest.param(12.5, "ratio", None, "1,250.0 %", id="large-ratio"),
        pytest.param(66.0, "points", None, "66.0", id="points"),
        pytest.param(-0.04, "points", None, "0.0", id="points-no-negative-zero"),
        pytest.param(1234, "days", None, "1,234", id="days"),
        pytest.param(AS_OF, "date", None, "2025-09-28", id="date"),
        pytest.param(True, "flag", None, "yes", id="flag"),
        pytest.param("hard-hold", "code", None, "hard hold", id="code"),
        pytest.param("cod", "money", None, "cash on delivery or letter of credit", id="recommended-terms-are-a-code"),
        pytest.param(None, "money", "CNY", "-", id="undefined"),
        pytest.param([], "list", None, "", id="no-reasons"),
    ],
)
def test_values_by_unit(value: Any, unit: Unit, currency: str | None, shown: str) -> None:
    assert format_value(value, unit, currency) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\tb\nc", "a b c"), ("\x1b[31m", "?[31m"), ("望澄 é", "望澄 é"), ("a\u2028b", "a b"), ("", "")],
)
def test_text_is_one_harmless_line(text: str, shown: str) -> None:
    assert one_line(text) == shown


# --- layout ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("望澄砺川机床", 12, "望澄砺川机床"),
        ("望澄砺川机床", 11, "望澄砺川.."),
        ("abcdef", 5, "abc.."),
        ("望", 1, ".."),
        ("", 3, ""),
    ],
)
def test_cut_counts_cells(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown


def test_a_path_keeps_its_end() -> None:
    assert (
        cut_path("/data/2025/应收/ledger.csv", 14) == "..r/ledger.csv"[-14:]
        or cell_len(cut_path("/data/2025/应收/ledger.csv", 14)) <= 14
    )
    assert cut_path("/data/2025/应收/ledger.csv", 14).endswith("ledger.csv")
    assert cut_path("a.csv", 14) == "a.csv"


@pytest.mark.parametrize(
    ("heading", "least", "folded"),
    [
        ("Recommended limit", 8, "Recommended\nlimit"),
        ("Recommended limit", 20, "Recommended limit"),
        ("Open", 1, "Open"),
        ("DSO, count-back", 4, "DSO,\ncount-back"),
        ("a b c d", 3, "a b\nc d"),
    ],
)
def test_headings_fold_where_that_saves_room(heading: str, least: int, folded: str) -> None:
    assert folded_heading(heading, least) == folded


def test_items_are_packed_between_items() -> None:
    assert packed(["aaa", "bbb", "ccc"], 9) == "aaa; bbb;\nccc"
    assert packed([], 9) == ""


def columns(*widths: tuple[str, str, int]) -> list[Cells]:
    return [Cells(name, "text", name[0], ["x" * width], [], kind) for name, kind, width in widths]


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        pytest.param(80, {"id": 6, "name": 30, "a": 10, "b": 10}, id="all-fit"),
        pytest.param(44, {"id": 6, "name": 12, "a": 10, "b": 10}, id="names-give-way-first"),
        pytest.param(43, {"id": 6, "name": 23, "a": 10}, id="then-the-least-important-goes-and-the-name-regains"),
        pytest.param(20, {"id": 6, "name": 12}, id="the-first-stays"),
        pytest.param(3, {"id": 6}, id="even-where-it-does-not-fit"),
    ],
)
def test_fitting(width: int, shown: dict[str, int]) -> None:
    kept, dropped = fitting(
        columns(("id", "fixed", 6), ("name", "name", 40), ("a", "fixed", 10), ("b", "fixed", 10)), width, frozenset()
    )
    assert {item.name: item.width for item in kept} == shown
    assert {item.name for item in dropped} == {"id", "name", "a", "b"} - set(shown)


def test_extras_come_only_where_all_others_have_what_they_want() -> None:
    items: Sequence[Cells] = columns(("id", "fixed", 6), ("name", "name", 30), ("extra", "fixed", 10))
    items[2].extra = True
    assert [item.name for item in fitting(list(items), 49, frozenset())[0]] == ["id", "name"]
    assert [item.name for item in fitting(list(items), 50, frozenset())[0]] == ["id", "name", "extra"]
