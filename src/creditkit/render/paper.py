"""How a table fits a page: the size of its letters, the width of each column, upright or across."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rich.cells import cell_len

from creditkit.render.cells import Cell, Grid

UPRIGHT, ACROSS = 510.0, 757.0
_SMALLEST = 5.0
# Space beside the text of a cell, and around a word in a frame, in points.
_BESIDE, _FRAME = 6.2, 8.0
# A text column wants its longest text, up to this many Hanzi; a sentence takes what is left.
_MOST = 20.0
# (page is landscape, its width, the least of a text column in Hanzi, sizes of letters), the best first.
_TRIES = (
    (False, UPRIGHT, 12.0, (8.0, 7.5, 7.0, 6.5)),
    (False, UPRIGHT, 7.0, (6.5, 6.2, 6.0)),
    (True, ACROSS, 12.0, (8.0, 7.5, 7.0, 6.5, 6.0)),
)
_BOLD = 1.06
_LONG_WORD = re.compile(r"[^\s\u200b\u2e80-\uffef]{25,}")


@dataclass(frozen=True)
class Fit:
    """size in points; widths in points, one for each column, together the width of the page; across: landscape."""

    size: float
    widths: tuple[float, ...]
    across: bool


def fit(grid: Grid) -> Fit:
    """The largest letters at which numbers and dates stand unbroken and texts keep a readable width.

    A table that does not fit upright at 6 points goes across; one that does not fit across either is set as small as
    it must be, down to 5 points.
    """
    for across, page, least, sizes in _TRIES:
        for size in sizes:
            needs = _needs(grid, size, least)
            if sum(low for low, _ in needs) <= page:
                return Fit(size, _share(needs, page), across)
    return Fit(_SMALLEST, _share(_needs(grid, _SMALLEST, 7.0), ACROSS), True)


def _needs(grid: Grid, size: float, text: float) -> list[tuple[float, float]]:
    """(least, wanted) of each column: equal for numbers; what a text can do with, and what it would like."""
    found = []
    for place, head in enumerate(grid.heads):
        cells = [row[place] for row in grid.rows]
        # The word "Total" in the first column may break.
        sums = [] if place == 0 else [_width(row[place], size) * _BOLD for row in grid.totals]
        widest = max([*(_width(cell, size) for cell in cells), *sums], default=0.0)
        top = max(_drawn(word) for word in _words(head)) * size * _BOLD
        if head.right or not _breaks(cells):
            found.append((max(widest, top) + _BESIDE, max(widest, top) + _BESIDE))
            continue
        most = size * (3 * _MOST if any(cell.long for cell in cells) else _MOST)
        least = max(min(widest, size * text), top)
        found.append((least + _BESIDE, max(min(widest, most), top) + _BESIDE))
    return found


def _width(cell: Cell, size: float) -> float:
    lines = [cell.text, cell.sub] if cell.sub else [cell.text]
    return max(_drawn(line) for line in lines) * size + (_FRAME if cell.tone else 0.0)


def _drawn(text: str) -> float:
    """About how wide text is drawn in a sans-serif font, in heights: a Hanzi 1, a capital 0.7, a figure 0.56, a comma 0.3."""
    return sum(map(_letter, text))


def _letter(letter: str) -> float:
    if cell_len(letter) == 2:
        return 1.0
    return 0.3 if letter in ",. \u00a0" else 0.9 if letter in "%W@" else 0.7 if letter.isupper() else 0.56


def _words(head: Cell) -> list[str]:
    """The pieces a heading may be broken into: words, or two Hanzi at a time."""
    if head.whole:
        return [head.text]
    return [word if word.isascii() else word[:3] for word in head.text.split()] or [""]


def _breaks(cells: list[Cell]) -> bool:
    """Whether the cells are texts that may be broken; a date or a short code may not."""
    return any(cell.sub or (cell_len(cell.text) > 12 and not cell.tone) for cell in cells)


def _share(needs: list[tuple[float, float]], page: float) -> tuple[float, ...]:
    """The least each, what is left first to those that want more, then to all alike."""
    widths = [least for least, _ in needs]
    wants = [wanted - least for least, wanted in needs]
    left = page - sum(widths)
    if left > 0 and sum(wants) > 0:
        share = min(1.0, left / sum(wants))
        widths = [width + share * want for width, want in zip(widths, wants, strict=True)]
        left = page - sum(widths)
    factor = page / sum(widths) if left < 0 else 1.0
    extra = max(left, 0.0) / len(widths)
    return tuple(round(width * factor + extra, 2) for width in widths)


def breakable(text: str) -> str:
    """text with places to break in words longer than 24 letters, so that no cell runs into the next."""
    return _LONG_WORD.sub(lambda found: "\u200b".join(re.findall(".{1,8}", found[0])), text)
