"""The header dictionary: which headers name which canonical column, and the systems known by their headers."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import Any

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
# Only what is a unit: "Amount (LCY)" is another column than "Amount".
_UNIT = re.compile(
    r"(?i)\s*\((元|千元|万元|百万元|亿元|千|万|百万|亿|人民币|人民币元|人民币万元|cny|rmb|eur|usd|gbp|hkd|jpy|chf|ils"
    r"|days|tage|天|日|'?000s?|k|teur|t€|keur|kusd|in thousands|thousands)\)\s*$"
)
_SPACES = re.compile(r"[\s_.\-]+")
_ACCENT = re.compile("[\u0300-\u036f]")
_TRADITIONAL = str.maketrans(
    "應號額幣種據單發開淨價稅賬齡爭議業務員區國別項條後餘戶編碼稱類結還銷時間產貿買賣購貨憑證過審記錄總計責負報銀匯當選擇訂訴訟質擔簡與",
    "应号额币种据单发开净价税账龄争议业务员区国别项条后余户编码称类结还销时间产贸买卖购货凭证过审记录总计责负报银汇当选择订诉讼质担简与",
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@dataclass(frozen=True)
class Alias:
    """One canonical column: the tables it belongs to, its headers, headers that may mean it, spellings of its values.

    headers: as written; keys: the same, made plain, to compare with; ambiguous: made plain.
    """

    name: str
    tables: frozenset[str]
    headers: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    values: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class System:
    """A known program: headers that give it away, and what its headers mean.

    signed: it writes credit items with a minus; otherwise the document type gives the sign.
    types: document types that mean something else here than in other programs.
    """

    name: str
    fingerprints: tuple[frozenset[str], ...]
    columns: dict[str, str]
    signed: bool = True
    types: dict[str, str] = field(default_factory=dict)


@lru_cache(maxsize=16_384)
def plain_header(text: str) -> str:
    """A header without what varies: width, case, spaces, accents, invisible marks, punctuation, a unit in brackets.

    `Due Date`, `DueDate`, `due_date` and `*Due Date:` are one; `Fälligkeit` and `Faelligkeit` are one.
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip().lstrip("*").rstrip(":").strip()
    text = _UNIT.sub("", text) or text
    text = text.translate(_TRADITIONAL).translate(_UMLAUTS)
    text = _ACCENT.sub("", unicodedata.normalize("NFKD", text))
    return _SPACES.sub("", text).casefold()


def unit_of(text: str) -> str | None:
    """The unit a header carries in brackets: 万元, CNY, 天."""
    found = _UNIT.search(unicodedata.normalize("NFKC", text))
    return found[1].strip() if found else None


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(resources.files("creditkit.read").joinpath("aliases.toml").read_text("utf-8"))


@cache
def aliases() -> tuple[Alias, ...]:
    """Every canonical column with its headers, normalised, in the order of the dictionary."""
    columns: list[dict[str, Any]] = _raw()["column"]
    return tuple(
        Alias(
            name=str(entry["name"]),
            tables=frozenset(entry["tables"]),
            headers=tuple(dict.fromkeys([*entry.get("headers", []), str(entry["name"])])),
            keys=tuple(dict.fromkeys(plain_header(h) for h in [*entry.get("headers", []), str(entry["name"])])),
            ambiguous=tuple(plain_header(h) for h in entry.get("ambiguous", [])),
            patterns=tuple(entry.get("patterns", [])),
            values=dict(entry.get("values", {})),
        )
        for entry in columns
    )


@cache
def systems() -> tuple[System, ...]:
    found: dict[str, dict[str, Any]] = _raw()["systems"]
    return tuple(
        System(
            name,
            tuple(
                frozenset(plain_header(h) for h in value)
                for key, value in entry.items()
                if key.startswith("fingerprint")
            ),
            {plain_header(header): column for header, column in entry["map"].items()},
            bool(entry.get("signed", True)),
            {spelling.casefold(): kind for spelling, kind in entry.get("types", {}).items()},
        )
        for name, entry in found.items()
    )


@cache
def document_types() -> dict[str, str]:
    """Spelling of a document type, casefolded → canonical type."""
    found: dict[str, list[str]] = _raw()["document_types"]
    return {spelling.casefold(): kind for kind, spellings in found.items() for spelling in [*spellings, kind]}


@cache
def currency_codes() -> dict[str, str]:
    """Spelling of a currency, casefolded → ISO 4217.  `¥` is left out: it is CNY or JPY."""
    alias = next(entry for entry in aliases() if entry.name == "currency")
    return {
        spelling.casefold(): code
        for code, spellings in alias.values.items()
        for spelling in spellings
        if spelling != "¥"
    }


@cache
def header_words() -> frozenset[str]:
    """Every header of the dictionary as written there: evidence that text was decoded rightly."""
    columns: list[dict[str, list[str]]] = _raw()["column"]
    words = {h for entry in columns for h in [*entry.get("headers", []), *entry.get("ambiguous", [])]}
    known: dict[str, dict[str, dict[str, str]]] = _raw()["systems"]
    return frozenset(words | {h for entry in known.values() for h in entry["map"]})
