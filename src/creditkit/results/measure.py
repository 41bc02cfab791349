"""What aging, dso and habits show."""

from __future__ import annotations

from typing import Any

import polars as pl

from creditkit.errors import CreditkitError
from creditkit.pipeline import Pipeline
from creditkit.report.blocks import Result, Table
from creditkit.results.common import changed, one_currency, result_of
from creditkit.words import N_, Message


def aging(pipeline: Pipeline, by: str = "customer", chosen: dict[str, Any] | None = None) -> Result:
    """Aging under the policy's section, changed by what the command line chose."""
    from creditkit.stages.aging import aging_totals

    section = changed(pipeline.policy.aging, chosen or {})
    rows = pipeline.aging_by(by, section)
    buckets = [name for name in rows.columns if name.startswith("buckets.")]
    key = rows.columns[0]
    table = Table(
        "aging",
        rows,
        title=Message(N_("Aging of receivables")),
        compact=(key, "customer_name", *buckets, "unapplied", "overdue", "open", "currency"),
        currency=one_currency(rows),
        totals=aging_totals(rows),
    )
    return result_of(pipeline, "aging", table, proof=pipeline.proof_of(rows), notices=pipeline.open_item_notices)


def dso(pipeline: Pipeline, by: str | None = None) -> Result:
    if by not in (None, "month"):
        raise CreditkitError(
            "CK111", '--{option} "{given}" is not one of its values: {reason}.', option="by", given=by, reason="month"
        )
    rows = pipeline.dso_months if by else pipeline.dso
    table = Table(
        "dso",
        rows,
        title=Message(N_("Days sales outstanding")),
        compact=(
            "period_end",
            "currency",
            "receivables",
            "credit_sales",
            "dso",
            "dso_countback",
            "dso_best_possible",
            "days_delinquent",
            "cei",
        ),
        currency=one_currency(rows),
    )
    at_as_of = rows.filter(pl.col("period_end") == pipeline.as_of)
    proof = pipeline.proof_of(at_as_of.select("currency", open=pl.col("receivables"))) if at_as_of.height else ()
    return result_of(pipeline, "dso", table, proof=proof, notices=pipeline.open_item_notices)


def habits(pipeline: Pipeline) -> Result:
    rows = pipeline.habits
    table = Table(
        "habits",
        rows,
        title=Message(N_("Payment habits")),
        compact=(
            "customer_id",
            "customer_name",
            "paid_invoices",
            "pay_index",
            "weighted_days_late",
            "late_share",
            "worst_days_late",
            "trend_days",
            "overdue",
        ),
        currency=one_currency(rows),
    )
    return result_of(pipeline, "habits", table, proof=pipeline.proof_of(rows), notices=pipeline.open_item_notices)
