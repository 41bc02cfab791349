"""The section of the stress test: what a bad year would cost, and how concentrated the exposure is."""

from __future__ import annotations

import polars as pl

from creditkit.report import frames
from creditkit.report.blocks import Block, Chart, Figure, Section, Series, Table, Text
from creditkit.report.figures import amount_text, percent_text
from creditkit.report.inputs import PackInputs
from creditkit.report.wording import code_message
from creditkit.words import N_, Message

_COLUMNS = (
    "scenario", "ead", "expected_loss", "unexpected_loss", "var", "allowance_change", "cash_delay", "retained_loss",
    "uninsured",
)  # fmt: skip


def stressed(inputs: PackInputs) -> Section:
    """Per currency: expected loss, value at risk and HHI; a chart and a table of the scenarios."""
    title = Message(N_("Stress test"))
    if inputs.stress is None or not inputs.stress.height:
        text = N_("A stress test needs exposure and grades: a ledger with open items.")
        return Section("stress", title, (Text(Message(text), "note"),))
    blocks: list[Block] = []
    for currency in inputs.detailed:
        rows = frames.own(inputs.stress, currency)
        base = frames.row_of(rows, currency)
        if base is not None and base["ead"]:
            blocks += _of(inputs, rows, currency)
    blocks.append(Text(Message(N_("Losses before tax and before the work of collection. The PD scale is an uncalibrated prior: compare scenarios with each other, not with the books.")), "note"))  # fmt: skip
    return Section("stress", title, tuple(blocks))


def _of(inputs: PackInputs, rows: pl.DataFrame, currency: str) -> list[Block]:
    base = rows.row(0, named=True)
    confidence = None if inputs.policy is None else inputs.policy.stress.confidence
    spread = frames.row_of(inputs.stress_concentration, currency)
    named: dict[str, object] = {"currency": currency}
    blocks: list[Block] = [
        Figure(Message(N_("Expected loss of a year, {currency}"), named), amount_text(base["expected_loss"], currency), Message(N_("{share} of the exposure"), {"share": percent_text(frames.share(base["expected_loss"], base["ead"]))})),
        Figure(Message(N_("Loss of a bad year, {currency}"), named), amount_text(base["var"], currency), Message(N_("not exceeded in {share} of the years; by {method}"), {"share": percent_text(confidence), "method": code_message(base["method"])})),
    ]  # fmt: skip
    if spread is not None and spread["hhi"] is not None:
        text = Message(N_("as if {count} equal customers"), {"count": f"{spread['effective_names']:.1f}"})
        blocks.append(Figure(Message(N_("Concentration of exposure (HHI), {currency}"), named), f"{spread['hhi']:.3f}", text))  # fmt: skip
    scenarios = tuple(code_message(name) for name in rows["scenario"])
    losses = tuple(float(value) for value in rows["expected_loss"])
    kept = tuple(float(value) for value in rows["retained_loss"])
    series = (Series(Message(N_("Expected loss")), losses), Series(Message(N_("after insurance")), kept))
    if currency == inputs.main:
        heading = Message(N_("Loss by scenario, {currency}"), named)
        blocks.append(Chart("bars", heading, scenarios, series, currency=currency))
    heading = Message(N_("Scenarios, {currency}"), named)
    return [*blocks, Table(f"stress-{currency}", rows.select(_COLUMNS), title=heading, currency=currency)]
