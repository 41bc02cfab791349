"""Amounts and shares as the report writes them in running text."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from creditkit.money import minor_units


def amount_text(amount: Decimal, currency: str | None) -> str:
    """1,234.50 CNY: thousands separators, the currency's decimals, half-up."""
    quantum = Decimal(1).scaleb(-minor_units(currency))
    shown = amount.quantize(quantum, rounding=ROUND_HALF_UP)
    return f"{shown:,f} {currency or ''}".rstrip()


def percent_text(ratio: float | None) -> str:
    return "-" if ratio is None else f"{ratio * 100:.1f} %"
