"""The pack: what a finance director needs of one as-of date, as neutral blocks."""

from __future__ import annotations

from creditkit.report.actions import actions
from creditkit.report.blocks import Report
from creditkit.report.cash import capital, forecast
from creditkit.report.decided import concentration, grades, limits
from creditkit.report.findings import findings
from creditkit.report.headline import headline
from creditkit.report.inputs import PackInputs
from creditkit.report.insured import insured
from creditkit.report.measured import aging, dso, habits
from creditkit.report.quality import method, quality
from creditkit.report.stressed import stressed
from creditkit.words import N_, Message

__all__ = ["PackInputs", "build_report"]

# In the order a reader asks: how bad, what stands out, what to do, then the evidence.
SECTIONS = (
    headline,
    findings,
    actions,
    aging,
    dso,
    habits,
    forecast,
    capital,
    limits,
    concentration,
    grades,
    insured,
    stressed,
    quality,
    method,
)


def build_report(inputs: PackInputs) -> Report:
    """The whole report.  Amounts of different currencies are never added; sections without data say what is missing.

    Sections: headline, findings, actions, aging, dso, habits, forecast, capital, limits, concentration, grades,
    insurance, stress, quality, method.
    """
    return Report(
        title=Message(N_("Credit report")),
        company=inputs.company,
        as_of=inputs.as_of,
        currency=inputs.main,
        sections=tuple(section(inputs) for section in SECTIONS),
        inputs=inputs.inputs,
        policy_sha256=inputs.policy_sha256,
        proof=inputs.proof,
        warnings=inputs.notices,
    )
