"""The customer file of the example: limits, insurance, grades, orders and statements, by canonical column."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from creditkit.workspace.example.cast import AS_OF, SECTOR_POINTS, TERMS, Customer
from creditkit.workspace.example.draw import Draw, rounded
from creditkit.workspace.example.finance import statement
from creditkit.workspace.example.trade import Trade

Row = dict[str, object]

QUALITY = {
    "punctual": ("strong", "strong", "fair"),
    "average": ("strong", "fair", "fair", "weak"),
    "late": ("fair", "fair", "weak"),
    "chronic": ("weak", "weak", "fair"),
    "improving": ("fair",),
    "slowly-bad": ("weak",),
    "suddenly-bad": ("strong",),
    "insolvent": ("weak",),
}
GRADES = {"strong": (1, 3), "fair": (4, 5), "weak": (6, 8)}

# Position in the cast -> what is special about the credit limit.
_USE = {1: 1.04, 4: 1.08, 6: 1.06, 7: 1.60, 16: 1.35, 17: 0.97, 19: 0.94, 23: 1.02, 31: 0.92, 38: 1.25, 46: 1.15}
_BLANK, _CASH_ONLY = (21, 39, 52), (8, 58)
_EXPIRED, _EXPIRING = (11, 35, 49), (2, 27)
_GROUP_LIMIT_FACTOR = {
    "启衡集团": 0.90,
    "澄曜控股": 1.10,
    "Northmere Group": 1.0,
    "Falkenrieder": 1.05,
    "Caerwyn Group": 0.95,
}
_EVENTS: dict[int, Row] = {
    6: {"broken_promises": 2},
    8: {"legal_status": "insolvency", "legal_events": 3, "default_date": date(2024, 11, 29)},
    16: {"legal_status": "litigation", "legal_events": 1, "broken_promises": 1},
    23: {"bounced_note_date": date(2025, 7, 18), "broken_promises": 1},
    38: {"legal_events": 1, "broken_promises": 3},
    41: {"related_party": True},
}
# What the insurer did or was told, for those who have a limit of his; a public buyer has none.
_COVER: dict[int, Row] = {
    16: {"overdue_notice_date": date(2025, 9, 18)},
    20: {"insured_from": date(2025, 8, 1)},
    23: {"insurer_withdrawn_date": date(2025, 8, 29)},
    29: {"insured_max_days": 60},
    35: {"insurance_excluded": True},
    37: {"insured_max_days": 120},
}


def master(customers: tuple[Customer, ...], trade: Trade, draw: Draw) -> list[Row]:
    """One row per customer; a missing key is an empty cell."""
    owed = trade.open_by_customer()
    bought = _bought_in_a_year(trade)
    rows = [
        _row(position, customer, float(owed.get(customer.id, Decimal(0))), bought[customer.id], draw)
        for position, customer in enumerate(customers)
    ]
    _group_limits(rows)
    return rows


def _bought_in_a_year(trade: Trade) -> dict[str, float]:
    bought: dict[str, float] = defaultdict(float)
    for document in trade.documents:
        if document.day > AS_OF - timedelta(days=365):
            bought[document.customer.id] += float(document.amount)
    return bought


def _row(position: int, customer: Customer, owed: float, bought: float, draw: Draw) -> Row:
    quality = draw.pick(QUALITY[customer.habit])
    orders = rounded(bought / 12 * draw.between(0.1, 0.7), 100)
    delivered = rounded(bought / 12 * draw.between(0.0, 0.2), 100)
    row: Row = {
        "customer_id": customer.id,
        "customer_name": customer.name,
        "group": customer.group,
        "country": customer.country,
        "industry": customer.industry,
        "currency": customer.currency,
        "terms": customer.terms,
        "net_days": TERMS[customer.terms][0],
        "open_orders": orders,
        "delivered_not_invoiced": delivered,
        "since_date": customer.since,
        "founded_date": customer.founded,
        "sector_points": SECTOR_POINTS[customer.industry],
        "legal_status": "active",
    }
    row.update(_limit(position, owed + orders + delivered, bought, draw))
    row.update(_insurance(row, customer, quality, draw))
    row.update(_notes(customer, bought, draw))
    row.update(_statement(position, customer, quality, bought, draw))
    if draw.chance(0.2):
        row["reference_high_credit"] = rounded(bought / 12 * draw.between(1.0, 3.0), 10_000)
    row.update(_EVENTS.get(position, {}))
    row.update(_COVER.get(position, {}))
    return row


def _limit(position: int, exposure: float, bought: float, draw: Draw) -> Row:
    use = _USE.get(position, draw.between(0.35, 0.85))
    valid_to = AS_OF + timedelta(days=draw.whole(60, 540))
    if position in _BLANK:
        return {}
    if position in _CASH_ONLY:
        return {"credit_limit": 0}
    if position in _EXPIRED:
        valid_to = AS_OF - timedelta(days=draw.whole(20, 200))
    if position in _EXPIRING:
        valid_to = AS_OF + timedelta(days=draw.whole(5, 28))
    basis = max(exposure, bought / 12 * 0.8, 10_000.0)
    step = 1_000 if basis < 200_000 else 10_000
    return {"credit_limit": max(rounded(basis / use, step), step), "limit_valid_to": valid_to}


def _insurance(row: Row, customer: Customer, quality: str, draw: Draw) -> Row:
    cover: Row = {}
    limit = row.get("credit_limit")
    if isinstance(limit, int) and limit and customer.habit != "insolvent" and draw.chance(0.6):
        cover["insured_limit"] = max(rounded(limit * draw.between(0.4, 0.9), 10_000), 10_000)
        cover["insured_ratio"] = 0.9 if draw.chance(0.8) else 0.85
    if draw.chance(0.65):
        low, high = GRADES[quality]
        cover["external_grade"] = str(draw.whole(low, high))
        cover["external_scale"] = "insurer-10"
    if quality == "weak" and draw.chance(0.3):
        cover["security_amount"] = 50_000
    return cover


def _notes(customer: Customer, bought: float, draw: Draw) -> Row:
    if customer.country != "CN" or not draw.chance(0.35):
        return {}
    notes: Row = {"notes_bank": rounded(bought / 12 * draw.between(0.2, 0.9), 10_000)}
    if draw.chance(0.4):
        notes["notes_commercial"] = rounded(bought / 12 * draw.between(0.1, 0.4), 10_000)
    return notes


def _statement(position: int, customer: Customer, quality: str, bought: float, draw: Draw) -> Row:
    """Most have last year's accounts, some older ones, a fifth none."""
    kind = draw.unit()
    sales = max(bought, 300_000.0) * 10.0 ** draw.between(0.7, 1.8)
    if customer.habit == "slowly-bad":
        return statement(quality, sales, date(2023, 12, 31), draw)
    if kind < 0.2 and customer.habit != "suddenly-bad":
        return {}
    when = date(2023, 12, 31) if kind < 0.30 else date(2022, 12, 31) if kind < 0.36 else date(2024, 12, 31)
    return statement(quality, sales, when, draw)


def _group_limits(rows: list[Row]) -> None:
    """A group's limit stands on each of its members: a factor of what the members' own limits add up to."""
    for group, factor in _GROUP_LIMIT_FACTOR.items():
        members = [row for row in rows if row["group"] == group]
        total = sum(limit for row in members if isinstance(limit := row.get("credit_limit"), int))
        for row in members:
            row["group_limit"] = rounded(total * factor, 10_000)
