"""What import, columns and doctor show."""

from __future__ import annotations

from typing import Any

import polars as pl

from creditkit.money import MONEY
from creditkit.pipeline import Pipeline
from creditkit.report.blocks import Result, Table
from creditkit.words import N_, Message


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
            buckets = item.mapping.buckets if pipeline.ledger_facts.layout == "balances" else {}
            rows += [
                {"header": column.header, "canonical": name, "reason": str(column.reason)}
                for name, column in item.mapping.columns.items()
            ]
            rows += [
                {"header": header, "canonical": "buckets", "reason": str(Message(N_("names an aging bucket")))}
                for header in buckets
            ]
            rows += [
                {
                    "header": header,
                    "canonical": "",
                    "reason": str(Message(N_("not known; kept as a tag for --by and --where"))),
                }
                for header in item.mapping.tags
                if header not in buckets
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
