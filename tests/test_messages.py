"""The Chinese catalogue is complete, keeps every placeholder, and is compiled."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "tools"))

import messages


def test_every_message_has_its_chinese() -> None:
    assert len(messages.collected()) > 800
    assert messages.problems() == []
