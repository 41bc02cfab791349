"""What stress shows: scenarios, concentration, the customers that matter."""

from __future__ import annotations

from typing import Any

from creditkit.errors import CreditkitError
from creditkit.pipeline import Pipeline
from creditkit.render.plain import rows_of
from creditkit.report.blocks import Result, Table
from creditkit.results.common import one_currency, result_of
from creditkit.words import N_, Message

STRESS_BY = ("scenario", "customer")
MOST = 10
_COMPACT = (
    "scenario", "ead", "expected_loss", "unexpected_loss", "var", "allowance_change", "cash_delay", "retained_loss",
    "uninsured", "mean_pd", "lgd",
)  # fmt: skip


def stress(pipeline: Pipeline, by: str = "scenario") -> Result:
    """Scenarios with the concentration of the portfolio, or the customers with their expected loss."""
    if by not in STRESS_BY:
        raise CreditkitError(
            "CK111", '--{option} "{given}" is not one of its values: {reason}.',
            option="by", given=by, reason=", ".join(STRESS_BY),
        )  # fmt: skip
    spread = pipeline.stress_concentration
    concentration = Table("stress-concentration", spread, title=Message(N_("Concentration of exposure")), currency=one_currency(spread))  # fmt: skip
    losses = pipeline.customer_losses
    title = Message(N_("Largest expected losses"))
    if by == "customer":
        table = Table("stress", losses, title=title, currency=one_currency(losses))
    else:
        rows = pipeline.stress
        table = Table("stress", rows, title=Message(N_("Stress test")), compact=_COMPACT, currency=one_currency(rows))
    largest = Table("losses", losses.head(MOST), title=title, currency=one_currency(losses))
    return result_of(
        pipeline,
        "stress",
        table,
        notices=pipeline.open_item_notices,
        extras={"concentration": _object(concentration)},
        tables=(concentration,) if by == "customer" else (concentration, largest),
    )


def _object(table: Table) -> dict[str, Any]:
    """hhi, top10_share and the rest of the first currency (the base one); `by_currency` has every currency."""
    rows = list(rows_of(table))
    return {**rows[0], "by_currency": rows} if rows else {"hhi": None, "top10_share": None, "by_currency": []}
