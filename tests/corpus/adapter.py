"""Reads one ledger and prints what a scorer compares: `adapter.py FILE [LANG]`, one JSON object on stdout.

{"rows": 12, "open_total": {"CNY": "216326.51"}, "overdue": …, "due_min": …, "due_max": …, "customer_ids": […],
"warnings": […]}; a refusal is the message on stderr and its exit status.  Overdue is Σ open of the documents due before
2025-06-30, credit notes by their own due date.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

from creditkit.errors import CreditkitError
from creditkit.read.ledgers import LedgerReading, read_ledger
from creditkit.read.request import ReadOptions

AS_OF = date(2025, 6, 30)


def by_currency(documents: pl.DataFrame) -> dict[str, str]:
    sums = documents.group_by("currency").agg(pl.col("open_amount").sum()).sort("currency")
    return {currency: f"{Decimal(amount).normalize():f}" for currency, amount in sums.iter_rows()}


def answer(reading: LedgerReading) -> dict[str, object]:
    """What the scorer compares; see the module."""
    documents = reading.ledger.documents
    return {
        "rows": documents.height,
        "open_total": by_currency(documents),
        "overdue": by_currency(documents.filter(pl.col("due_date") < AS_OF)),
        "due_min": str(documents["due_date"].min() or ""),
        "due_max": str(documents["due_date"].max() or ""),
        "customer_ids": sorted(documents["customer_id"].unique().to_list()),
        "warnings": [str(notice) for notice in (*reading.ledger.notices, *reading.notices)],
    }


def main(arguments: list[str]) -> int:
    try:
        reading = read_ledger([Path(arguments[0])], ReadOptions())
    except CreditkitError as refusal:
        print(refusal, file=sys.stderr)
        return refusal.exit_code
    print(json.dumps(answer(reading), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
