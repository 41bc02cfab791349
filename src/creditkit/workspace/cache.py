"""The canonical ledger kept beside the workspace: the second command on the same files does not parse them again.

An entry is a folder named after its key, with Parquet frames, `value.json` and `seal.json` that holds the hash of
each of them.  The key is the hash of the inputs' bytes and names, of how they are to be read and of creditkit's
version, so an entry never goes stale; it is made in a temporary folder and moved into place whole.  A damaged entry is
as good as none: money is never taken from a file whose hash does not agree.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from creditkit import __version__
from creditkit.errors import Notice, Rejected, Where
from creditkit.ledger import Ledger
from creditkit.words import Message
from creditkit.workspace.frozen import Freezer

if TYPE_CHECKING:
    from creditkit.read.ledgers import LedgerReading
    from creditkit.read.request import ReadOptions

# Raise it when what is kept, or how reading understands a file, changes without a new version of creditkit.
FORMAT = 1
KEEP = 6
_TEMPORARY = ".making-"
_DAMAGED = (OSError, ValueError, KeyError, TypeError, IndexError, ArithmeticError, pl.exceptions.PolarsError)


class Cache:
    """Values of frozen dataclasses under keys, in one folder.  kinds: the dataclasses that may appear in them."""

    def __init__(self, folder: Path, kinds: Sequence[type] = ()) -> None:
        self.folder = folder
        common = (Message, Notice, Where, Rejected, Ledger)
        self._freezer = Freezer({kind.__name__: kind for kind in (*common, *kinds)})

    def load(self, key: str) -> Any | None:
        """The value kept under `key`; None when there is none or when it is damaged in any way."""
        entry = self.folder / key
        try:
            seal = json.loads((entry / "seal.json").read_bytes())
            if any(_sha256(entry / name) != expected for name, expected in seal["files"].items()):
                return None
            frames = [pl.read_parquet(entry / name) for name in seal["frames"]]
            value = self._freezer.thaw(json.loads((entry / "value.json").read_bytes()), frames)
            os.utime(entry)
        except _DAMAGED:
            return None
        return value

    def store(self, key: str, value: object) -> bool:
        """Keep `value` under `key` in one step; False when the folder cannot be written, for a cache is a convenience."""
        plain, frames = self._freezer.freeze(value)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            temporary = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=self.folder))
        except OSError:
            return False
        try:
            self._fill(temporary, plain, frames)
            shutil.rmtree(self.folder / key, ignore_errors=True)
            temporary.rename(self.folder / key)
        except OSError:
            return False
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        self._tidy()
        return True

    @staticmethod
    def _fill(folder: Path, plain: object, frames: list[pl.DataFrame]) -> None:
        names = [f"frame{position}.parquet" for position in range(len(frames))]
        for name, frame in zip(names, frames, strict=True):
            frame.write_parquet(folder / name, compression="zstd", compression_level=1)
        (folder / "value.json").write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
        hashes = {name: _sha256(folder / name) for name in [*names, "value.json"]}
        (folder / "seal.json").write_text(json.dumps({"frames": names, "files": hashes}), encoding="utf-8")

    def _tidy(self) -> None:
        """Only the entries used last stay, and nothing that an interrupted run left half-made."""
        entries = [path for path in self.folder.iterdir() if path.is_dir()]
        stale = [path for path in entries if path.name.startswith(_TEMPORARY)]
        kept = sorted((p for p in entries if p not in stale), key=_modified, reverse=True)
        for path in [*stale, *kept[KEEP:]]:
            shutil.rmtree(path, ignore_errors=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _modified(path: Path) -> tuple[int, str]:
    try:
        return path.stat().st_mtime_ns, path.name
    except FileNotFoundError:  # another run has tidied it away
        return 0, path.name


def cache_key(hashes: Sequence[tuple[str, str, str]], *options: object) -> str:
    """sha256 of the version, of each input (role, name, hash of its bytes) and of how they are to be read.

    options: dataclasses, mappings or plain values; equal options give equal keys, whatever their order of entry.
    """
    asked = [asdict(option) if is_dataclass(option) and not isinstance(option, type) else option for option in options]
    described = json.dumps([FORMAT, __version__, pl.__version__, hashes, asked], sort_keys=True, default=str)
    return hashlib.sha256(described.encode("utf-8")).hexdigest()[:40]


def cached_reading(
    folder: Path,
    ledger: Sequence[Path],
    options: ReadOptions,
    payments: Path | None,
    read: Callable[..., LedgerReading],
    **more: Any,
) -> LedgerReading:
    """read(ledger, options, payments=payments, **more), or what it gave the last time for the same bytes and options.

    folder: of the cache.  more: further keyword arguments of `read`, part of the key.  Errors: those of `read`; a
    reading that failed is not kept.
    """
    from creditkit.read.ledgers import FileReading, LedgerReading
    from creditkit.read.sources import file_sha256

    paths = [("ledger", path) for path in ledger] + ([("payments", payments)] if payments else [])
    if not all(path.is_file() for _, path in paths):
        return read(ledger, options, payments=payments, **more)  # says what is wrong with them
    hashes = [(role, str(path), file_sha256(path)) for role, path in paths]
    key = cache_key(hashes, options, more)
    cache = Cache(folder, (FileReading, LedgerReading))
    found = cache.load(key)
    if isinstance(found, LedgerReading):
        return found
    reading = read(ledger, options, payments=payments, **more)
    # A file may have been replaced between hashing and reading: only what was hashed may stand under this key.
    if {file.sha256 for file in reading.files} <= {sha256 for _, _, sha256 in hashes}:
        cache.store(key, reading)
    return reading
