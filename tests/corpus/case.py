"""What a case of the corpus is: how its file is written, and what reading it must give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

Cell = str | int | float | Decimal | date | None


@dataclass(frozen=True)
class Reads:
    """The file is read: Σ open per currency, number of documents, and what else is said where it matters.

    due: first and last due date; customers: ids; codes: notices that must be among those given; quiet: no notice of
    these codes may be given; ignored: rows left out.
    """

    open: Mapping[str, str]
    rows: int
    due: tuple[str, str] | None = None
    customers: tuple[str, ...] | None = None
    codes: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    ignored: int | None = None
    layout: str | None = None


@dataclass(frozen=True)
class Refuses:
    """The file is refused with this code, and the message names all of these."""

    code: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """name: of the file, with its suffix.  write: puts the file at a path.  options: of ReadOptions."""

    name: str
    write: Callable[[Path], None]
    want: Reads | Refuses
    options: Mapping[str, Any] = field(default_factory=dict)


def text(
    name: str,
    content: str,
    want: Reads | Refuses,
    *,
    encoding: str = "utf-8",
    newline: str = "\n",
    **options: object,
) -> Case:
    """A case whose file is this text."""
    data = content.replace("\n", newline).encode(encoding)
    return Case(name, lambda path: _bytes(path, data), want, options)


def raw(name: str, data: bytes, want: Reads | Refuses, **options: object) -> Case:
    """A case whose file is these bytes."""
    return Case(name, lambda path: _bytes(path, data), want, options)


def _bytes(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def book(
    name: str, sheets: Mapping[str, Sequence[Sequence[Any]]], want: Reads | Refuses,
    finish: Callable[[Any], None] | None = None, **options: object,
) -> Case:  # fmt: skip
    """A case whose file is a workbook of these sheets; finish: what else is done to it (an openpyxl Workbook)."""

    def write(path: Path) -> None:
        import openpyxl

        made = openpyxl.Workbook()
        made.remove(made.active)
        for title, rows in sheets.items():
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        if finish is not None:
            finish(made)
        made.save(path)

    return Case(name, write, want, options)
