"""Grades and limits set by hand: an append-only CSV with owner, reason and expiry."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import polars as pl

from creditkit.errors import CreditkitError, Where
from creditkit.money import MONEY
from creditkit.words import N_

COLUMNS = ("customer_id", "grade", "limit", "owner", "reason", "expires")
_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "customer_id": pl.String,
    "grade": pl.Int64,
    "limit": MONEY,
    "owner": pl.String,
    "reason": pl.String,
    "expires": pl.Date,
}


def read_overrides(path: Path) -> pl.DataFrame:
    """customer_id, grade, limit, owner, reason, expires.

    Errors: CK297 cannot be read, CK298 a row without owner, reason, expiry, or with neither grade nor limit.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CreditkitError(
            "CK297", N_("The overrides cannot be read: {reason}."), where=Where(str(path)), reason=error
        ) from None
    rows = []
    for line, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        if not any((value or "").strip() for value in row.values()):
            continue
        rows.append(_row(path, line, {key: (row.get(key) or "").strip() for key in COLUMNS}))
    return pl.DataFrame(rows, schema=_SCHEMA)


def _row(path: Path, line: int, row: dict[str, str]) -> dict[str, object]:
    lacking = [key for key in ("customer_id", "owner", "reason", "expires") if not row[key]]
    if not row["grade"] and not row["limit"]:
        lacking.append("grade / limit")
    try:
        expires = date.fromisoformat(row["expires"]) if row["expires"] else None
        grade = int(row["grade"]) if row["grade"] else None
        limit = Decimal(row["limit"].replace(",", "")) if row["limit"] else None
    except (ValueError, InvalidOperation):
        lacking.append("expires / grade / limit")
        expires, grade, limit = None, None, None
    if grade is not None and not 1 <= grade <= 10:
        lacking.append("grade")
    if lacking:
        raise CreditkitError(
            "CK298",
            N_("An override needs {lacking}."),
            where=Where(str(path), row=line),
            fix=N_("Columns: customer_id, grade (1-10) or limit, owner, reason, expires (2026-03-31)."),
            lacking=", ".join(lacking),
        )
    return {**row, "grade": grade, "limit": limit, "expires": expires}
