"""Frozen dataclasses as JSON and Parquet and back: how a reading is kept in the cache without running any code.

Frames go to Parquet files of their own; everything else is plain JSON in which what JSON lacks carries a tag:
{"$decimal": "1.50"}, {"$date": "2025-09-28"}, {"$path": "a.csv"}, {"$tuple": […]}, {"$set": […]},
{"$pairs": [[key, value], …]} for a mapping, {"$frame": 0}, {"$of": "Notice", "is": {…}} for a dataclass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

Plain = Any


class UnknownKindError(TypeError):
    """A value that cannot be kept: a programmer's error, the class is missing from the list of kinds."""


class Freezer:
    """Turns a value into plain JSON and a list of frames, and back.  kinds: the dataclasses that may appear in it."""

    def __init__(self, kinds: Mapping[str, type]) -> None:
        self.kinds = kinds

    def freeze(self, value: object) -> tuple[Plain, list[pl.DataFrame]]:
        frames: list[pl.DataFrame] = []
        return self._freeze(value, frames), frames

    def _freeze(self, value: object, frames: list[pl.DataFrame]) -> Plain:
        match value:
            case None | bool() | int() | float() | str():
                return value
            case Decimal():
                return {"$decimal": str(value)}
            case datetime():
                return {"$datetime": value.isoformat()}
            case date():
                return {"$date": value.isoformat()}
            case Path():
                return {"$path": str(value)}
            case pl.DataFrame() | pl.Series():
                frames.append(value if isinstance(value, pl.DataFrame) else value.to_frame())
                return {"$frame" if isinstance(value, pl.DataFrame) else "$series": len(frames) - 1}
            case tuple():
                return {"$tuple": [self._freeze(item, frames) for item in value]}
            case list():
                return [self._freeze(item, frames) for item in value]
            case frozenset() | set():
                return {"$set": [self._freeze(item, frames) for item in sorted(value)]}
            case Mapping():
                return {"$pairs": [[self._freeze(k, frames), self._freeze(v, frames)] for k, v in value.items()]}
        name = type(value).__name__
        if is_dataclass(value) and self.kinds.get(name) is type(value):
            return {"$of": name, "is": {f.name: self._freeze(getattr(value, f.name), frames) for f in fields(value)}}
        raise UnknownKindError(f"{type(value).__module__}.{name} cannot be kept in the cache")

    def thaw(self, plain: Plain, frames: list[pl.DataFrame]) -> Any:
        """The value again.  Errors: KeyError, TypeError, ValueError, IndexError when `plain` is not what freeze made."""
        if isinstance(plain, list):
            return [self.thaw(item, frames) for item in plain]
        if not isinstance(plain, dict):
            return plain
        if "$of" in plain:
            return self.kinds[plain["$of"]](**{name: self.thaw(v, frames) for name, v in plain["is"].items()})
        (tag, content), *more = plain.items()
        if more:
            raise ValueError("a tagged value has one entry")
        match tag:
            case "$decimal":
                return Decimal(content)
            case "$date":
                return date.fromisoformat(content)
            case "$datetime":
                return datetime.fromisoformat(content)
            case "$path":
                return Path(content)
            case "$frame":
                return frames[content]
            case "$series":
                return frames[content].to_series()
            case "$tuple":
                return tuple(self.thaw(item, frames) for item in content)
            case "$set":
                return frozenset(self.thaw(item, frames) for item in content)
            case "$pairs":
                return {self.thaw(k, frames): self.thaw(v, frames) for k, v in content}
        raise ValueError(f"unknown tag {tag}")
