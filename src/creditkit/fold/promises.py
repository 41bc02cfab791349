"""What came in on each promise to pay."""

from __future__ import annotations

from datetime import date

import polars as pl

from creditkit.fold.open_items import document_date, in_ledger
from creditkit.ledger import Ledger
from creditkit.money import MONEY, zero

_RECEIPTS = ("payment", "prepayment")


def cash_received(ledger: Ledger, as_of: date) -> pl.LazyFrame:
    """Every receipt up to as_of: customer_id, currency, document_id (null = not allocated), date, amount.

    Dated settlements in cash, the settlement that a row tells of itself, and documents that are payments.  A payment
    that was taken back is negative.
    """
    documents = ledger.documents.lazy().filter(in_ledger(as_of))
    named = ["customer_id", "currency", "document_id"]
    own = documents.filter(pl.col("settled_amount").fill_null(zero()) != zero(), pl.col("amount") > zero())
    receipts = documents.filter(pl.col("document_type").is_in(_RECEIPTS))
    parts = [
        own.select(*named, date="settled_date", amount="settled_amount"),
        receipts.select(
            "customer_id",
            "currency",
            document_id="applied_to",
            date=document_date(),
            amount=(zero() - pl.col("amount")).cast(MONEY),
        ),
    ]
    if ledger.settlements.height:
        cash = ledger.settlements.lazy().filter(pl.col("kind") == "cash")
        keys = documents.select("document_key", _id="document_id")
        joined = cash.join(keys, on="document_key", how="left").with_columns(
            document_id=pl.coalesce("document_id", "_id")
        )
        parts.append(joined.select(*named, "date", "amount"))
    return pl.concat(parts).filter(pl.col("date") <= as_of)


def promise_receipts(
    promises: pl.DataFrame, ledger: Ledger, as_of: date, *, grace_days: int, default_currency: str | None = None
) -> pl.LazyFrame:
    """promises given up to as_of with `wanted` (money), `received` (money) and `deadline` (promise_date + grace days).

    received: cash of the promise's document, or of the whole account where it names none, from promised_on to the
    deadline or as_of, whichever comes first.  wanted: the amount, else what the document amounts to; null where the
    ledger has no such document.  A promise without a currency is in the only currency of its customer; where there
    are several it takes default_currency.
    """
    documents = ledger.documents.lazy().filter(in_ledger(as_of), pl.col("amount") > zero())
    worth = documents.group_by("customer_id", "document_id").agg(
        _worth=pl.col("amount").sum().cast(MONEY), _own=pl.col("currency").min()
    )
    only = documents.group_by("customer_id").agg(
        _only=pl.when(pl.col("currency").n_unique() == 1).then(pl.col("currency").min())
    )
    # Shards of a ledger hold whole customers: each answers for its own, so that a promise is told once.
    here = ledger.documents["customer_id"].unique()
    known = (
        promises.lazy()
        .filter(pl.col("customer_id").is_in(here.implode()))
        .filter(pl.col("promised_on") <= as_of)
        .with_row_index("_promise")
    )
    rows = known.join(worth, on=["customer_id", "document_id"], how="left").join(only, on="customer_id", how="left")
    rows = rows.with_columns(
        currency=pl.coalesce("currency", "_own", "_only", pl.lit(default_currency, dtype=pl.String)),
        deadline=pl.col("promise_date") + pl.duration(days=grace_days),
        wanted=pl.coalesce("amount", "_worth"),
    )
    cash = cash_received(ledger, as_of).select("customer_id", "currency", "date", _of="document_id", _cash="amount")
    both = rows.join(cash, on=["customer_id", "currency"], how="left")
    counts = (
        (pl.col("date") >= pl.col("promised_on"))
        & (pl.col("date") <= pl.col("deadline"))
        & (pl.col("document_id").is_null() | (pl.col("_of") == pl.col("document_id")))
    )
    came = both.group_by("_promise").agg(received=pl.col("_cash").filter(counts.fill_null(False)).sum().cast(MONEY))
    joined = rows.join(came, on="_promise", how="left").sort("_promise")
    return joined.with_columns(received=pl.col("received").fill_null(zero())).drop(
        "_promise", "_worth", "_own", "_only"
    )


def disputed_sums(items: pl.LazyFrame, disputes: pl.DataFrame | None, *, flags: bool) -> pl.LazyFrame:
    """sum_disputed = Σ min(amount in dispute, open) over open documents in dispute, per customer and currency.

    items: of `open_items`; disputes: those open at the date (customer_id, document_id, amount), or None.  flags: count
    the ledger's own mark too, which bears no date and therefore says nothing of the past.
    """
    value, debt = pl.col("open"), pl.col("open") > zero()
    marked = pl.col("disputed").fill_null(False) if flags else pl.lit(False)
    rows = items
    part = pl.when(debt & marked).then(value).otherwise(zero())
    if disputes is not None:
        # Two disputes about one document cannot hold back more than the document.
        named = disputes.lazy().group_by("customer_id", "document_id").agg(
            _part=pl.when(pl.col("amount").is_null().any()).then(None).otherwise(pl.col("amount").sum().cast(MONEY)),
            _named=pl.lit(True),
        )  # fmt: skip
        rows = rows.join(named, on=["customer_id", "document_id"], how="left")
        own = pl.min_horizontal(pl.coalesce("_part", "open"), "open")
        part = pl.when(debt & pl.col("_named").fill_null(False)).then(own).otherwise(part)
    return rows.group_by("customer_id", "currency").agg(sum_disputed=part.sum().cast(MONEY))
