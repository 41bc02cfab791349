"""Section [interest]: which late interest a debt bears, and the dated reference rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from creditkit.policy.section import Section

Kind = Literal["contract", "floating", "fixed", "daily", "none"]


class ReferenceRate(Section):
    """One rate of a series, per cent a year, in force from its day on."""

    day: date = Field(alias="from")
    percent: Decimal


class RateSeries(Section):
    """A published rate: every change with its day, the last day the table was checked for, and where it is published."""

    rates: tuple[ReferenceRate, ...] = Field(min_length=1)
    checked: date
    source: str

    @model_validator(mode="after")
    def _rising(self) -> RateSeries:
        days = [rate.day for rate in self.rates]
        if days != sorted(set(days)):
            raise ValueError("the rates rise in their days")
        return self

    def at(self, day: date) -> Decimal | None:
        """The rate in force on a day, per cent; None before the table begins."""
        known = [rate.percent for rate in self.rates if rate.day <= day]
        return known[-1] if known else None


class FixedSum(Section):
    """A fixed sum for a debt below `below`; without `below` for every larger one."""

    below: Decimal | None = None
    amount: Decimal = Field(ge=0)


class Regime(Section):
    """How late interest is found.

    kind: contract = the agreed rate; floating = reference at the beginning of each half-year + margin; fixed =
    reference at the end of the half-year before the debt became late + margin, for the whole time; daily = a rate per
    day, or the agreed rate but not below the floor series at the contract's date; none = no interest.
    """

    kind: Kind
    series: str | None = None
    margin_percent: Decimal = Decimal(0)
    percent: Decimal | None = Field(default=None, ge=0)
    percent_per_day: Decimal | None = Field(default=None, ge=0)
    floor_series: str | None = None
    fixed_sums: tuple[FixedSum, ...] = ()
    fixed_sum_currency: str | None = None
    source: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Regime:
        if self.kind in ("floating", "fixed") and self.series is None:
            raise ValueError("a floating or fixed regime names its series")
        if self.kind == "daily" and self.percent_per_day is None:
            raise ValueError("a daily regime gives percent_per_day")
        if self.fixed_sums and self.fixed_sum_currency is None:
            raise ValueError("fixed sums need fixed_sum_currency")
        ends = [entry.below for entry in self.fixed_sums]
        if any(end is None for end in ends[:-1]):
            raise ValueError("only the last fixed sum has no below")
        known = [end for end in ends if end is not None]
        if known != sorted(set(known)):
            raise ValueError("fixed sums rise in below")
        return self


class InterestPolicy(Section):
    """Late interest."""

    regime: str
    by_country: dict[str, str]
    contract_percent: Decimal | None = Field(default=None, ge=0)
    year_days: Literal[360, 365]
    regimes: dict[str, Regime]
    series: dict[str, RateSeries]

    @model_validator(mode="after")
    def _named(self) -> InterestPolicy:
        for name in (self.regime, *self.by_country.values()):
            if name not in self.regimes:
                raise ValueError(f"there is no regime {name}")
        for name, regime in self.regimes.items():
            for series in (regime.series, regime.floor_series):
                if series is not None and series not in self.series:
                    raise ValueError(f"regime {name} names the series {series}, which is not there")
        return self
