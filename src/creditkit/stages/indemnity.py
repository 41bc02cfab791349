"""What the insurer pays for a loss, and how money recovered later is shared."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from creditkit.money import round_half_up
from creditkit.policy.model import InsurancePolicy

_ZERO = Decimal(0)


@dataclass(frozen=True)
class Indemnity:
    """One claim, step by step.  Money in one currency.

    covered = min(loss, limit); retention = max((1 − ratio) × base, minimum retention), where base is covered, or covered
    − first loss with `deductible-first`; deducted: first loss taken off; indemnity: what the insurer pays; own_loss =
    loss − indemnity.  bound_by: threshold or max-liability where one of them cut the payment, else None.
    """

    loss: Decimal
    covered: Decimal
    retention: Decimal
    deducted: Decimal
    indemnity: Decimal
    bound_by: str | None

    @property
    def own_loss(self) -> Decimal:
        return self.loss - self.indemnity


def max_liability(section: InsurancePolicy, premium: Decimal | None) -> Decimal | None:
    """The insurer's limit for the policy year: the amount, else the multiple × premium; None without a limit."""
    if section.max_liability_premiums is not None:
        if premium is None:
            return None
        return Decimal(str(section.max_liability_premiums)) * premium
    return section.max_liability


def indemnity(
    loss: Decimal,
    limit: Decimal | None,
    ratio: float,
    section: InsurancePolicy,
    currency: str | None,
    *,
    most: Decimal | None = None,
) -> Indemnity:
    """indemnity = min(max(0, covered × ratio − first loss left), liability left); 0 if covered ≤ threshold.

    loss: insured receivables after all receipts paid the oldest debts, ≥ 0; limit None = no limit, nothing covered;
    most: of `max_liability`, before what is used.  The insured keeps at least the minimum retention of the loss.
    deductible_order: percentage first, then the first loss (a deductible is taken from the insured part), or the first
    loss first.  Rounded half-up to the currency's minor unit at the end.
    """
    covered = min(loss, limit) if limit is not None else _ZERO
    if covered <= section.threshold:
        return Indemnity(loss, covered, _ZERO, _ZERO, _ZERO, "threshold" if covered else None)
    left = section.aggregate_first_loss - section.aggregate_first_loss_used
    share = Decimal(str(ratio))
    if section.deductible_order == "percentage-first":
        retention = min(max((1 - share) * covered, section.minimum_retention), covered)
        deducted = min(left, covered - retention)
    else:
        deducted = min(left, covered)
        base = covered - deducted
        retention = min(max((1 - share) * base, section.minimum_retention), base)
    paid = round_half_up(covered - retention - deducted, currency)
    room = None if most is None else max(most - section.liability_used, _ZERO)
    bound = room is not None and paid > room
    return Indemnity(
        loss, covered, retention, deducted, round_half_up(room, currency) if bound and room is not None else paid,
        "max-liability" if bound else None,
    )  # fmt: skip


def recovery(
    amount: Decimal, claim: Indemnity, ratio: float, section: InsurancePolicy, currency: str | None
) -> tuple[Decimal, Decimal]:
    """(insurer's part, insured's part) of money recovered after the claim was paid.

    by-loss: amount × indemnity ÷ loss, each party by what it lost; by-receivables: amount × covered ÷ loss × ratio.
    The insurer gets no more than it paid.  The parts add up to the amount, half-up to the minor unit.
    """
    if not claim.loss or not claim.indemnity:
        return _ZERO, amount
    if section.recovery_sharing == "by-loss":
        part = amount * claim.indemnity / claim.loss
    else:
        part = amount * claim.covered / claim.loss * Decimal(str(ratio))
    insurer = min(round_half_up(part, currency), claim.indemnity)
    return insurer, amount - insurer
