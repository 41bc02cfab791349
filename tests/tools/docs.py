"""The pages of docs/ made true again:  python tests/tools/docs.py [PAGE…]

Three things in a page are printed by the program and not by hand:

- a block ```console whose first line is `$ creditkit …`: the rest is what that command line writes to a terminal of 100
  columns in a copy of examples/huaxia; `| head -12` keeps the first lines.  The commands of one page follow each other in
  one copy.  Other blocks (```sh, ```text) are left alone.
- what stands between `<!-- options: aging -->` and `<!-- end -->`: the options of the command's --help that it does not
  share with all others;
- what stands between `<!-- columns: limit -->` (a command line without `creditkit`) and `<!-- end -->`: the columns of its
  answer with unit and meaning;
- what stands between `<!-- policy: aging -->` and `<!-- end -->`: the section of the default policy.
"""

from __future__ import annotations

import csv
import io
import re
import shlex
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests")]

from command_lines import Done, copy_of_huaxia, run  # noqa: E402
from creditkit.app import COMMANDS, build  # noqa: E402
from creditkit.commands.options import CUSTOMERS, LEDGER, SHOWING  # noqa: E402
from creditkit.policy.load import default_toml  # noqa: E402
from creditkit.render import dispatch  # noqa: E402
from creditkit.schema import column  # noqa: E402

WIDTH = 100
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_BLOCK = re.compile(r"```console\n(?P<body>.*?)```", re.S)
_MADE = re.compile(r"<!-- (?P<kind>options|columns|policy): (?P<of>[^>]+?) -->\n.*?<!-- end -->", re.S)
_HASH = re.compile(r"(policy|政策) [0-9a-f]{8}\b")
_COMMON = {*LEDGER, *CUSTOMERS, *SHOWING, "help"}


def as_a_terminal(arguments: list[str], folder: Path) -> Done:
    """`creditkit arguments` as a terminal shows it."""
    emit = dispatch.emit

    def shown(*given: object, **more: object) -> None:
        emit(*given, **{**more, "is_terminal": True})  # type: ignore[arg-type]

    with patch.object(dispatch, "emit", shown):
        return run(arguments, folder, columns=WIDTH)


def made_true(text: str, folder: Path) -> str:
    """The page with its printed parts as the program prints them today.  folder: the copy of the example workspace."""
    text = _BLOCK.sub(lambda found: _example(found, folder), text)
    return _MADE.sub(lambda found: _part(found, folder), text)


def _example(found: re.Match[str], folder: Path) -> str:
    lines = [line.removeprefix("$ ") for line in found["body"].split("\n") if line.startswith("$ ")]
    if not lines or not all(line.startswith("creditkit ") for line in lines):
        return found[0]
    shown = [text for line in lines for text in _written(line, folder)]
    return "```console\n" + "\n".join(shown) + "\n```"


def _written(line: str, folder: Path) -> list[str]:
    """A command line and what it writes: stdout, then stderr."""
    command, _, after = line.partition(" | ")
    done = as_a_terminal(shlex.split(command)[1:], folder)
    lines = done.stdout.rstrip("\n").split("\n") if done.stdout.strip() else []
    if after:
        assert after.startswith("head -"), f"only head is understood: {line}"
        lines = lines[: int(after.removeprefix("head -"))]
    said = done.stderr.rstrip("\n").split("\n") if done.stderr.strip() else []
    # The policy's hash changes with every new default, and no figure does.
    return [_HASH.sub(r"\1 5e1f0c2a", text.rstrip()) for text in [f"$ {line}", *lines, *said]]


def _part(found: re.Match[str], folder: Path) -> str:
    makers: dict[str, Callable[[str, Path], str]] = {"options": options, "columns": columns, "policy": policy}
    body = makers[found["kind"]](found["of"].strip(), folder)
    return f"<!-- {found['kind']}: {found['of']} -->\n{body}\n<!-- end -->"


def command_of(name: str) -> object:
    """The command as the program knows it; of a group `name sub`."""
    import typer.main

    found = typer.main.get_command(build())
    for part in name.split():
        found = found.commands[part]  # type: ignore[attr-defined]
    return found


def options(name: str, _: Path) -> str:
    """The command's own options, as a table."""
    rows = []
    for parameter in command_of(name).params:  # type: ignore[attr-defined]
        if parameter.name in _COMMON or parameter.param_type_name == "argument":
            continue
        flags = ", ".join(f"`{flag}`" for flag in parameter.opts)
        takes = "" if parameter.is_flag else f" `{parameter.metavar or 'VALUE'}`"
        rows.append(f"| {flags}{takes} | {parameter.help} |".replace("|zh", "\\|zh"))
    if not rows:
        return "None of its own; see [options that commands share](../options.md)."
    return "| option | meaning |\n|---|---|\n" + "\n".join(_escaped(row) for row in rows)


def _escaped(row: str) -> str:
    """A | inside a cell would end it."""
    inner = row[2:-2].split(" | ", 1)
    return "| " + " | ".join(re.sub(r"(?<!\\)\|", r"\\|", cell) for cell in inner) + " |"


def columns(line: str, folder: Path) -> str:
    """The columns of an answer, as a table."""
    done = run([*shlex.split(line), "--format", "csv"], folder)
    assert not done.status, done.stderr
    names = next(csv.reader(io.StringIO(done.stdout)))
    rows = "\n".join(f"| `{name}` | {column(name).unit} | {column(name).meaning} |" for name in names)
    return "| column | unit | meaning |\n|---|---|---|\n" + rows


def policy(name: str, _: Path) -> str:
    """A section of the default policy, as TOML."""
    sections = re.split(r"(?m)^(?=\[[a-z_]+\])", default_toml())
    (section,) = [part for part in sections if part.startswith(f"[{name}]")]
    return f"```toml\n{section.strip()}\n```"


def page_of(name: str) -> Path:
    return ROOT / "docs" / "commands" / f"{name}.md"


def pages_of(names: list[str]) -> list[Path]:
    return [path for path in PAGES if not names or path.stem in names]


def main(names: list[str]) -> None:
    for path in pages_of(names):
        with tempfile.TemporaryDirectory() as temporary:
            text = path.read_text("utf-8")
            path.write_text(made_true(text, copy_of_huaxia(Path(temporary))), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
    missing = [name for _, name, _ in COMMANDS if not page_of(name).exists()]
    if missing:
        print("commands without a page:", ", ".join(missing))
