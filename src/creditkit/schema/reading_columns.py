"""Columns of reading, checking and explaining."""

from __future__ import annotations

from creditkit.schema.column import columns
from creditkit.words import N_

READING = columns(
    ("path", "text", N_("File"), N_("Input file")),
    ("sheet", "text", N_("Sheet"), N_("Sheet of the workbook")),
    ("encoding", "code", N_("Encoding"), N_("How the bytes of the text were read")),
    ("layout", "code", N_("Layout"), N_("open-items, invoices, journal or balances")),
    ("rows_read", "count", N_("Rows read"), N_("Rows below the header that hold anything")),
    ("rows_accepted", "count", N_("Accepted"), N_("Rows that became documents")),
    ("rows_rejected", "count", N_("Rejected"), N_("Rows that could not be read")),
    ("ledger", "money", N_("Ledger"), N_("Sum of the ledger at the as-of date")),
    ("reported", "money", N_("Reported"), N_("Sum of the reported rows")),
    ("difference", "money", N_("Difference"), N_("Ledger − reported")),
    ("rows", "count", N_("Rows"), N_("Number of rows")),
    ("canonical", "code", N_("Column"), N_("Canonical column")),
    ("header", "text", N_("Header"), N_("Header of the file")),
    ("reason", "text", N_("Why"), N_("Why the header was mapped so")),
    ("headers", "text", N_("Accepted headers"), N_("Headers that are known for the column")),
    ("unit", "code", N_("Unit"), N_("Unit of the column")),
    ("meaning", "text", N_("Meaning"), N_("What the column means")),
    ("check", "text", N_("Check"), N_("What was checked")),
    ("detail", "text", N_("Detail"), N_("What was found")),
    ("fix", "text", N_("What to do"), N_("How to mend it")),
    ("section", "text", N_("Section"), N_("Part of the explanation")),
    ("figure", "text", N_("Figure"), N_("Name of the figure")),
    ("value", "text", N_("Value"), N_("Value of the figure")),
    ("derivation", "text", N_("Derivation"), N_("How the figure comes about")),
    ("rows_ignored", "count", N_("Ignored"), N_("Totals, subtotals, voided and draft rows, notes")),
    ("customers", "count", N_("Customers"), N_("Number of customers")),
)  # fmt: skip
