"""Section [monitor]: the thresholds of every early-warning rule."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from creditkit.policy.section import Section

RULES = tuple(f"W{number:02d}" for number in range(1, 18))
Rule = Literal[
    "W01", "W02", "W03", "W04", "W05", "W06", "W07", "W08", "W09", "W10", "W11", "W12", "W13", "W14", "W15", "W16", "W17",
]  # fmt: skip


class SlowerPolicy(Section):
    """W01: mean days late of the last 3 months against the 3 before."""

    amber_days: float = Field(gt=0)
    amber_share: float = Field(ge=0)
    red_days: float = Field(gt=0)
    min_paid: int = Field(ge=1)


class BucketPolicy(Section):
    """W02: the worst bucket against the earlier date."""

    amber_buckets: int = Field(ge=1)
    red_buckets: int = Field(ge=1)
    min_days: int = Field(ge=0)


class UtilisationPolicy(Section):
    """W03: exposure ÷ limit."""

    amber: float = Field(gt=0)
    red: float = Field(gt=0)


class PromisePolicy(Section):
    """W04: promises broken in a window."""

    amber: int = Field(ge=1)
    red: int = Field(ge=1)
    window_days: int = Field(ge=1)
    kept_share: float = Field(gt=0, le=1)
    grace_days: int = Field(ge=0)


class SpikePolicy(Section):
    """W05: orders of a window against the windows before it."""

    times: float = Field(gt=1)
    percentile: float = Field(gt=0, le=1)
    red_grade: int = Field(ge=1, le=10)
    window_days: int = Field(ge=1)
    windows: int = Field(ge=1, le=24)
    min_windows: int = Field(ge=1)
    min_invoices: int = Field(ge=1)


class ScoreFallPolicy(Section):
    """W06: score and grade against those some months ago."""

    months: int = Field(ge=1)
    amber_points: float = Field(gt=0)
    red_points: float = Field(gt=0)
    amber_grades: int = Field(ge=1)
    red_grades: int = Field(ge=1)


class TermsCreepPolicy(Section):
    """W07: terms written on invoices against those of a year ago, and against the agreed ones."""

    amber_days: float = Field(gt=0)
    red_share: float = Field(gt=0, le=1)
    months: int = Field(ge=1)
    min_invoices: int = Field(ge=1)


class ConcentrationPolicy(Section):
    """W08: shares of all receivables."""

    amber_share: float = Field(gt=0, le=1)
    red_share: float = Field(gt=0, le=1)
    amber_hhi: float = Field(gt=0, le=1)
    red_hhi: float = Field(gt=0, le=1)
    amber_top10: float = Field(gt=0, le=1)
    min_customers: int = Field(ge=1)


class PartPaymentPolicy(Section):
    """W09: payments that leave a rest or are round sums."""

    amber: int = Field(ge=1)
    window_days: int = Field(ge=1)
    round_to: int = Field(ge=1)


class DisputePolicy(Section):
    """W10: disputed ÷ open."""

    amber: float = Field(gt=0, le=1)
    red: float = Field(gt=0, le=1)


class SectorPolicy(Section):
    """W12: points of country and sector against the earlier snapshot."""

    step_points: float = Field(gt=0)
    amber_steps: int = Field(ge=1)
    red_steps: int = Field(ge=1)


class InsurerPolicy(Section):
    """W13: what the credit insurer asks for."""

    notice_days: int = Field(ge=0)


class SilencePolicy(Section):
    """W14: no invoices any more, and overdue debt."""

    times: float = Field(gt=0)
    min_days: int = Field(ge=0)
    min_orders: int = Field(ge=2)


class StatementPolicy(Section):
    """W15: age of the annual statement."""

    amber_months: int = Field(ge=1)
    red_months: int = Field(ge=1)


class BouncedPolicy(Section):
    """W16: notes and payments that came back."""

    window_days: int = Field(ge=1)


class DataPolicy(Section):
    """W17: records to clean."""

    unapplied_days: int = Field(ge=0)


class MonitorPolicy(Section):
    """Monitoring and early warning."""

    clean_runs: int = Field(ge=1)
    off: tuple[Rule, ...]
    small_share: float = Field(ge=0, le=1)
    small_balance: float = Field(ge=0)
    w01: SlowerPolicy
    w02: BucketPolicy
    w03: UtilisationPolicy
    w04: PromisePolicy
    w05: SpikePolicy
    w06: ScoreFallPolicy
    w07: TermsCreepPolicy
    w08: ConcentrationPolicy
    w09: PartPaymentPolicy
    w10: DisputePolicy
    w12: SectorPolicy
    w13: InsurerPolicy
    w14: SilencePolicy
    w15: StatementPolicy
    w16: BouncedPolicy
    w17: DataPolicy
