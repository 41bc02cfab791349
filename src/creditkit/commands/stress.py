"""creditkit stress"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditkit.commands.options import CUSTOMERS, LEDGER, SHOWING, Options, takes
from creditkit.words import N_, say

HELP = N_("What downturns would cost: expected and unexpected loss, cash, insurance; concentration.")


@takes(LEDGER, CUSTOMERS, SHOWING)
def stress(
    options: Options,
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help=say("Ledger files."))] = None,
    by: Annotated[
        str, typer.Option("--by", metavar="scenario|customer", help=say("A row for each scenario or customer."))
    ] = "scenario",
) -> None:
    from creditkit import results
    from creditkit.commands.asking import answer, ask

    pipeline = ask(options, files)
    answer(options, results.stress(pipeline, by), pipeline)
