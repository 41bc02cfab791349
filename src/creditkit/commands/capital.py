"""creditkit capital"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditkit.commands.options import LEDGER, SHOWING, Options, takes
from creditkit.errors import CreditkitError
from creditkit.words import N_, say

if TYPE_CHECKING:
    from creditkit.policy.capital import CapitalFigures

HELP = N_("Working capital: requirement, DSO, DIO, DPO, cash cycle, what one day of DSO and the overdue cost.")
_AMOUNT = "AMOUNT"


@takes(LEDGER, SHOWING)
def capital(
    options: Options,
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help=say("Ledger files."))] = None,
    inventories: Annotated[
        str | None, typer.Option("--inventories", metavar=_AMOUNT, help=say("Inventories at the as-of date."))
    ] = None,
    payables: Annotated[
        str | None, typer.Option("--payables", metavar=_AMOUNT, help=say("Trade payables at the as-of date."))
    ] = None,
    cogs: Annotated[
        str | None, typer.Option("--cogs", metavar=_AMOUNT, help=say("Cost of goods sold of a year."))
    ] = None,
    sales: Annotated[
        str | None,
        typer.Option("--sales", metavar=_AMOUNT, help=say("Sales of a year, tax included; absent: from the ledger.")),
    ] = None,
    vat_ratio: Annotated[
        str | None, typer.Option("--vat-ratio", metavar="RATIO", help=say("Tax to add to --sales, such as 0.13."))
    ] = None,
    figures_currency: Annotated[
        str | None, typer.Option("--figures-currency", metavar="CUR", help=say("Currency of these figures."))
    ] = None,
) -> None:
    from creditkit import results
    from creditkit.commands.asking import answer, ask

    given = {
        "inventories": inventories, "payables": payables, "cogs": cogs, "sales": sales, "vat_ratio": vat_ratio,
        "currency": figures_currency.upper() if figures_currency else None,
    }  # fmt: skip
    pipeline = ask(options, files, capital=_figures(options, {k: v for k, v in given.items() if v is not None}))
    answer(options, results.capital(pipeline), pipeline)


def _figures(options: Options, given: dict[str, str]) -> CapitalFigures | None:
    """The figures of the command line over those of the workspace; None where none is given.  Errors: CK111."""
    from pydantic import ValidationError

    from creditkit.commands.asking import find
    from creditkit.policy.capital import CapitalFigures

    if not given:
        return None
    workspace = find(options)
    known = workspace.config.capital.model_dump() if workspace else {}
    plain = {name: text.replace(",", "") for name, text in given.items()}
    try:
        return CapitalFigures.model_validate({**known, **plain})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0])
        raise CreditkitError(
            "CK111",
            '--{option} "{given}" is not one of its values: {reason}.',
            option="figures-currency" if name == "currency" else name.replace("_", "-"),
            given=given.get(name, ""),
            reason=first["msg"],
        ) from None
