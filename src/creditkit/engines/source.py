"""A ledger that need not fit into memory: where its files lie, and how a piece of them becomes rows of `carry`."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from creditkit.engines.carry import LedgerFacts, carried_schema, documents_carried, settlements_carried
from creditkit.read.stored import Stored, settlements


@dataclass(frozen=True)
class Source:
    """paths: of Parquet files, or addresses that Spark understands; payments: of settlements as creditkit writes them."""

    paths: tuple[str, ...]
    stored: Stored
    payments: tuple[str, ...] = ()

    @property
    def facts(self) -> LedgerFacts:
        """What is known of the ledger before it is read."""
        dated = self.stored.is_dated or bool(self.payments)
        return LedgerFacts("invoices" if dated else "open-items", dated, dated)

    def documents(self, piece: pl.LazyFrame) -> pl.LazyFrame:
        """Carried rows of a piece of the ledger files."""
        return documents_carried(self.stored.documents(piece)).select(*carried_schema(self.stored.tags))

    def settlements(self, piece: pl.LazyFrame) -> pl.LazyFrame:
        """Carried rows of a piece of the files of settlements, in the columns of the documents."""
        rows = settlements_carried(settlements(piece))
        schema = carried_schema(self.stored.tags)
        have = rows.collect_schema().names()
        missing = {name: pl.lit(None, dtype=dtype) for name, dtype in schema.items() if name not in have}
        return rows.with_columns(**missing).select(*schema)

    def rows(self) -> pl.LazyFrame:
        """All carried rows, scanned from local files."""
        documents = self.documents(pl.scan_parquet(list(self.paths)))
        if not self.payments:
            return documents
        return pl.concat([documents, self.settlements(pl.scan_parquet(list(self.payments)))])
