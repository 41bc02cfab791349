"""What is asked of the pipeline."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from creditkit.policy.model import CapitalFigures
from creditkit.read.request import ReadOptions


@dataclass(frozen=True)
class Request:
    """What is asked of the pipeline: files, how to read them, the as-of word and the day it is asked on."""

    today: date
    ledger: tuple[Path, ...] = ()
    customers: Path | None = None
    payments: Path | None = None
    rates: Path | None = None
    overrides: Path | None = None
    promises: Path | None = None
    disputes: Path | None = None
    snoozes: Path | None = None
    policy: Path | None = None
    as_of: str | None = None
    currency: str | None = None
    where: tuple[str, ...] = ()
    reading: ReadOptions = field(default_factory=ReadOptions)
    customer_reading: ReadOptions | None = None
    payment_reading: ReadOptions | None = None
    company: str = ""
    capital: CapitalFigures | None = None
    cache: Path | None = None
