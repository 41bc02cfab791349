"""Questions that every part of the report asks of the frames."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import polars as pl

from creditkit.money import MONEY, total, zero

BUCKETS = "buckets."
_DAYS = re.compile(r"(\d+)(?:-\d+|\+)")


def own(frame: pl.DataFrame, currency: str | None) -> pl.DataFrame:
    """The rows of one currency."""
    return frame.filter(pl.col("currency") == currency)


def row_of(frame: pl.DataFrame | None, currency: str | None) -> dict[str, Any] | None:
    """The first row of one currency as a dict, None without one."""
    if frame is None or currency is None:
        return None
    found = own(frame, currency)
    return found.row(0, named=True) if found.height else None


def names(frame: pl.DataFrame) -> list[str]:
    """Customer names in the frame's order; the number where there is no name."""
    name = pl.col("customer_name").cast(pl.String).str.strip_chars()
    return frame.select(pl.when(name != "").then(name).otherwise("customer_id").fill_null("?")).to_series().to_list()


def buckets_of(columns: Iterable[str]) -> list[str]:
    """The bucket columns, youngest first."""
    return [name for name in columns if name.startswith(BUCKETS)]


def by_due_date(columns: Iterable[str]) -> bool:
    """Whether the buckets count from the due date (else from the invoice date)."""
    return f"{BUCKETS}not_due" in columns


def old_buckets(columns: Iterable[str], beyond: int = 90) -> tuple[int, list[str]]:
    """The buckets that begin after `beyond` days (or after the last edge there is), and that edge.

    Bands of years have no such edge: 0 and no bucket.
    """
    starts = {name: int(found[1]) for name in buckets_of(columns) if (found := _DAYS.fullmatch(name[len(BUCKETS) :]))}
    later = {name: start for name, start in starts.items() if start > beyond}
    if not later:
        later = {name: start for name, start in starts.items() if start == max(starts.values()) and start > 1}
    return (min(later.values()) - 1, list(later)) if later else (0, [])


def gross(row: dict[str, Any]) -> Decimal:
    """open − unapplied: open documents before credits.  Money."""
    value: Decimal = row["open"] - row["unapplied"]
    return value


def share(part: Decimal, whole: Decimal) -> float | None:
    """part ÷ whole; null where the whole is 0 or less."""
    return float(part / whole) if whole > 0 else None


def overdue_ratio(row: dict[str, Any]) -> float | None:
    """overdue ÷ (open − unapplied): before credits.  Ratio."""
    return share(row["overdue"], gross(row))


def above(first: str, second: str) -> pl.Expr:
    """max(0, first − second).  Money; null where either is."""
    return pl.max_horizontal(pl.col(first) - pl.col(second), zero()).cast(MONEY)


def expected_loss(limit: pl.DataFrame, score: pl.DataFrame) -> pl.DataFrame:
    """expected_loss = exposure × PD of the grade, half-up to the cent; null without a PD.  Money, beside the limit rows."""
    rated = limit.join(score.select("customer_id", "pd"), on="customer_id", how="left", maintain_order="left")
    chance = pl.col("pd").cast(pl.Decimal(38, 6))
    product = (pl.col("exposure").cast(pl.Decimal(38, 4)) * chance).cast(MONEY)
    return rated.with_columns(expected_loss=product.round(2, mode="half_away_from_zero"))


def sum_of(frame: pl.DataFrame, name: str) -> Decimal:
    """Σ of a money column, 0 for none."""
    return total(frame[name])
