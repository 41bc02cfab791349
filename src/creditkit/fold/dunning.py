"""What dunning needs of the ledger: per customer and currency what may be asked for, how old it is, what is kept back."""

from __future__ import annotations

import polars as pl

from creditkit.money import MONEY, zero
from creditkit.policy.model import CollectPolicy

BAND = "band_"
KEY = ["customer_id", "currency"]
HELD: dict[str, pl.DataType | type[pl.DataType]] = {
    "customer_id": pl.String,
    "document_id": pl.String,
    "held_amount": MONEY,  # null = the whole document
    "why": pl.String,  # dispute, promise, told
}


def held_back(items: pl.LazyFrame, held: pl.DataFrame) -> pl.LazyFrame:
    """Open items with `disputed_part`, `promised` (flag), `told` (flag) and `asked` = open − disputed part.

    held: HELD, at most one row per customer, document and `why`.  A document that the ledger marks as disputed is
    disputed whole; a dispute about an amount takes it from the document's instalments in due order.  A promised
    document is asked for nothing; a told one is as it was, the flag only says that a letter named it.
    """
    named = ["customer_id", "document_id"]
    rows = items
    for why in ("dispute", "promise", "told"):
        own = held.lazy().filter(pl.col("why") == why)
        own = own.select(*named, pl.col("held_amount").alias(f"_{why}_amount"), pl.lit(True).alias(f"_{why}"))
        rows = rows.join(own, on=named, how="left", maintain_order="left")
    rows = rows.sort("due_date", "instalment", "document_key", nulls_last=True, maintain_order=True)
    debt = pl.col("open") > zero()
    owed = pl.when(debt).then("open").otherwise(zero()).cast(MONEY)
    whole = pl.col("disputed").fill_null(False) | (
        pl.col("_dispute").fill_null(False) & pl.col("_dispute_amount").is_null()
    )
    older = (owed.cum_sum().over([*KEY, "document_id"]) - owed).cast(MONEY)
    part = pl.max_horizontal(pl.min_horizontal(owed, pl.col("_dispute_amount") - older), zero())
    disputed = pl.when(whole).then(owed).when(pl.col("_dispute_amount").is_not_null()).then(part).otherwise(zero())
    rows = rows.with_columns(
        disputed_part=disputed.cast(MONEY),
        promised=debt & pl.col("_promise").fill_null(False),
        told=pl.col("_told").fill_null(False),
    )
    asked = pl.when(debt & ~pl.col("promised")).then(pl.col("open") - pl.col("disputed_part")).otherwise(zero())
    temporary = [f"_{why}" for why in ("dispute", "promise", "told")]
    return rows.with_columns(asked=asked.cast(MONEY)).drop(*temporary, *(f"{name}_amount" for name in temporary))


def dunning_sums(items: pl.LazyFrame, held: pl.DataFrame, section: CollectPolicy) -> pl.LazyFrame:
    """One row per customer and currency with anything open.

    Columns: customer_id, currency, customer_name; overdue_asked (Σ asked past due), band_0 … (the same by
    `loss_bands`), disputed (Σ disputed part, of all documents), disputed_overdue, promised (Σ open of promised
    documents past due), unapplied (Σ open < 0, negative); documents (asked for and past due), min_due (earliest due
    date of these), soon (Σ asked that falls due within the first level's days and was not told yet), soon_documents,
    first_soon (its earliest due date), next_due (earliest due date not yet past).
    """
    late, asked = pl.col("days_overdue"), pl.col("asked")
    past = (late > 0).fill_null(False) & (asked > zero())
    coming = (late <= 0).fill_null(False) & (asked > zero())
    early = -min(0, section.levels[0].days)
    soon = coming & (late >= -early) & ~pl.col("told") if early else pl.lit(False)
    lower = [0, *(band.upto or 0 for band in section.loss_bands[:-1])]
    bands = {
        f"{BAND}{place}": asked.filter(past & (late > low) & ((late <= band.upto) if band.upto else pl.lit(True))).sum()
        for place, (low, band) in enumerate(zip(lower, section.loss_bands, strict=True))
    }
    sums = {
        "overdue_asked": asked.filter(past).sum(),
        **bands,
        "disputed": pl.col("disputed_part").sum(),
        "disputed_overdue": pl.col("disputed_part").filter((late > 0).fill_null(False)).sum(),
        "promised": pl.col("open").filter(pl.col("promised") & (late > 0).fill_null(False)).sum(),
        "unapplied": pl.col("open").filter(pl.col("open") < zero()).sum(),
        "soon": asked.filter(soon).sum(),
    }
    grouped = held_back(items, held).group_by(KEY).agg(
        customer_name=pl.col("customer_name").max(),
        documents=past.sum().cast(pl.Int64),
        min_due=pl.col("due_date").filter(past).min(),
        soon_documents=soon.sum().cast(pl.Int64),
        first_soon=pl.col("due_date").filter(soon).min(),
        next_due=pl.col("due_date").filter(coming).min(),
        **sums,
    )  # fmt: skip
    return grouped.with_columns(pl.col(list(sums)).cast(MONEY))
