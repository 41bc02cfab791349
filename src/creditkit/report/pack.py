"""The pack: what a finance director needs of one as-of date, as neutral blocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from creditkit.errors import Notice
from creditkit.report.blocks import (
    Block,
    Chart,
    Figure,
    Finding,
    InputFile,
    ProofLine,
    Report,
    Section,
    Series,
    Table,
    Text,
    Tone,
)
from creditkit.report.figures import amount_text, percent_text
from creditkit.report.findings import findings
from creditkit.report.wording import code_text
from creditkit.words import N_, Message

TOP = 15


@dataclass(frozen=True)
class PackInputs:
    """What the pipeline computed; a frame is None where the data cannot answer, and the report says so.

    aging, limit: per customer and currency; dso: at as_of; dso_months: month ends; habits, score, terms: per customer.
    """

    company: str
    as_of: date
    aging: pl.DataFrame
    aging_totals: pl.DataFrame
    dso: pl.DataFrame | None
    dso_months: pl.DataFrame | None
    habits: pl.DataFrame | None
    score: pl.DataFrame | None
    limit: pl.DataFrame | None
    terms: pl.DataFrame | None
    inputs: tuple[InputFile, ...]
    policy_sha256: str
    proof: tuple[ProofLine, ...]
    notices: tuple[Notice, ...]
    rejected: int = 0

    @property
    def currencies(self) -> list[str]:
        """Currencies, the one with the largest open amount first."""
        return self.aging_totals.sort("open", "currency", descending=[True, False])["currency"].to_list()

    @property
    def main(self) -> str | None:
        return self.currencies[0] if self.currencies else None


def build_report(inputs: PackInputs) -> Report:
    """The whole report.  Amounts of different currencies are never added; sections without data say what is missing."""
    sections = [
        _headline(inputs),
        Section(
            "findings", Message(N_("Findings")), tuple(findings(inputs)) or (Text(Message(N_("Nothing stands out."))),)
        ),
        _aging(inputs),
        _dso(inputs),
        _exposure(inputs),
        _concentration(inputs),
        _grades(inputs),
        _actions(inputs),
        _quality(inputs),
        _method(inputs),
    ]
    return Report(
        title=Message(N_("Credit report")),
        company=inputs.company,
        as_of=inputs.as_of,
        currency=inputs.main,
        sections=tuple(sections),
        inputs=inputs.inputs,
        policy_sha256=inputs.policy_sha256,
        proof=inputs.proof,
        warnings=inputs.notices,
    )


def _row(frame: pl.DataFrame | None, currency: str | None) -> dict[str, Any] | None:
    if frame is None or currency is None:
        return None
    found = frame.filter(pl.col("currency") == currency)
    return found.row(0, named=True) if found.height else None


def overdue_ratio(total: dict[str, Any]) -> float | None:
    """overdue ÷ (open − unapplied): before credits."""
    gross = total["open"] - total["unapplied"]
    return float(total["overdue"] / gross) if gross else None


def _headline(inputs: PackInputs) -> Section:
    blocks: list[Block] = []
    currency = inputs.main
    total = _row(inputs.aging_totals, currency)
    if total is None:
        return Section("headline", Message(N_("Headline figures")), (Text(Message(N_("No open items at this date."))),))
    ratio = overdue_ratio(total)
    blocks.append(
        Figure(
            Message(N_("Open receivables")),
            amount_text(total["open"], currency),
            Message(N_("{count} customers"), {"count": total["rows"]}),
        )
    )
    tone: Tone = "plain" if ratio is None else "bad" if ratio > 0.3 else "watch" if ratio > 0.15 else "good"
    blocks.append(
        Figure(
            Message(N_("Overdue")),
            amount_text(total["overdue"], currency),
            Message(N_("{share} of open documents"), {"share": percent_text(ratio)}),
            tone,
        )
    )
    days = _row(inputs.dso, currency)
    if days is not None and days["dso"] is not None:
        note = Message(
            N_("best possible {best}, delinquent {late} days"),
            {"best": f"{days['dso_best_possible']:.1f}", "late": f"{days['days_delinquent']:.1f}"},
        )
        blocks.append(
            Figure(Message(N_("DSO")), f"{days['dso']:.1f}", note, "watch" if days["days_delinquent"] > 15 else "plain")
        )
    if inputs.limit is not None:
        own = inputs.limit.filter(pl.col("currency") == currency)
        over = own.filter(pl.col("utilisation") > 1)
        excess = sum((-value for value in over["available"].to_list()), Decimal(0))
        blocks.append(
            Figure(
                Message(N_("Over their limit")),
                str(over.height),
                Message(N_("{amount} above the limits"), {"amount": amount_text(excess, currency)}),
                "bad" if over.height else "good",
            )
        )
        held = own.filter(pl.col("status") == "hard-hold").height
        blocks.append(
            Figure(
                Message(N_("On hard hold")),
                str(held),
                Message(N_("customers, by the hold rules")),
                "bad" if held else "good",
            )
        )
    if inputs.score is not None and inputs.limit is not None:
        joined = inputs.limit.filter(pl.col("currency") == currency).join(
            inputs.score.select("customer_id", "pd"), on="customer_id", how="left"
        )
        exposed = joined.select((pl.col("exposure").cast(pl.Float64) * pl.col("pd")).sum()).item()
        whole = joined["exposure"].cast(pl.Float64).sum()
        if whole:
            blocks.append(
                Figure(
                    Message(N_("Mean PD by exposure")),
                    percent_text(exposed / whole),
                    Message(N_("an uncalibrated prior of the grades")),
                )
            )
    blocks.append(
        Figure(
            Message(N_("Unapplied credits")),
            amount_text(total["unapplied"], currency),
            Message(N_("receipts and credit notes to be applied")),
            "watch" if total["unapplied"] else "good",
        )
    )
    read = sum(entry.rows_read for entry in inputs.inputs)
    blocks.append(
        Figure(
            Message(N_("Rows read")),
            f"{read:,}",
            Message(
                N_("{rejected} rejected, {warnings} warnings"),
                {"rejected": inputs.rejected, "warnings": len(inputs.notices)},
            ),
            "bad" if inputs.rejected else "good",
        )
    )
    if len(inputs.currencies) > 1:
        blocks.append(
            Text(
                Message(
                    N_("Figures above are in {currency}. Other currencies, not added: {others}."),
                    {"currency": currency, "others": _others(inputs)},
                ),
                "note",
            )
        )
    return Section("headline", Message(N_("Headline figures")), tuple(blocks))


def _others(inputs: PackInputs) -> str:
    rows = inputs.aging_totals.filter(pl.col("currency") != inputs.main).sort("open", descending=True)
    return "; ".join(amount_text(row["open"], row["currency"]) for row in rows.iter_rows(named=True))


def _aging(inputs: PackInputs) -> Section:
    buckets = [name for name in inputs.aging.columns if name.startswith("buckets.")]
    blocks: list[Block] = []
    for currency in inputs.currencies:
        total = _row(inputs.aging_totals, currency)
        assert total is not None
        if currency == inputs.main:
            names = tuple(code_text(name.split(".", 1)[1]) for name in buckets)
            values = tuple(float(total[name]) for name in buckets)
            blocks.append(
                Chart(
                    "bars",
                    Message(N_("Open by days past due")),
                    names,
                    (Series(Message(N_("Open")), values),),
                    currency=currency,
                )
            )
    columns = ["customer_id", "customer_name", "currency", *buckets, "unapplied", "overdue", "open", "max_days_overdue"]
    ranked = inputs.aging.sort("currency", "overdue", "open", descending=[False, True, True])
    shown = pl.concat(
        [ranked.filter(pl.col("currency") == currency).head(TOP) for currency in inputs.currencies] or [ranked]
    )
    if len(inputs.currencies) == 1:
        columns.remove("currency")
    totals = inputs.aging_totals.select(
        list(dict.fromkeys(name for name in ["currency", *columns] if name in inputs.aging_totals.columns))
    )
    blocks.append(
        Table(
            "aging",
            shown.select(columns),
            title=Message(N_("Largest overdue customers")),
            currency=inputs.main,
            totals=totals,
        )
    )
    rest = inputs.aging.height - shown.height
    if rest > 0:
        blocks.append(
            Text(Message(N_("and {count} more customers; the workbook lists all of them."), {"count": rest}), "note")
        )
    return Section("aging", Message(N_("Aging")), tuple(blocks))


def _dso(inputs: PackInputs) -> Section:
    title = Message(N_("Days sales outstanding"))
    if inputs.dso_months is None or not inputs.dso_months.height:
        text = Message(
            N_(
                "The ledger holds no paid invoices, so sales and DSO cannot be told. Give a ledger of all invoices with their payments."
            )
        )
        return Section("dso", title, (Text(text, "note"),))
    months = inputs.dso_months.filter(pl.col("currency") == inputs.main)
    names = tuple(day.strftime("%Y-%m") for day in months["period_end"].to_list())
    series = tuple(
        Series(Message(label), tuple(months[name].to_list()))
        for label, name in (
            (N_("DSO"), "dso"),
            (N_("Count-back"), "dso_countback"),
            (N_("Best possible"), "dso_best_possible"),
        )
    )
    columns = [
        "period_end",
        "receivables",
        "credit_sales",
        "dso",
        "dso_countback",
        "dso_best_possible",
        "days_delinquent",
        "cei",
        "turnover",
        "overdue_ratio",
    ]
    return Section(
        "dso",
        title,
        (
            Chart("lines", Message(N_("DSO by month")), names, series, unit="days"),
            Table("dso", months.select(columns), currency=inputs.main),
        ),
    )


def _exposure(inputs: PackInputs) -> Section:
    title = Message(N_("Exposure and limits"))
    if inputs.limit is None:
        return Section("limits", title, (Text(Message(N_("No limits: give a customer file.")), "note"),))
    own = inputs.limit.filter((pl.col("currency") == inputs.main) & (pl.col("exposure") > Decimal(0))).head(TOP)
    names = tuple(own["customer_name"].fill_null("").to_list())
    chart = Chart(
        "gauge",
        Message(N_("Exposure against limit, largest customers")),
        names,
        (
            Series(Message(N_("Exposure")), tuple(own["exposure"].cast(pl.Float64).to_list())),
            Series(Message(N_("Current limit")), tuple(own["current_limit"].cast(pl.Float64).to_list())),
        ),
        currency=inputs.main,
    )
    columns = [
        "customer_id",
        "customer_name",
        "grade",
        "exposure",
        "current_limit",
        "utilisation",
        "recommended",
        "binding",
        "uninsured",
        "status",
    ]
    return Section("limits", title, (chart, Table("limits", own.select(columns), currency=inputs.main)))


def _concentration(inputs: PackInputs) -> Section:
    own = inputs.aging.filter((pl.col("currency") == inputs.main) & (pl.col("open") > Decimal(0))).sort(
        "open", descending=True
    )
    total = float(own["open"].sum() or 0)
    if not total:
        return Section(
            "concentration", Message(N_("Concentration")), (Text(Message(N_("No open items at this date."))),)
        )
    shares = [float(value) / total for value in own["open"].to_list()]
    hhi = sum(share * share for share in shares)
    figures = (
        Figure(Message(N_("Largest customer")), percent_text(shares[0]), Message(N_("{name}"), {"name": own["customer_name"][0]}), "watch" if shares[0] > 0.1 else "good"),
        Figure(Message(N_("Largest ten")), percent_text(sum(shares[:10])), None, "watch" if sum(shares[:10]) > 0.6 else "good"),
        Figure(Message(N_("Concentration index (HHI)")), f"{hhi:.3f}", Message(N_("as if {count} equal customers"), {"count": f"{1 / hhi:.1f}"}), "watch" if hhi > 0.1 else "good"),
    )  # fmt: skip
    return Section("concentration", Message(N_("Concentration")), figures)


def _grades(inputs: PackInputs) -> Section:
    title = Message(N_("Grades"))
    if inputs.score is None:
        return Section(
            "grades", title, (Text(Message(N_("No scores: give a ledger with payments or a customer file.")), "note"),)
        )
    counts = dict(inputs.score.group_by("grade").len().iter_rows())
    names = tuple(str(grade) for grade in range(1, 11))
    values = tuple(float(counts.get(grade, 0)) for grade in range(1, 11))
    chart = Chart(
        "bars",
        Message(N_("Customers by grade, 1 best")),
        names,
        (Series(Message(N_("Customers")), values),),
        unit="count",
    )
    worst = (
        inputs.score.sort("score")
        .head(10)
        .select("customer_id", "customer_name", "score", "grade", "pd", "confidence", "reasons")
    )
    return Section("grades", title, (chart, Table("scores", worst, title=Message(N_("Lowest scores")))))


def _actions(inputs: PackInputs) -> Section:
    title = Message(N_("What to do"))
    if inputs.limit is None:
        return Section("actions", title, (Text(Message(N_("No limits: give a customer file.")), "note"),))
    held = inputs.limit.filter(pl.col("status") != "ok")
    order = {"hard-hold": 0, "soft-hold": 1, "warn": 2}
    ranked = held.with_columns(_o=pl.col("status").replace_strict(order, return_dtype=pl.Int64)).sort(
        "_o", "overdue", "exposure", descending=[False, True, True]
    )
    shown = ranked.head(2 * TOP).select(
        "customer_id", "customer_name", "currency", "status", "overdue", "exposure", "hold_reasons"
    )
    blocks: list[Block] = [Table("actions", shown, currency=None)]
    if ranked.height > shown.height:
        blocks.append(
            Text(
                Message(
                    N_("and {count} more customers; the workbook lists all of them."),
                    {"count": ranked.height - shown.height},
                ),
                "note",
            )
        )
    return Section("actions", title, tuple(blocks))


def _quality(inputs: PackInputs) -> Section:
    files = pl.DataFrame(
        [
            {
                "path": entry.path,
                "rows_read": entry.rows_read,
                "rows_accepted": entry.rows_accepted,
                "rows_rejected": entry.rows_rejected,
                "rows_ignored": entry.rows_ignored,
            }
            for entry in inputs.inputs
        ]
    )
    proof = pl.DataFrame(
        [
            {"currency": line.currency, "ledger": line.ledger, "reported": line.reported, "difference": line.difference}
            for line in inputs.proof
        ],
        schema={
            "currency": pl.String,
            "ledger": pl.Decimal(38, 4),
            "reported": pl.Decimal(38, 4),
            "difference": pl.Decimal(38, 4),
        },
    )
    blocks: list[Block] = [
        Table("proof", proof, title=Message(N_("Proof: the report ties to the ledger"))),
        Table("inputs", files, title=Message(N_("Inputs"))),
    ]
    blocks += [
        Finding(Message(N_("{code} {text}"), {"code": notice.code, "text": str(notice)}), "watch")
        for notice in inputs.notices
    ]
    return Section("quality", Message(N_("Data quality and proof")), tuple(blocks))


def _method(inputs: PackInputs) -> Section:
    texts = (
        N_("Days past due = as-of date − due date; a document due on the as-of date is not overdue. Only facts dated up to the as-of date count."),
        N_("Unapplied receipts and credit notes stand in a column of their own; open = buckets + unapplied. Currencies are never added."),
        N_("DSO = receivables ÷ credit sales × days of the window; best possible DSO takes only what is not yet due."),
        N_("Score = confidence × weighted points + (1 − confidence) × the neutral score. The PD scale is an uncalibrated prior: it ranks customers, it does not promise a loss rate."),
        N_("Recommended limit = the smallest of need, grade factor × median capacity and the caps, rounded down. Insurance is never netted in utilisation."),
        N_("Amounts are rounded half-up to the currency's minor unit, per line, and then added."),
    )  # fmt: skip
    blocks: list[Block] = [Text(Message(text), "method") for text in texts]
    blocks.append(Text(Message(N_("Policy SHA-256: {digest}"), {"digest": inputs.policy_sha256}), "method"))
    blocks += [
        Text(Message(N_("Input {path}, SHA-256: {digest}"), {"path": entry.path, "digest": entry.sha256}), "method")
        for entry in inputs.inputs
    ]
    return Section("method", Message(N_("Method and provenance")), tuple(blocks))
