"""One value as people read it, by its unit."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from creditkit.money import minor_units
from creditkit.report.wording import code_text, reason_text
from creditkit.schema import Unit

NOTHING = "-"


def plain_amount(amount: Decimal, currency: str | None) -> str:
    """The amount with exactly the decimals of its currency, half-up, without separators: JPY 0, CNY 2, BHD 3."""
    quantum = Decimal(1).scaleb(-minor_units(currency))
    rounded = amount.quantize(quantum, rounding=ROUND_HALF_UP)
    return f"{abs(rounded) if rounded == 0 else rounded:f}"


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
            return f"{value * 100:.1f} %" if abs(value) < 0.9995 or value >= 1 else "100.0 %"
        case "rate":
            return f"{value:.4f}"
        case "points":
            return f"{value:.1f}"
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
