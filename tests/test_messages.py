"""The Chinese catalogue: what it holds keeps every placeholder and is compiled, and what readers see most is complete."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "tools"))

import messages

from creditkit.report import wording
from creditkit.schema import COLUMNS


def test_the_catalogue_is_sound() -> None:
    assert len(messages.collected()) > 100
    assert [problem for problem in messages.problems() if not problem.startswith("no Chinese for")] == []


def test_columns_codes_and_reasons_are_all_in_chinese() -> None:
    catalogue = messages.load()
    shown = [column.label for column in COLUMNS.values()]
    shown += [
        text for table in (wording.NOTES, wording.DECISIONS, wording.LOST, wording.CODES) for text in table.values()
    ]
    missing = [text for text in shown if (entry := catalogue.get(text)) is None or not entry.string]
    assert missing == []
