"""A text file as a table: line ends, dialect, rows, titles and footers; anything else is an error that lists the lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from creditkit.errors import CreditkitError, Notice, Where
from creditkit.read.encoding import decode
from creditkit.read.fields import Dialect, blank, choose, declared_delimiter, is_ruler, opens_quotes
from creditkit.read.headers import hits
from creditkit.read.raw import RawTable
from creditkit.read.records import Scan, Stray, scan
from creditkit.read.request import ReadOptions
from creditkit.words import N_, Message

_SAMPLE_BYTES = 131_072
_LISTED = 20
# Titles and footers hold a label and perhaps a value.
_MOST_FILLED = 2
_FAULTS = {
    "unterminated": N_("line {line}: a quote is opened and never closed"),
    "after-quote": N_("line {line}: text follows a closing quote"),
    "stray-quote": N_("line {line}: a quote stands inside a cell that is not quoted"),
    "swallowed": N_("line {line}: a quoted cell holds whole rows; the quote that should close it is missing"),
}


def read_text(path: Path, data: bytes, options: ReadOptions) -> RawTable:
    """The one table of a delimited text file.

    Every row of `cells` had exactly as many fields in the file; empty cells are null, other text is as written.
    Errors: CK202, CK204, CK207, CK208, CK211 (see `encoding.decode`), CK205 field counts, CK206 quotes,
    CK209 no delimiter.
    """
    decoded = decode(data, path, options.encoding)
    text, skipped, declared = _lines_begin(decoded.data)
    dialect = choose(_sample(text), path, declared)
    found, dialect, notices = _scanned(text, dialect, path)
    header = _header_row(found)
    preamble, wrong = _judged(found, dialect, header)
    if found.faults or wrong:
        raise _refusal(path, found, dialect, header, wrong, skipped)
    first = found.first_line + skipped + 1
    return RawTable(
        path=path,
        sheet=None,
        kind="text",
        cells=_without_frame(found.frame, dialect),
        first_row=first,
        row_numbers=None if found.rows is None else (found.rows + skipped + 1).alias("row"),
        encoding=decoded.encoding,
        delimiter=dialect.delimiter,
        preamble=tuple((stray.line + skipped + 1, stray.fields) for stray in preamble),
        notices=decoded.notices + notices,
    )


def _lines_begin(data: bytes) -> tuple[bytes, int, str | None]:
    """The text with line feeds at its line ends, the lines left out above it (0 or 1), the delimiter these declare."""
    head = data[:_SAMPLE_BYTES]
    if b"\r" in head and b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    elif b"\r\r\n" in head:
        # Text written twice through a Windows text stream.
        data = data.replace(b"\r\r\n", b"\r\n")
    if data.endswith(b"\r"):
        data += b"\n"
    first = data[: data.find(b"\n") + 1]
    declared = declared_delimiter(first.decode("utf-8").rstrip("\n")) if len(first) <= 9 else None
    return (data[len(first) :], 1, declared) if declared else (data, 0, None)


def _sample(text: bytes) -> list[str]:
    lines = text[:_SAMPLE_BYTES].decode("utf-8", "ignore").split("\n")
    whole = lines[:-1] if len(text) > _SAMPLE_BYTES and len(lines) > 1 else lines
    return [line.removesuffix("\r") for line in whole]


def _scanned(text: bytes, dialect: Dialect, path: Path) -> tuple[Scan, Dialect, tuple[Notice, ...]]:
    """The records, with quotes read as quotes if any cell begins with one, else as letters."""
    if b'"' not in text:
        dialect = replace(dialect, quoted=False)
        return scan(text, dialect), dialect, ()
    if opens_quotes(text, dialect.mark):
        found = scan(text, dialect)
        if not found.faults or dialect.delimiter != "\t":
            return found, dialect, ()
        # Tab-separated lists are often written without any quoting, and 24" is a size.
        plain = replace(dialect, quoted=False)
        literal = scan(text, plain)
        if _judged(literal, plain, _header_row(literal))[1] or _has_quoted_cell(literal.frame):
            return found, dialect, ()
        return literal, plain, (_letters(path),)
    dialect = replace(dialect, quoted=False)
    return scan(text, dialect), dialect, (_letters(path),)


def _letters(path: Path) -> Notice:
    text = N_("No cell is quoted, so the quotes in the file were read as letters.")
    return Notice.of("CK802", text, where=Where(str(path)))


def _has_quoted_cell(frame: pl.DataFrame) -> bool:
    return bool(frame.select(pl.any_horizontal(pl.all().str.contains('^"(?:[^"]|"")*"$').any())).item())


def _without_frame(frame: pl.DataFrame, dialect: Dialect) -> pl.DataFrame:
    """Without the empty columns that a delimiter at the end of each line makes, and for | also one at its beginning."""
    columns = frame.columns
    if len(columns) > 1 and frame[columns[-1]].null_count() == frame.height:
        columns = columns[:-1]
    if dialect.delimiter == "|" and len(columns) > 1 and frame[columns[0]].null_count() == frame.height:
        columns = columns[1:]
    return frame.select(pl.col(name).alias(f"c{number}") for number, name in enumerate(columns))


# --- lines that are no rows -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Header:
    """The line the header stands on, and whether its words are known."""

    line: int
    known: bool


def _header_row(found: Scan) -> _Header | None:
    """The row of the table's width with the most known header words (2 or more), else its first row."""
    rows = found.frame.head(60).rows()
    if not rows:
        return None
    scores = [hits(cell for cell in row if cell) for row in rows]
    best = max(scores)
    row = scores.index(best) if best >= 2 else 0
    return _Header(found.line_of(row), best >= 2)


def _judged(found: Scan, dialect: Dialect, header: _Header | None) -> tuple[list[Stray], list[Stray]]:
    """(titles and footers, lines that are wrong); blank lines and rulers are neither."""
    strays = [stray for stray in found.strays if not _nothing(stray)]
    if header is None:
        return [], strays
    last = found.line_of(found.frame.height - 1)
    kept: list[Stray] = []
    wrong: list[Stray] = []
    for stray in strays:
        title = stray.line < header.line and _is_title(stray, dialect, header)
        footer = stray.line > last and _is_footer(stray, dialect, found.frame)
        (kept if title or footer else wrong).append(stray)
    return kept, wrong


def _nothing(stray: Stray) -> bool:
    return is_ruler(stray.text) or all(blank(text) for text in stray.fields)


def _filled(stray: Stray) -> int:
    return sum(not blank(text) for text in stray.fields)


def _is_title(stray: Stray, dialect: Dialect, header: _Header) -> bool:
    # In a table of two or three columns a header that lost a delimiter looks like a title, unless the header is known.
    room = 1 if header.known and dialect.width <= 3 else 2
    return _filled(stray) <= _MOST_FILLED and len(stray.fields) <= dialect.width - room


def _is_footer(stray: Stray, dialect: Dialect, table: pl.DataFrame) -> bool:
    if _filled(stray) > _MOST_FILLED or len(stray.fields) > dialect.width - 2:
        return False
    return not _begins_like_a_row(stray, table)


def _begins_like_a_row(stray: Stray, table: pl.DataFrame) -> bool:
    """Whether the line may be the last row of a file that was cut off: its first cell looks like those above it."""
    first = stray.fields[0].strip()
    if not first:
        return False
    ids = table["c0"]
    if bool((ids == first).any()):
        return True
    if not re.search(r"\d", first):
        return False
    above, own = _shape(ids.tail(1).item() or ""), _shape(first)
    return above == own if len(stray.fields) > 1 else above.startswith(own)


def _shape(text: str) -> str:
    """Digits as 9, letters as A: what an id looks like."""
    return re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "9", text.strip()))


def _refusal(
    path: Path, found: Scan, dialect: Dialect, header: _Header | None, wrong: list[Stray], skipped: int
) -> CreditkitError:
    faults = [
        (fault.line + skipped + 1, _fault(fault.fault, fault.line + skipped + 1, text)) for fault, text in found.faults
    ]
    counts = [(stray.line + skipped + 1, _count(stray, dialect, header, skipped)) for stray in wrong]
    listed = sorted(faults + counts, key=lambda pair: pair[0])
    details = tuple(message for _, message in listed[:_LISTED])
    if len(listed) > _LISTED:
        details += (Message(N_("and {count} more lines"), {"count": len(listed) - _LISTED}),)
    where = Where(str(path), row=listed[0][0])
    if faults:
        return CreditkitError(
            "CK206",
            N_("Quotes in the file do not pair up, so its cells cannot be told apart."),
            where=where,
            fix=N_("A quote is missing or too many: double it inside a quoted cell, or export the file again."),
            details=details,
        )
    return CreditkitError(
        "CK205",
        N_("Lines with another number of fields than the table ({expected}): {count}. Nothing was read."),
        where=where,
        fix=N_(
            "A delimiter is missing or too many, or a value that holds one is not quoted. Mend the lines or export again."
        ),
        details=details,
        expected=dialect.width,
        count=len(listed),
    )


def _fault(fault: str, line: int, text: str) -> Message:
    return Message(N_("{problem}: {text}"), {"problem": Message(_FAULTS[fault], {"line": line}), "text": text})


def _count(stray: Stray, dialect: Dialect, header: _Header | None, skipped: int) -> Message:
    found, line = len(stray.fields), stray.line + skipped + 1
    values: dict[str, object] = {"line": line, "found": found, "expected": dialect.width, "text": stray.text}
    if header is None or not header.known or stray.line < header.line:
        return Message(N_("line {line} has {found} fields, the table has {expected}: {text}"), values)
    return Message(N_("line {line} has {found} fields, the header has {expected}: {text}"), values)
