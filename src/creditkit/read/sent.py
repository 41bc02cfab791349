"""What was sent to whom: the append-only log of collection, sent.csv."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from creditkit.money import MONEY
from creditkit.read.decisions import DecisionsReading, Kind, Schema, read_kind
from creditkit.words import N_, Message

# sending: written before the letter goes out, so a run that was killed then never sends it again.
STATES = ("sending", "sent", "failed", "posted", "called")
SENT_SCHEMA: Schema = {
    "sent_on": pl.Date,
    "customer_id": pl.String,
    "currency": pl.String,
    "level": pl.String,
    "documents": pl.String,  # as `joined` writes them
    "amount": MONEY,
    "state": pl.String,  # STATES
    "address": pl.String,  # null = by post or telephone
    "key": pl.String,  # of customer, currency, level and documents
    "source_row": pl.Int64,
}
COLUMNS = tuple(name for name in SENT_SCHEMA if name != "source_row")


def read_sent(path: Path) -> DecisionsReading:
    """The log: SENT_SCHEMA, the last line of each key.  Errors as of the other decision files (CK270, CK271)."""
    return read_kind(path, _SENT)


def nothing_sent() -> pl.DataFrame:
    """The log before anything was sent."""
    return pl.DataFrame(schema=SENT_SCHEMA)


def key_of(customer: str, currency: str, level: str, documents: Iterable[str]) -> str:
    """16 hex of the customer, currency, level and set of documents: equal letters have equal keys."""
    parts = [customer, currency, level, *sorted(set(documents))]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def joined(documents: Iterable[str]) -> str:
    """Document numbers in one cell: separated by `; `, or as a JSON list where a number holds what would part it."""
    each = sorted(set(documents))
    plain = all(number and ";" not in number and number == number.strip() and number[0] != "[" for number in each)
    return "; ".join(each) if plain else json.dumps(each, ensure_ascii=False)


def parted(text: str | None) -> list[str]:
    """The inverse of `joined`."""
    if not text:
        return []
    if text.startswith("["):
        try:
            found = json.loads(text)
        except ValueError:
            return [text]
        return [str(number) for number in found] if isinstance(found, list) else [text]
    return [number.strip() for number in text.split(";") if number.strip()]


def _sent(row: dict[str, object]) -> Message | None:
    if row["state"] not in STATES:
        return Message(N_("state is one of {states}"), {"states": ", ".join(STATES)})
    return None


_SENT = Kind("sent", SENT_SCHEMA, ("sent_on", "customer_id", "currency", "level", "state", "key"), ("key",), _sent)
