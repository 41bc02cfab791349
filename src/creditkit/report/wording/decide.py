"""Notes, overrides, holds, terms and what cost points."""

from __future__ import annotations

from creditkit.words import N_

# Notes, overrides and holds of the deciding stages, and the reasons of terms.
DECISIONS: dict[str, str] = {
    "thin-file": N_("Few data: the score rests on {percent} of the card, so grade and limit are capped."),
    "no-statements": N_("No annual statement."),
    "statements-too-old": N_("The annual statement is too old to count."),
    "no-ledger": N_("Not in the ledger: payment behaviour is unknown."),
    "several-currencies": N_("Buys in {value} currencies; judged by the one it buys most in."),
    "capped": N_("The score alone would give grade {value}; a cap for thin data or missing statements applies."),
    "insolvency": N_("Insolvent or deregistered: grade {threshold}."),
    "default-recent": N_("In default within the last year: grade {threshold} or worse."),
    "default-in-ledger": N_("{value} is more than the days of default past due: grade {threshold} or worse."),
    "bounced-note": N_("A note bounced within the last months: grade {threshold} or worse."),
    "by-hand": N_("Grade {value} set by hand. {detail}"),
    "limit-in-other-currency": N_("The limit is in {detail}; this currency has none."),
    "no-limit-set": N_("No limit is set."),
    "cash-only": N_("The limit is 0: cash only."),
    "no-purchases": N_("No purchases in the last 12 months, so no need can be told."),
    "no-capacity": N_("No figures to tell what the customer can carry; the starter limit applies."),
    "limit-by-hand": N_("Limit {value} set by hand. {detail}"),
    "short-purchases": N_("Purchases of {value} months were stretched to a year."),
    "insolvency-hard": N_("Legal status: {detail}"),
    "bounced-note-hard": N_("A note bounced in the last 6 months"),
    "cash-only-hard": N_("Cash only, yet {value} is owed"),
    "utilisation-hard": N_("Utilisation {percent}, above {threshold_percent}"),
    "days-hard": N_("{value} days past due, above {threshold}"),
    "grade-hard": N_("Grade {value}"),
    "utilisation-soft": N_("Utilisation {percent}, above {threshold_percent}"),
    "days-soft": N_("{value} days past due, above {threshold}"),
    "expired-soft": N_("Limit expired on {detail}"),
    "grade-soft": N_("Grade {value}"),
    "utilisation-warn": N_("Utilisation {percent}, from {threshold_percent} on watch"),
    "days-warn": N_("{value} days past due, above {threshold}"),
    "expiry-warn": N_("Limit expires on {detail}"),
    "promises-warn": N_("{value} broken promises"),
    "terms-by-grade": N_("Terms of grade {value}"),
    "terms-insurer": N_("Capped at {value} days, the longest the insurer covers"),
    "terms-legal": N_("Capped at {value} days, the longest the law allows"),
    "terms-longer": N_("Agreed {value} days, the policy gives {detail}"),
    "terms-no-prepayment": N_("Agreed on credit, the policy asks for {percent} in advance"),
    "terms-unknown": N_("No agreed terms are known"),
}

# Reasons of the score: what cost points, with the value.
LOST: dict[str, str] = {
    "lost-pay_index": N_("Pays late: pay index {value}"),
    "lost-late_share": N_("{percent} of the value is paid late"),
    "lost-worst_days_late": N_("Longest delay {value} days"),
    "lost-trend_days": N_("Slower by {value} days than before"),
    "lost-z_score": N_("Weak statement: Z″ {value}"),
    "lost-current_ratio": N_("Low liquidity: current ratio {value}"),
    "lost-debt_ratio": N_("High debt: {percent} of assets"),
    "lost-interest_cover": N_("Thin interest cover: {value} times"),
    "lost-net_worth_to_limit": N_("Tangible net worth {value} times the limit"),
    "lost-utilisation": N_("Limit used to {percent}"),
    "lost-overdue_ratio": N_("{percent} of the debt is overdue"),
    "lost-years": N_("{value} years of business together"),
    "lost-regularity": N_("Buys in {percent} of the months"),
    "lost-external_grade": N_("External grade at {percent} of its scale"),
    "lost-legal_events": N_("{value} lawsuits"),
    "lost-sector_points": N_("Sector and country at {value} points"),
}
