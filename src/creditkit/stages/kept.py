"""How well promises to pay are kept, and what disputes cost in days of sales."""

from __future__ import annotations

from datetime import date

import polars as pl

from creditkit.money import MONEY, zero
from creditkit.stages.notes import ratio


def kept_rates(outcomes: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """kept_rate = kept ÷ (kept + broken) by number; kept_value_rate = the same by the amount wanted.

    outcomes: of `stages.promises`.  One row for each value of `by`: promises, kept, broken, live (counts), kept_rate,
    kept_value_rate (ratios; null where none was decided).
    """
    outcome = pl.col("outcome")
    decided = outcome.is_in(["kept", "broken"])
    sums = outcomes.group_by(by).agg(
        promises=pl.len().cast(pl.Int64),
        kept=(outcome == "kept").sum().cast(pl.Int64),
        broken=(outcome == "broken").sum().cast(pl.Int64),
        live=(outcome == "pending").sum().cast(pl.Int64),
        _kept=pl.col("wanted").filter(outcome == "kept").sum(),
        _all=pl.col("wanted").filter(decided).sum(),
    )
    rates = sums.with_columns(
        kept_rate=ratio(pl.col("kept"), pl.col("kept") + pl.col("broken")),
        kept_value_rate=ratio(pl.col("_kept"), pl.col("_all")),
    )
    return rates.drop("_kept", "_all").sort(by, nulls_last=True)


def dispute_dso(worklist: pl.DataFrame, dso: pl.DataFrame | None) -> pl.DataFrame:
    """dispute_dso = disputed ÷ credit sales × days of the window, per currency; null without sales.

    worklist: of `stages.collect`; dso: of `stages.dso` at as_of, None for a ledger without sales.  Columns: currency,
    disputed (money), dispute_dso (days).
    """
    sums = worklist.group_by("currency").agg(disputed=pl.col("disputed").sum().cast(MONEY)).sort("currency")
    if dso is None:
        return sums.with_columns(dispute_dso=pl.lit(None, dtype=pl.Float64))
    rows = sums.join(dso.select("currency", "credit_sales", "window_days"), on="currency", how="left")
    days = ratio(pl.col("disputed"), pl.col("credit_sales")) * pl.col("window_days")
    return rows.with_columns(dispute_dso=days).select("currency", "disputed", "dispute_dso")


def disputed_documents(items: pl.DataFrame, disputes: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Open disputes with what is open of their documents, oldest first.

    items: open documents of the customers; disputes: those open at as_of.  Columns: customer_id, customer_name,
    document_id, currency, dispute_code, opened_on, dispute_days, owner, disputed = min(amount in dispute, open); a document
    that is no longer open is disputed for 0.
    """
    owed = items.filter(pl.col("open") > zero()).group_by("customer_id", "document_id").agg(
        pl.col("customer_name").max(), pl.col("currency").min(), _open=pl.col("open").sum()
    )  # fmt: skip
    rows = disputes.join(owed, on=["customer_id", "document_id"], how="left").with_columns(
        dispute_days=(pl.lit(as_of) - pl.col("opened_on")).dt.total_days(),
        dispute_code=pl.col("code"),
        disputed=pl.min_horizontal(pl.coalesce("amount", "_open"), "_open").fill_null(zero()).cast(MONEY),
    )
    return rows.select(
        "customer_id",
        "customer_name",
        "document_id",
        "currency",
        "dispute_code",
        "opened_on",
        "dispute_days",
        "owner",
        "disputed",
    ).sort("opened_on", "customer_id", "document_id")
