"""The section of credit insurance: what is covered, what must be done, what it costs and what it is bought for."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from creditkit.report import frames
from creditkit.report.blocks import Block, Figure, Section, Table, Text, Tone
from creditkit.report.figures import amount_text, percent_text, rounded_text
from creditkit.report.inputs import PackInputs
from creditkit.report.tables import WHO, top_table
from creditkit.words import N_, Message

_ZERO = Decimal(0)
SOON_DAYS = 30
MOST = 12
NOT_INSURED = N_("No cover is shown: the section [insurance] of the policy gives no insured_ratio.")
_COLUMNS = (
    *WHO, "limit", "outstanding", "covered", "uninsured", "voids", "next_deadline", "deadline_kind", "stop_shipment",
)  # fmt: skip


def insured(inputs: PackInputs) -> Section:
    """Per currency: cover and the buyers with voids; deadlines of the next days; cost, benefit and the tail."""
    title = Message(N_("Credit insurance"))
    if inputs.insurance is None:
        return Section("insurance", title, (Text(Message(NOT_INSURED), "note"),))
    blocks: list[Block] = []
    for currency in inputs.detailed:
        blocks += _cover(inputs, currency)
    blocks += _deadlines(inputs)
    blocks += _cost(inputs)
    nothing = (Text(Message(N_("No open items at this date.")), "note"),)
    return Section("insurance", title, tuple(blocks) or nothing)


def _cover(inputs: PackInputs, currency: str) -> list[Block]:
    assert inputs.insurance is not None
    rows = frames.own(inputs.insurance, currency).filter(pl.col("outstanding") > _ZERO)
    if not rows.height:
        return []
    owed, covered, bare = (frames.sum_of(rows, name) for name in ("outstanding", "covered", "uninsured"))
    part = frames.share(covered, owed)
    stopped = rows.filter("stop_shipment").height
    blocks: list[Block] = [
        Figure(Message(N_("Covered, {currency}"), {"currency": currency}), amount_text(covered, currency), Message(N_("{share} of the debt of {amount}"), {"share": percent_text(part), "amount": rounded_text(owed, currency)})),
        Figure(Message(N_("Uninsured, {currency}"), {"currency": currency}), amount_text(bare, currency), Message(N_("over the limit, void or never insured"))),
        Figure(Message(N_("Shipments stopped, {currency}"), {"currency": currency}), f"{stopped:,}", Message(N_("buyers whose new shipments get no cover")), _tone(stopped)),
    ]  # fmt: skip
    lost = rows.filter((pl.col("limit") > _ZERO) & (pl.col("voids").list.len() > 0))
    if lost.height:
        heading = Message(N_("Buyers with a limit whose cover is incomplete, {currency}"), {"currency": currency})
        blocks += top_table(f"insurance-{currency}", heading, lost.select(_COLUMNS), MOST, currency)
    return blocks


def _tone(stopped: int) -> Tone:
    return "bad" if stopped else "good"


def deadlines_soon(inputs: PackInputs) -> pl.DataFrame | None:
    """The deadlines of the next SOON_DAYS days, the nearest first."""
    if inputs.insurance_deadlines is None:
        return None
    return inputs.insurance_deadlines.filter(pl.col("deadline") <= inputs.as_of + timedelta(days=SOON_DAYS))


def _deadlines(inputs: PackInputs) -> list[Block]:
    soon = deadlines_soon(inputs)
    if soon is None or not soon.height:
        return []
    heading = Message(N_("Deadlines of the next {days} days"), {"days": SOON_DAYS})
    shown = soon.select("deadline", "deadline_kind", *WHO, "documents", "currency", "outstanding")
    return top_table("insurance-deadlines", heading, shown, MOST, None)


def _cost(inputs: PackInputs) -> list[Block]:
    if inputs.insurance_cost is None or not inputs.insurance_cost.height:
        text = N_("Cost and benefit need sales for the premium: the ledger has none.")
        return [Text(Message(text), "note")]
    row = inputs.insurance_cost.row(0, named=True)
    currency = row["currency"]
    blocks: list[Block] = [_worth(row, currency)]
    blocks.append(Table("insurance-cost", inputs.insurance_cost, title=Message(N_("Cost and benefit of a year")), currency=currency))  # fmt: skip
    if inputs.insurance_tail is not None:
        tail = inputs.insurance_tail.select("cover", "currency", "ead", "expected_loss", "unexpected_loss", "var")
        title = Message(N_("The tail: what the cover is bought for"))
        blocks.append(Table("insurance-tail", tail, title=title, currency=currency))
    return blocks


def _worth(row: dict[str, Any], currency: str) -> Text:
    values: dict[str, object] = {
        "with": rounded_text(row["cost_with_insurance"], currency), "without": rounded_text(row["cost_without_insurance"], currency),
        "even": percent_text(row["breakeven_pd"]), "pd": percent_text(row["pd"]),
    }  # fmt: skip
    text = N_(
        "A year costs {with} with insurance and {without} without it, on average; the cover pays for itself from a mean PD of {even} on, the portfolio's is {pd}."
    )
    return Text(Message(text, values))
