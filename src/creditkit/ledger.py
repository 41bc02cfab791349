"""The canonical ledger: what reading hands to folding."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from creditkit.errors import Notice


@dataclass(frozen=True)
class Ledger:
    """Documents and dated settlements, with what the reader knows about them.

    documents: columns of `schema.LEDGER_SCHEMA`, then any further column of the file as a text tag.
    settlements: columns of `schema.SETTLEMENT_SCHEMA`; empty when the rows carry their own settled date.
    layout: open-items, invoices, journal or balances (see `schema.LAYOUTS`).
    exported_on: the date the file says it was made, if it does.
    has_past: the ledger can be rebuilt at an earlier date (settlements are dated).
    has_sales: paid invoices are in it, so sales can be taken from it.
    """

    documents: pl.DataFrame
    settlements: pl.DataFrame
    layout: str
    has_past: bool
    has_sales: bool
    exported_on: date | None = None
    notices: tuple[Notice, ...] = field(default=())
