"""The pack as files: which results go into which format, and the output folder of a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from creditkit.commands.options import Options
from creditkit.errors import CreditkitError
from creditkit.words import N_, language, say, speaking

if TYPE_CHECKING:
    from creditkit.pipeline import Pipeline

FORMATS = ("html", "pdf", "xlsx", "md", "json")
CALENDAR = "insurance-deadlines.ics"


def write_reports(pipeline: Pipeline, options: Options, to: tuple[Path, ...], company: str | None) -> None:
    """Write the report to every file of `to` and --output; without one, to `creditkit-report-<as-of>.<format>`.

    Every file is made before the first is written, so an error leaves none.  Errors: CK103 a suffix that is none of
    FORMATS; CK115 a file that is one of the inputs; CK501 a file that could not be written.
    """
    from creditkit import results
    from creditkit.files import write_bytes
    from creditkit.render.dispatch import spare_inputs
    from creditkit.render.notes import print_notes

    targets = (*to, *options.output)
    if not targets:
        suffix = options.format or "html"
        targets = (Path(f"creditkit-report-{pipeline.as_of.isoformat()}.{suffix}"),)
    formats = {path: format_of(path) for path in targets}
    spare_inputs(pipeline.inputs, targets)
    content = {path: report_bytes(pipeline, formats[path], company) for path in targets}
    for path, made in content.items():
        write_bytes(path, made)
        typer.echo(str(path))
    print_notes(results.pack_result(pipeline), quiet=options.quiet)


def format_of(path: Path) -> str:
    """The format that the file's suffix names.  Errors: CK103."""
    suffix = path.suffix.lower().removeprefix(".")
    found = {"htm": "html", "markdown": "md"}.get(suffix, suffix)
    if found not in FORMATS:
        raise CreditkitError(
            "CK103",
            N_('The report cannot be written as "{suffix}".'),
            fix=N_("Use a file name that ends in .html, .pdf, .xlsx, .md or .json."),
            suffix=path.suffix or path.name,
        )
    return found


def report_bytes(pipeline: Pipeline, format: str, company: str | None = None) -> bytes:
    """The report in one of FORMATS.  Errors: CK506 to CK508 where PDF cannot be made on this machine."""
    from creditkit import results

    match format:
        case "html":
            from creditkit.render.html import render_html

            return render_html(results.report(pipeline, company), language()).encode()
        case "pdf":
            from creditkit.render.pdf_report import render_pdf

            return render_pdf(results.report(pipeline, company), language())
        case "xlsx":
            from creditkit.render.xlsx import workbook_bytes

            return workbook_bytes(results.pack_result(pipeline))
        case "md":
            from creditkit.render.markdown import report_markdown

            return report_markdown(results.report(pipeline, company)).encode()
        case "json":
            from creditkit.render.jsons import pack_json

            return pack_json(results.pack(pipeline)).encode()
    raise AssertionError(f"{format} is none of {FORMATS}")


def publish(options: Options) -> None:
    """Run the workspace of `options`: every stage, every format, one folder per as-of date, published in one step."""
    from creditkit import results
    from creditkit.commands.asking import ask, workspace_of
    from creditkit.files import write_bytes
    from creditkit.workspace.lock import locked
    from creditkit.workspace.outputs import published

    workspace = workspace_of(options)
    wanted = options.lang or workspace.config.company.language
    with speaking(wanted), locked(workspace):
        pipeline = ask(options)
        formats = workspace.config.output.formats
        with published(workspace, pipeline.as_of) as folder:
            for suffix in formats:
                write_bytes(folder.path / f"creditkit-report.{suffix}", report_bytes(pipeline, suffix))
            if pipeline.is_insured:
                write_bytes(folder.path / CALENDAR, results.calendar_of(pipeline))
            folder.describe(pipeline.reading.files, pipeline.policy_sha256)
        if not options.quiet:
            from creditkit.render.notes import print_notes

            print_notes(results.pack_result(pipeline), quiet=options.quiet)
            for path in folder.published_files:
                print(say("Written: {path}", path=path))
