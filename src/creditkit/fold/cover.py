"""What trade credit insurance covers, document by document, and the days on which something must be done.

Every function here is customer-local: run on any set of whole customers it gives exactly those customers' rows.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from creditkit.fold.payments import has_several_settlements, paid_documents, settlements_of
from creditkit.ledger import Ledger
from creditkit.money import MONEY, half_up_each, zero
from creditkit.policy.model import InsurancePolicy

VOIDS = ("V1", "V2", "V3", "V4", "V4b", "V5", "V6", "V7", "V8", "V9")
# What leaves a document without cover.  V2 cuts it, V4 stops cover for new shipments only.
_UNCOVERED = ("V1", "V3", "V4b", "V5", "V6", "V7", "V8", "V9")
# What ends the work on a document; a disputed or over-limit one must still be reported in time.
_OVER = ("V1", "V3", "V4b", "V5", "V7", "V8", "V9")
DEADLINES = ("extension-end", "stop-shipment", "notice", "collection", "waiting-end", "claim")
_KEY = ["customer_id", "currency"]
_ORDER = ["customer_id", "currency", "due_date", "invoice_date", "document_id", "instalment", "document_key"]
_COLUMNS = [
    "customer_id", "customer_name", "currency", "document_id", "instalment", "invoice_date", "due_date", "days_overdue",
    "outstanding", "covered", "insured", "uninsured", "voids", "extension_end", "notice_by", "collection_by",
    "claimable_from", "claim_by", "stop_since", "is_watched", "is_notified", "is_claimed",
]  # fmt: skip


def shipment_stops(ledger: Ledger, as_of: date, section: InsurancePolicy, terms_days: int | None) -> pl.LazyFrame:
    """Times in which a document, paid since, stood past its extension: customer_id, stop_from, stop_to (the payment).

    Goods shipped after stop_from and before stop_to were shipped without cover.  Empty for a ledger without a past.
    """
    if not ledger.has_past:
        schema = {"customer_id": pl.String, "stop_from": pl.Date, "stop_to": pl.Date}
        return pl.LazyFrame(schema=schema)
    settled = settlements_of(ledger, as_of, default_terms_days=terms_days)
    paid = paid_documents(settled, several=has_several_settlements(ledger))
    late = paid.select("customer_id", stop_from=_after("due_date", section.max_extension_days), stop_to="date")
    return late.filter(pl.col("stop_to") > pl.col("stop_from")).unique()


def cover_documents(
    items: pl.LazyFrame, buyers: pl.LazyFrame, stops: pl.LazyFrame, as_of: date, section: InsurancePolicy
) -> pl.LazyFrame:
    """covered = what of each open debt lies within the buyer's limit, the oldest debt first, if nothing voids it.

    items: of `open_items`; buyers: of `stages.buyers.buyers`, one row per customer; stops: of `shipment_stops`.
    Credits and unapplied receipts of a customer and currency are set against its oldest debt first, whatever they were
    meant for; a document paid so has outstanding 0 and is left out.  Oldest = by due date, then invoice date.  The
    invoice date stands for the day of shipment.

    Columns: who and what; outstanding, covered, insured (covered × insured ratio, half-up to the minor unit), uninsured
    (outstanding − covered; money); voids (list of codes); extension_end (due + extension), notice_by, collection_by
    (both from extension_end), claimable_from (due + waiting), claim_by (dates); stop_since (the day from which the
    buyer gets no cover for new shipments, null if it does); is_watched (its dates matter still), is_notified, is_claimed.
    Voids: V1 no limit in force when shipped; V2 part or all over the limit; V3 terms beyond the maximum; V4 past the
    extension (still covered); V4b shipped while a document of the buyer was past it; V5 notice missed; V6 disputed; V7
    excluded buyer or country; V8 shipped after the limit was withdrawn; V9 claim not filed in time.  Beside V1 or V7 no other code stands.
    """
    rows = _outstanding(items).join(buyers.drop("customer_name"), on="customer_id", how="left").sort(_ORDER)
    rows = rows.with_columns(
        extension_end=_after("due_date", section.max_extension_days),
        claimable_from=_after("due_date", section.waiting_days),
    ).with_columns(
        notice_by=_after("extension_end", section.notice_days),
        collection_by=_after("extension_end", section.collection_days),
        claim_by=pl.col("claimable_from").dt.offset_by(f"{section.claim_months}mo"),
    )
    rows = _stopped(rows, stops, as_of)
    found = _voids(as_of, section)
    rows = rows.with_columns(**{f"_{code}": when.fill_null(False) for code, when in found.items()})
    rows = _within_limit(rows)
    # Where nothing was ever insured, nothing else can void it.
    never = pl.col("_V1") | pl.col("_V7")
    codes = [pl.when(pl.col(f"_{code}") & (~never | pl.lit(code in ("V1", "V7")))).then(pl.lit(code)) for code in VOIDS]
    return rows.with_columns(
        voids=pl.concat_list(codes).list.drop_nulls(),
        insured=half_up_each(pl.col("covered") * _decimal("insured_ratio"), pl.col("currency")),
        uninsured=(pl.col("outstanding") - pl.col("covered")).cast(MONEY),
        is_watched=~pl.any_horizontal(f"_{code}" for code in _OVER),
        is_notified=pl.col("_told"),
        is_claimed=pl.col("claim_filed_date").le(as_of).fill_null(False),
    ).select(_COLUMNS)


def _after(day: str, days: int) -> pl.Expr:
    return pl.col(day) + pl.duration(days=days)


def _decimal(ratio: str) -> pl.Expr:
    return pl.col(ratio).fill_null(0.0).cast(pl.Decimal(38, 6))


def _outstanding(items: pl.LazyFrame) -> pl.LazyFrame:
    """outstanding = what is left of each debt once all credits have paid the oldest debts; rows above 0."""
    credit = pl.when(pl.col("open") < zero()).then(zero() - pl.col("open")).otherwise(zero()).sum().over(_KEY)
    debts = items.with_columns(_credit=credit.cast(MONEY)).filter(pl.col("open") > zero()).sort(_ORDER)
    left = pl.col("open").cum_sum().over(_KEY) - pl.col("_credit")
    paid = debts.with_columns(_left=left.cast(MONEY))
    outstanding = pl.max_horizontal(pl.min_horizontal("_left", "open"), zero()).cast(MONEY)
    return paid.with_columns(outstanding=outstanding).filter(pl.col("outstanding") > zero()).drop("_left", "_credit")


def _stopped(rows: pl.LazyFrame, stops: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """_stop: the buyer had a document past its extension when the goods were shipped, still open or paid later."""
    first = pl.col("extension_end").min().over("customer_id")
    shipped = rows.select("document_key", "customer_id", "invoice_date").join(stops, on="customer_id")
    inside = (pl.col("invoice_date") > pl.col("stop_from")) & (pl.col("invoice_date") < pl.col("stop_to"))
    then = shipped.filter(inside).select("document_key", _then=pl.lit(True)).unique()
    joined = rows.join(then, on="document_key", how="left", maintain_order="left")
    return joined.with_columns(
        _stop=(pl.col("invoice_date") > first) | pl.col("_then").fill_null(False),
        stop_since=pl.when(first < as_of).then(first + pl.duration(days=1)),
    )


def _voids(as_of: date, section: InsurancePolicy) -> dict[str, pl.Expr]:
    shipped, told = pl.col("invoice_date"), _told(as_of)
    outside = [shipped < pl.col("insured_from")]
    if section.begins:
        outside.append(shipped < section.begins)
    if section.ends:
        outside.append(shipped > section.ends)
    unlimited = (
        pl.col("limit").is_null() | (pl.col("limit") <= zero()) | (pl.col("currency") != pl.col("limit_currency"))
    )
    terms = (pl.col("due_date") - shipped).dt.total_days()
    filed = (pl.col("claim_filed_date") <= pl.col("claim_by")) & (pl.col("claim_filed_date") <= as_of)
    return {
        "told": told,
        "V1": unlimited | pl.any_horizontal(each.fill_null(False) for each in outside),
        "V3": terms > pl.coalesce("insured_max_days", pl.lit(section.max_terms_days)),
        "V4": pl.col("extension_end") < as_of,
        "V4b": pl.col("_stop"),
        "V5": (pl.col("notice_by") < as_of) & ~told,
        "V6": pl.col("disputed"),
        "V7": pl.col("excluded").is_not_null(),
        "V8": shipped > pl.col("insurer_withdrawn_date"),
        "V9": (pl.col("claim_by") < as_of) & ~filed.fill_null(False),
    }


def _told(as_of: date) -> pl.Expr:
    """The notice in the customer file holds for a document shipped by then, if it was given before its deadline."""
    notice = pl.col("overdue_notice_date")
    return ((notice <= as_of) & (notice >= pl.col("invoice_date")) & (notice <= pl.col("notice_by"))).fill_null(False)


def _within_limit(rows: pl.LazyFrame) -> pl.LazyFrame:
    """covered: min(outstanding, what the older covered debts have left of the limit), 0 where cover is void."""
    void = pl.any_horizontal(f"_{code}" for code in _UNCOVERED)
    counted = rows.with_columns(_loss=pl.when(void).then(zero()).otherwise(pl.col("outstanding")))
    before = pl.col("_loss").cum_sum().over(_KEY) - pl.col("_loss")
    room = pl.max_horizontal(pl.col("limit").fill_null(zero()) - before, zero())
    placed = counted.with_columns(covered=pl.min_horizontal("_loss", room).cast(MONEY))
    return placed.with_columns(_V2=pl.col("covered") < pl.col("_loss"))


def cover_sums(documents: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """Sums and next dates per customer and currency, of `cover_documents`.

    Columns: customer_id, customer_name, currency, documents, outstanding, covered, insured, uninsured, insurable (debt
    that nothing voids, before the limit; money), void_codes (each code that occurs), next_extension-end … next_claim
    (the earliest day from as_of on), stop_since.
    """
    voided = pl.col("voids").list.set_intersection(list(_UNCOVERED)).list.len() > 0
    dates = {f"next_{kind}": _day(kind).filter(_day(kind) >= as_of).min() for kind in _DATES}
    return documents.group_by(_KEY).agg(
        customer_name=pl.col("customer_name").max(),
        documents=pl.len().cast(pl.Int64),
        **{name: pl.col(name).sum().cast(MONEY) for name in ("outstanding", "covered", "insured", "uninsured")},
        insurable=pl.col("outstanding").filter(~voided).sum().cast(MONEY),
        void_codes=pl.col("voids").explode().drop_nulls().unique(),
        stop_since=pl.col("stop_since").max(),
        **dates,
    )


# kind of deadline: its column, and the flag that makes it pointless
_DATES = {
    "extension-end": ("extension_end", "is_stopped"), "notice": ("notice_by", "is_notified"),
    "collection": ("collection_by", "is_claimed"), "waiting-end": ("claimable_from", "is_claimed"),
    "claim": ("claim_by", "is_claimed"),
}  # fmt: skip


def _day(kind: str) -> pl.Expr:
    name, done = _DATES[kind]
    over = pl.col("stop_since").is_not_null() if done == "is_stopped" else pl.col(done)
    return pl.when(pl.col("is_watched") & ~over).then(pl.col(name))


def deadlines(documents: pl.LazyFrame, as_of: date, section: InsurancePolicy) -> pl.LazyFrame:
    """What must be done next about overdue debt: a row per customer, currency and kind, within calendar_days.

    A report, a handover or a claim concerns the buyer's whole overdue debt, so the earliest day of each kind counts.
    Columns: deadline (as_of ≤ day ≤ as_of + calendar_days), deadline_kind, customer_id, customer_name, currency,
    documents (overdue ones with such a day ahead), document_id (the oldest), outstanding (theirs).  The stop of shipment,
    the day after a buyer's first extension end, has a row of its own.
    """
    last = as_of + timedelta(days=section.calendar_days)
    overdue = documents.filter(pl.col("days_overdue") > 0)
    parts = [overdue.with_columns(deadline=_day(kind), deadline_kind=pl.lit(kind)) for kind in _DATES]
    parts.append(
        overdue.with_columns(
            deadline=_day("extension-end") + pl.duration(days=1), deadline_kind=pl.lit("stop-shipment")
        )
    )
    rows = pl.concat(parts).filter(pl.col("deadline").is_between(as_of, last))
    rows = rows.group_by(*_KEY, "deadline_kind").agg(
        pl.col("deadline").min(),
        customer_name=pl.col("customer_name").max(),
        documents=pl.len().cast(pl.Int64),
        outstanding=pl.col("outstanding").sum().cast(MONEY),
        document_id=pl.col("document_id").sort_by("due_date", "invoice_date", "document_id").first(),
    )
    names = ["deadline", "deadline_kind", "customer_id", "customer_name", "currency", "documents", "document_id", "outstanding"]  # fmt: skip
    return rows.select(names)
