"""Piecewise linear curves over columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import polars as pl


def on_curve(value: pl.Expr, nodes: Sequence[Sequence[float]]) -> pl.Expr:
    """y on the straight lines between the nodes (x rising), level outside them; null stays null.  Points."""
    result: Any = pl.when(value <= nodes[0][0]).then(pl.lit(float(nodes[0][1])))
    for (x0, y0), (x1, y1) in pairwise(nodes):
        between = y0 + (value - x0) * ((y1 - y0) / (x1 - x0))
        result = result.when(value <= x1).then(between)
    line: pl.Expr = result.when(value.is_not_null()).then(pl.lit(float(nodes[-1][1])))
    return line
