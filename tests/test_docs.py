"""The documents and the program agree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from command_lines import copy_of_huaxia
from creditkit.app import COMMANDS
from tools.columns import PAGE, page
from tools.docs import PAGES, made_true, page_of

ROOT = Path(__file__).parents[1]
UNWRITTEN = ("monitor", "collect", "provision")


def test_docs_columns_is_the_schema() -> None:
    """`python tests/tools/columns.py` prints the page anew."""
    text = PAGE.read_text("utf-8")
    assert page(text) == text


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_pages_show_what_the_program_writes(path: Path, tmp_path: Path) -> None:
    """`python tests/tools/docs.py` prints examples, options, columns and policy sections anew."""
    text = path.read_text("utf-8")
    assert made_true(text, copy_of_huaxia(tmp_path)) == text


@pytest.mark.parametrize("name", [name for _, name, _ in COMMANDS])
def test_every_command_has_a_page_with_an_example(name: str) -> None:
    if name in UNWRITTEN:
        assert not page_of(name).exists(), f"{name} has its page: take it out of UNWRITTEN"
        return
    text = page_of(name).read_text("utf-8")
    assert text.startswith(f"# {name}\n")
    assert f"$ creditkit {name}" in text
    assert "<!-- options:" in text or name in ("policy", "terms")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_of_a_page_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.S)
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (path.parent / target).exists(), target


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
