"""What the results of all commands share."""

from __future__ import annotations

from typing import Any

import polars as pl
from pydantic import ValidationError

from creditkit.errors import CreditkitError, Notice
from creditkit.pipeline import Pipeline
from creditkit.report.blocks import ProofLine, Result, Table


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
