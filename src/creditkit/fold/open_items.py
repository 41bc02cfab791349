"""Open items at a date: what every customer owed, document by document.

Every function here is customer-local: run on any set of whole customers it gives exactly those customers' rows.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import polars as pl

from creditkit.errors import CreditkitError, Notice
from creditkit.fold.credits import has_directed_credits, net_directed
from creditkit.fold.unallocated import has_unallocated, with_unallocated
from creditkit.ledger import Ledger
from creditkit.money import MONEY, zero
from creditkit.words import N_

DateBasis = Literal["invoice_date", "posting_date"]


def document_date(basis: DateBasis = "invoice_date") -> pl.Expr:
    """The date that decides whether a document exists yet: invoice date, or posting date for a tie-out to the books.

    A document without the chosen date takes the other one; without either its due date.  Dates.
    """
    other = "posting_date" if basis == "invoice_date" else "invoice_date"
    return pl.coalesce(basis, other, "due_date")


def in_ledger(as_of: date, basis: DateBasis = "invoice_date") -> pl.Expr:
    """document date ≤ as_of.  A document without any date is a fact of the export and counts at every date."""
    return document_date(basis).le(as_of).fill_null(True)


def settled_by_row(as_of: date) -> pl.Expr:
    """settled_amount if settled_date ≤ as_of.  A settlement without a date counts at every as-of (approximate)."""
    counts = pl.col("settled_date").is_null() | (pl.col("settled_date") <= as_of)
    return pl.when(counts).then(pl.col("settled_amount").fill_null(zero())).otherwise(zero())


def days_after(day: str, as_of: date) -> pl.Expr:
    """as_of − day.  Whole calendar days, Int64; null without the date.  The one place that counts days to an as-of."""
    return (pl.lit(as_of) - pl.col(day)).dt.total_days()


def overdue_days(as_of: date, due: str = "due_date") -> pl.Expr:
    """days_overdue = as_of − due_date.  Due on the as-of date is 0 and not overdue; negative = not yet due.  Days."""
    return days_after(due, as_of)


def open_items(
    ledger: Ledger,
    as_of: date,
    *,
    date_basis: DateBasis = "invoice_date",
    default_terms_days: int | None = None,
) -> pl.LazyFrame:
    """open = amount − settled by the row up to as_of − Σ settlements of the document up to as_of; rows with open ≠ 0.

    Returns the ledger's document columns and `open` (money), `days_overdue` (days), `age` (days since the invoice
    date), `no_due_date` (flag), and `bucket_tag` for balances that come in buckets.  `due_date` is filled: invoice date + default_terms_days, else the invoice date itself.
    Documents dated after as_of are left out (`later_documents` counts them).  Cash that names a document but no
    instalment goes to its instalments in due order; a credit with `applied_to` goes to that document first.
    Raises CK301 where the ledger has no past to go back to.
    """
    check_past(ledger, as_of, date_basis)
    documents = ledger.documents.lazy().filter(in_ledger(as_of, date_basis))
    open_amount = pl.col("amount") - settled_by_row(as_of)
    if ledger.settlements.height:
        settled = _settled_by_document(ledger.settlements.lazy(), as_of)
        documents = documents.join(settled, on="document_key", how="left", maintain_order="left")
        open_amount = open_amount - pl.col("_settled").fill_null(zero())
    items = documents.with_columns(open=open_amount.cast(MONEY), no_due_date=pl.col("due_date").is_null())
    if ledger.settlements.height:
        items = items.drop("_settled")
    items = items.with_columns(due_date=due_or_default(default_terms_days))
    if ledger.layout == "balances" and "bucket" in ledger.documents.columns:
        items = items.with_columns(bucket_tag=pl.col("bucket"))
    if has_unallocated(ledger):
        items = with_unallocated(items, ledger.settlements.lazy(), as_of)
    if has_directed_credits(ledger):
        items = net_directed(items)
    return items.filter(pl.col("open") != zero()).with_columns(days_overdue=overdue_days(as_of), age=_age(as_of))


def due_or_default(default_terms_days: int | None) -> pl.Expr:
    """due_date, else invoice_date + default_terms_days, else invoice_date.  Dates."""
    invoiced = pl.coalesce("invoice_date", "posting_date")
    if default_terms_days:
        invoiced = invoiced + pl.duration(days=default_terms_days)
    return pl.coalesce(pl.col("due_date"), invoiced)


def _age(as_of: date) -> pl.Expr:
    return (pl.lit(as_of) - pl.coalesce("invoice_date", "posting_date", "due_date")).dt.total_days()


def _settled_by_document(settlements: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    dated = pl.col("date").is_null() | (pl.col("date") <= as_of)
    keyed = settlements.filter(pl.col("document_key").is_not_null() & dated)
    return keyed.group_by("document_key").agg(_settled=pl.col("amount").sum())


def check_past(ledger: Ledger, as_of: date, date_basis: DateBasis = "invoice_date") -> None:
    """Refuse an as-of date before the newest document of a ledger without dated settlements (CK301)."""
    if ledger.has_past or not ledger.documents.height:
        return
    newest = ledger.documents.select(document_date(date_basis).max()).item()
    if newest is None or as_of >= newest or (ledger.exported_on and as_of >= ledger.exported_on):
        return
    raise CreditkitError(
        "CK301",
        N_(
            "An open-item list has no past: what was open on {as_of} cannot be told from it, its newest document is of {newest}."
        ),
        fix=N_("Ask for {newest} or later, or give a ledger with payment dates (--payments FILE)."),
        as_of=as_of,
        newest=newest,
    )


def later_documents(ledger: Ledger, as_of: date, *, date_basis: DateBasis = "invoice_date") -> pl.DataFrame:
    """Documents dated after as_of, which no figure at as_of contains.  Columns: currency, documents (count), amount."""
    later = ledger.documents.lazy().filter(~in_ledger(as_of, date_basis)).group_by("currency")
    sums = later.agg(documents=pl.len().cast(pl.Int64), amount=pl.col("amount").sum().cast(MONEY))
    return sums.sort("currency").collect()


def undated_settlements(ledger: Ledger, as_of: date, *, date_basis: DateBasis = "invoice_date") -> pl.DataFrame:
    """Settlements in the rows themselves that have no date, which count at every as-of.

    Columns: currency, documents (count), amount.
    """
    undated = ledger.documents.lazy().filter(
        in_ledger(as_of, date_basis),
        pl.col("settled_date").is_null(),
        pl.col("settled_amount").fill_null(zero()) != zero(),
    )
    sums = undated.group_by("currency").agg(
        documents=pl.len().cast(pl.Int64), amount=pl.col("settled_amount").sum().cast(MONEY)
    )
    return sums.sort("currency").collect()


def open_item_notices(
    later: pl.DataFrame, undated: pl.DataFrame, as_of: date, *, has_past: bool, exported_on: date | None
) -> tuple[Notice, ...]:
    """What is left out (CK850), approximate (CK851) or unknown (CK853) about the open items at as_of.

    later: of `later_documents`; undated: of `undated_settlements`.
    """
    notices = [
        Notice.of(
            "CK850",
            N_("{documents} documents of {amount} {currency} are dated after {as_of} and are left out."),
            as_of=as_of,
            **row,
        )
        for row in later.iter_rows(named=True)
    ]
    if has_past:
        notices += [
            Notice.of(
                "CK851",
                N_(
                    "{documents} documents were settled by {amount} {currency} without a date; this counts at every as-of."
                ),
                **row,
            )
            for row in undated.iter_rows(named=True)
        ]
    if not has_past and exported_on and as_of < exported_on:
        notices.append(
            Notice.of(
                "CK853",
                N_("The list shows the state of {exported_on}: what was paid between {as_of} and then is missing."),
                as_of=as_of,
                exported_on=exported_on,
            )
        )
    return tuple(notices)


def control_total(ledger: Ledger, as_of: date, *, date_basis: DateBasis = "invoice_date") -> pl.DataFrame:
    """ledger = Σ amount − Σ settlements, both up to as_of, per currency: what Σ open must equal.

    Taken from the ledger by another road than `open_items` (no netting, no rows), so that it can prove it.
    Columns: currency, ledger (money).
    """
    documents = ledger.documents.lazy().filter(in_ledger(as_of, date_basis))
    parts = [documents.select("currency", part=pl.col("amount") - settled_by_row(as_of))]
    if ledger.settlements.height:
        dated = ledger.settlements.lazy().filter(pl.col("date").is_null() | (pl.col("date") <= as_of))
        keyed = dated.filter(pl.col("document_key").is_not_null())
        own_currency = documents.select("document_key", "currency")
        parts.append(
            keyed.drop("currency")
            .join(own_currency, on="document_key")
            .select("currency", part=zero() - pl.col("amount"))
        )
        parts.append(dated.filter(pl.col("document_key").is_null()).select("currency", part=zero() - pl.col("amount")))
    total = pl.concat(parts).group_by("currency").agg(ledger=pl.col("part").sum().cast(MONEY))
    return total.sort("currency").collect()
