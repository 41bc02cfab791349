"""Insurance cover recomputed in plain Python, and what its tests share.  A test helper: no code of the package in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from creditkit.schema import CUSTOMER_SCHEMA
from plain import Doc, open_at

ZERO = Decimal(0)


@dataclass(frozen=True)
class Buyer:
    """What the insurer promised for one customer."""

    limit: Decimal | None = None
    excluded: bool = False
    withdrawn: date | None = None
    since: date | None = None
    max_days: int | None = None
    notice: date | None = None
    claimed: date | None = None
    currency: str = "CNY"


@dataclass(frozen=True)
class Terms:
    max_terms: int = 90
    extension: int = 60
    notice: int = 30
    waiting: int = 180
    claim_months: int = 6


@dataclass
class Covered:
    outstanding: Decimal
    covered: Decimal = ZERO
    voids: list[str] = field(default_factory=list)


def customers_of(buyers: dict[str, Buyer]) -> pl.DataFrame:
    rows = [
        dict.fromkeys(CUSTOMER_SCHEMA)
        | {
            "customer_id": name, "customer_name": name, "currency": buyer.currency, "insured_limit": buyer.limit,
            "insurance_excluded": buyer.excluded, "insurer_withdrawn_date": buyer.withdrawn, "insured_from": buyer.since,
            "insured_max_days": buyer.max_days, "overdue_notice_date": buyer.notice, "claim_filed_date": buyer.claimed,
        }
        for name, buyer in buyers.items()
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=CUSTOMER_SCHEMA, orient="row")


def months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for length in (31, 30, 29, 28):
        if day.day <= length:
            try:
                return date(year, month + 1, day.day)
            except ValueError:
                continue
    return next(date(year, month + 1, last) for last in (30, 29, 28) if _exists(year, month + 1, last))


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def paid_on(doc: Doc, as_of: date) -> date | None:
    """The day of the last receipt of a document paid in full by as_of."""
    days = [pay.day for pay in doc.paid if pay.day and pay.day <= as_of]
    return max(days) if days and open_at(doc, as_of) == 0 else None


def cover(docs: list[Doc], buyers: dict[str, Buyer], as_of: date, terms: Terms) -> dict[str, Covered]:
    """Document number -> outstanding, covered, voids; one loop per customer and currency, written to be read."""
    found: dict[str, Covered] = {}
    for who, currency in sorted({(doc.customer, doc.currency) for doc in docs}):
        own = [doc for doc in docs if (doc.customer, doc.currency) == (who, currency) and doc.invoiced <= as_of]
        credit = -sum((open_at(doc, as_of) for doc in own if open_at(doc, as_of) < 0), ZERO)
        debts = sorted((d for d in own if open_at(d, as_of) > 0), key=lambda d: (d.due, d.invoiced, d.number))
        for doc in debts:
            amount = open_at(doc, as_of)
            used = min(amount, credit)
            credit -= used
            if amount > used:
                found[doc.number] = Covered(amount - used)
    ends = {}
    for doc in docs:
        if doc.number in found:
            ends.setdefault(doc.customer, []).append(doc.due + timedelta(terms.extension))
    room: dict[tuple[str, str], Decimal] = {}
    for doc in sorted(docs, key=lambda d: (d.due, d.invoiced, d.number)):
        if doc.number not in found:
            continue
        buyer = buyers.get(doc.customer, Buyer())
        limit = buyer.limit if buyer.currency == doc.currency else None
        end = doc.due + timedelta(terms.extension)
        notice_by = end + timedelta(terms.notice)
        claim_by = months_later(doc.due + timedelta(terms.waiting), terms.claim_months)
        told = bool(buyer.notice) and doc.invoiced <= buyer.notice <= min(notice_by, as_of)
        filed = bool(buyer.claimed) and buyer.claimed <= min(claim_by, as_of)
        stops = [(old, None) for old in ends[doc.customer]]
        for other in docs:
            paid = paid_on(other, as_of)
            if other.customer == doc.customer and paid and paid > other.due + timedelta(terms.extension):
                stops.append((other.due + timedelta(terms.extension), paid))
        tests = {
            "V1": limit is None or limit <= 0 or (buyer.since is not None and doc.invoiced < buyer.since),
            "V3": (doc.due - doc.invoiced).days > (terms.max_terms if buyer.max_days is None else buyer.max_days),
            "V4": as_of > end,
            "V4b": any(doc.invoiced > start and (stop is None or doc.invoiced < stop) for start, stop in stops),
            "V5": as_of > notice_by and not told,
            "V6": doc.disputed,
            "V7": buyer.excluded,
            "V8": buyer.withdrawn is not None and doc.invoiced > buyer.withdrawn,
            "V9": as_of > claim_by and not filed,
        }
        codes = [code for code, holds in tests.items() if holds]
        item = found[doc.number]
        if set(codes) - {"V4"}:
            covered = ZERO
        else:
            left = room.setdefault((doc.customer, doc.currency), limit or ZERO)
            covered = min(left, item.outstanding)
            room[doc.customer, doc.currency] = left - covered
            if covered < item.outstanding:
                codes.append("V2")
        never = {"V1", "V7"} & set(codes)
        item.covered, item.voids = covered, sorted(set(codes) & {"V1", "V7"} if never else codes)
    return found
