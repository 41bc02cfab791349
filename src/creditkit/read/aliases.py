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
_UNIT = re.compile(r"(?i)\s*\((元|万元|千元|人民币|人民币元|cny|rmb|eur|usd|gbp|hkd|jpy|chf|ils|days|tage|天|日)\)\s*$")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SPACES = re.compile(r"[\s_.\-]+")
_TRADITIONAL = str.maketrans(
    "應號額幣種據單發開淨價稅賬齡爭議業務員區國別項條後餘", "应号额币种据单发开净价税账龄争议业务员区国别项条后余"
)


@dataclass(frozen=True)
class Alias:
    """One canonical column: the tables it belongs to, its headers, headers that may mean it, spellings of its values."""

    name: str
    tables: frozenset[str]
    headers: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    values: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class System:
    """A known program: headers that give it away, and what its headers mean."""

    name: str
    fingerprints: tuple[frozenset[str], ...]
    columns: dict[str, str]


@lru_cache(maxsize=16_384)
def plain_header(text: str) -> str:
    """A header without what varies: width, case, camelCase, invisible marks, punctuation, a unit in brackets."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip().lstrip("*").rstrip(":").strip()
    text = _UNIT.sub("", text) or text
    text = _CAMEL.sub(" ", text).translate(_TRADITIONAL)
    return _SPACES.sub(" ", text).strip().casefold()


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
            headers=tuple(dict.fromkeys(plain_header(h) for h in [*entry.get("headers", []), str(entry["name"])])),
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
