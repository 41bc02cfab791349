"""The sections a reader checks the figures by: proof and data quality, method and provenance."""

from __future__ import annotations

import polars as pl

from creditkit import __version__
from creditkit.money import MONEY
from creditkit.policy.model import Policy
from creditkit.report.blocks import Block, Finding, Section, Table, Text
from creditkit.report.inputs import PackInputs
from creditkit.words import N_, Message

MOST_NOTICES, MOST_REJECTS = 20, 10


def quality(inputs: PackInputs) -> Section:
    """Proof per currency, rows of each input, warnings, rejected rows."""
    proof = pl.DataFrame(
        [(line.currency, line.ledger, line.reported, line.difference) for line in inputs.proof],
        schema={"currency": pl.String, "ledger": MONEY, "reported": MONEY, "difference": MONEY},
        orient="row",
    )
    columns = ("rows_read", "rows_accepted", "rows_rejected", "rows_ignored")
    files = pl.DataFrame(
        [(entry.path, *(getattr(entry, name) for name in columns)) for entry in inputs.inputs],
        schema={"path": pl.String, **dict.fromkeys(columns, pl.Int64)},
        orient="row",
    )
    blocks: list[Block] = [
        Table("proof", proof, title=Message(N_("Proof: the report ties to the ledger"))),
        Table("inputs", files, title=Message(N_("Inputs: read = accepted + rejected + ignored"))),
        *_warnings(inputs),
        *_rejects(inputs),
    ]
    return Section("quality", Message(N_("Data quality and proof")), tuple(blocks))


def _warnings(inputs: PackInputs) -> list[Block]:
    if not inputs.notices:
        return [Text(Message(N_("No warnings.")), "note")]
    # A notice words itself when it is shown, so it goes in as it is.
    said = [Message(N_("{code} {text}"), {"code": notice.code, "text": notice}) for notice in inputs.notices]
    blocks: list[Block] = [Finding(text, "watch") for text in said[:MOST_NOTICES]]
    if len(said) > MOST_NOTICES:
        text = N_("and {count} more; the workbook and the CSV files list all of them.")
        blocks.append(Text(Message(text, {"count": len(said) - MOST_NOTICES}), "note"))
    return blocks


def _rejects(inputs: PackInputs) -> list[Block]:
    blocks: list[Block] = [
        Finding(Message(N_("Rejected: {where}: {problem}"), {"where": row.where, "problem": row.problem}), "bad")
        for row in inputs.rejects[:MOST_REJECTS]
    ]
    if inputs.rejected > len(blocks):
        text = N_("Rejected rows not listed here: {count}; they are in the file named with --rejects.")
        blocks.append(Text(Message(text, {"count": f"{inputs.rejected - len(blocks):,}"}), "note"))
    return blocks


_FORMULAS = (
    N_("Days past due = as-of date − due date; a document due on the as-of date is not overdue. Only facts dated up to the as-of date count."),
    N_("Open = sum of the buckets + unapplied receipts and credit notes (negative, in a column of their own). Overdue ratio = overdue ÷ open documents before these credits."),
    N_("DSO = receivables ÷ credit sales × days of the window; best possible DSO takes only what is not yet due; count-back uses up the latest months of sales. CEI = (opening + sales − closing) ÷ (opening + sales − closing not due) × 100."),
    N_("Exposure = open, net of unapplied credits, + delivered not invoiced + open orders + commercial notes − security. Utilisation = exposure ÷ limit in force; insurance is never netted."),
    N_("Recommended limit = the smallest of need, grade factor × median capacity and the caps, rounded down."),
    N_("Score = confidence × weighted points + (1 − confidence) × the neutral score. Expected loss = exposure × PD of the grade, before insurance, security and recoveries. The PD scale is an uncalibrated prior: it ranks customers and promises no loss rate."),
    N_("Concentration: share = open ÷ all positive balances of the currency; HHI = sum of the squared shares."),
    N_("Amounts are rounded half-up to the currency's minor unit, per line, and then added; sentences give whole units from 1,000 on. Amounts of different currencies are never added."),
)  # fmt: skip


def method(inputs: PackInputs) -> Section:
    """Formulas in words, the thresholds of the policy, versions and hashes."""
    values = {"version": __version__, "as_of": inputs.as_of, "digest": inputs.policy_sha256}
    said = [
        *(Message(text) for text in _FORMULAS),
        *(_policy(inputs.policy) if inputs.policy is not None else ()),
        Message(N_("creditkit {version}, as of {as_of}, policy SHA-256 {digest}."), values),
        *(
            Message(N_("Input {path}, SHA-256: {digest}"), {"path": entry.path, "digest": entry.sha256})
            for entry in inputs.inputs
        ),
    ]
    blocks = tuple(Text(message, "method") for message in said)
    return Section("method", Message(N_("Method and provenance")), blocks)


def _policy(policy: Policy) -> list[Message]:
    hold, days = policy.hold, policy.aging
    basis = N_("Aging counts from the due date; edges of the buckets: {edges}. Credits: {credits}.")
    if days.basis == "invoice":
        basis = N_("Aging counts from the invoice date; edges of the buckets: {edges}. Credits: {credits}.")
    credits = {
        "separate": N_("apart from the buckets"),
        "own-date": N_("in the bucket of their own date"),
        "fifo": N_("set against the oldest debt first"),
    }
    edges = {"edges": ", ".join(str(edge) for edge in days.edges), "credits": Message(credits[days.credits])}
    windows: dict[str, object] = {"dso": policy.dso.window_months, "habits": policy.habits.window_months}
    levels = {
        "warn": f"{hold.warn_utilisation * 100:g} %", "soft": f"{hold.soft_utilisation * 100:g} %", "hard": f"{hold.hard_utilisation * 100:g} %",
        "warn_days": hold.warn_days, "soft_days": hold.soft_days, "hard_days": hold.hard_days,
        "soft_grade": hold.soft_grade, "hard_grade": hold.hard_grade,
    }  # fmt: skip
    return [
        Message(basis, edges),
        Message(N_("Window of sales for DSO: {dso} months; window of payment behaviour: {habits} months."), windows),
        Message(N_("Holds: watch from {warn} of the limit or more than {warn_days} days past due; soft hold above {soft}, {soft_days} days or at grade {soft_grade}; hard hold above {hard}, {hard_days} days or from grade {hard_grade}. Legal events, bounced notes and expired limits hold too."), levels),
    ]  # fmt: skip
