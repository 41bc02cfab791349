"""Findings: sentences computed from the frames, the gravest first and within that the most money."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from creditkit.report import findings_credit as credit
from creditkit.report import findings_owed as owed
from creditkit.report.blocks import Finding, Section, Text, Tone
from creditkit.report.figures import amount_text
from creditkit.report.findings_cover import FINDERS as COVER
from creditkit.report.findings_credit import FINDERS as CREDIT
from creditkit.report.findings_owed import FINDERS as OWED
from creditkit.report.found import Finder, Found
from creditkit.report.inputs import PackInputs
from creditkit.words import N_, Message

# So many findings of the main currency, and of each other one, are shown.
MOST, MOST_OTHERS = 12, 4
# Where the figures of a finding stand, customer by customer.
SECTION_OF: dict[Finder, str] = {
    owed.overdue: "aging", owed.old: "aging", owed.disputed: "actions", owed.unapplied: "actions",
    owed.credit_balances: "aging", owed.without_due_date: "actions", owed.slower: "habits", owed.dso: "dso",
    owed.concentration: "concentration", credit.past_limit: "limits", credit.on_hold: "actions",
    credit.no_limit: "actions", credit.above_recommended: "limits", credit.weak_grades: "limits",
    credit.insurance: "limits", credit.terms: "actions", **dict.fromkeys(COVER, "insurance"),
}  # fmt: skip
_RANK: dict[Tone, int] = {"bad": 0, "watch": 1, "plain": 2, "good": 3}


def findings(inputs: PackInputs) -> Section:
    """What the reader should act on: what spoils the figures first, then each currency, the main one first."""
    shown = [Finding(found.text, found.tone, "quality") for found in _spoilt(inputs)]
    for currency in inputs.detailed:
        found = [
            replace(each, section=SECTION_OF[finder])
            for finder in (*OWED, *CREDIT, *COVER)
            for each in finder(inputs, currency)
        ]
        most = MOST if currency == inputs.main else MOST_OTHERS
        # Good news is rare and short: bad news does not crowd it out.
        good = [each for each in found if each.tone == "good"]
        chosen = [*ordered([each for each in found if each.tone != "good"])[:most], *good]
        shown += [Finding(each.text, each.tone, each.section) for each in chosen]
    title = Message(N_("Findings"))
    return Section("findings", title, tuple(shown) or (Text(Message(N_("Nothing stands out.")), "note"),))


def ordered(found: list[Found]) -> list[Found]:
    """bad before watch before plain before good; within a tone by money, then in the order given."""
    return sorted(found, key=lambda each: (_RANK[each.tone], -each.money))


def _spoilt(inputs: PackInputs) -> list[Found]:
    """What makes the figures themselves doubtful: a difference to the ledger, rows left out."""
    found = [
        Found(
            "bad",
            abs(line.difference),
            Message(
                N_("The report does not tie to the ledger: the difference is {amount}. Do not rely on these figures before it is explained."),
                {"amount": amount_text(line.difference, line.currency)},
            ),
        )
        for line in inputs.proof
        if line.difference
    ]  # fmt: skip
    if inputs.rejected:
        text = N_("Rows that could not be read: {count}. Their money is in no figure of this report.")
        found.append(Found("bad", Decimal(0), Message(text, {"count": f"{inputs.rejected:,}"})))
    return found
