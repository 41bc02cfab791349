"""creditkit insure"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditkit.commands.options import CUSTOMERS, LEDGER, SHOWING, Options, takes
from creditkit.words import N_, say

HELP = N_("Trade credit insurance: cover, what voids it, the next deadlines, a claim, cost and benefit.")


@takes(LEDGER, CUSTOMERS, SHOWING)
def insure(
    options: Options,
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help=say("Ledger files."))] = None,
    by: Annotated[
        str, typer.Option("--by", metavar="customer|document|deadline", help=say("A row for each customer, document or deadline."))
    ] = "customer",
    claim: Annotated[
        str | None, typer.Option("--claim", metavar="CUSTOMER", help=say("What a claim for this customer would bring."))
    ] = None,
    recovery: Annotated[
        str | None, typer.Option("--recovery", metavar="AMOUNT", help=say("Money recovered after the claim was paid; with --claim."))
    ] = None,
    calendar: Annotated[
        Path | None, typer.Option("--calendar", metavar="FILE.ics", help=say("Write the deadlines to a calendar file too."))
    ] = None,
) -> None:  # fmt: skip
    from creditkit import results
    from creditkit.commands.amounts import amount_of
    from creditkit.commands.asking import answer, ask
    from creditkit.errors import CreditkitError, Where

    recovered = amount_of("--recovery", recovery)
    if recovered is not None and claim is None:
        raise CreditkitError(
            "CK116", "--recovery needs --claim.", fix="creditkit insure --claim CUSTOMER --recovery AMOUNT"
        )
    if calendar is not None and calendar.suffix.lower() != ".ics":
        raise CreditkitError(
            "CK103", "A calendar file ends in .ics.", where=Where(str(calendar)), fix="--calendar deadlines.ics"
        )
    pipeline = ask(options, files)
    if claim is not None:
        result = results.insure_claim(pipeline, claim, recovered)
    else:
        result = results.insure(pipeline, by)
    if calendar is not None:
        from creditkit.files import write_bytes

        write_bytes(calendar, results.calendar_of(pipeline))
    answer(options, result, pipeline)
