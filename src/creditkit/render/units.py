"""One value as people read it, by its unit."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import Any

from creditkit.money import minor_units
from creditkit.report.wording import code_text, reason_text
from creditkit.schema import Unit

NOTHING = "-"

# Controls would move the cursor or colour the screen, and marks of direction would turn a line's order about.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def one_line(text: str) -> str:
    """Text from a file as one line that cannot act on a console: breaks and tabs as spaces, other controls as `?`."""
    if text.isprintable():
        return text
    return _UNPRINTABLE.sub(lambda found: " " if found[0] in "\t\n\r\v\f\x85\u2028\u2029" else "?", text)


_WIDE = Context(prec=60)


@cache
def _quantum(digits: int) -> Decimal:
    return Decimal(1).scaleb(-digits)


def plain_amount(amount: Decimal, currency: str | None) -> str:
    """The amount with exactly the decimals of its currency, half-up, without separators: JPY 0, CNY 2, BHD 3."""
    # The default context stops at 28 digits; a ledger's sums may have 38.
    rounded = amount.quantize(_quantum(minor_units(currency)), ROUND_HALF_UP, _WIDE)
    return f"{rounded.copy_abs() if rounded.is_zero() else rounded:f}"


def format_amount(amount: Decimal, currency: str | None) -> str:
    """The same with thousands separators."""
    return f"{Decimal(plain_amount(amount, currency)):,f}"


def format_value(value: Any, unit: Unit, currency: str | None = None) -> str:
    """value for people: money with separators, ratios in per cent, codes in words, lists in sentences."""
    if value is None:
        return NOTHING
    # `recommended` is an amount for limits and a code for terms: the contract gives both the one name.
    match "code" if unit == "money" and isinstance(value, str) else unit:
        case "money":
            return format_amount(value, currency)
        case "ratio":
            return f"{value * 100:z,.1f} %"
        case "rate":
            return f"{value:z.4f}"
        case "points":
            return f"{value:z,.1f}"
        case "days" | "count":
            return f"{value:,}"
        case "flag":
            return code_text("yes" if value else "no")
        case "date":
            return value.isoformat() if isinstance(value, date) else str(value)
        case "code":
            return code_text(str(value))
        case "list":
            return "; ".join(item_text(item) for item in value)
    return str(value)


def item_text(item: Any) -> str:
    """One entry of a list column: a reason or note in words, a factor as name: points of weight."""
    if not isinstance(item, dict):
        return str(item)
    if "points" in item:
        shown = NOTHING if item["points"] is None else f"{item['points']:.0f}"
        return f"{code_text(item['factor'])} {shown}/{item['weight']:g}"
    return reason_text(item)
