"""Command lines run inside the test process: a start of the program costs more than most of its answers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from typer.testing import CliRunner

from creditkit.app import _language_of, build
from creditkit.words import language, set_language

EXAMPLES = Path(__file__).parents[1] / "examples"


@dataclass(frozen=True)
class Done:
    """What a command line left: its exit code and what it wrote, without the folder it ran in."""

    status: int
    stdout: str
    stderr: str


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """The working folder for the length of a `with` block."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def copy_of_huaxia(folder: Path) -> Path:
    """A copy of the example workspace, with its English neighbour beside it; the commands may write into it."""
    shutil.copytree(EXAMPLES / "english", folder / "english")
    return shutil.copytree(EXAMPLES / "huaxia", folder / "huaxia")


def run(arguments: list[str], folder: Path, *, columns: int = 160, environment_language: str = "en") -> Done:
    """`creditkit arguments` in `folder`, piped, `columns` wide.  The folder's own path is taken out of what it wrote.

    An error that is not the program's own (a bug) is raised as it is.
    """
    environment = {"COLUMNS": str(columns), "CREDITKIT_LANG": environment_language, "NO_COLOR": "1"}
    before = language()
    with inside(folder), patch.dict(os.environ, environment):
        set_language(_language_of(arguments))
        try:
            result = CliRunner().invoke(build(), arguments, prog_name="creditkit", catch_exceptions=False)
        finally:
            set_language(before)
    here = f"{folder.resolve()}{os.sep}"
    stdout = result.stdout_bytes.decode("utf-8").replace(here, "")
    stderr = result.stderr_bytes.decode("utf-8").replace(here, "")
    return Done(result.exit_code, stdout, stderr)
