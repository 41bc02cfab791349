"""Parquet: the frame as it is."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl

from creditkit.files import write_bytes


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """The frame at `path`, in one step.  Errors: CK501."""
    write_bytes(path, parquet_bytes(frame))
