"""Columns of scores, limits and terms."""

from __future__ import annotations

from creditkit.schema.column import columns
from creditkit.words import N_

DECIDE = columns(
    # score
    ("score", "points", N_("Score"), N_("0–100, 100 best")),
    ("grade", "count", N_("Grade"), N_("1 best … 10 in default")),
    ("pd", "ratio", N_("PD"), N_("Probability of default in one year, of the grade; an uncalibrated prior")),
    ("pd_score", "ratio", N_("PD of the score"), N_("Probability of default of the exact score")),
    ("confidence", "ratio", N_("Confidence"), N_("Share of the card's weight for which there were data")),
    ("reasons", "list", N_("Reasons"), N_("What cost most points, or why")),
    ("factors", "list", N_("Factors"), N_("Every factor of the card: value, points, weight, available")),
    ("overrides", "list", N_("Overrides"), N_("Rules or persons that set the grade aside from the score")),
    ("notes", "list", N_("Notes"), N_("Why a figure is undefined or approximate")),
    # limit
    ("need", "money", N_("Need"), N_("Annual purchases ÷ 365 × (terms + tolerated delay)")),
    ("capacity", "money", N_("Capacity"), N_("Grade factor × median of the available capacities")),
    ("capacities", "money", N_("Capacity by method"), N_("What each method says the customer can carry")),
    ("recommended", "money", N_("Recommended limit"), N_("Smallest of need, capacity and caps, rounded down")),
    ("binding", "code", N_("Bound by"), N_("The constraint that set the recommended limit")),
    ("current_limit", "money", N_("Current limit"), N_("Limit in force; blank = policy default, 0 = cash only")),
    ("exposure", "money", N_("Exposure"), N_("Open − unapplied + delivered not invoiced + open orders + notes − security")),
    ("utilisation", "ratio", N_("Utilisation"), N_("Exposure ÷ current limit; insurance is never netted")),
    ("available", "money", N_("Available"), N_("Current limit − exposure")),
    ("insured", "money", N_("Insured"), N_("min(exposure, insured limit) × insured percentage; of debt: covered × insured percentage")),
    ("uninsured", "money", N_("Uninsured"), N_("Exposure − insured; of debt: outstanding − covered")),
    ("status", "code", N_("Status"), N_("ok, warn, soft-hold or hard-hold")),
    ("hold_reasons", "list", N_("Hold reasons"), N_("Each trigger of the hold matrix that fired")),
    ("next_review", "date", N_("Next review"), N_("As-of date + review cycle of the grade")),
    # terms
    ("prepay_ratio", "ratio", N_("Prepayment"), N_("Part to be paid in advance")),
    ("net_days", "days", N_("Net days"), N_("Days from invoice to due date")),
    ("instalments", "count", N_("Instalments"), N_("Largest number of instalments")),
    ("agreed", "text", N_("Agreed terms"), N_("Terms in the customer file or ledger")),
    ("conflict", "flag", N_("Conflict"), N_("Agreed terms are more generous than the policy")),
    ("expected_loss", "money", N_("Expected loss"), N_("Exposure × PD of the grade, before insurance, security and recoveries; in stress EAD × PD × LGD")),
    ("group_utilisation", "ratio", N_("Group utilisation"), N_("Exposure of the group ÷ limit of the group")),
    ("agreed_days", "days", N_("Agreed days"), N_("Days of the agreed terms")),
    ("recommended_terms", "code", N_("Recommended terms"), N_("Terms of the policy for the grade")),
    ("thin", "flag", N_("Thin file"), N_("Few data: grade and limit are capped")),
)  # fmt: skip
