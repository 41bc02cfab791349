"""Sections [score], [limit], [hold] and [terms]."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from creditkit.policy.section import Section


class Factor(Section):
    """One line of the scorecard: its group, its weight in points of 100, and its curve (input → points)."""

    group: Literal["payment", "financial", "exposure", "relationship", "external"]
    name: str
    weight: float = Field(gt=0)
    curve: tuple[tuple[float, float], ...] = Field(min_length=2)


class Scale(Section):
    """An external grade scale: its best and worst grade as numbers, or its grades from best to worst."""

    best: float | None = None
    worst: float | None = None
    grades: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _either(self) -> Scale:
        if (self.best is None) != (self.worst is None) or (self.best is None) == (not self.grades):
            raise ValueError("give best and worst, or the list of grades from best to worst")
        if self.best is not None and self.best == self.worst:
            raise ValueError("best and worst must differ")
        if self.grades and len(self.grades) < 2:
            raise ValueError("a scale has at least two grades")
        return self


class ScorePolicy(Section):
    neutral: float = Field(ge=0, le=100)
    base_score: float
    base_odds: float = Field(gt=0)
    points_to_double_odds: float = Field(gt=0)
    bands: tuple[float, ...]
    last_band_midpoint: float
    thin_confidence: float = Field(ge=0, le=1)
    thin_months: int = Field(ge=0)
    thin_best_grade: int = Field(ge=1, le=9)
    no_statements_best_grade: int = Field(ge=1, le=9)
    statement_half_months: int = Field(ge=0)
    statement_ignore_months: int = Field(ge=0)
    default_days: int = Field(ge=1)
    default_share: float = Field(ge=0, le=1)
    default_materiality: Decimal = Field(ge=0)
    default_months: int = Field(ge=0)
    default_grade: int = Field(ge=1, le=10)
    bounced_months: int = Field(ge=0)
    bounced_grade: int = Field(ge=1, le=10)
    factors: tuple[Factor, ...] = Field(min_length=1)
    scales: dict[str, Scale] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _consistent(self) -> ScorePolicy:
        total = sum(factor.weight for factor in self.factors)
        if abs(total - 100) > 1e-9:
            raise ValueError(f"the weights of the factors add up to {total:g}, not 100")
        if list(self.bands) != sorted(self.bands, reverse=True) or len(self.bands) != 8:
            raise ValueError("bands are the 8 lowest scores of grades 1 to 8, falling")
        names = [factor.name for factor in self.factors]
        if len(set(names)) < len(names):
            raise ValueError("two factors bear the same name")
        for factor in self.factors:
            xs = [x for x, _ in factor.curve]
            if xs != sorted(set(xs)):
                raise ValueError(f"the curve of {factor.name} must rise in its first numbers")
        return self


class LimitPolicy(Section):
    methods: dict[
        Literal["tangible_net_worth", "net_working_capital", "trade_reference", "payables_share", "turnover_share"],
        Decimal,
    ]
    grade_factors: tuple[Decimal, ...] = Field(min_length=10, max_length=10)
    concentration_cap: Decimal | None = Field(ge=0, le=1)
    insurer_cap: bool
    starter_limit: Decimal = Field(ge=0)
    default_limit: Decimal | None = Field(default=None, ge=0)
    tolerated_delay_days: int = Field(ge=0)
    default_net_days: int = Field(ge=0)
    significant_digits: int = Field(ge=1)
    review_months: tuple[int | None, ...] = Field(min_length=10, max_length=10)


class HoldPolicy(Section):
    warn_utilisation: float = Field(gt=0)
    warn_days: int
    warn_expiry_days: int
    warn_broken_promises: int
    soft_utilisation: float = Field(gt=0)
    soft_days: int
    soft_grade: int
    hard_utilisation: float = Field(gt=0)
    hard_days: int
    hard_grade: int
    small_balance_share: Decimal = Field(ge=0, le=1)
    small_balance: Decimal = Field(ge=0)


class GradeTerms(Section):
    grades: tuple[int, ...]
    prepay: float = Field(ge=0, le=1)
    net_days: int = Field(ge=0)
    instalments: int = Field(ge=1)
    code: str


class TermsPolicy(Section):
    table: tuple[GradeTerms, ...]
    insurer_max_days: int | None = Field(default=None, ge=0)
    legal_max_days: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _every_grade(self) -> TermsPolicy:
        grades = sorted(grade for row in self.table for grade in row.grades)
        if grades != list(range(1, 11)):
            raise ValueError("the table must have every grade from 1 to 10 once")
        return self
