"""Evidence from headers: how many words of a beginning of a file are known column headers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

_SEPARATORS = re.compile("[,;\t|^\n]")


@dataclass(frozen=True)
class Recognised:
    """total: cells of the best line that are known headers; foreign: those of them with characters beyond ASCII."""

    total: int
    foreign: int


def plain(text: str) -> str:
    """`aliases.plain_header` of a cell that may still be in quotes."""
    from creditkit.read.aliases import plain_header

    return plain_header(text.strip().strip('"'))


@cache
def known_words() -> frozenset[str]:
    """The header words of the alias dictionary, made plain."""
    from creditkit.read.aliases import header_words

    return frozenset(plain(word) for word in header_words())


def hits(cells: Iterable[str]) -> int:
    """How many different known headers are among the cells."""
    return len({word for word in map(plain, cells) if word in known_words()})


def recognised(text: str, lines: int = 100) -> Recognised:
    """The best of the first `lines` lines, cut at every delimiter there may be."""
    best = Recognised(0, 0)
    for line in text.replace("\r", "\n").split("\n")[:lines]:
        words = {word for word in map(plain, _SEPARATORS.split(line)) if word in known_words()}
        # A single character beyond ASCII is no evidence: many bytes make one.
        foreign = sum(not word.isascii() and len(word) > 1 for word in words)
        best = max(best, Recognised(len(words), foreign), key=lambda found: (found.foreign, found.total))
    return best
