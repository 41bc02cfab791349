"""The pack as files: which results go into which format, and the output folder of a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from creditkit.commands.options import Options
from creditkit.errors import CreditkitError
from creditkit.words import language, say, speaking

if TYPE_CHECKING:
    from creditkit.pipeline import Pipeline

FORMATS = ("html", "pdf", "xlsx", "md", "json")


def write_reports(pipeline: Pipeline, options: Options, to: tuple[Path, ...], company: str | None) -> None:
    """Write the report to every file of `to` and --output; without one, to `creditkit-report-<as-of>.<format>`."""
    targets = (*to, *options.output)
    if not targets:
        suffix = options.format or "html"
        targets = (Path(f"creditkit-report-{pipeline.as_of.isoformat()}.{suffix}"),)
    for path in targets:
        write_one(pipeline, path, company)
        typer.echo(str(path))
    from creditkit import results
    from creditkit.render.notes import print_notes

    print_notes(results.pack_result(pipeline), quiet=options.quiet)


def write_one(pipeline: Pipeline, path: Path, company: str | None = None) -> None:
    """The report in the format of the file's suffix, written whole or not at all."""
    from creditkit import results
    from creditkit.files import write_bytes, write_text

    match path.suffix.lower():
        case ".html" | ".htm":
            from creditkit.render.html import render_html

            write_text(path, render_html(results.report(pipeline, company), language()))
        case ".xlsx":
            from creditkit.render.xlsx import workbook_bytes

            write_bytes(path, workbook_bytes(results.pack_result(pipeline)))
        case ".pdf":
            from creditkit.render.pdf_report import render_pdf

            write_bytes(path, render_pdf(results.report(pipeline, company), language()))
        case ".md":
            from creditkit.render.markdown import report_markdown

            write_text(path, report_markdown(results.report(pipeline, company)))
        case ".json":
            from creditkit.render.jsons import pack_json

            write_text(path, pack_json(results.pack(pipeline)))
        case _:
            raise CreditkitError(
                "CK103",
                'The report cannot be written as "{suffix}".',
                fix="Use a file name that ends in .html, .pdf, .xlsx, .md or .json.",
                suffix=path.suffix or path.name,
            )


def publish(options: Options) -> None:
    """Run the workspace of `options`: every stage, every format, one folder per as-of date, published in one step."""
    from creditkit.commands.asking import ask, workspace_of
    from creditkit.workspace.lock import locked
    from creditkit.workspace.outputs import published

    workspace = workspace_of(options)
    wanted = options.lang or workspace.config.company.language
    with speaking(wanted), locked(workspace):
        pipeline = ask(options)
        formats = workspace.config.output.formats
        with published(workspace, pipeline.as_of) as folder:
            for suffix in formats:
                write_one(pipeline, folder.path / f"creditkit-report.{suffix}")
            folder.describe(pipeline.reading.files, pipeline.policy_sha256)
        if not options.quiet:
            from creditkit import results
            from creditkit.render.notes import print_notes

            print_notes(results.pack_result(pipeline), quiet=options.quiet)
            for path in folder.published_files:
                print(say("Written: {path}", path=path))
