"""JSON as the contract has it: amounts as exact numbers, undefined as null, the same bytes for the same inputs."""

from __future__ import annotations

import json
import math
from datetime import date
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
    """value as JSON, two spaces a level; short objects of a row stay on lines of their own."""
    pad, inner = "  " * indent, "  " * (indent + 1)
    if isinstance(value, Exact):
        return value.text
    if isinstance(value, float):
        assert math.isfinite(value), "an undefined figure must be null"
        return repr(value)
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    if isinstance(value, dict):
        if not value:
            return "{}"
        parts = [
            f"{inner}{json.dumps(str(key), ensure_ascii=False)}: {dump(item, indent + 1)}"
            for key, item in value.items()
        ]
        return "{\n" + ",\n".join(parts) + f"\n{pad}}}"
    if isinstance(value, list | tuple):
        if not value:
            return "[]"
        parts = [f"{inner}{dump(item, indent + 1)}" for item in value]
        return "[\n" + ",\n".join(parts) + f"\n{pad}]"
    return json.dumps(value, ensure_ascii=False)


def pack_json(results: list[Result]) -> str:
    """Several results as one object, by command, with the first one's provenance."""
    first = json_object(results[0])
    head = {key: first[key] for key in ("creditkit", "as_of", "inputs", "policy_sha256", "proof", "warnings")}
    bodies = {
        result.command: {key: value for key, value in json_object(result).items() if key in ("rows", "totals")}
        for result in results
    }
    return dump({**head, "command": "report", **bodies}) + "\n"
