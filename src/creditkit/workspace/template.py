"""A complete, commented creditkit.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

_NOTHING: dict[str, dict[str, str]] = {"ledger": {}, "customers": {}, "payments": {}}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def toml_value(value: str | Sequence[str]) -> str:
    """A string or a list of strings as TOML writes it, every character that needs it escaped."""
    if not isinstance(value, str):
        return "[" + ", ".join(toml_value(item) for item in value) + "]"
    # TOML forbids bare control characters in a string, DEL among them.
    return (
        '"'
        + "".join(_ESCAPES.get(c) or (f"\\u{ord(c):04X}" if ord(c) < 32 or ord(c) == 127 else c) for c in value)
        + '"'
    )


def toml_key(key: str) -> str:
    """A key as TOML writes it: bare where it may be, else in quotes."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else toml_value(key)


def render_creditkit_toml(
    *,
    company: str = "",
    currency: str | None = None,
    language: str = "en",
    timezone: str | None = None,
    ledger: Sequence[str] = (),
    customers: str | None = None,
    payments: str | None = None,
    rates: str | None = None,
    overrides: str | None = None,
    promises: str | None = None,
    disputes: str | None = None,
    snoozes: str | None = None,
    sent: str | None = None,
    mapping: Mapping[str, Mapping[str, str]] = _NOTHING,
    date_order: str | None = None,
    decimal: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    folder: str = "reports",
    formats: Sequence[str] = ("html", "xlsx", "json", "md"),
    policy: str = "policy.toml",
    capital: Mapping[str, str] | None = None,
    as_of: str | None = None,
    fail_on: str | None = None,
    time: str = "07:00",
    days: str | Sequence[str] = "weekdays",
) -> str:
    """The text of a creditkit.toml with these values; what is not given stands there as a commented example.

    capital: keys of [capital] -> numbers (or text in quotes) as TOML writes them.
    mapping: for `ledger`, `customers` and `payments` each canonical column -> header.  The text passes
    `parse.parse` whatever characters the values hold.
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent, encoding="utf-8"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # TOML, not HTML: the filter `toml` escapes
    )
    environment.filters["toml"] = toml_value
    sections = {name: {toml_key(k): v for k, v in mapping.get(name, {}).items()} for name in _NOTHING}
    return environment.get_template("creditkit.toml.j2").render(
        company=company, currency=currency, language=language, timezone=timezone, ledger=list(ledger),
        customers=customers, payments=payments, rates=rates, overrides=overrides, promises=promises,
        disputes=disputes, snoozes=snoozes, sent=sent, mapping=sections,
        date_order=date_order, decimal=decimal, encoding=encoding, sheet=sheet, folder=folder, formats=list(formats),
        policy=policy, capital=capital or {}, as_of=as_of, fail_on=fail_on, time=time, days=days,
    )  # fmt: skip
