"""Conversion at the closing rate: every open line rounded half-up to the target's minor unit, then added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import polars as pl

from creditkit.errors import CreditkitError, Notice
from creditkit.ledger import Ledger
from creditkit.money import LEDGER_SCALE, MONEY, minor_units
from creditkit.policy.model import AgingPolicy
from creditkit.words import N_

_INT128_ROOM = 2**126


@dataclass(frozen=True)
class Rate:
    """One unit of `currency` is `rate` units of the target, as of `dated` (None: the same currency)."""

    currency: str
    rate: Fraction
    dated: date | None


def closing_rates(rates: pl.DataFrame, currencies: Iterable[str], target: str, as_of: date) -> dict[str, Rate]:
    """rate = the latest at or before as_of, from currency to target: as quoted, inverted, or crossed over one base.

    rates: date, currency, base, rate (units of base for 1 currency).  Exact fractions.
    Raises CK302 naming every currency without a rate.
    """
    known = (
        rates.filter(pl.col("date") <= as_of)
        .sort("date")
        .unique(["currency", "base"], keep="last", maintain_order=True)
    )
    quotes: dict[tuple[str, str], tuple[Fraction, date]] = {}
    for row in known.iter_rows(named=True):
        value = Fraction(row["rate"])
        if value > 0:
            quotes[row["currency"], row["base"]] = (value, row["date"])
    for (currency, base), (value, day) in list(quotes.items()):
        quotes.setdefault((base, currency), (1 / value, day))
    found = {currency: _rate(quotes, currency, target) for currency in currencies}
    missing = sorted(currency for currency, rate in found.items() if rate is None)
    if missing:
        raise CreditkitError(
            "CK302",
            N_("There is no exchange rate from {missing} to {target} on or before {as_of}."),
            fix=N_("Add the rate to the rates file (columns date, currency, base, rate)."),
            missing=", ".join(missing),
            target=target,
            as_of=as_of,
        )
    return {currency: rate for currency, rate in found.items() if rate is not None}


def _rate(quotes: dict[tuple[str, str], tuple[Fraction, date]], currency: str, target: str) -> Rate | None:
    if currency == target:
        return Rate(currency, Fraction(1), None)
    if (currency, target) in quotes:
        value, day = quotes[currency, target]
        return Rate(currency, value, day)
    crossings = [
        (min(day, quotes[base, target][1]), base, value * quotes[base, target][0])
        for (source, base), (value, day) in quotes.items()
        if source == currency and (base, target) in quotes
    ]
    if not crossings:
        return None
    day, _, crossed = max(crossings)
    return Rate(currency, crossed, day)


def rate_notices(rates: Iterable[Rate], target: str, as_of: date, section: AgingPolicy) -> tuple[Notice, ...]:
    """CK852 for each rate older than `stale_rate_days` at as_of."""
    return tuple(
        Notice.of(
            "CK852",
            N_("The rate from {currency} to {target} is of {dated}, {days} days before {as_of}."),
            currency=rate.currency,
            target=target,
            dated=rate.dated,
            days=(as_of - rate.dated).days,
            as_of=as_of,
        )
        for rate in rates
        if rate.dated is not None and (as_of - rate.dated).days > section.stale_rate_days
    )


def converted(amount: pl.Expr, currency: pl.Expr, rates: dict[str, Rate], target: str) -> pl.Expr:
    """amount × rate, half away from zero to the target's minor unit.  Money; whole-number arithmetic, no float.

    An amount that is already in the target currency is left as it is.
    """
    coarser = 10 ** (LEDGER_SCALE - minor_units(target))
    physical = amount.cast(MONEY).to_physical()
    value = physical
    for code, rate in rates.items():
        if code == target:
            continue
        above, below = rate.rate.numerator, rate.rate.denominator * coarser
        rounded = (physical.abs() * (2 * above) + below) // (2 * below)
        whole = rounded * physical.sign().cast(pl.Int128) * coarser
        value = pl.when(currency == code).then(whole).otherwise(value)
    smallest = pl.lit(Decimal(1).scaleb(-LEDGER_SCALE), dtype=pl.Decimal(38, LEDGER_SCALE))
    return (value.cast(pl.Decimal(38, 0)) * smallest).cast(MONEY)


def check_room(frame: pl.DataFrame, columns: Iterable[str], rates: dict[str, Rate], target: str) -> None:
    """Refuse amounts so large that amount × rate would not fit whole-number arithmetic (CK307)."""
    factor = max(
        (max(2 * r.rate.numerator, 2 * r.rate.denominator * 10**LEDGER_SCALE) for r in rates.values()), default=1
    )
    for column in columns:
        largest = frame.select(pl.col(column).abs().max()).item()
        if largest is not None and int(largest.scaleb(LEDGER_SCALE)) * factor >= _INT128_ROOM:
            raise CreditkitError(
                "CK307",
                N_("Amounts up to {largest} in column {column} are too large to convert to {target}."),
                fix=N_("Give the exchange rate with fewer digits, or check the amount."),
                largest=largest,
                column=column,
                target=target,
            )


def convert_columns(
    frame: pl.DataFrame, columns: list[str], rates: pl.DataFrame, target: str, as_of: date, section: AgingPolicy
) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
    """Each money column × closing rate of the row's `currency`, half-up to the target's minor unit; currency = target.

    A row without a currency is taken to be in the target.  Raises CK302.
    """
    present = [code for code in frame["currency"].unique().sort().to_list() if code is not None]
    known = closing_rates(rates, present, target, as_of)
    check_room(frame, columns, known, target)
    values = [converted(pl.col(name), pl.col("currency"), known, target).alias(name) for name in columns]
    return frame.with_columns(values).with_columns(currency=pl.lit(target)), rate_notices(
        known.values(), target, as_of, section
    )


def convert_ledger(ledger: Ledger, rates: pl.DataFrame, target: str, as_of: date, section: AgingPolicy) -> Ledger:
    """The ledger in one currency at the closing rate of as_of; `document_currency` keeps the document's own.

    What is open on a row after any of its settlements is the converted open amount rounded half-up, to the minor unit:
    settlements are converted as differences of rounded open amounts, so that nothing stays open on a paid document.
    Raises CK302, CK307; adds CK852 to the notices.
    """
    documents, settlements = ledger.documents, ledger.settlements
    currencies = sorted({*documents["currency"].drop_nulls(), *settlements["currency"].drop_nulls()})
    known = closing_rates(rates, currencies, target, as_of)
    check_room(documents, ["amount", "settled_amount", "open_amount"], known, target)
    check_room(settlements, ["amount"], known, target)

    def value(amount: pl.Expr) -> pl.Expr:
        return converted(amount, pl.col("currency"), known, target)

    steps = _open_after_each_settlement(documents, settlements)
    paid = (value(pl.col("_before")) - value(pl.col("_after"))).cast(MONEY)
    priced = steps.with_columns(_paid=paid)
    own = priced.filter(pl.col("_row") < 0).select("document_key", settled_amount="_paid")
    settled = priced.filter(pl.col("_row") >= 0).select("_row", amount="_paid")
    amounts = documents.with_columns(
        document_currency=pl.col("currency"), amount=value(pl.col("amount")), open_amount=value(pl.col("open_amount"))
    )
    amounts = amounts.drop("settled_amount").join(own, on="document_key", how="left", maintain_order="left")
    amounts = amounts.with_columns(currency=pl.lit(target))
    numbered = settlements.with_row_index("_row").with_columns(
        pl.col("_row").cast(pl.Int64), _alone=value(pl.col("amount"))
    )
    joined = numbered.drop("amount").join(settled, on="_row", how="left", maintain_order="left")
    receipts = joined.with_columns(amount=pl.coalesce("amount", "_alone"), currency=pl.lit(target))
    names = [*(c for c in documents.columns if c != "document_currency"), "document_currency"]
    return replace(
        ledger,
        documents=amounts.select(names),
        settlements=receipts.select(settlements.columns),
        notices=ledger.notices + rate_notices(known.values(), target, as_of, section),
    )


def _open_after_each_settlement(documents: pl.DataFrame, settlements: pl.DataFrame) -> pl.DataFrame:
    """Every settlement of a row in order of date: document_key, currency, _row (−1 = the row's own), _before, _after."""
    own = documents.filter(pl.col("settled_amount").is_not_null()).select(
        "document_key", date="settled_date", _row=pl.lit(-1, dtype=pl.Int64), paid="settled_amount"
    )
    receipts = settlements.with_row_index("_row").filter(pl.col("document_key").is_not_null())
    keyed = receipts.select("document_key", "date", pl.col("_row").cast(pl.Int64), paid="amount")
    steps = pl.concat([own, keyed]).join(documents.select("document_key", "currency", "amount"), on="document_key")
    ordered = steps.sort("document_key", "date", "_row", nulls_last=False)
    after = (pl.col("amount") - pl.col("paid").cum_sum().over("document_key")).cast(MONEY)
    placed = ordered.with_columns(_after=after)
    return placed.with_columns(_before=(pl.col("_after") + pl.col("paid")).cast(MONEY))
