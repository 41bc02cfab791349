"""Rows as machines read them: exact amounts, ISO dates, reasons with their words; what JSON and CSV share."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from creditkit.render.units import plain_amount
from creditkit.report.blocks import Table
from creditkit.report.wording import reason_text
from creditkit.schema import column


class Exact:
    """A number already written out, so that no float comes between."""

    def __init__(self, text: str) -> None:
        self.text = text


def rows_of(table: Table, *, totals: bool = False) -> Iterator[dict[str, Any]]:
    """Each row (or total) as a dict by column name; Decimals as `Exact` with the decimals of the row's currency."""
    frame = table.totals if totals else table.frame
    if frame is None:
        return
    for row in frame.iter_rows(named=True):
        currency = row.get("currency") or table.currency
        yield {name: _plain(value, name, currency) for name, value in row.items()}


def _plain(value: Any, name: str, currency: str | None) -> Any:
    if isinstance(value, Decimal):
        return Exact(plain_amount(value, currency) if column(name).unit == "money" else f"{value:f}")
    if isinstance(value, list):
        return [_item(item) for item in value]
    return value


def _item(item: Any) -> Any:
    if isinstance(item, dict) and "code" in item:
        return {**item, "text": reason_text(item)}
    return item


def nested(row: dict[str, Any]) -> dict[str, Any]:
    """Dotted names as nested objects: buckets.1-30 → {"buckets": {"1-30": …}}."""
    result: dict[str, Any] = {}
    for name, value in row.items():
        head, dot, rest = name.partition(".")
        if dot:
            result.setdefault(head, {})[rest] = value
        else:
            result[name] = value
    return result
