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
    blocks: list[Block] = [Table(name, rows.head(most), title=title, currency=currency, totals=totals)]
    if rows.height > most:
        text = N_("and {count} more; the workbook and the CSV files list all of them.")
        blocks.append(Text(Message(text, {"count": f"{rows.height - most:,}"}), "note"))
    return blocks
