"""A ledger as one frame keyed by customer, so that documents and settlements travel together, and back again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from creditkit.ledger import Ledger
from creditkit.schema import LEDGER_SCHEMA, SETTLEMENT_SCHEMA

_SETTLEMENT: dict[str, pl.DataType | type[pl.DataType]] = {"settlement_date": pl.Date, "settlement_kind": pl.String}
# Rows of equal content keep no order between machines, so the order that keys are given in must not rest on it.
_ORDER = [
    "customer_id", "invoice_date", "due_date", "document_id", "instalment", "document_type", "currency", "amount",
    "source", "source_row", "settled_date", "settled_amount",
]  # fmt: skip


def carried_schema(tags: Sequence[str]) -> dict[str, pl.DataType | type[pl.DataType]]:
    """The columns of `carried` with their types."""
    return {**LEDGER_SCHEMA, **dict.fromkeys(tags, pl.String), **_SETTLEMENT, "is_settlement": pl.Boolean}


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
    """Documents and settlements of a ledger, each beside its customer's: `documents_carried`, `settlements_carried`.

    A keyed settlement travels with the customer of its document.
    """
    documents = documents_carried(ledger.documents.lazy())
    if not ledger.settlements.height:
        return documents
    owners = ledger.documents.lazy().select("document_key", _owner="customer_id")
    rows = ledger.settlements.lazy().join(owners, on="document_key", how="left")
    owned = rows.with_columns(customer_id=pl.coalesce("_owner", "customer_id")).drop("_owner")
    return pl.concat([documents, settlements_carried(owned)], how="diagonal")


def documents_carried(documents: pl.LazyFrame) -> pl.LazyFrame:
    """Documents with the columns of settlements, empty: is_settlement, settlement_date, settlement_kind."""
    return documents.with_columns(
        *(pl.lit(None, dtype=dtype).alias(name) for name, dtype in _SETTLEMENT.items()), is_settlement=pl.lit(False)
    )


def settlements_carried(settlements: pl.LazyFrame) -> pl.LazyFrame:
    """Settlements in the columns that they share with documents, and their own."""
    return settlements.select(
        "document_key", "document_id", "customer_id", "currency", "amount",
        settlement_date="date", settlement_kind="kind", is_settlement=pl.lit(True),
    )  # fmt: skip


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
