"""All cases of the corpus, and a way to look at them: `python -m corpus.make FOLDER` writes the files and expected.csv."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from corpus import books, headers, layouts, rows, systems, texts, values
from corpus.case import Case, Reads

CASES: tuple[Case, ...] = (
    *texts.CASES, *values.CASES, *headers.CASES, *rows.CASES, *systems.CASES, *layouts.CASES, *books.CASES,
)  # fmt: skip


def write_all(folder: Path) -> None:
    """Every file, and expected.csv: file, outcome, rows, total, code, what the message must name, options."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "expected.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["file", "outcome", "rows", "open", "code", "names", "options"])
        for case in CASES:
            case.write(folder / case.name)
            want = case.want
            if isinstance(want, Reads):
                total = ";".join(f"{currency}:{amount}" for currency, amount in want.open.items())
                writer.writerow([case.name, "ok", want.rows, total, "", "", dict(case.options) or ""])
            else:
                writer.writerow([case.name, "refused", "", "", want.code, "|".join(want.names), dict(case.options) or ""])  # fmt: skip


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
