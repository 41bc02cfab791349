"""--where: a part of the ledger keeps the receipts of its documents, those that name a document by number too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from creditkit.errors import CreditkitError
from creditkit.fold.open_items import control_total
from creditkit.fold.where import where
from creditkit.ledger import Ledger
from plain import Doc, Pay, ledger_of

D = Decimal
DAY = date(2025, 9, 30)


def book() -> Ledger:
    """Two instalments of one invoice of the north, one invoice of the south in dollars; receipts name the document only."""
    one, two = date(2025, 7, 1), date(2025, 8, 1)
    docs = [
        Doc("C1", "A", one, two, D(100), instalment=1),
        Doc("C1", "A", one, DAY, D(100), instalment=2),
        Doc("C2", "B", one, two, D(50), (Pay(two, D(20)),), currency="USD"),
    ]
    ledger = ledger_of(docs, [("C1", "A", Pay(two, D(130))), ("C2", "X", Pay(two, D(7)))])
    south = pl.when(pl.col("customer_id") == "C2").then(pl.lit("USD")).otherwise(pl.lit("CNY"))
    return replace(
        ledger,
        documents=ledger.documents.with_columns(region=pl.Series(["north", "north", "south"])),
        settlements=ledger.settlements.with_columns(currency=south),
    )


@pytest.mark.parametrize(
    ("condition", "owed"),
    [
        pytest.param("currency=CNY", {"CNY": 70}, id="a-currency-keeps-its-receipts"),
        pytest.param("currency=USD", {"USD": 23}, id="and-those-that-name-nothing-known"),
        pytest.param("region=north", {"CNY": 70}, id="a-tag-keeps-the-receipts-of-its-documents"),
        pytest.param("region=south", {"USD": 30}, id="a-receipt-of-no-document-has-no-tag"),
        pytest.param("customer_id=C1", {"CNY": 70}, id="customer"),
        pytest.param("customer_id=C2", {"USD": 23}, id="customer-with-a-receipt-of-no-document"),
        pytest.param("region=east", {}, id="nothing"),
    ],
)
def test_a_part_keeps_its_receipts(condition: str, owed: dict[str, int]) -> None:
    assert dict(control_total(where(book(), condition), DAY).iter_rows()) == owed


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(CreditkitError, match="CK308"):
        where(book(), "colour=red")
