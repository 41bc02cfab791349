"""The program: its commands in pipeline order, its language, and the one place where errors become text."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import typer

from creditkit import __version__
from creditkit.errors import CreditkitError
from creditkit.words import LANGUAGES, N_, language, say, set_language

# panel, command, module under `commands` that has a function of the same name
COMMANDS: tuple[tuple[str, str, str], ...] = (
    (N_("Start"), "demo", "demo"),
    (N_("Start"), "init", "init"),
    (N_("Start"), "import", "import_"),
    (N_("Start"), "doctor", "doctor"),
    (N_("Start"), "columns", "columns"),
    (N_("Measure"), "aging", "aging"),
    (N_("Measure"), "dso", "dso"),
    (N_("Measure"), "habits", "habits"),
    (N_("Measure"), "capital", "capital"),
    (N_("Decide"), "score", "score"),
    (N_("Decide"), "limit", "limit"),
    (N_("Decide"), "terms", "terms"),
    (N_("Decide"), "explain", "explain"),
    (N_("Watch"), "monitor", "monitor"),
    (N_("Watch"), "collect", "collect"),
    (N_("Watch"), "forecast", "forecast"),
    (N_("Protect"), "insure", "insure"),
    (N_("Protect"), "stress", "stress"),
    (N_("Report"), "report", "report"),
    (N_("Report"), "run", "run"),
    (N_("Report"), "schedule", "schedule"),
    (N_("Prove"), "policy", "policy"),
)

INTERRUPTED = 130


def _language_of(arguments: Sequence[str]) -> str:
    """The language asked for: --lang, else CREDITKIT_LANG, else the locale.  Help is worded before options are read."""
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            return arguments[position + 1]
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
    if chosen := os.environ.get("CREDITKIT_LANG"):
        return chosen
    wanted = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if wanted.lower().startswith("zh") else "en"


def _guarded(command: Callable[..., Any]) -> Callable[..., Any]:
    """`command` with its errors worded: every way out has the contract's exit code and one clear message."""
    import functools

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            outcome = command(*args, **kwargs)
            sys.stdout.flush()
        except CreditkitError as error:
            print(error, file=sys.stderr)
            raise typer.Exit(error.exit_code) from None
        except BrokenPipeError:
            # The reader (`| head`) has gone: nothing is wrong, and a second flush at exit must not complain either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except KeyboardInterrupt:
            print(say("Interrupted; nothing half-written was left."), file=sys.stderr)
            raise typer.Exit(INTERRUPTED) from None
        except OSError as error:
            if error.filename is None and error.errno is not None:
                print(
                    CreditkitError("CK502", "The output could not be written: {reason}.", reason=error.strerror),
                    file=sys.stderr,
                )
                raise typer.Exit(5) from None
            raise
        return outcome

    return run


def build() -> typer.Typer:
    """The Typer application, worded in the language in force."""
    app = typer.Typer(
        name="creditkit",
        help=say("The credit department on the command line: from a receivables ledger to scores, limits, terms, aging, DSO and a report."),
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None if os.environ.get("NO_COLOR") else "rich",
        context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 110},
    )  # fmt: skip

    @app.callback(invoke_without_command=True)
    def root(
        version: bool = typer.Option(False, "--version", help=say("Show the version and leave."), is_eager=True),
    ) -> None:
        if version:
            print(f"creditkit {__version__}")
            raise typer.Exit

    for panel, name, module_name in COMMANDS:
        module = importlib.import_module(f"creditkit.commands.{module_name}")
        if subcommands := getattr(module, "SUBCOMMANDS", None):
            group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
            for sub_name, function, text in subcommands:
                group.command(name=sub_name, help=say(text))(_guarded(function))
            app.add_typer(group, name=name, rich_help_panel=say(panel), help=say(module.HELP))
        else:
            command = getattr(module, module_name)
            app.command(name=name, rich_help_panel=say(panel), help=say(module.HELP))(_guarded(command))
    return app


def main() -> None:
    """Entry point of `creditkit` and `python -m creditkit`."""
    from creditkit.streams import steady_streams

    steady_streams()
    chosen = _language_of(sys.argv[1:])
    if chosen not in LANGUAGES:
        error = CreditkitError(
            "CK101", 'There is no language "{given}".', fix="Use --lang en or --lang zh.", given=chosen
        )
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    set_language(chosen)
    assert language() in LANGUAGES
    build()()
