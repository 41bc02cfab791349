"""The seventeen rules in a row, and what those say that have nothing to look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from creditkit.policy.model import MonitorPolicy
from creditkit.stages.watch.alerts import one_each
from creditkit.stages.watch.credit import score_fall, utilisation
from creditkit.stages.watch.outside import downgrade, external, insurer, statements
from creditkit.stages.watch.payment import bounced, broken_promises, part_payments, slower_payments, worse_bucket
from creditkit.stages.watch.portfolio import concentration
from creditkit.stages.watch.records import disputes, records
from creditkit.stages.watch.state import KEY, STATE_SCHEMA
from creditkit.stages.watch.trade import order_spike, silence, terms_creep

_BOTH = [name for name in STATE_SCHEMA if name not in (*KEY, "customer_name")]


def compared(now: pl.DataFrame, before: pl.DataFrame, then: pl.DataFrame) -> pl.DataFrame:
    """now with the columns of before (suffix _before), score and grade of then (_then), and known_before."""
    old = before.select(*KEY, *(pl.col(name).alias(f"{name}_before") for name in _BOTH), known_before=pl.lit(True))
    score = then.select("customer_id", score_then="score", grade_then="grade").unique("customer_id", keep="first")
    rows = now.join(old, on=KEY, how="left", nulls_equal=True).join(score, on="customer_id", how="left")
    return rows.with_columns(pl.col("known_before").fill_null(False))


def alerts(
    now: pl.DataFrame,
    before: pl.DataFrame,
    then: pl.DataFrame,
    as_of: date,
    section: MonitorPolicy,
    edges: Sequence[int],
) -> pl.DataFrame:
    """What fires at as_of.  ALERT_SCHEMA and `part`, one row per customer and rule.

    now, before, then: states (STATE_SCHEMA) at as_of, at the date it is compared with, and `w06.months` earlier; an
    empty state where nothing is known.  A rule whose figures are null is silent here; `unanswered` says why.
    """
    rows = compared(now, before, then)
    each = [
        slower_payments(rows, section),
        worse_bucket(rows, section, edges),
        utilisation(rows, section),
        broken_promises(rows, section),
        order_spike(rows, section),
        score_fall(rows, section),
        terms_creep(rows, section),
        concentration(now, before, section),
        part_payments(rows, section),
        disputes(rows, section),
        external(rows),
        downgrade(rows, section),
        insurer(rows),
        silence(rows, section, as_of),
        statements(rows, section, as_of),
        bounced(rows, section, as_of),
        records(rows),
    ]
    return one_each(pl.concat(each).filter(~pl.col("rule").is_in(section.off)))


# rule -> (columns of now that must not be null throughout, the same of before and then, why nothing can be said)
_NEEDS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("W01", ("late_now",), "no-payments"),
    ("W02", ("worst_days_before",), "no-past"),
    ("W03", ("utilisation",), "no-limits"),
    ("W04", ("broken_promises",), "no-promises"),
    ("W05", ("orders_mean",), "no-past-sales"),
    ("W06", ("score_then",), "no-past"),
    ("W07", ("terms_then",), "no-past-sales"),
    ("W09", ("part_payments",), "no-payments"),
    ("W10", ("disputed_share",), "no-disputes"),
    ("W11", ("legal_status",), "no-legal-status"),
    ("W12", ("sector_points_before",), "no-snapshot"),
    ("W13", ("insured_limit_before",), "no-snapshot"),
    ("W15", ("statement_date",), "no-statements-known"),
)


def unanswered(
    now: pl.DataFrame, before: pl.DataFrame, then: pl.DataFrame, section: MonitorPolicy
) -> dict[str, tuple[str, ...]]:
    """reason -> the rules that could not be judged for any customer, for want of data.  Said once, in the notices."""
    rows = compared(now, before, then)
    found: dict[str, list[str]] = {}
    for rule, needed, reason in _NEEDS:
        if rule not in section.off and rows.height and all(rows[name].is_null().all() for name in needed):
            found.setdefault(reason, []).append(rule)
    few = now.filter(pl.col("open") > 0).group_by("currency").len().filter(pl.col("len") < section.w08.min_customers)
    if few.height and "W08" not in section.off:
        found["few-customers"] = ["W08"]
    return {reason: tuple(rules) for reason, rules in found.items()}
