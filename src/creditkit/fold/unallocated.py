"""Cash that names a document but none of its instalments, or a document the ledger does not hold."""

from __future__ import annotations

from datetime import date

import polars as pl

from creditkit.ledger import Ledger
from creditkit.money import MONEY, zero

# How the kind of a settlement reads as a document of its own.
_TYPE_OF_KIND = {"cash": "payment", "credit": "credit-note", "write-off": "write-off", "discount": "adjustment"}


def has_unallocated(ledger: Ledger) -> bool:
    """Whether any settlement comes without the key of a document row."""
    return bool(ledger.settlements.height) and ledger.settlements["document_key"].null_count() > 0


def unallocated_credits(settlements: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """Settlements without a document key, dated ≤ as_of, as credit rows directed to the document they name.

    Columns: customer_id, document_id, applied_to, currency, document_type, invoice_date, due_date, amount and open
    (both −settlement), kind and no_due_date.  One that names no document stays an unapplied credit.
    """
    loose = settlements.filter(pl.col("document_key").is_null(), pl.col("date").is_null() | (pl.col("date") <= as_of))
    return loose.select(
        "customer_id",
        "document_id",
        "currency",
        applied_to=pl.col("document_id"),
        document_type=pl.col("kind").replace_strict(_TYPE_OF_KIND, default="payment"),
        invoice_date=pl.col("date"),
        due_date=pl.col("date"),
        amount=(zero() - pl.col("amount")).cast(MONEY),
        open=(zero() - pl.col("amount")).cast(MONEY),
        no_due_date=pl.lit(False),
    )


def with_unallocated(items: pl.LazyFrame, settlements: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """items and the unallocated settlements as directed credit rows; `net_directed` then sets them in due order.

    What exceeds the document, or names one that is not in the ledger, is left as an unapplied credit: no cash is lost.
    """
    whose = items.group_by("customer_id", "document_id").agg(pl.col("entity", "customer_name").min())
    loose = unallocated_credits(settlements, as_of)
    loose = loose.join(whose, on=["customer_id", "document_id"], how="left", maintain_order="left")
    return pl.concat([items, loose], how="diagonal")
