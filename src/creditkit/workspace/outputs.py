"""The output folder of a run: built beside its place, published in one step when everything is in it."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from creditkit import __version__
from creditkit.errors import CreditkitError, Where
from creditkit.workspace.find import Workspace
from creditkit.workspace.folders import cannot_write, make_folder, remove

MANIFEST = "manifest.json"
_MAKING, _OLD = ".creditkit-making-", ".creditkit-old-"


class Read(Protocol):
    """What the manifest says of an input."""

    @property
    def path(self) -> Path | str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def role(self) -> str: ...


@dataclass
class Publication:
    """A folder being made.  path: where to write; target: where it will stand; published_files: known at the end."""

    path: Path
    target: Path
    as_of: date
    company: str = ""
    published_files: tuple[Path, ...] = ()
    _described: dict[str, object] = field(default_factory=dict)

    def describe(self, inputs: Sequence[Read], policy_sha256: str | None) -> None:
        """Tell the manifest what the reports were made from."""
        self._described = {
            "inputs": [{"path": str(entry.path), "role": entry.role, "sha256": entry.sha256} for entry in inputs],
            "policy_sha256": policy_sha256,
        }

    def manifest(self) -> str:
        """The manifest's text: no clock in it, so the same run gives the same bytes."""
        content = {
            "creditkit": __version__,
            "as_of": self.as_of.isoformat(),
            "company": self.company,
            "inputs": [],
            "policy_sha256": None,
            **self._described,
            "files": [{"path": name, **_facts(self.path / name)} for name in files_of(self.path)],
        }
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


@contextmanager
def published(workspace: Workspace, as_of: date) -> Iterator[Publication]:
    """A folder to write the reports of `as_of` into; it appears as <output>/<as-of> when the block ends well.

    When the block fails, nothing of it is left and the folder of an earlier run stands untouched.  Files that somebody
    else put into that folder are kept.  Errors: CK504 when the system refuses; CK505 when a new report would replace
    such a file.
    """
    output = make_folder(workspace.output)
    target = output / as_of.isoformat()
    try:
        _mend(output)
        making = Path(tempfile.mkdtemp(prefix=f"{_MAKING}{target.name}-", dir=output))
    except OSError as error:
        raise cannot_write(output, error) from None
    try:
        publication = Publication(making, target, as_of, workspace.config.company.name)
        yield publication
        try:
            names = files_of(making)
            foreign = _foreign_files(target)
            _write_synced(making / MANIFEST, publication.manifest().encode("utf-8"))
            _carry_over(foreign, target, making)
            making.chmod(0o755 & ~_umask())
            _replace(making, target)
        except OSError as error:
            raise cannot_write(target, error) from None
        publication.path = target
        publication.published_files = tuple(target / name for name in [*names, MANIFEST])
    finally:
        remove(making)


def files_of(folder: Path) -> list[str]:
    """The files below `folder`, as the manifest names them: relative, with /, in order, without the manifest."""
    return sorted(
        name
        for path in folder.rglob("*")
        if path.is_file() and (name := path.relative_to(folder).as_posix()) != MANIFEST
    )


def _facts(path: Path) -> dict[str, object]:
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _write_synced(path: Path, content: bytes) -> None:
    """The manifest is on the disk before the folder is published: who sees it may trust the rest."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _foreign_files(target: Path) -> list[str]:
    """Files in the folder of an earlier run that its manifest does not name; all of them when it has none."""
    if not target.exists():
        return []
    try:
        own = {entry["path"] for entry in json.loads((target / MANIFEST).read_bytes())["files"]}
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        own = set()
    return [name for name in files_of(target) if name not in own]


def _carry_over(names: list[str], target: Path, making: Path) -> None:
    for name in names:
        place = making / name
        if place.exists():
            raise CreditkitError(
                "CK505",
                "This file is not creditkit's, and a report of the same name would replace it.",
                where=Where(path=str(target / name)),
                fix="Move or rename it, then run again. Nothing was changed.",
            )
    for name in names:
        (making / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(target / name, making / name)


def _umask() -> int:
    current = os.umask(0o077)
    os.umask(current)
    return current


def _replace(making: Path, target: Path) -> None:
    """Put the new folder in the place of the old one: one step where the system can exchange two names, else two.

    Between the two steps of the second way the old folder waits under a name that `_mend` knows.
    """
    if not target.exists():
        making.rename(target)
    elif _exchange(making, target):
        remove(making)
    else:
        old = making.with_name(making.name.replace(_MAKING, _OLD, 1))
        target.rename(old)
        making.rename(target)
        remove(old)
    _sync_folder(target.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two folders in one step (Linux: renameat2); False where that is not to be had."""
    if not sys.platform.startswith("linux"):
        return False
    at_working_folder, exchange = -100, 2
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):  # a C library without it
        return False
    return bool(rename(at_working_folder, os.fsencode(one), at_working_folder, os.fsencode(other), exchange) == 0)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":  # folders cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _mend(output: Path) -> None:
    """Clear what a killed run left: half-made folders go, a folder that was set aside and not replaced comes back.

    The workspace is locked while this runs, so nobody is still working on them.
    """
    for path in sorted(output.iterdir()):
        if path.name.startswith(_MAKING):
            remove(path)
        elif path.name.startswith(_OLD):
            target = output / path.name.removeprefix(_OLD)[: len("2025-09-28")]
            if target.exists():
                remove(path)
            else:
                path.rename(target)
