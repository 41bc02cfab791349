"""From what the user typed and the workspace around it to a request, and from a result to what they see."""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from creditkit.commands.options import Options
from creditkit.errors import CreditkitError

if TYPE_CHECKING:
    from creditkit.pipeline import EngineChoice, Pipeline
    from creditkit.policy.capital import CapitalFigures
    from creditkit.report.blocks import Result
    from creditkit.workspace.find import Workspace


def expand(files: list[Path] | tuple[Path, ...] | None) -> tuple[Path, ...]:
    """Files as named, globs expanded (a shell on Windows does not).  A glob without a match is an error."""
    found: list[Path] = []
    for file in files or ():
        if any(mark in file.name for mark in "*?[") and not file.exists():
            matches = sorted(file.parent.glob(file.name))
            if not matches:
                raise CreditkitError(
                    "CK106", "No file matches {pattern}.", fix="Check the folder and the name.", pattern=file
                )
            found += matches
        else:
            found.append(file)
    return tuple(found)


def _today(workspace: Workspace | None) -> date:
    """The calendar day in the company's time zone; the only clock of the program."""
    zone = workspace.config.company.timezone if workspace else None
    try:
        return datetime.now(ZoneInfo(zone) if zone else None).date()
    except ZoneInfoNotFoundError:
        raise CreditkitError(
            "CK423",
            'There is no time zone "{zone}".',
            fix="Use a name such as Asia/Shanghai or Europe/Berlin.",
            zone=zone,
        ) from None


def _pairs(given: tuple[str, ...], option: str, example: str) -> dict[str, str]:
    pairs = {}
    for text in given:
        key, sign, value = text.partition("=")
        if not sign or not key.strip() or not value.strip():
            raise CreditkitError(
                "CK107", '{option} "{given}" is not of the form {example}.', option=option, given=text, example=example
            )
        pairs[key.strip()] = value.strip()
    return pairs


def _totals(given: tuple[str, ...]) -> dict[str, Decimal]:
    totals = {}
    for currency, amount in _pairs(given, "--expect-total", "CNY=216326.51").items():
        try:
            totals[currency.upper()] = Decimal(amount.replace(",", ""))
        except InvalidOperation:
            raise CreditkitError("CK107", '--expect-total: "{amount}" is not an amount.', amount=amount) from None
    return totals


def find(options: Options) -> Workspace | None:
    """The workspace of -C, or the one found upwards from the working folder."""
    from creditkit.workspace.find import load_workspace

    return load_workspace(options.workspace)


def workspace_of(options: Options) -> Workspace:
    """The workspace, which this command cannot do without.  Errors: CK420."""
    found = find(options)
    if found is None:
        raise CreditkitError(
            "CK420",
            "There is no creditkit.toml in this folder or above it.",
            fix="Make one with creditkit init, or name the folder that has it with -C.",
        )
    return found


def ask(
    options: Options,
    files: list[Path] | None = None,
    *,
    customers: Path | None = None,
    capital: CapitalFigures | None = None,
    since: str | None = None,
) -> Pipeline:
    """The pipeline for this command line: files named win over the workspace; the workspace fills what was not said."""
    from creditkit.pipeline import Pipeline, Request
    from creditkit.read.request import ReadOptions

    if options.engine not in (None, "auto", "polars", "spark"):
        raise CreditkitError(
            "CK108", 'There is no engine "{given}".', fix="Use --engine auto, polars or spark.", given=options.engine
        )
    if options.shards is not None and options.shards < 1:
        raise CreditkitError("CK108", "--shards {given}: a ledger has at least one part.", given=options.shards)
    if options.date_order not in (None, "dmy", "mdy", "ymd"):
        raise CreditkitError(
            "CK109", '"{given}" is not a date order.', fix="Use dmy, mdy or ymd.", given=options.date_order
        )
    if options.decimal not in (None, ".", ","):
        raise CreditkitError("CK109", '"{given}" is not a decimal mark.', fix="Use . or ,", given=options.decimal)
    named = expand([*(files or []), *options.ledger])
    workspace = find(options)
    inputs = workspace.inputs if workspace else None
    # Files named on the command line come from elsewhere: the workspace's column mapping is not theirs.
    own = workspace is None or bool(named)
    reading = workspace.config.reading if workspace and not own else None
    mapping = _pairs(options.map, "--map", "due_date=Payable by")
    shared: dict[str, Any] = {
        "sheet": options.sheet or (reading.sheet if reading else None),
        "date_order": options.date_order or (reading.date_order if reading else None),
        "decimal": options.decimal or (reading.decimal if reading else None),
        "encoding": options.encoding or (reading.encoding if reading else None),
        "base_currency": workspace.config.company.currency if workspace else None,
        "allow_rejects": options.rejects is not None,
    }
    mapped = workspace.config.mapping if workspace and not own else None
    payment_map = {
        name: header
        for name, header in mapping.items()
        if name in ("document_id", "customer_id") or (name == "currency" and header.startswith("'"))
    }
    return Pipeline(
        Request(
            today=_today(workspace),
            ledger=named or (inputs.ledger if inputs else ()),
            customers=customers or options.customers or (inputs.customers if inputs else None),
            payments=options.payments or (inputs.payments if inputs and not named else None),
            rates=options.rates or (inputs.rates if inputs else None),
            overrides=options.overrides or (inputs.overrides if inputs else None),
            # Notes about other files' documents are not theirs, as with payments.
            promises=options.promises or (inputs.promises if inputs and not named else None),
            disputes=options.disputes or (inputs.disputes if inputs and not named else None),
            snoozes=inputs.snoozes if inputs and not named else None,
            sent=options.sent_log or (inputs.sent if inputs and not named else None),
            policy=options.policy or (workspace.policy if workspace else None),
            as_of=options.as_of or (workspace.config.run.as_of if workspace else None),
            since=since,
            currency=options.currency,
            where=options.where,
            reading=ReadOptions(
                mapping={**(mapped.ledger if mapped else {}), **mapping},
                expect_total=_totals(options.expect_total),
                **shared,
            ),
            customer_reading=ReadOptions(mapping={**(mapped.customers if mapped else {}), **mapping}, **shared),
            payment_reading=ReadOptions(mapping={**(mapped.payments if mapped else {}), **payment_map}, **shared),
            capital=capital or (workspace.config.capital if workspace and not named else None),
            company=workspace.config.company.name if workspace else "",
            engine=_engine(options, workspace),
            cache=workspace.cache if workspace and not os.environ.get("CREDITKIT_NO_CACHE") else None,
        )
    )


def _engine(options: Options, workspace: Workspace | None) -> EngineChoice:
    """The engine of the command line, else of the workspace."""
    from creditkit.pipeline import EngineChoice

    section = workspace.config.engine if workspace else None
    name = options.engine or (section.name if section else "auto")
    shards = options.shards or (section.shards if section else None)
    settings = tuple(sorted(section.options.items())) if section else ()
    return EngineChoice(name, shards, section.master if section else None, settings)


def answer(options: Options, result: Result, pipeline: Pipeline | None = None) -> None:
    """Show or write `result` as asked; rejected rows go to --rejects."""
    from creditkit.render.dispatch import emit
    from creditkit.words import language

    if pipeline is not None and options.rejects is not None:
        from creditkit.render.rejects import write_rejects

        write_rejects(pipeline.rejects, options.rejects)
    emit(
        result,
        format=options.format,
        output=options.output,
        is_terminal=sys.stdout.isatty(),
        language=language(),
        quiet=options.quiet,
        verbose=options.verbose,
    )
