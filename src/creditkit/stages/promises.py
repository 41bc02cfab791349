"""Promises to pay: kept, broken, or still to come."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl

from creditkit.money import MONEY
from creditkit.policy.model import ForecastPolicy


def promise_outcomes(receipts: pl.DataFrame, as_of: date, *, kept_share: float) -> pl.DataFrame:
    """outcome: kept if received ≥ kept_share × wanted by the deadline; broken once the deadline is past; else pending.

    receipts: of `fold.promises.promise_receipts`.  A promise about a document that the ledger does not hold is
    `unknown`.  A promise can be kept before its date, and is broken from the day after the deadline on.
    """
    enough = pl.col("received") >= (pl.col("wanted") * pl.lit(Decimal(str(kept_share)), dtype=pl.Decimal(38, 4))).cast(
        MONEY
    )
    outcome = (
        pl.when(pl.col("wanted").is_null())
        .then(pl.lit("unknown"))
        .when(enough)
        .then(pl.lit("kept"))
        .when(pl.col("deadline") < as_of)
        .then(pl.lit("broken"))
        .otherwise(pl.lit("pending"))
    )
    return receipts.with_columns(outcome=outcome)


def broken_counts(outcomes: pl.DataFrame, as_of: date, *, window_days: int) -> pl.DataFrame:
    """customer_id, currency, n_broken: promises broken whose deadline lies in the last window_days."""
    recent = outcomes.filter(
        pl.col("outcome") == "broken", pl.col("deadline") >= pl.lit(as_of) - pl.duration(days=window_days)
    )
    return recent.group_by("customer_id", "currency").agg(n_broken=pl.len().cast(pl.Int64))


LIVE: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.UInt32, "promise_date": pl.Date, "promised": MONEY, "kept_rate": pl.Float64,
}  # fmt: skip


def kept_rates(outcomes: pl.DataFrame) -> pl.DataFrame:
    """kept_rate = promises kept ÷ promises kept or broken, per customer.  Columns: customer_id, promises_due, kept_rate.

    outcomes: of `promise_outcomes`.
    """
    told = outcomes.filter(pl.col("outcome").is_in(["kept", "broken"]))
    kept = (pl.col("outcome") == "kept").sum().cast(pl.Int64)
    counts = told.group_by("customer_id").agg(promises_due=pl.len().cast(pl.Int64), _kept=kept)
    rate = pl.col("_kept").cast(pl.Float64) / pl.col("promises_due")
    return counts.with_columns(kept_rate=rate).drop("_kept").sort("customer_id")


def live_promises(outcomes: pl.DataFrame, items: pl.DataFrame, as_of: date, section: ForecastPolicy) -> pl.DataFrame:
    """The promises in force laid on the open items: which row, by when, how much.

    In force: pending, for a day after as_of, by a customer with at least `min_promises` kept or broken so far and a
    kept_rate of at least `promise_kept_rate`.  Of several for one document the latest given counts.  What came in
    already is no longer promised.  A promise of the account goes to the customer's other undisputed items in order of
    their due date.  Columns: row (place in items), promise_date, promised (money), kept_rate.
    """
    trusted = kept_rates(outcomes).filter(
        pl.col("promises_due") >= section.min_promises, pl.col("kept_rate") >= section.promise_kept_rate
    )
    alive = outcomes.filter(pl.col("outcome") == "pending", pl.col("promise_date") > as_of)
    alive = alive.join(trusted.select("customer_id", "kept_rate"), on="customer_id", how="inner")
    if not alive.height:
        return pl.DataFrame(schema=LIVE)
    is_debt = (pl.col("open") > Decimal(0)) & ~pl.col("disputed")
    debts = items.with_row_index("row").filter(is_debt, pl.col("customer_id").is_in(alive["customer_id"].to_list()))
    debts = debts.sort("due_date", "row", nulls_last=True)
    found: dict[int, tuple[int, date, Decimal, float]] = {}
    # Those of a document come first: what is promised of the account is promised of the rest.
    alive = alive.sort("promised_on", "promise_date", "source_row", descending=True)
    for promise in alive.sort(pl.col("document_id").is_null(), maintain_order=True).to_dicts():
        own = debts.filter(
            pl.col("customer_id") == promise["customer_id"], pl.col("currency").eq_missing(pl.lit(promise["currency"]))
        )
        if promise["document_id"] is not None:
            own = own.filter(pl.col("document_id") == promise["document_id"])
        left = None if promise["amount"] is None else promise["amount"] - promise["received"]
        for row, amount in own.select("row", "open").iter_rows():
            if row in found or (left is not None and left <= 0):
                continue
            part = amount if left is None else min(amount, left)
            found[row] = (row, promise["promise_date"], part, promise["kept_rate"])
            left = None if left is None else left - part
    return pl.DataFrame([found[row] for row in sorted(found)], schema=LIVE, orient="row")
