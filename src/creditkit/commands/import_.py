"""creditkit import"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditkit.commands.options import LEDGER, SHOWING, Options, takes
from creditkit.words import N_, say

HELP = N_("Read ledgers, say what was understood, write the canonical ledger and the rows that could not be read.")


@takes(LEDGER, SHOWING)
def import_(
    options: Options,
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help=say("Ledger files."))] = None,
) -> None:
    from creditkit import results
    from creditkit.commands.asking import answer, ask

    pipeline = ask(options, files)
    canonical = [path for path in options.output if path.suffix == ".parquet"]
    for path in canonical:
        from creditkit.render.parquet import write_parquet

        write_parquet(pipeline.ledger.documents, path)
        if pipeline.ledger.settlements.height:
            beside = path.with_suffix(".settlements.parquet")
            write_parquet(pipeline.ledger.settlements, beside)
            text = say("Settlements with their dates: {path} (give it with --payments).", path=beside)
            typer.echo(text, err=True)
    remaining = tuple(path for path in options.output if path not in canonical)
    import dataclasses

    answer(dataclasses.replace(options, output=remaining), results.import_(pipeline), pipeline)
