"""What a credit manager may change: the sections of the policy, frozen and checked."""

from __future__ import annotations

from creditkit.policy.capital import CapitalFigures, CapitalPolicy
from creditkit.policy.collect import CollectPolicy
from creditkit.policy.decide import (
    Factor,
    GradeTerms,
    HoldPolicy,
    LimitPolicy,
    Scale,
    ScorePolicy,
    TermsPolicy,
)  # fmt: skip
from creditkit.policy.forecast import ForecastPolicy
from creditkit.policy.insurance import InsurancePolicy
from creditkit.policy.interest import InterestPolicy
from creditkit.policy.measure import AgingPolicy, DsoPolicy, HabitsPolicy
from creditkit.policy.monitor import MonitorPolicy
from creditkit.policy.provision import ProvisionPolicy
from creditkit.policy.section import Section
from creditkit.policy.stress import StressPolicy

__all__ = [
    "AgingPolicy",
    "CapitalFigures",
    "CapitalPolicy",
    "CollectPolicy",
    "DsoPolicy",
    "Factor",
    "ForecastPolicy",
    "GradeTerms",
    "HabitsPolicy",
    "HoldPolicy",
    "InsurancePolicy",
    "InterestPolicy",
    "LimitPolicy",
    "MonitorPolicy",
    "Policy",
    "ProvisionPolicy",
    "Scale",
    "ScorePolicy",
    "StressPolicy",
    "TermsPolicy",
]  # fmt: skip


class Policy(Section):
    """The whole policy.  A user's file may leave out what it does not change."""

    aging: AgingPolicy
    dso: DsoPolicy
    habits: HabitsPolicy
    score: ScorePolicy
    limit: LimitPolicy
    hold: HoldPolicy
    terms: TermsPolicy
    monitor: MonitorPolicy
    collect: CollectPolicy
    interest: InterestPolicy
    forecast: ForecastPolicy
    capital: CapitalPolicy
    provision: ProvisionPolicy
    insurance: InsurancePolicy
    stress: StressPolicy
