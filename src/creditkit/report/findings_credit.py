"""Findings about credit: limits passed or missing, holds, weak grades, insurance, terms."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from creditkit.report import frames
from creditkit.report.figures import names_text, percent_text, rounded_text
from creditkit.report.found import Finder, Found
from creditkit.report.headline import over_limit
from creditkit.report.inputs import PackInputs
from creditkit.words import N_, Message

_ZERO = Decimal(0)
WEAK_GRADE = 8


def past_limit(inputs: PackInputs, currency: str) -> list[Found]:
    if inputs.limit is None:
        return []
    rows = over_limit(inputs.limit, currency)
    if not rows.height:
        return []
    excess = frames.sum_of(rows, "excess")
    values = {"amount": rounded_text(excess, currency), "names": names_text(frames.names(rows))}
    return [Found("bad", excess, Message(N_("Exposure is above the limit in force by {amount}: {names}."), values))]


def on_hold(inputs: PackInputs, currency: str) -> list[Found]:
    if inputs.limit is None:
        return []
    every = frames.own(inputs.limit, currency)
    rows = every.filter((pl.col("status") == "hard-hold") & (pl.col("exposure") > _ZERO))
    if not rows.height:
        return []
    rows = rows.sort("exposure", "customer_id", descending=[True, False])
    amount = frames.sum_of(rows, "exposure")
    part = frames.share(amount, frames.sum_of(every, "exposure"))
    values = {
        "names": names_text(frames.names(rows)),
        "amount": rounded_text(amount, currency),
        "share": percent_text(part),
    }
    text = N_("By the hold rules nothing more should be delivered to {names}; exposure {amount}, {share} of the total.")
    return [Found("bad", amount, Message(text, values))]


def no_limit(inputs: PackInputs, currency: str) -> list[Found]:
    """Customers who owe money without a limit in force."""
    if inputs.limit is None:
        return []
    rows = without_limit(frames.own(inputs.limit, currency))
    if not rows.height:
        return []
    amount = frames.sum_of(rows, "exposure")
    values = {"names": names_text(frames.names(rows)), "amount": rounded_text(amount, currency)}
    return [Found("watch", amount, Message(N_("No limit in {currency} is in force for {names}; their exposure is {amount}."), {**values, "currency": currency}))]  # fmt: skip


def without_limit(rows: pl.DataFrame) -> pl.DataFrame:
    """Exposed customers without a limit, the largest exposure first."""
    rows = rows.filter(pl.col("current_limit").is_null() & (pl.col("exposure") > _ZERO))
    return rows.sort("exposure", "customer_id", descending=[True, False])


def above_recommended(inputs: PackInputs, currency: str) -> list[Found]:
    """Exposure within the limit in force and above the one the policy recommends."""
    if inputs.limit is None:
        return []
    rows = frames.own(inputs.limit, currency).filter(pl.col("exposure") <= pl.col("current_limit"))
    rows = rows.with_columns(_above=frames.above("exposure", "recommended")).filter(pl.col("_above") > _ZERO)
    if not rows.height:
        return []
    rows = rows.sort("_above", "customer_id", descending=[True, False])
    amount = frames.sum_of(rows, "_above")
    values = {"amount": rounded_text(amount, currency), "names": names_text(frames.names(rows))}
    text = N_("Within their limit, yet {amount} above what the policy recommends: {names}. Review these limits.")
    return [Found("watch", amount, Message(text, values))]


def weak_grades(inputs: PackInputs, currency: str) -> list[Found]:
    if inputs.limit is None:
        return []
    worst = WEAK_GRADE if inputs.policy is None else inputs.policy.hold.hard_grade
    rows = frames.own(inputs.limit, currency).filter((pl.col("grade") >= worst) & (pl.col("exposure") > _ZERO))
    if not rows.height:
        return []
    rows = rows.sort("exposure", "customer_id", descending=[True, False])
    amount = frames.sum_of(rows, "exposure")
    values = {"grade": worst, "names": names_text(frames.names(rows)), "amount": rounded_text(amount, currency)}
    return [Found("bad", amount, Message(N_("Grade {grade} or worse, with an exposure of {amount}: {names}."), values))]


def insurance(inputs: PackInputs, currency: str) -> list[Found]:
    if inputs.limit is None or inputs.insurance is not None:
        return []
    rows = frames.own(inputs.limit, currency)
    insured, open_risk = frames.sum_of(rows, "insured"), frames.sum_of(rows, "uninsured")
    if not insured:
        return []
    values: dict[str, object] = {
        "share": percent_text(frames.share(insured, insured + open_risk)),
        "insured": rounded_text(insured, currency),
        "uninsured": rounded_text(open_risk, currency),
    }
    text = N_("Insurance covers {insured} of the exposure ({share}); {uninsured} is the company's own risk.")
    return [Found("plain", open_risk, Message(text, values))]


def terms(inputs: PackInputs, currency: str) -> list[Found]:
    """Agreed terms that are more generous than the policy gives the grade, by what these customers owe."""
    if inputs.terms is None:
        return []
    rows = generous(inputs, currency)
    if not rows.height:
        return []
    amount = frames.sum_of(rows, "open")
    values = {"names": names_text(frames.names(rows)), "amount": rounded_text(amount, currency)}
    text = N_("Agreed terms are more generous than the policy gives the grade, with {amount} open: {names}.")
    return [Found("watch", amount, Message(text, values))]


def generous(inputs: PackInputs, currency: str) -> pl.DataFrame:
    """Customers in conflict with the terms of their grade and with money open in the currency, the most first."""
    assert inputs.terms is not None
    owed = frames.own(inputs.aging, currency).filter(pl.col("open") > _ZERO).select("customer_id", "currency", "open")
    rows = inputs.terms.filter(pl.col("conflict").fill_null(False)).join(owed, on="customer_id")
    return rows.sort("open", "customer_id", descending=[True, False])


FINDERS: tuple[Finder, ...] = (
    past_limit, on_hold, no_limit, above_recommended, weak_grades, insurance, terms,
)  # fmt: skip
