"""creditkit terms"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditkit.commands.options import CUSTOMERS, LEDGER, SHOWING, Options, takes
from creditkit.words import N_, say

HELP = N_("Terms, prepayment and instalments per customer, and where agreed terms conflict with the policy.")


@takes(LEDGER, CUSTOMERS, SHOWING)
def terms(
    options: Options,
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help=say("Ledger files."))] = None,
) -> None:
    from creditkit import results
    from creditkit.commands.asking import answer, ask

    pipeline = ask(options, files)
    answer(options, results.terms(pipeline), pipeline)
