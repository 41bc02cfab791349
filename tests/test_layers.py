"""The house holds: imports run downward only, and start-up stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[1] / "src" / "creditkit"

# Lower floors first.  A room may import rooms on lower floors and itself; rooms on one floor don't know each other.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("words",),
    ("errors", "streams"),
    ("money", "calendar", "files", "fonts"),
    ("schema",),
    ("ledger",),
    ("policy",),
    ("read", "fold", "stages"),
    ("engines",),
    ("report",),
    ("render", "workspace"),
    ("pipeline",),
    ("results",),
    ("commands",),
    ("app",),
    ("__main__",),
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def room_of(path: Path) -> str:
    return path.relative_to(SOURCES).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("creditkit."):
            names = [node.module]
        elif isinstance(node, ast.ImportFrom) and node.module == "creditkit":
            names = [f"creditkit.{alias.name}" for alias in node.names if alias.name != "__version__"]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if alias.name.startswith("creditkit.")]
        rooms |= {name.split(".")[1] for name in names}
    return rooms


@pytest.mark.parametrize("path", sorted(SOURCES.rglob("*.py")), ids=lambda p: str(p.relative_to(SOURCES)))
def test_imports_run_downward(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        return
    assert room in FLOOR_OF, f"{room} has no floor: give it one"
    for other in imported_rooms(path) - {room}:
        assert FLOOR_OF[other] < FLOOR_OF[room], f"{room} must not import {other}"


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["aging", "--help"], ["score", "--help", "--lang", "zh"]]
)
def test_help_does_not_load_the_engine(arguments: list[str]) -> None:
    code = (
        "import sys, creditkit.app as app\n"
        f"sys.argv = ['creditkit', *{arguments!r}]\n"
        "try: app.main()\n"
        "except SystemExit as e: assert not e.code, e.code\n"
        "heavy = {'polars', 'jinja2', 'xlsxwriter', 'openpyxl', 'fastexcel', 'typst'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
