"""UTF-8 bytes to a frame of text cells, with the proof that every row has the table's number of fields.

Two ways to the same result.  Without quotes the frame is read first and the proof is conservation: every byte of the
text is a cell's, a delimiter or a line end, so no row was padded (Polars refuses longer ones itself).  Otherwise, or
when that fails, each line is matched as a whole and only those that do not match are cut one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from creditkit.read.fields import RULER_START, Dialect, Lines, MalformedError, cut, is_ruler, swallows_rows

_EDGE = 65_536
# A pattern with one alternative per field grows with the table; wider ones are cut line by line.
_WIDEST_PATTERN = 200


@dataclass(frozen=True)
class Stray:
    """A record that is no row of the table: index of its first line, its fields, its text as written."""

    line: int
    fields: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Scan:
    """frame: the rows of the table's width.  rows: index of each row's first line, None = first_line + i.

    strays: all other lines in file order, blank ones included.  faults: malformed quotes with their line as written.
    """

    frame: pl.DataFrame
    first_line: int
    rows: pl.Series | None
    strays: tuple[Stray, ...] = ()
    faults: tuple[tuple[MalformedError, str], ...] = field(default=())

    def line_of(self, row: int) -> int:
        return self.first_line + row if self.rows is None else int(self.rows[row])


def scan(data: bytes, dialect: Dialect) -> Scan:
    """Every record of the text: a row of the frame, a stray, or a fault.

    Where quotes are letters every carriage return ends a line, also among line feeds.
    """
    if dialect.quoted:
        return matched(data, dialect)
    found = conserved(data, dialect)
    if found and not any("\r" in stray.text for stray in found.strays):
        return found
    if data.count(b"\r") != data.count(b"\r\n"):
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return matched(data, dialect)


def schema(width: int) -> dict[str, type[pl.DataType]]:
    return {f"c{column}": pl.String for column in range(width)}


def _read(data: bytes, dialect: Dialect) -> pl.DataFrame:
    return pl.read_csv(
        data,
        has_header=False,
        separator=dialect.mark,
        quote_char='"' if dialect.quoted else None,
        schema=schema(dialect.width),
        infer_schema=False,
    )


# --- by conservation ------------------------------------------------------------------------------------------------


def conserved(data: bytes, dialect: Dialect) -> Scan | None:
    """The table between leading and trailing strays, if Σ bytes of cells + delimiters + line ends = bytes of the text.

    None when the sum differs (a short row, a blank line, a lone carriage return) or Polars refuses a long row.
    """
    mark = dialect.mark.encode()
    top = _edge(_head_lines(data), mark, dialect.width)
    bottom = _edge(_tail_lines(data), mark, dialect.width)
    if top is None or bottom is None:
        return None
    start = sum(len(line) + 1 for line in top)
    end = len(data) - sum(len(line) + 1 for line in bottom)
    if bottom and not data.endswith(b"\n"):
        end += 1
    body = data[start:end]
    try:
        frame = _read(body, dialect)
    except pl.exceptions.PolarsError:
        return None
    if not _nothing_lost(frame, body, dialect) or _has_rulers(frame, dialect):
        return None
    last = len(top) + frame.height
    numbered = [*enumerate(top), *enumerate(reversed(bottom), last)]
    strays = (_stray(number, line.decode("utf-8"), dialect) for number, line in numbered)
    return Scan(frame, len(top), None, tuple(strays))


def _head_lines(data: bytes) -> Iterator[bytes]:
    head = data[:_EDGE]
    lines = head.split(b"\n")
    # What follows the last line end is either nothing or a line that was cut by the edge.
    return iter(lines[:-1] if len(data) > _EDGE or head.endswith(b"\n") else lines)


def _tail_lines(data: bytes) -> Iterator[bytes]:
    lines = data[-_EDGE:].removesuffix(b"\n").split(b"\n")
    return reversed(lines[1:] if len(data) > _EDGE else lines)


def _edge(lines: Iterator[bytes], mark: bytes, width: int) -> list[bytes] | None:
    """The lines before the first one of the table's width; None if there is none."""
    strays: list[bytes] = []
    for line in lines:
        if line.count(mark) == width - 1:
            return strays
        strays.append(line)
    return None


def _nothing_lost(frame: pl.DataFrame, body: bytes, dialect: Dialect) -> bool:
    lengths = frame.select(pl.all().str.len_bytes().cast(pl.Int64).sum()).row(0)
    ends = frame.height - (not body.endswith(b"\n"))
    # Polars strips a carriage return before a line end; anywhere else it stays in the cell and the sum differs.
    returns = body.count(b"\r")
    return bool(sum(lengths) + frame.height * (dialect.width - 1) + ends + returns == len(body))


def _has_rulers(frame: pl.DataFrame, dialect: Dialect) -> bool:
    """Whether a row may be a ruler of the table's width (`fields.is_ruler` decides it line by line)."""
    first = pl.col("c0").str
    drawn = first.starts_with("--") | first.starts_with("==") | first.starts_with("__") | first.starts_with("+")
    if dialect.mark == "|" and frame.width > 1:
        drawn |= pl.col("c1").str.contains(r"^\s*[-=_]{2}")
    return bool(frame.select(drawn.any()).item())


def _stray(number: int, line: str, dialect: Dialect) -> Stray:
    line = line.removesuffix("\r")
    return Stray(number, tuple(line.split(dialect.mark)), line)


# --- line by line ---------------------------------------------------------------------------------------------------


class _Lines:
    """A Series of lines, asked one by one."""

    def __init__(self, series: pl.Series) -> None:
        self._series = series

    def __len__(self) -> int:
        return len(self._series)

    def __getitem__(self, index: int) -> str:
        return str(self._series[index])


def split_lines(data: bytes) -> pl.Series:
    """The lines without their line ends (a line feed, with or without one carriage return before it)."""
    # A control character that the text does not hold makes Polars' reader, the fastest there is, cut at line ends only.
    unused = next((code for code in range(1, 32) if code not in b"\t\n\r" and bytes([code]) not in data), None)
    if unused is None:
        lines = data.decode("utf-8").removesuffix("\n").split("\n")
        return pl.Series("line", [line.removesuffix("\r") for line in lines])
    frame = pl.read_csv(
        data,
        has_header=False,
        separator=chr(unused),
        quote_char=None,
        schema={"line": pl.String},
        empty_string_is_null=False,
    )
    return frame.to_series()


def matched(data: bytes, dialect: Dialect) -> Scan:
    """The same for any text: lines that are wholly one row are found by pattern, the others are cut one by one."""
    lines = split_lines(data)
    starts = lines.to_frame("line").select(_whole_row(dialect)).to_series()
    others = (~starts).arg_true().to_list()
    rest = _Rest(dialect)
    rest.cut_all(_Lines(lines), others)
    starts = starts.scatter(rest.inside + rest.dropped, False).scatter(rest.rows, True)
    kept = starts.clone().scatter(rest.inside, True)
    frame = _cells(data, lines, starts, kept, dialect)
    rows = starts.arg_true()
    even = len(rows) == 0 or int(rows[-1]) - int(rows[0]) == len(rows) - 1
    first = int(rows[0]) if len(rows) else 0
    return Scan(frame, first, None if even else rows.cast(pl.Int64), tuple(rest.strays), tuple(rest.faults))


class _Rest:
    """The lines that are not wholly one row: what each turns out to be.

    A pattern's line is outside any quotes when the record before it ended there, and every line skipped over here
    lies within a record, so cutting only these decides all of them.
    """

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.rows: list[int] = []  # lines on which a row begins
        self.inside: list[int] = []  # further lines of a row
        self.dropped: list[int] = []  # further lines of a stray
        self.strays: list[Stray] = []
        self.faults: list[tuple[MalformedError, str]] = []

    def cut_all(self, lines: Lines, others: Sequence[int]) -> None:
        free = 0
        for index in others:
            if index >= free:
                free = self._cut(lines, index)

    def _cut(self, lines: Lines, index: int) -> int:
        line = lines[index]
        try:
            record = cut(lines, index, self.dialect.mark, quoted=self.dialect.quoted)
            if swallows_rows(record, self.dialect.mark, self.dialect.width):
                raise MalformedError("swallowed", index)
        except MalformedError as fault:
            self.faults.append((fault, lines[fault.line]))
            return len(lines) if fault.fault == "unterminated" else index + 1
        if len(record.fields) == self.dialect.width and not is_ruler(line):
            self.rows.append(index)
            self.inside.extend(range(index + 1, record.after))
        else:
            text = "\n".join(lines[number] for number in range(index, record.after))
            self.strays.append(Stray(index, record.fields, text))
            self.dropped.extend(range(index + 1, record.after))
        return record.after


def _cells(data: bytes, lines: pl.Series, starts: pl.Series, kept: pl.Series, dialect: Dialect) -> pl.DataFrame:
    height = int(starts.sum())
    if height == 0:
        return pl.DataFrame(schema=schema(dialect.width))
    # The line end after the last line counts: without it a blank last line is no line.
    body = data if kept.all() else (lines.filter(kept).str.join("\n").item() + "\n").encode("utf-8")
    frame = _read(body, dialect)
    if frame.height != height:
        raise AssertionError(f"{frame.height} rows read where {height} were proven")
    # A quoted empty cell is empty as well.
    return frame.select(pl.all().replace("", None)) if dialect.quoted else frame


def _whole_row(dialect: Dialect) -> pl.Expr:
    line = pl.col("line")
    bare = line.str.count_matches(dialect.mark, literal=True) == dialect.width - 1
    ruler = line.str.contains(RULER_START)
    if not dialect.quoted:
        return bare & ~ruler
    if dialect.width > _WIDEST_PATTERN:
        return bare & ~ruler & ~line.str.contains('"', literal=True)
    mark = re.escape(dialect.mark)
    cell = f'(?:"(?:[^"]|"")*"|[^"{mark}]*)'
    pattern = f"^{cell}(?:{mark}{cell}){{{dialect.width - 1}}}$"
    return pl.when(line.str.contains('"', literal=True)).then(line.str.contains(pattern)).otherwise(bare & ~ruler)
