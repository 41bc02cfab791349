"""One run at a time in a workspace."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from creditkit.errors import CreditkitError, Where
from creditkit.workspace.find import Workspace
from creditkit.workspace.folders import cannot_write, make_folder


def lock_path(workspace: Workspace) -> Path:
    """The lock file.  It stays when the lock is free: the lock is the system's, the file is only its handle."""
    return workspace.state / "lock"


@contextmanager
def locked(workspace: Workspace) -> Iterator[None]:
    """Hold the workspace for the length of a `with` block; the system frees it even when the process is killed.

    Errors: CK601 when another run holds it (no waiting: the next cron run comes by itself); CK504 when the lock file
    cannot be written.
    """
    path = lock_path(workspace)
    make_folder(path.parent)
    lock = FileLock(os.fspath(path), timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise CreditkitError(
            "CK601",
            "Another run holds this workspace.",
            where=Where(path=str(workspace.folder)),
            fix="Wait until it has ended. A run that was killed holds nothing: there is no lock file to delete.",
        ) from None
    except OSError as error:
        raise cannot_write(path, error) from None
    try:
        yield
    finally:
        lock.release()
