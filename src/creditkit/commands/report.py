"""creditkit report"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditkit.commands.options import CUSTOMERS, LEDGER, SHOWING, Options, takes
from creditkit.words import N_, say

HELP = N_("The pack: headline figures, findings, aging, DSO, exposure, grades, actions, data quality, method, proof.")


@takes(LEDGER, CUSTOMERS, SHOWING)
def report(
    options: Options,
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help=say("Ledger files."))] = None,
    to: Annotated[
        list[Path] | None,
        typer.Option(
            "--to", metavar="FILE", help=say("Write the report here (.html, .pdf, .xlsx, .md, .json); may be repeated.")
        ),
    ] = None,
    company: Annotated[str | None, typer.Option("--company", metavar="NAME", help=say("Name on the report."))] = None,
) -> None:
    from creditkit.commands.asking import ask
    from creditkit.commands.packing import write_reports

    pipeline = ask(options, files)
    write_reports(pipeline, options, tuple(to or ()), company)
