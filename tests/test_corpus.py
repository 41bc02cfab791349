"""The corpus of messy ledgers: each is read right, read with what was assumed said, or refused with its place."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from corpus.case import Case, Reads
from corpus.make import CASES, write_all
from creditkit.errors import CreditkitError
from creditkit.read.ledgers import LedgerReading, read_ledger
from creditkit.read.request import ReadOptions


def cases(*, read: bool) -> list[object]:
    """The cases that are to be read, or those to be refused."""
    wanted = [case for case in CASES if isinstance(case.want, Reads) is read]
    return [pytest.param(case, id=case.name) for case in wanted]


def read(case: Case, folder: Path) -> LedgerReading:
    path = folder / case.name
    case.write(path)
    options = dict(case.options)
    if "expect_total" in options:
        options["expect_total"] = {currency: Decimal(total) for currency, total in options["expect_total"].items()}
    return read_ledger([path], ReadOptions(**options))


def open_of(documents: pl.DataFrame, settlements: pl.DataFrame) -> dict[str, Decimal]:
    """Σ open per currency as of the export."""
    sums = dict(documents.group_by("currency").agg(pl.col("open_amount").sum()).iter_rows())
    for currency, paid in settlements.group_by("currency").agg(pl.col("amount").sum()).iter_rows():
        sums[currency] -= paid
    return sums


@pytest.mark.parametrize("case", cases(read=True))
def test_what_can_be_read_is_read(case: Case, tmp_path: Path) -> None:
    want = case.want
    assert isinstance(want, Reads)
    reading = read(case, tmp_path)
    documents = reading.ledger.documents
    assert open_of(documents, reading.ledger.settlements) == {c: Decimal(total) for c, total in want.open.items()}
    assert documents.height == want.rows
    if want.due:
        assert (str(documents["due_date"].min()), str(documents["due_date"].max())) == want.due
    if want.customers:
        assert tuple(sorted(documents["customer_id"].unique())) == want.customers
    if want.layout:
        assert reading.ledger.layout == want.layout
    codes = {notice.code for notice in reading.notices}
    assert set(want.codes) <= codes
    assert not set(want.quiet) & codes
    for file in reading.files:
        assert file.rows_read == file.rows_accepted + file.rows_rejected + file.rows_ignored
    if want.ignored is not None:
        assert sum(file.rows_ignored for file in reading.files) == want.ignored


@pytest.mark.parametrize("case", cases(read=False))
def test_what_would_be_a_guess_is_refused_with_its_place(case: Case, tmp_path: Path) -> None:
    want = case.want
    assert not isinstance(want, Reads)
    with pytest.raises(CreditkitError) as caught:
        read(case, tmp_path)
    message = str(caught.value)
    assert caught.value.code == want.code, message
    assert caught.value.exit_code == 3
    for name in want.names:
        assert name in message
    assert case.name in message or want.code == "CK241"


def test_the_corpus_has_distinct_names_and_is_written_the_same_twice(tmp_path: Path) -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) >= 60
    write_all(tmp_path / "one")
    write_all(tmp_path / "two")
    for path in (tmp_path / "one").iterdir():
        if path.suffix != ".xlsx":
            assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
