"""The language of what people read: English message ids, gettext catalogues for the rest.

`say` translates at the moment of showing, so a message can be made where it is known (a reader, a stage)
and worded where it is read (a terminal, a report).  Message ids are whole English sentences with named
`{placeholders}`; a translation may reorder them.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "zh")
_DOMAIN = "creditkit"
_LOCALE_DIR = Path(__file__).parent / "locale"
_language: ContextVar[str] = ContextVar("creditkit_language", default="en")


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(_DOMAIN, localedir=_LOCALE_DIR, languages=[language])


def language() -> str:
    """The language in force: `en` or `zh`."""
    return _language.get()


def set_language(code: str) -> None:
    """Put `code` (`en` or `zh`) in force.  Raises ValueError for any other."""
    if code not in LANGUAGES:
        raise ValueError(f"unknown language {code!r}, expected one of {', '.join(LANGUAGES)}")
    _language.set(code)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Put a language in force for the length of a `with` block."""
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)


def N_(message: str) -> str:
    """Mark a message id for the catalogue without translating it yet."""
    return message


def say(message: str, /, **values: object) -> str:
    """`message` in the language in force, its placeholders filled from `values`.

    Values that are themselves `Message`s are worded in the same language.
    """
    translated = _catalogue(_language.get()).gettext(message) if message else ""
    if not values:
        return translated
    return translated.format_map({k: str(v) if isinstance(v, Message) else v for k, v in values.items()})


@dataclass(frozen=True)
class Message:
    """A message id with its values, worded when it is shown (`str(message)`)."""

    text: str
    values: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return say(self.text, **self.values)
