"""Sales by day and receivables at several dates, of the whole ledger, in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from creditkit.errors import CreditkitError
from creditkit.fold.credits import has_directed_credits
from creditkit.fold.open_items import DateBasis, document_date, due_or_default, in_ledger, open_items
from creditkit.ledger import Ledger
from creditkit.money import MONEY, zero
from creditkit.words import N_

SALES = ("invoice", "debit-note", "credit-note")
_BALANCE_SUMS = ("receivables", "sales_open", "current", "overdue")


@dataclass(frozen=True)
class MonthSums:
    """sales: currency, date, sales (invoices + debit notes − credit notes of that day).

    balances: currency, point, origin (first day of the document's month), receivables (Σ open), sales_open (Σ open of
    sales documents), current and overdue (Σ open > 0, not yet due and past due).  All money.
    """

    sales: pl.DataFrame
    balances: pl.DataFrame


def month_sums(
    ledger: Ledger,
    points: Sequence[date],
    *,
    date_basis: DateBasis = "invoice_date",
    default_terms_days: int | None = None,
    exclude_disputed: bool = False,
) -> MonthSums:
    """Exact sums per currency at each of the points, up to the latest of them.  Errors: CK303, CK301 of its parts."""
    balances = balances_at(
        ledger, points, date_basis=date_basis, default_terms_days=default_terms_days, exclude_disputed=exclude_disputed
    )
    return MonthSums(sales_by_day(ledger, max(points), date_basis), balances)


def check_sales(ledger: Ledger) -> None:
    """Raises CK303 where the ledger has no sales."""
    if not ledger.has_sales:
        raise CreditkitError(
            "CK303",
            N_("DSO needs sales, and this ledger has none: a list of open items lacks the invoices already paid."),
            fix=N_("Give a ledger of all invoices, paid ones too, with their payment dates."),
        )


def balances_at(
    ledger: Ledger,
    points: Sequence[date],
    *,
    date_basis: DateBasis = "invoice_date",
    default_terms_days: int | None = None,
    exclude_disputed: bool = False,
) -> pl.DataFrame:
    """Receivables at each of the points, as `MonthSums.balances`; sets of rows that are all nought are left out.

    Receivables at a point are what `open_items` gives at that date; they are built for all points at once, from the
    changes of every document.  exclude_disputed leaves disputed documents out of overdue.
    Raises CK303 where the ledger has no sales, CK301 where it has no past.
    """
    check_sales(ledger)
    ordered = sorted(set(points))
    terms = default_terms_days
    if not ledger.has_past or has_directed_credits(ledger):
        # What a credit settles depends on the date asked for, so each point is taken on its own.
        found = _balances_one_by_one(ledger, ordered, date_basis, terms, exclude_disputed)
    else:
        found = _balances_at_once(ledger, ordered, date_basis, terms, exclude_disputed)
    return found.filter(pl.any_horizontal(pl.col(_BALANCE_SUMS) != zero()))


def sales_by_day(ledger: Ledger, as_of: date, date_basis: DateBasis = "invoice_date") -> pl.DataFrame:
    """sales = Σ invoices + debit notes − credit notes, by currency and document date ≤ as_of.  Money, gross of tax.

    A credit note stands in the ledger with a minus, so the sum of amounts is the net.  Errors: CK303 no sales.
    """
    check_sales(ledger)
    sold = ledger.documents.lazy().filter(pl.col("document_type").is_in(SALES), document_date(date_basis) <= as_of)
    by_day = sold.group_by("currency", date=document_date(date_basis)).agg(sales=pl.col("amount").sum().cast(MONEY))
    return by_day.sort("currency", "date").collect()


def _origin(basis: DateBasis) -> pl.Expr:
    return document_date(basis).dt.truncate("1mo")


def _balances_one_by_one(
    ledger: Ledger, points: Sequence[date], basis: DateBasis, terms: int | None, exclude_disputed: bool
) -> pl.DataFrame:
    value, debt = pl.col("open"), pl.col("open") > zero()
    late = pl.col("days_overdue") > 0
    counted = ~pl.col("disputed").fill_null(False) if exclude_disputed else pl.lit(True)
    frames = [
        open_items(ledger, point, date_basis=basis, default_terms_days=terms)
        .group_by("currency", point=pl.lit(point), origin=_origin(basis))
        .agg(
            receivables=value.sum().cast(MONEY),
            sales_open=value.filter(pl.col("document_type").is_in(SALES)).sum().cast(MONEY),
            current=value.filter(debt & ~late.fill_null(False)).sum().cast(MONEY),
            overdue=value.filter(debt & late & counted).sum().cast(MONEY),
        )
        for point in points
    ]
    return pl.concat(frames).sort("currency", "point", "origin", nulls_last=False).collect()


def _balances_at_once(
    ledger: Ledger, points: Sequence[date], basis: DateBasis, terms: int | None, exclude_disputed: bool
) -> pl.DataFrame:
    """Every document is a step function of time; a step belongs to the first point on or after it, then steps add up."""
    steps = _steps(ledger, points[-1], basis).with_columns(due_date=due_or_default(terms))
    sold = pl.col("document_type").is_in(SALES)
    counted = ~pl.col("disputed").fill_null(False) if exclude_disputed else pl.lit(True)
    debt_from, debt_to = _above_zero("before"), _above_zero("after")
    day_after_due = pl.col("due_date") + pl.duration(days=1)
    # An open amount leaves `current` the day after its due date, or its step's own day if that is later.
    falls_due = pl.when(pl.col("due_date").is_not_null()).then(pl.max_horizontal("from", day_after_due))
    change = (pl.col("after") - pl.col("before")).cast(MONEY)
    rise = (debt_to - debt_from).cast(MONEY)
    common = ["currency", "origin"]
    at_step = steps.select(
        *common,
        at=pl.col("from"),
        receivables=change,
        sales_open=pl.when(sold).then(change).otherwise(zero()),
        current=rise,
        overdue=zero(),
    )
    at_due = steps.select(
        *common,
        at=falls_due,
        receivables=zero(),
        sales_open=zero(),
        current=(zero() - rise).cast(MONEY),
        overdue=pl.when(counted).then(rise).otherwise(zero()),
    )
    changes = pl.concat([at_step, at_due]).filter(pl.col("at") <= points[-1])
    place = _first_point_from("at", points)
    by_point = changes.group_by(*common, point=place).agg(pl.col(_BALANCE_SUMS).sum().cast(MONEY))
    return _running(by_point.collect(), points)


def _above_zero(name: str) -> pl.Expr:
    return pl.max_horizontal(pl.col(name), zero())


def _first_point_from(day: str, points: Sequence[date]) -> pl.Expr:
    """The first of the points that is not before the day.  Date."""
    first: pl.Expr = pl.lit(None, dtype=pl.Date)
    for point in reversed(points):
        first = pl.when(pl.col(day) <= point).then(pl.lit(point)).otherwise(first)
    return first


def _steps(ledger: Ledger, last: date, basis: DateBasis) -> pl.LazyFrame:
    """The changes of every document up to `last`: from (day), before and after (open amounts).

    A settlement before the document's own date counts from that date on, one without a date from the start.
    """
    documents = ledger.documents.lazy().filter(in_ledger(last, basis)).with_columns(origin=_origin(basis))
    documents = documents.with_columns(born=document_date(basis).fill_null(date.min))
    settled_now = pl.col("settled_date").is_null() | (pl.col("settled_date") <= pl.col("born"))
    settled = pl.col("settled_amount").fill_null(zero())
    kept = [
        "document_key",
        "currency",
        "origin",
        "born",
        "document_type",
        "invoice_date",
        "posting_date",
        "due_date",
        "disputed",
    ]
    births = documents.select(
        *kept,
        **{"from": pl.col("born")},
        delta=(pl.col("amount") - pl.when(settled_now).then(settled).otherwise(zero())).cast(MONEY),
    )
    own = documents.filter(~settled_now.fill_null(True) & (settled != zero()) & (pl.col("settled_date") <= last))
    paid = own.select(*kept, **{"from": pl.col("settled_date")}, delta=(zero() - settled).cast(MONEY))
    changes = [births, paid]
    if ledger.settlements.height:
        dated = ledger.settlements.lazy().filter(pl.col("date").is_null() | (pl.col("date") <= last))
        joined = dated.select("document_key", "date", paid="amount").join(documents, on="document_key")
        day = pl.max_horizontal(pl.col("date").fill_null(pl.col("born")), "born")
        changes.append(joined.select(*kept, **{"from": day}, delta=(zero() - pl.col("paid")).cast(MONEY)))
    else:
        # At most two steps per document: no window is needed to know what was open before the second.
        whole = own.select(
            *kept, **{"from": pl.col("settled_date")}, before="amount", after=(pl.col("amount") - settled)
        )
        first = births.with_columns(before=zero(), after=pl.col("delta")).drop("delta")
        return pl.concat([first, whole.with_columns(pl.col("before", "after").cast(MONEY))])
    by_day = pl.concat(changes).group_by(*kept, "from").agg(delta=pl.col("delta").sum().cast(MONEY))
    after = pl.col("delta").cum_sum().over("document_key")
    ordered = by_day.sort("document_key", "from").with_columns(after=after.cast(MONEY))
    return ordered.with_columns(before=(pl.col("after") - pl.col("delta")).cast(MONEY)).drop("delta")


def _running(by_point: pl.DataFrame, points: Sequence[date]) -> pl.DataFrame:
    """Changes per point added up to balances."""
    origins = by_point.select("currency", "origin").unique()
    grid = origins.join(pl.DataFrame({"point": list(points)}, schema={"point": pl.Date}), how="cross")
    filled = grid.join(by_point, on=["currency", "origin", "point"], how="left", nulls_equal=True)
    running = filled.sort("currency", "origin", "point", nulls_last=False).with_columns(
        pl.col(_BALANCE_SUMS).fill_null(zero()).cum_sum().over("currency", "origin").cast(MONEY)
    )
    chosen = running.select("currency", "point", "origin", *_BALANCE_SUMS)
    return chosen.sort("currency", "point", "origin", nulls_last=False)
