"""creditkit columns"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditkit.commands.options import PLACE, READING, SHOWING, Options, takes
from creditkit.words import N_, say

HELP = N_("Canonical columns, units and accepted headers; with a file, how each of its headers was mapped and why.")


@takes(READING, SHOWING, PLACE)
def columns(
    options: Options,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help=say("A ledger or customer file."))] = None,
) -> None:
    from creditkit import results
    from creditkit.commands.asking import answer, ask

    if file is None:
        answer(options, results.columns())
        return
    pipeline = ask(options, [file])
    answer(options, results.columns_of(pipeline), pipeline)
