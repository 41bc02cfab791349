"""Payments as dated facts: each receipt with the document it settled."""

from __future__ import annotations

from datetime import date

import polars as pl

from creditkit.fold.open_items import DateBasis, due_or_default, in_ledger
from creditkit.ledger import Ledger
from creditkit.money import MONEY, zero

BILLED = ("invoice", "debit-note")
_RECEIPTS = ("payment", "prepayment")
_FACTS = ["customer_id", "entity", "currency", "document_id", "invoice_date", "due_date"]


def billed(ledger: Ledger, as_of: date, date_basis: DateBasis, default_terms_days: int | None = None) -> pl.LazyFrame:
    """Invoices and debit notes (amount > 0) dated ≤ as_of, with their due date filled as in `open_items`."""
    kept = ledger.documents.lazy().filter(
        in_ledger(as_of, date_basis), pl.col("document_type").is_in(BILLED), pl.col("amount") > zero()
    )
    return kept.with_columns(due_date=due_or_default(default_terms_days))


def settlements_of(
    ledger: Ledger, as_of: date, *, date_basis: DateBasis = "invoice_date", default_terms_days: int | None = None
) -> pl.LazyFrame:
    """Every settlement of a billed document up to as_of, of any kind.

    Columns: document_key, customer_id, entity, currency, document_id, invoice_date, due_date, date (null = unknown),
    amount (+ settles, − takes back), kind (cash, credit, write-off, discount), owed (amount of the document).
    A row's own settlement counts as cash.  Cash that names a document but no instalment goes to the instalments in due
    order; so do receipts with `applied_to`.
    """
    documents = billed(ledger, as_of, date_basis, default_terms_days)
    facts = ["document_key", *_FACTS]
    own = documents.filter(pl.col("settled_amount").fill_null(zero()) != zero())
    own = own.filter(pl.col("settled_date").is_null() | (pl.col("settled_date") <= as_of))
    parts = [
        own.select(*facts, owed="amount", date="settled_date", amount=pl.col("settled_amount"), kind=pl.lit("cash"))
    ]
    if ledger.settlements.height:
        dated = ledger.settlements.lazy().filter(pl.col("date").is_null() | (pl.col("date") <= as_of))
        paid = dated.select("document_key", "date", "kind", _paid="amount").join(documents, on="document_key")
        parts.append(paid.select(*facts, owed="amount", date="date", amount="_paid", kind="kind"))
    order = ["document_key", "owed", *_FACTS, "date", "amount", "kind"]
    keyed = pl.concat([part.select(order) for part in parts])
    loose = _receipts_naming_a_document(ledger, as_of, date_basis)
    if loose is None:
        return keyed
    return pl.concat([keyed, _allocated(documents, keyed, loose).select(order)])


def has_several_settlements(ledger: Ledger) -> bool:
    """Whether a document can have more than the one settlement that its row tells."""
    return ledger.settlements.height > 0 or _directed_receipts(ledger).height > 0


def _directed_receipts(ledger: Ledger) -> pl.DataFrame:
    return ledger.documents.filter(
        pl.col("applied_to").is_not_null(), pl.col("document_type").is_in(_RECEIPTS), pl.col("amount") < zero()
    )


def _receipts_naming_a_document(ledger: Ledger, as_of: date, date_basis: DateBasis) -> pl.LazyFrame | None:
    """Receipts with a document number and no key: customer_id, currency, document_id, date, paid, kind."""
    parts = []
    if ledger.settlements.height and ledger.settlements["document_key"].null_count():
        loose = ledger.settlements.lazy().filter(pl.col("document_key").is_null(), pl.col("date") <= as_of)
        parts.append(loose.select("customer_id", "currency", "document_id", "date", "kind", paid="amount"))
    receipts = _directed_receipts(ledger)
    if receipts.height:
        rows = receipts.lazy().filter(in_ledger(as_of, date_basis))
        day = pl.coalesce("invoice_date", "posting_date")
        parts.append(
            rows.select(
                "customer_id",
                "currency",
                document_id="applied_to",
                date=day,
                kind=pl.lit("cash"),
                paid=(zero() - pl.col("amount")).cast(MONEY),
            )
        )
    return pl.concat(parts).filter(pl.col("paid") > zero()) if parts else None


def _allocated(documents: pl.LazyFrame, keyed: pl.LazyFrame, loose: pl.LazyFrame) -> pl.LazyFrame:
    """Receipts laid end to end by date against the instalments laid end to end by due date: the overlaps."""
    whose = ["customer_id", "currency", "document_id"]
    before = keyed.group_by("document_key").agg(_before=pl.col("amount").sum())
    left = documents.join(before, on="document_key", how="left").with_columns(
        _left=pl.max_horizontal(pl.col("amount") - pl.col("_before").fill_null(zero()), zero()).cast(MONEY)
    )
    debts = left.sort("due_date", "instalment", "document_key").with_columns(
        _debt_to=pl.col("_left").cum_sum().over(whose)
    )
    cash = loose.sort("date", "paid").with_columns(_cash_to=pl.col("paid").cum_sum().over(whose))
    both = debts.join(cash, on=whose).with_columns(
        _from=pl.max_horizontal(pl.col("_debt_to") - pl.col("_left"), pl.col("_cash_to") - pl.col("paid")),
        _to=pl.min_horizontal("_debt_to", "_cash_to"),
    )
    overlaps = both.filter(pl.col("_to") > pl.col("_from"))
    return overlaps.with_columns(owed=pl.col("amount"), amount=(pl.col("_to") - pl.col("_from")).cast(MONEY))


def paid_documents(settlements: pl.LazyFrame, *, several: bool) -> pl.LazyFrame:
    """Documents settled in full, with the date of their last receipt in cash.

    several: whether a document can have more than one settlement.  Columns: customer_id, currency, invoice_date,
    due_date, date.  A document settled by credit or write-off alone was not paid and has no row.
    """
    kept = ["customer_id", "currency", "invoice_date", "due_date"]
    received = (pl.col("kind") == "cash") & (pl.col("amount") > zero())
    if not several:
        return settlements.filter(received, pl.col("amount") >= pl.col("owed")).select(*kept, "date")
    whole = settlements.group_by("document_key").agg(
        pl.col(*kept, "owed").first(),
        date=pl.col("date").filter(received).max(),
        settled=pl.col("amount").sum(),
    )
    return whole.filter(pl.col("settled") >= pl.col("owed")).select(*kept, "date")
