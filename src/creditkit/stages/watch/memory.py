"""From run to run: what is new, what stays open, what is snoozed, what has cleared."""

from __future__ import annotations

from datetime import date

import polars as pl

from creditkit.policy.model import MonitorPolicy
from creditkit.stages.watch.alerts import ALERT_SCHEMA, IDENTITY, RANK, rank

Schema = dict[str, pl.DataType | type[pl.DataType]]
MEMORY_SCHEMA: Schema = {
    **ALERT_SCHEMA,
    "part": pl.String,
    "first_seen": pl.Date,
    "last_seen": pl.Date,  # last run in which the rule fired
    "clean_runs": pl.Int64,  # runs since then without it
    "status": pl.String,  # new, open, snoozed, cleared
    "snoozed_until": pl.Date,
    "acknowledged": pl.Boolean,
    "level_before": pl.String,  # of the run before, where it was another one
}


def no_memory() -> pl.DataFrame:
    """Before the first run."""
    return pl.DataFrame(schema=MEMORY_SCHEMA)


def step(
    memory: pl.DataFrame, fired: pl.DataFrame, as_of: date, section: MonitorPolicy, snoozes: pl.DataFrame | None = None
) -> pl.DataFrame:
    """The alerts after a run at as_of.  MEMORY_SCHEMA, sorted by customer, rule and part.

    memory: of the run before; fired: of `rules.alerts`.  An alert that fires again keeps its first_seen; one that does
    not stays open with its last figures until clean_runs of the policy, then it is cleared, and forgotten by the next
    run.  An alert that fires after it was cleared is new.  snoozes: of `read_snoozes`; the latest line about a customer
    and rule counts, from `since` to `until`, and only while the level is no worse than the one snoozed.
    """
    alive = memory.filter(pl.col("status") != "cleared")
    old = alive.select(*IDENTITY, first_seen="first_seen", _level="level", _known=pl.lit(True))
    again = fired.join(old, on=IDENTITY, how="left", nulls_equal=True).with_columns(
        status=pl.when(pl.col("_known").fill_null(False)).then(pl.lit("open")).otherwise(pl.lit("new")),
        first_seen=pl.coalesce("first_seen", pl.lit(as_of)),
        last_seen=pl.lit(as_of),
        clean_runs=pl.lit(0, dtype=pl.Int64),
        level_before=pl.when(pl.col("_level") != pl.col("level")).then("_level"),
    )
    gone = alive.join(fired.select(IDENTITY), on=IDENTITY, how="anti", nulls_equal=True)
    quiet = gone.with_columns(
        clean_runs=pl.col("clean_runs") + 1, level_before=pl.lit(None, dtype=pl.String)
    ).with_columns(
        status=pl.when(pl.col("clean_runs") >= section.clean_runs).then(pl.lit("cleared")).otherwise(pl.lit("open"))
    )
    nothing = {"snoozed_until": pl.lit(None, dtype=pl.Date), "acknowledged": pl.lit(False)}
    rows = pl.concat([frame.with_columns(**nothing).select(*MEMORY_SCHEMA) for frame in (again, quiet)])
    return _snoozed(rows, as_of, snoozes).sort(IDENTITY, nulls_last=False)


def _snoozed(rows: pl.DataFrame, as_of: date, snoozes: pl.DataFrame | None) -> pl.DataFrame:
    """status snoozed where the latest decision about the alert is a snooze that holds; acknowledged likewise."""
    if snoozes is None or not snoozes.height:
        return rows
    told = snoozes.filter(pl.col("since") <= as_of).sort("since", "source_row").unique(
        ["customer_id", "rule"], keep="last", maintain_order=True
    )  # fmt: skip
    said = told.select("customer_id", "rule", _action="action", _since="since", _until="until", _worst=rank())
    both = rows.join(said, on=["customer_id", "rule"], how="left", nulls_equal=True)
    holds = (
        (rank() <= pl.col("_worst"))
        & (pl.col("_until").is_null() | (pl.col("_until") >= as_of))
        & (pl.col("status") != "cleared")
        # A decision is about the spell in which it was taken, not about one that begins after it.
        & (pl.col("_since") >= pl.col("first_seen"))
    ).fill_null(False)
    return both.with_columns(
        status=pl.when(holds & (pl.col("_action") == "snooze")).then(pl.lit("snoozed")).otherwise("status"),
        snoozed_until=pl.when(holds & (pl.col("_action") == "snooze")).then("_until"),
        acknowledged=holds & (pl.col("_action") == "acknowledge"),
    ).select(*MEMORY_SCHEMA)


def calling(rows: pl.DataFrame, level: str) -> pl.DataFrame:
    """The alerts of this level or worse that somebody should look at: new or open, and not acknowledged."""
    due = pl.col("status").is_in(["new", "open"]) & ~pl.col("acknowledged")
    return rows.filter(due & (rank() >= RANK[level]))
