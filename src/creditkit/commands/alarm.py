"""--fail-on: the exit code by which cron learns that there are alerts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from creditkit.commands.options import Options
from creditkit.errors import CreditkitError
from creditkit.words import say

if TYPE_CHECKING:
    from creditkit.pipeline import Pipeline

ALERTS_FOUND = 10
_LEVELS = ("info", "amber", "red")


def checked_level(given: str | None) -> str | None:
    """The level of --fail-on.  Errors: CK141."""
    if given is not None and given not in _LEVELS:
        raise CreditkitError("CK141", '--fail-on "{given}" is not a level.', fix="Use info, amber or red.", given=given)
    return given


def alarm(pipeline: Pipeline, level: str | None, options: Options) -> None:
    """Leave with exit code 10 when alerts of `level` or worse are new or open and nobody has acknowledged them."""
    from creditkit.report.wording import code_text
    from creditkit.stages.watch.memory import calling

    if level is None:
        return
    count = calling(pipeline.alerts, level).height
    if not count:
        return
    if not options.quiet:
        sys.stdout.flush()
        print(say("Alerts of level {level} or worse: {count}.", level=code_text(level), count=count), file=sys.stderr)
    raise typer.Exit(ALERTS_FOUND)
