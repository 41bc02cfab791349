"""Neutral blocks between what was computed and how it is shown: every renderer takes these and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

import polars as pl

from creditkit.errors import Notice
from creditkit.words import Message


@dataclass(frozen=True)
class InputFile:
    """One input: what was read of it.  role: ledger, customers, payments, rates.  sha256: null if not read whole."""

    path: str
    sha256: str | None
    role: str
    rows_read: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    rows_ignored: int = 0


@dataclass(frozen=True)
class ProofLine:
    """ledger − reported, per currency; 0.00 or the output is wrong."""

    currency: str
    ledger: Decimal
    reported: Decimal

    @property
    def difference(self) -> Decimal:
        return self.ledger - self.reported


@dataclass(frozen=True)
class Table:
    """A frame to be shown: columns are looked up in `schema` by name and formatted by unit.

    compact: the columns a narrow terminal keeps, in order of importance; empty = all.  Money columns take their
    decimals from the row's `currency` column, else from `currency`.
    """

    name: str
    frame: pl.DataFrame
    title: Message | None = None
    compact: tuple[str, ...] = ()
    currency: str | None = None
    totals: pl.DataFrame | None = None


@dataclass(frozen=True)
class Result:
    """What one command found; every output format is made from this."""

    command: str
    as_of: date | None
    rows: Table
    inputs: tuple[InputFile, ...] = ()
    policy_sha256: str | None = None
    proof: tuple[ProofLine, ...] = ()
    warnings: tuple[Notice, ...] = ()
    # further JSON keys of the command (`mapping`, `rejects`, `backtest`), already plain
    extras: dict[str, object] = field(default_factory=dict)
    # further tables shown after the rows (terminal, Markdown, XLSX sheets)
    tables: tuple[Table, ...] = ()


# --- the report -----------------------------------------------------------------------------------------------------

Tone = Literal["good", "plain", "watch", "bad"]


@dataclass(frozen=True)
class Figure:
    """A headline figure: label, the value as shown, one line of meaning, a tone."""

    label: Message
    value: str
    note: Message | None = None
    tone: Tone = "plain"


@dataclass(frozen=True)
class Finding:
    """A computed sentence the reader should act on, most important first.  see: the section that holds its figures."""

    text: Message
    tone: Tone = "plain"
    see: str = ""


@dataclass(frozen=True)
class Series:
    label: Message
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """kind: bars (one or more series side by side), stacked, lines, gauge (value against limit per category), or band
    (series expected, low, high, and optionally one of marks).
    """

    kind: Literal["bars", "stacked", "lines", "gauge", "band"]
    title: Message
    categories: tuple[str | Message, ...]
    series: tuple[Series, ...]
    unit: str = "money"
    currency: str | None = None
    note: Message | None = None


@dataclass(frozen=True)
class Text:
    text: Message
    kind: Literal["paragraph", "method", "note"] = "paragraph"


Block = Figure | Finding | Chart | Table | Text


@dataclass(frozen=True)
class Section:
    """One section of the report: an anchor name, a title and its blocks."""

    name: str
    title: Message
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """The pack: title, the company, as-of and the sections, with the same provenance as a Result."""

    title: Message
    company: str
    as_of: date
    currency: str | None
    sections: tuple[Section, ...]
    inputs: tuple[InputFile, ...] = ()
    policy_sha256: str | None = None
    proof: tuple[ProofLine, ...] = ()
    warnings: tuple[Notice, ...] = ()
