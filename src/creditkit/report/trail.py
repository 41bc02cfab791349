"""Everything behind one customer's figures, in the order in which they came about."""

from __future__ import annotations

from typing import Any, Protocol

import polars as pl

from creditkit.report.trail_cash import Expected, cash_trail
from creditkit.report.trail_cover import cover, losses
from creditkit.report.trail_parts import Line, figures, of, shown
from creditkit.report.wording import code_text, reason_text
from creditkit.schema import column
from creditkit.words import N_, say

_SCHEMA = {"section": pl.String, "figure": pl.String, "value": pl.String, "derivation": pl.String}
_AGING, _HABITS, _SCORE, _LIMIT, _HOLD, _TERMS, _DOCUMENTS = (
    N_("Aging"), N_("Payment habits"), N_("Score"), N_("Limit"), N_("Hold"), N_("Terms"), N_("Open documents"),
)  # fmt: skip


class Frames(Protocol):
    """What the trail asks of the pipeline."""

    @property
    def aging(self) -> pl.DataFrame: ...
    @property
    def has_ledger(self) -> bool: ...
    @property
    def known_habits(self) -> pl.DataFrame | None: ...
    @property
    def score(self) -> pl.DataFrame: ...
    @property
    def limit(self) -> pl.DataFrame: ...
    @property
    def terms(self) -> pl.DataFrame: ...
    @property
    def forecast(self) -> Expected: ...
    @property
    def open_items(self) -> pl.LazyFrame: ...
    @property
    def is_insured(self) -> bool: ...
    @property
    def insurance(self) -> pl.DataFrame: ...
    @property
    def covered_documents(self) -> pl.DataFrame: ...
    @property
    def customer_losses(self) -> pl.DataFrame: ...


def trail(frames: Frames, customer: str) -> pl.DataFrame:
    """section, figure, value, derivation of every figure of a customer; undefined figures say so."""
    rows: list[Line] = []
    if frames.has_ledger:
        for row in of(frames.aging, customer):
            rows += figures(
                _AGING,
                row,
                [n for n in row if n.startswith("buckets.")] + ["unapplied", "overdue", "open", "max_days_overdue"],
            )
        habits = frames.known_habits
        for row in of(habits, customer) if habits is not None else []:
            rows += figures(
                _HABITS,
                row,
                ["pay_index", "weighted_days_late", "mean_days_to_pay", "late_share", "worst_days_late", "trend_days"],
            )
    for row in of(frames.score, customer):
        rows += _score(row)
    if frames.has_ledger:
        for row in of(frames.limit, customer):
            names = [
                "exposure",
                "current_limit",
                "utilisation",
                "need",
                *(n for n in row if n.startswith("capacities.")),
                "capacity",
                "recommended",
                "insured",
                "uninsured",
            ]
            rows += figures(_LIMIT, row, names)
            if row["binding"]:
                rows.append(
                    (
                        say(_LIMIT),
                        say(column("binding").label),
                        code_text(row["binding"]),
                        say(column("binding").meaning),
                    )
                )
            rows.append(
                (
                    say(_HOLD),
                    say(column("status").label),
                    code_text(row["status"]),
                    "; ".join(reason_text(r) for r in row["hold_reasons"]),
                )
            )
    for row in of(frames.terms, customer):
        rows.append(
            (
                say(_TERMS),
                say(column("net_days").label),
                str(row["net_days"]),
                "; ".join(reason_text(r) for r in row["reasons"]),
            )
        )
    if frames.has_ledger:
        if frames.is_insured:
            rows += cover(frames.insurance, frames.covered_documents, customer)
        rows += losses(frames.customer_losses, customer)
        rows += cash_trail(frames.forecast, customer)
        rows += _documents(frames, customer)
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _score(row: dict[str, Any]) -> list[Line]:
    section = say(_SCORE)
    found = []
    for factor in row["factors"]:
        if factor["available"]:
            how = say(
                "value {value} gives {points} points; weight {weight}; lost {lost}",
                value=f"{factor['value']:.4g}", points=f"{factor['points']:.1f}", weight=f"{factor['weight']:g}",
                lost=f"{factor['weight'] * (100 - factor['points']) / 100:.2f}",
            )  # fmt: skip
        else:
            how = say("no data; the weight of {weight} counts for nothing", weight=f"{factor['weight']:g}")
        points = say("undefined") if factor["points"] is None else f"{factor['points']:.1f}"
        found.append(
            (
                section,
                f"{code_text(factor['group'] + '-group' if factor['group'] == 'payment' else factor['group'])}: {code_text(factor['factor'])}",
                points,
                how,
            )
        )
    found.append(
        (
            section,
            say(column("confidence").label),
            f"{row['confidence'] * 100:.0f} %",
            say(column("confidence").meaning),
        )
    )
    found.append(
        (
            section,
            say(column("score").label),
            f"{row['score']:.2f}",
            say("confidence × weighted points + (1 − confidence) × the neutral score"),
        )
    )
    found.append(
        (
            section,
            say(column("grade").label),
            str(row["grade"]),
            "; ".join(reason_text(r) for r in [*row["overrides"], *row["notes"]]),
        )
    )
    found.append(
        (
            section,
            say(column("pd").label),
            f"{row['pd'] * 100:.2f} %",
            say("of the grade; the exact score alone would give {percent}", percent=f"{row['pd_score'] * 100:.2f} %"),
        )
    )
    return found


def _documents(frames: Frames, customer: str) -> list[Line]:
    items = (
        frames.open_items.filter(pl.col("customer_id") == customer)
        .collect()
        .sort("due_date", "document_id", nulls_last=True)
    )
    return [
        (
            f"{say(_DOCUMENTS)} {item['currency']}",
            str(item["document_id"] or "-"),
            shown(item["open"], "money", item["currency"]),
            say(
                "{kind} of {invoiced}, due {due}, {days} days overdue, amount {amount}; row {row} of the file",
                kind=code_text(item["document_type"]), invoiced=item["invoice_date"] or "-", due=item["due_date"] or "-",
                days=item["days_overdue"] if item["days_overdue"] is not None else "-",
                amount=shown(item["amount"], "money", item["currency"]), row=item["source_row"] or "-",
            ),
        )
        for item in items.iter_rows(named=True)
    ]  # fmt: skip
