"""What is expected of one customer: its curve of delays, and the dates of its documents."""

from __future__ import annotations

from typing import Any, Protocol

import polars as pl

from creditkit.money import minor_units
from creditkit.report.wording import code_text, reason_text
from creditkit.stages.survival import Curves
from creditkit.words import N_, say

_CASH = N_("Cash forecast")
# Days late at which the curve of a customer is told.
_TOLD = (0, 15, 30, 60, 90)
Row = tuple[str, str, str, str]


class Expected(Protocol):
    """A forecast as the trail needs it."""

    @property
    def documents(self) -> pl.DataFrame: ...
    @property
    def curves(self) -> Curves: ...


def cash_trail(made: Expected, customer: str) -> list[Row]:
    """section, figure, value, derivation: the share of documents paid by so many days late, then document by document."""
    documents = made.documents.filter(pl.col("customer_id") == customer)
    chosen = made.curves.chosen.filter(pl.col("customer_id") == customer)
    rows: list[Row] = []
    for (curve,) in chosen.select("curve").unique().sort("curve").iter_rows():
        facts = made.curves.facts.filter(pl.col("curve") == curve).row(0, named=True)
        points = made.curves.points.filter(pl.col("curve") == curve).sort("lateness")
        rows += _curve(facts, points)
    shown = documents.sort("expected_date", "due_date", "document_id", nulls_last=True)
    return rows + [_document(row) for row in shown.iter_rows(named=True)]


def _curve(facts: dict[str, Any], points: pl.DataFrame) -> list[Row]:
    name = code_text(facts["level"])
    where = say(
        "{events} settled and {open} open documents; segment {segment}; the latest was settled {last} days late",
        events=facts["events"], open=facts["open_documents"], segment=facts["segment"], last=facts["last_event"],
    )  # fmt: skip
    rows = [(say(_CASH), say("Curve"), name, where)]
    for day in _TOLD:
        known = points.filter(pl.col("lateness") <= day)["survival"]
        paid = 1 - (known[-1] if known.len() else 1.0)
        rows.append((say(_CASH), say("Paid by {days} days late", days=day), f"{paid * 100:.1f} %", say("1 − Kaplan–Meier share still open")))  # fmt: skip
    return rows


def _document(row: dict[str, Any]) -> Row:
    where = f"{say(_CASH)} {row['currency']}"
    number = str(row["document_id"] or "-")
    notes = "; ".join(reason_text(note) for note in row["notes"])
    if row["method"] is None:
        return (where, number, "-", notes)
    day = row["expected_date"]
    places = minor_units(row["currency"])
    how = say(
        "{method}; due {due}, {days} days overdue; interval {low} to {high}; in no week {unresolved}",
        method=code_text(row["method"]), due=row["due_date"], days=row["days_overdue"], low=row["low_date"] or "-",
        high=row["high_date"] or "-", unresolved=f"{row['unresolved']:,.{places}f}",
    )  # fmt: skip
    return (where, number, "-" if day is None else day.isoformat(), f"{how}. {notes}" if notes else how)
