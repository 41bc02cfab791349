"""A ledger cut between customers answers as the whole one does, however many parts it is cut into."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings

from command_lines import copy_of_huaxia, run
from creditkit.engines.carry import LedgerFacts, carried
from creditkit.engines.fold import Fold
from creditkit.engines.shards import Shards
from creditkit.pipeline import folds as asked
from creditkit.policy.model import AgingPolicy, HabitsPolicy
from creditkit.read import pieces
from plain import Pay, ledger_of
from test_fold_properties import DAY, ledgers, loose_cash

POINTS = (date(2025, 6, 30), date(2025, 8, 31), DAY)


def questions() -> dict[str, Fold]:
    return {
        **{
            f"aging-{mode}": asked.aging(DAY, AgingPolicy(credits=mode), by="customer")  # type: ignore[arg-type]
            for mode in ("separate", "own-date", "fifo")
        },
        "aging-by-entity": asked.aging(DAY, AgingPolicy(), by="entity"),
        "aging-by-document": asked.aging(DAY, AgingPolicy(), by="document"),
        "habits": asked.habits(DAY, HabitsPolicy(), AgingPolicy()),
        "facts": asked.facts(DAY, AgingPolicy()),
        "sales": asked.sales(POINTS),
        "balances": asked.balances(POINTS, AgingPolicy()),
        "control": asked.control(DAY),
        "later": asked.later(DAY),
        "undated": asked.undated(DAY),
    }


@pytest.mark.parametrize("count", [1, 3, 17, 400])
@settings(derandomize=True, max_examples=12, deadline=None)
@given(ledgers, loose_cash)
def test_shards_answer_as_the_whole(count: int, docs: list, loose: list[tuple[str, str, Pay]]) -> None:  # type: ignore[type-arg]
    ledger = ledger_of(docs, loose)
    wanted = questions()
    with Shards(carried(ledger), LedgerFacts.of(ledger), count) as shards:
        found = shards.ask(list(wanted.values()))
    for (name, fold), frame in zip(wanted.items(), found, strict=True):
        whole = fold.together([fold.of(ledger)])
        assert frame.equals(whole), name
        assert frame.schema == whole.schema, name


COMMANDS = [
    ["aging"],
    ["aging", "--by", "group", "--customers", "customers.xlsx"],
    ["aging", "--by", "document", "--where", "currency=USD"],
    ["aging", "--currency", "CNY", "--rates", "rates.csv"],
    ["habits"],
    ["dso", "--by", "month"],
    ["score", "customers.xlsx"],
    ["limit", "--customers", "customers.xlsx"],
    ["terms", "--customers", "customers.xlsx"],
]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_of_huaxia(tmp_path_factory.mktemp("stored"))
    assert run(["import", "-o", "ledger.parquet"], folder).status == 0
    (folder / "creditkit.toml").unlink()
    return folder


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_commands_in_shards_write_the_same(stored: Path, arguments: list[str]) -> None:
    ledger = ["--ledger", "ledger.parquet", "--payments", "ledger.settlements.parquet", "--as-of", "2025-09-28"]
    whole = run([*arguments, *ledger], stored)
    shards = run([*arguments, *ledger, "--shards", "5"], stored)
    assert (shards.status, shards.stdout) == (0, whole.stdout)
    assert shards.stderr == whole.stderr


def test_what_needs_the_whole_ledger_says_so(stored: Path) -> None:
    asked = run(["explain", "KH1007", "--ledger", "ledger.parquet", "--as-of", "2025-09-28", "--shards", "2"], stored)
    assert (asked.status, asked.stdout) == (2, "")
    assert "CK123" in asked.stderr


def test_rows_that_cannot_stand_are_refused_in_shards(tmp_path: Path) -> None:
    row = {"customer_id": "A", "document_id": "1", "invoice_date": date(2025, 1, 1), "amount": Decimal("1.00")}
    pl.DataFrame([row, {**row, "customer_id": "B", "amount": None}]).write_parquet(tmp_path / "l.parquet")
    for engine in (["--shards", "3"], []):
        done = run(["aging", "l.parquet", "--as-of", "2025-09-28", *engine], tmp_path)
        assert (done.status, done.stdout) == (3, "")
        assert "CK263" in done.stderr


@pytest.mark.parametrize("arguments", [["--shards", "0"], ["--engine", "duck"]], ids=" ".join)
def test_an_engine_that_does_not_exist(stored: Path, arguments: list[str]) -> None:
    done = run(["aging", "ledger.parquet", "--as-of", "2025-09-28", *arguments], stored)
    assert (done.status, done.stdout) == (2, "")
    assert "CK108" in done.stderr


# --- text in pieces --------------------------------------------------------------------------------------------------

HEAD = "Customer No,Invoice No,Invoice Date,Due Date,Currency,Amount,Paid Date\n"


def text_ledger(folder: Path, *more: str) -> Path:
    rows = [
        f'C{n % 7},"INV, {n}",2025-0{n % 8 + 1}-05,2025-0{n % 8 + 1}-28,CNY,{n}.5{n % 10},{"2025-08-30" if n % 3 else ""}\n'
        for n in range(1, 200)
    ]
    (folder / "ledger.csv").write_text(HEAD + "".join([*rows, *more]), "utf-8")
    return folder


@pytest.mark.parametrize("command", [["aging"], ["habits"], ["dso"], ["aging", "--by", "document"]], ids=" ".join)
def test_text_in_pieces_is_the_whole(tmp_path: Path, command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PIECE_BYTES", 2_000)
    folder = text_ledger(tmp_path)
    whole = run([*command, "ledger.csv", "--as-of", "2025-09-28"], folder)
    cut = run([*command, "ledger.csv", "--as-of", "2025-09-28", "--shards", "4"], folder)
    assert (cut.status, cut.stdout) == (0, whole.stdout)


def test_pieces_end_where_rows_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PIECE_BYTES", 50)
    path = tmp_path / "quoted.csv"
    path.write_text(HEAD + 'C1,"A\nB\nC",2025-01-01,2025-01-31,CNY,1.00,\n' * 9, "utf-8")
    found = list(pieces.pieces_of(path, HEAD.encode()))
    assert len(found) > 1
    assert b"".join(found).decode() == path.read_text("utf-8").removeprefix(HEAD)
    assert all(piece.count(b'"') % 2 == 0 for piece in found)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        pytest.param("C1,X,2025-01-01\n", "CK205", id="short-row-far-down"),
        pytest.param("C1,X,2025-01-01,2025-02-30,CNY,1.00,\n", "CK240", id="no-such-day"),
        pytest.param("Total,,,,,100.00,\n", "CK267", id="total-row"),
    ],
)
def test_what_breaks_the_plan_far_down_is_refused(
    tmp_path: Path, line: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE_BYTES", 2_000)
    monkeypatch.setattr(pieces, "SAMPLE_BYTES", 2_000)
    done = run(["aging", "ledger.csv", "--as-of", "2025-09-28", "--shards", "3"], text_ledger(tmp_path, line))
    assert (done.status, done.stdout) == (3, "")
    assert code in done.stderr
