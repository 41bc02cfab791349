"""A workbook is a zip: refuse what would blow up before anything reads it."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from creditkit.errors import CreditkitError, Where
from creditkit.words import N_

MAX_ENTRIES = 1_000
MAX_RATIO = 150
# Small entries compress well without meaning harm.
_SMALL = 16 * 2**20


def max_expanded() -> int:
    """Bytes a workbook may expand to: CREDITKIT_MAX_EXPANDED_MB, else 2 GiB."""
    return int(os.environ.get("CREDITKIT_MAX_EXPANDED_MB", "2048")) * 2**20


def guarded(path: Path) -> zipfile.ZipFile:
    """The open archive.  Errors: CK221 not a workbook or damaged, CK222 too many entries or too much when expanded."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise CreditkitError(
            "CK221",
            N_("The file begins like a workbook and cannot be opened as one: {reason}."),
            where=Where(str(path)),
            fix=N_("It is damaged or only partly copied. Open and save it in a spreadsheet program, or export again."),
            reason=error,
        ) from None
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    bomb = any(
        entry.file_size > _SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1) for entry in entries
    )
    if len(entries) > MAX_ENTRIES or total > max_expanded() or bomb:
        archive.close()
        raise CreditkitError(
            "CK222",
            N_("The workbook would expand to {size} MB in {count} parts, which no ledger needs."),
            where=Where(str(path)),
            fix=N_(
                "Save only the ledger's sheet as a new workbook or as CSV; CREDITKIT_MAX_EXPANDED_MB raises the bound."
            ),
            size=total // 2**20,
            count=len(entries),
        )
    return archive
