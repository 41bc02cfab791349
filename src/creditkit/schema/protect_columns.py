"""Columns of loss allowance, insurance and stress."""

from __future__ import annotations

from creditkit.schema.column import columns

PROTECT = columns(

)  # fmt: skip
