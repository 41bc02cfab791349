"""Section [insurance]: the terms of the trade credit insurance policy."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from creditkit.policy.section import Section


def _share(given: float) -> float:
    if not 0 < given <= 1:
        raise ValueError(f"a part of 1 is expected: 90 % is 0.9, not {given:g}")
    return given


Share = Annotated[float, AfterValidator(_share)]
Money = Annotated[Decimal, Field(ge=0)]
Days = Annotated[int, Field(ge=0)]


class InsurancePolicy(Section):
    """What the insurer promised.  Without `insured_ratio` nothing is insured, and `insure` says so."""

    insurer: str = ""
    policy_number: str = ""
    insured_ratio: Share | None = None
    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$")
    begins: date | None = None
    ends: date | None = None
    max_terms_days: Days
    max_extension_days: Days
    notice_days: Days
    collection_days: Days
    waiting_days: Days
    claim_months: Days
    discretionary_limit: Money
    discretionary_paid_invoices: int = Field(ge=1)
    excluded_countries: tuple[str, ...]
    excluded_customers: tuple[str, ...]
    exclude_related: bool
    aggregate_first_loss: Money
    aggregate_first_loss_used: Money
    threshold: Money
    minimum_retention: Money
    max_liability: Money | None = None
    max_liability_premiums: float | None = Field(default=None, gt=0)
    liability_used: Money
    deductible_order: Literal["percentage-first", "deductible-first"]
    recovery_sharing: Literal["by-loss", "by-receivables"]
    premium_rate: float = Field(ge=0)
    minimum_premium: Money
    admin_cost: Money
    declaration: Literal["month", "quarter"]
    exclude_cash_sales: bool
    calendar_days: int = Field(ge=1)

    @model_validator(mode="after")
    def _consistent(self) -> InsurancePolicy:
        if self.begins and self.ends and self.begins > self.ends:
            raise ValueError(f"the policy ends on {self.ends}, before it begins on {self.begins}")
        if self.max_liability is not None and self.max_liability_premiums is not None:
            raise ValueError("give max_liability as an amount or max_liability_premiums as a multiple, not both")
        if self.aggregate_first_loss_used > self.aggregate_first_loss:
            raise ValueError("more of the aggregate first loss is used than there is")
        if self.premium_rate >= 0.2:
            raise ValueError(f"premium_rate is a part of 1: 0.25 % is 0.0025, not {self.premium_rate:g}")
        if self.waiting_days < self.max_extension_days:
            raise ValueError("waiting_days counts from the due date and cannot be shorter than max_extension_days")
        return self

    @property
    def in_force(self) -> bool:
        """Whether the section describes a policy at all."""
        return self.insured_ratio is not None
