"""Credits against debts: what a credit names first, then (on request) the oldest debt first."""

from __future__ import annotations

from typing import Literal

import polars as pl

from creditkit.ledger import Ledger
from creditkit.money import MONEY, zero

CreditMode = Literal["separate", "own-date", "fifo"]

# Credits never net another customer's, entity's or currency's debts.
ACCOUNT = ["customer_id", "entity", "currency"]
OLDEST_FIRST = ["due_date", "invoice_date", "document_id", "instalment", "document_key", "amount"]


def has_directed_credits(ledger: Ledger) -> bool:
    """Whether any row names the document it settles: by `applied_to`, or as cash without a document key."""
    directed = ledger.documents["applied_to"].null_count() < ledger.documents.height
    return directed or (bool(ledger.settlements.height) and ledger.settlements["document_key"].null_count() > 0)


def net_directed(items: pl.LazyFrame) -> pl.LazyFrame:
    """Credits with `applied_to` set against the open rows of that document, oldest due first, never below zero.

    What is left of a credit, because the document is unknown or smaller, stays open on the credit's own row.
    """
    is_credit = (pl.col("open") < zero()) & pl.col("applied_to").is_not_null()
    target = pl.when(is_credit).then("applied_to").when(pl.col("open") > zero()).then("document_id")
    named = items.with_columns(_target=target)
    return _net(named, [*ACCOUNT, "_target"], pl.col("_target").is_not_null()).drop("_target")


def net_oldest_first(items: pl.LazyFrame) -> pl.LazyFrame:
    """All credits of an account set against its oldest debts: due date, then invoice date, then id; never below zero.

    The remainder stays open on the latest credits: a credit balance.
    """
    return _net(items, ACCOUNT, pl.lit(True))


def apply_credits(items: pl.LazyFrame, mode: CreditMode) -> pl.LazyFrame:
    """Open items under a credit mode: `fifo` nets, the others leave every row as it is.  Σ open is unchanged."""
    return net_oldest_first(items).filter(pl.col("open") != zero()) if mode == "fifo" else items


def _net(items: pl.LazyFrame, within: list[str], takes_part: pl.Expr) -> pl.LazyFrame:
    """Within each group the first Σ min(debts, credits) of the debts and of the credits, in order of age, is set off."""
    debt = pl.when(takes_part & (pl.col("open") > zero())).then("open").otherwise(zero()).cast(MONEY)
    credit = pl.when(takes_part & (pl.col("open") < zero())).then(zero() - pl.col("open")).otherwise(zero()).cast(MONEY)
    aged = items.sort(OLDEST_FIRST, nulls_last=False, maintain_order=True).with_columns(_debt=debt, _credit=credit)
    ranked = aged.with_columns(
        _debts=pl.col("_debt").sum().over(within),
        _credits=pl.col("_credit").sum().over(within),
        _older_debts=pl.col("_debt").cum_sum().over(within) - pl.col("_debt"),
        _older_credits=pl.col("_credit").cum_sum().over(within) - pl.col("_credit"),
    )
    set_off = _portion("_debt", "_older_debts", "_credits")
    used_up = _portion("_credit", "_older_credits", "_debts")
    return ranked.with_columns(open=(pl.col("open") - set_off + used_up).cast(MONEY)).drop(
        "_debt", "_credit", "_debts", "_credits", "_older_debts", "_older_credits"
    )


def _portion(own: str, older: str, other_total: str) -> pl.Expr:
    """min(own, max(0, other side's total − older rows of the own side))."""
    left = pl.max_horizontal(pl.col(other_total) - pl.col(older), zero())
    return pl.min_horizontal(pl.col(own), left)
