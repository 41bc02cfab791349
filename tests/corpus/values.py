"""Amounts and dates in every style people and programs write them, and those that nobody can tell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from corpus.base import DOCS, DUE, IDS, TOTAL, iso, joined, plain, table
from corpus.case import Case, Reads, Refuses, text

_RIGHT = Reads({"CNY": str(TOTAL)}, 12, due=DUE, customers=IDS)


def _amounts(name: str, style: object, want: Reads | Refuses = _RIGHT, **options: object) -> Case:
    return text(f"{name}.csv", joined(table(amount=style), ";"), want, **options)  # type: ignore[arg-type]


def _days(name: str, style: object, want: Reads | Refuses = _RIGHT, **options: object) -> Case:
    return text(f"{name}.csv", joined(table(day=style), ";"), want, **options)  # type: ignore[arg-type]


def _one(name: str, amount: str, want: Reads | Refuses, **options: object) -> Case:
    """A ledger of two invoices: 10.50 and the amount in question."""
    return text(f"{name}.csv", f"Customer;Invoice No;Due Date;Currency;Amount\nA;1;2025-02-28;CNY;10.50\nB;2;2025-02-28;CNY;{amount}\n", want, **options)  # type: ignore[arg-type]  # fmt: skip


def _dated(name: str, day: str, want: Reads | Refuses, **options: object) -> Case:
    return text(f"{name}.csv", f"Customer;Invoice No;Due Date;Currency;Amount\nA;1;{day};CNY;10.50\n", want, **options)  # type: ignore[arg-type]  # fmt: skip


def _reads(total: str, day: str = "2025-02-28", rows: int = 2) -> Reads:
    return Reads({"CNY": total}, rows, due=(day, day))


def _grouped(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _comma(amount: Decimal) -> str:
    return _grouped(amount).replace(",", "_").replace(".", ",").replace("_", ".")


def _wide(amount: Decimal) -> str:
    return "￥" + _grouped(amount).translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789,.-"})


def _indian(amount: Decimal) -> str:
    whole, cents = f"{abs(amount):.2f}".split(".")
    head, tail = whole[:-3], whole[-3:]
    groups = []
    while head:
        groups.insert(0, head[-2:])
        head = head[:-2]
    return ("-" if amount < 0 else "") + ",".join([*groups, tail]) + "." + cents


def _side(amount: Decimal) -> str:
    return f"{abs(amount):,.2f} {'CR' if amount < 0 else 'DR'}"


def _month_named(day: date) -> str:
    return f"{day.day:02d}-{('JAN','FEB','MAR','APR','MAY','JUN','JUL','AUG','SEP','OCT','NOV','DEC')[day.month - 1]}-{day:%y}"  # fmt: skip


def _serial(day: date) -> str:
    return str((day - date(1899, 12, 30)).days)


def _low(day: date) -> str:
    """A day that fits both orders."""
    return f"{day.day % 12 + 1:02d}/{day.month:02d}/{day.year}"


def _contradicting() -> str:
    rows = table(day=lambda d: f"{d:%d/%m/%Y}")
    for row in rows[7:]:
        row[3], row[4] = (f"{cell[3:5]}/{cell[:2]}/{cell[6:]}" for cell in row[3:5])
    return joined(rows)


def _due_only_low() -> str:
    """Invoice dates prove day/month; due dates would fit both."""
    lines = ["Customer,Invoice No,Invoice Date,Due Date,Currency,Amount"]
    lines += [f"A,{n},{13 + n}/02/2025,0{n}/04/2025,CNY,10.00" for n in (1, 2, 3)]
    return "\n".join(lines) + "\n"


CASES: tuple[Case, ...] = (
    _amounts("thousands", _grouped),
    _amounts("decimal-comma", _comma),
    _amounts("parentheses", lambda a: f"({abs(a):,.2f})" if a < 0 else f"{a:,.2f}"),
    _amounts("trailing-minus", lambda a: f"{abs(a):,.2f}{'-' if a < 0 else ''}"),
    _amounts("trailing-minus-comma", lambda a: _comma(abs(a)) + ("-" if a < 0 else "")),
    _amounts("credit-and-debit-marks", _side),
    _amounts("full-width", _wide),
    _amounts("yen-sign-minus-first", lambda a: ("-" if a < 0 else "") + f"¥{abs(a):,.2f}"),
    _amounts("dollar-in-parentheses", lambda a: f"(${abs(a):,.2f})" if a < 0 else f"${a:,.2f}"),
    _amounts("narrow-spaces", lambda a: f"{a:,.2f}".replace(",", "\u202f").replace(".", ",")),
    _amounts("apostrophes", lambda a: f"{a:,.2f}".replace(",", "’")),
    _amounts("indian-groups", _indian),
    _amounts("unicode-minus", lambda a: plain(a).replace("-", "\u2212")),
    _amounts("yuan-behind", lambda a: f"{a:,.2f}元"),
    _amounts("code-in-front", lambda a: f"RMB {a:,.2f}"),
    _amounts("dash-for-nothing", lambda a: "-" if a == 0 else f"{a:,.2f}"),
    _amounts("plus-sign", lambda a: f"+{a:.2f}" if a > 0 else plain(a)),
    _one("ten-thousands-in-a-cell", "12.5万", _reads("125010.5")),
    _one("hundred-millions-in-a-cell", "1.2亿", _reads("120000010.5")),
    _one("exponent", "1.5E+3", _reads("1510.5")),
    _one("trailing-zeros", "1.500000", _reads("12")),
    _one("five-decimals", "1.23456", Refuses("CK240", ("1.23456", "line 3", "Amount"))),
    _one("to-be-confirmed", "TBC", Refuses("CK240", ("TBC", "line 3"))),
    _one("amount-in-words", "壹万元整", Refuses("CK240", ("壹万元整",))),
    _one("spreadsheet-error-as-text", "#REF!", Refuses("CK240", ("#REF!", "line 3"))),
    _one("broken-groups", "1,23,45.00", Refuses("CK240", ("1,23,45.00",))),
    _one("amount-with-a-percent", "12%", Refuses("CK240", ("12%",))),
    _one("two-signs", "-(5.00)", Refuses("CK240", ("-(5.00)",))),
    _one("both-decimal-marks", "7,25", Refuses("CK247", ("decimal",))),
    text("thousands-or-decimals.csv", "Customer;Invoice No;Due Date;Amount\nA;1;2025-02-28;1,234\nA;2;2025-02-28;5,678\n", Refuses("CK247", ("1,234", "--decimal", "1234"))),
    text("thousands-or-decimals-told.csv", "Customer;Invoice No;Due Date;Currency;Amount\nA;1;2025-02-28;CNY;1,234\nA;2;2025-02-28;CNY;5,678\n", _reads("6912"), decimal="."),
    text("decimals-told-comma.csv", "Customer;Invoice No;Due Date;Currency;Amount\nA;1;2025-02-28;CNY;1,234\nA;2;2025-02-28;CNY;5,678\n", _reads("6.912"), decimal=","),
    _days("day-first", lambda d: f"{d:%d/%m/%Y}"),
    _days("month-first", lambda d: f"{d:%m/%d/%Y}"),
    _days("month-first-no-zeros", lambda d: f"{d.month}/{d.day}/{d.year}"),
    _days("two-digit-years", lambda d: f"{d:%d.%m.%y}"),
    _days("month-names", _month_named),
    _days("month-names-american", lambda d: _month_named(d)[3:6].title() + f" {d.day}, {d.year}"),
    _days("chinese-days", lambda d: f"{d.year}年{d.month}月{d.day}日"),
    _days("chinese-days-spaced", lambda d: f"{d.year} 年 {d.month:02d} 月 {d.day:02d} 日"),
    _days("eight-digits", lambda d: f"{d:%Y%m%d}"),
    _days("eight-digits-as-float", lambda d: f"{d:%Y%m%d}.0"),
    _days("serial-numbers", _serial),
    _days("full-width-days", lambda d: iso(d).translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789-"})),
    _days("utc-timestamps", lambda d: f"{iso(d)}T16:00:00Z"),
    _days("day-or-month", _low, Refuses("CK248", ("--date-order", "dmy", "mdy"))),
    text("day-or-month-told.csv", "Customer;Invoice No;Due Date;Currency;Amount\nA;1;03/04/2025;CNY;10.50\n", _reads("10.5", "2025-04-03", 1), date_order="dmy"),
    text("month-or-day-told.csv", "Customer;Invoice No;Due Date;Currency;Amount\nA;1;03/04/2025;CNY;10.50\n", _reads("10.5", "2025-03-04", 1), date_order="mdy"),
    text("order-told-is-wrong.csv", "Customer;Invoice No;Due Date;Currency;Amount\nA;1;28/04/2025;CNY;10.50\n", Refuses("CK240", ("28/04/2025",)), date_order="mdy"),
    text("both-orders.csv", _contradicting(), Refuses("CK248", ("day first", "month first"))),
    text("order-proved-by-another-column.csv", _due_only_low(), Reads({"CNY": "30"}, 3, due=("2025-04-01", "2025-04-03"), codes=("CK804",))),
    _dated("impossible-day", "2025-02-30", Refuses("CK240", ("2025-02-30", "line 2"))),
    _dated("month-without-day", "2025年09月", Refuses("CK240", ("2025年09月",))),
    _dated("year-alone", "2025", Refuses("CK240", ("2025",))),
    _dated("year-far-off", "2205-02-28", Refuses("CK240", ("2205",))),
    _dated("open-ended", "9999-12-31", Reads({"CNY": "10.5"}, 1, codes=("CK811",))),
    _dated("nothing-in-sap", "00.00.0000", Reads({"CNY": "10.5"}, 1, codes=("CK811",))),
)  # fmt: skip

assert any(doc.amount < 0 for doc in DOCS), "the styles of a minus need one"
