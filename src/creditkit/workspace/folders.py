"""Folders of creditkit's own making, and the sweeping of what an interrupted run left in them."""

from __future__ import annotations

import shutil
from pathlib import Path

from creditkit.errors import CreditkitError, Where


def make_folder(folder: Path) -> Path:
    """Make `folder` and those above it where they are missing.  Errors: CK504."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from None
    return folder


def cannot_write(path: Path, error: OSError) -> CreditkitError:
    """CK504: the system refused to write to `path`; what was there before is still there."""
    return CreditkitError(
        "CK504",
        "It cannot be written: {reason}.",
        where=Where(path=str(path)),
        fix="Check its permissions, the space left on the disk, and whether a program has the file open.",
        reason=error.strerror or type(error).__name__,
    )


def remove(path: Path) -> None:
    """Remove a folder or file of creditkit's own; its absence is fine."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
