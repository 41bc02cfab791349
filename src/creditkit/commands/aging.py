"""creditkit aging"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditkit.commands.options import CUSTOMERS, LEDGER, SHOWING, Options, takes
from creditkit.words import N_, say

HELP = N_("Open items by days past due, per customer, group, document or any column of the ledger.")


@takes(LEDGER, CUSTOMERS, SHOWING)
def aging(
    options: Options,
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help=say("Ledger files."))] = None,
    by: Annotated[
        str, typer.Option("--by", metavar="FIELD", help=say("customer, group, document or a column of the ledger."))
    ] = "customer",
    basis: Annotated[
        str | None,
        typer.Option("--basis", metavar="due|invoice", help=say("Count days from the due date or the invoice date.")),
    ] = None,
    bands: Annotated[
        str | None,
        typer.Option("--bands", metavar="days|years", help=say("Day buckets of the policy, or bands of whole years.")),
    ] = None,
    credits: Annotated[
        str | None,
        typer.Option(
            "--credits",
            metavar="separate|own-date|fifo",
            help=say(
                "Unapplied credits in their own column, in the bucket of their own date, or set against the oldest debt."
            ),
        ),
    ] = None,
    exclude_disputed: Annotated[
        bool, typer.Option("--exclude-disputed", help=say("Leave disputed documents out of overdue."))
    ] = False,
) -> None:
    from creditkit import results
    from creditkit.commands.asking import answer, ask

    pipeline = ask(options, files)
    chosen = {"basis": basis, "bands": bands, "credits": credits, "exclude_disputed": exclude_disputed or None}
    answer(options, results.aging(pipeline, by, {k: v for k, v in chosen.items() if v is not None}), pipeline)
