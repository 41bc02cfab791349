"""A ledger that need not fit into memory: where its files lie, and how a piece of them becomes rows of `carry`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from creditkit.engines.carry import LedgerFacts, carried_schema, documents_carried, settlements_carried
from creditkit.read.pieces import TextPlan, pieces_of
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

    @property
    def columns(self) -> dict[str, str]:
        """Canonical column → its name in the files."""
        return self.stored.columns

    @property
    def tags(self) -> tuple[str, ...]:
        return self.stored.tags

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


@dataclass(frozen=True)
class TextSource:
    """Delimited text files that all are as the plan says; each row tells its own settlement, if any."""

    paths: tuple[str, ...]
    plan: TextPlan

    @property
    def facts(self) -> LedgerFacts:
        """What is known of the ledger from its first lines."""
        return LedgerFacts(self.plan.layout, self.plan.is_dated, self.plan.is_dated)

    @property
    def columns(self) -> dict[str, str]:
        """Canonical column → header, as far as the user said it."""
        return {name: header for name, header in self.plan.options.mapping.items() if not header.startswith("'")}

    @property
    def tags(self) -> tuple[str, ...]:
        return self.plan.tags

    @property
    def payments(self) -> tuple[str, ...]:
        return ()

    def documents(self, lines: bytes) -> pl.DataFrame:
        """Carried rows of some lines."""
        rows = documents_carried(self.plan.documents(lines).lazy())
        return rows.select(*carried_schema(self.tags)).collect()

    def frames(self) -> Iterator[pl.DataFrame]:
        """All carried rows of local files, piece by piece."""
        for path in self.paths:
            for lines in pieces_of(Path(path), self.plan.header):
                yield self.documents(lines)
