"""Sections [aging], [dso] and [habits]."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from creditkit.policy.section import Section

DAY_EDGES = (30, 60, 90, 120)
CURVE = (
    (-30, 100), (-20, 90), (0, 80), (15, 70), (22, 60), (30, 50), (60, 40), (90, 30), (120, 20), (180, 0),
)  # fmt: skip


class AgingPolicy(Section):
    edges: tuple[int, ...] = DAY_EDGES
    basis: Literal["due", "invoice"] = "due"
    bands: Literal["days", "years"] = "days"
    credits: Literal["separate", "own-date", "fifo"] = "separate"
    default_terms_days: int | None = Field(default=None, ge=0)
    exclude_disputed: bool = False
    stale_rate_days: int = Field(default=7, ge=0)


class DsoPolicy(Section):
    window_months: int = Field(default=3, ge=1)
    trend_months: int = Field(default=12, ge=1)
    vat_ratio: float | None = Field(default=None, ge=0)


class HabitsPolicy(Section):
    window_months: int = Field(default=12, ge=1)
    min_paid: int = Field(default=3, ge=0)
    min_months: int = Field(default=3, ge=0)
    grace_days: int = Field(default=0, ge=0)
    curve: tuple[tuple[float, float], ...] = CURVE
    order: Literal["score-then-weight", "weight-then-score"] = "score-then-weight"
    include_open_overdue: bool = True
