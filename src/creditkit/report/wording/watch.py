"""The rules of early warning in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from creditkit.errors import Notice
from creditkit.money import minor_units
from creditkit.words import N_, Message, say

RULES: dict[str, str] = {
    "W01": N_("Slower payments"),
    "W02": N_("Older debt"),
    "W03": N_("Limit used up"),
    "W04": N_("Broken promises"),
    "W05": N_("Order spike"),
    "W06": N_("Score falls"),
    "W07": N_("Terms creep"),
    "W08": N_("Concentration"),
    "W09": N_("Part payments"),
    "W10": N_("Disputes"),
    "W11": N_("Legal events"),
    "W12": N_("Country or sector"),
    "W13": N_("Insurer"),
    "W14": N_("Silence"),
    "W15": N_("Old statements"),
    "W16": N_("Bounced payment"),
    "W17": N_("Records to clean"),
}

# (rule, figure) -> sentence.  {value}, {threshold}, {previous} are those of the alert, in the unit of its figure.
SENTENCES: dict[tuple[str, str], str] = {
    ("W01", "mean_days_late"): N_("Pays {value} days late on average in the last 3 months, {previous} in the 3 before"),
    ("W02", "max_days_overdue"): N_("Oldest debt {value} days past due, {previous} at the earlier date"),
    ("W03", "utilisation"): N_("{value} of the limit used, {previous} at the earlier date"),
    ("W04", "broken_promises"): N_("Promises to pay that were not kept: {value}"),
    ("W05", "orders"): N_("Invoiced {value} in one window, {previous} on average before; the line is {threshold}"),
    ("W06", "score"): N_("Score {value}, was {previous}"),
    ("W06", "grade"): N_("Grade {value}, was {previous}"),
    ("W07", "net_days"): N_("Invoices give {value} days to pay, {previous} a year ago"),
    ("W07", "longer_share"): N_("{value} of the sales on longer terms than agreed"),
    ("W08", "share"): N_("{value} of all receivables in {currency}"),
    ("W08", "hhi"): N_("Concentration index (HHI) {value} in {currency}"),
    ("W08", "top10_share"): N_("The ten largest owe {value} of all receivables in {currency}"),
    ("W09", "part_payments"): N_("Payments in part or in round sums: {value}"),
    ("W10", "disputed_share"): N_("{value} of the balance is disputed"),
    ("W11", "legal_status"): N_("Legal status: {detail}"),
    ("W11", "legal_events"): N_("Lawsuits: {value}, were {previous}"),
    ("W12", "sector_points"): N_("Country and sector at {value} points, were {previous}"),
    ("W13", "insured_limit"): N_("The insurer cut its limit to {value}, was {previous}"),
    ("W14", "silence_days"): N_("No invoice for {value} days and debt overdue; silence begins at {threshold}"),
    ("W15", "statement_days"): N_("Annual statement of {detail} is {value} days old"),
    ("W16", "returned_payments"): N_("Notes or payments that came back: {value}"),
    ("W17", "unapplied"): N_("Credits of {value} not applied for too long"),
    ("W17", "open"): N_("Credit balance of {value}"),
    ("W17", "undated"): N_("Documents of {value} without a due date"),
}

_PERCENT = ("utilisation", "longer_share", "share", "top10_share", "disputed_share")
_MONEY = ("orders", "insured_limit", "unapplied", "open", "undated")
_TENTHS = ("mean_days_late", "score", "net_days")

STATUSES: dict[str, str] = {
    "info": N_("info"), "amber": N_("amber"), "red": N_("red"),
    "new": N_("new"), "open": N_("open"), "snoozed": N_("snoozed"), "cleared": N_("cleared"),
}  # fmt: skip

ABSENT: dict[str, str] = {
    "no-payments": N_("Not judged, for the ledger tells no payments with their dates: {rules}."),
    "no-past": N_("Not judged, for nothing is known of the earlier date: {rules}."),
    "no-limits": N_("Not judged, for no customer has a limit (--customers FILE): {rules}."),
    "no-promises": N_("Not judged, for there are no promises (promises.csv): {rules}."),
    "no-past-sales": N_("Not judged, for the ledger has no sales of the months before: {rules}."),
    "no-disputes": N_("Not judged, for nothing is known of disputes: {rules}."),
    "no-legal-status": N_("Not judged, for the customer file tells no legal status: {rules}."),
    "no-snapshot": N_("Not judged, for there is no earlier snapshot of the customer file (creditkit run keeps them): {rules}."),
    "no-statements-known": N_("Not judged, for the customer file has no statement dates: {rules}."),
    "few-customers": N_("Not judged in currencies with too few customers: {rules}."),
}  # fmt: skip


def rule_name(rule: str) -> Message:
    """The rule in two or three words."""
    return Message(RULES[rule])


def figure_text(figure: str, value: float | None, currency: str | None) -> str:
    """value in the unit of its figure."""
    if value is None:
        return say("unknown")
    if figure in _PERCENT:
        return f"{value * 100:.1f} %"
    if figure in _MONEY:
        amount = f"{abs(value):,.{minor_units(currency)}f}"
        return f"{amount} {currency}" if currency else amount
    if figure == "hhi":
        return f"{value:.3f}"
    return f"{value:,.1f}" if figure in _TENTHS else f"{value:,.0f}"


def alert_message(alert: dict[str, Any]) -> Message:
    """What an alert says, worded when it is shown."""
    from creditkit.report.wording import code_message

    figure, currency = alert["figure"], alert["currency"]
    values: dict[str, object] = {
        name: figure_text(figure, alert[name], currency) for name in ("value", "threshold", "previous")
    }
    detail = alert["detail"]
    values |= {"currency": currency or "", "detail": code_message(detail) if detail else ""}
    sentence = SENTENCES[alert["rule"], figure]
    return Message(sentence, values)


def alert_text(alert: dict[str, Any]) -> str:
    """The same in the language in force."""
    return str(alert_message(alert))


def unanswered_notice(reason: str, rules: Sequence[str]) -> Notice:
    """Which rules say nothing, and why."""
    named = ", ".join(f"{rule} {say(RULES[rule])}" for rule in rules)
    return Notice.of("CK870", ABSENT[reason], rules=named)
