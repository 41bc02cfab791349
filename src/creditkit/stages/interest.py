"""Late interest of a debt, by contract or by law.  Not legal advice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from creditkit.money import minor_units
from creditkit.policy.interest import InterestPolicy, RateSeries, Regime

_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Span:
    """Days at one rate: the first and the last day that bear interest, per cent a year."""

    first: date
    last: date
    percent: Decimal

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class LateInterest:
    """What a debt bears.  amount: interest, rounded once; None where it is undefined, with a code in `missing`.

    fixed_sum: the sum that the law adds for each debt, in the debt's currency; None where the law gives it in another
    currency or not at all.  stale: days beyond the day up to which the rate table was checked.
    """

    regime: str
    days: int
    spans: tuple[Span, ...] = ()
    amount: Decimal | None = None
    fixed_sum: Decimal | None = None
    missing: str | None = None
    stale: bool = False
    source: str = ""

    @property
    def total(self) -> Decimal | None:
        return None if self.amount is None else self.amount + (self.fixed_sum or _NOTHING)


def regime_of(country: str | None, policy: InterestPolicy) -> str:
    """The regime of the customer's country, else the policy's own.  The contract's law decides; this is its usual sign."""
    return policy.by_country.get((country or "").upper(), policy.regime)


def late_interest(
    amount: Decimal,
    due: date,
    until: date,
    currency: str,
    policy: InterestPolicy,
    *,
    regime: str | None = None,
    contract_percent: Decimal | None = None,
    contracted: date | None = None,
) -> LateInterest:
    """amount × Σ over spans (days × rate) ÷ days of the year, simple, rounded once half up.

    days = until − due: the day after the due date is the first that bears interest, `until` (the day of payment) the
    last; nothing before or on the due date.  `contract`: the agreed rate (contract_percent, else the policy's); null
    with `no-agreed-rate` without one.  `floating`: reference rate of 1 January or 1 July + margin for the days of each
    half-year (EU 2011/7).  `fixed`: the reference rate of the last day of the half-year before the one in which the
    debt became late + margin, for all days (UK 1998).  `daily`: the agreed rate, not below the floor series at the
    contract's date, and without agreed rate a part per day (China, Order 802).  Null with `no-rate` where the table
    does not reach back.  Money in `currency`; a fixed sum belongs to every debt that is late at all.
    """
    name = regime or policy.regime
    rule = policy.regimes[name]
    days = max(0, (until - due).days)
    if days == 0 or rule.kind == "none" or amount <= 0:
        return LateInterest(name, days, amount=_NOTHING, source=rule.source)
    first = due + timedelta(days=1)
    agreed = contract_percent if contract_percent is not None else policy.contract_percent
    spans: list[Span] | str
    match rule.kind:
        case "contract":
            spans = [Span(first, until, agreed)] if agreed is not None else "no-agreed-rate"
        case "daily":
            spans = _daily(rule, first, until, agreed, contracted or due, policy)
        case "fixed":
            spans = _reference(rule, [(first, until)], policy.series[rule.series or ""], before=True)
        case _:
            spans = _reference(rule, _half_years(first, until), policy.series[rule.series or ""], before=False)
    if isinstance(spans, str):
        return LateInterest(name, days, missing=spans, source=rule.source)
    return LateInterest(
        name,
        days,
        tuple(spans),
        _interest(amount, spans, policy.year_days, currency),
        _fixed_sum(amount, currency, rule),
        stale=_is_stale(rule, spans, policy),
        source=rule.source,
    )


def _interest(amount: Decimal, spans: list[Span], year_days: int, currency: str) -> Decimal:
    """Exact as a fraction, then rounded once, so that a split by half-years does not change the last digit twice."""
    exact = sum(
        (Fraction(amount) * Fraction(span.percent) * span.days / (100 * year_days) for span in spans), Fraction(0)
    )
    digits = minor_units(currency)
    scaled = Decimal((2 * exact * 10**digits + 1) // 2)  # half up; interest is never negative
    return scaled.scaleb(-digits).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def _half_years(first: date, last: date) -> list[tuple[date, date]]:
    """The days from first to last, cut where half-years begin."""
    parts = []
    while first <= last:
        end = date(first.year, 6, 30) if first.month <= 6 else date(first.year, 12, 31)
        parts.append((first, min(end, last)))
        first = end + timedelta(days=1)
    return parts


def _reference(rule: Regime, parts: list[tuple[date, date]], series: RateSeries, *, before: bool) -> list[Span] | str:
    """Each part at the rate of its half-year's first day, or of the day before it, plus the margin, at least 0."""
    spans = []
    for first, last in parts:
        start = date(first.year, 1 if first.month <= 6 else 7, 1)
        known = series.at(start - timedelta(days=1) if before else start)
        if known is None:
            return "no-rate"
        spans.append(Span(first, last, max(known + rule.margin_percent, _NOTHING)))
    return spans


def _daily(
    rule: Regime, first: date, last: date, agreed: Decimal | None, contracted: date, policy: InterestPolicy
) -> list[Span] | str:
    if agreed is None:
        assert rule.percent_per_day is not None, "the policy has checked it"
        return [Span(first, last, rule.percent_per_day * policy.year_days)]
    if rule.floor_series is None:
        return [Span(first, last, agreed)]
    floor = policy.series[rule.floor_series].at(contracted)
    return "no-rate" if floor is None else [Span(first, last, max(agreed, floor))]


def _fixed_sum(amount: Decimal, currency: str, rule: Regime) -> Decimal | None:
    if not rule.fixed_sums or rule.fixed_sum_currency != currency:
        return None
    return next((entry.amount for entry in rule.fixed_sums if entry.below is None or amount < entry.below), None)


def _is_stale(rule: Regime, spans: list[Span], policy: InterestPolicy) -> bool:
    """Whether a rate was taken from beyond the day up to which its table was checked."""
    if rule.kind not in ("floating", "fixed"):
        return False
    checked = policy.series[rule.series or ""].checked
    last = spans[-1].first
    return date(last.year, 1 if last.month <= 6 else 7, 1) > checked
