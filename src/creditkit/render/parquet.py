"""Parquet: the frame as it is."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl

from creditkit.files import replacing


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """Types, lists and all digits kept: what another program or a later run reads back is the frame itself."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """The frame at `path`, in one step and without a copy of it in memory.  Errors: CK501."""
    with replacing(path) as place:
        frame.write_parquet(place)
