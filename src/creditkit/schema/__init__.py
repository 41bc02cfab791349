"""Every column once: its name, type, unit and meaning.

Frames inside creditkit, CSV and XLSX headers and JSON keys use these names.  A dotted name (`buckets.1-30`)
is a nested key in JSON and takes the entry of its first part.  Meanings are message ids.
"""

from __future__ import annotations

from creditkit.schema.cash_columns import CASH
from creditkit.schema.collect_columns import COLLECT
from creditkit.schema.column import Column, Unit
from creditkit.schema.customers import CUSTOMER_SCHEMA
from creditkit.schema.decide_columns import DECIDE
from creditkit.schema.document_columns import DOCUMENTS
from creditkit.schema.ledger import DOCUMENT_TYPES, LAYOUTS, LEDGER_SCHEMA, SETTLEMENT_KINDS, SETTLEMENT_SCHEMA
from creditkit.schema.measure_columns import MEASURE
from creditkit.schema.protect_columns import PROTECT
from creditkit.schema.reading_columns import READING
from creditkit.schema.reasons import REASON, REASONS, SCORE_REASONS
from creditkit.schema.watch_columns import WATCH

__all__ = [
    "COLUMNS", "CUSTOMER_SCHEMA", "DOCUMENT_TYPES", "LAYOUTS", "LEDGER_SCHEMA", "REASON", "REASONS", "SCORE_REASONS",
    "SETTLEMENT_KINDS", "SETTLEMENT_SCHEMA", "Column", "Unit", "column",
]  # fmt: skip

COLUMNS: dict[str, Column] = {**DOCUMENTS, **MEASURE, **DECIDE, **WATCH, **COLLECT, **CASH, **PROTECT, **READING}


def column(name: str) -> Column:
    """The entry of a column; a dotted name takes that of its first part.  An unknown name is a plain text tag."""
    found = COLUMNS.get(name) or COLUMNS.get(name.split(".", 1)[0])
    return found or Column(name, "text", name, "")
