"""The canonical ledger: documents and their settlements."""

from __future__ import annotations

import polars as pl

from creditkit.money import MONEY

# The canonical ledger: one row per receivable document or instalment.
DOCUMENT_TYPES = (
    "invoice", "debit-note", "credit-note", "payment", "prepayment", "adjustment", "write-off", "note",
)  # fmt: skip
LAYOUTS = ("open-items", "invoices", "journal", "balances")
SETTLEMENT_KINDS = ("cash", "credit", "write-off", "discount")

LEDGER_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "document_key": pl.Int64,  # unique within a ledger; settlements point to it
    "customer_id": pl.String,
    "customer_name": pl.String,
    "entity": pl.String,
    "document_id": pl.String,
    "instalment": pl.Int64,
    "document_type": pl.String,
    "invoice_date": pl.Date,
    "posting_date": pl.Date,
    "due_date": pl.Date,
    "currency": pl.String,
    "amount": MONEY,  # + the customer owes, - the customer is owed; document currency, gross of tax
    "settled_amount": MONEY,  # part of amount settled according to the row itself (same sign as amount)
    "settled_date": pl.Date,  # when; null = unknown (counted at every as-of) or nothing settled
    "open_amount": MONEY,  # amount - settled_amount, as the export says
    "applied_to": pl.String,  # document_id this credit or payment settles
    "disputed": pl.Boolean,
    "terms": pl.String,
    "source": pl.Int64,  # index into Ledger.inputs
    "source_row": pl.Int64,  # 1-based row of the file
}

# Settlements with their own dates; `amount` is positive when it reduces what the customer owes.
SETTLEMENT_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "document_key": pl.Int64,
    "customer_id": pl.String,
    "document_id": pl.String,
    "date": pl.Date,
    "currency": pl.String,
    "amount": MONEY,
    "kind": pl.String,
}
