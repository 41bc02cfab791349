"""A claim for one buyer, step by step."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl

from creditkit.errors import CreditkitError
from creditkit.money import MONEY
from creditkit.policy.model import InsurancePolicy
from creditkit.stages.indemnity import indemnity, recovery
from creditkit.words import N_

_ZERO = Decimal(0)
_SHOWN: dict[str, Any] = {
    "customer_id": pl.String, "customer_name": pl.String, "currency": pl.String, "outstanding": MONEY, "outside": MONEY,
    "loss": MONEY, "limit": MONEY, "covered": MONEY, "insured_ratio": pl.Float64, "retention": MONEY,
    "first_loss_deducted": MONEY, "indemnity": MONEY, "own_loss": MONEY, "recovered": MONEY, "recovery_insurer": MONEY,
    "recovery_insured": MONEY, "net_loss": MONEY, "claimable_from": pl.Date, "claim_by": pl.Date, "claim_bound": pl.String,
}  # fmt: skip


def claim(
    rows: pl.DataFrame,
    documents: pl.DataFrame,
    section: InsurancePolicy,
    currency: str | None,
    most: Decimal | None,
    recovered: Decimal | None,
) -> pl.DataFrame:
    """indemnity of `stages.indemnity.indemnity` on the buyer's insurable debt, then the recovery shared.

    rows: of `stages.insurance.insurance`, of one customer; documents: of `cover_documents`; currency: of the policy's
    amounts; most: of `max_liability`.  One row for each currency with debt: outstanding (after all credits), outside
    (debt that a void leaves uncovered), loss (the rest), limit, covered, retention, first_loss_deducted, indemnity,
    own_loss (loss − indemnity), recovered and its parts, net_loss = own_loss + outside − recovery_insured, dates.
    Errors: CK333 the customer owes nothing; CK334 the policy's amounts are in another currency than the debt; CK336 more
    recovered than was lost.
    """
    owed = rows.filter(pl.col("outstanding") > _ZERO)
    if not owed.height:
        raise CreditkitError(
            "CK333",
            N_("There is no claim to make: the customer owes nothing at this date."),
            fix=N_("Choose the date with --as-of, or another customer."),
        )
    found = [_row(row, documents, section, currency, most, recovered) for row in owed.iter_rows(named=True)]
    return pl.DataFrame(found, schema=_SHOWN, orient="row")


def _row(
    row: dict[str, object],
    documents: pl.DataFrame,
    section: InsurancePolicy,
    currency: str | None,
    most: Decimal | None,
    recovered: Decimal | None,
) -> dict[str, object]:
    code = str(row["currency"])
    if currency is not None and code != currency:
        raise CreditkitError(
            "CK334",
            N_("The amounts of the insurance policy are in {policy}, the debt is in {currency}."),
            fix=N_("Convert with --currency {policy} --rates FILE."),
            policy=currency,
            currency=code,
        )
    outstanding, loss, limit = _amount(row["outstanding"]), _amount(row["insurable"]), row["limit"]
    ratio = float(str(row["insured_ratio"] or 0))
    bound = Decimal(str(limit)) if limit is not None else None
    paid = indemnity(loss, bound, ratio, section, code, most=most)
    if recovered is not None and recovered > outstanding:
        raise CreditkitError(
            "CK336",
            N_("More was recovered ({recovered}) than the customer owes ({owed})."),
            fix=N_("Give what came in after the claim was paid, in {currency}."),
            recovered=recovered,
            owed=f"{outstanding:.2f}",
            currency=code,
        )
    insurer, own = recovery(recovered or _ZERO, paid, ratio, section, code)
    dates = documents.filter(pl.col("currency") == code, pl.col("is_watched"), ~pl.col("is_claimed"))
    outside = outstanding - loss
    return {
        "customer_id": row["customer_id"], "customer_name": row["customer_name"], "currency": code,
        "outstanding": outstanding, "outside": outside, "loss": loss, "limit": bound, "covered": paid.covered,
        "insured_ratio": row["insured_ratio"], "retention": paid.retention, "first_loss_deducted": paid.deducted,
        "indemnity": paid.indemnity, "own_loss": paid.own_loss, "recovered": recovered, "recovery_insurer": insurer,
        "recovery_insured": own, "net_loss": paid.own_loss + outside - own,
        "claimable_from": dates["claimable_from"].min(), "claim_by": dates["claim_by"].min(), "claim_bound": paid.bound_by,
    }  # fmt: skip


def _amount(value: object) -> Decimal:
    assert isinstance(value, Decimal)
    return value
