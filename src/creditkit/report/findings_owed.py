"""Findings about what is owed: overdue, old, disputed, unapplied, slower payers, DSO, concentration."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl

from creditkit.calendar import months_before
from creditkit.money import MONEY, zero
from creditkit.report import frames
from creditkit.report.blocks import Tone
from creditkit.report.figures import days_text, names_text, percent_text, rounded_text
from creditkit.report.found import Finder, Found
from creditkit.report.inputs import PackInputs
from creditkit.words import N_, Message

_ZERO = Decimal(0)
MOST_OF_OVERDUE, MOST_NAMES = 0.6, 5
GOOD_RATIO = 0.10
DISPUTED_SHARE = 0.02
SLOWER_DAYS = 5.0
DSO_CHANGE = 3.0
LARGEST_SHARE, LARGEST_TEN_SHARE, ONE_IS_MUCH = 0.10, 0.60, 0.20


def overdue(inputs: PackInputs, currency: str) -> list[Found]:
    """The fewest customers, 5 at most, who hold 60 % of the overdue; or that there is little or none."""
    total = frames.row_of(inputs.aging_totals, currency)
    assert total is not None
    ratio, whole = frames.overdue_ratio(total), total["overdue"]
    if ratio is None:
        return []
    if not whole:
        return [Found("good", _ZERO, Message(N_("Nothing is overdue in {currency}."), {"currency": currency}))]
    late = frames.own(inputs.aging, currency).filter(pl.col("overdue") > _ZERO)
    late = late.sort("overdue", "customer_id", descending=[True, False])
    reached = late.with_columns(_sum=pl.col("overdue").cum_sum().cast(pl.Float64) / float(whole))
    most = min(reached.filter(pl.col("_sum") < MOST_OF_OVERDUE).height + 1, MOST_NAMES, late.height)
    held = frames.sum_of(late.head(most), "overdue")
    values = {
        "share": percent_text(frames.share(held, whole)),
        "amount": rounded_text(whole, currency),
        "names": names_text(frames.names(late.head(most)), MOST_NAMES),
    }
    text = N_("{share} of everything overdue ({amount}) is owed by {names}.")
    tone: Tone = "watch" if ratio <= GOOD_RATIO else "bad"
    return [Found(tone, held, Message(text, values))]


def old(inputs: PackInputs, currency: str) -> list[Found]:
    """Money in the buckets after 90 days."""
    edge, columns = frames.old_buckets(inputs.aging.columns)
    rows = frames.own(inputs.aging, currency)
    if not columns or not rows.height:
        return []
    rows = rows.with_columns(_old=pl.sum_horizontal(columns).cast(MONEY)).filter(pl.col("_old") > _ZERO)
    if not rows.height:
        return []
    rows = rows.sort("_old", "customer_id", descending=[True, False])
    amount = frames.sum_of(rows, "_old")
    if not frames.by_due_date(inputs.aging.columns):
        text = N_("{amount} is older than {days} days, most of it owed by {names}.")
    else:
        text = N_("{amount} is more than {days} days overdue, the oldest {oldest} days; it is owed by {names}.")
    oldest = rows.select(pl.col("max_days_overdue").max()).item()
    values = {
        "amount": rounded_text(amount, currency),
        "days": edge,
        "oldest": "-" if oldest is None else f"{oldest:,}",
        "names": names_text(frames.names(rows)),
    }
    return [Found("bad", amount, Message(text, values))]


def disputed(inputs: PackInputs, currency: str) -> list[Found]:
    rows = frames.own(inputs.aging, currency).filter(pl.col("disputed") > _ZERO)
    total = frames.row_of(inputs.aging_totals, currency)
    assert total is not None
    amount = frames.sum_of(rows, "disputed")
    part = frames.share(amount, frames.gross(total))
    if part is None or part < DISPUTED_SHARE:
        return []
    rows = rows.sort("disputed", "customer_id", descending=[True, False])
    values = {"amount": rounded_text(amount, currency), "share": percent_text(part), "names": names_text(frames.names(rows))}  # fmt: skip
    return [
        Found("watch", amount, Message(N_("{amount} is disputed, {share} of the open documents: {names}."), values))
    ]


def unapplied(inputs: PackInputs, currency: str) -> list[Found]:
    """Receipts and credits that would settle overdue debt of the same customer if they were applied."""
    rows = frames.own(inputs.aging, currency).filter(pl.col("unapplied") < _ZERO)
    waiting = -frames.sum_of(rows, "unapplied")
    if not waiting:
        return []
    settled = pl.min_horizontal(pl.col("overdue"), -pl.col("unapplied"))
    rows = rows.with_columns(_clears=pl.max_horizontal(settled, zero()).cast(MONEY))
    clears = frames.sum_of(rows, "_clears")
    values: dict[str, object] = {"amount": rounded_text(waiting, currency)}
    if not clears:
        text = N_("Receipts and credit notes of {amount} are not applied; none of them hides overdue debt.")
        return [Found("plain", waiting, Message(text, values))]
    top = rows.filter(pl.col("_clears") > _ZERO).sort("_clears", "customer_id", descending=[True, False])
    values |= {"clears": rounded_text(clears, currency), "names": names_text(frames.names(top))}
    text = N_("Receipts and credit notes of {amount} are not applied. Applying them would settle up to {clears} that counts as overdue: {names}.")  # fmt: skip
    return [Found("watch", clears, Message(text, values))]


def credit_balances(inputs: PackInputs, currency: str) -> list[Found]:
    rows = frames.own(inputs.aging, currency).filter(pl.col("open") < _ZERO).sort("open", "customer_id")
    if not rows.height:
        return []
    amount = -frames.sum_of(rows, "open")
    values = {"amount": rounded_text(amount, currency), "names": names_text(frames.names(rows))}
    text = N_("Credit balances of {amount} are owed to customers, to be refunded or applied: {names}.")
    return [Found("plain", amount, Message(text, values))]


def without_due_date(inputs: PackInputs, currency: str) -> list[Found]:
    rows = undated(frames.own(inputs.aging, currency))
    if not rows.height:
        return []
    values = {"count": f"{rows['documents'].sum():,}", "names": names_text(frames.names(rows))}
    text = N_("Documents without a due date: {count}. They are aged from their invoice date; ask {names} or sales for the terms.")  # fmt: skip
    return [Found("watch", frames.sum_of(rows, "open"), Message(text, values))]


def undated(rows: pl.DataFrame) -> pl.DataFrame:
    """Customers with documents that lack a due date; `documents` becomes their number.  Largest open first."""
    counted = (
        rows.select("customer_id", "currency", "notes")
        .explode("notes", empty_as_null=False)
        .unnest("notes")
        .filter(pl.col("code") == "no-due-date")
        .select("customer_id", "currency", documents=pl.col("value").cast(pl.Int64))
    )
    joined = rows.drop("documents", strict=False).join(counted, on=["customer_id", "currency"])
    return joined.sort("open", "customer_id", descending=[True, False])


def slower(inputs: PackInputs, currency: str) -> list[Found]:
    """Customers who pay 5 days or more later than in the quarter before and still owe money."""
    if inputs.habits is None:
        return []
    rows = frames.own(inputs.habits, currency).filter((pl.col("trend_days") >= SLOWER_DAYS) & (pl.col("open") > _ZERO))
    if not rows.height:
        return []
    rows = rows.sort("open", "customer_id", descending=[True, False])
    slipped = [
        Message(N_("{name} (+{days} days)"), {"name": name, "days": f"{days:.0f}"})
        for name, days in zip(frames.names(rows), rows["trend_days"], strict=True)
    ]
    amount = frames.sum_of(rows, "open")
    values = {"amount": rounded_text(amount, currency), "names": names_text(slipped)}
    text = N_("Paying later than in the quarter before, with {amount} open: {names}.")
    return [Found("watch", amount, Message(text, values))]


def dso(inputs: PackInputs, currency: str) -> list[Found]:
    """The latest month end against the same month last year, or against the first month of the trend."""
    if inputs.dso_months is None:
        return []
    months = frames.own(inputs.dso_months, currency).filter(pl.col("dso").is_not_null()).sort("period_end")
    if months.height < 2:
        return []
    now = months.row(-1, named=True)
    year_ago = months.filter(pl.col("period_end") == months_before(now["period_end"], 12))
    then = (year_ago if year_ago.height else months).row(0, named=True)
    change = now["dso"] - then["dso"]
    if abs(change) < DSO_CHANGE:
        return []
    one_day = now["credit_sales"] / now["window_days"]
    tied = abs(one_day * Decimal(str(change)))
    values: dict[str, object] = {
        "before": days_text(then["dso"]), "now": days_text(now["dso"]), "change": days_text(abs(change)),
        "since": f"{then['period_end']:%Y-%m}", "amount": rounded_text(tied, currency),
    }  # fmt: skip
    return [
        Found("watch" if change > 0 else "good", tied, Message(_dso_text(change > 0, bool(year_ago.height)), values))
    ]


def _dso_text(rose: bool, against_last_year: bool) -> str:
    if against_last_year:
        if rose:
            return N_(
                "DSO rose by {change} days against the same month last year, from {before} to {now}; that ties up about {amount} more."
            )
        return N_(
            "DSO fell by {change} days against the same month last year, from {before} to {now}; that frees about {amount}."
        )
    if rose:
        return N_("DSO rose by {change} days since {since}, from {before} to {now}; that ties up about {amount} more.")
    return N_("DSO fell by {change} days since {since}, from {before} to {now}; that frees about {amount}.")


def concentration(inputs: PackInputs, currency: str) -> list[Found]:
    """The largest customer above 10 % of the receivables, or the ten largest above 60 %, among more than ten."""
    rows = frames.own(inputs.aging, currency).filter(pl.col("open") > _ZERO)
    rows = rows.sort("open", "customer_id", descending=[True, False])
    whole = frames.sum_of(rows, "open")
    first, ten = (frames.share(frames.sum_of(rows.head(count), "open"), whole) for count in (1, 10))
    if first is None or ten is None or rows.height <= 10 or (first <= LARGEST_SHARE and ten <= LARGEST_TEN_SHARE):
        return []
    values: dict[str, Any] = {
        "name": frames.names(rows.head(1))[0], "share": percent_text(first), "ten": percent_text(ten), "currency": currency,
    }  # fmt: skip
    text = N_("{name} owes {share} of all receivables in {currency}; the ten largest customers owe {ten}.")
    tone: Tone = "bad" if first > ONE_IS_MUCH else "watch"
    return [Found(tone, frames.sum_of(rows.head(1), "open"), Message(text, values))]


FINDERS: tuple[Finder, ...] = (
    overdue, old, disputed, unapplied, credit_balances, without_due_date, slower, dso, concentration,
)  # fmt: skip
