"""creditkit demo"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from creditkit.commands.options import PLACE, SHOWING, Options, takes
from creditkit.words import N_, say

HELP = N_("Write the example workspace, an invented company, and run the whole pipeline on it.")


@takes(SHOWING, PLACE)
def demo(
    options: Options,
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help=say("Where to write it."))] = Path("creditkit-demo"),
) -> None:
    from creditkit.commands.run import run_workspace
    from creditkit.workspace.example import write_example

    write_example(folder)
    if not options.quiet:
        print(say("The example workspace is in {folder}.", folder=folder))
    run_workspace(replace(options, workspace=folder))
