"""`report` and `run` as files: each format by its suffix, all or none, never over an input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command_lines import Done, copy_of_huaxia, run
from creditkit.fonts import chinese_family

STARTS = {"html": b"<!DOCTYPE html>", "pdf": b"%PDF-", "xlsx": b"PK\x03\x04", "md": b"# ", "json": b"{"}
needs_font = pytest.mark.skipif(chinese_family() is None, reason="no font with Chinese characters")


@pytest.fixture
def huaxia(tmp_path: Path) -> Path:
    return copy_of_huaxia(tmp_path)


def files(folder: Path) -> set[str]:
    """What is there but for the cache of what was read."""
    return {path.name for path in folder.iterdir()} - {".creditkit"}


def refused(done: Done, status: int, code: str) -> None:
    assert done.status == status, done
    assert done.stderr.startswith(f"error[{code}]"), done.stderr
    assert "Traceback" not in done.stderr


@needs_font
def test_every_format_by_its_suffix(huaxia: Path) -> None:
    names = [f"r.{suffix}" for suffix in STARTS] + ["r.HTM"]
    done = run(["report", *[part for name in names for part in ("--to", name)], "--company", "甲乙丙"], huaxia)
    assert done.status == 0, done.stderr
    assert done.stdout.splitlines() == names
    for suffix, start in STARTS.items():
        assert (huaxia / f"r.{suffix}").read_bytes().startswith(start)
    assert (huaxia / "r.HTM").read_bytes() == (huaxia / "r.html").read_bytes()
    assert "甲乙丙" in (huaxia / "r.html").read_text("utf-8")
    assert json.loads((huaxia / "r.json").read_text("utf-8"))["command"] == "report"


@pytest.mark.parametrize("name", ["r.docx", "r", "r.csv", ".html"])
def test_another_suffix_is_refused_and_nothing_is_written(huaxia: Path, name: str) -> None:
    before = files(huaxia)
    refused(run(["report", "--to", "first.html", "--to", name], huaxia), 2, "CK103")
    assert files(huaxia) == before


def test_an_input_is_never_overwritten(huaxia: Path) -> None:
    (huaxia / "ledger.json").symlink_to("customers.xlsx")
    before = (huaxia / "customers.xlsx").read_bytes(), files(huaxia)
    refused(run(["report", "--to", "a.html", "--to", "customers.xlsx"], huaxia), 2, "CK115")
    refused(run(["report", "--to", "./ledger.json"], huaxia), 2, "CK115")
    assert ((huaxia / "customers.xlsx").read_bytes(), files(huaxia)) == before


def test_a_folder_that_is_not_there(huaxia: Path) -> None:
    refused(run(["report", "--to", "nowhere/r.md"], huaxia), 5, "CK501")


@needs_font
def test_run_writes_pdf_where_the_workspace_asks_for_it(huaxia: Path) -> None:
    settings = huaxia / "creditkit.toml"
    text = settings.read_text("utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("formats = ")]
    settings.write_text(text.replace(line, 'formats = ["pdf", "md"]'), "utf-8")
    done = run(["run"], huaxia)
    assert done.status == 0, done.stderr
    (made,) = (huaxia / "reports").rglob("creditkit-report.pdf")
    assert made.read_bytes().startswith(b"%PDF-")
