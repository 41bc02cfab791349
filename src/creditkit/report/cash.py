"""The sections of cash: what is expected in the coming weeks, and what working capital ties up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from creditkit.report import frames
from creditkit.report.blocks import Block, Chart, Figure, Section, Series, Table, Text
from creditkit.report.figures import amount_text, days_text, percent_text, rounded_text
from creditkit.report.inputs import PackInputs
from creditkit.report.tables import present
from creditkit.report.wording import reason_message
from creditkit.words import N_, Message

_PARTS = ("expected", "later", "unresolved", "unresolved_expected", "disputed_apart", "unapplied", "open")


def forecast(inputs: PackInputs) -> Section:
    """Per currency: weeks with their interval, what the forecast accounts for, and how good it was before."""
    title = Message(N_("Cash forecast"))
    if inputs.forecast is None or inputs.forecast_totals is None:
        return Section("forecast", title, (Text(Message(N_("There is no cash forecast.")), "note"),))
    blocks: list[Block] = []
    for currency in inputs.currencies:
        blocks += _weeks_of(inputs, currency)
    if not blocks:
        return Section("forecast", title, (Text(Message(N_("No open items at this date.")), "note"),))
    text = N_("Cash on the documents that are open now; invoices still to be raised are not in it. What arrives on a weekend counts on the Monday after. Unresolved: no past payment tells when it will come, so it is in no week.")  # fmt: skip
    return Section("forecast", title, (Text(Message(text), "note"), *blocks, *_judged(inputs)))


def _weeks_of(inputs: PackInputs, currency: str) -> list[Block]:
    assert inputs.forecast is not None
    rows = frames.own(inputs.forecast, currency)
    if not rows.height:
        return []
    values: dict[str, object] = {"currency": currency}
    names = tuple(f"{day:%m-%d}" for day in rows["week_start"].to_list())
    series = tuple(
        Series(Message(label), tuple(None if value is None else float(value) for value in rows[name].to_list()))
        for label, name in ((N_("Expected"), "expected"), (N_("Low"), "low"), (N_("High"), "high"), (N_("Falls due"), "due"))
    )  # fmt: skip
    chart = Chart("band", Message(N_("Cash expected by week, {currency}"), values), names, series, currency=currency)
    totals = frames.own(inputs.forecast_totals, currency) if inputs.forecast_totals is not None else None
    table = rows.select("week_start", "expected", "low", "high", "due")
    blocks: list[Block] = [
        chart,
        Table(f"forecast-{currency}", table, title=Message(N_("Weeks, {currency}"), values), currency=currency),
    ]
    if rows["low"].null_count() == rows.height:
        text = N_("Too few documents were ever settled for an interval: all are expected a single delay after their due date.")  # fmt: skip
        blocks.insert(0, Text(Message(text), "note"))
    if totals is not None and totals.height:
        heading = Message(N_("What the forecast accounts for, {currency}"), values)
        blocks.append(
            Table(f"forecast-parts-{currency}", totals.select(present(totals, _PARTS)), heading, currency=currency)
        )
    return blocks


def _judged(inputs: PackInputs) -> list[Block]:
    judged = inputs.forecast_backtest
    if judged is None:
        return [Text(Message(N_("The forecast could not be judged: there is too little past.")), "note")]
    blocks: list[Block] = []
    if judged["mae_days"] is not None:
        values: dict[str, object] = {
            "count": len(judged["cutoffs"]), "n": f"{judged['n']:,}", "error": days_text(judged["mae_days"]),
            "baseline": days_text(judged["baseline_mae_days"]), "inside": percent_text(judged["days_coverage"]),
            "interval": percent_text(judged["interval"]), "open": f"{judged['n_open']:,}",
        }  # fmt: skip
        text = N_("Back-test at {count} past dates: the day of payment of {n} later invoices was missed by {error} days on average ({baseline} with the customer's median); {inside} came inside the interval of {interval}; {open} are not settled yet.")  # fmt: skip
        blocks.append(Text(Message(text, values), "note"))
    for row in judged["currencies"]:
        if row["wape"] is None:
            continue
        text = N_("Weeks in {currency}: absolute error {wape} of the cash received, bias {bias}, inside the interval {inside} of {weeks} weeks.")  # fmt: skip
        said = {"currency": row["currency"], "wape": percent_text(row["wape"]), "bias": percent_text(row["bias"]), "inside": percent_text(row["weeks_coverage"]), "weeks": row["weeks"]}  # fmt: skip
        blocks.append(Text(Message(text, said), "note"))
    return blocks


def capital(inputs: PackInputs) -> Section:
    """Per currency: requirement, cash cycle, what a day of DSO and the overdue cost; what is missing says so."""
    title = Message(N_("Working capital"))
    if inputs.capital is None or not inputs.capital.height:
        return Section("capital", title, (Text(Message(N_("No open items at this date.")), "note"),))
    blocks: list[Block] = []
    shown = (
        "receivables", "inventories", "payables", "sales", "cogs", "wcr", "wcr_days", "dso", "dio", "dpo", "ccc",
        "one_day_dso", "overdue", "cost_of_overdue", "cost_of_overdue_to_date", "faster_days", "freed", "freed_saving",
    )  # fmt: skip
    for currency in inputs.currencies:
        row = frames.row_of(inputs.capital, currency)
        if row is None:
            continue
        rows = frames.own(inputs.capital, currency)
        heading = Message(N_("Working capital, {currency}"), {"currency": currency})
        names = [name for name in shown if row[name] is not None]
        for place in range(0, len(names), 9):
            part = rows.select(names[place : place + 9])
            blocks.append(Table(f"capital-{currency}-{place}", part, heading if not place else None, currency=currency))
        blocks += [Text(reason_message(note), "note") for note in row["notes"]]
    return Section("capital", title, tuple(blocks))


def headline_cash(inputs: PackInputs) -> list[Figure]:
    """Cash of the next four weeks, and what one day of DSO ties up, in the main currency."""
    return [*_next_weeks(inputs), *_one_day(inputs)]


def _next_weeks(inputs: PackInputs, weeks: int = 4) -> list[Figure]:
    if inputs.forecast is None:
        return []
    rows = frames.own(inputs.forecast, inputs.main)
    if not rows.height:
        return []
    coming = rows.head(weeks)
    whole = frames.sum_of(rows, "expected")
    note = Message(
        N_("In {weeks} weeks {amount}; invoices still to be raised are not in it"),
        {"weeks": rows.height, "amount": rounded_text(whole, inputs.main)},
    )
    label = Message(N_("Cash expected in {weeks} weeks"), {"weeks": coming.height})
    return [Figure(label, amount_text(frames.sum_of(coming, "expected"), inputs.main), note)]


def _one_day(inputs: PackInputs) -> list[Figure]:
    row: dict[str, Any] | None = frames.row_of(inputs.capital, inputs.main)
    if row is None or row["one_day_dso"] is None:
        return []
    cost: Decimal = row["cost_of_overdue"]
    note = Message(N_("The overdue costs {amount} of interest a year"), {"amount": rounded_text(cost, inputs.main)})
    return [Figure(Message(N_("One day of DSO is worth")), amount_text(row["one_day_dso"], inputs.main), note)]


__all__ = ["capital", "forecast", "headline_cash"]
