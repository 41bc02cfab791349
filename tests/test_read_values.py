"""Single values: amounts, dates and terms of payment in every form, one named case each."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditkit.read.dates import from_julian, order_evidence, read_dates
from creditkit.read.numbers import decimal_evidence, read_amounts
from creditkit.read.status import meanings, unknown
from creditkit.read.terms_text import parse_terms
from creditkit.read.units import title_factor

quick = settings(max_examples=150, derandomize=True, deadline=None)


def amount(text: str | None, decimal: str = ".") -> tuple[Decimal | None, bool]:
    """(value, whether it was refused)."""
    found = read_amounts(pl.Series([text], dtype=pl.String), decimal)
    return found.values[0], found.bad[0]


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        pytest.param("1.234,56", ",", "1234.56", id="comma"),
        pytest.param("1,234.56", ".", "1234.56", id="point"),
        pytest.param("1,234.56-", ".", "-1234.56", id="trailing-minus"),
        pytest.param("1.234,56-", ",", "-1234.56", id="trailing-minus-comma"),
        pytest.param("(123.45)", ".", "-123.45", id="parentheses"),
        pytest.param("（123.45）", ".", "-123.45", id="full-width-parentheses"),
        pytest.param("($1,234.56)", ".", "-1234.56", id="dollar-in-parentheses"),
        pytest.param("¥1,234.56", ".", "1234.56", id="yen-sign"),
        pytest.param("￥１，２３４．５６", ".", "1234.56", id="full-width"),
        pytest.param("-¥1,234.56", ".", "-1234.56", id="minus-before-sign"),
        pytest.param("－1,234.56", ".", "-1234.56", id="full-width-minus"),
        pytest.param("−1,234.56", ".", "-1234.56", id="mathematical-minus"),
        pytest.param("1 234,56", ",", "1234.56", id="space"),
        pytest.param("1\u00a0234,56", ",", "1234.56", id="no-break-space"),
        pytest.param("1\u202f234,56", ",", "1234.56", id="narrow-space"),
        pytest.param("1'234.56", ".", "1234.56", id="apostrophe"),
        pytest.param("12,34,567.89", ".", "1234567.89", id="indian"),
        pytest.param("1,234.56 CR", ".", "-1234.56", id="credit"),
        pytest.param("1,234.56 Cr.", ".", "-1234.56", id="credit-with-point"),
        pytest.param("1,234.56 DR", ".", "1234.56", id="debit"),
        pytest.param("1,234.56元", ".", "1234.56", id="yuan"),
        pytest.param("12.5万", ".", "125000", id="ten-thousands"),
        pytest.param("1.2亿", ".", "120000000", id="hundred-millions"),
        pytest.param("RMB 1,234.56", ".", "1234.56", id="code"),
        pytest.param("1.5E+3", ".", "1500", id="exponent"),
        pytest.param("-", ".", "0", id="accounting-dash"),
        pytest.param("+5.00", ".", "5", id="plus"),
        pytest.param(".50", ".", "0.5", id="no-leading-zero"),
        pytest.param("1.23450000", ".", "1.2345", id="zeros-beyond-four-decimals"),
        pytest.param("0.0000", ".", "0", id="nothing"),
        pytest.param("99999999999999999999.9999", ".", "99999999999999999999.9999", id="twenty-digits"),
    ],
)
def test_amounts_are_read(text: str, decimal: str, value: str) -> None:
    assert amount(text, decimal) == (Decimal(value), False)


@pytest.mark.parametrize(
    "text",
    ["#N/A", "#REF!", "#DIV/0!", "壹万元整", "TBC", "1.23456", "1,23,45.00", "12%", "-(5.00)", "--5", "5-5", "1.2.3", "1e-9", "0x10", "."],
)  # fmt: skip
def test_what_is_no_amount_is_refused_and_never_cut(text: str) -> None:
    assert amount(text) == (None, True)


def test_an_empty_cell_is_nothing_and_not_refused() -> None:
    assert amount(None) == (None, False)


@pytest.mark.parametrize(
    ("cells", "proved"),
    [
        pytest.param(["1,234", "5,678"], set(), id="open"),
        pytest.param(["1,234", "5,67"], {","}, id="two-decimals-behind-a-comma"),
        pytest.param(["1.234.567"], {","}, id="two-points-are-groups"),
        pytest.param(["1,234,567"], {"."}, id="two-commas-are-groups"),
        pytest.param(["1.234,5"], {","}, id="point-then-comma"),
        pytest.param(["12.50", "7,25"], {".", ","}, id="both"),
        pytest.param(["100", None], set(), id="none-needed"),
    ],
)
def test_the_decimal_mark_is_proved_or_left_open(cells: list[str | None], proved: set[str]) -> None:
    assert decimal_evidence(pl.Series(cells, dtype=pl.String))[0] == proved


@quick
@given(st.decimals(min_value=-(10**15), max_value=10**15, places=2), st.sampled_from(["plain", "grouped", "comma", "parentheses", "trailing"]))  # fmt: skip
def test_every_style_of_an_amount_reads_back_to_the_cent(value: Decimal, style: str) -> None:
    text, decimal = f"{value:.2f}", "."
    if style == "grouped":
        text = f"{value:,.2f}"
    elif style == "comma":
        text, decimal = f"{value:,.2f}".translate({ord(","): ".", ord("."): ","}), ","
    elif style == "parentheses" and value < 0:
        text = f"({-value:,.2f})"
    elif style == "trailing" and value < 0:
        text = f"{-value:,.2f}-"
    assert amount(text, decimal) == (value, False)


def day(text: str | None, order: str | None = None, *, date1904: bool = False) -> tuple[date | None, bool]:
    found = read_dates(pl.Series([text], dtype=pl.String), order, date1904=date1904)  # type: ignore[arg-type]
    return found.values[0], found.bad[0]


SEPTEMBER = date(2025, 9, 28)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        pytest.param("2025-09-28", None, id="iso"),
        pytest.param("20250928", None, id="eight-digits"),
        pytest.param("20250928.0", None, id="float-of-eight-digits"),
        pytest.param("2025/9/28", None, id="slashes-year-first"),
        pytest.param("2025.09.28", None, id="points-year-first"),
        pytest.param("2025年9月28日", None, id="chinese"),
        pytest.param("2025 年 09 月 28 日", None, id="chinese-spaced"),
        pytest.param("２０２５－０９－２８", None, id="full-width"),
        pytest.param("28.09.2025", None, id="points-day-first"),
        pytest.param("28.09.25", None, id="points-two-digit-year"),
        pytest.param("28/09/2025", "dmy", id="day-first"),
        pytest.param("09/28/2025", "mdy", id="month-first"),
        pytest.param("28-SEP-25", None, id="oracle"),
        pytest.param("28-SEP-2025", None, id="oracle-long"),
        pytest.param("28 Sep 2025", None, id="month-name"),
        pytest.param("Sep 28, 2025", None, id="month-name-first"),
        pytest.param("September 28 2025", None, id="month-in-full"),
        pytest.param("45928", None, id="serial"),
        pytest.param("45928.75", None, id="serial-with-time"),
        pytest.param("2025-09-28T16:00:00Z", None, id="utc-keeps-its-day"),
        pytest.param("2025-09-28 00:00:00+08:00", None, id="local-midnight-keeps-its-day"),
        pytest.param("2025-09-28 10:11:12.123", None, id="time-of-day"),
    ],
)
def test_dates_are_read(text: str, order: str | None) -> None:
    assert day(text, order) == (SEPTEMBER, False)


def test_a_workbook_that_counts_from_1904_says_so() -> None:
    assert day("44466", date1904=True) == (SEPTEMBER, False)


def test_julian_days_of_jd_edwards() -> None:
    assert from_julian(pl.Series(["125271", "99365", "x", None])).to_list() == ["2025-09-28", "1999-12-31", "x", None]


@pytest.mark.parametrize("text", ["00.00.0000", "0000-00-00", "9999-12-31", None, "-"])
def test_no_date_is_nothing_and_not_refused(text: str | None) -> None:
    assert day(text) == (None, False)


@pytest.mark.parametrize("text", ["2025年09月", "2025-02-30", "31.04.2025", "2025", "TBC", "2205-01-01", "1923-01-01", "#N/A", "05/06/2025", "30 Foo 2025"])  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    assert day(text) == (None, True)


@pytest.mark.parametrize(
    ("text", "year"), [("28-SEP-68", 2068), ("28-SEP-70", 1970), ("28-SEP-00", 2000), ("28-SEP-99", 1999)]
)
def test_two_digit_years_turn_at_69(text: str, year: int) -> None:
    assert day(text) == (date(year, 9, 28), False)


def test_the_order_of_day_and_month_is_proved_by_a_part_above_twelve() -> None:
    assert order_evidence(pl.Series(["05/06/2025", "13/01/2025"]))[0] == {"dmy"}
    assert order_evidence(pl.Series(["05/06/2025", "01/13/2025"]))[0] == {"mdy"}
    assert order_evidence(pl.Series(["12/12/2025", "05/06/2025"])) == (set(), ["05/06/2025", "12/12/2025"])
    assert order_evidence(pl.Series(["2025-06-05"]))[0] == set()


@quick
@given(st.dates(date(1970, 1, 1), date(2100, 12, 31)), st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%Y年%m月%d日", "%d/%m/%Y", "serial"]))  # fmt: skip
def test_every_style_of_a_date_reads_back(value: date, style: str) -> None:
    text = str((value - date(1899, 12, 30)).days) if style == "serial" else value.strftime(style)
    assert day(text, "dmy") == (value, False)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        pytest.param("Net 30", "2025-02-11", id="net"),
        pytest.param("net30", "2025-02-11", id="net-joined"),
        pytest.param("30 days", "2025-02-11", id="days"),
        pytest.param("N30", "2025-02-11", id="n"),
        pytest.param("30", "2025-02-11", id="number"),
        pytest.param("30天", "2025-02-11", id="chinese-days"),
        pytest.param("2/10 net 30", "2025-02-11", id="discount"),
        pytest.param("2% 10, n/30", "2025-02-11", id="discount-per-cent"),
        pytest.param("30 EOM", "2025-03-02", id="eom-after"),
        pytest.param("EOM+30", "2025-03-02", id="eom-plus"),
        pytest.param("月结30天", "2025-03-02", id="monthly-statement"),
        pytest.param("月结60", "2025-04-01", id="monthly-statement-60"),
        pytest.param("45 days end of month", "2025-02-28", id="then-end-of-month"),
        pytest.param("货到30天", "2025-02-11", id="after-delivery"),
        pytest.param("票到60天", "2025-03-13", id="after-invoice"),
        pytest.param("验收后30日", "2025-02-11", id="after-acceptance"),
        pytest.param("次月25日", "2025-02-25", id="next-month"),
        pytest.param("15 MFI", "2025-02-15", id="month-following"),
        pytest.param("现结", "2025-01-12", id="at-once"),
        pytest.param("COD", "2025-01-12", id="cash-on-delivery"),
        pytest.param("Due on receipt", "2025-01-12", id="on-receipt"),
        pytest.param("CIA", "2025-01-12", id="in-advance"),
        pytest.param("款到发货", "2025-01-12", id="paid-first"),
        pytest.param("预付30%，发货前70%", "2025-01-12", id="prepaid-in-parts"),
    ],
)
def test_terms_give_the_due_date(text: str, due: str) -> None:
    terms = parse_terms(text)
    assert terms is not None
    assert terms.due(date(2025, 1, 12)) == date.fromisoformat(due)


@pytest.mark.parametrize("text", [None, "", "2025-09", "电汇", "银行承兑汇票", "NAH4", "as agreed", "30% Rabatt"])
def test_what_fixes_no_due_date_gives_none(text: str | None) -> None:
    assert parse_terms(text) is None


@quick
@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 180))
def test_net_days_are_calendar_days(invoiced: date, days: int) -> None:
    terms = parse_terms(f"Net {days}")
    assert terms is not None
    assert terms.due(invoiced) == invoiced + timedelta(days=days)


@pytest.mark.parametrize(
    ("words", "header", "found"),
    [
        (["Draft", "VOIDED", "已作废"], "Status", ["void"] * 3),
        (["Repaid", "已结清", "Paid"], "状态", ["settled"] * 3),
        (["是", "否"], "是否结清", ["settled", "open"]),
        (["Yes", "No"], "Open", ["open", "settled"]),
        (["1", "0"], "isOpen", ["open", "settled"]),
        (["Partially Paid", "Overdue", None], "Status", ["part", "open", None]),
    ],
)
def test_a_status_means_what_its_header_asks(words: list[str | None], header: str, found: list[str | None]) -> None:
    assert meanings(pl.Series(words, dtype=pl.String), header).to_list() == found


def test_a_status_nobody_knows_is_named() -> None:
    assert unknown(meanings(pl.Series(["Zauber", "Open"]), "Status")) == ["Zauber"]


@pytest.mark.parametrize(
    ("title", "factor"),
    [("单位：万元", 10_000), ("金额单位:人民币千元", 1_000), ("（单位：百万元）", 1_000_000), ("单位：元", 1), ("In thousands of EUR", 1_000),
     ("All figures in EUR millions", 1_000_000), ("Receivables, TEUR", 1_000), ("万元户有限公司", 1)],
)  # fmt: skip
def test_units_of_a_title(title: str, factor: int) -> None:
    assert title_factor(title) == factor
