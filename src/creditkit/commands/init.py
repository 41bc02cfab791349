"""creditkit init"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditkit.commands.options import READING, SHOWING, Options, takes
from creditkit.words import N_, say

HELP = N_("Write a commented creditkit.toml and policy.toml; with --ledger, propose the column mapping.")


@takes(READING, SHOWING)
def init(
    options: Options,
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help=say("The folder that becomes the workspace."))
    ] = Path(),
    ledger: Annotated[
        Path | None, typer.Option("--ledger", metavar="FILE", help=say("Read this ledger and propose its mapping."))
    ] = None,
    company: Annotated[str | None, typer.Option("--company", metavar="NAME", help=say("Name of the company."))] = None,
    currency: Annotated[str | None, typer.Option("--currency", metavar="CUR", help=say("Base currency."))] = None,
    force: Annotated[bool, typer.Option("--force", help=say("Overwrite files that are there."))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("Only show what would be written."))] = False,
) -> None:
    from creditkit.commands.asking import ask
    from creditkit.policy.load import default_toml
    from creditkit.words import language
    from creditkit.workspace.new import proposal, write_workspace

    reading = None
    if ledger is not None:
        reading = ask(options, [ledger]).reading
    text = proposal(
        folder,
        company=company,
        currency=currency,
        language=options.lang or language(),
        ledger=ledger,
        reading=reading,
    )
    if dry_run:
        print(text)
        return
    for path in write_workspace(folder, text, default_toml(), overwrite=force):
        print(say("Written: {path}", path=path))
