"""Bytes to text: which encoding a text file is in, on evidence, or a refusal that names the line."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from creditkit.errors import CreditkitError, Notice, Where
from creditkit.read.headers import recognised
from creditkit.words import N_, Message

# Longest first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Every GBK and GB2312 text is GB18030 text; the reverse fails on four-byte characters.
_WIDER = {"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "utf-8-sig": "utf-8", "ascii": "utf-8"}
_CHINESE = ("gb18030", "big5")
_WESTERN = ("cp1252", "cp1250")
_BLANK = b" \t\r\n\x1a"
_HEAD_BYTES = 65_536
_LISTED = 20
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True)
class Decoded:
    """The text as UTF-8 bytes without a byte order mark, the encoding it came in, what was assumed."""

    data: bytes
    encoding: str
    notices: tuple[Notice, ...] = ()


def decode(data: bytes, path: Path, declared: str | None = None) -> Decoded:
    """Byte order mark, else strict UTF-8, else UTF-16 by its NULs, else a legacy encoding whose header words are known.

    declared: the user's `--encoding`, which is followed strictly.
    Errors: CK202 empty, CK204 undecided or undecodable, CK207 NUL characters, CK208 two encodings in one file,
    CK211 an unknown or contradicted `--encoding`.
    """
    if not data:
        raise CreditkitError("CK202", N_("The file is empty (0 bytes)."), where=Where(str(path)))
    decoded = _declared(data, path, declared) if declared else _detected(data, path)
    # Stripping copies, so all of it is stripped only where the beginning is blank.
    if not decoded.data[:4096].strip(_BLANK) and not decoded.data.strip(_BLANK):
        raise CreditkitError(
            "CK202", N_("The file is empty: it holds nothing but blank lines."), where=Where(str(path))
        )
    _refuse_nul(decoded.data, path)
    return decoded


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are valid UTF-8 throughout."""
    if data.isascii():
        return True
    if len(data) >= 2**31:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            return False
        return True
    # Polars validates with SIMD, ten times as fast as building a Python string.
    try:
        pl.Series([data]).cast(pl.String)
    except pl.exceptions.ComputeError:
        return False
    return True


def _detected(data: bytes, path: Path) -> Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], encoding, path)
    if b"\0" in data:
        return _without_mark(data, path)
    if is_utf8(data):
        return Decoded(data, "utf-8")
    return _legacy(data, path)


def _marked(body: bytes, encoding: str, path: Path) -> Decoded:
    if encoding == "utf-8":
        if not is_utf8(body):
            raise _mixed(path, "UTF-8", _lines_not_utf8(body))
        return Decoded(body, encoding)
    return Decoded(_strict(body, encoding, path), encoding, (_notice(path, encoding),))


def _without_mark(data: bytes, path: Path) -> Decoded:
    """UTF-16 without a mark: ASCII characters leave a NUL at every other byte, on one side only."""
    head = data[: _HEAD_BYTES & ~1]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    for encoding, many, few in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if len(data) % 2 == 0 and many * 8 > len(head) // 2 and few * 50 <= many:
            text = _strict(data, encoding, path)
            if recognised(text[:8192].decode("utf-8", "ignore")).total >= 2:
                return Decoded(text, encoding, (_notice(path, encoding),))
    _refuse_nul(data, path)
    raise AssertionError("a NUL was found and then not found")


def _declared(data: bytes, path: Path, declared: str) -> Decoded:
    try:
        name = codecs.lookup(declared).name
    except LookupError as error:
        raise CreditkitError(
            "CK211",
            N_('There is no encoding named "{encoding}".'),
            where=Where(str(path)),
            fix=N_("Name one such as utf-8, gb18030, big5, utf-16 or cp1252 with --encoding."),
            encoding=declared,
        ) from error
    name = _WIDER.get(name, name)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            # "utf-16" without a side leaves the side to the mark.
            if encoding != name and not encoding.startswith(f"{name}-"):
                raise CreditkitError(
                    "CK211",
                    N_("The file begins with the byte order mark of {found}, but --encoding says {declared}."),
                    where=Where(str(path)),
                    fix=N_("Leave --encoding out, or name {found}."),
                    found=encoding,
                    declared=declared,
                )
            return Decoded(_strict(data[len(mark) :], encoding, path), encoding)
    return Decoded(_strict(data, name, path), name)


def _strict(body: bytes, encoding: str, path: Path) -> bytes:
    """The bytes as UTF-8; the first byte that is not text in `encoding` is an error with its line."""
    if encoding == "utf-8" and is_utf8(body):
        return body
    try:
        return body.decode(encoding).encode("utf-8")
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = body[:start].decode(encoding, "ignore").count("\n") + 1
        raise CreditkitError(
            "CK204",
            N_("Byte {byte} of the file is not {encoding} text."),
            where=Where(str(path), row=line),
            fix=N_("Export the file again as UTF-8, or say how it is encoded with --encoding."),
            byte=start + 1,
            encoding=encoding,
        ) from error


def _refuse_nul(data: bytes, path: Path) -> None:
    at = data.find(b"\0")
    if at >= 0:
        raise CreditkitError(
            "CK207",
            N_("The text holds NUL characters (byte {byte}); {count} of them."),
            where=Where(str(path), row=data.count(b"\n", 0, at) + 1),
            fix=N_("The file is damaged or not a text file. Export it again."),
            byte=at + 1,
            count=data.count(b"\0"),
        )


# --- neither marked nor UTF-8 ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Lines:
    """How the lines of a file that is not UTF-8 look when read as UTF-8 (numbers are 1-based)."""

    invalid: tuple[int, ...]
    valid: tuple[tuple[int, str], ...]  # lines with characters beyond ASCII that are good UTF-8
    head: str  # the good lines of the beginning


def _survey(data: bytes) -> _Lines:
    # Decoding with replacement never swallows a line end, so a line is damaged exactly when it holds U+FFFD.
    lines = pl.Series(data.decode("utf-8", "replace").split("\n"), dtype=pl.String)
    damaged = lines.str.contains("\ufffd", literal=True)
    foreign = lines.str.len_bytes() > lines.str.len_chars()
    invalid = damaged.arg_true() + 1
    valid = (foreign & ~damaged).arg_true()
    head = lines.head(200).filter(~damaged.head(200))
    return _Lines(
        tuple(invalid.to_list()),
        tuple(zip((valid + 1).to_list(), lines.gather(valid).to_list(), strict=True)),
        "\n".join(head.to_list()),
    )


def _lines_not_utf8(data: bytes) -> tuple[int, ...]:
    return _survey(data).invalid


def _legacy(data: bytes, path: Path) -> Decoded:
    survey = _survey(data)
    if recognised(survey.head).foreign:
        raise _mixed(path, "UTF-8", survey.invalid)
    head = data[:_HEAD_BYTES].rpartition(b"\n")[0] or data[:_HEAD_BYTES]
    hits = {name: recognised(head.decode(name, "ignore")) for name in (*_CHINESE, *_WESTERN)}
    best = max(hits, key=lambda name: (hits[name].foreign, hits[name].total))
    if hits[best].foreign:
        return _by_header(data, path, best, hits[best].total, survey, {n: h.foreign for n, h in hits.items()})
    if len(survey.valid) >= len(survey.invalid):
        raise _mixed(path, "UTF-8", survey.invalid)
    if hits[best].total >= 2:
        found = _by_content(data, path, survey)
        if found:
            return found
    raise _undecided(data, path)


def _by_header(data: bytes, path: Path, name: str, words: int, survey: _Lines, foreign: dict[str, int]) -> Decoded:
    """The header has words beyond ASCII that are known in this encoding."""
    if name in _WESTERN:
        if survey.valid:
            raise _mixed(path, "UTF-8", survey.invalid)
        tied = tuple(other for other in _WESTERN if foreign[other] == foreign[name])
        name = _western(data, tied) or name
    else:
        strangers = tuple(line for line, text in survey.valid if not _ordinary(text, name))
        if strangers:
            raise _mixed(path, name.upper(), strangers)
    return Decoded(_strict(data, name, path), name, (_notice(path, name, words),))


def _by_content(data: bytes, path: Path, survey: _Lines) -> Decoded | None:
    """The header is ASCII and known, so it fits every encoding: the rest must leave no doubt."""
    if any(max(text) > "\u07ff" for _, text in survey.valid):
        raise _mixed(path, "UTF-8", survey.invalid)
    for name in _CHINESE:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if _ordinary("".join(set(text)), name, encoded=True) and _second_opinion(data) == name:
            return Decoded(text.encode("utf-8"), name, (_notice(path, name),))
    western = None if survey.valid else _western(data, _WESTERN)
    if western:
        return Decoded(_strict(data, western, path), western, (_notice(path, western),))
    return None


def _ordinary(text: str, name: str, *, encoded: bool = False) -> bool:
    """Whether the characters are in everyday use in that encoding.

    A line of UTF-8 that happens to decode as GB18030 or Big5 gives rare characters; real text does not.
    encoded: `text` is already decoded; else it is the UTF-8 reading of the bytes.
    """
    try:
        read = text if encoded else text.encode("utf-8").decode(name)
        if name == "gb18030":
            read.encode("gb2312")
            return True
        # Level 1 of Big5 is C6 and below; A1 to A3 are punctuation.
        leads = [char.encode("big5")[0] for char in read if char > "\x7f"]
    except UnicodeError:
        return False
    return sum(0xA1 <= lead <= 0xC6 for lead in leads) * 10 >= len(leads) * 9


def _western(data: bytes, names: tuple[str, ...]) -> str | None:
    """The one-byte encoding in which every high byte is a letter in a word or a common sign; None = none or in doubt."""
    runs = set(_HIGH_RUN.findall(data))
    # Three accented letters in a row are Cyrillic, Greek or Chinese rather than French or German; thorn and eth
    # are as likely Turkish, Romanian or Croatian letters of another encoding.
    if any(len(run) > 2 or not _DOUBTFUL.isdisjoint(run) for run in runs):
        return None
    fitting = [name for name in names if all(_letters(data, run, name) for run in runs)]
    return fitting[0] if fitting else None


_DOUBTFUL = frozenset(b"\xd0\xde\xf0\xfe")
_SIGNS = frozenset(
    "\u20ac\u00a3\u00a5\u00a7\u00b0\u00a0\u2013\u2014\u2018\u2019\u201c\u201d\u201e\u2026\u00b4\u00ae\u2122\u00ab\u00bb\u00ba\u00aa\u00b7\u2022"
)


def _letters(data: bytes, run: bytes, name: str) -> bool:
    try:
        text = run.decode(name)
    except UnicodeDecodeError:
        return False
    if not all(char.isalpha() or char in _SIGNS for char in text):
        return False
    # A sign of money or a capital inside a word is another letter read in the wrong encoding.
    odd = any(char.isupper() or char in "\u00a3\u00a5" for char in text)
    return not (odd and re.search(rb"[A-Za-z]" + re.escape(run) + rb"[a-z]", data))


def _second_opinion(data: bytes) -> str | None:
    """What charset-normalizer says of the lines beyond ASCII."""
    from charset_normalizer import from_bytes

    lines = [line for line in data[: 16 * _HEAD_BYTES].split(b"\n") if not line.isascii()]
    guess = from_bytes(b"\n".join(lines[:500])).best()
    if guess is None:
        return None
    if guess.encoding in ("gb18030", "gbk", "gb2312"):
        return "gb18030"
    return "big5" if guess.encoding in ("big5", "big5hkscs", "cp950") else guess.encoding


def _undecided(data: bytes, path: Path) -> CreditkitError:
    guess = _second_opinion(data)
    line = next(number for number, text in enumerate(data.split(b"\n"), 1) if not is_utf8(text))
    return CreditkitError(
        "CK204",
        N_("The text is not UTF-8, and no known header words appear in it read as GB18030, Big5, cp1252 or cp1250."),
        where=Where(str(path), row=line),
        fix=N_("Say how it is encoded with --encoding (a guess: {guess}), or export it as UTF-8.")
        if guess
        else N_("Say how it is encoded with --encoding, or export it as UTF-8."),
        guess=guess,
    )


def _mixed(path: Path, encoding: str, lines: tuple[int, ...]) -> CreditkitError:
    shown = ", ".join(str(line) for line in lines[:_LISTED])
    more = len(lines) - _LISTED
    details = (Message(N_("and {count} more lines"), {"count": more}),) if more > 0 else ()
    return CreditkitError(
        "CK208",
        N_("The file is {encoding}, but these lines are in another encoding: {lines}."),
        where=Where(str(path), row=lines[0]),
        fix=N_("Two files were joined, or the lines were pasted from elsewhere. Export the whole file as UTF-8."),
        details=details,
        encoding=encoding,
        lines=shown,
    )


def _notice(path: Path, encoding: str, words: int | None = None) -> Notice:
    where = Where(str(path))
    if words is None:
        text = N_("The text was read as {encoding}. Pin it with --encoding {encoding}.")
        return Notice.of("CK801", text, where=where, encoding=encoding)
    text = N_("The text was read as {encoding} (header words recognised: {words}). Pin it with --encoding {encoding}.")
    return Notice.of("CK801", text, where=where, encoding=encoding, words=words)
