"""What to do: for each kind of work the customers it concerns, why, and how much money, the most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from creditkit.report import frames
from creditkit.report.blocks import Block, Section, Table, Text
from creditkit.report.figures import rounded_text
from creditkit.report.findings_credit import generous, without_limit
from creditkit.report.findings_owed import undated
from creditkit.report.inputs import PackInputs
from creditkit.report.tables import WHO, left_out, present
from creditkit.words import N_, Message

_ZERO = Decimal(0)
MOST, MOST_OTHERS = 8, 3
CALL_DAYS = 10


@dataclass(frozen=True)
class Work:
    """One kind of work: whom it concerns, the most urgent first, and the column that says how much money."""

    name: str
    title: str
    rows: pl.DataFrame
    columns: tuple[str, ...]
    money: str


def actions(inputs: PackInputs) -> Section:
    """One table per kind of work, the currencies one after the other: hold, approve, call, settle disputes, review or
    set limits, apply credits, ask for due dates, renegotiate terms.
    """
    kinds: dict[str, dict[str, Work]] = {}
    for currency in inputs.detailed:
        found = (*_holds(inputs, currency), *_calls(inputs, currency), *_limits(inputs, currency))
        for work in (*found, *_cleaning(inputs, currency), *_terms(inputs, currency)):
            kinds.setdefault(work.name, {})
            if work.rows.height:
                kinds[work.name][currency] = work
    blocks = [block for of in kinds.values() if of for block in _table(of, inputs)]
    if not blocks:
        blocks = [Text(Message(N_("Nothing is to be done at this date.")), "note")]
    if inputs.limit is None:
        text = N_("Holds and limits are not in this list: they need a customer file (--customers FILE).")
        blocks.append(Text(Message(text), "note"))
    return Section("actions", Message(N_("What to do")), tuple(blocks))


def _table(of: dict[str, Work], inputs: PackInputs) -> list[Block]:
    """The first rows of each currency under a title with the number of customers and the money at stake."""
    first = next(iter(of.values()))
    sums = [rounded_text(abs(frames.sum_of(work.rows, work.money)), currency) for currency, work in of.items()]
    count = sum(work.rows.height for work in of.values())
    values = {"work": Message(first.title), "count": f"{count:,}", "amount": "; ".join(sums)}
    heading = Message(N_("{work}: {count} ({amount})"), values)
    mixed = list(of) != [inputs.main]
    shown = pl.concat(
        _shown(work, MOST if currency == inputs.main else MOST_OTHERS, currency if mixed else None)
        for currency, work in of.items()
    )
    table = Table(first.name, shown, title=heading, currency=None if mixed else inputs.main)
    return [table, *left_out(count - shown.height)]


def _shown(work: Work, most: int, currency: str | None) -> pl.DataFrame:
    rows = work.rows.head(most).select(present(work.rows, (*WHO, *work.columns)))
    # Beside the name: amounts of several currencies stand in one column.
    return rows if currency is None else rows.insert_column(len(present(rows, WHO)), pl.lit(currency).alias("currency"))


def _holds(inputs: PackInputs, currency: str) -> list[Work]:
    if inputs.limit is None:
        return []
    rows = frames.own(inputs.limit, currency).sort("exposure", "customer_id", descending=[True, False])
    columns = ("exposure", "current_limit", "overdue", "hold_reasons")
    hard, soft = (rows.filter(pl.col("status") == status) for status in ("hard-hold", "soft-hold"))
    return [
        Work("hold", N_("Stop deliveries, hard hold"), hard, columns, "exposure"),
        Work("approve", N_("Approve each order by hand, soft hold"), soft, columns, "exposure"),
    ]


def _calls(inputs: PackInputs, currency: str) -> list[Work]:
    days = CALL_DAYS if inputs.policy is None else inputs.policy.hold.warn_days
    rows = frames.own(inputs.aging, currency)
    late = rows.filter((pl.col("overdue") > _ZERO) & (pl.col("max_days_overdue").fill_null(days) >= days))
    late = late.sort("overdue", "customer_id", descending=[True, False])
    disputes = rows.filter(pl.col("disputed") > _ZERO).sort("disputed", "customer_id", descending=[True, False])
    columns = ("overdue", "max_days_overdue", "unapplied", "open")
    return [
        Work("call", N_("Call about overdue debt"), late, columns, "overdue"),
        Work("dispute", N_("Settle disputes"), disputes, ("disputed", "overdue", "open"), "disputed"),
    ]


def _limits(inputs: PackInputs, currency: str) -> list[Work]:
    if inputs.limit is None:
        return []
    every = frames.own(inputs.limit, currency)
    lower = every.filter(pl.col("recommended") < pl.col("current_limit"))
    lower = lower.with_columns(_less=frames.above("current_limit", "recommended"))
    lower = lower.sort("exposure", "customer_id", descending=[True, False])
    columns = ("grade", "exposure", "current_limit", "recommended", "binding")
    missing = ("grade", "exposure", "recommended", "binding")
    return [
        Work("lower", N_("Review limits above the recommended one"), lower, columns, "_less"),
        Work("set-limit", N_("Set a limit"), without_limit(every), missing, "exposure"),
    ]


def _cleaning(inputs: PackInputs, currency: str) -> list[Work]:
    rows = frames.own(inputs.aging, currency)
    credit = rows.filter(pl.col("unapplied") < _ZERO).sort("unapplied", "customer_id")
    columns = ("unapplied", "overdue", "open")
    return [
        Work("apply", N_("Apply receipts and credit notes"), credit, columns, "unapplied"),
        Work("due-dates", N_("Ask for due dates"), undated(rows), ("documents", "open"), "open"),
    ]


def _terms(inputs: PackInputs, currency: str) -> list[Work]:
    if inputs.terms is None:
        return []
    columns = ("grade", "agreed", "net_days", "prepay_ratio", "open", "reasons")
    return [Work("terms", N_("Renegotiate terms"), generous(inputs, currency), columns, "open")]
