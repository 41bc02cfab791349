"""Lines of the explanation: section, figure, value, derivation."""

from __future__ import annotations

from typing import Any

import polars as pl

from creditkit.money import minor_units
from creditkit.report.wording import code_text, reason_text
from creditkit.schema import column
from creditkit.words import say

Line = tuple[str, str, str, str]


def of(frame: pl.DataFrame, customer: str) -> list[dict[str, Any]]:
    return frame.filter(pl.col("customer_id") == customer).to_dicts()


def figures(section: str, row: dict[str, Any], names: list[str]) -> list[Line]:
    currency = row.get("currency")
    found = []
    for name in names:
        if name not in row:
            continue
        head, _, rest = name.partition(".")
        label = f"{say(column(head).label)} {code_text(rest)}" if rest else say(column(name).label)
        where = f"{say(section)} {currency}" if currency else say(section)
        found.append((where, label, shown(row[name], column(name).unit, currency), say(column(head).meaning)))
    said = [reason_text(note) for note in row.get("notes", [])]
    return found + [(say(section), say("Note"), "", text) for text in said]


def shown(value: Any, unit: str, currency: str | None) -> str:
    if value is None:
        return say("undefined")
    if unit == "money":
        return f"{value:,.{minor_units(currency)}f}"
    if unit == "ratio":
        return f"{value * 100:.2f} %"
    return f"{value:,.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
