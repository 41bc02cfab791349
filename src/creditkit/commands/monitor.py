"""creditkit monitor"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditkit.commands.options import CUSTOMERS, DECISIONS, LEDGER, SHOWING, Options, takes
from creditkit.words import N_, say

HELP = N_("Early-warning alerts between two dates or two snapshots: 17 rules, what is new, what is snoozed.")


@takes(LEDGER, CUSTOMERS, DECISIONS, SHOWING)
def monitor(
    options: Options,
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help=say("Ledger files."))] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help=say("The date to compare with; a month before, if not given.")),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            metavar="info|amber|red",
            help=say("Exit with 10 when there are alerts of this level or worse."),
        ),
    ] = None,
) -> None:
    from creditkit import results
    from creditkit.commands.alarm import alarm, checked_level
    from creditkit.commands.asking import answer, ask

    level = checked_level(fail_on)
    pipeline = ask(options, files, since=since)
    answer(options, results.monitor(pipeline), pipeline)
    alarm(pipeline, level, options)
