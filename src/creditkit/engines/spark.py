"""A ledger on a Spark cluster: Spark reads and brings every customer's rows together, Polars computes in the executors.

Only accumulators come back: one small Arrow stream per part and fold, never rows of the ledger.
"""

from __future__ import annotations

import base64
import io
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from creditkit.engines.carry import LedgerFacts, carried_schema, unpacked
from creditkit.engines.fold import Fold
from creditkit.engines.source import Source, TextSource
from creditkit.errors import CreditkitError
from creditkit.ledger import Ledger
from creditkit.read.stored import check

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Batches = Iterator[Any]  # of pyarrow.RecordBatch
Transform = Callable[[Ledger], Ledger]

_ANSWER = "fold int, answer binary, error binary"
_SPARK_TYPES: dict[object, str] = {pl.Int64: "long", pl.String: "string", pl.Date: "date", pl.Boolean: "boolean"}


class Spark:
    """One ledger on one session.  ask runs one job for all the folds it is given."""

    def __init__(
        self,
        session: SparkSession,
        source: Source | TextSource,
        *,
        parts: int | None = None,
        transform: Transform | None = None,
    ) -> None:
        """parts: how many sets of customers (null: as many as Spark's shuffle has).  transform: of a part's ledger."""
        self._session, self.source, self._transform = session, source, transform
        self._parts = parts or int(session.conf.get("spark.sql.shuffle.partitions") or 200)

    def ask(self, folds: Sequence[Fold]) -> list[pl.DataFrame]:
        """The answer of the whole ledger to every fold.  Errors: what a fold refuses, CK263 rows that cannot stand."""
        answering = _answering(tuple(folds), self.source.facts, self._transform)
        rows = self._rows().repartition(self._parts, "customer_id").mapInArrow(answering, _ANSWER).toArrow().to_pylist()
        refused = [row["error"] for row in rows if row["error"] is not None]
        if refused:
            # The same refusal whichever part failed first.
            raise pickle.loads(min(refused))
        answers: list[list[pl.DataFrame]] = [[] for _ in folds]
        for row in rows:
            answers[row["fold"]].append(pl.read_ipc(io.BytesIO(row["answer"])))
        return [fold.together(found) for fold, found in zip(folds, answers, strict=True)]

    def _rows(self) -> DataFrame:
        """Carried rows, typed where they are read."""
        schema = spark_schema(self.source.tags)
        if isinstance(self.source, TextSource):
            header = self.source.plan.header.decode("utf-8").strip("\ufeff\r\n")
            lines = self._session.read.text(list(self.source.paths), lineSep="\n")
            bare = lines.where(~lines.value.isin(header, f"\ufeff{header}", f"{header}\r", f"\ufeff{header}\r"))
            return bare.mapInArrow(_reading_text(self.source), schema)
        rows = self._session.read.parquet(*self.source.paths).mapInArrow(_reading(self.source.documents), schema)
        if not self.source.payments:
            return rows
        paid = self._session.read.parquet(*self.source.payments)
        return rows.unionByName(paid.mapInArrow(_reading(self.source.settlements), schema))


def schema_of(session: SparkSession, paths: Sequence[str]) -> dict[str, pl.DataType]:
    """The columns of Parquet files as Polars names their types."""
    empty = session.read.parquet(*paths).limit(0).toArrow()
    return dict(pl.DataFrame(pl.from_arrow(empty)).schema)


def spark_schema(tags: Sequence[str]) -> str:
    """The columns of `carry.carried` as Spark writes a schema."""
    kinds = {name: _SPARK_TYPES.get(kind, "decimal(38,4)") for name, kind in carried_schema(tags).items()}
    return ", ".join(f"`{name}` {kind}" for name, kind in kinds.items())


def _reading(typed: Callable[[pl.LazyFrame], pl.LazyFrame]) -> Callable[[Batches], Batches]:
    def read(batches: Batches) -> Batches:
        for batch in batches:
            piece = pl.DataFrame(pl.from_arrow(batch))
            rows = typed(piece.lazy()).collect()
            yield from rows.to_arrow(compat_level=pl.CompatLevel.oldest()).to_batches()

    return read


def _reading_text(source: TextSource) -> Callable[[Batches], Batches]:
    def read(batches: Batches) -> Batches:
        for batch in batches:
            lines = pl.DataFrame(pl.from_arrow(batch)).to_series().to_list()
            if text := "\n".join(lines):
                try:
                    rows = source.documents(text.encode("utf-8") + b"\n")
                except CreditkitError as error:
                    rows = _refusal(error, source.tags)
                yield from rows.to_arrow(compat_level=pl.CompatLevel.oldest()).to_batches()

    return read


def _refusal(error: CreditkitError, tags: Sequence[str]) -> pl.DataFrame:
    """An error as a row that is neither document nor settlement: it travels where the rows would have."""
    told = {"customer_id": "", "terms": base64.b64encode(pickle.dumps(error)).decode("ascii")}
    return pl.DataFrame([told], schema=carried_schema(tags))


def _raise_refusals(rows: pl.DataFrame) -> None:
    told = rows.filter(pl.col("is_settlement").is_null())["terms"].sort()
    if told.len():
        raise pickle.loads(base64.b64decode(told[0]))


def _answering(
    folds: tuple[Fold, ...], facts: LedgerFacts, transform: Transform | None
) -> Callable[[Batches], Batches]:
    def answer(batches: Batches) -> Batches:
        import pyarrow as pa

        pieces = [pl.DataFrame(pl.from_arrow(batch)) for batch in batches]
        found: list[tuple[int, bytes | None, bytes | None]] = []
        if pieces:
            try:
                rows = pl.concat(pieces)
                _raise_refusals(rows)
                ledger = unpacked(rows, facts)
                check(ledger.documents)
                ledger = transform(ledger) if transform else ledger
                found = [(number, _packed(fold.of(ledger)), None) for number, fold in enumerate(folds)]
            except CreditkitError as error:
                found = [(0, None, pickle.dumps(error))]
        columns = list(zip(*found, strict=True)) or [(), (), ()]
        kinds = (pa.int32(), pa.binary(), pa.binary())
        arrays = [pa.array(list(values), kind) for values, kind in zip(columns, kinds, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, names=["fold", "answer", "error"])

    return answer


def _packed(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_ipc(buffer, compression="zstd")
    return buffer.getvalue()


def session(master: str | None, options: dict[str, str]) -> SparkSession:
    """A Spark session on `master` (null: what the environment or spark-submit says, else local[*]).

    Errors: CK120 pyspark or a package it needs is missing; CK121 no Java; CK122 the session does not start.
    """
    import shutil
    import sys

    try:
        import pyarrow  # noqa: F401
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise CreditkitError(
            "CK120",
            "--engine spark needs a package that is not installed: {name}.",
            fix="Install it with: pip install 'creditkit[spark]'",
            name=error.name or "pyspark",
        ) from None
    home = os.environ.get("JAVA_HOME")
    if not (shutil.which("java") or (home and shutil.which("java", path=os.path.join(home, "bin")))):
        raise CreditkitError(
            "CK121",
            "--engine spark needs Java, and there is none.",
            fix="Install a Java runtime of version 17 or later (Debian: apt-get install default-jre-headless), or set JAVA_HOME.",
        )
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("creditkit")
    settings = {
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "200000",
        # Two runtimes that each take every core would slow each other down.
        "spark.executorEnv.POLARS_MAX_THREADS": "1",
        **options,
    }
    if chosen := master or settings.pop("spark.master", None):
        builder = builder.master(chosen)
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        found = builder.getOrCreate()
    except Exception as error:
        raise CreditkitError(
            "CK122",
            "The Spark session does not start: {reason}.",
            fix="Check [engine] in creditkit.toml, the address of the master and that it runs.",
            reason=str(error).strip().splitlines()[0],
        ) from error
    found.sparkContext.setLogLevel("ERROR")
    return found
