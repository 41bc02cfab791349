"""Results made by hand for the tests of the renderers: a helper, no test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from creditkit.errors import Notice
from creditkit.money import MONEY
from creditkit.report.blocks import InputFile, ProofLine, Result, Table
from creditkit.schema import REASONS, column
from creditkit.words import Message

AS_OF = date(2025, 9, 28)


def frame_of(rows: Sequence[Mapping[str, Any]], **dtypes: Any) -> pl.DataFrame:
    """Rows with the types of the schema."""
    names = list(rows[0])
    lists = {"notes": REASONS, "hold_reasons": REASONS}
    types = {name: dtypes.get(name, lists.get(name, column(name).dtype)) for name in names}
    return pl.DataFrame([dict(row) for row in rows], schema=types)


def money(*amounts: str) -> pl.Series:
    return pl.Series("amount", [Decimal(amount) for amount in amounts], dtype=MONEY)


def aging_row(number: str, name: str, currency: str, *parts: str) -> dict[str, Any]:
    """not_due, 1-30, 31-60 and unapplied of a customer."""
    not_due, first, second, unapplied = (Decimal(part) for part in parts)
    return {
        "customer_id": number,
        "customer_name": name,
        "currency": currency,
        "buckets.not_due": not_due,
        "buckets.1-30": first,
        "buckets.31-60": second,
        "unapplied": unapplied,
        "overdue": first + second,
        "open": not_due + first + second + unapplied,
        "max_days_overdue": 45 if second else None,
        "notes": [{"code": "credit-balance", "value": 12.5, "threshold": None, "detail": None}] if unapplied else [],
    }


AGING_ROWS = (
    aging_row("KH1007", "望澄砺川机床股份有限公司", "CNY", "1352455.83", "1351064.16", "896354.55", "0"),
    aging_row("000127", "Bluewater Shipping Co", "CNY", "0", "2319.89", "0", "-2500"),
    aging_row("1E5", "石堰森屿建筑设备租赁有限公司上海分公司", "JPY", "100000", "0", "250", "0"),
    aging_row("123456789012345678", "Al Noor Desert Pumps FZE", "BHD", "0.125", "0", "12345.678", "0"),
)


def aging_result(rows: Sequence[Mapping[str, Any]] = AGING_ROWS, **changes: Any) -> Result:
    """An aging of several currencies, with everything a result may carry."""
    frame = frame_of(rows)
    amounts = [name for name in frame.columns if column(name).unit == "money"]
    totals = frame.group_by("currency", maintain_order=True).agg(pl.col(amounts).sum().cast(MONEY))
    found = frame["currency"].unique().to_list()
    table = Table(
        "aging",
        frame,
        title=Message("Aging of receivables"),
        compact=("customer_id", "customer_name", "buckets.not_due", "buckets.1-30", "buckets.31-60", "unapplied",
                 "overdue", "open", "currency"),
        currency=found[0] if len(found) == 1 else None,
        totals=totals,
    )  # fmt: skip
    given: dict[str, Any] = {
        "command": "aging",
        "as_of": AS_OF,
        "rows": table,
        "inputs": (InputFile("账龄/ledger.csv", "ab" * 32, "ledger", 14, 12, 1, 1),),
        "policy_sha256": "1f58423f" + "0" * 56,
        "proof": tuple(ProofLine(row["currency"], row["open"], row["open"]) for row in totals.iter_rows(named=True)),
        "warnings": (Notice.of("CK801", "{count} rows are hidden.", count=3),),
    }
    return Result(**{**given, **changes})


def text_result(names: Sequence[str], amounts: Sequence[str] = ()) -> Result:
    """A table of texts that came from a file, each with an amount."""
    sums = [Decimal(amount) for amount in amounts] or [Decimal(-42)] * len(names)
    rows = [
        {"customer_id": name, "customer_name": name, "currency": "CNY", "amount": amount}
        for name, amount in zip(names, sums, strict=True)
    ]
    return Result("aging", AS_OF, Table("aging", frame_of(rows), currency="CNY"))


# What a spreadsheet, a browser or a console might run, as a customer's name.
INJECTIONS = (
    "=1+1", "=cmd|'/c calc'!A0", "=HYPERLINK(\"http://evil.example\",\"pay\")", "=WEBSERVICE(\"http://evil.example\")",
    "+1+1", "+cmd|' /C notepad'!A1", "-1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)", "@A1", "\t=1+1", "\r=1+1", "\n=1+1",
    " =1+1", "  @SUM(1)", "|calc", "%0A=1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)", "'=1+1", "''=1+1", "=", "-", "+",
    "=-1", "\"=1+1", "=1+1\";\"x", "a\rb", "=DDE(\"cmd\";\"/C calc\";\"1\")", "https://evil.example", "mailto:a@b.example",
    "internal:Sheet2!A1", "{=1+1}", "a,b", "x\ny", "<script>alert(1)</script>", "=1+1 ", "R&D \"quoted\"", "0", "",
)  # fmt: skip
