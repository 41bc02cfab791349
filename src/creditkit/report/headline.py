"""The headline figures: what a finance director asks first, in the main currency, the others in a table."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl

from creditkit.money import MONEY
from creditkit.report import frames
from creditkit.report.blocks import Block, Figure, Section, Table, Text, Tone
from creditkit.report.cash import headline_cash
from creditkit.report.figures import amount_text, days_text, percent_text, rounded_text
from creditkit.report.inputs import PackInputs
from creditkit.words import N_, Message

# When a share begins to be watched, and when it is bad.  Habits of credit departments, not a norm.
OVERDUE_RATIO = (0.15, 0.30)
OLD_SHARE = (0.02, 0.10)
DELINQUENT_DAYS = (15.0, 30.0)


def tone_of(value: float | None, edges: tuple[float, float]) -> Tone:
    """good up to the first edge, watch up to the second, bad beyond; plain where there is no value."""
    if value is None:
        return "plain"
    watch, bad = edges
    return "bad" if value > bad else "watch" if value > watch else "good"


def headline(inputs: PackInputs) -> Section:
    """Cards in the main currency; a table of all currencies where there are several."""
    title = Message(N_("Headline figures"))
    total = frames.row_of(inputs.aging_totals, inputs.main)
    if total is None:
        return Section("headline", title, (Text(Message(N_("No open items at this date.")), "note"),))
    blocks: list[Block] = [
        _open(total), _overdue(inputs, total), *_old(total), *_dso(inputs), *headline_cash(inputs), *_limits(inputs), *_holds(inputs),
        *_expected_loss(inputs), _unapplied(total), _quality(inputs),
    ]  # fmt: skip
    if len(inputs.currencies) > 1:
        note = Message(
            N_("The figures above are in {currency}. Amounts of different currencies are never added; with exchange rates, --currency {currency} converts them."),
            {"currency": inputs.main},
        )  # fmt: skip
        table = Table("currencies", _currencies(inputs), title=Message(N_("By currency")))
        blocks += [Text(note, "note"), table]
        rest = len(inputs.currencies) - len(inputs.detailed)
        if rest:
            text = N_("The sections below go into the first {count} currencies; of the others ({rest}) the workbook and the CSV files have every row.")  # fmt: skip
            blocks.append(Text(Message(text, {"count": len(inputs.detailed), "rest": rest}), "note"))
    return Section("headline", title, tuple(blocks))


def _open(total: dict[str, Any]) -> Figure:
    note = Message(N_("Customers: {count}; open documents: {documents}"), {"count": f"{total['rows']:,}", "documents": f"{total['documents']:,}"})  # fmt: skip
    return Figure(Message(N_("Open receivables")), amount_text(total["open"], total["currency"]), note)


def _overdue(inputs: PackInputs, total: dict[str, Any]) -> Figure:
    ratio = frames.overdue_ratio(total)
    late = frames.own(inputs.aging, total["currency"]).filter(pl.col("overdue") > Decimal(0)).height
    note = Message(
        N_("{share} of open documents; customers: {count}"), {"share": percent_text(ratio), "count": f"{late:,}"}
    )
    value = amount_text(total["overdue"], total["currency"])
    return Figure(Message(N_("Overdue")), value, note, tone_of(ratio, OVERDUE_RATIO))


def _old(total: dict[str, Any]) -> list[Figure]:
    edge, columns = frames.old_buckets(total)
    if not columns:
        return []
    amount: Decimal = sum((total[name] for name in columns), Decimal(0))
    part = frames.share(amount, frames.gross(total))
    label = N_("More than {days} days overdue") if frames.by_due_date(total) else N_("Older than {days} days")
    note = Message(N_("{share} of open documents"), {"share": percent_text(part)})
    value = amount_text(amount, total["currency"])
    return [Figure(Message(label, {"days": edge}), value, note, tone_of(part, OLD_SHARE))]


def _dso(inputs: PackInputs) -> list[Figure]:
    row = frames.row_of(inputs.dso, inputs.main)
    if row is None or row["dso"] is None:
        return []
    best, late = row["dso_best_possible"], row["days_delinquent"]
    note = Message(N_("Best possible {best}, late payment adds {late} days"), {"best": days_text(best), "late": days_text(late)})  # fmt: skip
    return [Figure(Message(N_("DSO, days")), days_text(row["dso"]), note, tone_of(late, DELINQUENT_DAYS))]


def _limits(inputs: PackInputs) -> list[Figure]:
    if inputs.limit is None or not frames.own(inputs.limit, inputs.main).height:
        return []
    over = over_limit(inputs.limit, inputs.main)
    excess = frames.sum_of(over, "excess")
    note = Message(N_("Customers over their limit: {count}"), {"count": f"{over.height:,}"})
    value = amount_text(excess, inputs.main)
    return [Figure(Message(N_("Exposure over limit")), value, note, "bad" if over.height else "good")]


def over_limit(limit: pl.DataFrame, currency: str | None) -> pl.DataFrame:
    """Customers whose exposure is above the limit in force, the largest excess (money) first."""
    rows = frames.own(limit, currency).filter(pl.col("current_limit").is_not_null())
    rows = rows.with_columns(excess=frames.above("exposure", "current_limit")).filter(pl.col("excess") > Decimal(0))
    return rows.sort("excess", "customer_id", descending=[True, False])


def _holds(inputs: PackInputs) -> list[Figure]:
    if inputs.limit is None:
        return []
    rows = frames.own(inputs.limit, inputs.main)
    hard = rows.filter(pl.col("status") == "hard-hold")
    soft = rows.filter(pl.col("status") == "soft-hold").height
    exposed = frames.sum_of(hard, "exposure")
    note = Message(
        N_("Exposure {amount}; soft hold: {soft}"), {"amount": rounded_text(exposed, inputs.main), "soft": f"{soft:,}"}
    )
    tone: Tone = "bad" if hard.height else "watch" if soft else "good"
    return [Figure(Message(N_("Customers on hard hold")), f"{hard.height:,}", note, tone)]


def _expected_loss(inputs: PackInputs) -> list[Figure]:
    if inputs.limit is None or inputs.score is None:
        return []
    rows = frames.expected_loss(frames.own(inputs.limit, inputs.main), inputs.score).filter(pl.col("pd").is_not_null())
    exposed = frames.sum_of(rows, "exposure")
    if not exposed:
        return []
    loss = frames.sum_of(rows, "expected_loss")
    note = Message(
        N_("{mean} of the exposure, before insurance, security and recoveries; the PD scale is an uncalibrated prior"),
        {"mean": percent_text(frames.share(loss, exposed))},
    )
    return [Figure(Message(N_("Expected loss, one year")), amount_text(loss, inputs.main), note)]


def _unapplied(total: dict[str, Any]) -> Figure:
    return Figure(
        Message(N_("Unapplied credits")),
        amount_text(total["unapplied"], total["currency"]),
        Message(N_("Receipts and credit notes not yet set against a document")),
        "watch" if total["unapplied"] else "good",
    )


def _quality(inputs: PackInputs) -> Figure:
    read = sum(entry.rows_read for entry in inputs.inputs)
    values: dict[str, object] = {
        "read": f"{read:,}",
        "rejected": f"{inputs.rejected:,}",
        "warnings": f"{len(inputs.notices):,}",
    }
    note = Message(N_("Rows read {read}, rejected {rejected}; warnings {warnings}"), values)
    ties = not any(line.difference for line in inputs.proof)
    shown = "; ".join(amount_text(line.difference, line.currency) for line in inputs.proof if line.difference)
    tone: Tone = "bad" if not ties or inputs.rejected else "watch" if inputs.notices else "good"
    return Figure(Message(N_("Difference to the ledger")), shown or "0.00", note, tone)


def _currencies(inputs: PackInputs) -> pl.DataFrame:
    """One row per currency: customers, open, unapplied, overdue, overdue_ratio, dso (days)."""
    rows = []
    for currency in inputs.currencies:
        total, days = frames.row_of(inputs.aging_totals, currency), frames.row_of(inputs.dso, currency)
        assert total is not None
        rows.append(
            {
                "currency": currency,
                "customers": total["rows"],
                "open": total["open"],
                "unapplied": total["unapplied"],
                "overdue": total["overdue"],
                "overdue_ratio": frames.overdue_ratio(total),
                "dso": None if days is None else days["dso"],
            }
        )
    kinds: dict[str, pl.DataType | type[pl.DataType]] = {
        "currency": pl.String, "customers": pl.Int64, "open": MONEY, "unapplied": MONEY, "overdue": MONEY,
        "overdue_ratio": pl.Float64, "dso": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=kinds)
