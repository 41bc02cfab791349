"""A path to its tables: the content decides how it is read, not the suffix."""

from __future__ import annotations

import hashlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from creditkit.errors import CreditkitError, Where
from creditkit.read.raw import RawTable
from creditkit.read.request import ReadOptions
from creditkit.words import N_

_WORKBOOK_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x08\x10\x00\x00\x06")
_FOREIGN_MAGIC = {
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"PAR1": "Parquet",
    b"BZh": "bzip2",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"\xfd7zXZ\x00": "xz",
    b"Rar!": "RAR",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"SQLite format 3": "SQLite",
    b"{\\rtf": "RTF",
    b"\x89PNG": "PNG",
}
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<table", b"<meta", b"<?xml", b"<?mso-application", b"<workbook")


def open_tables(path: Path, options: ReadOptions) -> list[RawTable]:
    """The tables of a file: one of a text file, those of the sheets of a workbook.

    Errors: CK201 cannot be read, CK203 changed while it was read, CK210 neither text nor workbook; those of
    `text.read_text` and of the workbook reader.
    """
    head = _head(path)
    if head.startswith(_WORKBOOK_MAGIC):
        from creditkit.read.workbook import read_workbook

        return read_workbook(path, options)
    _refuse_foreign(head, path)
    from creditkit.read.text import read_text

    data = read_bytes(path)
    # Hashing leaves the interpreter free, so it costs no time beside the reading.
    with ThreadPoolExecutor(1) as pool:
        digest = pool.submit(hashlib.sha256, data)
        table = read_text(path, data, options)
    return [replace(table, sha256=digest.result().hexdigest())]


def read_bytes(path: Path) -> bytes:
    """All bytes of a regular file, which must not change meanwhile.  Errors: CK201, CK203."""
    try:
        with path.open("rb") as stream:
            before = os.fstat(stream.fileno())
            data = stream.read()
            after = os.fstat(stream.fileno())
        now = path.stat()
    except OSError as error:
        raise _unreadable(path, error) from error
    same = _identity(before) == _identity(after) == _identity(now)
    if not same or len(data) != before.st_size:
        raise CreditkitError(
            "CK203",
            N_("The file changed while it was being read ({before} bytes at first, {after} afterwards)."),
            where=Where(str(path)),
            fix=N_("Wait until the program that writes it has finished, and run again."),
            before=before.st_size,
            after=now.st_size,
        )
    return data


def file_sha256(path: Path) -> str:
    """SHA-256 of the file's bytes, in hex.  Errors: CK201."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from error


def _identity(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _head(path: Path) -> bytes:
    try:
        # Before opening: opening a pipe would wait for its writer.
        _refuse_irregular(path.stat(), path)
        with path.open("rb") as stream:
            return stream.read(1024)
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> CreditkitError:
    if isinstance(error, FileNotFoundError):
        return CreditkitError("CK201", N_("There is no such file."), where=Where(str(path)))
    return CreditkitError(
        "CK201", N_("The file cannot be read: {reason}"), where=Where(str(path)), reason=error.strerror or str(error)
    )


def _refuse_irregular(status: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise CreditkitError("CK201", N_("This is not a regular file."), where=Where(str(path)))


def _refuse_foreign(head: bytes, path: Path) -> None:
    kind = next((name for magic, name in _FOREIGN_MAGIC.items() if head.startswith(magic)), None)
    if kind is None and head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        kind = "HTML/XML"
    if kind:
        raise CreditkitError(
            "CK210",
            N_("The file is {kind}, neither a delimited text nor a workbook, whatever its name says."),
            where=Where(str(path)),
            fix=N_("Open it in a spreadsheet program and save it as .xlsx or as CSV."),
            kind=kind,
        )
