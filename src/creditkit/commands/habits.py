"""creditkit habits"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditkit.commands.options import LEDGER, SHOWING, Options, takes
from creditkit.words import N_, say

HELP = N_("How each customer pays: pay index, days to pay, late share, worst delay, trend.")


@takes(LEDGER, SHOWING)
def habits(
    options: Options,
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help=say("Ledger files."))] = None,
) -> None:
    from creditkit import results
    from creditkit.commands.asking import answer, ask

    pipeline = ask(options, files)
    answer(options, results.habits(pipeline), pipeline)
