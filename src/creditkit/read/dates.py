"""Dates as people and programs write them → calendar days.  The order of day and month is decided once per column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import polars as pl

Order = Literal["dmy", "mdy", "ymd"]

_EARLIEST, _LATEST = date(1970, 1, 1), date(2100, 12, 31)
_NO_DATE = ["00.00.0000", "0000-00-00", "0000/00/00", "9999-12-31", "9999/12/31", "99991231", "00000000", "0", "-", "/"]
_TIME = r"[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?$"
_YMD = r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$"
_EIGHT = r"^(\d{4})(\d{2})(\d{2})(?:\.0)?$"
_SERIAL = r"^(\d{5})(?:\.\d+)?$"
_SLASHED = r"^(\d{1,2})[-/](\d{1,2})[-/](\d{4}|\d{2})$"
_DOTTED = r"^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})$"
_NAMED_DMY = r"(?i)^(\d{1,2})[-\s]([a-zäé]{3,9})\.?[-\s,]+(\d{4}|\d{2})$"
_NAMED_MDY = r"(?i)^([a-zäé]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})$"
_MONTHS = {
    name: number
    for number, names in enumerate(
        ["jan", "feb", "mar mär mrz", "apr", "may mai", "jun", "jul", "aug", "sep", "oct okt", "nov", "dec dez"], 1
    )
    for name in names.split()
}


@dataclass(frozen=True)
class Dates:
    """values: Date, null where empty, open-ended or unreadable; bad: rows that hold something unreadable."""

    values: pl.Series
    bad: pl.Series


def _iso(texts: pl.Series) -> pl.Series:
    found = texts.str.to_date("%Y-%m-%d", strict=False)
    return found.set((found < _EARLIEST) | (found > _LATEST), None) if found.null_count() < len(found) else found


def tidy(texts: pl.Series) -> pl.Series:
    """Half-width digits, no time of day, no outer spaces; the date as written, without any shift of zone."""
    bare = texts.str.normalize("NFKC").str.strip_chars(" \t\u200b\ufeff'")
    bare = bare.str.replace(_TIME, "")
    return bare.str.replace_all(r"\s*([年月日])\s*", "$1")


def order_evidence(texts: pl.Series) -> tuple[set[str], list[str]]:
    """Which orders of day and month the slashed dates prove, and a few that leave it open."""
    if texts.str.contains(r"^\d{4}").all():
        return set(), []  # the year comes first
    bare = tidy(texts.drop_nulls().unique())
    slashed = bare.filter(bare.str.contains(_SLASHED))
    if slashed.is_empty():
        return set(), []
    parts = slashed.str.extract_groups(_SLASHED).struct.unnest().select(pl.nth(0, 1).cast(pl.Int32))
    first, second = parts.to_series(0), parts.to_series(1)
    proved = {order for order, shown in (("dmy", (first > 12).any()), ("mdy", (second > 12).any())) if shown}
    return proved, slashed.sort().head(3).to_list()


def read_dates(texts: pl.Series, order: Order | None = None, *, date1904: bool = False) -> Dates:
    """texts (null = empty) → Date.

    ISO, 2025/9/28, 2025.09.28, 2025年9月28日, 20250928, 28.09.2025, 28-SEP-25, Sep 28, 2025 and spreadsheet serials
    need no order; 28/09/2025 is read by `order`.  Two-digit years: 00–68 are 20xx.  00.00.0000 and 9999-12-31 mean
    no date.  Impossible days and years outside 1970–2100 are bad.
    """
    values = _iso(texts)
    if values.null_count() == texts.null_count():
        return Dates(values, pl.repeat(False, len(texts), eager=True))
    rest = texts.filter(values.is_null() & texts.is_not_null()).unique()
    known = dict(zip(rest, _general(tidy(rest), order, date1904), strict=True))
    mapped = texts.replace_strict(known, default=None, return_dtype=pl.Date)
    values = values.to_frame("a").select(pl.coalesce("a", mapped.alias("b"))).to_series()
    empty = tidy(texts).is_in([*_NO_DATE, ""])
    return Dates(values, texts.is_not_null() & values.is_null() & ~empty.fill_null(True))


def from_julian(texts: pl.Series) -> pl.Series:
    """CYYDDD (125271 = 2025-09-28: century since 1900, year, day of the year) as ISO dates; other texts as they are."""
    found = {text: _julian(text) for text in texts.drop_nulls().unique()}
    return texts.replace_strict(found, default=None, return_dtype=pl.String)


def _julian(text: str) -> str:
    found = re.fullmatch(r"(\d?)(\d{2})(\d{3})(?:\.0)?", text)
    if not found or not 1 <= int(found[3]) <= 366:
        return text
    day = date(1900 + 100 * int(found[1] or 0) + int(found[2]), 1, 1) + timedelta(days=int(found[3]) - 1)
    return day.isoformat()


def _general(texts: pl.Series, order: Order | None, date1904: bool) -> list[date | None]:
    return [_one(text or "", order, date1904) for text in texts]


def _one(text: str, order: Order | None, date1904: bool) -> date | None:
    """One date by the first form that fits.  Distinct spellings are few, so this runs once for each."""
    if found := re.match(_YMD, text) or re.match(_EIGHT, text):
        return _day(found[1], found[2], found[3])
    if found := re.match(_SERIAL, text):
        epoch = date(1904, 1, 1) if date1904 else date(1899, 12, 30)
        return _sane(epoch + timedelta(days=int(found[1])))
    if found := re.match(_DOTTED, text):
        return _day(found[3], found[2], found[1])
    if found := re.match(_NAMED_DMY, text):
        return _day(found[3], str(_MONTHS.get(found[2][:3].lower(), 0)), found[1])
    if found := re.match(_NAMED_MDY, text):
        return _day(found[3], str(_MONTHS.get(found[1][:3].lower(), 0)), found[2])
    if (found := re.match(_SLASHED, text)) and order in ("dmy", "mdy"):
        day, month = (found[1], found[2]) if order == "dmy" else (found[2], found[1])
        return _day(found[3], month, day)
    return None


def _day(year: str, month: str, day: str) -> date | None:
    full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) <= 68 else 1900)
    try:
        return _sane(date(full, int(month), int(day)))
    except ValueError:
        return None


def _sane(day: date) -> date | None:
    return day if _EARLIEST <= day <= _LATEST else None
