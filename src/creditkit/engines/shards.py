"""A ledger cut by customer into shards on local disk, asked one after the other."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import polars as pl

from creditkit.engines.carry import LedgerFacts, unpacked
from creditkit.engines.fold import Fold
from creditkit.ledger import Ledger
from creditkit.read.stored import check

_SHARD = "_shard"


class Shards:
    """The parts of one ledger as Parquet files in a temporary folder, which goes with this object."""

    def __init__(
        self,
        rows: pl.LazyFrame | Iterable[pl.DataFrame],
        facts: LedgerFacts,
        count: int,
        folder: Path | None = None,
        *,
        transform: Callable[[Ledger], Ledger] | None = None,
        sound: bool = False,
    ) -> None:
        """rows: of `carry.carried`.  count: of shards; every customer lies in one of them.  folder: where to put them.

        transform: of every part's ledger.  sound: refuse rows that cannot stand (CK263); rows of a ledger that was read
        have been judged.
        """
        assert count > 0, "a ledger has at least one part"
        self.facts, self._transform, self._sound = facts, transform, sound
        self._home = Path(tempfile.mkdtemp(prefix=".creditkit-shards-", dir=folder))
        # The files go with this object, at the end of the program at the latest.
        self._remove = weakref.finalize(self, shutil.rmtree, self._home, ignore_errors=True)
        number = (pl.col("customer_id").hash(0) % count).cast(pl.Int64).alias(_SHARD)
        self._empty = pl.DataFrame()
        pieces: Iterable[pl.LazyFrame | pl.DataFrame] = [rows] if isinstance(rows, pl.LazyFrame) else rows
        for piece, frame in enumerate(pieces):
            if not self._empty.width:
                self._empty = frame.lazy().head(0).collect()
            # Partitioned writing is marked unstable by Polars, so it is used in this one place.
            frame.lazy().with_columns(number).sink_parquet(
                pl.PartitionBy(self._home / f"{piece:06}", key=_SHARD, include_key=False), compression="lz4", mkdir=True
            )

    def parts(self) -> Iterator[Ledger]:
        """Every part that has rows, or the empty ledger where none has."""
        folders = sorted({path.parent.name for path in self._home.glob(f"*/{_SHARD}=*/*.parquet")})
        for folder in folders:
            rows = pl.scan_parquet(self._home / "*" / folder / "*.parquet", hive_partitioning=False).collect()
            yield self._part(rows)
        if not folders:
            yield self._part(self._empty)

    def _part(self, rows: pl.DataFrame) -> Ledger:
        part = unpacked(rows, self.facts)
        if self._sound:
            check(part.documents)
        return self._transform(part) if self._transform else part

    def ask(self, folds: Sequence[Fold]) -> list[pl.DataFrame]:
        """The answer of the whole ledger to every fold, each shard being read once."""
        answers: list[list[pl.DataFrame]] = [[] for _ in folds]
        for part in self.parts():
            for fold, found in zip(folds, answers, strict=True):
                found.append(fold.of(part))
        return [fold.together(found) for fold, found in zip(folds, answers, strict=True)]

    def close(self) -> None:
        """Remove the files."""
        self._remove()

    def __enter__(self) -> Shards:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
