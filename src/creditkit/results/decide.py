"""What score, limit, terms and explain show, and what a change of policy changes."""

from __future__ import annotations

import polars as pl

from creditkit.pipeline import Pipeline
from creditkit.report.blocks import Result, Table
from creditkit.results.common import find_customer, one_currency, result_of
from creditkit.words import N_, Message


def score(pipeline: Pipeline) -> Result:
    rows = pipeline.score
    table = Table(
        "score",
        rows,
        title=Message(N_("Credit scores")),
        compact=("customer_id", "customer_name", "score", "grade", "pd", "confidence", "reasons"),
    )
    return result_of(pipeline, "score", table)


def limit(pipeline: Pipeline) -> Result:
    rows = pipeline.limit
    table = Table(
        "limit",
        rows,
        title=Message(N_("Credit limits")),
        compact=(
            "customer_id",
            "customer_name",
            "grade",
            "recommended",
            "current_limit",
            "exposure",
            "utilisation",
            "status",
            "hold_reasons",
        ),
        currency=one_currency(rows),
    )
    return result_of(pipeline, "limit", table, proof=pipeline.proof_of(rows), notices=pipeline.open_item_notices)


def terms(pipeline: Pipeline) -> Result:
    rows = pipeline.terms
    table = Table(
        "terms",
        rows,
        title=Message(N_("Terms of payment")),
        compact=(
            "customer_id",
            "customer_name",
            "grade",
            "prepay_ratio",
            "net_days",
            "instalments",
            "agreed",
            "conflict",
        ),
    )
    return result_of(pipeline, "terms", table)


def explain(pipeline: Pipeline, subject: str) -> Result:
    """Everything behind one customer's figures, as section, figure, value, derivation.  Errors: CK332 nobody found."""
    from creditkit.report.trail import trail

    rows = trail(pipeline, find_customer(pipeline.score, subject))
    table = Table(
        "explain",
        rows,
        title=Message(N_("Explanation of {subject}"), {"subject": subject}),
        compact=("section", "figure", "value", "derivation"),
    )
    return result_of(pipeline, "explain", table)


def policy_diff(before: Pipeline, after: Pipeline) -> Result:
    """Customers whose grade, recommended limit or hold status differs between two policies."""
    keys = ["customer_id", "customer_name", "currency"]
    shown = ["grade", "recommended", "status"]
    old = before.limit.select(*keys, *(pl.col(name).alias(f"{name}.before") for name in shown))
    new = after.limit.select("customer_id", "currency", *(pl.col(name).alias(f"{name}.after") for name in shown))
    both = old.join(new, on=["customer_id", "currency"], how="full", coalesce=True)
    changed = pl.any_horizontal(pl.col(f"{name}.before").ne_missing(pl.col(f"{name}.after")) for name in shown)
    table = Table("policy-diff", both.filter(changed).sort("customer_id"), title=Message(N_("Customers that change")))
    return result_of(after, "policy", table)
