"""Notes on a row: codes with their figures, worded in `report/wording`."""

from __future__ import annotations

import polars as pl

from creditkit.schema import REASON, REASONS


def note(
    code: str,
    when: pl.Expr,
    value: pl.Expr | None = None,
    threshold: float | None = None,
    detail: pl.Expr | None = None,
) -> pl.Expr:
    """A note `code` where `when` holds, else null.  Type schema.REASON."""
    said = pl.struct(
        code=pl.lit(code),
        value=pl.lit(None, dtype=pl.Float64) if value is None else value.cast(pl.Float64),
        threshold=pl.lit(threshold, dtype=pl.Float64),
        detail=pl.lit(None, dtype=pl.String) if detail is None else detail,
    )
    return pl.when(when.fill_null(False)).then(said).otherwise(pl.lit(None, dtype=REASON))


def notes(*each: pl.Expr) -> pl.Expr:
    """Those of the notes that hold, in the order given.  Type schema.REASONS; an empty list where none does."""
    return pl.concat_list(each).list.drop_nulls().cast(REASONS)


def ratio(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """numerator ÷ denominator as Float64; null where the denominator is 0 or missing."""
    below = denominator.cast(pl.Float64)
    return pl.when(below != 0).then(numerator.cast(pl.Float64) / below)
