"""The sections of what was measured: aging, DSO, payment behaviour."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from creditkit.report import frames
from creditkit.report.blocks import Block, Chart, Section, Series, Text
from creditkit.report.inputs import PackInputs
from creditkit.report.tables import WHO, present, top_table
from creditkit.report.wording import code_message, reason_message
from creditkit.words import N_, Message

_ZERO = Decimal(0)
MOST, MOST_OTHERS = 15, 5
MOST_PAYERS = 10
MONTHS, MONTHS_OTHERS = 13, 4


def _most(inputs: PackInputs, currency: str) -> int:
    return MOST if currency == inputs.main else MOST_OTHERS


def aging(inputs: PackInputs) -> Section:
    """Per currency: open by bucket, the largest overdue customers by bucket, and their table with totals of all."""
    blocks: list[Block] = []
    for currency in inputs.detailed:
        blocks += _aging_of(inputs, currency)
    return Section(
        "aging",
        Message(N_("Aging")),
        tuple(blocks) or (Text(Message(N_("No open items at this date.")), "note"),),
    )


def _aging_of(inputs: PackInputs, currency: str) -> list[Block]:
    total = frames.row_of(inputs.aging_totals, currency)
    assert total is not None
    buckets = frames.buckets_of(inputs.aging.columns)
    order = ["overdue", "open", "customer_id"]
    rows = frames.own(inputs.aging, currency).sort(order, descending=[True, True, False])
    label = N_("Open by days past due") if frames.by_due_date(buckets) else N_("Open by age of the invoice")
    columns = [
        *WHO,
        *buckets,
        "unapplied",
        "overdue",
        "open",
        "max_days_overdue",
    ]
    bars = Chart(
        "bars",
        Message(label),
        tuple(_part_label(name) for name in buckets),
        (Series(Message(N_("Open")), tuple(float(total[name]) for name in buckets)),),
        currency=currency,
    )  # fmt: skip
    title = Message(N_("Largest overdue customers, {currency}"), {"currency": currency})
    totals = inputs.aging_totals.filter(pl.col("currency") == currency)
    totals = totals.select(present(totals, ["currency", *columns]))
    table = top_table(f"aging-{currency}", title, rows.select(columns), _most(inputs, currency), currency, totals)
    late = rows.filter(pl.col("overdue") > _ZERO).head(10)
    if currency != inputs.main:
        return table
    return [bars, *([_by_customer(late, buckets, currency)] if late.height else []), *table]


def _by_customer(rows: pl.DataFrame, buckets: list[str], currency: str) -> Chart:
    """Each customer's open amount stacked by bucket; unapplied credits to the left of zero."""
    parts = [*buckets, *(["unapplied"] if (rows["unapplied"] < _ZERO).any() else [])]
    return Chart(
        "stacked",
        Message(N_("Customers with the largest overdue, by bucket")),
        tuple(frames.names(rows)),
        tuple(
            Series(_part_label(name), tuple(float(value) for value in rows[name].fill_null(_ZERO).to_list()))
            for name in parts
        ),
        currency=currency,
    )


def _part_label(name: str) -> Message:
    return Message(N_("Unapplied")) if name == "unapplied" else code_message(name.removeprefix(frames.BUCKETS))


def dso(inputs: PackInputs) -> Section:
    """Per currency: the trend of DSO, count-back and best possible DSO, with the months behind it."""
    title = Message(N_("Days sales outstanding"))
    if inputs.dso is None or inputs.dso_months is None:
        text = N_("DSO needs sales, and this ledger lists open items only. Give a ledger of all invoices, paid ones too, with their payment dates (or receipts with --payments FILE).")  # fmt: skip
        return Section("dso", title, (Text(Message(text), "note"),))
    blocks: list[Block] = []
    for currency in inputs.detailed:
        blocks += _dso_of(inputs.dso, inputs.dso_months, currency, currency == inputs.main)
    return Section("dso", title, tuple(blocks) or (Text(Message(N_("There are no sales up to this date.")), "note"),))


def _dso_of(now: pl.DataFrame, trend: pl.DataFrame, currency: str, main: bool) -> list[Block]:
    months, point = frames.own(trend, currency).sort("period_end"), frames.own(now, currency)
    if not months.height and not point.height:
        return []
    blocks: list[Block] = []
    if months.height and main:
        names = tuple(f"{day:%Y-%m}" for day in months["period_end"].to_list())
        series = tuple(
            Series(Message(label), tuple(months[name].to_list()))
            for label, name in (
                (N_("DSO"), "dso"),
                (N_("DSO, count-back"), "dso_countback"),
                (N_("Best possible DSO"), "dso_best_possible"),
            )
        )
        title = Message(N_("DSO by month, {currency}"), {"currency": currency})
        blocks.append(Chart("lines", title, names, series, unit="days"))
    known = set(months["period_end"].to_list())
    rows = pl.concat([months, point.filter(~pl.col("period_end").is_in(known))]).sort("period_end", descending=True)
    columns = (
        "period_end", "receivables", "credit_sales", "dso", "dso_countback", "dso_best_possible", "days_delinquent",
        "cei", "turnover", "overdue_ratio",
    )  # fmt: skip
    title = Message(N_("Months and the as-of date, {currency}"), {"currency": currency})
    blocks += top_table(f"dso-{currency}", title, rows.select(columns), MONTHS if main else MONTHS_OTHERS, currency)
    notes = point["notes"].to_list()
    blocks += [Text(reason_message(note), "note") for note in (notes[0] if notes else [])]
    return blocks


def habits(inputs: PackInputs) -> Section:
    """Per currency: the worst payers among those who owe money."""
    title = Message(N_("Payment behaviour"))
    if inputs.habits is None:
        text = N_("Payment behaviour needs payments with their dates. Give a ledger with paid invoices and payment dates, or receipts with --payments FILE.")  # fmt: skip
        return Section("habits", title, (Text(Message(text), "note"),))
    columns = (
        *WHO, "pay_index", "weighted_days_late", "late_share", "worst_days_late", "trend_days", "paid_invoices",
        "overdue", "open",
    )  # fmt: skip
    blocks: list[Block] = []
    for currency in inputs.detailed:
        rows = frames.own(inputs.habits, currency).filter((pl.col("open") > _ZERO) & pl.col("pay_index").is_not_null())
        rows = rows.sort("pay_index", "open", "customer_id", descending=[False, True, False])
        if rows.height:
            heading = Message(N_("Slowest payers with open items, {currency}"), {"currency": currency})
            blocks += top_table(
                f"habits-{currency}",
                heading,
                rows.select(columns),
                MOST_PAYERS if currency == inputs.main else MOST_OTHERS,
                currency,
            )
    if blocks:
        index = N_("Pay index: 80 pays on the due date, 50 thirty days late, 20 a hundred and twenty days late; open overdue debt counts.")  # fmt: skip
        blocks.insert(0, Text(Message(index), "note"))
    return Section("habits", title, tuple(blocks) or (Text(Message(N_("No customer with open items has paid yet.")), "note"),))  # fmt: skip
