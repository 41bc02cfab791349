"""The sections of what was decided: exposure against limits, concentration, grades."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from creditkit.money import MONEY, zero
from creditkit.report import frames
from creditkit.report.blocks import Block, Chart, Figure, Section, Series, Table, Text
from creditkit.report.figures import percent_text
from creditkit.report.findings_owed import LARGEST_SHARE, LARGEST_TEN_SHARE, ONE_IS_MUCH
from creditkit.report.headline import tone_of
from creditkit.report.inputs import PackInputs
from creditkit.report.tables import WHO, top_table
from creditkit.words import N_, Message

_ZERO = Decimal(0)
MOST, MOST_OTHERS = 15, 5
MOST_NAMES = 10
# An effective ten names, and fewer than six.
HHI_EDGES = (0.10, 0.18)
NO_LIMITS = N_("Exposure and limits need a customer file with credit limits (--customers FILE).")
NO_SCORES = N_("Grades need a ledger with payments, a customer file, or both.")
_LIMIT_COLUMNS = (
    *WHO, "grade", "exposure", "current_limit", "utilisation", "available", "recommended", "binding", "uninsured", "status",
)  # fmt: skip


def limits(inputs: PackInputs) -> Section:
    """Per currency: the largest exposures against the limits in force, with what the policy recommends."""
    title = Message(N_("Exposure and limits"))
    if inputs.limit is None:
        return Section("limits", title, (Text(Message(NO_LIMITS), "note"),))
    blocks: list[Block] = []
    for currency in inputs.detailed:
        rows = frames.own(inputs.limit, currency).filter(pl.col("exposure") > _ZERO)
        rows = rows.sort("exposure", "customer_id", descending=[True, False])
        if not rows.height:
            continue
        most = MOST if currency == inputs.main else MOST_OTHERS
        if currency == inputs.main and rows["current_limit"].is_not_null().any():
            blocks.append(_gauge(rows.head(most), currency))
        heading = Message(N_("Largest exposures, {currency}"), {"currency": currency})
        table = rows.select(_LIMIT_COLUMNS)
        blocks += top_table(f"limits-{currency}", heading, table, most, currency, _sums(rows, currency))
    return Section("limits", title, tuple(blocks) or (Text(Message(N_("There is no exposure at this date.")), "note"),))


def _gauge(rows: pl.DataFrame, currency: str) -> Chart:
    def values(name: str) -> tuple[float | None, ...]:
        return tuple(rows[name].cast(pl.Float64).to_list())

    series = (
        Series(Message(N_("Exposure")), values("exposure")),
        Series(Message(N_("Limit in force")), values("current_limit")),
    )
    title = Message(N_("Exposure against the limit in force"))
    return Chart("gauge", title, tuple(frames.names(rows)), series, currency=currency)


def _sums(rows: pl.DataFrame, currency: str) -> pl.DataFrame:
    """Σ exposure and uninsured of all customers of the currency."""
    return rows.select(pl.lit(currency).alias("currency"), pl.col("exposure", "uninsured").sum().cast(MONEY))


def concentration(inputs: PackInputs) -> Section:
    """Per currency: the largest customer, the largest ten, HHI; then the largest customers and groups by share."""
    blocks: list[Block] = []
    for currency in inputs.detailed:
        rows = frames.own(inputs.aging, currency).filter(pl.col("open") > _ZERO)
        if rows.height:
            blocks += _concentration_of(inputs, rows, currency)
    title = Message(N_("Concentration"))
    nothing = (Text(Message(N_("No open items at this date.")), "note"),)
    return Section("concentration", title, tuple(blocks) or nothing)


def _concentration_of(inputs: PackInputs, rows: pl.DataFrame, currency: str) -> list[Block]:
    ranked = with_share(rows.sort("open", "customer_id", descending=[True, False]))
    shares = ranked["share"].to_list()
    index = hhi(shares)
    ten = sum(shares[:10])
    equal = Message(
        N_("As if {count} equal customers; above 0.10 watch, above 0.18 high"), {"count": f"{1 / index:.1f}"}
    )
    blocks: list[Block] = [
        Figure(Message(N_("Largest customer, {currency}"), {"currency": currency}), percent_text(shares[0]), Message(N_("{name}"), {"name": frames.names(ranked)[0]}), tone_of(shares[0], (LARGEST_SHARE, ONE_IS_MUCH))),
        Figure(Message(N_("Ten largest, {currency}"), {"currency": currency}), percent_text(ten), Message(N_("of all positive balances; customers: {count}"), {"count": f"{rows.height:,}"}), tone_of(ten if rows.height > 10 else None, (LARGEST_TEN_SHARE, 1.0))),
        Figure(Message(N_("Concentration index (HHI), {currency}"), {"currency": currency}), f"{index:.3f}", equal, tone_of(index, HHI_EDGES)),
    ]  # fmt: skip
    heading = Message(N_("Largest customers by share, {currency}"), {"currency": currency})
    table = ranked.select(*WHO, "open", "share", "overdue")
    blocks += top_table(
        f"share-{currency}", heading, table, MOST_NAMES if currency == inputs.main else MOST_OTHERS, currency
    )
    return blocks + _groups(inputs, currency)


def with_share(rows: pl.DataFrame) -> pl.DataFrame:
    """share = open ÷ Σ open of the rows.  Ratio."""
    return rows.with_columns(share=pl.col("open").cast(pl.Float64) / float(frames.sum_of(rows, "open")))


def hhi(shares: list[float]) -> float:
    """Σ share², 1 for a single customer, 1 ÷ n for n equal ones."""
    return sum(share * share for share in shares)


def _groups(inputs: PackInputs, currency: str) -> list[Block]:
    """Groups with two members or more: what they owe together."""
    if inputs.limit is None:
        return []
    named = frames.own(inputs.limit, currency).filter(pl.col("group").is_not_null())
    rows = named.group_by("group").agg(
        customers=pl.len().cast(pl.Int64),
        open=pl.col("open").sum().cast(MONEY),
        overdue=pl.col("overdue").sum().cast(MONEY),
        exposure=pl.col("exposure").sum().cast(MONEY),
        utilisation=pl.col("group_utilisation").max(),
    )
    rows = rows.filter((pl.col("customers") > 1) & (pl.col("open") > _ZERO))
    rows = rows.sort("open", "group", descending=[True, False])
    if not rows.height:
        return []
    heading = Message(N_("Groups, {currency}; utilisation of the group's limit"), {"currency": currency})
    return top_table(f"groups-{currency}", heading, rows, MOST_OTHERS, currency)


def grades(inputs: PackInputs) -> Section:
    """Customers by grade, exposure and expected loss by grade per currency, the lowest scores with their reasons."""
    title = Message(N_("Grades"))
    if inputs.score is None or not inputs.score.height:
        return Section("grades", title, (Text(Message(NO_SCORES), "note"),))
    counts = dict(inputs.score.group_by("grade").len().iter_rows())
    values = tuple(float(counts.get(grade, 0)) for grade in range(1, 11))
    names = tuple(str(grade) for grade in range(1, 11))
    series = (Series(Message(N_("Customers")), values),)
    blocks: list[Block] = [Chart("bars", Message(N_("Customers by grade, 1 best")), names, series, unit="count")]
    if counts.get(None):
        text = N_("Without a grade: {count} customers, for want of data.")
        blocks.append(Text(Message(text, {"count": f"{counts[None]:,}"}), "note"))
    if inputs.limit is not None:
        for currency in inputs.detailed:
            blocks += _by_grade(inputs.limit, inputs.score, currency)
    worst = inputs.score.filter(pl.col("score").is_not_null()).sort("score", "customer_id")
    columns = (*WHO, "score", "grade", "pd", "confidence", "reasons")
    blocks += top_table("scores", Message(N_("Lowest scores and what cost them most points")), worst.select(columns), MOST_NAMES, None)  # fmt: skip
    blocks.append(Text(Message(N_("The PD scale is an uncalibrated prior: it ranks customers and promises no loss rate.")), "note"))  # fmt: skip
    return Section("grades", title, tuple(blocks))


def _by_grade(limit: pl.DataFrame, score: pl.DataFrame, currency: str) -> list[Block]:
    rated = frames.expected_loss(frames.own(limit, currency), score).filter(pl.col("grade").is_not_null())
    if not rated.height:
        return []
    money = [pl.col(name).fill_null(zero()).sum().cast(MONEY) for name in ("exposure", "overdue", "expected_loss")]
    rows = rated.group_by("grade").agg(pl.len().cast(pl.Int64).alias("customers"), pl.col("pd").max(), *money)
    totals = rated.select(pl.lit(currency).alias("currency"), pl.len().cast(pl.Int64).alias("customers"), *money)
    heading = Message(N_("Exposure and expected loss by grade, {currency}"), {"currency": currency})
    shown = rows.sort("grade").select("grade", "customers", "pd", "exposure", "overdue", "expected_loss")
    return [Table(f"grades-{currency}", shown, title=heading, currency=currency, totals=totals)]
