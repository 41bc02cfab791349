"""creditkit schedule"""

from __future__ import annotations

from typing import Annotated

import typer

from creditkit.commands.options import PLACE, Options, takes
from creditkit.words import N_, say

HELP = N_("Print the crontab line, systemd timer or Windows task that runs the workspace.")


@takes(PLACE, ("lang",))
def schedule(
    options: Options,
    kind: Annotated[str, typer.Option("--for", metavar="cron|systemd|windows", help=say("Which scheduler."))] = "cron",
) -> None:
    from creditkit.commands.asking import workspace_of
    from creditkit.workspace.schedule import schedule_text

    print(schedule_text(workspace_of(options), kind))
