"""Columns of monitoring, collection, cash forecast and working capital."""

from __future__ import annotations

from creditkit.schema.column import columns

WATCH = columns(

)  # fmt: skip
