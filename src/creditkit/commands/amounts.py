"""Amounts on the command line."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from creditkit.errors import CreditkitError


def amount_of(option: str, given: str | None) -> Decimal | None:
    """The amount of an option, 60000 or 60,000.50; None where it was not given.  Errors: CK107."""
    if given is None:
        return None
    try:
        amount = Decimal(given.replace(",", ""))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0:
        raise CreditkitError("CK107", '{option}: "{amount}" is not an amount.', option=option, amount=given)
    return amount
