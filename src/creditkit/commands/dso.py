"""creditkit dso"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditkit.commands.options import LEDGER, SHOWING, Options, takes
from creditkit.words import N_, say

HELP = N_(
    "DSO by every definition side by side: simple, count-back, sales-weighted, best possible, with CEI and turnover."
)


@takes(LEDGER, SHOWING)
def dso(
    options: Options,
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help=say("Ledger files."))] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="month", help=say("One row per month-end instead of one for the as-of date.")),
    ] = None,
) -> None:
    from creditkit import results
    from creditkit.commands.asking import answer, ask

    pipeline = ask(options, files)
    answer(options, results.dso(pipeline, by), pipeline)
