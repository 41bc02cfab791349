"""What the early-warning rules need of the ledger beyond aging and habits: exact sums per customer and currency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import polars as pl

from creditkit.calendar import months_before
from creditkit.fold.habits import EXACT
from creditkit.fold.open_items import document_date, open_items
from creditkit.fold.payments import billed, settlements_of
from creditkit.ledger import Ledger
from creditkit.money import MONEY, zero
from creditkit.policy.model import AgingPolicy, MonitorPolicy

KEY = ["customer_id", "currency"]
_YEAR = 12


def watch_sums(
    ledger: Ledger, as_of: date, section: MonitorPolicy, aging: AgingPolicy, agreed: pl.DataFrame | None = None
) -> pl.LazyFrame:
    """Sums of each customer and currency up to as_of, for `stages.watch`.

    agreed: customer_id, net_days, after_month_end of the terms agreed.
    Columns after the key: see `open_sums`, `order_sums`, `gap_sums`, `terms_sums`, `return_sums`.  Counts and money are
    0 where there is nothing.
    """
    default_terms_days = aging.default_terms_days
    documents = billed(ledger, as_of, "invoice_date", default_terms_days)
    parts = [
        order_sums(documents, as_of, section),
        gap_sums(documents, as_of),
        terms_sums(documents, as_of, section, agreed),
    ]
    if ledger.has_past:
        settled = settlements_of(ledger, as_of, default_terms_days=default_terms_days)
        parts.append(return_sums(settled, as_of, section))
    items = open_items(ledger, as_of, default_terms_days=default_terms_days)
    rows = open_sums(items, aging.edges, section)
    for part in parts:
        rows = rows.join(part, on=KEY, how="full", coalesce=True)
    kinds = rows.collect_schema()
    filled = [
        pl.col(name).fill_null(zero() if kind == MONEY else 0)
        for name, kind in kinds.items()
        if name.startswith(("sum_", "n_"))
    ]
    return rows.with_columns(filled)


def open_sums(items: pl.LazyFrame, edges: Sequence[int], section: MonitorPolicy) -> pl.LazyFrame:
    """sum_debt (Σ open > 0), sum_over_<edge> (Σ open > 0 more than so many days past due, 0 and every edge),
    sum_unapplied_old (Σ open < 0 of documents older than `unapplied_days`), n_no_due_date, sum_no_due_date.
    """
    value, debt = pl.col("open"), pl.col("open") > zero()
    late = pl.col("days_overdue")
    missing = debt & pl.col("no_due_date").fill_null(False)
    over = {f"sum_over_{edge}": value.filter(debt & (late > edge)).sum().cast(MONEY) for edge in (0, *edges)}
    return items.group_by(KEY).agg(
        sum_debt=value.filter(debt).sum().cast(MONEY),
        **over,
        sum_unapplied_old=value.filter(~debt & (pl.col("age") > section.w17.unapplied_days)).sum().cast(MONEY),
        n_no_due_date=missing.sum().cast(pl.Int64),
        sum_no_due_date=value.filter(missing).sum().cast(MONEY),
    )


def order_sums(documents: pl.LazyFrame, as_of: date, section: MonitorPolicy) -> pl.LazyFrame:
    """sum_orders_<k>: invoices and debit notes of the k-th window before as_of (0 = the latest), n_orders_0."""
    rule = section.w05
    day = document_date()
    ends = [as_of - timedelta(days=rule.window_days * back) for back in range(rule.windows + 2)]
    sums = {
        f"sum_orders_{back}": pl.col("amount").filter((day > older) & (day <= newer)).sum().cast(MONEY)
        for back, (newer, older) in enumerate(pairwise(ends))
    }
    return documents.group_by(KEY).agg(**sums, n_orders_0=(day > ends[1]).sum().cast(pl.Int64))


def gap_sums(documents: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """n_order_days (different days with invoices in the 12 months that end with the last one), first_order, last_order."""
    dated = documents.select(*KEY, day=document_date()).filter(pl.col("day").is_not_null() & (pl.col("day") <= as_of))
    last = pl.col("day").max().over(KEY)
    recent = dated.filter(pl.col("day") > last.dt.offset_by(f"-{_YEAR}mo"))
    return recent.group_by(KEY).agg(
        n_order_days=pl.col("day").n_unique().cast(pl.Int64), first_order=pl.col("day").min(), last_order=pl.col("day").max()
    )  # fmt: skip


def terms_sums(
    documents: pl.LazyFrame, as_of: date, section: MonitorPolicy, agreed: pl.DataFrame | None
) -> pl.LazyFrame:
    """sum_terms_x_now and _then: Σ amount × (due date − invoice date) of the last months and of those a year before
    (EXACT, 1/10,000 of the unit × days); sum_sold_now and _then; n_terms_now and _then; sum_longer: sales of the last
    months due later than the agreed terms allow; sum_judged: sales of customers with agreed terms.

    Documents without a due date of their own tell no terms.
    """
    months = section.w07.months
    day, days = pl.col("invoice_date"), (pl.col("due_date") - pl.col("invoice_date")).dt.total_days()
    now = (day > months_before(as_of, months)) & (day <= as_of)
    year = months_before(as_of, _YEAR)
    then = (day > months_before(year, months)) & (day <= year)
    rows = documents.filter(day.is_not_null() & pl.col("due_date").is_not_null()).with_columns(_days=days)
    if agreed is None:
        rows = rows.with_columns(_allowed=pl.lit(None, dtype=pl.Date))
    else:
        rows = rows.join(agreed.lazy(), on="customer_id", how="left")
        start = pl.when(pl.col("after_month_end").fill_null(False)).then(day.dt.month_end()).otherwise(day)
        rows = rows.with_columns(_allowed=start + pl.duration(days=pl.col("net_days")))
    weight = (pl.col("amount").to_physical().cast(pl.Int128) * pl.col("_days").cast(pl.Int128)).alias("_weight")
    rows = rows.with_columns(weight)
    judged = now & pl.col("_allowed").is_not_null()
    return rows.group_by(KEY).agg(
        sum_terms_x_now=pl.col("_weight").filter(now).sum().cast(EXACT),
        sum_terms_x_then=pl.col("_weight").filter(then).sum().cast(EXACT),
        sum_sold_now=pl.col("amount").filter(now).sum().cast(MONEY),
        sum_sold_then=pl.col("amount").filter(then).sum().cast(MONEY),
        n_terms_now=now.sum().cast(pl.Int64),
        n_terms_then=then.sum().cast(pl.Int64),
        sum_longer=pl.col("amount").filter(judged & (pl.col("due_date") > pl.col("_allowed"))).sum().cast(MONEY),
        sum_judged=pl.col("amount").filter(judged).sum().cast(MONEY),
    )


def return_sums(settled: pl.LazyFrame, as_of: date, section: MonitorPolicy) -> pl.LazyFrame:
    """n_part, n_round, n_returned: the payments that `payment_marks` marks."""
    return payment_marks(settled, as_of, section).group_by(KEY).agg(
        n_part=pl.col("is_part").sum().cast(pl.Int64),
        n_round=pl.col("is_round").sum().cast(pl.Int64),
        n_returned=pl.col("is_returned").sum().cast(pl.Int64),
    )  # fmt: skip


def payment_marks(settled: pl.LazyFrame, as_of: date, section: MonitorPolicy) -> pl.LazyFrame:
    """Cash settlements with is_part, is_round, is_returned.

    is_part: after it the document is still open, in the window of W09; is_round: a multiple of `round_to` that is not
    what the document amounts to, in that window; is_returned: taken back (amount < 0), in the window of W16.
    """
    unit = pl.lit(section.w09.round_to, dtype=pl.Int64).cast(pl.Int128) * 10_000
    units = pl.col("amount").to_physical().cast(pl.Int128)
    ordered = settled.sort("document_key", "date", "amount", nulls_last=False)
    paid = pl.col("amount").cum_sum().over("document_key")
    rows = ordered.with_columns(_paid=paid).filter((pl.col("kind") == "cash") & pl.col("date").is_not_null())
    recent = pl.col("date") > as_of - timedelta(days=section.w09.window_days)
    positive = pl.col("amount") > zero()
    part = recent & positive & (pl.col("_paid") < pl.col("owed"))
    is_round = recent & positive & (units % unit == 0) & (pl.col("amount") != pl.col("owed"))
    returned = (pl.col("amount") < zero()) & (pl.col("date") > as_of - timedelta(days=section.w16.window_days))
    return rows.with_columns(is_part=part, is_round=is_round & ~part, is_returned=returned)
