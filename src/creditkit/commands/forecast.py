"""creditkit forecast"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from creditkit.commands.options import CUSTOMERS, DECISIONS, LEDGER, SHOWING, Options, takes
from creditkit.errors import CreditkitError
from creditkit.words import N_, say

HELP = N_("Cash expected by week from how each customer has paid so far, with an interval and its own past error.")


@takes(LEDGER, CUSTOMERS, DECISIONS, SHOWING)
def forecast(
    options: Options,
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help=say("Ledger files."))] = None,
    by: Annotated[
        str,
        typer.Option(
            "--by", metavar="week|customer|document", help=say("One row per week, customer or open document.")
        ),
    ] = "week",
    cutoff: Annotated[
        list[str] | None,
        typer.Option(
            "--cutoff",
            metavar="DATE",
            help=say("Judge the forecast as it would have been made on this date; may be repeated."),
        ),
    ] = None,
    no_backtest: Annotated[
        bool,
        typer.Option("--no-backtest", help=say("Do not judge the forecast at past dates (faster, narrower interval).")),
    ] = False,
) -> None:
    from creditkit import results
    from creditkit.commands.asking import answer, ask

    cutoffs = tuple(_day(text) for text in cutoff or ())
    pipeline = ask(options, files)
    answer(options, results.forecast(pipeline, by, cutoffs or None, judge=not no_backtest), pipeline)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CreditkitError("CK105", '"{given}" is not a date.', fix="Write 2025-09-28.", given=text) from None
