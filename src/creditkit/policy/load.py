"""A policy file checked and completed with the defaults."""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from creditkit.errors import CreditkitError, Where
from creditkit.policy.model import Policy
from creditkit.words import N_

# The defaults, one file per panel, in the order in which the policy is read.
PARTS = (
    "measure", "decide", "monitor", "collect", "interest", "forecast", "capital", "provision", "insurance", "stress",
)  # fmt: skip


@cache
def default_toml() -> str:
    """The commented defaults, as `creditkit init` writes them."""
    folder = resources.files("creditkit.policy").joinpath("defaults")
    return "\n".join(folder.joinpath(f"{part}.toml").read_text("utf-8") for part in PARTS)


def load_policy(path: Path | None) -> tuple[Policy, str]:
    """The policy of `path` over the defaults, and the SHA-256 of what is in force.

    A file may leave out what it does not change; a list replaces the default list.  Errors: CK400 cannot be read,
    CK401 unknown key, CK402 a value that does not fit, CK404 not TOML.
    """
    defaults = tomllib.loads(default_toml())
    if path is None:
        return Policy.model_validate(defaults), hashlib.sha256(default_toml().encode()).hexdigest()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CreditkitError(
            "CK400", N_("The policy cannot be read: {reason}."), where=Where(str(path)), reason=error.strerror
        ) from None
    try:
        own = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CreditkitError(
            "CK404", N_("The policy is not valid TOML: {reason}."), where=Where(str(path)),
            fix=N_("Mend the line; creditkit policy show prints a complete example."), reason=error,
        ) from None  # fmt: skip
    digest = hashlib.sha256(default_toml().encode() + data).hexdigest()
    try:
        return Policy.model_validate(_merged(defaults, own)), digest
    except ValidationError as error:
        raise _refusal(path, error) from None


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _refusal(path: Path, error: ValidationError) -> CreditkitError:
    first = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(str(part) for part in first["loc"]) or "policy"
    if first["type"] == "extra_forbidden":
        known = _known_keys(first["loc"][:-1])
        near = difflib.get_close_matches(str(first["loc"][-1]), known, 1)
        return CreditkitError(
            "CK401",
            N_('The policy has no key "{key}".'),
            where=Where(str(path)),
            fix=N_("The nearest known key is {near}; creditkit policy show lists all."),
            key=key,
            near=near[0] if near else ", ".join(known[:8]),
        )
    return CreditkitError(
        "CK402",
        N_("{key}: {reason}."),
        where=Where(str(path)),
        fix=N_("creditkit policy show prints every key with its default and meaning."),
        key=key,
        reason=first["msg"].removeprefix("Value error, "),
    )


def _known_keys(location: tuple[int | str, ...]) -> list[str]:
    """The keys of the section at `location`."""
    model: Any = Policy
    for part in location:
        if isinstance(part, int):
            continue
        field = model.model_fields.get(part) if isinstance(model, type) and issubclass(model, BaseModel) else None
        if field is None:
            return []
        model = field.annotation
        args = [arg for arg in getattr(model, "__args__", ()) if isinstance(arg, type) and issubclass(arg, BaseModel)]
        model = args[0] if args else model
    return sorted(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []


def policy_schema() -> dict[str, Any]:
    """The JSON Schema of policy files."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Policy.model_json_schema()}
