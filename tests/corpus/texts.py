"""Encodings, delimiters, lines that are no rows, rows that lost or gained a field."""

from __future__ import annotations

from corpus.base import CHINESE, DUE, ENGLISH, GERMAN, IDS, TOTAL, iso, joined, table
from corpus.case import Case, Reads, Refuses, raw, text


def _right(currency: str = "CNY", **more: object) -> Reads:
    return Reads({currency: str(TOTAL)}, 12, due=DUE, customers=IDS, **more)  # type: ignore[arg-type]


def _comma(amount: object) -> str:
    return f"{amount:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".")


_PLAIN = joined(table())
_ZH = joined(table(CHINESE, chinese=True))
_LINES = _PLAIN.splitlines()


def _with(line: int, changed: str) -> str:
    return "\n".join([*_LINES[: line - 1], changed, *_LINES[line:]]) + "\n"


def _sap_list() -> str:
    """The list a terminal program prints: pipes, rulers, the header repeated on each page."""
    rows = [["", *row, ""] for row in table()]
    ruler = "-" * 120
    lines = [ruler, "|".join(rows[0]), ruler, *("|".join(row) for row in rows[1:7])]
    return "\n".join([*lines, ruler, "|".join(rows[0]), ruler, *("|".join(row) for row in rows[7:]), ruler]) + "\n"


CASES: tuple[Case, ...] = (
    text("plain.csv", _PLAIN, _right(quiet=("CK808", "CK814", "CK811"))),
    text("carriage-returns.csv", _PLAIN, _right(), newline="\r"),
    text("windows-lines.csv", _PLAIN, _right(), newline="\r\n"),
    text("utf8-mark.csv", _ZH, _right(), encoding="utf-8-sig"),
    text("gbk.csv", _ZH, _right(codes=("CK801",)), encoding="gbk"),
    text("gb18030-rare-character.csv", _ZH.replace("鹏", "\U00020bb7"), _right(), encoding="gb18030"),
    text("utf16-be.txt", "\ufeff" + joined(table(CHINESE, chinese=True), "\t"), _right(), encoding="utf-16-be"),
    text(
        "cp1252-semicolons.csv",
        joined(table(GERMAN, amount=_comma, day=lambda d: f"{d:%d.%m.%Y}", currency="EUR"), ";"),
        _right("EUR"), encoding="cp1252",
    ),
    text("tabs.txt", joined(table(), "\t"), _right()),
    text("pipes.txt", joined(table(), "|"), _right()),
    text("declared-separator.csv", "sep=;\n" + joined(table(), ";"), _right()),
    text("printed-list.txt", _sap_list(), _right(ignored=1)),
    text("title-and-total.csv", "Receivables\nExported,2025-08-31\n" + _PLAIN + f"Total,,,,,,,,{TOTAL}\n", _right(quiet=("CK810",), ignored=1)),
    text("blank-lines.csv", _PLAIN.replace("\n", "\n\n"), _right()),
    text("header-repeated.csv", "\n".join([*_LINES[:6], _LINES[0], *_LINES[6:]]) + "\n", _right(ignored=1)),
    raw("empty.csv", b"", Refuses("CK202", ("empty",))),
    raw("spaces-only.csv", b" \n\n  \n", Refuses("CK202", ("empty",))),
    text("header-only.csv", ",".join(ENGLISH) + "\n", Refuses("CK257", ("header-only.csv",))),
    text("field-lost.csv", _with(6, _LINES[5].replace(",CNY,", ",")), Refuses("CK205", ("line 6",))),
    text("field-gained.csv", _with(9, _LINES[8].replace(",CNY,", ",CNY,,")), Refuses("CK205", ("line 9",))),
    text("quote-lost.csv", _with(4, '"' + _LINES[3]), Refuses("CK206", ("line 4",))),
    raw(
        "another-encoding-in-one-line.csv",
        b"\n".join(line.encode("gbk" if place == 7 else "utf-8") for place, line in enumerate(_ZH.splitlines())),
        Refuses("CK208", ("line 8",)),
    ),
    raw("page.xls", b"<html><body><table><tr><td>Customer</td></tr></table></body></html>", Refuses("CK210", ("HTML",))),
    text("no-known-header.csv", "a,b,c\n1,2,3\n", Refuses("CK252", ("--map",))),
    text("no-header-at-all.csv", "\n".join(_LINES[1:]) + "\n", Refuses("CK252", ("--map",))),
    text("reordered-columns.csv", joined([row[::-1] for row in table()]), _right()),
    text("spaces-around.csv", joined([[f"  {cell} " for cell in row] for row in table()]), _right()),
    text("slashed-ymd.csv", joined(table(day=lambda d: f"{d.year}/{d.month}/{d.day}")), _right()),
    text("date-and-time.csv", joined(table(day=lambda d: f"{iso(d)} 00:00:00+08:00")), _right()),
)  # fmt: skip
