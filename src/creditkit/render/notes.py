"""Warnings and the proof line, on stderr."""

from __future__ import annotations

import sys

from creditkit.render.units import format_amount, one_line
from creditkit.report.blocks import Result
from creditkit.words import say


def proof_text(result: Result) -> list[str]:
    """One line for each currency: ledger = reported, or by how much they differ."""
    lines = []
    for line in result.proof:
        values = {
            "currency": line.currency,
            "ledger": format_amount(line.ledger, line.currency),
            "reported": format_amount(line.reported, line.currency),
            "difference": format_amount(line.difference, line.currency),
        }
        lines.append(say("Proof {currency}: ledger {ledger} = reported {reported}, difference {difference}", **values))
    return lines


def print_notes(result: Result, *, quiet: bool = False) -> None:
    """Warnings, then the proof line.  Nothing when quiet."""
    if quiet:
        return
    for notice in result.warnings:
        print(say("warning[{code}] {text}", code=notice.code, text=one_line(str(notice))), file=sys.stderr)
    for line in proof_text(result):
        print(line, file=sys.stderr)
