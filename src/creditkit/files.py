"""Files written whole or not at all, and names that are safe on every system."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from creditkit.errors import CreditkitError, Where
from creditkit.words import N_

# Reports name customers and what they owe: the owner writes, the group reads, the rest of the machine does neither.
_MODE = 0o640
_PREFIX, _SUFFIX = ".creditkit-", ".tmp"
_STALE_SECONDS = 24 * 3600
_PART_BYTES = 60


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write to; when the block ends well its file stands at `path`, in one step.

    A reader sees the old file or the new one, never a part, and whatever fails leaves the old one and nothing else.
    The temporary file lies in the same folder (a rename across disks is a copy), and is flushed to the disk first.  A
    file keeps its mode, a new one gets 0640 less the umask; a symbolic link is replaced, not followed.  A device or
    pipe (`/dev/null`) cannot be replaced and is written to directly.  Errors: CK501 for every OSError of the block,
    which must therefore do nothing but write.
    """
    temporary: Path | None = None
    try:
        if _is_stream(path):
            yield path
            return
        if path.exists() and not os.access(path, os.W_OK):
            # A rename asks only the folder; a file that its owner made read-only is to stay as it is.
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=_SUFFIX, dir=path.parent)
        temporary = Path(name)
        os.close(handle)
        yield temporary
        _flush(temporary)
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else _MODE & ~_umask())
        fresh = temporary.stat().st_mtime
        temporary.replace(path)
        temporary = None
        _sync_folder(path.parent)
        _sweep(path.parent, older_than=fresh - _STALE_SECONDS)
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


def write_bytes(path: Path, content: bytes) -> None:
    """content at `path`, in one step (see `replacing`).  Errors: CK501."""
    with replacing(path) as place, place.open("wb") as file:
        file.write(content)


def write_text(path: Path, text: str, encoding: str = "utf-8") -> None:
    """text at `path` with \\n line ends, in one step.  Errors: CK501."""
    write_bytes(path, text.encode(encoding))


def safe_filename(identifier: str, label: str = "", suffix: str = "") -> str:
    """`<identifier>-<label>-<8 hex of the identifier><suffix>`: a file name for text that others chose.

    Identifier and label keep their letters and digits, each at most 60 bytes of UTF-8; everything else becomes a
    hyphen.  The hash keeps names apart that would become one (`a/b` and `a:b`, `ab` and `AB`), so equal names mean
    equal identifiers.  suffix: given by the program, `.html`.
    """
    assert re.fullmatch(r"(\.[a-z0-9]+)*", suffix), suffix
    digest = hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    parts = [part for part in (_slug(identifier), _slug(label)) if part]
    return "-".join([*parts, digest]) + suffix


def _slug(text: str) -> str:
    kept = "".join(c if unicodedata.category(c)[0] in "LNM" else "-" for c in unicodedata.normalize("NFC", text))
    slim = re.sub("-+", "-", kept).strip("-")
    return slim.encode("utf-8")[:_PART_BYTES].decode("utf-8", "ignore").strip("-")


def _is_stream(path: Path) -> bool:
    """A device, a pipe, or the name of an open descriptor (`/dev/stdout`)."""
    if path.is_absolute() and path.parts[1:2] == ("dev",) and path.parts[2:3] != ("shm",):
        return True
    return path.exists() and not path.is_file() and not path.is_dir()


def _flush(path: Path) -> None:
    # Windows flushes a file through a handle that may write only.
    with path.open("r+b") as file:
        os.fsync(file.fileno())


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


def _sweep(folder: Path, *, older_than: float) -> None:
    """Remove what a killed run left here more than a day ago."""
    for leftover in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        # Another run may remove it first, or it may belong to another user: neither spoils the file just written.
        with suppress(OSError):
            if leftover.stat().st_mtime < older_than:
                leftover.unlink()
