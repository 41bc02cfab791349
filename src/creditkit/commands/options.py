"""Options that many commands share, each named once, and the object that carries them.

A command lists the groups it takes (`@takes(LEDGER, OUTPUT)`) and receives them as one `Options`; Typer sees the
plain parameters.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any

import typer

from creditkit.words import say

_READING = "Reading"
_CHOOSING = "Choosing"
_SHOWING = "Showing"


@dataclass(frozen=True)
class Options:
    """What the user asked for on the command line; None or empty = not said."""

    as_of: str | None = None
    ledger: tuple[Path, ...] = ()
    customers: Path | None = None
    payments: Path | None = None
    policy: Path | None = None
    overrides: Path | None = None
    promises: Path | None = None
    disputes: Path | None = None
    sent_log: Path | None = None
    currency: str | None = None
    rates: Path | None = None
    where: tuple[str, ...] = ()
    format: str | None = None
    output: tuple[Path, ...] = ()
    lang: str | None = None
    map: tuple[str, ...] = ()
    sheet: str | None = None
    date_order: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    rejects: Path | None = None
    expect_total: tuple[str, ...] = ()
    engine: str | None = None
    shards: int | None = None
    quiet: bool = False
    verbose: bool = False
    workspace: Path | None = None


def _option(kind: Any, *flags: str, help: str, metavar: str | None = None, panel: str, default: Any = None) -> Any:
    info = typer.Option(*flags, help=say(help), metavar=metavar, rich_help_panel=say(panel))
    return Annotated[kind, info], default


def _parameters() -> dict[str, tuple[Any, Any]]:
    many = list[str] | None
    paths = list[Path] | None
    return {
        "as_of": _option(
            str | None,
            "--as-of",
            metavar="DATE",
            panel=_CHOOSING,
            help="Date of the figures: 2025-09-28, today, yesterday, month-end or last-month-end.",
        ),
        "ledger": _option(paths, "--ledger", metavar="FILE", panel=_READING, help="Ledger file, may be repeated."),
        "customers": _option(
            Path | None, "--customers", metavar="FILE", panel=_READING, help="Customer file: limits, statements, grades."
        ),
        "payments": _option(
            Path | None, "--payments", metavar="FILE", panel=_READING, help="Receipts with their own dates."
        ),
        "policy": _option(Path | None, "--policy", metavar="FILE", panel=_READING, help="Credit policy (policy.toml)."),
        "overrides": _option(
            Path | None,
            "--overrides",
            metavar="FILE",
            panel=_READING,
            help="Grades and limits set by hand, with owner, reason and expiry (CSV).",
        ),
        "promises": _option(
            Path | None, "--promises", metavar="FILE", panel=_READING, help="Promises to pay (promises.csv)."
        ),
        "disputes": _option(Path | None, "--disputes", metavar="FILE", panel=_READING, help="Disputes (disputes.csv)."),
        "sent_log": _option(
            Path | None, "--sent-log", metavar="FILE", panel=_READING, help="Log of letters sent (sent.csv)."
        ),
        "currency": _option(
            str | None, "--currency", metavar="CUR", panel=_CHOOSING, help="Convert everything to this currency (needs --rates)."
        ),
        "rates": _option(Path | None, "--rates", metavar="FILE", panel=_CHOOSING, help="Dated exchange rates."),
        "where": _option(
            many, "--where", metavar="FIELD=VALUE", panel=_CHOOSING, help="Only rows in which the field has this value."
        ),
        "format": _option(
            str | None,
            "--format",
            metavar="FORMAT",
            panel=_SHOWING,
            help="table, json, csv, md, xlsx, parquet, html or pdf. A terminal gets a table, a pipe CSV.",
        ),
        "output": _option(
            paths, "--output", "-o", metavar="FILE", panel=_SHOWING, help="Write to a file; its suffix names the format."
        ),
        "lang": _option(str | None, "--lang", metavar="en|zh", panel=_SHOWING, help="Language of what people read."),
        "map": _option(
            many, "--map", metavar="CANONICAL=HEADER", panel=_READING, help="Which header holds a column, or a constant: currency='EUR'."
        ),
        "sheet": _option(str | None, "--sheet", metavar="NAME", panel=_READING, help="Sheet of the workbook, or all."),
        "date_order": _option(
            str | None, "--date-order", metavar="dmy|mdy|ymd", panel=_READING, help="Order of day and month where dates leave it open."
        ),
        "decimal": _option(
            str | None, "--decimal", metavar=".|,", panel=_READING, help="Decimal mark where numbers leave it open."
        ),
        "encoding": _option(str | None, "--encoding", metavar="NAME", panel=_READING, help="Encoding of a text file."),
        "rejects": _option(
            Path | None,
            "--rejects",
            metavar="FILE",
            panel=_READING,
            help="Write rows that cannot be read here and go on without them; every output states them.",
        ),
        "expect_total": _option(
            many,
            "--expect-total",
            metavar="CUR=AMOUNT",
            panel=_READING,
            help="Control total of the ledger system; a difference stops the command.",
        ),
        "engine": _option(
            str | None,
            "--engine",
            metavar="auto|polars|spark",
            panel=_CHOOSING,
            help="What computes ledger-sized work: this machine, or a Spark cluster ([engine] of the workspace).",
        ),
        "shards": _option(
            int | None,
            "--shards",
            metavar="N",
            panel=_CHOOSING,
            help="Cut a Parquet ledger into so many parts on disk instead of holding it in memory.",
        ),
        "quiet": _option(bool, "--quiet", "-q", panel=_SHOWING, default=False, help="No progress, no proof line, no warnings."),
        "verbose": _option(bool, "--verbose", "-v", panel=_SHOWING, default=False, help="Say more about what is done."),
        "workspace": _option(
            Path | None, "-C", metavar="DIR", panel=_CHOOSING, help="Work in this workspace folder."
        ),
    }  # fmt: skip


READING = ("map", "sheet", "date_order", "decimal", "encoding", "rejects", "expect_total")
SHOWING = ("format", "output", "lang", "quiet", "verbose")
PLACE = ("workspace",)
LEDGER = ("ledger", "payments", "as_of", "currency", "rates", "where", "policy", "engine", "shards", *READING, *PLACE)
CUSTOMERS = ("customers", "overrides")
DECISIONS = ("promises", "disputes")
LETTERS = ("sent_log",)


def takes(*groups: tuple[str, ...]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of `groups`; it receives them as its first argument, an `Options`."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        wanted = [field.name for field in fields(Options) if any(field.name in group for group in groups)]
        known = _parameters()
        own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
        shared = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=known[name][1], annotation=known[name][0])
            for name in wanted
        ]

        @functools.wraps(command)
        def run(**given: Any) -> None:
            values = {name: given.pop(name) for name in wanted}
            chosen: dict[str, Any] = {
                k: tuple(v) if isinstance(v, list) else v for k, v in values.items() if v is not None
            }
            options = Options(**chosen)
            command(options, **given)

        own = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
        run.__signature__ = inspect.Signature([*own, *shared])  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in [*own, *shared]}
        return run

    return decorate
