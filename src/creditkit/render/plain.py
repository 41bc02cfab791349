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

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


def rows_of(table: Table, *, totals: bool = False) -> Iterator[dict[str, Any]]:
    """Each row (or total) as a dict by column name; Decimals as `Exact` with the decimals of the row's currency."""
    frame = table.totals if totals else table.frame
    if frame is None:
        return
    money = {name for name in frame.columns if column(name).unit == "money"}
    for row in frame.iter_rows(named=True):
        currency = row.get("currency") or table.currency
        yield {name: plain(value, currency, name in money) for name, value in row.items()}


def plain(value: Any, currency: str | None = None, money: bool = False) -> Any:
    """A cell as it goes into JSON: Decimals as `Exact`, reasons with their `text`, everything else as it is."""
    if isinstance(value, Decimal):
        return Exact(plain_amount(value, currency) if money else f"{value:f}")
    if isinstance(value, list):
        return [plain(item, currency, money) for item in value]
    if isinstance(value, dict):
        entry = {key: plain(item, currency, column(key).unit == "money") for key, item in value.items()}
        return {**entry, "text": reason_text(value)} if "code" in value else entry
    return value


def nested(row: dict[str, Any]) -> dict[str, Any]:
    """Dotted names as nested objects: buckets.1-30 → {"buckets": {"1-30": …}}."""
    result: dict[str, Any] = {}
    for name, value in row.items():
        head, dot, rest = name.partition(".")
        if dot and isinstance(result.setdefault(head, {}), dict):
            result[head][rest] = value
        else:
            result[name] = value
    return result
