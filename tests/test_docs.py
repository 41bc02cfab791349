"""The documents and the program agree."""

from __future__ import annotations

import re
from pathlib import Path

from creditkit.app import COMMANDS
from tools.columns import PAGE, page

ROOT = Path(__file__).parents[1]


def test_docs_columns_is_the_schema() -> None:
    """`python tests/tools/columns.py` prints the page anew."""
    text = PAGE.read_text("utf-8")
    assert page(text) == text


def test_readme_names_only_commands_that_exist() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    used = set(re.findall(r"^creditkit (\w+)", text, re.M)) | set(re.findall(r"`creditkit (\w+)", text))
    assert used
    assert used <= {name for _, name, _ in COMMANDS}


def test_nothing_names_a_path_of_one_machine() -> None:
    for path in [
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("*.md"),
        *(ROOT / "src").rglob("*.py"),
        *(ROOT / "tests").glob("*.py"),
    ]:
        assert "/work" + "/" not in path.read_text("utf-8"), path
