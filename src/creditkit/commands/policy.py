"""creditkit policy"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from creditkit.commands.options import CUSTOMERS, LEDGER, PLACE, SHOWING, Options, takes
from creditkit.words import N_, say

HELP = N_("Show, validate and compare the policy; print its JSON Schema.")

PolicyFile = Annotated[Path | None, typer.Argument(metavar="[FILE]", help=say("A policy file; else the workspace's."))]


@takes(PLACE, SHOWING)
def show(options: Options, file: PolicyFile = None) -> None:
    from creditkit.commands.asking import ask
    from creditkit.policy.load import default_toml

    path = file or ask(options).request.policy
    print(path.read_text("utf-8") if path else default_toml(), end="")


@takes(PLACE, SHOWING)
def validate(options: Options, file: PolicyFile = None) -> None:
    from creditkit.commands.asking import ask
    from creditkit.policy.load import load_policy

    path = file or ask(options).request.policy
    _, sha256 = load_policy(path)
    print(say("{path} is valid; sha256 {sha256}", path=path or say("The built-in policy"), sha256=sha256))


@takes(("lang",))
def schema(options: Options) -> None:
    from creditkit.policy.load import policy_schema

    print(json.dumps(policy_schema(), indent=2, ensure_ascii=False))


@takes(LEDGER, CUSTOMERS, SHOWING)
def diff(
    options: Options,
    before: Annotated[Path, typer.Argument(metavar="A", help=say("The policy in force."))],
    after: Annotated[Path, typer.Argument(metavar="B", help=say("The policy proposed."))],
) -> None:
    from dataclasses import replace

    from creditkit import results
    from creditkit.commands.asking import answer, ask

    old, new = ask(replace(options, policy=before)), ask(replace(options, policy=after))
    answer(options, results.policy_diff(old, new), new)


# name, function, help
SUBCOMMANDS = (
    ("show", show, N_("Print the policy in force.")),
    ("validate", validate, N_("Check a policy file.")),
    ("schema", schema, N_("Print the JSON Schema of policy files.")),
    ("diff", diff, N_("List which customers change grade, limit or hold between two policies.")),
)
