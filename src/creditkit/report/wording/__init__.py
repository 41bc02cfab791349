"""Codes put into words: why a figure is undefined, approximate, held or recommended.

The stages give codes with their figures (schema.REASON); a renderer words them here, in the language in force.
"""

from __future__ import annotations

from typing import Any

from creditkit.report.wording.cash import CASH, CASH_CODES
from creditkit.report.wording.codes import CODES as _CODES
from creditkit.report.wording.collect import COLLECTING, COLLECTING_CODES
from creditkit.report.wording.decide import DECISIONS, LOST
from creditkit.report.wording.measure import NOTES
from creditkit.report.wording.protect import PROTECTING, PROTECTING_CODES
from creditkit.report.wording.watch import STATUSES
from creditkit.words import N_, Message, say

# {value}, {threshold} and {detail} are those of the note.
SENTENCES: dict[str, str] = {**NOTES, **DECISIONS, **LOST, **CASH, **COLLECTING, **PROTECTING}
CODES: dict[str, str] = {**_CODES, **CASH_CODES, **COLLECTING_CODES, **PROTECTING_CODES, **STATUSES}


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
    sentence = SENTENCES.get(code)
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
