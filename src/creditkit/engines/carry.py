"""A ledger as one frame keyed by customer, so that documents and settlements travel together, and back again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from creditkit.ledger import Ledger
from creditkit.schema import LEDGER_SCHEMA, SETTLEMENT_SCHEMA

_SETTLEMENT = {"settlement_date": pl.Date, "settlement_kind": pl.String}
# Rows of equal content keep no order between machines, so the order that keys are given in must not rest on it.
_ORDER = [
    "customer_id", "invoice_date", "due_date", "document_id", "instalment", "document_type", "currency", "amount",
    "source", "source_row", "settled_date", "settled_amount",
]  # fmt: skip


@dataclass(frozen=True)
class LedgerFacts:
    """What is known of a ledger without its rows: the fields of `Ledger` that are not frames."""

    layout: str
    has_past: bool
    has_sales: bool
    exported_on: date | None = None

    @staticmethod
    def of(ledger: Ledger) -> LedgerFacts:
        return LedgerFacts(ledger.layout, ledger.has_past, ledger.has_sales, ledger.exported_on)


def carried(ledger: Ledger) -> pl.LazyFrame:
    """Documents, then settlements in the columns of documents with settlement_date and settlement_kind.

    A keyed settlement travels with the customer of its document.
    """
    documents = ledger.documents.lazy().with_columns(
        *(pl.lit(None, dtype=dtype).alias(name) for name, dtype in _SETTLEMENT.items()), is_settlement=pl.lit(False)
    )
    if not ledger.settlements.height:
        return documents
    owners = ledger.documents.lazy().select("document_key", _owner="customer_id")
    rows = ledger.settlements.lazy().join(owners, on="document_key", how="left")
    settlements = rows.select(
        "document_key", "document_id", "currency", "amount", customer_id=pl.coalesce("_owner", "customer_id"),
        settlement_date="date", settlement_kind="kind", is_settlement=pl.lit(True),
    )  # fmt: skip
    return pl.concat([documents, settlements], how="diagonal")


def unpacked(rows: pl.DataFrame, facts: LedgerFacts) -> Ledger:
    """The ledger of one part: the inverse of `carried`.  Rows without a key get one, in an order of their content."""
    documents = rows.filter(~pl.col("is_settlement")).drop("is_settlement", *_SETTLEMENT)
    if documents.height and documents["document_key"].null_count() == documents.height:
        documents = documents.sort(_ORDER).with_columns(document_key=pl.int_range(pl.len(), dtype=pl.Int64))
    else:
        documents = documents.sort("document_key")
    found = rows.filter("is_settlement").select(
        "document_key",
        "customer_id",
        "document_id",
        "currency",
        "amount",
        date="settlement_date",
        kind="settlement_kind",
    )
    tags = [name for name in documents.columns if name not in LEDGER_SCHEMA]
    ledger = Ledger(
        documents.select(*LEDGER_SCHEMA, *tags),
        found.select(*SETTLEMENT_SCHEMA).sort(pl.all()),
        facts.layout,
        facts.has_past,
        facts.has_sales,
    )
    return replace(ledger, exported_on=facts.exported_on)
