"""creditkit collect"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditkit.commands.options import CUSTOMERS, DECISIONS, LEDGER, LETTERS, SHOWING, Options, takes
from creditkit.words import N_, say

HELP = N_(
    "Whom to ask for money, by money at stake; dunning letters and statements; a reason for everybody left alone."
)


@takes(LEDGER, CUSTOMERS, DECISIONS, LETTERS, SHOWING)
def collect(
    options: Options,
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help=say("Ledger files."))] = None,
) -> None:
    from creditkit import results
    from creditkit.commands.asking import answer, ask

    pipeline = ask(options, files)
    answer(options, results.collect(pipeline), pipeline)
