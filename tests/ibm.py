"""The IBM sample of 2,466 invoices (not shipped): read with the csv module alone, skipped where it is not at hand."""

from __future__ import annotations

import csv
import os
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from plain import Doc, Pay

_NAME = "ibm_ar/WA_Fn-UseC_-Accounts-Receivable.csv"


def ibm_rows() -> list[dict[str, str]]:
    """Every row of the file as text."""
    folder = Path(os.environ.get("CREDITKIT_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")
    path = folder / _NAME
    if not path.exists():
        pytest.skip(f"{_NAME} is not shipped; set CREDITKIT_SHARED_DATA to a folder that has it")
    return _rows(path)


@cache
def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def ibm_docs() -> list[Doc]:
    """The invoices, each settled in full on its settled date."""
    return [
        Doc(
            row["customerID"],
            row["invoiceNumber"],
            _day(row["InvoiceDate"]),
            _day(row["DueDate"]),
            Decimal(row["InvoiceAmount"]),
            (Pay(_day(row["SettledDate"]), Decimal(row["InvoiceAmount"])),),
            "USD",
            disputed=row["Disputed"] == "Yes",
            in_row=True,
        )
        for row in ibm_rows()
    ]


def _day(text: str):
    return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007
