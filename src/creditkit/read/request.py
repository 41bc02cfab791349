"""How a file is to be read, as far as the user says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True)
class ReadOptions:
    """What the user declares about the input; None and empty = find out from the file or refuse.

    mapping: canonical name -> header of the file, or a constant written as "'literal'".
    expect_total: currency -> control total that the ledger must add up to.
    """

    mapping: dict[str, str] = field(default_factory=dict)
    sheet: str | None = None
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    decimal: Literal[".", ","] | None = None
    encoding: str | None = None
    base_currency: str | None = None
    default_terms_days: int | None = None
    allow_rejects: bool = False
    expect_total: dict[str, Decimal] = field(default_factory=dict)
    layout: str | None = None
