"""Columns of documents: who and what."""

from __future__ import annotations

from creditkit.schema.column import columns
from creditkit.words import N_

DOCUMENTS = columns(
    # who and what
    ("customer_id", "id", N_("Customer no."), N_("Customer number as the ledger writes it, text to the letter")),
    ("customer_name", "text", N_("Customer"), N_("Customer name")),
    ("group", "id", N_("Group"), N_("Group the customer belongs to (its parent)")),
    ("entity", "id", N_("Entity"), N_("Own company that holds the receivable")),
    ("document_id", "id", N_("Document"), N_("Invoice or document number, text to the letter")),
    ("instalment", "count", N_("Instalment"), N_("Number of the instalment within the document")),
    ("document_type", "code", N_("Type"), N_("invoice, debit-note, credit-note, payment, prepayment, adjustment, write-off, note")),
    ("invoice_date", "date", N_("Invoice date"), N_("Date of the document")),
    ("posting_date", "date", N_("Posting date"), N_("Date of posting in the general ledger")),
    ("due_date", "date", N_("Due date"), N_("Last day on which payment is in time")),
    ("currency", "code", N_("Currency"), N_("ISO 4217 code")),
    ("amount", "money", N_("Amount"), N_("Document amount, gross of tax; + the customer owes, − the customer is owed")),
    ("settled_amount", "money", N_("Settled"), N_("Part of the amount settled according to the row itself")),
    ("settled_date", "date", N_("Settled on"), N_("Date of that settlement")),
    ("open_amount", "money", N_("Open per file"), N_("Amount less settled amount, as of the export")),
    ("applied_to", "id", N_("Applied to"), N_("Document that this credit or payment settles")),
    ("terms", "text", N_("Terms"), N_("Terms of payment as the file writes them")),
)  # fmt: skip
