"""Aging sums: open items by days past due (or since the invoice), one row per customer, group, tag or document."""

from __future__ import annotations

from datetime import date

import polars as pl

from creditkit.errors import CreditkitError
from creditkit.fold.credits import apply_credits
from creditkit.money import MONEY, zero
from creditkit.policy.model import AgingPolicy
from creditkit.words import N_

YEAR_EDGES = (1, 2, 3, 4, 5)
_DAY_EDGES = (30, 60, 90, 120)
BUCKETS = "buckets."


def edges(section: AgingPolicy) -> tuple[int, ...]:
    """The upper edges of the buckets.  In `bands = "years"` they are whole years; the default day edges mean 1–5."""
    given = tuple(section.edges)
    return YEAR_EDGES if section.bands == "years" and given == _DAY_EDGES else given


def bucket_labels(section: AgingPolicy) -> tuple[str, ...]:
    """Bucket names in order: not_due, 1-30 … 121+ from the due date; 0-30, 31-60 … from the invoice date.

    In bands of years: not_due (due date only), 0-1y, 1-2y … 5y+.
    """
    upper = edges(section)
    first = ("not_due",) if section.basis == "due" else ()
    if section.bands == "years":
        lower = (0, *upper[:-1])
        return (*first, *(f"{a}-{b}y" for a, b in zip(lower, upper, strict=True)), f"{upper[-1]}y+")
    lower = (1 if section.basis == "due" else 0, *(edge + 1 for edge in upper[:-1]))
    return (*first, *(f"{a}-{b}" for a, b in zip(lower, upper, strict=True)), f"{upper[-1] + 1}+")


def bucket_of(section: AgingPolicy, as_of: date) -> pl.Expr:
    """Position of a row's bucket in `bucket_labels`, 0 first.  Int8.

    Days: bucket i holds edge(i−1) < days ≤ edge(i).  Years: band k is the smallest k with as_of ≤ day + k years, and
    29 February + k years is 28 February in a common year.  A credit in `own-date` mode goes by its own date.
    A row without any date counts as not due.
    """
    age = pl.coalesce(pl.col("age"), pl.lit(0, dtype=pl.Int64))
    if section.basis == "invoice":
        days = age
    elif section.credits == "own-date":
        days = pl.when(pl.col("open") < zero()).then(age).otherwise(pl.col("days_overdue").fill_null(0))
    else:
        days = pl.col("days_overdue").fill_null(0)
    first = 1 if section.basis == "due" else 0
    bounds = _year_bounds(section, as_of) if section.bands == "years" else edges(section)
    place: pl.Expr = pl.lit(first + len(bounds), dtype=pl.Int8)
    for step, bound in reversed(list(enumerate(bounds, start=first))):
        place = pl.when(days <= bound).then(pl.lit(step, dtype=pl.Int8)).otherwise(place)
    return pl.when(days <= 0).then(pl.lit(0, dtype=pl.Int8)).otherwise(place) if first else place


def _year_bounds(section: AgingPolicy, as_of: date) -> tuple[int, ...]:
    """The largest age in days that is still within k years.

    as_of ≤ day + k years holds for every day from the first that reaches as_of on, so each band is a number of days.
    """
    return tuple((as_of - first_day_within(as_of, years)).days for years in edges(section))


def first_day_within(as_of: date, years: int) -> date:
    """The earliest day with as_of ≤ day + `years` years.

    That is the same day `years` before.  Where as_of is a 29 February and that year has none, it is 1 March:
    28 February + n years stays a 28th and falls one day short.
    """
    year = as_of.year - years
    if (as_of.month, as_of.day) == (2, 29) and not _is_leap(year):
        return date(year, 3, 1)
    return as_of.replace(year=year)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def tag_position(items: pl.LazyFrame, section: AgingPolicy) -> pl.LazyFrame:
    """Rows that bring a bucket and no date (layout `balances`): the position from the tag column `bucket`.

    Raises CK304 where a tag is none of the policy's labels.
    """
    labels = bucket_labels(section)
    tags = items.select(pl.col("bucket_tag").str.strip_chars().unique()).collect()["bucket_tag"].to_list()
    foreign = sorted(str(tag) for tag in tags if tag not in labels)
    if foreign:
        raise CreditkitError(
            "CK304",
            N_("The balances come in buckets that the policy does not have: {foreign}. It has: {labels}."),
            fix=N_("Set basis, bands and edges in the [aging] section of the policy to the file's buckets."),
            foreign=", ".join(foreign),
            labels=", ".join(labels),
        )
    place = {label: position for position, label in enumerate(labels)}
    tag = pl.col("bucket_tag").str.strip_chars()
    return items.with_columns(_position=tag.replace_strict(place, return_dtype=pl.Int8))


def is_tagged(items: pl.LazyFrame) -> bool:
    """Whether the rows bring their bucket themselves (`open_items` of the layout `balances` says so)."""
    return "bucket_tag" in items.collect_schema().names()


def placed(items: pl.LazyFrame, section: AgingPolicy, as_of: date) -> pl.LazyFrame:
    """Open items with their credits applied, `_position` (bucket), `_aged` (counts in its bucket; else unapplied)."""
    items = apply_credits(items, section.credits)
    if is_tagged(items):
        items = tag_position(items, section).with_columns(days_overdue=pl.lit(None, dtype=pl.Int64))
    else:
        items = items.with_columns(_position=bucket_of(section, as_of))
    aged = pl.lit(True) if section.credits == "own-date" else pl.col("open") > zero()
    return items.with_columns(_aged=aged)


def _flags(section: AgingPolicy, *, tagged: bool) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """debt (open > 0), disputed debt, past due: the three questions asked of every row."""
    debt = pl.col("open") > zero()
    disputed = pl.col("disputed").fill_null(False) & debt
    # A tag tells what is past due only on the due basis; a date always does.
    past_due = pl.col("_position") > 0 if tagged else (pl.col("days_overdue") > 0).fill_null(False)
    if not tagged and section.credits == "own-date":
        past_due = pl.when(debt).then(past_due).otherwise((pl.col("age") > 0).fill_null(False))
    return debt, disputed, past_due & ~disputed if section.exclude_disputed else past_due


def _sums(section: AgingPolicy, *, tagged: bool) -> dict[str, pl.Expr]:
    """The accumulators of a group: exact sums, counts and a maximum."""
    value, aged = pl.col("open"), pl.col("_aged")
    debt, disputed, past_due = _flags(section, tagged=tagged)
    sums = {
        f"{BUCKETS}{label}": value.filter(aged & (pl.col("_position") == place)).sum()
        for place, label in enumerate(bucket_labels(section))
    }
    sums["unapplied"] = value.filter(~aged).sum()
    sums["disputed"] = value.filter(disputed).sum()
    sums["overdue"] = value.filter(aged & past_due).sum()
    sums["open"] = value.sum()
    sums["max_days_overdue"] = pl.col("days_overdue").filter(debt & past_due).max().cast(pl.Int64)
    sums["documents"] = debt.sum().cast(pl.Int64)
    sums["without_due_date"] = (debt & pl.col("no_due_date") & pl.col("age").is_not_null()).sum().cast(pl.Int64)
    sums["without_date"] = pl.col("age").is_null().sum().cast(pl.Int64)
    return sums


def aging_sums(items: pl.LazyFrame, section: AgingPolicy, as_of: date, *, by: str = "customer") -> pl.LazyFrame:
    """Sums per bucket of the open items of each key and currency, in one pass.

    by: `customer`, `group`, or any column of the frame.  Columns: customer_id and customer_name (or the column named by
    `by`), currency, buckets.*, unapplied, disputed, overdue, open (money), max_days_overdue, documents,
    without_due_date, without_date.  Currencies are never added.  Σ buckets + unapplied = open to the last digit.
    Raises CK305 for an unknown column.
    """
    key = "customer_id" if by == "customer" else by
    names = items.collect_schema().names()
    if key not in names:
        raise CreditkitError(
            "CK305",
            N_('The ledger has no column "{by}" to group by.'),
            fix=N_("Use customer, document, or one of: {columns}."),
            by=by,
            columns=", ".join(name for name in names if items.collect_schema()[name] == pl.String),
        )
    tagged = is_tagged(items)
    sums = _sums(section, tagged=tagged)
    # A customer's name may vary from row to row; the last in alphabetical order does not depend on the order of rows.
    name = {"customer_name": pl.col("customer_name").max()} if key == "customer_id" else {}
    grouped = placed(items, section, as_of).group_by(key, "currency").agg(**name, **sums)
    money = [c for c in sums if c.startswith(BUCKETS)] + ["unapplied", "disputed", "overdue", "open"]
    return grouped.select(key, *name, "currency", *sums).with_columns(pl.col(money).cast(MONEY))


def aging_documents(items: pl.LazyFrame, section: AgingPolicy, as_of: date) -> pl.LazyFrame:
    """One row per open document or instalment, in the columns of `aging_sums` and those of the document.

    Further columns: document_id, instalment, document_type, invoice_date, due_date, amount, days_overdue, bucket
    (null for an unapplied credit), terms.
    """
    rows = placed(items, section, as_of)
    tagged = is_tagged(items)
    labels = bucket_labels(section)
    value, aged = pl.col("open"), pl.col("_aged")
    debt, disputed, past_due = _flags(section, tagged=tagged)
    buckets = {
        f"{BUCKETS}{label}": _where(aged & (pl.col("_position") == place), value) for place, label in enumerate(labels)
    }
    names = dict(enumerate(labels))
    return rows.select(
        "customer_id",
        "customer_name",
        "currency",
        "document_id",
        "instalment",
        "document_type",
        "invoice_date",
        "due_date",
        "amount",
        "days_overdue",
        bucket=pl.when(aged).then(pl.col("_position").replace_strict(names, return_dtype=pl.String)),
        **buckets,
        unapplied=_where(~aged, value),
        disputed=_where(disputed, value),
        overdue=_where(aged & past_due, value),
        open=value,
        max_days_overdue=pl.when(debt & past_due).then("days_overdue"),
        documents=debt.cast(pl.Int64),
        without_due_date=(debt & pl.col("no_due_date") & pl.col("age").is_not_null()).cast(pl.Int64),
        without_date=pl.col("age").is_null().cast(pl.Int64),
    )


def _where(condition: pl.Expr, value: pl.Expr) -> pl.Expr:
    return pl.when(condition).then(value).otherwise(zero()).cast(MONEY)
