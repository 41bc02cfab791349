"""Section [forecast]."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from creditkit.policy.section import Section
from creditkit.words import N_


class ForecastPolicy(Section):
    """Cash forecast."""

    weeks: int = Field(ge=1, le=104)
    min_events: int = Field(ge=1)
    segments: tuple[Literal["group", "terms"], ...]
    terms_edges: tuple[int, ...] = Field(min_length=1)
    segment_weight: float = Field(ge=0)
    half_life_days: int = Field(ge=0)
    min_promises: int = Field(ge=1)
    promise_kept_rate: float = Field(ge=0, le=1)
    default_delay_days: int
    loss_rate: float = Field(ge=0, le=1)
    interval: float = Field(gt=0, lt=1)
    backtest_cutoffs: int = Field(ge=0, le=60)

    @field_validator("terms_edges")
    @classmethod
    def _rising(cls, edges: tuple[int, ...]) -> tuple[int, ...]:
        if list(edges) != sorted(set(edges)):
            raise ValueError(N_("expected rising numbers of days, such as [0, 15, 30, 45, 60, 90]"))
        return edges
