"""docs/columns.md, printed from the schema: `python tests/tools/columns.py` rewrites it."""

from __future__ import annotations

from pathlib import Path

from creditkit.schema import COLUMNS

PAGE = Path(__file__).parents[2] / "docs" / "columns.md"
_HEAD = "| column | unit | meaning |\n|---|---|---|\n"


def page(before: str) -> str:
    """The page with its table made anew; the text before the table stays."""
    rows = "".join(f"| `{c.name}` | {c.unit} | {c.meaning} |\n" for c in COLUMNS.values())
    return before.partition(_HEAD)[0] + _HEAD + rows


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
