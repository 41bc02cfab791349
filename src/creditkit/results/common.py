"""What the results of all commands share."""

from __future__ import annotations

from typing import Any

import polars as pl

from creditkit.errors import Notice
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
