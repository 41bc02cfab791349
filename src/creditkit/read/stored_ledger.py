"""Parquet files to the canonical ledger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from creditkit.errors import CreditkitError, Where
from creditkit.ledger import Ledger
from creditkit.read.request import ReadOptions
from creditkit.read.stored import MAGIC, Stored, check, describe, settlements
from creditkit.schema import SETTLEMENT_SCHEMA
from creditkit.words import N_


def is_stored(path: Path) -> bool:
    """Whether a file is Parquet by its content, or a folder holds such files."""
    if path.is_dir():
        return bool(files_of([path]))
    try:
        with path.open("rb") as stream:
            return stream.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files themselves; for a folder its Parquet files, in order of their names.  Hidden ones are no data."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*.parquet") if not any(part.startswith((".", "_")) for part in p.parts))
            found += sorted(p for p in inside if p.is_file())
        else:
            found.append(path)
    return found


def stored_of(files: Sequence[Path], options: ReadOptions) -> Stored:
    """How these files are to be read.  Errors: CK210 no Parquet, CK252, CK262, CK264 files of different columns."""
    try:
        schemas = {path: dict(pl.read_parquet_schema(path)) for path in files}
    except (pl.exceptions.PolarsError, OSError) as error:
        raise CreditkitError(
            "CK211", N_("The Parquet file cannot be read: {reason}."), where=Where(str(files[0])),
            fix=N_("Write it again where it was made."), reason=str(error).splitlines()[0],
        ) from None  # fmt: skip
    first = schemas[files[0]]
    for path, schema in schemas.items():
        if schema != first:
            different = sorted(name for name in {*schema, *first} if schema.get(name) != first.get(name))
            raise CreditkitError(
                "CK264",
                N_("The files have different columns or types: {columns}."),
                where=Where(str(path)),
                fix=N_("Write all of them in the same way, or give them to creditkit one after the other."),
                columns=", ".join(different),
            )
    constant = options.mapping.get("currency", "")
    mapping = {name: header for name, header in options.mapping.items() if not header.startswith("'")}
    stored = describe(
        first, str(files[0]), mapping=mapping, currency=constant.strip("'") if constant.startswith("'") else options.base_currency
    )  # fmt: skip
    if stored.is_dated:
        dates = pl.scan_parquet(list(files)).select(pl.col(stored.columns["settled_date"]).is_not_null().any())
        if not dates.collect(engine="streaming").item():
            return describe(first, str(files[0]), mapping=mapping, currency=stored.currency, is_dated=False)
    return stored


def read_stored(files: Sequence[Path], options: ReadOptions, payments: Path | None = None) -> tuple[Ledger, Stored]:
    """The canonical ledger of Parquet files, whole.  payments: settlements as `import` writes them beside a ledger.

    Errors: those of `stored_of` and `check`, CK265 settlements of documents that the ledger does not have.
    """
    stored = stored_of(files, options)
    documents = stored.documents(pl.scan_parquet(list(files))).collect(engine="streaming")
    check(documents)
    if documents["document_key"].null_count():
        documents = documents.with_columns(document_key=pl.int_range(pl.len(), dtype=pl.Int64))
    paid = pl.DataFrame(schema=SETTLEMENT_SCHEMA)
    if payments is not None:
        paid = settlements(pl.scan_parquet(payments)).collect()
        strangers = paid.filter(pl.col("document_key").is_not_null()).join(documents, on="document_key", how="anti")
        if strangers.height:
            raise CreditkitError(
                "CK265",
                N_("{count} settlements belong to documents that the ledger does not have."),
                where=Where(str(payments)),
                fix=N_("Give the ledger and the settlements that were written together."),
                count=strangers.height,
            )
    dated = stored.is_dated or paid.height > 0
    return Ledger(documents, paid, "invoices" if dated else "open-items", dated, dated), stored
