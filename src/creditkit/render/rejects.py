"""The rows that could not be read, as a CSV that can be mended and read again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from creditkit.errors import Rejected
from creditkit.files import write_text
from creditkit.render.csvs import csv_line, escaped

_COLUMNS = ("path", "sheet", "row", "column", "value", "problem")


def write_rejects(rejects: Sequence[Rejected], path: Path) -> None:
    """path, sheet, row, column, value, problem; written even when there are none, so that a script may rely on it."""
    lines = [csv_line(_COLUMNS)]
    for item in rejects:
        cells = (item.path, item.sheet or "", str(item.row), item.column or "", item.value or "", str(item.problem))
        lines.append(csv_line([escaped(cell) for cell in cells]))
    write_text(path, "".join(lines), "utf-8-sig")
