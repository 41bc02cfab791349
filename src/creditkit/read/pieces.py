"""A delimited text ledger read piece by piece: the plan is found on its first lines, every piece must keep to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from creditkit.errors import CreditkitError, Where
from creditkit.read.documents import Documents, documents_of
from creditkit.read.ledgers import rejected
from creditkit.read.request import ReadOptions
from creditkit.read.tables import mapping_of
from creditkit.read.text import read_text
from creditkit.schema import LEDGER_SCHEMA
from creditkit.words import N_

SAMPLE_BYTES = 2_000_000
PIECE_BYTES = 32_000_000
_LINES_IN_A_CELL = 50


@dataclass(frozen=True)
class TextPlan:
    """name: of the file the plan was found on; header: its first line, as bytes; options: with all that was found out.

    order: of day and month, None where every date tells it itself; tags: further columns, as text.
    """

    name: str
    header: bytes
    options: ReadOptions
    layout: str
    order: str | None
    is_dated: bool
    tags: tuple[str, ...]

    def documents(self, lines: bytes) -> pl.DataFrame:
        """Canonical documents of whole lines of the file, without its header.  document_key is null.

        Errors: those of reading; CK267 the piece is not what the plan says.
        """
        part = _read(self.name, self.header + lines, self.options)
        if (part.layout, part.order) != (self.layout, self.order) or part.ignored:
            raise self._another(part)
        return _documents(part.frame, self.tags)

    def _another(self, part: Documents) -> CreditkitError:
        found = part.ignored[0][1] if part.ignored else part.layout if part.layout != self.layout else part.order
        return CreditkitError(
            "CK267",
            N_(
                "The ledger cannot be read in pieces: further down it holds what its first lines do not tell ({found})."
            ),
            where=Where(self.name),
            fix=N_("Read it whole into a ledger first: creditkit import FILE… --output ledger.parquet"),
            found=str(found),
        )


def _documents(frame: pl.DataFrame, tags: Sequence[str]) -> pl.DataFrame:
    missing = {name: pl.lit(None, dtype=pl.String) for name in tags if name not in frame.columns}
    keyed = frame.with_columns(document_key=pl.lit(None, dtype=pl.Int64), **missing)
    return keyed.select(*(pl.col(name).cast(dtype) for name, dtype in LEDGER_SCHEMA.items()), *tags)


def _read(name: str, data: bytes, options: ReadOptions) -> Documents:
    table = read_text(Path(name), data, options)
    part = documents_of(table, mapping_of(table, "ledger", options), options, source=0)
    if part.rejects:
        raise rejected(part.rejects)
    return part


def text_plan(name: str, head: bytes, options: ReadOptions, *, whole: bool) -> TextPlan:
    """The plan for text ledgers that begin as `head` does.  whole: nothing follows.

    Errors: those of reading; CK267 a layout or an encoding that cannot be read in pieces.
    """
    if not whole:
        head = head[: head.rfind(b"\n") + 1]
    part = _read(name, head, options)
    header = head[: head.find(b"\n") + 1]
    above = part.table.row_of(part.mapping.header.last) > 1
    if (
        part.layout not in ("invoices", "open-items")
        or part.table.encoding not in ("utf-8", "ascii", "utf-8-sig")
        or above
    ):
        what = part.layout if part.layout not in ("invoices", "open-items") else part.table.encoding
        raise CreditkitError(
            "CK267",
            N_(
                "The ledger cannot be read in pieces: further down it holds what its first lines do not tell ({found})."
            ),
            where=Where(name),
            fix=N_("Read it whole into a ledger first: creditkit import FILE… --output ledger.parquet"),
            found=str(part.table.first_row if above else what),
        )
    found = replace(options, date_order=part.order or options.date_order, decimal=part.decimal)  # type: ignore[arg-type]
    tags = tuple(column for column in part.frame.columns if column not in LEDGER_SCHEMA)
    return TextPlan(name, header, found, part.layout, part.order, part.has_dates_of_settlement, tags)


def pieces_of(path: Path, header: bytes) -> Iterator[bytes]:
    """The lines of a file below its header, in pieces of some megabytes that end where a line does.

    A line end inside quotes is none: a piece has an even number of quotes.  Errors: CK268 another header, CK209 none.
    """
    with path.open("rb") as stream:
        first = stream.readline()
        if first.strip() != header.strip():
            raise CreditkitError(
                "CK268",
                N_("The files have different headers, so they cannot be read as one ledger in pieces."),
                where=Where(str(path), row=1),
                fix=N_("Export all of them in the same way, or read them whole."),
            )
        rest = b""
        while block := stream.read(PIECE_BYTES):
            rest += block
            if cut := _end_of_rows(rest):
                yield rest[:cut]
                rest = rest[cut:]
        if rest.strip():
            yield rest


def _end_of_rows(data: bytes) -> int:
    """The place behind the last line end that is outside quotes; 0 where the last lines are all inside."""
    cut = data.rfind(b"\n") + 1
    for _ in range(_LINES_IN_A_CELL):
        if not cut or data.count(b'"', 0, cut) % 2 == 0:
            return cut
        cut = data.rfind(b"\n", 0, cut - 1) + 1
    return 0
