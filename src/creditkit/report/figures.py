"""Amounts, shares and lists of names as the report writes them in running text."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

from creditkit.money import minor_units
from creditkit.words import N_, Message

UNDEFINED = "-"
_WIDE = Context(prec=60)
_WHOLE_FROM = Decimal(1000)


def amount_text(amount: Decimal, currency: str | None) -> str:
    """1,234.50 CNY: thousands separators, the currency's decimals, half-up."""
    return _amount(amount, currency, minor_units(currency))


def rounded_text(amount: Decimal, currency: str | None) -> str:
    """1,235 CNY: to the whole unit from 1,000 on, half-up; for sentences, where cents only disturb."""
    return _amount(amount, currency, 0 if abs(amount) >= _WHOLE_FROM else minor_units(currency))


def _amount(amount: Decimal, currency: str | None, digits: int) -> str:
    # The default context stops at 28 digits; a ledger's sums may have 38.
    shown = amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _WIDE)
    return f"{shown.copy_abs() if shown.is_zero() else shown:,f} {currency or ''}".rstrip()


def percent_text(ratio: float | None) -> str:
    return UNDEFINED if ratio is None else f"{ratio * 100:.1f} %"


def days_text(days: float | None) -> str:
    return UNDEFINED if days is None else f"{days:.1f}"


def names_text(names: Sequence[str | Message], most: int = 3) -> Message:
    """The first `most` names and how many more there are, joined as the language does."""
    assert names, "a list of names names somebody"
    shown = Message(N_("{name}"), {"name": names[0]})
    for name in names[1:most]:
        shown = Message(N_("{before}, {name}"), {"before": shown, "name": name})
    more = len(names) - most
    return Message(N_("{before} and {count} more"), {"before": shown, "count": more}) if more > 0 else shown
