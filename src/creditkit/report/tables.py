"""Tables cut to what a reader can take in, with a line that says how much is left out."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from creditkit.report.blocks import Block, Table, Text
from creditkit.words import N_, Message

WHO = ("customer_id", "customer_name")


def present(frame: pl.DataFrame, columns: Iterable[str]) -> list[str]:
    """Those of the columns that the frame has, in the order asked."""
    return [name for name in columns if name in frame.columns]


def top_table(
    name: str,
    title: Message | None,
    rows: pl.DataFrame,
    most: int,
    currency: str | None,
    totals: pl.DataFrame | None = None,
) -> list[Block]:
    """The first `most` rows and, where there are more, how many.  Totals are those of all rows."""
    return [
        Table(name, rows.head(most), title=title, currency=currency, totals=totals),
        *left_out(rows.height - min(rows.height, most)),
    ]


def left_out(count: int) -> list[Block]:
    """The line that says how many rows are not shown, and where they are; nothing where all are."""
    text = N_("and {count} more; the workbook and the CSV files list all of them.")
    return [Text(Message(text, {"count": f"{count:,}"}), "note")] if count else []
