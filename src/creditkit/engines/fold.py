"""A question to a ledger that can be asked part by part, and how the answers of the parts become one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from creditkit.ledger import Ledger

Question = Callable[[Ledger], "pl.LazyFrame | pl.DataFrame"]


@dataclass(frozen=True)
class Fold:
    """ask: a customer-local function of a ledger.  by: what its rows are told apart by.

    adds: the rows of several parts with the same `by` are one row (sums of a currency, of a group); else a row belongs
    to one customer and stands in one part only.  ask must be a function of a module, or a `partial` of one, so that it
    can be sent to another process.
    """

    ask: Question
    by: tuple[str, ...]
    adds: bool = False

    def of(self, ledger: Ledger) -> pl.DataFrame:
        """The answer of one ledger or of one part of it."""
        answer = self.ask(ledger)
        return answer.collect(engine="streaming") if isinstance(answer, pl.LazyFrame) else answer

    def together(self, answers: Sequence[pl.DataFrame]) -> pl.DataFrame:
        """The answers of all parts as the answer of the whole, in the order of `by`.

        Where rows add: numbers by sum, names beginning in `max_` or `last_`, dates and texts by the largest,
        `min_` and `first_` by the smallest, flags by any.  All of these are exact and free of order.
        """
        rows = pl.concat(answers)
        if self.adds and len(answers) > 1:
            rest = [name for name in rows.columns if name not in self.by]
            merged = rows.group_by(self.by).agg(_one(name, rows.schema[name]) for name in rest)
            rows = merged.select(pl.col(name).cast(dtype) for name, dtype in rows.schema.items())
        return rows.sort(self.by, nulls_last=False)


def _one(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if name.startswith(("min_", "first_")):
        return column.min()
    if name.startswith(("max_", "last_")) or dtype in (pl.Date, pl.String):
        return column.max()
    if dtype == pl.Boolean:
        return column.any()
    if isinstance(dtype, pl.Decimal) or dtype.is_integer():
        return column.sum()
    raise TypeError(f"{name}: {dtype} cannot leave a fold that adds, for its sum depends on the order")
