"""How late documents were settled, or how late they are while still open: whole days, counted."""

from __future__ import annotations

from datetime import date

import polars as pl

from creditkit.fold.open_items import days_after, open_items
from creditkit.fold.payments import BILLED, billed, has_several_settlements, paid_documents, settlements_of
from creditkit.ledger import Ledger
from creditkit.money import MONEY, zero

# Documents are weighed by age in whole months of 30 days, so that a histogram stays small on any ledger.
MONTH_DAYS = 30
_NO_CLASS = "no-terms"
ITEM_COLUMNS = (
    "customer_id", "customer_name", "document_id", "instalment", "document_type", "invoice_date", "due_date",
    "currency", "open", "days_overdue", "disputed", "terms_class",
)  # fmt: skip


def terms_class(edges: tuple[int, ...]) -> pl.Expr:
    """The class of due date − invoice date: "0" (and less), "1-15" … by the edges, "91+"; "no-terms" without dates.

    edges: rising days, the upper end of each class.
    """
    days = (pl.col("due_date") - pl.coalesce("invoice_date", "posting_date", "due_date")).dt.total_days()
    named: pl.Expr = pl.lit(f"{edges[-1] + 1}+")
    starts = (None, *edges)
    for start, end in reversed(list(zip(starts, edges, strict=False))):
        named = pl.when(days <= end).then(pl.lit(str(end) if start is None else f"{start + 1}-{end}")).otherwise(named)
    return pl.when(days.is_null()).then(pl.lit(_NO_CLASS)).otherwise(named)


def lateness_counts(
    ledger: Ledger, as_of: date, edges: tuple[int, ...], *, default_terms_days: int | None = None
) -> pl.LazyFrame:
    """How many documents of each customer were settled (lateness = settled − due), and how many are still open, at each lateness.

    Columns: customer_id, terms_class, lateness (days, signed; for an open document its days overdue at as_of, at which
    it is right-censored), months_back (whole 30-day months from the invoice date to as_of), settled, still_open (counts).
    Settled is a document whose settlements up to as_of reach its amount, at its last receipt in cash.  One closed by
    credit note or write-off alone was neither paid nor is it open, and is left out, and so is one without a settled date.
    Facts dated ≤ as_of only.
    """
    settled = settlements_of(ledger, as_of, default_terms_days=default_terms_days)
    paid = paid_documents(settled, several=has_several_settlements(ledger)).filter(pl.col("date").is_not_null())
    opened = open_items(ledger, as_of, default_terms_days=default_terms_days)
    opened = opened.filter(pl.col("document_type").is_in(BILLED), pl.col("open") > zero())
    kept = ["customer_id", "invoice_date", "due_date"]
    day = pl.Date
    both = pl.concat(
        [
            paid.select(*kept, lateness=(pl.col("date") - pl.col("due_date")).dt.total_days(), settled=pl.lit(1)),
            opened.select(*kept, lateness=pl.col("days_overdue"), settled=pl.lit(0)),
        ]
    ).filter(pl.col("lateness").is_not_null())
    counted = both.with_columns(
        posting_date=pl.lit(None, dtype=day), _raised=pl.coalesce("invoice_date", "due_date")
    ).with_columns(
        terms_class=terms_class(edges),
        # A document due before it was raised, or dated by its due date alone, is of this month at the earliest.
        months_back=pl.max_horizontal(days_after("_raised", as_of) // MONTH_DAYS, pl.lit(0, dtype=pl.Int64)),
    )
    return counted.group_by("customer_id", "terms_class", "lateness", "months_back").agg(
        settled=pl.col("settled").sum().cast(pl.Int64), still_open=(1 - pl.col("settled")).sum().cast(pl.Int64)
    )


def forecast_items(
    ledger: Ledger, as_of: date, edges: tuple[int, ...], *, default_terms_days: int | None = None
) -> pl.LazyFrame:
    """The open items at as_of that a forecast is about, with their terms class.  Columns: ITEM_COLUMNS."""
    items = open_items(ledger, as_of, default_terms_days=default_terms_days)
    return items.with_columns(terms_class=terms_class(edges), disputed=pl.col("disputed").fill_null(False)).select(
        ITEM_COLUMNS
    )


def receipts_after(
    ledger: Ledger,
    cutoff: date,
    until: date,
    *,
    held: pl.DataFrame | None = None,
    default_terms_days: int | None = None,
) -> pl.LazyFrame:
    """Cash received after `cutoff` and up to `until` on the documents that a forecast at the cutoff is about.

    These are the invoices and debit notes open at the cutoff, dated and undisputed.  held: customer_id, document_id of
    further disputed documents.  Columns: currency, date, amount (money; less what was taken back).  What a forecast is held against; nothing of it may be known to the forecast.
    """
    opened = open_items(ledger, cutoff, default_terms_days=default_terms_days).filter(
        pl.col("open") > zero(), ~pl.col("disputed").fill_null(False), pl.col("days_overdue").is_not_null()
    )
    if held is not None:
        opened = opened.join(held.lazy(), on=["customer_id", "document_id"], how="anti")
    settled = settlements_of(ledger, until, default_terms_days=default_terms_days)
    cash = settled.filter(pl.col("kind") == "cash", pl.col("date") > cutoff)
    cash = cash.join(opened.select("document_key"), on="document_key", how="semi")
    return cash.group_by("currency", "date").agg(pl.col("amount").sum().cast(MONEY))


def raised_between(
    ledger: Ledger,
    after: date,
    until: date,
    edges: tuple[int, ...],
    as_of: date,
    *,
    default_terms_days: int | None = None,
) -> pl.LazyFrame:
    """Invoices dated in (after, until] and how late they were settled, as known at as_of.

    Columns: customer_id, terms_class, days_overdue (at the invoice date: −terms), lateness (days; null = not settled in
    cash by as_of), days_open (days past due at as_of).
    """
    raised = billed(ledger, as_of, "invoice_date", default_terms_days)
    day = pl.coalesce("invoice_date", "posting_date", "due_date")
    raised = raised.filter(day > after, day <= until, pl.col("due_date").is_not_null())
    settled = settlements_of(ledger, as_of, default_terms_days=default_terms_days)
    whole = (
        settled.group_by("document_key")
        .agg(
            _settled=pl.col("amount").sum(),
            _date=pl.col("date").filter((pl.col("kind") == "cash") & (pl.col("amount") > zero())).max(),
        )
        .with_columns(_settled=pl.col("_settled").cast(MONEY))
    )
    both = raised.join(whole, on="document_key", how="left", maintain_order="left")
    paid_on = pl.when(pl.col("_settled") >= pl.col("amount")).then("_date")
    return both.select(
        "customer_id",
        "document_id",
        terms_class=terms_class(edges),
        days_overdue=(day - pl.col("due_date")).dt.total_days(),
        lateness=(paid_on - pl.col("due_date")).dt.total_days(),
        days_open=days_after("due_date", as_of),
    )
