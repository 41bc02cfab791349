"""--where: the part of a ledger that a condition names."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from creditkit.errors import CreditkitError
from creditkit.ledger import Ledger
from creditkit.words import N_


def where(ledger: Ledger, condition: str) -> Ledger:
    """The documents whose column has the value of `FIELD=VALUE`, with their settlements.

    FIELD is a canonical column or a tag; VALUE is compared as text, dates as YYYY-MM-DD, flags as true or false; an
    empty VALUE means an empty cell.  Settlements without a document key stay where they name one of these documents by
    its number (the instalments of a document share its receipts), and where the field is their customer or currency.
    Raises CK112 for a condition without `=`, CK308 for an unknown column.
    """
    name, sign, value = condition.partition("=")
    name, value = name.strip(), value.strip()
    if not sign or not name:
        raise CreditkitError("CK112", '--where "{condition}" is not of the form FIELD=VALUE.', condition=condition)
    if name not in ledger.documents.columns:
        raise CreditkitError(
            "CK308",
            N_('The ledger has no column "{name}".'),
            fix=N_("Its columns are: {columns}."),
            name=name,
            columns=", ".join(ledger.documents.columns),
        )
    kept = ledger.documents.filter(_equals(name, value))
    settlements = ledger.settlements.join(kept.select("document_key"), on="document_key", how="semi")
    loose = ledger.settlements.filter(pl.col("document_key").is_null())
    if name in ("customer_id", "currency"):
        loose = loose.filter(_equals(name, value))
    else:
        named = kept.select("customer_id", "document_id").unique()
        loose = loose.join(named, on=["customer_id", "document_id"], how="semi", maintain_order="left")
    settlements = pl.concat([settlements, loose])
    return replace(ledger, documents=kept, settlements=settlements)


def _equals(name: str, value: str) -> pl.Expr:
    as_text = pl.col(name).cast(pl.String)
    return as_text.is_null() | (as_text == "") if value == "" else as_text == value
