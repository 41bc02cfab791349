"""Section [capital]."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from creditkit.policy.section import Section


class CapitalPolicy(Section):
    """Working capital."""

    year_days: int = Field(ge=1)
    cost_of_funds: float = Field(ge=0)
    faster_days: float = Field(ge=0)
    sales_months: int = Field(ge=1)
    basis: Literal["cogs", "sales"]


class CapitalFigures(Section):
    """What the books say besides receivables, in one currency: a year's sales and cost of sales, and two balances."""

    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$", description="Currency of the figures (ISO 4217).")
    inventories: Decimal | None = Field(default=None, ge=0, description="Inventories at the as-of date.")
    payables: Decimal | None = Field(default=None, ge=0, description="Trade payables at the as-of date.")
    cogs: Decimal | None = Field(default=None, ge=0, description="Cost of goods sold of a year.")
    sales: Decimal | None = Field(
        default=None, ge=0, description="Credit sales of a year, tax included; absent = taken from the ledger."
    )
    vat_ratio: Decimal | None = Field(default=None, ge=0, description="Added to sales that are given without tax.")
