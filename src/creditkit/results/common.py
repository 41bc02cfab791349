"""What the results of all commands share."""

from __future__ import annotations

from typing import Any

import polars as pl
from pydantic import ValidationError

from creditkit.errors import CreditkitError, Notice
from creditkit.pipeline import Pipeline
from creditkit.report.blocks import ProofLine, Result, Table
from creditkit.words import N_


def result_of(
    pipeline: Pipeline,
    command: str,
    table: Table,
    *,
    proof: tuple[ProofLine, ...] = (),
    notices: tuple[Notice, ...] = (),
    extras: dict[str, Any] | None = None,
    tables: tuple[Table, ...] = (),
) -> Result:
    """A result of the pipeline's as-of with its inputs, policy and warnings."""
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


def one_currency(frame: pl.DataFrame) -> str | None:
    """The one currency of a frame, or None where there are several."""
    found = frame["currency"].unique().to_list() if "currency" in frame.columns else []
    return found[0] if len(found) == 1 else None


def changed(section: Any, chosen: dict[str, Any]) -> Any:
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


def find_customer(customers: pl.DataFrame, subject: str) -> str:
    """The customer number for a number or (part of) a name.  customers: customer_id, customer_name.  Errors: CK332."""
    known = customers.select("customer_id", "customer_name")
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
