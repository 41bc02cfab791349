"""Aging, DSO and habits recomputed in plain Python, document by document: slow, simple, and written apart.

A test helper: it shares no code with the package.  A `Doc` is one receivable row, a `Pay` one dated settlement of it.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import polars as pl

from creditkit.ledger import Ledger
from creditkit.schema import LEDGER_SCHEMA, SETTLEMENT_SCHEMA

ZERO = Decimal(0)


@dataclass(frozen=True)
class Pay:
    day: date | None
    amount: Decimal
    kind: str = "cash"


@dataclass(frozen=True)
class Doc:
    customer: str
    number: str
    invoiced: date
    due: date | None
    amount: Decimal
    paid: tuple[Pay, ...] = field(default=())
    currency: str = "CNY"
    type: str = "invoice"
    disputed: bool = False
    applied_to: str | None = None
    instalment: int | None = None
    entity: str | None = None
    # the first payment is told by the row itself, the others by the payments frame
    in_row: bool = False


def ledger_of(
    docs: list[Doc], loose: list[tuple[str, str, Pay]] = (), *, has_past: bool = True, layout: str = "invoices"
) -> Ledger:
    """The canonical ledger of docs; loose: (customer, document number, Pay) without the key of a row."""
    rows, settlements = [], []
    for key, doc in enumerate(docs):
        own = doc.paid[0] if doc.in_row and doc.paid else None
        rows.append(
            {
                "document_key": key,
                "customer_id": doc.customer,
                "customer_name": f"Customer {doc.customer}",
                "entity": doc.entity,
                "document_id": doc.number,
                "instalment": doc.instalment,
                "document_type": doc.type,
                "invoice_date": doc.invoiced,
                "due_date": doc.due,
                "currency": doc.currency,
                "amount": doc.amount,
                "settled_amount": own.amount if own else ZERO,
                "settled_date": own.day if own else None,
                "open_amount": doc.amount - sum((p.amount for p in doc.paid), ZERO),
                "applied_to": doc.applied_to,
                "disputed": doc.disputed,
                "source": 0,
                "source_row": key + 2,
            }
        )
        settlements += [
            _settlement(key, doc.customer, doc.number, doc.currency, pay) for pay in (doc.paid[1:] if own else doc.paid)
        ]
    settlements += [_settlement(None, customer, number, "CNY", pay) for customer, number, pay in loose]
    return Ledger(
        documents=pl.DataFrame(rows, schema=LEDGER_SCHEMA),
        settlements=pl.DataFrame(settlements, schema=SETTLEMENT_SCHEMA),
        layout=layout,
        has_past=has_past,
        has_sales=has_past,
    )


def _settlement(key: int | None, customer: str, number: str, currency: str, pay: Pay) -> dict[str, object]:
    return {
        "document_key": key,
        "customer_id": customer,
        "document_id": number,
        "date": pay.day,
        "currency": currency,
        "amount": pay.amount,
        "kind": pay.kind,
    }


# --- aging ----------------------------------------------------------------------------------------------------------


def open_at(doc: Doc, as_of: date) -> Decimal:
    """What is open on a document at a date; 0 before it exists."""
    if doc.invoiced > as_of:
        return ZERO
    return doc.amount - sum((p.amount for p in doc.paid if p.day is None or p.day <= as_of), ZERO)


def aging(
    docs: list[Doc], as_of: date, edges: tuple[int, ...] = (30, 60, 90, 120), basis: str = "due"
) -> dict[tuple[str, str], dict[str, Decimal | int]]:
    """Aging in `separate` mode per (customer, currency)."""
    table: dict[tuple[str, str], dict[str, Decimal | int]] = {}
    for doc in docs:
        value = open_at(doc, as_of)
        if value == 0:
            continue
        row = table.setdefault((doc.customer, doc.currency), dict.fromkeys(_labels(edges, basis), ZERO))
        for name in ("unapplied", "disputed", "overdue", "open"):
            row.setdefault(name, ZERO)
        row.setdefault("max_days_overdue", 0)
        row["open"] += value
        if value < 0:
            row["unapplied"] += value
            continue
        late = (as_of - (doc.due or doc.invoiced)).days
        row[_label(late if basis == "due" else (as_of - doc.invoiced).days, edges, basis)] += value
        row["disputed"] += value if doc.disputed else ZERO
        row["overdue"] += value if late > 0 else ZERO
        row["max_days_overdue"] = max(row["max_days_overdue"], late)
    return table


def _labels(edges: tuple[int, ...], basis: str) -> list[str]:
    names, low = (["not_due"], 1) if basis == "due" else ([], 0)
    for edge in edges:
        names.append(f"{low}-{edge}")
        low = edge + 1
    return [*names, f"{low}+"]


def _label(days: int, edges: tuple[int, ...], basis: str) -> str:
    labels = _labels(edges, basis)
    if basis == "due":
        if days <= 0:
            return labels.pop(0)
        labels.pop(0)
    for edge, name in zip(edges, labels, strict=False):
        if days <= edge:
            return name
    return labels[-1]


# --- dso ------------------------------------------------------------------------------------------------------------


def end_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def back(day: date, months: int) -> date:
    """`months` months earlier; month ends to month ends."""
    index = day.year * 12 + day.month - 1 - months
    last = calendar.monthrange(index // 12, index % 12 + 1)[1]
    return date(index // 12, index % 12 + 1, last if day == end_of_month(day) else min(day.day, last))


def dso(docs: list[Doc], end: date, currency: str, months: int = 3) -> dict[str, Fraction | int | None]:
    """The DSO family at a date, for a ledger whose history fills the window, as exact fractions."""
    mine = [d for d in docs if d.currency == currency]

    def sold(first: date, last: date) -> Fraction:
        kinds = ("invoice", "debit-note", "credit-note")
        return Fraction(sum((d.amount for d in mine if d.type in kinds and first <= d.invoiced <= last), ZERO))

    def state(day: date) -> tuple[Fraction, Fraction, Fraction]:
        net = current = overdue = ZERO
        for doc in mine:
            value = open_at(doc, day)
            net += value
            if value > 0 and (doc.due or doc.invoiced) < day:
                overdue += value
            elif value > 0:
                current += value
        return Fraction(net), Fraction(current), Fraction(overdue)

    before = back(end, months)
    opening, (closing, current, overdue) = state(before)[0], state(end)
    sales, days = sold(before + timedelta(days=1), end), (end - before).days
    first_sale = min(d.invoiced for d in mine if d.type in ("invoice", "debit-note", "credit-note"))
    left, gone, countback = closing, 0, None
    month = end.replace(day=1)
    while end_of_month(month) >= first_sale and countback is None:
        last = min(end, end_of_month(month))
        length, of_month = (last - month).days + 1, sold(month, last)
        if left <= 0:
            countback = Fraction(gone)
        elif of_month <= 0:
            gone += length
        elif left <= of_month:
            countback = gone + left / of_month * length
        else:
            left, gone = left - of_month, gone + length
        month = (month - timedelta(days=1)).replace(day=1)
    if countback is None and left <= 0:
        countback = Fraction(gone)
    weighted, month = Fraction(0), first_sale.replace(day=1)
    while month <= end:
        last = min(end, end_of_month(month))
        still = sum((open_at(d, end) for d in mine if month <= d.invoiced <= last), ZERO)
        if sold(month, last) > 0:
            weighted += Fraction(still) / sold(month, last) * ((last - month).days + 1)
        month = end_of_month(month) + timedelta(days=1)
    collectable = opening + sales - current
    return {
        "window_days": days,
        "receivables": closing,
        "credit_sales": sales,
        "dso": closing / sales * days,
        "dso_countback": countback,
        "dso_best_possible": current / sales * days,
        "days_delinquent": (closing - current) / sales * days,
        "dso_weighted": weighted,
        "cei": (opening + sales - closing) / collectable * 100 if collectable else None,
        "turnover": sales * 2 / (opening + closing) * 365 / days if opening + closing > 0 else None,
        "overdue_ratio": overdue / (current + overdue) if current + overdue else None,
    }


# --- habits ---------------------------------------------------------------------------------------------------------

NODES = ((-30, 100), (-20, 90), (0, 80), (15, 70), (22, 60), (30, 50), (60, 40), (90, 30), (120, 20), (180, 0))


def points(days: int | Fraction) -> Fraction:
    if days <= NODES[0][0]:
        return Fraction(NODES[0][1])
    for (x0, y0), (x1, y1) in pairwise(NODES):
        if days <= x1:
            return y0 + Fraction(y1 - y0) * (Fraction(days) - x0) / (x1 - x0)
    return Fraction(NODES[-1][1])


def habits(docs: list[Doc], as_of: date, months: int = 12) -> dict[tuple[str, str], dict[str, object]]:
    """Payment behaviour per (customer, currency), as exact fractions."""
    table: dict[tuple[str, str], dict[str, object]] = {}
    for key in {(d.customer, d.currency) for d in docs if d.invoiced <= as_of}:
        mine = [d for d in docs if (d.customer, d.currency) == key and d.invoiced <= as_of and d.amount > 0]
        table[key] = _habits_of(mine, as_of, back(as_of, months))
    return table


def _habits_of(docs: list[Doc], as_of: date, since: date) -> dict[str, object]:
    receipts = [
        (p.amount, (p.day - (d.due or d.invoiced)).days, (p.day - d.invoiced).days)
        for d in docs
        for p in d.paid
        if p.day is not None and since < p.day <= as_of and p.kind == "cash" and p.amount > 0
    ]
    overdue = [(open_at(d, as_of), (as_of - (d.due or d.invoiced)).days) for d in docs]
    overdue = [(value, late) for value, late in overdue if value > 0 and late > 0]
    whole = []
    for d in docs:
        days = [p.day for p in d.paid if p.day and p.day <= as_of and p.kind == "cash" and p.amount > 0]
        if open_at(d, as_of) <= 0 and days:
            whole.append((max(days), (max(days) - (d.due or d.invoiced)).days))
    late = [days for day, days in whole if day > since]
    paid = sum((a for a, _, _ in receipts), ZERO)
    weight = paid + sum((a for a, _ in overdue), ZERO)
    scored = sum((Fraction(a) * points(n) for a, n, *_ in [*receipts, *overdue]), Fraction(0))

    def mean(newer: int, older: int) -> Fraction | None:
        some = [days for day, days in whole if back(as_of, older) < day <= back(as_of, newer)]
        return Fraction(sum(some), len(some)) if some else None

    last, before = mean(0, 3), mean(3, 6)
    return {
        "invoices": sum(d.invoiced > since for d in docs),
        "paid_invoices": len(late),
        "pay_index": scored / Fraction(weight) if weight else None,
        "mean_days_late": Fraction(sum(late), len(late)) if late else None,
        "weighted_days_late": sum(Fraction(a) * n for a, n, _ in receipts) / Fraction(paid) if paid else None,
        "mean_days_to_pay": sum(Fraction(a) * n for a, _, n in receipts) / Fraction(paid) if paid else None,
        "late_share": Fraction(sum((a for a, n, _ in receipts if n > 0), ZERO)) / Fraction(paid) if paid else None,
        "worst_days_late": max([n for _, n, *_ in [*receipts, *overdue]], default=None),
        "trend_days": last - before if last is not None and before is not None else None,
        "open": sum((open_at(d, as_of) for d in docs), ZERO),
        "overdue": sum((a for a, _ in overdue), ZERO),
    }


__all__ = ["Doc", "Pay", "aging", "back", "dso", "habits", "ledger_of", "open_at", "replace"]
