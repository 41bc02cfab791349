"""What monitor shows."""

from __future__ import annotations

import polars as pl

from creditkit.pipeline import Pipeline
from creditkit.report.blocks import Result, Table
from creditkit.results.common import result_of
from creditkit.words import N_, Message

_COLUMNS = (
    "customer_id", "customer_name", "rule", "level", "value", "threshold", "previous", "message", "first_seen", "status",
    "figure", "currency", "last_seen", "clean_runs", "snoozed_until", "acknowledged", "level_before",
)  # fmt: skip


def worded(alerts: pl.DataFrame) -> pl.DataFrame:
    """alerts, the worst first, with `message` in the language in force."""
    from creditkit.report.wording.watch import alert_text
    from creditkit.stages.watch.alerts import rank

    order = pl.col("status").replace_strict({"new": 0, "open": 1, "snoozed": 2, "cleared": 3}, return_dtype=pl.Int8)
    ordered = alerts.sort(
        order > 1, -rank(), order, "rule", "customer_id", "part", nulls_last=False, maintain_order=True
    )
    texts = [alert_text(row) for row in ordered.iter_rows(named=True)]
    return ordered.with_columns(message=pl.Series(texts, dtype=pl.String)).select(_COLUMNS)


def monitor(pipeline: Pipeline) -> Result:
    """The alerts at as_of."""
    table = Table(
        "monitor",
        worded(pipeline.alerts),
        title=Message(N_("Early warning since {since}"), {"since": pipeline.since}),
        compact=("rule", "level", "customer_id", "customer_name", "message", "first_seen", "status"),
    )
    return result_of(
        pipeline, "monitor", table, notices=(*pipeline.open_item_notices, *pipeline.watch_notices),
        extras={"since": pipeline.since},
    )  # fmt: skip
