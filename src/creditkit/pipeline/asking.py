"""Asking the ledger: which engine runs ledger-sized work, and what is known of a ledger that is not read whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import polars as pl

from creditkit.engines.carry import LedgerFacts, carried
from creditkit.engines.fold import Fold
from creditkit.engines.whole import Whole
from creditkit.errors import CreditkitError, Notice, Rejected
from creditkit.ledger import Ledger
from creditkit.pipeline import folds
from creditkit.pipeline.inputs import Inputs
from creditkit.report.blocks import InputFile

if TYPE_CHECKING:
    from creditkit.engines.source import Source, TextSource

# Rows beyond which a stored ledger is not held in memory, and rows of one shard: some 400 and 600 bytes a row are what
# reading and folding take, so a shard stays below one gigabyte.
ROWS_IN_MEMORY = 30_000_000
ROWS_OF_A_SHARD = 1_000_000
BYTES_IN_MEMORY, BYTES_OF_A_SHARD = 4_000_000_000, 100_000_000


class Engine(Protocol):
    """Something that answers folds."""

    def ask(self, folds: Sequence[Fold]) -> list[pl.DataFrame]: ...


class Asking(Inputs):
    """The ledger as something that answers questions."""

    @cached_property
    def source(self) -> Source | TextSource | None:
        """The ledger as files that are read in pieces; None where it is read whole.

        In pieces: on Spark, in shards, and what is larger than memory should hold.
        """
        from creditkit.read.stored_ledger import is_stored

        request = self.request
        if request.engine.name == "spark":
            if not request.ledger:
                raise CreditkitError("CK102", "No ledger was given.", fix="Name a ledger file.")
            remote = not all(path.exists() for path in request.ledger)
            return self._stored(remote=remote) if remote or is_stored(request.ledger[0]) else self._text()
        if not request.ledger or not all(path.exists() for path in request.ledger):
            return None
        if all(is_stored(path) for path in request.ledger):
            return self._stored(remote=False) if request.engine.shards or self._is_large() else None
        if request.payments or request.reading.allow_rejects:
            return None
        large = sum(path.stat().st_size for path in request.ledger) > BYTES_IN_MEMORY
        return (
            self._text() if large or (request.engine.shards and all(is_text(path) for path in request.ledger)) else None
        )

    def _is_large(self) -> bool:
        from creditkit.read.stored_ledger import files_of

        rows = pl.scan_parquet(files_of(self.request.ledger)).select(pl.len()).collect().item()
        return bool(rows > ROWS_IN_MEMORY)

    def _stored(self, *, remote: bool) -> Source:
        """Parquet: on disks that this machine sees, or at addresses that only the cluster sees."""
        from creditkit.engines.source import Source
        from creditkit.read.stored import describe
        from creditkit.read.stored_ledger import files_of, stored_of

        request = self.request
        payments = (address(request.payments),) if request.payments else ()
        if not remote:
            files = files_of(request.ledger)
            return Source(tuple(str(path.absolute()) for path in files), stored_of(files, request.reading), payments)
        from creditkit.engines.spark import schema_of

        paths = tuple(address(path) for path in request.ledger)
        reading = request.reading
        schema = schema_of(self._session, paths)
        return Source(
            paths, describe(schema, paths[0], mapping=reading.mapping, currency=reading.base_currency), payments
        )

    def _text(self) -> TextSource:
        """Delimited text, as its first lines tell it.  Errors: CK124 receipts beside it."""
        from creditkit.engines.source import TextSource
        from creditkit.read.pieces import SAMPLE_BYTES, text_plan

        request = self.request
        if request.payments:
            raise CreditkitError(
                "CK124",
                "A text ledger with receipts of its own cannot be read in pieces: which document a receipt settles is only known from the whole.",
                fix="Bring them together first: creditkit import FILE… --payments FILE --output ledger.parquet",
            )  # fmt: skip
        first = request.ledger[0]
        with first.open("rb") as stream:
            head = stream.read(SAMPLE_BYTES)
        plan = text_plan(str(first), head, request.reading, whole=first.stat().st_size <= SAMPLE_BYTES)
        return TextSource(tuple(str(path.absolute()) for path in request.ledger), plan)

    @cached_property
    def _session(self) -> object:
        from creditkit.engines.spark import session

        return session(self.request.engine.master, dict(self.request.engine.options))

    @cached_property
    def engine(self) -> Engine:
        """Whole in memory; in shards where --shards or the size says so; on Spark where it is asked for."""
        choice, source = self.request.engine, self.source
        if choice.name == "spark":
            from creditkit.engines.spark import Spark

            assert source is not None
            return Spark(self._session, source, parts=choice.shards, transform=self._transform)
        if source is None and choice.shards is None:
            return Whole(self.ledger)
        from creditkit.engines.shards import Shards
        from creditkit.engines.source import TextSource

        if source is None:
            return Shards(carried(self.ledger), LedgerFacts.of(self.ledger), choice.shards or 1)
        if isinstance(source, TextSource):
            size = sum(Path(path).stat().st_size for path in source.paths)
            count = choice.shards or max(1, size // BYTES_OF_A_SHARD)
            return Shards(source.frames(), source.facts, count, transform=self._transform, sound=True)
        rows = source.rows()
        count = choice.shards or max(1, rows.select(pl.len()).collect().item() // ROWS_OF_A_SHARD)
        return Shards(rows, source.facts, count, transform=self._transform, sound=True)

    @property
    def _transform(self) -> folds.Transform | None:
        """--where and --currency, for a part of a ledger that is not read whole."""
        conditions = tuple(self._condition(text) for text in self.request.where)
        if not conditions and not self.request.currency:
            return None
        rates = self.rates if self.request.currency else None
        return partial(
            folds.transformed, conditions=conditions, rates=rates, currency=self.request.currency, as_of=self.as_of,
            section=self.policy.aging,
        )  # fmt: skip

    def _condition(self, text: str) -> str:
        name, sign, value = text.partition("=")
        return f"{self.column_of(name.strip())}{sign}{value}"

    @cached_property
    def ledger(self) -> Ledger:
        """The canonical ledger in memory, narrowed by --where and converted by --currency.

        Errors: CK123 where it is read in pieces, which the caller's question cannot be answered from.
        """
        if self.source is not None:
            raise CreditkitError(
                "CK123",
                "This answer needs the whole ledger in memory; it cannot be given in shards or on a cluster.",
                fix="Leave --engine and --shards out, or narrow the ledger first (creditkit import --where … --output part.parquet).",
            )
        transform = self._transform
        return transform(self.reading.ledger) if transform else self.reading.ledger

    @property
    def ledger_facts(self) -> LedgerFacts:
        """Layout, and whether the ledger has a past and sales, without reading it where it is read in pieces."""
        return self.source.facts if self.source is not None else LedgerFacts.of(self.reading.ledger)

    def column_of(self, name: str) -> str:
        """The canonical column of a header as the file writes it; any other name as it is."""
        if self.source is None:
            return super().column_of(name)
        return {header: column for column, header in self.source.columns.items()}.get(name, name)

    def folded(self, fold: Fold) -> pl.DataFrame:
        """The ledger's answer to one question."""
        return self.engine.ask([fold])[0]

    # --- provenance ----------------------------------------------------------------------------------------------------

    @property
    def ledger_inputs(self) -> tuple[InputFile, ...]:
        """The files of the ledger; those read in pieces bear no hash and no counts, for nobody read them whole."""
        if self.source is None:
            return super().ledger_inputs
        files = [*(("ledger", path) for path in self.source.paths), *(("payments", p) for p in self.source.payments)]
        return tuple(InputFile(path, None, role) for role, path in files)

    @property
    def ledger_rejects(self) -> tuple[Rejected, ...]:
        """Rows of the ledger that could not be read; in pieces every row is read or the answer refused."""
        return () if self.source is not None else super().ledger_rejects

    @property
    def ledger_notices(self) -> tuple[Notice, ...]:
        """Warnings of reading and converting the ledger."""
        if self.source is not None:
            return self._rate_notices
        return (*self.ledger.notices, *super().ledger_notices) if self.has_ledger else ()

    @cached_property
    def _rate_notices(self) -> tuple[Notice, ...]:
        from creditkit.fold.convert import closing_rates, rate_notices

        target = self.request.currency
        if not target:
            return ()
        plain = Asking(self.request.without_currency())
        found = plain.folded(folds.control(self.as_of))["currency"].drop_nulls().to_list()
        rates = closing_rates(self.rates, found, target, self.as_of)
        return rate_notices(rates.values(), target, self.as_of, self.policy.aging)


def address(path: Path) -> str:
    """A path as Spark wants it: absolute, or an address whose double slash the path had lost (hdfs:/, s3a:/)."""
    text = str(path)
    if remote := re.match(r"^([a-z][a-z0-9+.-]+):/+(.*)$", text):
        return f"{remote[1]}://{remote[2]}"
    return str(path.absolute())


def is_text(path: Path) -> bool:
    """Whether a file is no workbook, by its first bytes."""
    with path.open("rb") as stream:
        return not stream.read(4).startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
