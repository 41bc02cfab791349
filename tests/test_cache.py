"""The cache: what comes out is what went in, a damaged entry is never believed, and nothing stale is ever found."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from creditkit.errors import CreditkitError, Notice, Rejected, Where
from creditkit.ledger import Ledger
from creditkit.money import MONEY
from creditkit.read.ledgers import LedgerReading, read_ledger
from creditkit.read.request import ReadOptions
from creditkit.schema import LEDGER_SCHEMA, SETTLEMENT_SCHEMA
from creditkit.words import Message
from creditkit.workspace.cache import KEEP, Cache, cache_key, cached_reading
from creditkit.workspace.frozen import Freezer, UnknownKindError


@dataclass(frozen=True)
class Options:
    mapping: dict[str, str] = field(default_factory=dict)
    sheet: str | None = None


@dataclass(frozen=True)
class Reading:
    ledger: Ledger
    rejects: tuple[Rejected, ...] = ()
    ignored: tuple[tuple[int, Message], ...] = ()
    rows: pl.Series | None = None


def ledger() -> Ledger:
    documents = pl.DataFrame(
        {"document_key": [0, 1], "customer_id": ["000127", None], "amount": [Decimal("1.0050"), Decimal("-2.6750")],
         "disputed": [True, None], "due_date": [date(2025, 9, 28), None], "业务员": ["周岚", ""]},
        schema_overrides={name: LEDGER_SCHEMA[name] for name in ("document_key", "amount", "due_date", "disputed")},
    )  # fmt: skip
    notice = Notice.of(
        "CK801",
        "{rows} rows, {worst}",
        where=Where("a.csv", row=3),
        rows=2,
        worst=Message("{a}", {"a": Decimal("1.50")}),
    )
    return Ledger(
        documents, pl.DataFrame(schema=SETTLEMENT_SCHEMA), "invoices", True, True, date(2025, 9, 28), (notice,)
    )


def reading() -> Reading:
    reject = Rejected("a.csv", None, 7, "金额", "壹万", Message("not a number: {value}", {"value": "壹万"}))
    return Reading(ledger(), (reject,), ((9, Message("a total row")),), pl.Series("row", [2, 4], dtype=pl.Int64))


def equal(one: Reading, other: Reading) -> None:
    assert_frame_equal(one.ledger.documents, other.ledger.documents)
    assert_frame_equal(one.ledger.settlements, other.ledger.settlements)
    assert one.ledger.documents.schema == other.ledger.documents.schema
    assert one.ledger.notices == other.ledger.notices
    assert (one.ledger.layout, one.ledger.exported_on) == (other.ledger.layout, other.ledger.exported_on)
    assert (one.rejects, one.ignored) == (other.rejects, other.ignored)
    assert one.rows is not None
    assert other.rows is not None
    assert one.rows.to_list() == other.rows.to_list()


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache", (Reading, Options))


# --- in and out ------------------------------------------------------------------------------------------------------


def test_a_miss_then_a_hit(cache: Cache) -> None:
    assert cache.load("k") is None
    assert cache.store("k", reading())
    equal(cache.load("k"), reading())
    assert cache.load("other") is None


def test_a_later_value_replaces_an_earlier_one(cache: Cache) -> None:
    cache.store("k", Options({"a": "b"}))
    cache.store("k", Options({"a": "c"}, "s"))
    assert cache.load("k") == Options({"a": "c"}, "s")


def test_money_comes_back_to_the_last_digit(cache: Cache) -> None:
    cache.store("k", ledger())
    found = cache.load("k")
    assert found.documents["amount"].dtype == MONEY
    assert found.documents["amount"].sum() == Decimal("-1.6700")


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.datetimes().map(lambda moment: moment.replace(fold=0))
    | st.builds(Path, st.text(st.characters(codec="utf-8", exclude_characters="\0/"), min_size=1, max_size=8)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=3)
        | st.builds(Message, st.text(max_size=5), st.dictionaries(st.text(max_size=5), inner, max_size=2))
    ),
    max_leaves=12,
)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(plain)
def test_freezing_and_thawing_is_the_same_value(value: object) -> None:
    freezer = Freezer({"Message": Message})
    frozen, frames = freezer.freeze(value)
    thawed = freezer.thaw(json.loads(json.dumps(frozen)), frames)
    assert thawed == value
    assert repr(thawed) == repr(value), "of the same types, too"


def test_a_class_that_is_not_named_is_refused() -> None:
    with pytest.raises(UnknownKindError, match="Options"):
        Freezer({}).freeze(Options())


def test_a_class_of_the_same_name_is_refused() -> None:
    with pytest.raises(UnknownKindError):
        Freezer({"Options": Message}).freeze(Options())


def test_a_set_and_a_datetime() -> None:
    freezer = Freezer({})
    value = (frozenset({3, 1}), datetime(2025, 9, 28, 7))  # noqa: DTZ001
    assert freezer.thaw(*freezer.freeze(value)) == value


# --- damage ----------------------------------------------------------------------------------------------------------


def entry_files(cache: Cache) -> list[str]:
    return sorted(path.name for path in (cache.folder / "k").iterdir())


def test_a_changed_byte_in_any_file_is_a_miss_and_is_rebuilt(cache: Cache) -> None:
    cache.store("k", reading())
    names = entry_files(cache)
    assert len(names) == 5  # three frames, the value, the seal
    for name in names:
        path = cache.folder / "k" / name
        good = path.read_bytes()
        middle = len(good) // 2
        path.write_bytes(good[:middle] + bytes([good[middle] ^ 0xFF]) + good[middle + 1 :])
        assert cache.load("k") is None, name
        assert cache.store("k", reading())
        equal(cache.load("k"), reading())


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b'{"frames": [], "files": {"value.json": "x"}}', b"\xff"]
)
@pytest.mark.parametrize("name", ["seal.json", "value.json", "frame0.parquet"])
def test_a_file_with_other_content_is_a_miss(cache: Cache, name: str, content: bytes) -> None:
    cache.store("k", reading())
    (cache.folder / "k" / name).write_bytes(content)
    assert cache.load("k") is None


def test_a_missing_file_is_a_miss(cache: Cache) -> None:
    cache.store("k", reading())
    for name in entry_files(cache):
        (cache.folder / "k" / name).unlink()
        assert cache.load("k") is None
        cache.store("k", reading())


def test_an_entry_of_a_class_unknown_today_is_a_miss(cache: Cache) -> None:
    cache.store("k", reading())
    assert Cache(cache.folder).load("k") is None


def test_a_folder_that_cannot_be_made_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file is in the way", encoding="utf-8")
    cache = Cache(tmp_path / "cache")
    assert cache.store("k", ledger()) is False
    assert cache.load("k") is None


def test_a_full_disk_leaves_no_half_entry(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.store("k", Options())

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    assert cache.store("other", reading()) is False
    assert [path.name for path in cache.folder.iterdir()] == ["k"]
    assert cache.load("k") == Options()


# --- housekeeping ----------------------------------------------------------------------------------------------------


def test_only_the_latest_entries_stay(cache: Cache) -> None:
    import os

    for number in range(KEEP + 3):
        cache.store(f"k{number}", Options(sheet=str(number)))
        os.utime(cache.folder / f"k{number}", (number, number))
    cache.store("last", Options())
    kept = {path.name for path in cache.folder.iterdir()}
    assert len(kept) == KEEP
    assert kept == {"last", *(f"k{number}" for number in range(KEEP + 3 - (KEEP - 1), KEEP + 3))}


def test_what_a_killed_run_left_is_swept(cache: Cache) -> None:
    (cache.folder / ".making-abc").mkdir(parents=True)
    cache.store("k", Options())
    assert [path.name for path in cache.folder.iterdir()] == ["k"]


# --- the key ---------------------------------------------------------------------------------------------------------

HASHES = [("ledger", "a.csv", "00"), ("payments", "p.csv", "11")]


@pytest.mark.parametrize(
    ("hashes", "options"),
    [
        pytest.param([("ledger", "a.csv", "01"), HASHES[1]], Options({"a": "b"}), id="other-bytes"),
        pytest.param([("ledger", "b.csv", "00"), HASHES[1]], Options({"a": "b"}), id="other-name"),
        pytest.param([("payments", "a.csv", "00"), HASHES[1]], Options({"a": "b"}), id="other-role"),
        pytest.param(HASHES[::-1], Options({"a": "b"}), id="other-order-of-files"),
        pytest.param(HASHES[:1], Options({"a": "b"}), id="one-file-less"),
        pytest.param(HASHES, Options({"a": "c"}), id="other-mapping"),
        pytest.param(HASHES, Options({"a": "b"}, "s"), id="other-sheet"),
    ],
)
def test_whatever_changes_the_reading_changes_the_key(hashes: list[tuple[str, str, str]], options: Options) -> None:
    assert cache_key(hashes, options) != cache_key(HASHES, Options({"a": "b"}))


def test_the_order_of_a_mapping_does_not_change_the_key() -> None:
    assert cache_key(HASHES, Options({"a": "1", "b": "2"})) == cache_key(HASHES, Options({"b": "2", "a": "1"}))


def test_the_version_is_part_of_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = cache_key(HASHES, Options())
    monkeypatch.setattr("creditkit.workspace.cache.__version__", "99")
    assert cache_key(HASHES, Options()) != before


# --- a reading -------------------------------------------------------------------------------------------------------


@pytest.fixture
def ledger_file(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.csv"
    path.write_text(
        "Customer No,Customer Name,Document No,Invoice Date,Due Date,Currency,Amount,Amount Paid,Date Paid\n"
        "000127,Aldmoor,I1,2025-07-01,2025-07-31,EUR,100.10,100.10,2025-08-20\n"
        "000127,Aldmoor,I2,2025-08-01,2025-08-31,EUR,50.05,0.00,\n",
        encoding="utf-8",
    )
    return path


def test_the_second_reading_of_the_same_file_is_not_parsed(tmp_path: Path, ledger_file: Path) -> None:
    calls = []

    def read(*args: object, **kwargs: object) -> LedgerReading:
        calls.append(args)
        return read_ledger(*args, **kwargs)  # type: ignore[arg-type]

    def ask(options: ReadOptions) -> LedgerReading:
        return cached_reading(tmp_path / "cache", [ledger_file], options, None, read, payment_options=None)

    first, second = ask(ReadOptions()), ask(ReadOptions())
    assert len(calls) == 1
    assert_frame_equal(first.ledger.documents, second.ledger.documents)
    assert_frame_equal(first.ledger.settlements, second.ledger.settlements)
    assert (first.files, first.rejects, first.notices) == (second.files, second.rejects, second.notices)
    ask(ReadOptions(base_currency="CNY"))
    assert len(calls) == 2, "other options, another reading"
    with ledger_file.open("a", encoding="utf-8") as file:
        file.write("000127,Aldmoor,I3,2025-08-02,2025-09-01,EUR,7.00,0.00,\n")
    assert ask(ReadOptions()).ledger.documents.height == first.ledger.documents.height + 1
    assert len(calls) == 3, "another byte, another reading"


def test_a_damaged_entry_is_read_anew(tmp_path: Path, ledger_file: Path) -> None:
    folder = tmp_path / "cache"
    first = cached_reading(folder, [ledger_file], ReadOptions(), None, read_ledger)
    (frame,) = folder.glob("*/frame0.parquet")
    frame.write_bytes(frame.read_bytes()[:-7])
    again = cached_reading(folder, [ledger_file], ReadOptions(), None, read_ledger)
    assert_frame_equal(first.ledger.documents, again.ledger.documents)


def test_a_reading_of_other_bytes_than_were_hashed_is_not_kept(tmp_path: Path, ledger_file: Path) -> None:
    def read_late(*args: object, **kwargs: object) -> LedgerReading:
        ledger_file.write_bytes(ledger_file.read_bytes().replace(b"50.05", b"60.05"))
        return read_ledger(*args, **kwargs)  # type: ignore[arg-type]

    cached_reading(tmp_path / "cache", [ledger_file], ReadOptions(), None, read_late)
    assert not list((tmp_path / "cache").glob("*"))


def test_what_cannot_be_read_fails_as_without_a_cache(tmp_path: Path) -> None:
    with pytest.raises(CreditkitError) as caught:
        cached_reading(tmp_path / "cache", [tmp_path / "gone.csv"], ReadOptions(), None, read_ledger)
    assert caught.value.code == "CK201"
    assert not (tmp_path / "cache").exists()
