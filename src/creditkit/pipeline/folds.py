"""The questions the pipeline asks of a ledger, each in a form that any engine can run and send to another process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import polars as pl

from creditkit.engines.fold import Fold
from creditkit.fold.buckets import aging_documents, aging_sums
from creditkit.fold.convert import convert_ledger
from creditkit.fold.customers import customer_facts
from creditkit.fold.dunning import dunning_sums
from creditkit.fold.habits import habit_sums
from creditkit.fold.lateness import forecast_items, lateness_counts, raised_between, receipts_after
from creditkit.fold.months import balances_at, sales_by_day
from creditkit.fold.open_items import control_total, later_documents, open_items, undated_settlements
from creditkit.fold.overdue import overdue_sums
from creditkit.fold.promises import disputed_sums, promise_receipts
from creditkit.fold.watch import watch_sums
from creditkit.fold.where import where
from creditkit.ledger import Ledger
from creditkit.policy.model import AgingPolicy, CollectPolicy, ForecastPolicy, HabitsPolicy, MonitorPolicy

_CUSTOMER = ("customer_id", "currency")
_DOCUMENT = (
    "customer_id",
    "currency",
    "document_id",
    "instalment",
    "invoice_date",
    "due_date",
    "document_type",
    "open",
)


Transform = Callable[[Ledger], Ledger]


def transformed(
    ledger: Ledger,
    *,
    conditions: Sequence[str],
    rates: pl.DataFrame | None,
    currency: str | None,
    as_of: date,
    section: AgingPolicy,
) -> Ledger:
    """The ledger narrowed by conditions, then converted to `currency`."""
    for condition in conditions:
        ledger = where(ledger, condition)
    if currency and rates is not None:
        ledger = convert_ledger(ledger, rates, currency, as_of, section)
    return ledger


def aging(as_of: date, section: AgingPolicy, *, by: str, groups: pl.DataFrame | None = None) -> Fold:
    """Aging sums per customer, group, tag or document.  groups: customer_id, group of the customer file."""
    ask = partial(_aging, as_of=as_of, section=section, by=by, groups=groups)
    if by == "document":
        return Fold(ask, _DOCUMENT)
    return Fold(ask, _CUSTOMER) if by == "customer" else Fold(ask, (by, "currency"), adds=True)


def _aging(ledger: Ledger, *, as_of: date, section: AgingPolicy, by: str, groups: pl.DataFrame | None) -> pl.LazyFrame:
    items = with_group(open_items(ledger, as_of, default_terms_days=section.default_terms_days), groups)
    return aging_documents(items, section, as_of) if by == "document" else aging_sums(items, section, as_of, by=by)


def with_group(items: pl.LazyFrame, groups: pl.DataFrame | None) -> pl.LazyFrame:
    """Open items with the customer's group beside them, the customer itself where it has none."""
    if groups is None or "group" in items.collect_schema().names():
        return items
    return items.join(groups.lazy(), on="customer_id", how="left", maintain_order="left").with_columns(
        group=pl.coalesce("group", "customer_id")
    )


def habits(as_of: date, section: HabitsPolicy, aging: AgingPolicy) -> Fold:
    """Exact sums of payment behaviour per customer and currency."""
    ask = partial(habit_sums, as_of=as_of, section=section, default_terms_days=aging.default_terms_days)
    return Fold(ask, _CUSTOMER)


def facts(as_of: date, section: AgingPolicy) -> Fold:
    """What deciding needs: open, overdue, purchases, history per customer and currency."""
    return Fold(partial(_facts, as_of=as_of, default_terms_days=section.default_terms_days), _CUSTOMER)


def _facts(ledger: Ledger, *, as_of: date, default_terms_days: int | None) -> pl.LazyFrame:
    return customer_facts(open_items(ledger, as_of, default_terms_days=default_terms_days), ledger.documents, as_of)


def sales(points: Sequence[date]) -> Fold:
    """Sales by currency and day up to the last of the points."""
    return Fold(partial(sales_by_day, as_of=max(points)), ("currency", "date"), adds=True)


def balances(points: Sequence[date], section: AgingPolicy) -> Fold:
    """Receivables at each of the points by currency and month of origin."""
    ask = partial(
        balances_at,
        points=tuple(points),
        default_terms_days=section.default_terms_days,
        exclude_disputed=section.exclude_disputed,
    )
    return Fold(ask, ("currency", "point", "origin"), adds=True)


def control(as_of: date) -> Fold:
    """Σ open per currency by another road than the open items: what every proof line starts from."""
    return Fold(partial(control_total, as_of=as_of), ("currency",), adds=True)


def later(as_of: date) -> Fold:
    """Documents dated after as_of per currency."""
    return Fold(partial(later_documents, as_of=as_of), ("currency",), adds=True)


def undated(as_of: date) -> Fold:
    """Settlements in the ledger's own rows without a date, per currency."""
    return Fold(partial(undated_settlements, as_of=as_of), ("currency",), adds=True)


def overdue(as_of: date, section: AgingPolicy) -> Fold:
    """Receivables, overdue and overdue × days per currency."""
    ask = partial(_overdue, as_of=as_of, default_terms_days=section.default_terms_days)
    return Fold(ask, ("currency",), adds=True)


def _overdue(ledger: Ledger, *, as_of: date, default_terms_days: int | None) -> pl.LazyFrame:
    return overdue_sums(open_items(ledger, as_of, default_terms_days=default_terms_days))


def groups() -> Fold:
    """customer_id and group of the ledger's own column; no rows where it has none."""
    return Fold(_groups, ("customer_id",))


def _groups(ledger: Ledger) -> pl.DataFrame:
    if "group" not in ledger.documents.columns:
        return pl.DataFrame(schema={"customer_id": pl.String, "group": pl.String})
    named = ledger.documents.select("customer_id", "group").drop_nulls()
    return named.group_by("customer_id").agg(pl.col("group").min())


def lateness(as_of: date, section: ForecastPolicy, aging: AgingPolicy) -> Fold:
    """How late each customer's documents were settled, or are still open: counts by whole days."""
    ask = partial(lateness_counts, as_of=as_of, edges=section.terms_edges, default_terms_days=aging.default_terms_days)
    return Fold(ask, ("customer_id", "terms_class", "lateness", "months_back"))


def expected(as_of: date, section: ForecastPolicy, aging: AgingPolicy) -> Fold:
    """The open items that a cash forecast is about."""
    ask = partial(forecast_items, as_of=as_of, edges=section.terms_edges, default_terms_days=aging.default_terms_days)
    return Fold(ask, (*_DOCUMENT, "terms_class"))


def receipts(cutoff: date, until: date, held: pl.DataFrame | None, aging: AgingPolicy) -> Fold:
    """Cash received after the cutoff on the undisputed documents that were open at it, per currency and day."""
    terms = aging.default_terms_days
    ask = partial(receipts_after, cutoff=cutoff, until=until, held=held, default_terms_days=terms)
    return Fold(ask, ("currency", "date"), adds=True)


def raised(cutoff: date, until: date, as_of: date, section: ForecastPolicy, aging: AgingPolicy) -> Fold:
    """Invoices raised in (cutoff, until] and how late they were settled up to as_of."""
    ask = partial(
        raised_between, after=cutoff, until=until, edges=section.terms_edges, as_of=as_of,
        default_terms_days=aging.default_terms_days,
    )  # fmt: skip
    return Fold(ask, ("customer_id", "terms_class", "document_id", "days_overdue", "lateness"))


def watch(as_of: date, section: MonitorPolicy, aging: AgingPolicy, agreed: pl.DataFrame | None) -> Fold:
    """Sums of the early-warning rules per customer and currency.  agreed: customer_id, net_days, after_month_end."""
    ask = partial(watch_sums, as_of=as_of, section=section, aging=aging, agreed=agreed)
    return Fold(ask, _CUSTOMER)


def promised(promises: pl.DataFrame, as_of: date, *, grace_days: int, currency: str | None) -> Fold:
    """Promises given up to as_of with what came in on them."""
    ask = partial(promise_receipts, promises, as_of=as_of, grace_days=grace_days, default_currency=currency)
    return Fold(ask, ("customer_id", "promised_on", "promise_date", "document_id", "currency"))


def disputed(as_of: date, aging: AgingPolicy, disputes: pl.DataFrame | None, *, flags: bool) -> Fold:
    """Σ open in dispute per customer and currency."""
    ask = partial(_disputed, as_of=as_of, aging=aging, disputes=disputes, flags=flags)
    return Fold(ask, _CUSTOMER)


def _disputed(
    ledger: Ledger, *, as_of: date, aging: AgingPolicy, disputes: pl.DataFrame | None, flags: bool
) -> pl.LazyFrame:
    return disputed_sums(open_items(ledger, as_of, default_terms_days=aging.default_terms_days), disputes, flags=flags)


def dunning(as_of: date, section: CollectPolicy, aging: AgingPolicy, held: pl.DataFrame) -> Fold:
    """What may be asked for and what is kept back, per customer and currency.  held: fold.dunning.HELD."""
    ask = partial(_dunning, as_of=as_of, section=section, default_terms_days=aging.default_terms_days, held=held)
    return Fold(ask, _CUSTOMER)


def _dunning(
    ledger: Ledger, *, as_of: date, section: CollectPolicy, default_terms_days: int | None, held: pl.DataFrame
) -> pl.LazyFrame:
    return dunning_sums(open_items(ledger, as_of, default_terms_days=default_terms_days), held, section)


def items_of(as_of: date, aging: AgingPolicy, customers: Sequence[str]) -> Fold:
    """The open documents of these customers."""
    ask = partial(_items_of, as_of=as_of, default_terms_days=aging.default_terms_days, customers=tuple(customers))
    return Fold(ask, (*_DOCUMENT, "document_key"))


def _items_of(
    ledger: Ledger, *, as_of: date, default_terms_days: int | None, customers: tuple[str, ...]
) -> pl.LazyFrame:
    own = replace(ledger, documents=ledger.documents.filter(pl.col("customer_id").is_in(list(customers))))
    return open_items(own, as_of, default_terms_days=default_terms_days)
