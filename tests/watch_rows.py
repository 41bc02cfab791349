"""States of customers for the tests of early warning: what is not said is null."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl

from creditkit.policy.load import load_policy
from creditkit.policy.model import MonitorPolicy
from creditkit.stages.watch.rules import alerts
from creditkit.stages.watch.state import STATE_SCHEMA, no_state

EDGES = (30, 60, 90, 120)
AS_OF = date(2025, 9, 30)


def section(**changes: object) -> MonitorPolicy:
    """The defaults, with `w01={"amber_days": 3}` in place of some of them."""
    default = load_policy(None)[0].monitor
    merged = default.model_dump()
    for name, value in changes.items():
        merged[name] = {**merged[name], **value} if isinstance(value, dict) else value
    return MonitorPolicy.model_validate(merged)


def states(*rows: dict[str, object]) -> pl.DataFrame:
    """States with the customers K1, K2 … in CNY unless a row says otherwise."""
    filled = [
        {**dict.fromkeys(STATE_SCHEMA), "customer_id": f"K{n}", "customer_name": f"Customer {n}", "currency": "CNY",
         "open": Decimal(0), "debt": Decimal(1000), "overdue": Decimal(0), **row}
        for n, row in enumerate(rows, start=1)
    ]  # fmt: skip
    return pl.DataFrame(filled, schema=STATE_SCHEMA, orient="row")


def fired(
    now: dict[str, object],
    before: dict[str, object] | None = None,
    then: dict[str, object] | None = None,
    policy: MonitorPolicy | None = None,
    as_of: date = AS_OF,
) -> dict[str, dict[str, object]]:
    """rule -> alert of the one customer of `now`."""
    earlier = no_state() if before is None else states(before)
    score = no_state() if then is None else states(then)
    found = alerts(states(now), earlier, score, as_of, policy or section(), EDGES)
    return {row["rule"]: row for row in found.iter_rows(named=True)}
