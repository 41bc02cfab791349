"""What people decided and noted beside the ledger: promises to pay, disputes, snoozed alerts.

Each is an append-only CSV with English column names, so that it can be read, edited in a spreadsheet and diffed.  A
line that bears the same key as an earlier one replaces it: that is how a dispute is closed and a promise corrected
without changing what was written before.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

from creditkit.errors import CreditkitError, Where
from creditkit.money import MONEY
from creditkit.read.encoding import decode, is_utf8
from creditkit.read.ledgers import FileReading
from creditkit.read.sources import read_bytes
from creditkit.words import N_, Message

DISPUTE_CODES = ("PRC", "QTY", "QLY", "DLV", "DOC", "TAX", "DED", "DUP", "RET", "OTH")
SNOOZE_ACTIONS = ("snooze", "acknowledge")
LEVELS = ("info", "amber", "red")
_RULE = re.compile(r"W(0[1-9]|1[0-7])")
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_AMOUNT = re.compile(r"(\d+|\d{1,3}(,\d{3})+)(\.\d{1,4})?")
_LISTED = 20
Schema = dict[str, pl.DataType | type[pl.DataType]]
_SOURCE: Schema = {"source_row": pl.Int64}

PROMISES_SCHEMA: Schema = {
    "customer_id": pl.String,
    "document_id": pl.String,  # null = of the account, not of one document
    "promised_on": pl.Date,  # when it was given
    "promise_date": pl.Date,  # by when payment was promised
    "amount": MONEY,  # null = all that was open of the document
    "currency": pl.String,  # null = the customer's only one
    "note": pl.String,
    **_SOURCE,
}
DISPUTES_SCHEMA: Schema = {
    "document_id": pl.String,
    "customer_id": pl.String,
    "opened_on": pl.Date,
    "closed_on": pl.Date,  # null = still open
    "code": pl.String,  # DISPUTE_CODES
    "amount": MONEY,  # null = the whole document
    "owner": pl.String,
    "note": pl.String,
    **_SOURCE,
}
SNOOZES_SCHEMA: Schema = {
    "customer_id": pl.String,  # null = an alert about the whole portfolio
    "rule": pl.String,  # W01 ... W17
    "level": pl.String,  # the worst level that is silenced: info, amber, red
    "action": pl.String,  # SNOOZE_ACTIONS
    "since": pl.Date,  # as-of date from which it holds
    "until": pl.Date,  # last day of a snooze; null for an acknowledgement
    "reason": pl.String,
    **_SOURCE,
}


@dataclass(frozen=True)
class DecisionsReading:
    """frame: one row per promise, dispute or snooze, the latest line of each; file: where it came from."""

    frame: pl.DataFrame
    file: FileReading


@dataclass(frozen=True)
class Kind:
    """One kind of file.  required: columns that may not be empty; key: what a later line replaces; check: of a row."""

    role: str
    schema: Schema
    required: tuple[str, ...]
    key: tuple[str, ...]
    check: Callable[[dict[str, object]], Message | None]


def read_promises(path: Path) -> DecisionsReading:
    """Promises to pay: PROMISES_SCHEMA.  Key: customer_id, document_id, promised_on, promise_date, currency.

    Errors: those of reading a text file; CK270 a column is missing; CK271 lines that cannot be read, all at once.
    """
    return read_kind(path, _PROMISES)


def read_disputes(path: Path) -> DecisionsReading:
    """Disputes: DISPUTES_SCHEMA.  Key: customer_id, document_id, opened_on, code.  Errors as `read_promises`."""
    return read_kind(path, _DISPUTES)


def read_snoozes(path: Path) -> DecisionsReading:
    """Snoozed and acknowledged alerts: SNOOZES_SCHEMA.  Key: the whole line, for each is a decision of its own day.

    Errors as `read_promises`.
    """
    return read_kind(path, _SNOOZES)


def open_disputes(disputes: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """opened_on ≤ as_of < closed_on: the disputes that are open at a date."""
    still = pl.col("closed_on").is_null() | (pl.col("closed_on") > as_of)
    return disputes.filter((pl.col("opened_on") <= as_of) & still)


def _promise(row: dict[str, object]) -> Message | None:
    given, by = row["promised_on"], row["promise_date"]
    if isinstance(given, date) and isinstance(by, date) and by < given:
        return Message(N_("promise_date lies before promised_on"))
    if row["amount"] is None and row["document_id"] is None:
        return Message(N_("a promise names an amount or a document"))
    return Message(N_("a promised amount is above 0")) if row["amount"] == 0 else None


def _dispute(row: dict[str, object]) -> Message | None:
    opened, closed = row["opened_on"], row["closed_on"]
    if isinstance(opened, date) and isinstance(closed, date) and closed < opened:
        return Message(N_("closed_on lies before opened_on"))
    if row["code"] not in DISPUTE_CODES:
        return Message(N_("code is one of {codes}"), {"codes": ", ".join(DISPUTE_CODES)})
    return None


def _snooze(row: dict[str, object]) -> Message | None:
    if not _RULE.fullmatch(str(row["rule"])):
        return Message(N_("rule is one of W01 to W17"))
    if row["level"] not in LEVELS:
        return Message(N_("level is info, amber or red"))
    if row["action"] not in SNOOZE_ACTIONS:
        return Message(N_("action is snooze or acknowledge"))
    since, until = row["since"], row["until"]
    if row["action"] == "snooze" and until is None:
        return Message(N_("a snooze has an end date"))
    if isinstance(since, date) and isinstance(until, date) and until < since:
        return Message(N_("until lies before since"))
    return None


_PROMISES = Kind(
    "promises", PROMISES_SCHEMA, ("customer_id", "promised_on", "promise_date"),
    ("customer_id", "document_id", "promised_on", "promise_date", "currency"), _promise,
)  # fmt: skip
_DISPUTES = Kind(
    "disputes", DISPUTES_SCHEMA, ("document_id", "customer_id", "opened_on", "code"),
    ("customer_id", "document_id", "opened_on", "code"), _dispute,
)  # fmt: skip
_SNOOZES = Kind(
    "snoozes", SNOOZES_SCHEMA, ("rule", "level", "action", "since", "reason"),
    ("customer_id", "rule", "level", "action", "since", "until", "reason"), _snooze,
)  # fmt: skip


def read_kind(path: Path, kind: Kind) -> DecisionsReading:
    data = read_bytes(path)
    decoded = decode(data, path, _chinese(data))
    text = decoded.data.decode("utf-8").lstrip("\r\n")
    delimiter = _delimiter(text.split("\n", 1)[0])
    (_, first), *lines = _lines(path, text, delimiter)
    header = [name.strip() for name in first]
    _check_header(path, header, kind)
    rows: list[dict[str, object]] = []
    problems: list[Message | str] = []
    blank = 0
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            blank += 1
            continue
        row, problem = _row(header, cells, kind)
        if problem is None:
            rows.append({**row, "source_row": number})
        else:
            problems.append(Message(N_("line {row}: {problem}"), {"row": number, "problem": problem}))
    if problems:
        raise _refused(path, problems)
    frame = pl.DataFrame(rows, schema=kind.schema).unique(kind.key, keep="last", maintain_order=True)
    return DecisionsReading(frame, _file(path, data, decoded.encoding, delimiter, kind, len(rows), blank, frame))


def _chinese(data: bytes) -> str | None:
    """gb18030 where the bytes are no UTF-8 and plain GB2312, as a Chinese spreadsheet program saves them.

    GB2312 asks for two high bytes in a row, which Western text does not have, so it is no guess.
    """
    if is_utf8(data):
        return None
    try:
        data.decode("gb2312")
    except UnicodeDecodeError:
        return None
    return "gb18030"


def _lines(path: Path, text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """The number of the line on which each record ends, and its cells.  Errors: CK206 quotes that do not pair up."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [(reader.line_num, cells) for cells in reader]
    except csv.Error:
        raise CreditkitError(
            "CK206",
            N_("Quotes do not pair up."),
            where=Where(str(path), row=reader.line_num),
            fix=N_("Double a quote inside a quoted cell."),
        ) from None


def _delimiter(first: str) -> str:
    """A spreadsheet program saves with the separator of its country; the header's English names hold none of them."""
    return max(",;\t", key=first.count)


def _check_header(path: Path, header: list[str], kind: Kind) -> None:
    expected = [name for name in kind.schema if name not in _SOURCE]
    missing = [name for name in expected if name not in header]
    twice = sorted({name for name in header if name in expected and header.count(name) > 1})
    if missing or twice:
        raise CreditkitError(
            "CK270",
            N_("The header lacks the column {missing}.") if missing else N_("The header has the column {twice} twice."),
            where=Where(str(path), row=1),
            fix=N_("The first line is: {header}"),
            missing=", ".join(missing),
            twice=", ".join(twice),
            header=",".join(expected),
        )


def _row(header: Sequence[str], cells: Sequence[str], kind: Kind) -> tuple[dict[str, object], Message | None]:
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        return {}, Message(N_("it has more cells than the header"))
    if len(cells) < len(header):
        return {}, Message(N_("it has fewer cells than the header"))
    texts = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
    row: dict[str, object] = {}
    for name, dtype in kind.schema.items():
        if name in _SOURCE:
            continue
        text = texts[name]
        if not text and name in kind.required:
            return {}, Message(N_("{column} is empty"), {"column": name})
        value = _value(text, dtype)
        if text and value is None:
            wanted = Message(N_("a date such as 2025-09-28")) if dtype == pl.Date else Message(N_("an amount above 0"))
            said = N_('{column} "{value}" is not {wanted}')
            return {}, Message(said, {"column": name, "value": text, "wanted": wanted})
        row[name] = value
    return row, kind.check(row)


def _value(text: str, dtype: pl.DataType | type[pl.DataType]) -> object:
    if not text:
        return None
    if dtype == pl.Date:
        return _day(text)
    if dtype == MONEY:
        return Decimal(text.replace(",", "")) if _AMOUNT.fullmatch(text) else None
    # The apostrophe with which a spreadsheet guards a text that looks like a formula is not part of it.
    return text[1:] if re.match(r"'[=+\-@＝＋－＠|%]", text) else text


def _day(text: str) -> date | None:
    """Year, month, day, in this order; a spreadsheet program rewrites 2025-09-08 as 2025/9/8."""
    found = _DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _refused(path: Path, problems: list[Message | str]) -> CreditkitError:
    details = problems[:_LISTED]
    if len(problems) > _LISTED:
        details.append(Message(N_("and {count} more"), {"count": len(problems) - _LISTED}))
    return CreditkitError(
        "CK271",
        N_("{count} lines cannot be read."),
        where=Where(str(path)),
        fix=N_("Mend them; an entry that no longer holds is replaced by a new line with the same key."),
        details=tuple(details),
        count=len(problems),
    )


def _file(
    path: Path, data: bytes, encoding: str, delimiter: str, kind: Kind, accepted: int, blank: int, frame: pl.DataFrame
) -> FileReading:
    customers = frame["customer_id"].n_unique()
    return FileReading(
        path=str(path), sha256=hashlib.sha256(data).hexdigest(), role=kind.role, sheet=None, encoding=encoding,
        delimiter=delimiter, layout=kind.role, date_order="ymd", decimal=".", rows_read=accepted + blank,
        rows_accepted=accepted, rows_rejected=0, rows_ignored=blank, ignored=(), documents=0, customers=customers,
        mapping={name: name for name in kind.schema if name not in _SOURCE},
    )  # fmt: skip
