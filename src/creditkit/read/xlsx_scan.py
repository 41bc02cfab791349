"""One cheap pass over a sheet's XML for what the fast reader does not tell: errors, formulas, hidden rows, merges."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

_CELL = rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"([^>]*?)(/>|>(.*?)</(?:\w+:)?c>)'
_ROW_HIDDEN = re.compile(rb'<(?:\w+:)?row [^>]*?hidden="(?:1|true)"[^>]*>')
_ROW_NUMBER = re.compile(rb' r="(\d+)"')
_ANY_CELL = re.compile(_CELL, re.S)
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_FAR = re.compile(rb'r="[A-Z]{3}[0-9]')
_VALUE = re.compile(rb"<(?:\w+:)?v>(.*?)</(?:\w+:)?v>", re.S)
# Doubles hold 15 digits; a longer number was rounded when it was stored.
_LONG = re.compile(rb"<(?:\w+:)?v>(?:\d{16,}|\d(?:\.\d+)?[eE]\+(?:1[5-9]|[2-9]\d))(?:\.0*)?</")
_FORMULA = re.compile(rb"<(?:\w+:)?f[^>]*?(?:/>|>(.*?)</(?:\w+:)?f>)", re.S)


@dataclass(frozen=True)
class Sheet:
    name: str
    path: str
    hidden: bool


@dataclass(frozen=True)
class Book:
    """The sheets of a workbook in order, and whether it counts days from 1904."""

    sheets: tuple[Sheet, ...]
    date1904: bool
    zero_padded: bool


@dataclass
class Scan:
    """Facts of one sheet; cells by (row, column), 1-based.

    errors: cell → its text; uncached: cell → formula without a stored result; values: cells of rows that formulas may
    refer to; far: a cell beyond column 702; last_row; rounded: numbers of more than 15 digits.
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncached: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    far: tuple[int, int] | None = None
    last_row: int = 0
    first_column: int | None = None
    numbers: dict[tuple[int, int], str] = field(default_factory=dict)
    rounded: frozenset[tuple[int, int]] = frozenset()


class DamagedError(Exception):
    """A part of the workbook that is not what the format says."""


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letter(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read_book(archive: zipfile.ZipFile) -> Book:
    """Names, parts and visibility of the sheets.  Raises DamagedError."""
    try:
        book = fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True)
        relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    except (
        KeyError,
        ParseError,
        DefusedXmlException,
        zipfile.BadZipFile,
        OSError,
        ValueError,
        NotImplementedError,
    ) as error:
        raise DamagedError(str(error) or type(error).__name__) from error
    targets = {item.get("Id"): item.get("Target") or "" for item in relations}
    sheets = []
    for item in book.iter():
        if item.tag.rpartition("}")[2] == "sheet":
            key = next((value for name, value in item.attrib.items() if name.rpartition("}")[2] == "id"), "")
            target = targets.get(key, "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            sheets.append(Sheet(item.get("name") or "", path, item.get("state", "visible") != "visible"))
    properties = next((item for item in book.iter() if item.tag.rpartition("}")[2] == "workbookPr"), None)
    epoch = properties is not None and properties.get("date1904") in ("1", "true")
    styles = archive.read("xl/styles.xml") if "xl/styles.xml" in archive.namelist() else b""
    return Book(tuple(sheets), epoch, bool(re.search(rb'formatCode="0{2,}"', styles)))


def scan_sheet(archive: zipfile.ZipFile, path: str) -> Scan:
    """The facts of the sheet at `path`.  Raises DamagedError, also for a document type declaration."""
    try:
        xml = archive.read(path)
    except (KeyError, zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise DamagedError(str(error) or type(error).__name__) from error
    except Exception as error:  # zlib.error has no public base of its own
        if type(error).__name__ == "error":
            raise DamagedError(str(error)) from error
        raise
    if b"<!DOCTYPE" in xml[:4096] or b"<!ENTITY" in xml[:4096]:
        raise DamagedError("document type declaration")
    found = Scan()
    end = xml.rfind(b"</sheetData>")
    tail = xml[end:] if end >= 0 else b""
    found.merged = tuple(
        (int(m[2]), column_number(m[1].decode()), int(m[4]), column_number(m[3].decode()))
        for m in _MERGE.finditer(tail)
    )
    last = xml.rfind(b"<row ")
    if last >= 0 and (number := _ROW_NUMBER.search(xml, last, last + 200)):
        found.last_row = int(number[1])
    if b'hidden="1"' in xml or b'hidden="true"' in xml:
        rows = (_ROW_NUMBER.search(match[0]) for match in _ROW_HIDDEN.finditer(xml))
        found.hidden_rows = frozenset(int(number[1]) for number in rows if number)
    errors, formulas = b't="e"' in xml, b"<f" in xml
    if _FAR.search(xml):
        found.far = _furthest(xml)
    if errors or formulas:
        _cells(xml, found, formulas)
    if _LONG.search(xml):
        _rounded(xml, found)
    return found


def _rounded(xml: bytes, found: Scan) -> None:
    columns, places = set(), set()
    for match in _ANY_CELL.finditer(xml):
        if not match[5]:
            continue
        place = (int(match[2]), column_number(match[1].decode()))
        columns.add(place[1])
        if _LONG.search(match[5]) and not re.search(rb't="(?:s|str|inlineStr)"', match[3]):
            places.add(place)
    found.rounded = frozenset(places)
    found.first_column = min(columns, default=None)


def _furthest(xml: bytes) -> tuple[int, int] | None:
    """The cell with a value that lies furthest right beyond column ZZ."""
    cells = [
        (int(match[2]), column_number(match[1].decode()))
        for match in _ANY_CELL.finditer(xml)
        if len(match[1]) == 3 and match[5]
    ]
    return max(cells, key=lambda cell: cell[0] * cell[1]) if cells else None


def _cells(xml: bytes, found: Scan, formulas: bool) -> None:
    columns = set()
    for match in _ANY_CELL.finditer(xml):
        place = (int(match[2]), column_number(match[1].decode()))
        inner = match[5]
        if not inner:
            continue
        columns.add(place[1])
        attributes = match[3]
        value = _VALUE.search(inner)
        if b't="e"' in attributes:
            found.errors[place] = value[1].decode("utf-8", "replace") if value else "#ERROR!"
        elif b"<f" in inner and (formula := _FORMULA.search(inner)) and not (value and value[1]):
            if b't="str"' in attributes and value is not None:
                continue  # a formula whose result is the empty text
            found.uncached[place] = (formula[1] or b"").decode("utf-8", "replace")
        elif formulas and value and b't="s"' not in attributes and b't="str"' not in attributes:
            found.numbers[place] = value[1].decode()
    found.first_column = min(columns, default=None)
