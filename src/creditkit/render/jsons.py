"""JSON as the contract has it: amounts as exact numbers, undefined as null, the same bytes for the same inputs."""

from __future__ import annotations

import json
import math
from datetime import date
from decimal import Decimal
from json.encoder import encode_basestring as _quoted
from typing import Any

from creditkit import __version__
from creditkit.render.plain import Exact, nested, rows_of
from creditkit.render.units import plain_amount
from creditkit.report.blocks import Result


def to_json(result: Result) -> str:
    """The one JSON object of a command, with a newline at its end."""
    return dump(json_object(result)) + "\n"


def json_object(result: Result) -> dict[str, Any]:
    """The object of the contract: creditkit, command, as_of, inputs, policy_sha256, proof, rows, totals, warnings, extras."""
    return {
        "creditkit": __version__,
        "command": result.command,
        "as_of": result.as_of,
        "inputs": [
            {
                "path": entry.path,
                "sha256": entry.sha256,
                "role": entry.role,
                "rows_read": entry.rows_read,
                "rows_accepted": entry.rows_accepted,
                "rows_rejected": entry.rows_rejected,
                "rows_ignored": entry.rows_ignored,
            }
            for entry in result.inputs
        ],
        "policy_sha256": result.policy_sha256,
        "proof": [
            {
                "currency": line.currency,
                "ledger": Exact(plain_amount(line.ledger, line.currency)),
                "reported": Exact(plain_amount(line.reported, line.currency)),
                "difference": Exact(plain_amount(line.difference, line.currency)),
            }
            for line in result.proof
        ],
        "rows": [nested(row) for row in rows_of(result.rows)],
        "totals": [nested(row) for row in rows_of(result.rows, totals=True)],
        "warnings": [{"code": notice.code, "message": str(notice)} for notice in result.warnings],
        **result.extras,
    }


def dump(value: Any, indent: int = 0) -> str:
    """value as JSON, two spaces a level, a key or entry a line; Decimals digit for digit."""
    pieces: list[str] = []
    _dump(value, "\n" + "  " * indent, pieces)
    return "".join(pieces)


def _dump(value: Any, margin: str, pieces: list[str]) -> None:
    """Append the JSON of value to pieces; margin: the line break and indent that it stands at."""
    match value:
        case str():
            pieces.append(_quoted(value))
        case Exact():
            pieces.append(value.text)
        case dict() | list() | tuple():
            _dump_all(value, margin, pieces)
        case _:
            pieces.append(_leaf(value))


def _dump_all(value: Any, margin: str, pieces: list[str]) -> None:
    first, last = "{}" if isinstance(value, dict) else "[]"
    separator, inner = first, margin + "  "
    for item in value:
        pieces += (separator, inner)
        if isinstance(value, dict):
            pieces += (_quoted(str(item)), ": ")
        _dump(value[item] if isinstance(value, dict) else item, inner, pieces)
        separator = ","
    pieces.append(margin + last if value else first + last)


def _leaf(value: Any) -> str:
    if isinstance(value, float):
        # JSON has no NaN: one that gets here is a fault of the stage that should have said null and why.
        assert math.isfinite(value), "an undefined figure must be null"
        return repr(value)
    if isinstance(value, Decimal):
        assert value.is_finite(), "an undefined figure must be null"
        return f"{value:f}"
    return f'"{value.isoformat()}"' if isinstance(value, date) else json.dumps(value)


def pack_json(results: list[Result]) -> str:
    """Several results as one object, by command, with the first one's provenance."""
    first = json_object(results[0])
    head = {key: first[key] for key in ("creditkit", "as_of", "inputs", "policy_sha256", "proof", "warnings")}
    bodies = {
        result.command: {
            key: value for key, value in json_object(result).items() if key in ("rows", "totals", *result.extras)
        }
        for result in results
    }
    return dump({**head, "command": "report", **bodies}) + "\n"
