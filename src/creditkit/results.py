"""What each command shows: the pipeline's frames as neutral results, tables and the pack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from pydantic import ValidationError

from creditkit.errors import CreditkitError, Notice
from creditkit.money import MONEY
from creditkit.pipeline import Pipeline
from creditkit.report.blocks import ProofLine, Report, Result, Table
from creditkit.words import N_, Message

if TYPE_CHECKING:
    from creditkit.report.pack import PackInputs

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
        raise CreditkitError(
            "CK111", '--{option} "{given}" is not one of its values: {reason}.', option="by", given=by, reason="month"
        )
    rows = pipeline.dso_months if by else pipeline.dso
    table = Table(
        "dso",
        rows,
        title=Message(_TITLES["dso"]),
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
        compact=(
            "customer_id",
            "customer_name",
            "grade",
            "recommended",
            "current_limit",
            "exposure",
            "utilisation",
            "status",
            "hold_reasons",
        ),
        currency=_currency(rows),
    )
    return _result(pipeline, "limit", table, notices=pipeline.open_item_notices)


def terms(pipeline: Pipeline) -> Result:
    rows = pipeline.terms
    table = Table(
        "terms",
        rows,
        title=Message(_TITLES["terms"]),
        compact=(
            "customer_id",
            "customer_name",
            "grade",
            "prepay_ratio",
            "net_days",
            "instalments",
            "agreed",
            "conflict",
        ),
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
        compact=(
            "path",
            "sheet",
            "layout",
            "rows_read",
            "rows_accepted",
            "rows_rejected",
            "rows_ignored",
            "documents",
            "customers",
        ),
        totals=totals,
    )
    mapping: dict[str, str] = {}
    for file in reading.files:
        if file.role == "ledger":
            mapping |= file.mapping
    rejects = [
        {
            "path": r.path,
            "sheet": r.sheet,
            "row": r.row,
            "column": r.column,
            "value": r.value,
            "problem": str(r.problem),
        }
        for r in reading.rejects
    ]
    ignored = [
        {"path": str(file.path), "row": row, "reason": str(reason)}
        for file in reading.files
        for row, reason in file.ignored
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


def pack_inputs(pipeline: Pipeline, company: str | None = None) -> PackInputs:
    """What the report is made of; a stage that the data cannot answer is None."""
    from creditkit.report.pack import PackInputs
    from creditkit.stages.aging import aging_totals

    sales = pipeline.ledger.has_sales
    return PackInputs(
        company=company or pipeline.request.company,
        as_of=pipeline.as_of,
        aging=pipeline.aging,
        aging_totals=aging_totals(pipeline.aging),
        dso=pipeline.dso if sales else None,
        dso_months=pipeline.dso_months if sales else None,
        habits=pipeline.known_habits,
        score=pipeline.score,
        limit=pipeline.limit,
        terms=pipeline.terms,
        inputs=pipeline.inputs,
        policy_sha256=pipeline.policy_sha256,
        proof=pipeline.proof_of(pipeline.aging),
        notices=(*pipeline.notices, *pipeline.open_item_notices),
        rejected=len(pipeline.rejects),
        rejects=pipeline.rejects,
        policy=pipeline.policy,
        base_currency=pipeline.request.reading.base_currency,
    )


def report(pipeline: Pipeline, company: str | None = None) -> Report:
    """The report of the pipeline's as-of date."""
    from creditkit.report.pack import build_report

    return build_report(pack_inputs(pipeline, company))


def pack(pipeline: Pipeline) -> list[Result]:
    """Every stage's result, for the JSON pack and the workbook."""
    found = [aging(pipeline)]
    if pipeline.ledger.has_sales:
        found.append(dso(pipeline, "month"))
    if pipeline.ledger.has_past:
        found.append(habits(pipeline))
    return [*found, score(pipeline), limit(pipeline), terms(pipeline)]


def pack_result(pipeline: Pipeline) -> Result:
    """The pack as one result with a table for each stage: what the workbook shows."""
    from dataclasses import replace

    first, *others = pack(pipeline)
    return replace(first, command="report", tables=tuple(other.rows for other in others))


def explain(pipeline: Pipeline, subject: str) -> Result:
    """Everything behind one customer's figures, as section, figure, value, derivation.  Errors: CK332 nobody found."""
    from creditkit.report.trail import trail

    rows = trail(pipeline, _customer(pipeline, subject))
    table = Table(
        "explain",
        rows,
        title=Message(N_("Explanation of {subject}"), {"subject": subject}),
        compact=("section", "figure", "value", "derivation"),
    )
    return _result(pipeline, "explain", table)


def _customer(pipeline: Pipeline, subject: str) -> str:
    """The customer number for a number or (part of) a name."""
    known = pipeline.score.select("customer_id", "customer_name")
    if subject in known["customer_id"].to_list():
        return subject
    bare = known.filter(pl.col("customer_id").str.strip_chars_start("0") == subject.lstrip("0"))
    named = known.filter(pl.col("customer_name").str.to_lowercase().str.contains(subject.lower(), literal=True))
    found = bare if bare.height else named
    if found.height == 1:
        return str(found["customer_id"][0])
    text = (
        N_("No customer is called {subject}.")
        if not found.height
        else N_("{subject} fits {count} customers: {examples}.")
    )
    raise CreditkitError(
        "CK332",
        text,
        fix=N_("Give the customer number as the ledger writes it."),
        subject=f'"{subject}"',
        count=found.height,
        examples=", ".join(f"{i} {n}" for i, n in found.head(5).iter_rows()),
    )


def columns() -> Result:
    """The canonical columns with their units, meanings and accepted headers."""
    from creditkit.read.aliases import aliases
    from creditkit.schema import COLUMNS
    from creditkit.words import say

    headers: dict[str, list[str]] = {}
    for alias in aliases():
        headers.setdefault(alias.name, []).extend(alias.headers)
    names = list(dict.fromkeys([*COLUMNS, *headers]))
    rows = [
        {
            "canonical": name,
            "unit": COLUMNS[name].unit if name in COLUMNS else "text",
            "meaning": say(COLUMNS[name].meaning) if name in COLUMNS else "",
            "headers": "; ".join(dict.fromkeys(headers.get(name, []))),
        }
        for name in names
    ]
    table = Table(
        "columns", pl.DataFrame(rows), title=Message(N_("Canonical columns")), compact=("canonical", "unit", "meaning")
    )
    return Result(command="columns", as_of=None, rows=table)


def columns_of(pipeline: Pipeline) -> Result:
    """How each header of the ledger was mapped, and why."""
    from creditkit.read.tables import choose

    rows = []
    for path in pipeline.request.ledger:
        chosen, _ = choose(path, "ledger", pipeline.request.reading)
        for item in chosen:
            rows += [
                {"header": column.header, "canonical": name, "reason": str(column.reason)}
                for name, column in item.mapping.columns.items()
            ]
            rows += [
                {
                    "header": header,
                    "canonical": "",
                    "reason": str(Message(N_("not known; kept as a tag for --by and --where"))),
                }
                for header in item.mapping.tags
            ]
    schema = {"header": pl.String, "canonical": pl.String, "reason": pl.String}
    table = Table("columns", pl.DataFrame(rows, schema=schema), title=Message(N_("Headers and what they mean")))
    return Result(command="columns", as_of=None, rows=table, inputs=pipeline.inputs, warnings=pipeline.notices)


def doctor(checks: list[Any]) -> Result:
    rows = [
        {"check": str(c.name), "status": c.status, "detail": str(c.detail), "fix": str(c.fix or "")} for c in checks
    ]
    table = Table(
        "doctor",
        pl.DataFrame(rows),
        title=Message(N_("Installation and workspace")),
        compact=("check", "status", "detail", "fix"),
    )
    return Result(command="doctor", as_of=None, rows=table)


def policy_diff(before: Pipeline, after: Pipeline) -> Result:
    """Customers whose grade, recommended limit or hold status differs between two policies."""
    keys = ["customer_id", "customer_name", "currency"]
    shown = ["grade", "recommended", "status"]
    old = before.limit.select(*keys, *(pl.col(name).alias(f"{name}.before") for name in shown))
    new = after.limit.select("customer_id", "currency", *(pl.col(name).alias(f"{name}.after") for name in shown))
    both = old.join(new, on=["customer_id", "currency"], how="full", coalesce=True)
    changed = pl.any_horizontal(pl.col(f"{name}.before").ne_missing(pl.col(f"{name}.after")) for name in shown)
    table = Table("policy-diff", both.filter(changed).sort("customer_id"), title=Message(N_("Customers that change")))
    return _result(after, "policy", table)
