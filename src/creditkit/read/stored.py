"""Ledgers kept as Parquet: types are the file's own, so any piece of it can be read, and judged, on its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from creditkit.errors import CreditkitError, Where
from creditkit.money import LEDGER_SCALE, MONEY
from creditkit.schema import DOCUMENT_TYPES, LEDGER_SCHEMA, SETTLEMENT_SCHEMA
from creditkit.words import N_, Message

# A decimal of four places kept as a floating-point number is off by less; an amount that is off by more was no decimal.
_NEAR = 1e-6
_MONEY = ("amount", "settled_amount", "open_amount")


MAGIC = b"PAR1"


@dataclass(frozen=True)
class Stored:
    """columns: canonical column → its name in the files; types: exact, float or finer (decimals beyond four places).

    tags: further text columns.  currency: what an absent or empty currency means.  is_dated: the rows tell when they
    were settled, so the ledger has a past and sales; else it is a list of open items.
    """

    columns: dict[str, str]
    types: dict[str, str]
    tags: tuple[str, ...] = ()
    currency: str = "XXX"
    is_dated: bool = True

    def documents(self, piece: pl.LazyFrame) -> pl.LazyFrame:
        """Canonical documents of a piece of the files: LEDGER_SCHEMA, then the tags.  document_key may be null.

        settled = amount − open where the file tells only two of the three; a document with a settled date and no settled
        amount was settled in full.  A floating-point amount counts when it is a decimal of four places to within a
        millionth; else it is null, and `check` refuses it.
        """
        known = [name for name in LEDGER_SCHEMA if name in self.columns]
        typed = piece.select(
            *(_typed(name, self.columns[name], self.types[name]).alias(name) for name in known), *self.tags
        )
        return typed.with_columns(**self._missing(set(known))).select(*LEDGER_SCHEMA, *self.tags)

    def _missing(self, known: set[str]) -> dict[str, pl.Expr]:
        """The columns that the file does not have, from those that it has."""
        zero = pl.lit(Decimal(0), dtype=MONEY)
        found: dict[str, pl.Expr] = {
            name: pl.lit(None, dtype=dtype) for name, dtype in LEDGER_SCHEMA.items() if name not in known
        }
        amount = pl.col("amount") if "amount" in known else pl.col("open_amount")
        settled = pl.col("settled_amount").fill_null(zero) if "settled_amount" in known else None
        if settled is None:
            settled = (amount - pl.col("open_amount")) if {"amount", "open_amount"} <= known else zero
            if "settled_date" in known and "open_amount" not in known:
                # A date of settlement without an amount says that the document was paid in full.
                settled = pl.when(pl.col("settled_date").is_not_null()).then(amount).otherwise(zero)
        found["amount"], found["settled_amount"] = amount, settled.cast(MONEY)
        found["open_amount"] = (amount - settled).cast(MONEY)
        found["document_type"] = pl.col("document_type") if "document_type" in known else pl.lit("invoice")
        given = pl.col("currency") if "currency" in known else pl.lit(None, dtype=pl.String)
        found["currency"] = pl.when(given != "").then(given).fill_null(self.currency)
        found["customer_name"] = pl.col("customer_name") if "customer_name" in known else pl.col("customer_id")
        return found


def _typed(name: str, header: str, given: str) -> pl.Expr:
    column = pl.col(header)
    if name in _MONEY:
        if given == "float":
            near = (column - column.round(LEDGER_SCALE)).abs() <= _NEAR
            return pl.when(near).then(column.round(LEDGER_SCALE)).cast(MONEY)
        if given == "finer":
            return pl.when(column.cast(MONEY) == column).then(column.cast(MONEY))
        return column.cast(MONEY)
    return column.cast(LEDGER_SCHEMA[name])


def describe(
    schema: Mapping[str, pl.DataType],
    place: str,
    *,
    mapping: Mapping[str, str] | None = None,
    currency: str | None = None,
    is_dated: bool = True,
) -> Stored:
    """How files with these columns are to be read.  mapping: canonical → column, where the name is another one.

    is_dated: some row has a settled date.

    Errors: CK252 no customer, amount or date; CK262 a column of a type that cannot be what its name says.
    """
    columns = {name: name for name in LEDGER_SCHEMA if name in schema}
    columns |= {name: header for name, header in (mapping or {}).items() if header in schema and name in LEDGER_SCHEMA}
    for needed in (("customer_id",), ("amount", "open_amount"), ("due_date", "invoice_date", "posting_date")):
        if not any(name in columns for name in needed):
            raise CreditkitError(
                "CK252",
                N_("The header has no column for {name}, which a ledger needs. Its headers are: {headers}."),
                where=Where(place),
                fix=N_('Say which column it is, for example --map {first}="…" (creditkit columns lists all names).'),
                name=" / ".join(needed),
                first=needed[0],
                headers=", ".join(f'"{name}"' for name in schema),
            )
    types = {name: _kind(name, header, schema[header], place) for name, header in columns.items()}
    used = set(columns.values())
    tags = tuple(name for name, dtype in schema.items() if name not in used and dtype == pl.String)
    return Stored(columns, types, tags, currency or "XXX", is_dated and "settled_date" in columns)


def _kind(name: str, header: str, dtype: pl.DataType, place: str) -> str:
    wanted = LEDGER_SCHEMA[name]
    if wanted == MONEY and (dtype.is_decimal() or dtype.is_integer() or dtype.is_float()):
        if isinstance(dtype, pl.Decimal) and dtype.scale > LEDGER_SCALE:
            return "finer"
        return "float" if dtype.is_float() else "exact"
    fits = {
        pl.Date: dtype == pl.Date or isinstance(dtype, pl.Datetime),
        pl.String: dtype in (pl.String, pl.Categorical) or dtype.is_integer(),
        pl.Int64: dtype.is_integer(),
        pl.Boolean: dtype == pl.Boolean,
    }
    if not fits.get(wanted if isinstance(wanted, type) else type(wanted), False):
        raise CreditkitError(
            "CK262",
            N_('The column "{header}" holds {found}, which cannot be {name}.'),
            where=Where(place),
            fix=N_("Write it in its own type (decimal or whole number for money, date for dates, text for numbers of documents), or map another column."),
            header=header,
            found=str(dtype),
            name=name,
        )  # fmt: skip
    return "exact"


def settlements(piece: pl.LazyFrame) -> pl.LazyFrame:
    """Canonical settlements as creditkit wrote them: the columns of SETTLEMENT_SCHEMA, in its types."""
    return piece.select(pl.col(name).cast(dtype) for name, dtype in SETTLEMENT_SCHEMA.items())


_CHECKS: dict[str, tuple[str, pl.Expr]] = {
    "customer": (N_("no customer number"), pl.col("customer_id").is_null() | (pl.col("customer_id") == "")),
    "amount": (N_("no amount, or one with more than four decimals"), pl.col("amount").is_null()),
    "date": (N_("no date"), pl.coalesce("invoice_date", "posting_date", "due_date").is_null()),
    "type": (N_("a document type that is unknown"), ~pl.col("document_type").is_in(DOCUMENT_TYPES)),
}


def check(documents: pl.DataFrame) -> None:
    """Refuse rows that cannot stand (CK263), each reason with its count and one document."""
    found = []
    for text, condition in _CHECKS.values():
        bad = documents.filter(condition.fill_null(True))
        if bad.height:
            example = bad.select(pl.coalesce("document_id", "customer_id").sort().first()).item()
            found.append(Message(N_("{count} rows with {problem}, for example {example}"),
                                 {"count": bad.height, "problem": Message(text), "example": example or "-"}))  # fmt: skip
    if found:
        raise CreditkitError(
            "CK263",
            N_("Rows of the ledger cannot be read; a total without them would be wrong."),
            details=tuple(found),
            fix=N_("Mend them where the file is made, then write it again."),
        )
