"""Money: exact decimals, the minor units of ISO 4217, half-up rounding."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import polars as pl

# A ledger keeps four decimals, one more than any circulating currency has; 38 digits are what sums need.
LEDGER_SCALE = 4
MONEY = pl.Decimal(38, LEDGER_SCALE)

# ISO 4217 minor units that are not 2.  (CLDR differs, for example IQD 0: the standard's figures are used here.)
_MINOR_UNITS = {
    **dict.fromkeys(
        ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV",
         "XAF", "XOF", "XPF"], 0),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    **dict.fromkeys(["CLF", "UYW"], 4),
}  # fmt: skip


def minor_units(currency: str | None) -> int:
    """Decimals of a currency: JPY 0, CNY 2, BHD 3; 2 for a currency that ISO 4217 does not list or that is unknown."""
    return _MINOR_UNITS.get(currency or "", 2)


@cache
def _quantum(digits: int) -> Decimal:
    return Decimal(1).scaleb(-digits)


def round_half_up(amount: Decimal, currency: str | None) -> Decimal:
    """amount rounded half away from zero to the currency's minor unit."""
    return amount.quantize(_quantum(minor_units(currency)), rounding=ROUND_HALF_UP)


def half_up(amount: pl.Expr, digits: int) -> pl.Expr:
    """amount (Decimal) rounded half away from zero to `digits` decimals, in the ledger's type.

    Polars' default rounds half to even, so the mode is named.
    """
    return amount.cast(MONEY).round(digits, mode="half_away_from_zero")


def half_up_in(amount: pl.Expr, currencies: pl.Series, currency: str = "currency") -> pl.Expr:
    """amount rounded half-up to the minor unit of its row's currency.  currencies: those of the rows."""
    by_places: dict[int, list[str]] = {}
    for name in currencies.unique().drop_nulls().to_list():
        by_places.setdefault(minor_units(name), []).append(name)
    result = half_up(amount, minor_units(None))
    for places, names in sorted(by_places.items()):
        result = pl.when(pl.col(currency).is_in(names)).then(half_up(amount, places)).otherwise(result)
    return result


def zero() -> pl.Expr:
    """0 in the ledger's own type."""
    return pl.lit(Decimal(0), dtype=MONEY)


def total(amounts: pl.Series) -> Decimal:
    """Σ amounts, 0 for none.  Money."""
    found = amounts.sum()
    return found if isinstance(found, Decimal) else Decimal(found or 0)


def half_up_each(amount: pl.Expr, currency: pl.Expr) -> pl.Expr:
    """amount rounded half away from zero to the minor unit of each row's currency, in a lazy frame too.  Money."""
    rounded = half_up(amount, 2)
    for digits in sorted({*_MINOR_UNITS.values()}):
        codes = [code for code, unit in _MINOR_UNITS.items() if unit == digits]
        rounded = pl.when(currency.is_in(codes)).then(half_up(amount, digits)).otherwise(rounded)
    return rounded
