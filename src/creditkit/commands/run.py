"""creditkit run"""

from __future__ import annotations

from creditkit.commands.options import CUSTOMERS, LEDGER, SHOWING, Options, takes
from creditkit.words import N_

HELP = N_("The whole workspace, for cron: every stage, then the reports in a folder named after the as-of date.")


@takes(tuple(name for name in LEDGER if name != "ledger"), CUSTOMERS, SHOWING)
def run(options: Options) -> None:
    run_workspace(options)


def run_workspace(options: Options) -> None:
    """Run every stage of the workspace of `options` and publish its output folder in one step."""
    from creditkit.commands.packing import publish

    publish(options)
