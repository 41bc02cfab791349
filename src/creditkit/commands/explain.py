"""creditkit explain"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from creditkit.commands.options import CUSTOMERS, LEDGER, SHOWING, Options, takes
from creditkit.words import N_, say

HELP = N_(
    "Everything behind one customer's figures: inputs, rules, thresholds, derivation. Or what a code such as CK205 means."
)


@takes(LEDGER, CUSTOMERS, SHOWING)
def explain(
    options: Options,
    subject: Annotated[str, typer.Argument(metavar="CUSTOMER|CODE", help=say("Customer number or name, or a code."))],
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help=say("Ledger files."))] = None,
) -> None:
    from creditkit import results
    from creditkit.commands.asking import answer, ask

    if re.fullmatch(r"CK\d{3}", subject.upper()):
        from creditkit.report.codes import code_text

        print(code_text(subject.upper()))
        return
    pipeline = ask(options, files)
    answer(options, results.explain(pipeline, subject), pipeline)
