"""The questions that insurance and stress ask of a ledger."""

from __future__ import annotations

from datetime import date
from functools import partial

import polars as pl

from creditkit.engines.fold import Fold
from creditkit.fold.cover import cover_documents, shipment_stops
from creditkit.fold.open_items import open_items
from creditkit.fold.turnover import turnover_sums
from creditkit.ledger import Ledger
from creditkit.money import MONEY
from creditkit.policy.model import AgingPolicy, InsurancePolicy

_COVERED = ("customer_id", "currency", "due_date", "invoice_date", "document_id", "instalment")


def cover(as_of: date, section: InsurancePolicy, aging: AgingPolicy, buyers: pl.DataFrame) -> Fold:
    """Insurance cover of every open document.  buyers: of `stages.buyers.buyers`."""
    ask = partial(_cover, as_of=as_of, section=section, buyers=buyers, default_terms_days=aging.default_terms_days)
    return Fold(ask, _COVERED)


def _cover(
    ledger: Ledger, *, as_of: date, section: InsurancePolicy, buyers: pl.DataFrame, default_terms_days: int | None
) -> pl.LazyFrame:
    items = open_items(ledger, as_of, default_terms_days=default_terms_days)
    stops = shipment_stops(ledger, as_of, section, default_terms_days)
    return cover_documents(items, buyers.lazy(), stops, as_of, section)


def turnover(as_of: date, since: date, aging: AgingPolicy) -> Fold:
    """Turnover per customer, currency and month, as an insurance policy counts it."""
    ask = partial(turnover_sums, as_of=as_of, since=since, terms_days=aging.default_terms_days)
    return Fold(ask, ("customer_id", "currency", "month"))


def by_document_currency(as_of: date, aging: AgingPolicy) -> Fold:
    """Σ open of a converted ledger per customer and the currency its documents were in."""
    ask = partial(_by_document_currency, as_of=as_of, default_terms_days=aging.default_terms_days)
    return Fold(ask, ("customer_id", "document_currency"))


def _by_document_currency(ledger: Ledger, *, as_of: date, default_terms_days: int | None) -> pl.LazyFrame:
    items = open_items(ledger, as_of, default_terms_days=default_terms_days)
    return items.group_by("customer_id", "document_currency").agg(open=pl.col("open").sum().cast(MONEY))
