"""Files written whole or not at all: a report is never half-written, an old one never lost to a full disk."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from creditkit.errors import CreditkitError, Where


def write_text(path: Path, text: str) -> None:
    """Write `text` in UTF-8, line ends as they are.  Errors as `write_bytes`."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Put a file with `content` at `path` in one step; until then, and on any failure, what was there stays.

    A symbolic link is replaced, not followed; the permissions of a file that is replaced are kept.  Errors: CK501.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise _refused(path, error) from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(path))
        temporary.replace(path)
    except OSError as error:
        raise _refused(path, error) from None
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _mode(path: Path) -> int:
    """Permissions of the file that is replaced; for a new one what the user's umask allows."""
    if path.is_file() and not path.is_symlink():
        return path.stat().st_mode & 0o777
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """The new name is on the disk too; where a folder cannot be opened (Windows) the system sees to it."""
    if os.name == "nt":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:  # a folder one may write to but not list
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refused(path: Path, error: OSError) -> CreditkitError:
    return CreditkitError(
        "CK501",
        "It cannot be written: {reason}.",
        where=Where(path=str(path)),
        fix="Check that the folder exists, its permissions, the space left on the disk, and whether a program has the file open.",
        reason=error.strerror or type(error).__name__,
    )
