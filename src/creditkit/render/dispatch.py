"""Which renderer for which format, and where its output goes."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from creditkit.errors import CreditkitError, Where
from creditkit.files import write_bytes
from creditkit.render.csvs import to_csv
from creditkit.render.jsons import to_json
from creditkit.render.markdown import to_markdown
from creditkit.render.notes import print_notes
from creditkit.report.blocks import InputFile, Result
from creditkit.words import N_

_NO_SCREEN = 160
_BOM = b"\xef\xbb\xbf"


def _xlsx(result: Result) -> bytes:
    from creditkit.render.xlsx import workbook_bytes

    return workbook_bytes(result)


def _parquet(result: Result) -> bytes:
    from creditkit.render.parquet import parquet_bytes

    return parquet_bytes(result.rows.frame)


def _html(result: Result) -> bytes:
    from creditkit.render.html import result_html

    return result_html(result).encode()


def _pdf(result: Result) -> bytes:
    from creditkit.render.pdf_report import result_pdf

    return result_pdf(result)


def _table(result: Result) -> bytes:
    from creditkit.render.terminal import to_terminal

    return to_terminal(result, _NO_SCREEN, colour=False, all_rows=True).encode()


# A CSV file opens in Excel with its Chinese whole only when it begins with a mark; a pipe has no use for one.
FORMATS: dict[str, Callable[[Result], bytes]] = {
    "csv": lambda result: _BOM + to_csv(result.rows).encode(),
    "json": lambda result: to_json(result).encode(),
    "md": lambda result: to_markdown(result).encode(),
    "xlsx": _xlsx,
    "parquet": _parquet,
    "html": _html,
    "pdf": _pdf,
    "table": _table,
}
_SUFFIX = {".csv": "csv", ".json": "json", ".md": "md", ".markdown": "md", ".xlsx": "xlsx", ".parquet": "parquet",
           ".html": "html", ".htm": "html", ".pdf": "pdf", ".txt": "table"}  # fmt: skip
_BINARY = frozenset({"xlsx", "parquet", "pdf"})


def emit(
    result: Result,
    *,
    format: str | None,
    output: tuple[Path, ...],
    is_terminal: bool,
    language: str,
    quiet: bool = False,
    verbose: bool = False,
) -> None:
    """Show the result, or write it to each file of `output`; warnings and proof go to stderr.

    Without a format a terminal gets a table and a pipe CSV.  Every file is made before the first is written, so an error
    leaves none.  Errors: CK103 a format or suffix that is not known; CK113 binary output to a terminal; CK115 an output
    that is one of the inputs; CK501 a file that could not be written.
    """
    if format is not None and format not in FORMATS:
        raise _unknown(format)
    if output:
        spare_inputs(result.inputs, output)
        content = {path: FORMATS[format or _format_of(path)](result) for path in output}
        for path, data in content.items():
            write_bytes(path, data)
        print_notes(result, quiet=quiet)
        return
    chosen = format or ("table" if is_terminal else "csv")
    if chosen in _BINARY:
        if is_terminal:
            raise CreditkitError(
                "CK113",
                N_("{format} is not for a terminal."),
                fix=N_("Name a file: --output report.{format}."),
                format=chosen,
            )
        sys.stdout.flush()
        sys.stdout.buffer.write(FORMATS[chosen](result))
        print_notes(result, quiet=quiet)
        return
    if chosen == "table":
        from creditkit.render.terminal import to_terminal

        colour = is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        sys.stdout.write(to_terminal(result, _screen(is_terminal), colour=colour, all_rows=verbose or not is_terminal))
    else:
        sys.stdout.write(FORMATS[chosen](result).removeprefix(_BOM).decode())
    sys.stdout.flush()
    print_notes(result, quiet=quiet)


def _screen(is_terminal: bool) -> int:
    """Columns to write for: COLUMNS, else the terminal's own, else 160 where there is none."""
    return shutil.get_terminal_size((80 if is_terminal else _NO_SCREEN, 24)).columns


def spare_inputs(inputs: tuple[InputFile, ...], output: Iterable[Path]) -> None:
    """The ledger is the one thing that cannot be made again.  Errors: CK115 an output that is an input."""
    read = {Path(entry.path).resolve() for entry in inputs}
    for path in output:
        if path.resolve() in read:
            raise CreditkitError(
                "CK115",
                N_("The output would overwrite an input."),
                where=Where(str(path)),
                fix=N_("Name another file."),
            )


def _format_of(path: Path) -> str:
    found = _SUFFIX.get(path.suffix.lower())
    if found is None:
        raise _unknown(path.suffix or path.name)
    return found


def _unknown(given: str) -> CreditkitError:
    return CreditkitError(
        "CK103",
        N_('There is no output format "{given}".'),
        fix=N_("Use table, json, csv, md, xlsx, parquet, html or pdf, or a file name with one of their suffixes."),
        given=given,
    )
