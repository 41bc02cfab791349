"""Delimiters and fields: one record cut strictly, the delimiter chosen by agreement, lines that are no rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from creditkit.errors import CreditkitError, Where
from creditkit.read.headers import hits
from creditkit.words import N_

DELIMITERS = (",", ";", "\t", "|", "^")
_SEP_LINE = re.compile(r'^"?sep=(.)"?\r?$', re.IGNORECASE)
# What a ruler begins with, here and in the patterns of `records`.
RULER_START = r"^(?:[|+]\s*)?[-=_]{2}"
_RULER = re.compile(RULER_START + r"[-=_\s|+,;^]*$")
_GAPS = re.compile(r"\S {2,}\S")
_SAMPLE_LINES = 500

Fault = Literal["unterminated", "after-quote", "stray-quote", "swallowed"]


@dataclass(frozen=True)
class Record:
    """The fields of one record, and the index of the line after it."""

    fields: tuple[str, ...]
    after: int

    @property
    def filled(self) -> int:
        return sum(not blank(text) for text in self.fields)


class MalformedError(Exception):
    """A record whose quotes do not close or stand where they must not."""

    def __init__(self, fault: Fault, line: int) -> None:
        super().__init__(fault, line)
        self.fault, self.line = fault, line


@dataclass(frozen=True)
class Dialect:
    """delimiter: None = one column.  width: fields of every row.  quoted: cells may be quoted.

    header: index of the line with the most known header words (2 or more), else None.
    """

    delimiter: str | None
    width: int
    quoted: bool
    header: int | None

    @property
    def mark(self) -> str:
        """The delimiter to cut at; a single column is what is left of a comma."""
        return self.delimiter or ","


def blank(text: str) -> bool:
    """Nothing a reader would see: spaces of any kind, zero-width marks, the end-of-file character of DOS."""
    return not text.strip().strip("\x1a\ufeff\u200b\u200c\u200d\u2060").strip()


def is_ruler(line: str) -> bool:
    """A line drawn with dashes, as printed lists have above and below their headers."""
    return _RULER.match(line) is not None


class Lines(Protocol):
    """Lines of a text by index."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> str: ...


def cut(lines: Lines, index: int, delimiter: str, *, quoted: bool = True) -> Record:
    """The record that begins on line `index`, by RFC 4180: quotes enclose whole fields and are doubled inside.

    lines: without their "\\n"; a field in quotes may run over several.
    Errors: MalformedError, for a quote never closed, text after a closing quote, a quote inside a bare field.
    """
    line, after = lines[index], index + 1
    if not quoted or '"' not in line:
        return Record(tuple(line.split(delimiter)), after)
    fields: list[str] = []
    at = 0
    while True:
        if line.startswith('"', at):
            close = _closing(line, at + 1)
            if close < 0:
                line, after = _extend(lines, line, after, index)
                continue
            fields.append(line[at + 1 : close].replace('""', '"'))
            at = close + 1
        else:
            end = line.find(delimiter, at)
            end = len(line) if end < 0 else end
            fields.append(line[at:end])
            if '"' in fields[-1]:
                raise MalformedError("stray-quote", after - 1)
            at = end
        if at == len(line):
            return Record(tuple(fields), after)
        if not line.startswith(delimiter, at):
            raise MalformedError("after-quote", after - 1)
        at += 1


def _closing(line: str, at: int) -> int:
    while True:
        at = line.find('"', at)
        if at < 0 or not line.startswith('""', at):
            return at
        at += 2


def _extend(lines: Lines, line: str, after: int, index: int) -> tuple[str, int]:
    """The record's text up to and with the next line that has a quote."""
    parts = [line]
    for number in range(after, len(lines)):
        parts.append(lines[number])
        if '"' in parts[-1]:
            return "\n".join(parts), number + 1
    raise MalformedError("unterminated", index)


def swallows_rows(record: Record, delimiter: str, width: int) -> bool:
    """Whether a field holds exactly whole rows: a quote was lost and another one closed it lines below.

    Such a field has width − 1 delimiters for each line end in it, so the record's own count looks right.
    """
    if width < 5 or len(record.fields) != width:
        return False
    return any("\n" in f and f.count(delimiter) == f.count("\n") * (width - 1) for f in record.fields)


def declared_delimiter(line: str) -> str | None:
    """The delimiter of Excel's first line `sep=;`."""
    found = _SEP_LINE.match(line)
    return found.group(1) if found else None


def opens_quotes(data: bytes, delimiter: str) -> bool:
    """Whether any field begins with a quote; if none does, quotes are letters (inches, seconds of arc)."""
    mark = delimiter.encode()
    # The likeliest first: a search that finds nothing goes through all of the text.
    return data.startswith(b'"') or mark + b'"' in data or b'\n"' in data


def choose(lines: Sequence[str], path: Path, declared: str | None = None) -> Dialect:
    """The delimiter under which the sample has most known header words, then most lines of one width, then columns.

    lines: the beginning of the text.  `quoted` is left True; whether the file quotes at all needs all of it.
    Errors: CK209 when no delimiter gives columns although the lines clearly have several.
    """
    sample = [line for line in lines[:_SAMPLE_LINES] if not blank(line) and not is_ruler(line)]
    candidates = (declared,) if declared else DELIMITERS
    trials = [_Trial.of(lines[:_SAMPLE_LINES], delimiter) for delimiter in candidates]
    best = max(trials, key=lambda trial: trial.rank)
    if best.width >= 2 and (declared or best.words >= 2 or best.share >= 0.5):
        return Dialect(best.delimiter, best.width, True, best.header)
    split = any(trial.several * 2 >= len(sample) for trial in trials)
    if split or sum(_GAPS.search(line) is not None for line in sample) * 2 > len(sample):
        raise CreditkitError(
            "CK209",
            N_("The columns could not be told apart: no comma, semicolon, tab, | or ^ gives lines of one width."),
            where=Where(str(path), row=1),
            fix=N_("Export the table as CSV or as a workbook."),
        )
    return Dialect(None, 1, True, best.header)


@dataclass(frozen=True)
class _Trial:
    delimiter: str
    width: int
    share: float  # of the lines, how many have `width` fields
    words: int  # known header words of the best line
    several: int  # lines with more than one field
    header: int | None

    @property
    def rank(self) -> tuple[int, float, int]:
        return (self.words if self.words >= 2 else 0, self.share if self.width >= 2 else 0.0, self.width)

    @staticmethod
    def of(lines: Sequence[str], delimiter: str) -> _Trial:
        records = _sampled(lines, delimiter)
        scores = [(hits(record.fields) if at < 100 else 0) for at, (_, record) in enumerate(records)]
        words = max(scores, default=0)
        top = scores.index(words) if words >= 2 else None
        width = _width(records, top)
        even = sum(len(record.fields) == width for _, record in records)
        several = sum(len(record.fields) > 1 for _, record in records)
        header = records[top][0] if top is not None else None
        return _Trial(delimiter, width, even / max(1, len(records)), words, several, header)


def _sampled(lines: Sequence[str], delimiter: str) -> list[tuple[int, Record]]:
    records = []
    index = 0
    while index < len(lines):
        try:
            record = cut(lines, index, delimiter)
        except MalformedError:
            record = cut(lines, index, delimiter, quoted=False)
        if record.filled and not is_ruler(lines[index]):
            records.append((index, record))
        index = record.after
    return records


def _width(records: Sequence[tuple[int, Record]], top: int | None) -> int:
    """The header's width when rows agree with it, else the commonest width of two or more, the larger if tied."""
    below = [len(record.fields) for _, record in records[0 if top is None else top + 1 :]]
    if top is not None:
        width = len(records[top][1].fields)
        if width in below or not below:
            return width
    counts = Counter(count for count in below if count > 1)
    return max(counts, key=lambda count: (counts[count], count), default=1)
