"""What collection shows: the worklist, promises, disputes."""

from __future__ import annotations

import polars as pl

from creditkit.errors import CreditkitError
from creditkit.pipeline import Pipeline
from creditkit.report.blocks import ProofLine, Result, Table
from creditkit.results.common import one_currency, result_of
from creditkit.stages.kept import dispute_dso, disputed_documents, kept_rates
from creditkit.words import N_, Message

COMPACT = (
    "rank", "customer_id", "customer_name", "currency", "at_stake", "overdue", "max_days_overdue", "action", "stage",
    "skip_reason", "due_on",
)  # fmt: skip
_MONEY = ["overdue", "collectable", "at_stake", "disputed", "promised", "unapplied"]


def own_currencies(pipeline: Pipeline) -> None:
    """Refuse --currency: a letter asks for the invoice's currency, and promises are given in it.  Errors: CK124."""
    if pipeline.request.currency:
        raise CreditkitError(
            "CK124",
            N_("Collection works in the currency of the documents; --currency does not apply to it."),
            fix=N_("Leave --currency out: every currency has its own worklist."),
        )


def collect(pipeline: Pipeline) -> Result:
    """The worklist with Σ per currency, the promises and the open disputes.  Errors: CK124."""
    own_currencies(pipeline)
    rows = pipeline.worklist
    table = Table(
        "collect", rows, title=Message(N_("Collection worklist")), compact=COMPACT, currency=one_currency(rows),
        totals=totals(pipeline),
    )  # fmt: skip
    return result_of(
        pipeline,
        "collect",
        table,
        proof=proof(pipeline),
        notices=pipeline.open_item_notices,
        extras={"promises": _plain(promises(pipeline)), "disputes": _plain(disputes(pipeline))},
        tables=tuple(shown for shown in (_promise_table(pipeline), _dispute_table(pipeline)) if shown is not None),
    )


def totals(pipeline: Pipeline) -> pl.DataFrame:
    """Σ per currency of the worklist, with kept rates of promises and dispute DSO."""
    rows = pipeline.worklist
    sums = rows.group_by("currency").agg(pl.col(_MONEY).sum(), pl.col("documents").sum(), customers=pl.len().cast(pl.Int64))  # fmt: skip
    sums = sums.with_columns(pl.col(_MONEY).cast(rows.schema["overdue"]))
    rates = kept_rates(pipeline.judged_promises, ["currency"])
    disputed = dispute_dso(rows, pipeline.dso if pipeline.ledger_facts.has_sales else None)
    joined = sums.join(rates, on="currency", how="left").join(disputed.drop("disputed"), on="currency", how="left")
    return joined.sort("currency")


def proof(pipeline: Pipeline) -> tuple[ProofLine, ...]:
    """Σ overdue of the worklist is that of aging, per currency: nobody is missing from it."""
    aged = pipeline.aging.group_by("currency").agg(pl.col("overdue").sum()).sort("currency")
    listed = dict(pipeline.worklist.group_by("currency").agg(pl.col("overdue").sum()).iter_rows())
    return tuple(ProofLine(currency, amount, listed[currency]) for currency, amount in aged.iter_rows())


def promises(pipeline: Pipeline) -> pl.DataFrame:
    """Promises given up to as_of with their outcome, the latest deadline first."""
    names = ["customer_id", "document_id", "currency", "promised_on", "promise_date", "wanted", "received", "deadline", "outcome"]  # fmt: skip
    rows = pipeline.judged_promises.select(names)
    return rows.sort("deadline", "customer_id", "document_id", descending=[True, False, False], nulls_last=True)


def disputes(pipeline: Pipeline) -> pl.DataFrame | None:
    """Open disputes of disputes.csv with what is open of their documents; None without such a file."""
    if pipeline.open_disputes is None:
        return None
    return disputed_documents(pipeline.disputed_items, pipeline.open_disputes, pipeline.as_of)


def _promise_table(pipeline: Pipeline) -> Table | None:
    rows = promises(pipeline)
    return Table("promises", rows, title=Message(N_("Promises to pay"))) if rows.height else None


def _dispute_table(pipeline: Pipeline) -> Table | None:
    rows = disputes(pipeline)
    return Table("disputes", rows, title=Message(N_("Open disputes"))) if rows is not None and rows.height else None


def _plain(rows: pl.DataFrame | None) -> list[dict[str, object]]:
    return [] if rows is None else rows.to_dicts()
