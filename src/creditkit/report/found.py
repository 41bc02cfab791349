"""A finding before it is put in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from creditkit.report.blocks import Tone
from creditkit.report.inputs import PackInputs
from creditkit.words import Message


@dataclass(frozen=True)
class Found:
    """A finding with the money at stake in its currency, which orders findings of one tone.  section: where to see it."""

    tone: Tone
    money: Decimal
    text: Message
    section: str = ""


Finder = Callable[[PackInputs, str], list[Found]]
