"""What each command shows: the pipeline's frames as neutral results, tables and the pack."""

from __future__ import annotations

from typing import Any

import polars as pl
from pydantic import ValidationError

from creditkit.errors import CreditkitError, Notice
from creditkit.money import MONEY
from creditkit.pipeline import Pipeline
from creditkit.report.blocks import InputFile, ProofLine, Result, Table
from creditkit.words import Message, N_

_TITLES = {
    "aging": N_("Aging of receivables"),
    "dso": N_("Days sales outstanding"),
    "habits": N_("Payment habits"),
    "score": N_("Credit scores"),
    "limit": N_("Credit limits"),
    "terms": N_("Terms of payment"),
}


def _result(
    pipeline: Pipeline,
    command: str,
    table: Table,
    *,
    proof: tuple[ProofLine, ...] = (),
    notices: tuple[Notice, ...] = (),
    extras: dict[str, Any] | None = None,
    tables: tuple[Table, ...] = (),
) -> Result:
    return Result(
        command=command,
        as_of=pipeline.as_of,
        rows=table,
        inputs=pipeline.inputs,
        policy_sha256=pipeline.policy_sha256,
        proof=proof,
        warnings=(*pipeline.notices, *notices),
        extras=extras or {},
        tables=tables,
    )


def _currency(frame: pl.DataFrame) -> str | None:
    """The one currency of a frame, or None where there are several."""
    found = frame["currency"].unique().to_list() if "currency" in frame.columns else []
    return found[0] if len(found) == 1 else None


def aging(pipeline: Pipeline, by: str = "customer", chosen: dict[str, Any] | None = None) -> Result:
    """Aging under the policy's section, changed by what the command line chose."""
    from creditkit.stages.aging import aging_totals

    section = _changed(pipeline.policy.aging, chosen or {})
    rows = pipeline.aging_by(by, section)
    buckets = [name for name in rows.columns if name.startswith("buckets.")]
    key = rows.columns[0]
    table = Table(
        "aging",
        rows,
        title=Message(_TITLES["aging"]),
        compact=(key, "customer_name", *buckets, "unapplied", "overdue", "open", "currency"),
        currency=_currency(rows),
        totals=aging_totals(rows),
    )
    return _result(pipeline, "aging", table, proof=pipeline.proof_of(rows), notices=pipeline.open_item_notices)


def _changed(section: Any, chosen: dict[str, Any]) -> Any:
    """A policy section with command-line values in place, checked like the file's."""
    if not chosen:
        return section
    try:
        return type(section).model_validate({**section.model_dump(), **chosen})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0])
        raise CreditkitError(
            "CK111",
            '--{option} "{given}" is not one of its values: {reason}.',
            option=name.replace("_", "-"),
            given=chosen.get(name),
            reason=first["msg"],
        ) from None


def dso(pipeline: Pipeline, by: str | None = None) -> Result:
    if by not in (None, "month"):
        raise CreditkitError("CK111", '--{option} "{given}" is not one of its values: {reason}.', option="by", given=by, reason="month")
    rows = pipeline.dso_months if by else pipeline.dso
    table = Table(
        "dso",
        rows,
        title=Message(_TITLES["dso"]),
        compact=("period_end", "currency", "receivables", "credit_sales", "dso", "dso_countback", "dso_best_possible", "days_delinquent", "cei"),
        currency=_currency(rows),
    )
    at_as_of = rows.filter(pl.col("period_end") == pipeline.as_of)
    proof = pipeline.proof_of(at_as_of.select("currency", open=pl.col("receivables"))) if at_as_of.height else ()
    return _result(pipeline, "dso", table, proof=proof, notices=pipeline.open_item_notices)


def habits(pipeline: Pipeline) -> Result:
    rows = pipeline.habits
    table = Table(
        "habits",
        rows,
        title=Message(_TITLES["habits"]),
        compact=("customer_id", "customer_name", "paid_invoices", "pay_index", "weighted_days_late", "late_share", "worst_days_late", "trend_days", "overdue"),
        currency=_currency(rows),
    )
    return _result(pipeline, "habits", table, proof=pipeline.proof_of(rows), notices=pipeline.open_item_notices)


def score(pipeline: Pipeline) -> Result:
    rows = pipeline.score
    table = Table(
        "score",
        rows,
        title=Message(_TITLES["score"]),
        compact=("customer_id", "customer_name", "score", "grade", "pd", "confidence", "reasons"),
    )
    return _result(pipeline, "score", table)


def limit(pipeline: Pipeline) -> Result:
    rows = pipeline.limit
    table = Table(
        "limit",
        rows,
        title=Message(_TITLES["limit"]),
        compact=("customer_id", "customer_name", "grade", "recommended", "current_limit", "exposure", "utilisation", "status", "hold_reasons"),
        currency=_currency(rows),
    )
    return _result(pipeline, "limit", table, notices=pipeline.open_item_notices)


def terms(pipeline: Pipeline) -> Result:
    rows = pipeline.terms
    table = Table(
        "terms",
        rows,
        title=Message(_TITLES["terms"]),
        compact=("customer_id", "customer_name", "grade", "prepay_ratio", "net_days", "instalments", "agreed", "conflict"),
    )
    return _result(pipeline, "terms", table)


def import_(pipeline: Pipeline) -> Result:
    """What was understood of each file and sheet, with the money of each currency as of the export."""
    reading = pipeline.reading
    files = [
        {
            "path": str(file.path),
            "sheet": file.sheet,
            "encoding": file.encoding,
            "layout": file.layout,
            "rows_read": file.rows_read,
            "rows_accepted": file.rows_accepted,
            "rows_rejected": file.rows_rejected,
            "rows_ignored": file.rows_ignored,
            "documents": file.documents,
            "customers": file.customers,
        }
        for file in reading.files
    ]
    totals = (
        reading.ledger.documents.group_by("currency")
        .agg(
            amount=pl.col("amount").sum().cast(MONEY),
            open_amount=pl.col("open_amount").sum().cast(MONEY),
            documents=pl.len().cast(pl.Int64),
        )
        .sort("currency")
    )
    table = Table(
        "import",
        pl.DataFrame(files, infer_schema_length=None),
        title=Message(N_("What was understood")),
        compact=("path", "sheet", "layout", "rows_read", "rows_accepted", "rows_rejected", "rows_ignored", "documents", "customers"),
        totals=totals,
    )
    mapping: dict[str, str] = {}
    for file in reading.files:
        if file.role == "ledger":
            mapping |= file.mapping
    rejects = [
        {"path": r.path, "sheet": r.sheet, "row": r.row, "column": r.column, "value": r.value, "problem": str(r.problem)}
        for r in reading.rejects
    ]
    ignored = [
        {"path": str(file.path), "row": row, "reason": str(reason)} for file in reading.files for row, reason in file.ignored
    ]
    mapped = Table(
        "mapping",
        pl.DataFrame(
            [{"canonical": name, "header": header} for name, header in mapping.items()],
            schema={"canonical": pl.String, "header": pl.String},
        ),
        title=Message(N_("Columns")),
    )
    return Result(
        command="import",
        as_of=pipeline.as_of,
        rows=table,
        inputs=pipeline.inputs,
        policy_sha256=pipeline.policy_sha256,
        warnings=pipeline.notices,
        extras={"mapping": mapping, "rejects": rejects, "ignored": ignored},
        tables=(mapped,),
    )
