"""Keep the Chinese catalogue true: collect message ids from the sources, merge, compile.

`python tests/tools/messages.py` writes the catalogue; `--check` only says whether it is complete and compiled.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src" / "creditkit"
PO = SOURCES / "locale" / "zh" / "LC_MESSAGES" / "creditkit.po"
MO = PO.with_suffix(".mo")

# Every call whose n-th argument is a message id.
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "say": None,
    "N_": None,
    "Message": None,
    "CreditkitError": (2,),
    "Notice.of": (2,),
    "of": (2,),
    "_": None,
}
FIX = re.compile(r"\b(?:fix|help)=\s*\(?\s*((?:\"(?:[^\"\\]|\\.)*\"\s*)+)", re.S)
NOTICE = re.compile(r"Notice\.of\(\s*\"CK\d+\",\s*((?:\"(?:[^\"\\]|\\.)*\"\s*)+)", re.S)
LITERAL = re.compile(r"\"((?:[^\"\\]|\\.)*)\"", re.S)


def collected() -> set[str]:
    """Every message id of the sources, templates included."""
    found: set[str] = set()
    methods = [("**.py", "python"), ("**.j2", "jinja2")]
    for _, _, message, _, _ in extract_from_dir(SOURCES, methods, keywords=KEYWORDS):
        for part in message if isinstance(message, tuple) else (message,):
            if part:
                found.add(part)
    for path in SOURCES.rglob("*.py"):
        text = path.read_text("utf-8")
        for pattern in (FIX, NOTICE):
            for match in pattern.finditer(text):
                found.add("".join(eval(f'"{piece}"') for piece in LITERAL.findall(match[1])))
    return {message for message in found if message.strip()}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def load() -> Catalog:
    if not PO.exists():
        return Catalog(locale="zh", project="creditkit", charset="utf-8")
    with PO.open("rb") as file:
        return read_po(file, locale="zh")


def problems() -> list[str]:
    """What is missing or wrong in the catalogue, a line each; empty when it is complete."""
    catalogue, wanted = load(), collected()
    wrong = []
    for message in sorted(wanted):
        entry = catalogue.get(message)
        if entry is None or not entry.string:
            wrong.append(f"no Chinese for: {message}")
        elif placeholders(str(entry.string)) != placeholders(message):
            wrong.append(f"placeholders differ: {message} / {entry.string}")
    wrong += [f"no longer used: {entry.id}" for entry in catalogue if entry.id and entry.id not in wanted]
    with MO.open("rb") as file:
        compiled = {entry.id: entry.string for entry in read_mo(file)}
    stale = [entry.id for entry in catalogue if entry.id and entry.string and compiled.get(entry.id) != entry.string]
    return wrong + [f"not compiled: {message}" for message in stale]


def write() -> int:
    """Merge and compile; returns how many ids still lack a translation."""
    old, fresh = load(), Catalog(locale="zh", project="creditkit", charset="utf-8", fuzzy=False)
    missing = 0
    for message in sorted(collected()):
        entry = old.get(message)
        text = str(entry.string) if entry is not None and entry.string else ""
        missing += not text
        fresh.add(message, text)
    PO.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, fresh, omit_header=False, width=0, no_location=True)
    # The dates of the header would make every run a change.
    lines = [line for line in buffer.getvalue().splitlines() if b"-Date:" not in line and b"Generated-By" not in line]
    PO.write_bytes(b"\n".join(lines) + b"\n")
    with MO.open("wb") as file, PO.open("rb") as source:
        write_mo(file, read_po(source, locale="zh"))
    return missing


if __name__ == "__main__":
    if "--check" in sys.argv:
        found = problems()
        print("\n".join(found) or "complete")
        sys.exit(bool(found))
    print(f"{write()} messages without Chinese; catalogue {PO.relative_to(ROOT)}")
