"""What command lines write, byte for byte: a change that users' scripts would meet does not slip in unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from golden.regenerate import HERE, LINES, prepare, written


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare(tmp_path_factory.mktemp("golden"))


@pytest.mark.parametrize("name", LINES)
def test_stdout_is_the_golden_file(workspace: Path, name: str) -> None:
    golden = (HERE / f"{name}.txt").read_bytes()
    assert written(workspace, name) == golden, (
        "if this is meant: python tests/golden/regenerate.py, then look at git diff"
    )


def test_every_golden_file_has_its_command_line() -> None:
    assert {path.stem for path in HERE.glob("*.txt")} == set(LINES)
