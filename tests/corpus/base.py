"""One drawn ledger that the cases of encodings, delimiters, number and date styles all write in their own way."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

_SEED = 20_250_930
_CUSTOMERS = (
    ("000127", "Bluewater Shipping Co", "深圳市鹏达电子有限公司"),
    ("01E5", "Mueller & Soehne GmbH", "杭州西湖食品股份有限公司"),
    ("88", "Acme Industrial Ltd", "上海远景贸易有限公司"),
    ("900000000000000127", "Huaxin Technology Group", "北京华信科技（集团）股份有限公司"),
)
ENGLISH = ("Customer No", "Customer Name", "Invoice No", "Invoice Date", "Due Date", "Currency", "Amount", "Paid Amount", "Open Amount")  # fmt: skip
CHINESE = ("客户编码", "客户名称", "单据编号", "开票日期", "到期日", "币种", "应收金额", "已收金额", "未收余额")
GERMAN = ("Kundennummer", "Kundenname", "Belegnummer", "Belegdatum", "Fällig am", "Währung", "Betrag", "Bezahlt", "Offener Betrag")  # fmt: skip


@dataclass(frozen=True)
class Doc:
    customer: str
    name: str
    chinese: str
    number: str
    invoiced: date
    due: date
    amount: Decimal
    paid: Decimal

    @property
    def open(self) -> Decimal:
        return self.amount - self.paid


def drawn() -> tuple[Doc, ...]:
    """Twelve documents: paid, part paid, unpaid, one credit note; days beyond 12 in both date columns."""
    dice = random.Random(_SEED)
    found = []
    for place in range(12):
        customer, name, chinese = _CUSTOMERS[place % len(_CUSTOMERS)]
        invoiced = date(2025, 1, 28) + timedelta(days=dice.randrange(0, 150))
        amount = Decimal(dice.randrange(120_000, 9_900_000)) / 100
        paid = (Decimal(0), amount, (amount / 3).quantize(Decimal("0.01")))[place % 3]
        if place == 4:
            amount, paid = -amount, Decimal(0)
        found.append(Doc(customer, name, chinese, f"INV-{place:04d}", invoiced, invoiced + timedelta(days=30), amount, paid))  # fmt: skip
    return tuple(found)


DOCS = drawn()
TOTAL = sum((doc.open for doc in DOCS), Decimal(0))
DUE = (min(doc.due for doc in DOCS).isoformat(), max(doc.due for doc in DOCS).isoformat())
IDS = tuple(sorted({doc.customer for doc in DOCS}))


def plain(amount: Decimal) -> str:
    return f"{amount:.2f}"


def iso(day: date) -> str:
    return day.isoformat()


def table(
    header: tuple[str, ...] = ENGLISH, *, amount: Callable[[Decimal], str] = plain, day: Callable[[date], str] = iso,
    currency: str = "CNY", chinese: bool = False,
) -> list[list[str]]:  # fmt: skip
    """The drawn ledger as rows of text under a header, amounts and days written as asked."""
    rows = [list(header)]
    for doc in DOCS:
        name = doc.chinese if chinese else doc.name
        money = (amount(doc.amount), amount(doc.paid), amount(doc.open))
        rows.append([doc.customer, name, doc.number, day(doc.invoiced), day(doc.due), currency, *money])
    return rows


def joined(rows: list[list[str]], delimiter: str = ",") -> str:
    """Rows as delimited text, cells quoted where they must be."""
    lines = []
    for row in rows:
        cells = [f'"{cell}"' if delimiter in cell or '"' in cell else cell for cell in row]
        lines.append(delimiter.join(cells))
    return "\n".join(lines) + "\n"
