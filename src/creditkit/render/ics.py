"""Deadlines as an iCalendar file (RFC 5545) that any calendar program can subscribe to or import."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta

import polars as pl

from creditkit import __version__
from creditkit.render.units import format_amount, one_line
from creditkit.report.wording import code_text
from creditkit.words import say

_OCTETS = 75
_ALARM_DAYS = {"claim": 14, "notice": 7, "collection": 7, "extension-end": 5, "stop-shipment": 1, "waiting-end": 1}


def deadline_calendar(deadlines: pl.DataFrame, as_of: date, company: str, insurer: str = "") -> bytes:
    """One all-day event for each row of `insurance_deadlines`, with an alarm some days before it.

    UTF-8, lines end in CRLF and are folded at 75 octets.  UID is a hash of company, customer, currency, kind and day:
    the same deadline keeps it in every run.  DTSTAMP is the as-of date, so the same inputs give the same bytes.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//creditkit//{__version__}//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        _text("X-WR-CALNAME", say("Credit insurance {company}", company=company).strip()),
    ]
    for row in deadlines.iter_rows(named=True):
        lines += _event(row, as_of, company, insurer)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode("utf-8")


def _event(row: dict[str, object], as_of: date, company: str, insurer: str) -> Iterable[str]:
    day, kind = row["deadline"], str(row["deadline_kind"])
    assert isinstance(day, date)
    customer, currency = str(row["customer_id"]), str(row["currency"])
    identity = "\x1f".join((company, customer, currency, kind, day.isoformat()))
    amount = format_amount(row["outstanding"], currency)  # type: ignore[arg-type]
    values = {
        "kind": code_text(kind), "customer": row["customer_name"] or customer, "number": customer, "amount": amount,
        "currency": currency, "documents": row["documents"], "document": row["document_id"] or "-", "insurer": insurer or "-",
        "as_of": as_of,
    }  # fmt: skip
    title = say("{kind}: {customer}, {amount} {currency}", **values)
    body = say("Customer no. {number}; documents: {documents}, the oldest {document}; insurer: {insurer}; as of {as_of}.", **values)  # fmt: skip
    return (
        "BEGIN:VEVENT",
        f"UID:{hashlib.sha256(identity.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}@creditkit",
        f"DTSTAMP:{as_of:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        _text("SUMMARY", title),
        _text("DESCRIPTION", body),
        f"CATEGORIES:{kind.upper()}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"TRIGGER:-P{_ALARM_DAYS.get(kind, 1)}D",
        _text("DESCRIPTION", title),
        "END:VALARM",
        "END:VEVENT",
    )


def _text(name: str, value: str) -> str:
    """A TEXT property: controls taken out, backslash, semicolon and comma escaped."""
    plain = one_line(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return f"{name}:{plain}"


def _folded(line: str) -> list[str]:
    """The line in pieces of at most 75 octets, every further one beginning with a space; no character is split."""
    pieces, piece, room = [], "", _OCTETS
    for character in line:
        size = len(character.encode("utf-8", "replace"))
        if size > room:
            pieces.append(piece)
            piece, room = " ", _OCTETS - 1
        piece += character
        room -= size
    return [*pieces, piece]
