"""The rows that could not be read, as a CSV that can be mended and read again."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from creditkit.errors import Rejected
from creditkit.files import write_text
from creditkit.render.csvs import escaped


def write_rejects(rejects: Sequence[Rejected], path: Path) -> None:
    """path, sheet, row, column, value, problem; written even when there are none, so that a script may rely on it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["path", "sheet", "row", "column", "value", "problem"])
    for item in rejects:
        cells = (item.path, item.sheet or "", str(item.row), item.column or "", item.value or "", str(item.problem))
        writer.writerow([escaped(cell) for cell in cells])
    write_text(path, buffer.getvalue(), "utf-8-sig")
