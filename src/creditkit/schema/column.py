"""What a column is: name, unit, label, meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from creditkit.money import MONEY

Unit = Literal["text", "id", "code", "money", "ratio", "days", "count", "date", "points", "flag", "list", "rate"]


@dataclass(frozen=True)
class Column:
    """One column: `unit` decides how it is shown (money with its currency's decimals, ratio as per cent on screen)."""

    name: str
    unit: Unit
    label: str
    meaning: str

    @property
    def dtype(self) -> pl.DataType | type[pl.DataType]:
        return _DTYPES[self.unit]


_DTYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "text": pl.String, "id": pl.String, "code": pl.String, "money": MONEY, "ratio": pl.Float64, "days": pl.Int64,
    "count": pl.Int64, "date": pl.Date, "points": pl.Float64, "flag": pl.Boolean, "list": pl.List(pl.String),
    "rate": pl.Float64,
}  # fmt: skip


def columns(*rows: tuple[str, Unit, str, str]) -> dict[str, Column]:
    return {name: Column(name, unit, label, meaning) for name, unit, label, meaning in rows}
