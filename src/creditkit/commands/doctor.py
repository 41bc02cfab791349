"""creditkit doctor"""

from __future__ import annotations

import typer

from creditkit.commands.options import PLACE, SHOWING, Options, takes
from creditkit.words import N_

HELP = N_("Check the installation, the fonts and the workspace, and say what to do.")


@takes(SHOWING, PLACE)
def doctor(options: Options) -> None:
    from creditkit import results
    from creditkit.commands.asking import answer
    from creditkit.workspace.doctor import check

    checks = check(options.workspace)
    answer(options, results.doctor(checks))
    if any(item.status == "fail" for item in checks):
        raise typer.Exit(4)
