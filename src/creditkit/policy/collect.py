"""Section [collect]: the worklist, the levels of dunning, promises, statements of account."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from creditkit.policy.section import Section

Action = Literal["letter", "call", "stop-supply", "hand-over"]
Tone = Literal["gentle", "standard", "firm"]


class DunningLevel(Section):
    """One level: its name, the days from the due date at which it is due (negative = before), what is done, and
    whether the letter asks for interest."""

    name: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    days: int
    action: Action
    letter: bool
    interest: bool


class LossBand(Section):
    """Debt up to so many days overdue is lost at this rate; the last band has no end."""

    upto: int | None = Field(default=None, ge=1)
    rate: float = Field(ge=0, le=1)


class CollectPolicy(Section):
    """Collection."""

    levels: tuple[DunningLevel, ...] = Field(min_length=1)
    min_days_between: int = Field(ge=0)
    insurer_lead_days: int = Field(ge=0)
    min_overdue: dict[str, Decimal]
    loss_bands: tuple[LossBand, ...] = Field(min_length=1)
    lgd: float = Field(ge=0, le=1)
    further_days: int = Field(ge=0)
    contact_cost: Decimal = Field(ge=0)
    tones: dict[str, Tone]
    pay_within_days: int = Field(ge=0)
    statement_months: int = Field(ge=1)
    confirm_days: int = Field(ge=0)

    @model_validator(mode="after")
    def _consistent(self) -> CollectPolicy:
        days = [level.days for level in self.levels]
        if days != sorted(set(days)):
            raise ValueError("the levels rise in days")
        names = [level.name for level in self.levels]
        if len(set(names)) < len(names):
            raise ValueError("two levels bear the same name")
        if not any(level.days > 0 for level in self.levels):
            raise ValueError("at least one level lies after the due date")
        ends = [band.upto for band in self.loss_bands]
        known = [end for end in ends[:-1] if end is not None]
        if ends[-1] is not None or len(known) < len(ends) - 1 or known != sorted(set(known)):
            raise ValueError("loss_bands rise in upto, and only the last has none")
        if any(amount < 0 for amount in self.min_overdue.values()):
            raise ValueError("min_overdue cannot be negative")
        return self

    def place_of(self, name: str) -> int | None:
        """The place of a level among `levels`, None for a name that the policy does not have."""
        return next((place for place, level in enumerate(self.levels) if level.name == name), None)
