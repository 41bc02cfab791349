"""Where the workspace is and what it names: creditkit.toml found upwards, its paths resolved beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from creditkit.errors import CreditkitError, Where
from creditkit.workspace.config import FILE_NAME, WorkspaceConfig
from creditkit.workspace.parse import decode, parse

_GLOB_MARKS = "*?["
# Of creditkit's own: cache and lock.  It may be deleted at any time.
STATE_FOLDER = ".creditkit"


@dataclass(frozen=True)
class InputPaths:
    """The input files of a workspace.  Each is looked for when it is asked for, so a command pays only for its own.

    Errors: CK422 a pattern without a match; CK425 a named file that is not there.
    """

    workspace: Workspace

    @property
    def ledger(self) -> tuple[Path, ...]:
        """The ledger files, patterns expanded, in order of the list and then of the name, each once."""
        found: dict[Path, None] = {}
        for pattern in self.workspace.config.inputs.ledger:
            found |= dict.fromkeys(self.workspace.matches(pattern, "inputs.ledger"))
        return tuple(found)

    @property
    def customers(self) -> Path | None:
        return self._one("customers")

    @property
    def payments(self) -> Path | None:
        return self._one("payments")

    @property
    def rates(self) -> Path | None:
        return self._one("rates")

    @property
    def overrides(self) -> Path | None:
        return self._one("overrides")

    @property
    def promises(self) -> Path | None:
        return self._decisions("promises")

    @property
    def disputes(self) -> Path | None:
        return self._decisions("disputes")

    @property
    def snoozes(self) -> Path | None:
        """The file of snoozes when it is there; the program itself writes it, so a named one may be missing."""
        path = self.place_of("snoozes")
        return path if path.is_file() else None

    @property
    def sent(self) -> Path | None:
        """The log of letters when it is there; the program itself writes it, so a named one may be missing."""
        path = self.place_of("sent")
        return path if path.is_file() else None

    def place_of(self, name: str) -> Path:
        """Where promises, disputes, snoozes or the log of letters are kept, whether the file is there or not."""
        given: str = getattr(self.workspace.config.inputs, name)
        return self.workspace.folder / given

    def _decisions(self, name: str) -> Path | None:
        """The default name may be missing; a name that the file gives may not."""
        path = self.place_of(name)
        if name in self.workspace.config.inputs.model_fields_set:
            return self._one(name)
        return path if path.is_file() else None

    def _one(self, name: str) -> Path | None:
        given = getattr(self.workspace.config.inputs, name)
        return None if given is None else self.workspace.existing(given, f"inputs.{name}")


@dataclass(frozen=True)
class Workspace:
    """A folder with a creditkit.toml.  path: that file; every other path is absolute."""

    path: Path
    config: WorkspaceConfig
    text: str = ""

    @property
    def folder(self) -> Path:
        return self.path.parent

    @property
    def inputs(self) -> InputPaths:
        return InputPaths(self)

    @property
    def policy(self) -> Path | None:
        """The policy file.  The default name may be missing; a name that the file gives may not (CK425)."""
        given = self.config.policy.file
        if given is None:
            return None
        if "file" in self.config.policy.model_fields_set:
            return self.existing(given, "policy.file")
        path = self.folder / given
        return path if path.is_file() else None

    @property
    def output(self) -> Path:
        return self.folder / self.config.output.folder

    @property
    def state(self) -> Path:
        return self.folder / STATE_FOLDER

    @property
    def cache(self) -> Path:
        return self.state / "cache"

    def existing(self, name: str, key: str) -> Path:
        """The file `name` of the workspace.  Errors: CK425."""
        path = self.folder / name
        if path.is_file():
            return path
        raise CreditkitError(
            "CK425",
            "{key} names {name}, and there is no such file.",
            where=Where(path=str(self.path), row=self._line(key)),
            fix="Put the file at {place}, or mend the name. Paths are relative to the folder of creditkit.toml.",
            key=key,
            name=name,
            place=path,
        )

    def matches(self, pattern: str, key: str) -> list[Path]:
        """The files a name or pattern stands for, in order of their name.  Errors: CK422, CK425."""
        if not any(mark in pattern for mark in _GLOB_MARKS) or (self.folder / pattern).is_file():
            return [self.existing(pattern, key)]
        base = self.folder
        relative = Path(pattern)
        if relative.is_absolute():
            base = Path(relative.anchor)
            pattern = str(relative.relative_to(base))
        # A spreadsheet program that has a file open leaves a lock file ~$name or .~lock beside it.
        found = sorted(p for p in base.glob(pattern) if p.is_file() and not p.name.startswith(("~$", ".")))
        if found:
            return found
        raise CreditkitError(
            "CK422",
            "{key}: no file matches {pattern}.",
            where=Where(path=str(self.path), row=self._line(key)),
            fix="Put the files into {folder}, or mend the pattern. Paths are relative to the folder of creditkit.toml.",
            key=key,
            pattern=pattern,
            folder=base / Path(pattern).parent,
        )

    def _line(self, key: str) -> int | None:
        from creditkit.workspace.parse import line_of

        return line_of(self.text, tuple(key.split(".")))


def find_file(start: Path) -> Path | None:
    """The creditkit.toml in `start` or the nearest folder above it."""
    folder = start.resolve()
    for candidate in (folder, *folder.parents):
        path = candidate / FILE_NAME
        if path.is_file():
            return path
    return None


def load_workspace(start: Path | None = None) -> Workspace | None:
    """The workspace of `start` (a folder or a creditkit.toml) or the nearest one above it; else None.

    Without a start the search begins in the working folder.  A start that is given (-C DIR) promises a workspace, so
    finding none is an error then (CK420).  Further errors: CK421, CK423, CK424.
    """
    if start is not None and start.is_file():
        return _load(start.resolve())
    path = find_file(start or Path.cwd())
    if path is not None:
        return _load(path)
    if start is None:
        return None
    raise CreditkitError(
        "CK420",
        "There is no creditkit.toml in this folder or above it.",
        where=Where(path=str(start)),
        fix="Make one with creditkit init, or name the folder that has it with -C.",
    )


def _load(path: Path) -> Workspace:
    text = decode(path)
    return Workspace(path, parse(text, path), text)
