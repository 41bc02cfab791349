"""What promises, disputes and letters already sent mean for dunning: documents held back, the level reached."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from creditkit.money import zero
from creditkit.policy.model import CollectPolicy
from creditkit.stages.collect import HOLDING, SENT_STATE

_HELD = ["customer_id", "document_id", "held_amount", "why"]


def held_documents(disputes: pl.DataFrame | None, outcomes: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Documents under an open dispute, a live promise or in a letter: customer_id, document_id, held_amount, why.

    disputes: those open at as_of; a document with several is disputed for the largest amount, whole if one is whole.
    outcomes: of `stages.promises`; told: customer_id, document_id.  One row per customer, document and why.
    """
    parts = []
    if disputes is not None and disputes.height:
        whole = pl.col("amount").is_null().any()
        rows = disputes.group_by("customer_id", "document_id").agg(held_amount=pl.when(whole).then(None).otherwise(pl.col("amount").max()))  # fmt: skip
        parts.append(rows.with_columns(why=pl.lit("dispute")))
    live = outcomes.filter(pl.col("outcome") == "pending", pl.col("document_id").is_not_null())
    parts.append(live.select("customer_id", "document_id", held_amount="wanted", why=pl.lit("promise")))
    parts.append(told.select("customer_id", "document_id", held_amount=pl.lit(None), why=pl.lit("told")))
    money = outcomes.schema["wanted"]
    rows = pl.concat([part.select(pl.col(_HELD[:2]), pl.col("held_amount").cast(money), "why") for part in parts])
    return rows.unique(["customer_id", "document_id", "why"], keep="first", maintain_order=True)


def untold(promises: pl.DataFrame, as_of: date, grace_days: int) -> pl.DataFrame:
    """Promises in a ledger that tells no payments: pending up to their deadline, unknown afterwards."""
    given = promises.filter(pl.col("promised_on") <= as_of)
    rows = given.with_columns(
        wanted="amount", received=zero(), deadline=pl.col("promise_date") + pl.duration(days=grace_days)
    )
    late = pl.col("deadline") < as_of
    return rows.with_columns(outcome=pl.when(late).then(pl.lit("unknown")).otherwise(pl.lit("pending")))


def account_promises(outcomes: pl.DataFrame) -> pl.DataFrame:
    """Live promises of whole accounts per customer and currency: Σ of what is still to come, the latest day.  HOLDING."""
    live = outcomes.filter(pl.col("outcome") == "pending", pl.col("document_id").is_null())
    rest = (pl.col("wanted") - pl.col("received")).sum()
    rows = live.group_by("customer_id", "currency").agg(promise_amount=rest, promise_until=pl.col("deadline").max())
    return rows.select(pl.col(name).cast(dtype) for name, dtype in HOLDING.items()).sort("customer_id", "currency")


def document_promises(outcomes: pl.DataFrame, open_now: pl.DataFrame, kept_share: float) -> pl.DataFrame:
    """The rows of outcomes without pending promises that cover less than the share of what is open of their document."""
    owed = open_now.group_by("customer_id", "currency", "document_id").agg(_open=pl.col("open").sum())
    rows = outcomes.join(owed, on=["customer_id", "currency", "document_id"], how="left")
    wanted = pl.col("_open").cast(pl.Float64) * kept_share
    rest = (pl.col("wanted") - pl.col("received")).cast(pl.Float64)
    small = (pl.col("outcome") == "pending") & pl.col("document_id").is_not_null() & (rest < wanted)
    return rows.filter(~small.fill_null(False)).drop("_open")


def letters_sent(
    sent: pl.DataFrame,
    open_now: pl.DataFrame,
    parted: Callable[[str | None], list[str]],
    as_of: date,
    section: CollectPolicy,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The level reached about debt that is still open (SENT_STATE), and the documents that letters named.

    A letter that failed was not sent; one that was being sent when the run ended counts as sent.  Letters after as_of
    and levels that the policy no longer has are left out.
    """
    rows = []
    for row in sent.filter(pl.col("sent_on") <= as_of, pl.col("state") != "failed").iter_rows(named=True):
        place = section.place_of(row["level"])
        if place is not None:
            rows += [
                (row["customer_id"], row["currency"], number, place, row["sent_on"])
                for number in parted(row["documents"])
            ]
    schema = {
        "customer_id": pl.String,
        "currency": pl.String,
        "document_id": pl.String,
        "place": pl.Int64,
        "day": pl.Date,
    }
    named = pl.DataFrame(rows, schema=schema, orient="row")
    there = open_now.filter(pl.col("open") > 0).select("customer_id", "currency", "document_id").unique()
    still = named.join(there, on=["customer_id", "currency", "document_id"], how="semi")
    state = still.group_by("customer_id", "currency").agg(
        last_place=pl.col("place").max(), last_sent=pl.col("day").max()
    )
    told = still.select("customer_id", "document_id").unique().sort("customer_id", "document_id")
    return state.select(pl.col(name).cast(dtype) for name, dtype in SENT_STATE.items()).sort(
        "customer_id", "currency"
    ), told
