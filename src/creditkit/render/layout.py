"""Which columns of a table a screen of a given width can hold, and how wide each becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rich.cells import cell_len, chop_cells

from creditkit.schema import Unit

GAP = 2
CUT = ".."
_LEAST = {"name": 12, "text": 16, "prose": 24}
_MOST = {"name": 30, "text": 60, "prose": 100}


@dataclass
class Cells:
    """One column as text.

    kind: `fixed` is shown in full or not at all (numbers, dates, codes, ids); a `name` gives way and is cut; `text`
    gives way and wraps; `prose` does too and is the last column.  extra: shown only where the others have all they want.
    """

    name: str
    unit: Unit
    heading: str
    cells: list[str]
    totals: list[str]
    kind: str = "fixed"
    extra: bool = False
    width: int = 0

    @property
    def floor(self) -> int:
        """What the heading and the totals need."""
        return max(cell_len(line) for line in [*self.heading.split("\n"), *self.totals])

    @property
    def wanted(self) -> int:
        longest = max((cell_len(text) for text in self.cells), default=1)
        return max(min(longest, _MOST.get(self.kind, longest)), self.floor)

    @property
    def least(self) -> int:
        return max(min(self.wanted, _LEAST.get(self.kind, self.wanted)), self.floor)


def fitting(columns: list[Cells], width: int, protected: frozenset[str]) -> tuple[list[Cells], list[Cells]]:
    """(shown, not shown): the columns that `width` holds, each with its width set.

    Columns come in order of importance, the first always stays.  Extras go unless everything fits at its best; then
    names and text shrink; then the least important columns go, the protected ones last, and the currency after them all,
    for amounts of several currencies mean nothing without it.  What is left over goes back to names, then to text.
    """
    kept = list(columns)
    extras = [c for c in reversed(columns) if c.extra]
    _drop(kept, extras, width, lambda c: c.wanted)
    others = [c for c in reversed(columns[1:]) if not c.extra]
    _drop(kept, sorted(others, key=lambda c: (c.name in protected) + (c.name == "currency")), width, lambda c: c.least)
    for column in kept:
        column.width = column.least
    for column in sorted(kept, key=lambda c: ("fixed", "name", "text", "prose").index(c.kind)):
        spare = max(0, width - row_width(kept))
        column.width = min(column.wanted, column.width + spare)
    return kept, [c for c in columns if c not in kept]


def row_width(columns: list[Cells]) -> int:
    """Cells that a row of these columns takes."""
    return _sum(column.width for column in columns)


def _drop(kept: list[Cells], candidates: Iterable[Cells], width: int, of: Callable[[Cells], int]) -> None:
    for candidate in candidates:
        if _sum(of(column) for column in kept) <= width:
            return
        kept.remove(candidate)


def _sum(widths: Iterable[int]) -> int:
    return sum(width + GAP for width in widths) - GAP


def folded_heading(heading: str, least: int) -> str:
    """A heading on two lines where that makes it narrower, though no narrower than `least`, which its cells take."""
    if cell_len(heading) <= least:
        return heading
    spaces = [place for place, character in enumerate(heading) if character == " "]
    folds = [heading] + [f"{heading[:place]}\n{heading[place + 1 :]}" for place in spaces]
    return min(folds, key=lambda fold: max(least, *(cell_len(line) for line in fold.split("\n"))))


def cut(text: str, width: int) -> str:
    """text in at most `width` cells, with `..` where some is missing (`…` is of two widths in Chinese fonts)."""
    if cell_len(text) <= width:
        return text
    return chop_cells(text, max(1, width - len(CUT)))[0] + CUT


def cut_path(path: str, width: int) -> str:
    """The same for a path, whose end says more than its beginning."""
    if cell_len(path) <= width:
        return path
    return CUT + chop_cells(path[::-1], max(1, width - len(CUT)))[0][::-1]


def packed(items: list[str], width: int) -> str:
    """Items joined by `; `, broken between items where a line is full."""
    lines: list[str] = []
    for place, item in enumerate(items):
        more = place < len(items) - 1
        if lines and cell_len(f"{lines[-1]}; {item}") + more <= width:
            lines[-1] += f"; {item}"
        else:
            lines.append(item)
    return ";\n".join(lines)
