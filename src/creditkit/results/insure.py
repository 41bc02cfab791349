"""What insure shows: cover and deadlines, a claim, cost and benefit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl

from creditkit.errors import CreditkitError
from creditkit.pipeline import Pipeline
from creditkit.render.plain import rows_of
from creditkit.render.units import format_value
from creditkit.report.blocks import ProofLine, Result, Table
from creditkit.results.common import find_customer, one_currency, result_of
from creditkit.schema import column
from creditkit.words import N_, Message, say

INSURE_BY = ("customer", "document", "deadline")
_COMPACT = (
    "customer_id", "customer_name", "uninsured", "voids", "next_deadline", "deadline_kind", "stop_shipment",
    "outstanding", "covered", "limit",
)  # fmt: skip
_DOCUMENT = (
    "customer_id", "document_id", "due_date", "outstanding", "covered", "uninsured", "voids", "extension_end",
    "notice_by", "claimable_from",
)  # fmt: skip
_COST = (
    "currency", "exposure", "pd", "expected_loss", "expected_indemnity", "retained_loss", "premium", "admin_cost",
    "cost_with_insurance", "cost_without_insurance", "breakeven_pd",
)  # fmt: skip


def insure(pipeline: Pipeline, by: str = "customer", *, details: bool = True) -> Result:
    """Cover per customer, document or deadline; voids, declaration, cost and benefit as further tables."""
    if by not in INSURE_BY:
        raise CreditkitError(
            "CK111", '--{option} "{given}" is not one of its values: {reason}.',
            option="by", given=by, reason=", ".join(INSURE_BY),
        )  # fmt: skip
    tables = insurance_tables(pipeline) if details else {}
    return result_of(
        pipeline,
        "insure",
        _rows(pipeline, by),
        proof=insurance_proof(pipeline),
        notices=(*pipeline.open_item_notices, *pipeline.insurance_notices),
        extras={name: list(rows_of(table)) for name, table in tables.items()},
        tables=tuple(tables.values()),
    )


def _rows(pipeline: Pipeline, by: str) -> Table:
    if by == "deadline":
        rows = pipeline.insurance_deadlines
        return Table("insure", rows, title=Message(N_("Deadlines of credit insurance")), currency=one_currency(rows))
    if by == "document":
        rows = pipeline.covered_documents
        title = Message(N_("Insurance cover by document"))
        return Table("insure", rows, title=title, compact=_DOCUMENT, currency=one_currency(rows), totals=_totals(rows))
    rows = pipeline.insurance
    title = Message(N_("Trade credit insurance"))
    return Table("insure", rows, title=title, compact=_COMPACT, currency=one_currency(rows), totals=_totals(rows))


def _totals(rows: pl.DataFrame) -> pl.DataFrame:
    names = [
        name for name in ("outstanding", "covered", "insured", "uninsured", "credit_balance") if name in rows.columns
    ]
    return rows.group_by("currency").agg(pl.col(names).sum()).sort("currency")


def insurance_proof(pipeline: Pipeline) -> tuple[ProofLine, ...]:
    """covered + uninsured + credit balances = open debt in the ledger, per currency."""
    parts = pl.col("covered") + pl.col("uninsured") + pl.col("credit_balance")
    return pipeline.proof_of(pipeline.insurance.select("currency", open=parts))


def insurance_tables(pipeline: Pipeline) -> dict[str, Table]:
    """voids, declaration, cost_benefit, tail: those that the data can answer."""
    from creditkit.stages.insurance import void_table

    found: dict[str, Table] = {}
    voids = void_table(pipeline.covered_documents)
    if voids.height:
        found["void_totals"] = Table(
            "voids", voids, title=Message(N_("What is not covered, and why")), currency=one_currency(voids)
        )
    declared, cost = pipeline.insurance_declaration, pipeline.insurance_cost
    if declared is not None and declared.height:
        title = Message(N_("Turnover to declare, last 12 months"))
        found["declaration"] = Table("declaration", declared, title=title, currency=one_currency(declared))
    if cost is not None and cost.height:
        title = Message(N_("Cost and benefit of a year"))
        found["cost_benefit"] = Table("cost-benefit", cost, title=title, compact=_COST, currency=one_currency(cost))
        tail = pipeline.insurance_tail
        if tail is not None:
            title = Message(N_("The tail: what the cover is bought for"))
            found["tail"] = Table("tail", tail, title=title, currency=one_currency(tail))
    return found


def insure_claim(pipeline: Pipeline, subject: str, recovered: Decimal | None) -> Result:
    """What a claim for one customer would bring.  Errors: CK332 nobody found; those of `Pipeline.claim_of`."""
    known = pipeline.facts.select("customer_id", "customer_name").unique().sort("customer_id")
    rows = pipeline.claim_of(find_customer(known, subject), recovered)
    table = Table(
        "claim", rows, title=Message(N_("Claim for {subject}"), {"subject": subject}), currency=one_currency(rows),
        compact=("customer_id", "outstanding", "outside", "loss", "covered", "indemnity", "own_loss", "recovered", "recovery_insurer", "net_loss"),
    )  # fmt: skip
    return result_of(pipeline, "insure", table, notices=pipeline.insurance_notices, tables=(_steps(rows),))


def _steps(rows: pl.DataFrame) -> Table:
    """The claim from top to bottom: figure, value and where it comes from, as explain shows them."""
    found = []
    for row in rows.iter_rows(named=True):
        for name, value in row.items():
            if name in ("customer_id", "customer_name", "currency") or value is None:
                continue
            shown = format_value(value, column(name).unit, row["currency"])
            found.append((say(column(name).label), shown, say(column(name).meaning)))
    frame = pl.DataFrame(found, schema={"figure": pl.String, "value": pl.String, "derivation": pl.String}, orient="row")
    return Table("claim-steps", frame, title=Message(N_("Step by step")), compact=("figure", "value", "derivation"))


def calendar_of(pipeline: Pipeline) -> bytes:
    """The deadlines as an .ics file."""
    from creditkit.render.ics import deadline_calendar

    section: Any = pipeline.insurance_terms.section
    return deadline_calendar(pipeline.insurance_deadlines, pipeline.as_of, pipeline.request.company, section.insurer)
