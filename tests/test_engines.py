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
