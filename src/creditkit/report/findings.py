"""Findings: sentences computed from the frames, the most money first."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from creditkit.money import total
from creditkit.report.blocks import Finding, Tone
from creditkit.report.figures import amount_text, percent_text
from creditkit.words import N_, Message

if TYPE_CHECKING:
    from creditkit.report.pack import PackInputs

_MOST = 10


def findings(inputs: PackInputs) -> list[Finding]:
    """What the reader should act on in the main currency; each sentence names its customers and its money."""
    currency = inputs.main
    if currency is None:
        return []
    found = [
        *_overdue(inputs, currency),
        *_over_limit(inputs, currency),
        *_slower(inputs, currency),
        *_dso(inputs, currency),
        *_unapplied(inputs, currency),
        *_conflicts(inputs),
    ]
    return [finding for _, finding in sorted(found, key=lambda pair: -pair[0])][:_MOST]


def _finding(weight: float, text: str, tone: Tone, **values: object) -> tuple[float, Finding]:
    return weight, Finding(Message(text, values), tone)


def _overdue(inputs: PackInputs, currency: str) -> list[tuple[float, Finding]]:
    own = inputs.aging.filter((pl.col("currency") == currency) & (pl.col("overdue") > Decimal(0))).sort(
        "overdue", descending=True
    )
    whole = total(own["overdue"])
    if not own.height or not whole:
        return []
    top = own.head(3)
    share = float(total(top["overdue"]) / whole)
    text = N_("{names} hold {share} of everything overdue ({amount}).")
    names = "、".join(top["customer_name"].fill_null("").to_list()) if own.height else ""
    result = [
        _finding(
            float(total(top["overdue"])),
            text,
            "bad",
            names=names,
            share=percent_text(share),
            amount=amount_text(whole, currency),
        )
    ]
    old = own.filter(pl.col("max_days_overdue") > 90)
    if old.height:
        oldest = old.sort("max_days_overdue", descending=True)
        result.append(
            _finding(
                float(total(old["overdue"])) * 0.9,
                N_("{count} customers have debt more than 90 days past due; the oldest is {name} with {days} days."),
                "bad", count=old.height, name=oldest["customer_name"][0], days=oldest["max_days_overdue"][0],
            )
        )  # fmt: skip
    return result


def _over_limit(inputs: PackInputs, currency: str) -> list[tuple[float, Finding]]:
    if inputs.limit is None:
        return []
    over = inputs.limit.filter((pl.col("currency") == currency) & (pl.col("utilisation") > 1)).sort("available")
    if not over.height:
        return []
    excess = -total(over["available"])
    names = "、".join(over["customer_name"].head(3).fill_null("").to_list())
    return [
        _finding(
            float(excess), N_("{count} customers are above their limit by {amount} together: {names}."), "bad",
            count=over.height, amount=amount_text(excess, currency), names=names,
        )
    ]  # fmt: skip


def _slower(inputs: PackInputs, currency: str) -> list[tuple[float, Finding]]:
    if inputs.habits is None:
        return []
    slow = inputs.habits.filter(
        (pl.col("currency") == currency) & (pl.col("trend_days") >= 5) & (pl.col("open") > Decimal(0))
    ).sort("open", descending=True)
    return [
        _finding(
            float(row["open"]) * 0.5,
            N_("{name} pays {days} days later than in the quarter before; {amount} are open."), "watch",
            name=row["customer_name"], days=f"{row['trend_days']:.0f}", amount=amount_text(row["open"], currency),
        )
        for row in slow.head(3).iter_rows(named=True)
    ]  # fmt: skip


def _dso(inputs: PackInputs, currency: str) -> list[tuple[float, Finding]]:
    if inputs.dso is None or inputs.dso_months is None:
        return []
    now = inputs.dso.filter(pl.col("currency") == currency)
    months = inputs.dso_months.filter(pl.col("currency") == currency)
    if not now.height or not months.height or now["dso"][0] is None or months["dso"][0] is None:
        return []
    change = now["dso"][0] - months["dso"][0]
    if abs(change) < 3:
        return []
    text = N_("DSO rose by {days} days since {since}.") if change > 0 else N_("DSO fell by {days} days since {since}.")
    weight = float(now["credit_sales"][0] or 0) / max(now["window_days"][0], 1) * abs(change)
    return [
        _finding(
            weight, text, "watch" if change > 0 else "good", days=f"{abs(change):.1f}", since=months["period_end"][0]
        )
    ]


def _unapplied(inputs: PackInputs, currency: str) -> list[tuple[float, Finding]]:
    whole = total(inputs.aging_totals.filter(pl.col("currency") == currency)["unapplied"])
    if not whole:
        return []
    count = inputs.aging.filter((pl.col("currency") == currency) & (pl.col("unapplied") < Decimal(0))).height
    return [
        _finding(
            float(-whole), N_("{amount} of receipts and credit notes of {count} customers are not applied; applying them first saves needless reminders."),
            "watch", amount=amount_text(-whole, currency), count=count,
        )
    ]  # fmt: skip


def _conflicts(inputs: PackInputs) -> list[tuple[float, Finding]]:
    if inputs.terms is None:
        return []
    count = inputs.terms.filter(pl.col("conflict").fill_null(False)).height
    if not count:
        return []
    return [
        _finding(
            1.0,
            N_("{count} customers have agreed terms more generous than the policy gives their grade."),
            "watch",
            count=count,
        )
    ]
