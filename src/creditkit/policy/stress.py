"""Section [stress]: what a downturn does, and how losses go together."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from creditkit.policy.section import Section

Factor = Annotated[float, Field(ge=0)]


class Scenario(Section):
    """One downturn.  Factors of sector and country come on top of the general one."""

    name: str = Field(min_length=1)
    pd_factor: Factor = 1.0
    odds_factor: Factor = 1.0
    lgd_add: float = Field(default=0.0, ge=-1, le=1)
    delay_days: int = 0
    default_top_n: int = Field(default=0, ge=0)
    sectors: dict[str, Factor] = Field(default_factory=dict)
    countries: dict[str, Factor] = Field(default_factory=dict)
    insurer_withdraws: Literal["all"] | tuple[str, ...] = ()
    fx: dict[str, Annotated[float, Field(gt=-1)]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_thing(self) -> Scenario:
        shifts = self.pd_factor != 1 or self.odds_factor != 1 or self.sectors or self.countries
        if self.default_top_n and shifts:
            raise ValueError("default_top_n is an event of its own; give PD factors in another scenario")
        if self.pd_factor != 1 and self.odds_factor != 1:
            raise ValueError("give pd_factor or odds_factor, not both")
        if self.name == "base":
            raise ValueError('"base" is the portfolio as it is; give the scenario another name')
        return self


class StressPolicy(Section):
    lgd: float = Field(ge=0, le=1)
    correlation: Literal["basel"] | Annotated[float, Field(ge=0, lt=1)]
    confidence: float = Field(gt=0.5, lt=1)
    granular_hhi: float = Field(ge=0, le=1)
    draws: int = Field(ge=20_000, le=1_000_000)
    seed: int = Field(ge=0)
    simulated_names: int = Field(ge=1, le=10_000)
    scenarios: tuple[Scenario, ...]

    @model_validator(mode="after")
    def _named_once(self) -> StressPolicy:
        names = [scenario.name for scenario in self.scenarios]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two scenarios bear the name {twice[0]}")
        return self
