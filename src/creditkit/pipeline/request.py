"""What is asked of the pipeline."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from creditkit.policy.model import CapitalFigures
from creditkit.read.request import ReadOptions


@dataclass(frozen=True)
class EngineChoice:
    """What runs ledger-sized work.  name: auto, polars or spark; shards: parts (null: chosen by size); master, options:
    of Spark."""

    name: str = "auto"
    shards: int | None = None
    master: str | None = None
    options: tuple[tuple[str, str], ...] = ()


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
    sent: Path | None = None
    policy: Path | None = None
    as_of: str | None = None
    since: str | None = None
    currency: str | None = None
    where: tuple[str, ...] = ()
    reading: ReadOptions = field(default_factory=ReadOptions)
    customer_reading: ReadOptions | None = None
    payment_reading: ReadOptions | None = None
    company: str = ""
    capital: CapitalFigures | None = None
    cache: Path | None = None
    engine: EngineChoice = field(default_factory=EngineChoice)

    def without_currency(self) -> Request:
        """The same without conversion."""
        return replace(self, currency=None)
