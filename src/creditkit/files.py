"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from creditkit.errors import CreditkitError, Where
from creditkit.words import N_


def write_bytes(path: Path, content: bytes) -> None:
    """content at `path`, in one step: a reader sees the old file or the new one, never a part.

    Written beside its place, flushed to the disk, then renamed; a file keeps its mode, a new one
    follows the umask.  Errors: CK501.
    """
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        temporary.replace(path)
        temporary = None
        _sync_folder(path.parent)
    except OSError as error:
        raise CreditkitError(
            "CK501",
            N_("The file could not be written: {reason}."),
            where=Where(str(path)),
            fix=N_(
                "Check that the folder exists, may be written and has space, and that no program has the file open."
            ),
            reason=error.strerror or type(error).__name__,
        ) from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str, encoding: str = "utf-8") -> None:
    """text at `path` with \\n line ends, in one step.  Errors: CK501."""
    write_bytes(path, text.encode(encoding))


def _umask() -> int:
    current = os.umask(0o077)
    os.umask(current)
    return current


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
