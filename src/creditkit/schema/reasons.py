"""Reasons: a code with its figures, worded in `report/wording`."""

from __future__ import annotations

import polars as pl

# Why a figure is undefined, held, recommended: a code with its figures, worded in `report/wording`.
REASON = pl.Struct({"code": pl.String, "value": pl.Float64, "threshold": pl.Float64, "detail": pl.String})
REASONS = pl.List(REASON)
SCORE_REASONS = pl.List(
    pl.Struct({"code": pl.String, "factor": pl.String, "value": pl.Float64, "points_lost": pl.Float64})
)
