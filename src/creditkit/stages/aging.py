"""Aging: the open items of each customer, group, tag or document by days past due."""

from __future__ import annotations

import polars as pl

from creditkit.money import MONEY, zero
from creditkit.stages.notes import note, notes

_COUNTS = ("without_due_date", "without_date")


def aging(sums: pl.DataFrame) -> pl.DataFrame:
    """open = Σ buckets + unapplied, one row per key and currency, largest open first.

    sums: of `fold.buckets.aging_sums` or `aging_documents`.
    Columns: those of sums, `notes`.  overdue = Σ open past due, before unapplied credits; disputed documents stay in
    their bucket and are left out of overdue only by `exclude_disputed`.  max_days_overdue is 0 where nothing is
    overdue, null where the ledger brings buckets and no dates.
    Notes: credit-balance (open < 0: a liability), no-due-date (aged by the invoice date), no-date (no date at all: the
    bucket is the file's own, or not due).
    """
    key = sums.columns[0]
    undated = (pl.col("documents") > 0) & (pl.col("without_date") >= pl.col("documents"))
    oldest = pl.when(~undated).then(pl.col("max_days_overdue").fill_null(0))
    said = notes(
        note("credit-balance", pl.col("open") < zero(), pl.col("open")),
        note("no-due-date", pl.col("without_due_date") > 0, pl.col("without_due_date")),
        note("no-date", pl.col("without_date") > 0, pl.col("without_date")),
    )
    rows = sums.with_columns(max_days_overdue=oldest, notes=said).drop(*_COUNTS)
    order = [name for name in (key, "currency", "document_id", "instalment", "invoice_date") if name in rows.columns]
    descending = [True, *(False for _ in order)]
    return rows.sort("open", *order, descending=descending, nulls_last=True, maintain_order=True)


def aging_totals(rows: pl.DataFrame) -> pl.DataFrame:
    """Σ of the money columns of `aging` per currency, with the oldest days and the number of rows.  Never across currencies."""
    money = [name for name, kind in rows.schema.items() if kind == MONEY and name != "amount"]
    totals = rows.group_by("currency").agg(
        pl.col(money).sum(), pl.col("max_days_overdue").max(), pl.col("documents").sum(), rows=pl.len().cast(pl.Int64)
    )
    return totals.with_columns(pl.col(money).cast(MONEY)).sort("currency")


def proof(rows: pl.DataFrame, control: pl.DataFrame) -> pl.DataFrame:
    """ledger − reported per currency; 0 or the aging is wrong.

    control: of `fold.open_items.control_total`.  Columns: currency, ledger, reported, difference (money).
    """
    reported = rows.group_by("currency").agg(reported=pl.col("open").sum().cast(MONEY))
    both = control.join(reported, on="currency", how="full", coalesce=True)
    both = both.with_columns(pl.col("ledger", "reported").fill_null(zero()).cast(MONEY))
    return both.with_columns(difference=(pl.col("ledger") - pl.col("reported")).cast(MONEY)).sort("currency")
