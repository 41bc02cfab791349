"""Typst templates and data to PDF: no network, no file of the machine but the house templates, the same bytes each time."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from creditkit.errors import CreditkitError
from creditkit.fonts import chinese_family, machine_fonts, needs_chinese
from creditkit.render.svg import clean
from creditkit.words import N_, Message, language

if TYPE_CHECKING:
    from typst import Fonts

# The only folder that a template can read from: it holds the templates that come with creditkit.
HOUSE = Path(__file__).parent / "typst"
_LATIN = ("Noto Sans", "Helvetica Neue", "Arial", "Liberation Sans", "DejaVu Sans", "Libertinus Serif")
# A package would be fetched from the network.
_PACKAGE = re.compile(r"@[\w-]+/")


def house_template(name: str) -> str:
    """The source of a template that comes with creditkit, `report.typ`."""
    return (HOUSE / name).read_text("utf-8")


def pdf_bytes(source: str, data: Mapping[str, object], *, as_of: date) -> bytes:
    """source, a Typst template, compiled with `data` as PDF; the same source, data and as-of give the same bytes.

    The template begins with `#import "house.typ": *` and then has `data` as a dictionary (what JSON can hold: texts,
    numbers, lists, dictionaries).  **Text of users goes into data and never into source**: data is parsed as JSON, so
    nothing in a name becomes Typst code.  Control characters and marks of writing direction are taken out of it.  The
    template reads no other file and no package; a picture is text too: `image(bytes(data.chart), format: "svg")`.
    The document's date is `as_of`, its language the one in force.

    Errors: CK506 the part [pdf] is not installed; CK507 the data has Chinese text and the machine no font for it;
    CK508 the template does not compile.
    """
    try:
        from typst import Compiler, TypstError
    except ImportError:
        raise CreditkitError(
            "CK506",
            N_("The part of creditkit that writes PDF is not installed."),
            fix=N_("Install it: pip install 'creditkit[pdf]'"),
        ) from None
    cleaned = _clean(data)
    content = json.dumps(cleaned, ensure_ascii=False)
    family = chinese_family()
    if family is None and needs_chinese(source + content):
        raise CreditkitError(
            "CK507",
            N_("The PDF has Chinese text, and no font with Chinese characters was found on this machine."),
            fix=N_("Install one, on Debian or Ubuntu: apt-get install fonts-noto-cjk"),
        )
    package = _PACKAGE.search(source)
    if package:
        raise _broken(Message(N_("packages are not allowed ({package})"), {"package": package.group()}))
    fonts = machine_fonts()
    settings = {"fonts": _families(fonts, family), "lang": language(), "date": as_of.isoformat()}
    try:
        compiler = Compiler(
            source.encode(),
            root=str(HOUSE),
            font_paths=fonts,
            sys_inputs={"data": content, "settings": json.dumps(settings, ensure_ascii=False)},
        )
        made, _ = compiler.compile_with_warnings(format="pdf", timestamp=datetime.combine(as_of, time(), UTC))
    except TypstError as error:
        raise _broken(_first_line(error.diagnostic or error.message)) from None
    assert isinstance(made, bytes)
    return made


def _families(fonts: Fonts, chinese: str | None) -> list[str]:
    """The Chinese font first, whose letters and figures fit its Hanzi; without one what the machine or Typst has."""
    there = set(fonts.families())
    latin = [family for family in _LATIN if family in there]
    return [chinese, *latin] if chinese else latin


def _clean(value: object) -> object:
    """value with every text cleaned, keys included."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(str(key)): _clean(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(entry) for entry in value]
    return value


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0].removeprefix("error: ") if lines else ""


def _broken(reason: str | Message) -> CreditkitError:
    return CreditkitError(
        "CK508",
        N_("The template of the PDF does not compile: {why}."),
        fix=N_("Mend the template, or leave it out to use the one that comes with creditkit."),
        why=reason,
    )
