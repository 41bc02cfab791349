"""Trade credit insurance per customer: what is covered, what voids it, what must be done by when."""

from __future__ import annotations

from datetime import date

import polars as pl

from creditkit.money import MONEY, zero
from creditkit.stages.notes import note, notes

# In the order in which they are named where several fall on one day.
KINDS = ("claim", "notice", "collection", "extension-end", "waiting-end")
_SHOWN = [
    "customer_id", "customer_name", "currency", "limit", "insured_ratio", "outstanding", "covered", "insured",
    "uninsured", "voids", "next_deadline", "deadline_kind", "stop_shipment", "stop_since", "credit_balance",
    "insurable", "notes",
]  # fmt: skip


def insurance(sums: pl.DataFrame, buyers: pl.DataFrame, facts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """covered + uninsured = outstanding = the customer's debt after all credits; one row per customer and currency.

    sums: of `fold.cover.cover_sums`; buyers: of `stages.buyers.buyers`; facts: open per customer and currency.
    - limit: in this currency; null without one, and where the insurer's limit is in another currency (a note says so);
    - covered: within the limit and not void; insured: covered × insured ratio, what the insurer would pay at most;
    - uninsured: outstanding − covered; the company's share of covered debt is not in it;
    - voids: the codes V1 … V9 that occur on the customer's open documents;
    - next_deadline, deadline_kind: the first day from as_of on with something to do (claim, notice, collection,
      extension-end, waiting-end), null without any;
    - stop_shipment: new shipments get no cover now, since stop_since; false for a buyer who has none anyway;
    - credit_balance: what the customer is owed (negative), which no cover concerns.
    Customers with neither debt nor limit have no row.  Buyers with a limit first, then
    most uninsured first.
    """
    joined = facts.select("customer_id", "customer_name", "currency", "open").join(
        sums.drop("customer_name"), on=["customer_id", "currency"], how="left"
    )
    rows = joined.join(buyers.drop("customer_name"), on="customer_id", how="left")
    here = (pl.col("limit_currency") == pl.col("currency")).fill_null(False)
    given = pl.col("limit").fill_null(zero()) > zero()
    money = ("outstanding", "covered", "insured", "uninsured", "insurable")
    rows = rows.with_columns(
        *(pl.col(name).fill_null(zero()).cast(MONEY) for name in money),
        limit=pl.when(here).then("limit"),
        insured_ratio=pl.when(here).then("insured_ratio"),
        credit_balance=pl.min_horizontal("open", zero()).cast(MONEY),
        voids=pl.col("void_codes").list.sort().fill_null(pl.lit([], dtype=pl.List(pl.String))),
        _elsewhere=~here & given,
        _insurable=given & here & pl.col("excluded").is_null(),
    ).with_columns(_next(as_of))
    withdrawn = (pl.col("insurer_withdrawn_date") <= as_of).fill_null(False)
    claimed = (pl.col("claim_filed_date") <= as_of).fill_null(False)
    stopped = pl.col("_insurable") & (pl.col("stop_since").is_not_null() | withdrawn | claimed)
    said = notes(
        note("insurance-excluded", pl.col("excluded").is_not_null(), detail=pl.col("excluded")),
        note("discretionary-limit", pl.col("is_discretionary") & here, pl.col("limit")),
        note("insured-in-other-currency", pl.col("_elsewhere"), detail=pl.col("limit_currency")),
        note("limit-withdrawn", withdrawn & here, detail=pl.col("insurer_withdrawn_date").cast(pl.String)),
        note("overdue-notified", pl.col("overdue_notice_date") <= as_of, detail=pl.col("overdue_notice_date").cast(pl.String)),
        note("claim-filed", claimed, detail=pl.col("claim_filed_date").cast(pl.String)),
    )  # fmt: skip
    began = pl.min_horizontal(
        "stop_since",
        pl.when(withdrawn).then(pl.col("insurer_withdrawn_date") + pl.duration(days=1)),
        pl.when(claimed).then("claim_filed_date"),
    )
    rows = rows.with_columns(
        stop_shipment=stopped.fill_null(False), stop_since=pl.when(stopped).then(began), notes=said
    )
    kept = rows.filter((pl.col("outstanding") > zero()) | (pl.col("limit") > zero()) | (pl.col("credit_balance") < zero()))  # fmt: skip
    # Buyers with a limit first: only for them can cover be lost.
    order = [(pl.col("limit") > zero()).fill_null(False), "uninsured", "outstanding", "customer_id", "currency"]
    return kept.select(_SHOWN).sort(order, descending=[True, True, True, False, False])


def _next(as_of: date) -> list[pl.Expr]:
    """next_deadline, deadline_kind: the earliest of the kinds; of several on one day the first in KINDS."""
    days = {kind: pl.col(f"next_{kind}") for kind in KINDS}
    earliest = pl.min_horizontal(*days.values())
    kind: pl.Expr = pl.lit(None, dtype=pl.String)
    for name in reversed(KINDS):
        kind = pl.when(days[name] == earliest).then(pl.lit(name)).otherwise(kind)
    return [earliest.alias("next_deadline"), kind.alias("deadline_kind")]


def void_table(documents: pl.DataFrame) -> pl.DataFrame:
    """Per void and currency: documents (count), outstanding and uninsured of the documents that bear it (money).

    A document with two voids stands in both rows, so the rows are not to be added.  Columns: void, currency, …
    """
    rows = documents.explode("voids").filter(pl.col("voids").is_not_null())
    return (
        rows.group_by(void=pl.col("voids"), currency=pl.col("currency"))
        .agg(
            documents=pl.len().cast(pl.Int64),
            customers=pl.col("customer_id").n_unique().cast(pl.Int64),
            outstanding=pl.col("outstanding").sum().cast(MONEY),
            uninsured=pl.col("uninsured").sum().cast(MONEY),
        )
        .sort("currency", "void")
    )
