"""Codes put into words: why a figure is undefined, approximate, held or recommended.

The stages give codes with their figures (schema.REASON); a renderer words them here, in the language in force.
"""

from __future__ import annotations

from typing import Any

from creditkit.words import N_, Message, say

# Notes of the measuring stages: {value}, {threshold} and {detail} are those of the note.
NOTES: dict[str, str] = {
    # aging
    "credit-balance": N_("The customer is owed money: a credit balance of {value}."),
    "no-due-date": N_("{value} documents have no due date and are aged from their invoice date."),
    "no-date": N_("{value} documents have no date; they stand in the bucket the file gives, or as not due."),
    # dso
    "short-history": N_("Sales are known for {value} months only, the window has {threshold}."),
    "partial-month": N_("The period ends on day {value} of a month, not on a month end."),
    "no-sales": N_("There are no sales in the window, so no days can be told."),
    "exceeds-sales": N_("The receivables exceed all known sales: count-back is more than {value} days."),
    "month-without-sales": N_("{detail} has no positive sales; count-back adds its days, weighted DSO leaves it out."),
    "no-overdue-base": N_("Nothing was collectable in the period, so there is no collection effectiveness."),
    # habits
    "thin": N_("Only {value} paid invoices in the window, fewer than {threshold}."),
    "thin-history": N_("Only {value} months since the first invoice, fewer than {threshold}."),
    "no-payments": N_("No payments in the window."),
    "no-trend": N_("No trend: invoices paid in the last 3 months and in the 3 months before are needed."),
    "undated-payments": N_("{value} payments have no date and are left out."),
    "reversed-payments": N_("{value} payments were taken back; they are left out of the averages."),
    "not-cash": N_("{value} settlements by credit note, write-off or discount are not counted as payments."),
}

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

# Codes that stand in a cell of their own.
CODES: dict[str, str] = {
    "yes": N_("yes"), "no": N_("no"),
    "ok": N_("ok"), "warn": N_("watch"), "soft-hold": N_("soft hold"), "hard-hold": N_("hard hold"),
    "need": N_("need"), "capacity": N_("capacity"), "starter": N_("starter limit"),
    "concentration": N_("concentration"), "insurer": N_("insurer"), "grade": N_("grade"),
    "open-items": N_("open items"), "invoices": N_("invoices"), "journal": N_("journal"),
    "balances": N_("balances"), "customers": N_("customers"),
    "invoice": N_("invoice"), "debit-note": N_("debit note"), "credit-note": N_("credit note"),
    "payment": N_("payment"), "prepayment": N_("prepayment"), "adjustment": N_("adjustment"),
    "write-off": N_("write-off"), "note": N_("bill of exchange"),
    "not_due": N_("not due"),
    "open-account": N_("open account"), "within-limit": N_("within the limit"), "instalments": N_("instalments"),
    "secured": N_("with guarantee or insurance"), "retention-of-title": N_("retention of title"),
    "cod": N_("cash on delivery or letter of credit"), "cash-in-advance": N_("cash in advance"),
    "pay_index": N_("pay index"), "late_share": N_("late share"), "worst_days_late": N_("longest delay"),
    "trend_days": N_("payment trend"), "z_score": N_("Z″ score"), "current_ratio": N_("current ratio"),
    "debt_ratio": N_("debt ratio"), "interest_cover": N_("interest cover"),
    "net_worth_to_limit": N_("net worth to limit"), "utilisation": N_("utilisation"),
    "overdue_ratio": N_("overdue ratio"), "years": N_("years of business"), "regularity": N_("regular buying"),
    "external_grade": N_("external grade"), "legal_events": N_("lawsuits"), "sector_points": N_("sector and country"),
    "payment-group": N_("payment"), "financial": N_("financial strength"), "exposure": N_("exposure"),
    "relationship": N_("relationship"), "external": N_("external"),
    "tangible_net_worth": N_("tangible net worth"), "net_working_capital": N_("net working capital"),
    "trade_reference": N_("trade reference"), "payables_share": N_("share of payables"),
    "turnover_share": N_("share of turnover"), "by-hand": N_("set by hand"),
    "fail": N_("wrong"),
}  # fmt: skip


def code_text(code: str) -> str:
    """A code in the language in force; a code that has no words (a currency, a bucket) as it is."""
    return say(CODES[code]) if code in CODES else code


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def code_message(code: str) -> Message:
    """The same, worded when it is shown."""
    return Message(CODES.get(code, N_("{name}")), {"name": code})


def reason_text(reason: dict[str, Any]) -> str:
    """A note, hold, override or score reason in words.  An unknown code is shown as it is, never dropped."""
    return str(reason_message(reason))


def reason_message(reason: dict[str, Any]) -> Message:
    """The same, worded when it is shown."""
    code = str(reason["code"])
    sentence = NOTES.get(code) or DECISIONS.get(code) or LOST.get(code)
    if sentence is None:
        return Message(N_("{name}"), {"name": code})
    value, threshold = reason.get("value"), reason.get("threshold")
    values = {
        "value": _number(value),
        "threshold": _number(threshold),
        "percent": "-" if value is None else f"{value * 100:.0f} %",
        "threshold_percent": "-" if threshold is None else f"{threshold * 100:.0f} %",
        "detail": reason.get("detail") or "",
    }
    return Message(sentence, values)
