"""creditkit score"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditkit.commands.options import CUSTOMERS, LEDGER, SHOWING, Options, takes
from creditkit.words import N_, say

HELP = N_(
    "Score 0-100, grade 1-10, probability of default, confidence and reasons, from the customer file, the ledger, or both."
)


@takes(LEDGER, CUSTOMERS, SHOWING)
def score(
    options: Options,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[CUSTOMERS]", help=say("Customer file; a workbook may hold the ledger too.")),
    ] = None,
) -> None:
    from creditkit import results
    from creditkit.commands.asking import answer, ask

    pipeline = ask(options, customers=file)
    answer(options, results.score(pipeline), pipeline)
