"""What score, limit, terms and explain show, and what a change of policy changes."""

from __future__ import annotations

import polars as pl

from creditkit.errors import CreditkitError
from creditkit.pipeline import Pipeline
from creditkit.report.blocks import Result, Table
from creditkit.results.common import one_currency, result_of
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

    rows = trail(pipeline, _customer(pipeline, subject))
    table = Table(
        "explain",
        rows,
        title=Message(N_("Explanation of {subject}"), {"subject": subject}),
        compact=("section", "figure", "value", "derivation"),
    )
    return result_of(pipeline, "explain", table)


def _customer(pipeline: Pipeline, subject: str) -> str:
    """The customer number for a number or (part of) a name."""
    known = pipeline.score.select("customer_id", "customer_name")
    if subject in known["customer_id"].to_list():
        return subject
    bare = known.filter(pl.col("customer_id").str.strip_chars_start("0") == subject.lstrip("0"))
    named = known.filter(pl.col("customer_name").str.to_lowercase().str.contains(subject.lower(), literal=True))
    found = bare if bare.height else named
    if found.height == 1:
        return str(found["customer_id"][0])
    text = (
        N_("No customer is called {subject}.")
        if not found.height
        else N_("{subject} fits {count} customers: {examples}.")
    )
    raise CreditkitError(
        "CK332",
        text,
        fix=N_("Give the customer number as the ledger writes it."),
        subject=f'"{subject}"',
        count=found.height,
        examples=", ".join(f"{i} {n}" for i, n in found.head(5).iter_rows()),
    )


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
