"""Findings about credit insurance: shipments without cover, cover lost, deadlines that are near."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from creditkit.report import frames
from creditkit.report.figures import names_text, percent_text, rounded_text
from creditkit.report.found import Finder, Found
from creditkit.report.inputs import PackInputs
from creditkit.report.insured import SOON_DAYS, deadlines_soon
from creditkit.words import N_, Message

_ZERO = Decimal(0)


def stopped(inputs: PackInputs, currency: str) -> list[Found]:
    """Buyers whose new shipments get no cover any more."""
    if inputs.insurance is None:
        return []
    rows = frames.own(inputs.insurance, currency).filter(pl.col("stop_shipment") & (pl.col("outstanding") > _ZERO))
    if not rows.height:
        return []
    rows = rows.sort("outstanding", "customer_id", descending=[True, False])
    amount = frames.sum_of(rows, "outstanding")
    values: dict[str, object] = {"names": names_text(frames.names(rows)), "amount": rounded_text(amount, currency)}
    text = N_("The credit insurer covers no further shipment to {names}; they owe {amount}.")
    return [Found("bad", amount, Message(text, values))]


def lost(inputs: PackInputs, currency: str) -> list[Found]:
    """Debt of buyers with a limit that a missed notice leaves without cover."""
    if inputs.insurance is None:
        return []
    rows = frames.own(inputs.insurance, currency).filter(pl.col("voids").list.contains("V5"))
    if not rows.height:
        return []
    amount = frames.sum_of(rows, "uninsured")
    values: dict[str, object] = {"names": names_text(frames.names(rows))}
    return [Found("bad", amount, Message(N_("Cover was lost because overdue debt was not reported in time: {names}."), values))]  # fmt: skip


def due_soon(inputs: PackInputs, currency: str) -> list[Found]:
    """Reports, handovers and claims that are due within the next days."""
    soon = deadlines_soon(inputs)
    if soon is None:
        return []
    rows = frames.own(soon, currency).filter(pl.col("deadline_kind").is_in(["notice", "claim"]))
    if not rows.height:
        return []
    amount = frames.sum_of(rows, "outstanding")
    who = rows.unique("customer_id", keep="first", maintain_order=True)
    values: dict[str, object] = {"days": SOON_DAYS, "names": names_text(frames.names(who)), "amount": rounded_text(amount, currency), "first": rows["deadline"].min()}  # fmt: skip
    text = N_(
        "Within {days} days, the first on {first}, overdue debt of {amount} must be reported or claimed to keep its cover: {names}."
    )
    return [Found("bad", amount, Message(text, values))]


def covered(inputs: PackInputs, currency: str) -> list[Found]:
    if inputs.insurance is None:
        return []
    rows = frames.own(inputs.insurance, currency)
    owed, inside = frames.sum_of(rows, "outstanding"), frames.sum_of(rows, "covered")
    if not inside:
        return []
    bare = frames.sum_of(rows, "uninsured")
    values: dict[str, object] = {"covered": rounded_text(inside, currency), "share": percent_text(frames.share(inside, owed)), "uninsured": rounded_text(bare, currency)}  # fmt: skip
    text = N_("Credit insurance covers {covered} of the debt ({share}); {uninsured} is not covered.")
    return [Found("plain", bare, Message(text, values))]


FINDERS: tuple[Finder, ...] = (stopped, lost, due_soon, covered)
