"""creditkit limit"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditkit.commands.options import CUSTOMERS, LEDGER, SHOWING, Options, takes
from creditkit.words import N_, say

HELP = N_("Need, capacity, recommended limit and what bound it; exposure, utilisation and hold status.")


@takes(LEDGER, CUSTOMERS, SHOWING)
def limit(
    options: Options,
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help=say("Ledger files."))] = None,
) -> None:
    from creditkit import results
    from creditkit.commands.asking import answer, ask

    pipeline = ask(options, files)
    answer(options, results.limit(pipeline), pipeline)
