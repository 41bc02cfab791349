"""From the text of creditkit.toml to its configuration, or to one message that names every key that is wrong."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from creditkit.errors import CreditkitError, Where
from creditkit.words import N_, Message
from creditkit.workspace.config import WorkspaceConfig

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_SECRET = re.compile(r"pass(word|wd)?$|secret|token|api_?key|credential", re.IGNORECASE)

# What pydantic found -> what is said.  Its own words are not shown: they are neither translated nor meant for users.
_EXPECTED = {
    "string_type": N_("{key} must be text in quotes."),
    "string_too_short": N_("{key} must not be empty."),
    "too_short": N_("{key} must not be empty."),
    "tuple_type": N_("{key} must be a list such as {example}."),
    "model_type": N_("{key} must be a table: write [{key}] on a line of its own."),
    "dict_type": N_("{key} must be a table: write [{key}] on a line of its own."),
    "literal_error": N_("{key} must be {expected}, not {given}."),
    "string_pattern_mismatch": N_("{key} must be a currency code of three capitals such as CNY, not {given}."),
    "value_error": N_("{key} is {given}: {expected}."),
}
_ANY_OTHER = N_("{key} is {given}, which is not a value it can take.")


def decode(path: Path) -> str:
    """The text of a TOML file.  Errors: CK424 when it cannot be read or is not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CreditkitError(
            "CK424",
            "The file is not UTF-8 text (byte {position}).",
            where=Where(path=str(path)),
            fix="Open it in an editor and save it with the encoding UTF-8.",
            position=error.start + 1,
        ) from None
    except OSError as error:
        raise CreditkitError(
            "CK424",
            "The file cannot be read: {reason}.",
            where=Where(path=str(path)),
            fix="Check its permissions.",
            reason=error.strerror or type(error).__name__,
        ) from None


def parse(text: str, path: Path) -> WorkspaceConfig:
    """The configuration in `text`, the content of `path`.

    Errors: CK424 not TOML; CK421 an unknown key, with the nearest known one; CK423 a value of the wrong kind.  All
    wrong keys are named at once, with their lines.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(error, text, path) from None
    try:
        return WorkspaceConfig.model_validate(raw)
    except ValidationError as error:
        raise _wrong_keys(error.errors(include_url=False), text, path) from None


def _not_toml(error: tomllib.TOMLDecodeError, text: str, path: Path) -> CreditkitError:
    found = re.search(r"line (\d+)", str(error))
    row = int(found.group(1)) if found else max(1, len(text.splitlines()))  # else it says: at end of document
    return CreditkitError(
        "CK424",
        "This is not TOML: {reason}.",
        where=Where(path=str(path), row=row),
        fix='Write text in quotes (name = "Huaxia"), Windows paths in single quotes, and each key once.',
        reason=re.sub(r"\s*\(at .*\)$", "", str(error)),
    )


def _wrong_keys(problems: list[ErrorDetails], text: str, path: Path) -> CreditkitError:
    unknown = [p for p in problems if p["type"] == "extra_forbidden"]
    messages = [_unknown(p, text) for p in unknown] + _values([p for p in problems if p not in unknown], text)
    first = problems[0] if not unknown else unknown[0]
    where = Where(path=str(path), row=line_of(text, _names(first["loc"])))
    if len(messages) == 1:
        values: dict[str, Any] = messages[0].values
        return CreditkitError(
            "CK421" if unknown else "CK423", messages[0].text, where=where, fix=_fix(unknown), **values
        )
    return CreditkitError(
        "CK421" if unknown else "CK423",
        "{count} keys are wrong.",
        where=Where(path=str(path)),
        details=tuple(Message("line {row}: {problem}", {"row": m.values["row"], "problem": m}) for m in messages),
        fix=_fix(unknown),
        count=len(messages),
    )


def _fix(unknown: list[ErrorDetails]) -> str:
    if any(_SECRET.search(_names(p["loc"])[-1]) for p in unknown):
        return "Secrets come from the environment only: take it out of the file."
    return "Mend the key; creditkit init --dry-run shows the complete file with every key."


def _names(location: Iterable[int | str]) -> tuple[str, ...]:
    return tuple(part for part in location if isinstance(part, str))


def _unknown(problem: ErrorDetails, text: str) -> Message:
    """Says only the key: what stands behind an unknown key may be a secret."""
    names = _names(problem["loc"])
    values: dict[str, object] = {"key": ".".join(names), "row": line_of(text, names)}
    near = nearest(names)
    if near is None:
        return Message(N_("There is no key {key}."), values)
    return Message(N_("There is no key {key}; the nearest is {near}."), {**values, "near": near})


def nearest(names: tuple[str, ...]) -> str | None:
    """The known key most like an unknown one: in its own section first, then the same name in another, then any."""
    known = known_keys()
    own, name = ".".join(names[:-1]), names[-1].lower()
    # Read backwards, so that of equal names the one that comes first in the file stays.
    siblings = {key.rpartition(".")[2]: key for key in reversed(known) if key.rpartition(".")[0] == own}
    elsewhere = {key.rpartition(".")[2]: key for key in reversed(known) if "." in key}
    everything = {key: key for key in known}
    for choices, word, cutoff in ((siblings, name, 0.6), (elsewhere, name, 0.8), (everything, ".".join(names), 0.5)):
        if match := difflib.get_close_matches(word, choices, n=1, cutoff=cutoff):
            return choices[match[0]]
    return None


def known_keys(model: type[BaseModel] = WorkspaceConfig, prefix: str = "") -> list[str]:
    """Every key of the file in its order, dotted: company, company.name, …"""
    keys = []
    for name, field in model.model_fields.items():
        keys.append(prefix + name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            keys += known_keys(field.annotation, f"{prefix}{name}.")
    return keys


def _values(problems: list[ErrorDetails], text: str) -> list[Message]:
    """One message per key: a key that may be of two kinds fails once for each kind."""
    messages: dict[str, Message] = {}
    for problem in problems:
        names = _known_part(_names(problem["loc"]))
        key = ".".join(names)
        context: dict[str, Any] = problem.get("ctx", {})
        messages.setdefault(
            key,
            Message(
                _EXPECTED.get(problem["type"], _ANY_OTHER),
                {
                    "key": key,
                    "given": repr(problem["input"]),
                    "expected": _expected(context),
                    "example": '["html", "xlsx"]' if key.endswith("formats") else '["ledger-*.csv"]',
                    "row": line_of(text, names),
                },
            ),
        )
    return list(messages.values())


def _expected(context: dict[str, Any]) -> object:
    """What a validator of config.py says (a message id), or the choices of a literal."""
    if "error" in context:
        return Message(str(context["error"]))
    return str(context.get("expected", "")).replace(" or ", ", ")


def _known_part(names: tuple[str, ...]) -> tuple[str, ...]:
    """The location without pydantic's own marks for the members of a union; a mapping's entries keep their name."""
    known = known_keys()
    while len(names) > 1 and ".".join(names) not in known and names[0] != "mapping":
        names = names[:-1]
    return names


def line_of(text: str, names: tuple[str, ...]) -> int | None:
    """The 1-based line on which a key (or its table) is written; None when it cannot be told."""
    section: tuple[str, ...] = ()
    for row, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line):
            section = tuple(part.strip().strip("\"'") for part in header.group(1).split("."))
            if section == names:
                return row
        elif key := re.match(r"\s*([^=#]+?)\s*=", line):
            written = tuple(part.strip().strip("\"'") for part in key.group(1).split("."))
            if section + written == names:
                return row
    return line_of(text, names[:-1]) if len(names) > 1 else None
