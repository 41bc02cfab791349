"""A ledger cut between customers answers as the whole one does, however many parts it is cut into."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings

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
