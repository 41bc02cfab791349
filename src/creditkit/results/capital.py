"""What working capital shows."""

from __future__ import annotations

import polars as pl

from creditkit.pipeline import Pipeline
from creditkit.report.blocks import Result, Table
from creditkit.results.common import one_currency, result_of
from creditkit.words import N_, Message


def capital(pipeline: Pipeline) -> Result:
    rows = pipeline.capital
    table = Table(
        "capital",
        rows,
        title=Message(N_("Working capital")),
        compact=(
            "currency", "wcr", "dso", "dio", "dpo", "ccc", "one_day_dso", "cost_of_overdue", "receivables",
            "inventories", "payables", "wcr_days", "freed",
        ),
        currency=one_currency(rows),
    )  # fmt: skip
    proof = pipeline.proof_of(rows.select("currency", open=pl.col("receivables")))
    return result_of(pipeline, "capital", table, proof=proof, notices=pipeline.open_item_notices)
