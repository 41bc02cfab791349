"""A workbook as tables of text: values by the fast reader, what it does not tell by one pass over the sheet's XML."""

from __future__ import annotations

import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl

from creditkit.errors import CreditkitError, Notice, Where
from creditkit.read.child import read_apart, refusal
from creditkit.read.formulas import NotSimpleError, compute
from creditkit.read.raw import RawTable
from creditkit.read.request import ReadOptions
from creditkit.read.xlsx_scan import Book, DamagedError, Scan, column_letter, read_book, scan_sheet
from creditkit.read.zip_guard import guarded
from creditkit.words import N_

_MOST_CELLS = 60_000_000
_FORMATTED_ROWS = 50_000
_MIDNIGHT = r"[ T]00:00:00(?:\.0+)?$"


def read_workbook(path: Path, options: ReadOptions) -> list[RawTable]:
    """One table for each sheet that holds anything; row 1 of the sheet is row 0 of its cells.

    Errors: CK221 damaged, CK222 too large, CK223 password, CK224 unreadable, CK225 took too long, CK226 a cell far
    outside, CK227 formulas without results.
    """
    with path.open("rb") as stream:
        head = stream.read(4)
    if head.startswith(b"PK"):
        with guarded(path) as archive:
            if "xl/workbook.xml" in archive.namelist():
                return _modern(path, archive)
    tables = []
    for name, hidden, frame in read_apart(path):
        if frame.height and frame.width:
            tables.append(_table(path, name, hidden, _renamed(frame), Book((), False, False), Scan()))
    return _some(path, tables)


def _modern(path: Path, archive: zipfile.ZipFile) -> list[RawTable]:
    import fastexcel

    try:
        book = read_book(archive)
        reader = fastexcel.read_excel(path)
        tables = []
        for sheet in book.sheets:
            if sheet.path not in archive.namelist() or sheet.name not in reader.sheet_names:
                continue  # a chart sheet
            with ThreadPoolExecutor(1) as pool:
                facts = pool.submit(scan_sheet, archive, sheet.path)
                if sheet.hidden or _may_be_far(archive, sheet.path):
                    _refuse_far(path, sheet.name, facts.result())
                frame = reader.load_sheet(sheet.name, header_row=None, skip_rows=0, dtypes="string").to_polars()
                scan = facts.result()
            _refuse_far(path, sheet.name, scan)
            if frame.height and frame.width:
                cells = _renamed(frame)
                if book.zero_padded and cells.height <= _FORMATTED_ROWS:
                    cells = _as_shown(path, sheet.name, cells, scan)
                tables.append(_table(path, sheet.name, sheet.hidden, cells, book, scan))
    except DamagedError as error:
        raise refusal(path, str(error)) from None
    except fastexcel.FastExcelError as error:
        raise refusal(path, str(error)) from None
    except CreditkitError:
        raise
    except BaseException as error:
        # A panic of the reader is no Exception; everything else goes on its way.
        if type(error).__name__ != "PanicException":
            raise
        raise refusal(path, str(error)) from None
    return _some(path, tables)


def _may_be_far(archive: zipfile.ZipFile, sheet: str) -> bool:
    """Small sheets are scanned before the reader allocates what a stray cell in the last corner asks for."""
    return archive.getinfo(sheet).file_size < 8 * 2**20


def _some(path: Path, tables: list[RawTable]) -> list[RawTable]:
    if tables:
        return sorted(tables, key=lambda table: table.sheet_hidden)
    raise CreditkitError(
        "CK202", N_("The file is empty: no sheet holds a cell."), where=Where(str(path)), fix=N_("Export it again.")
    )


def _refuse_far(path: Path, sheet: str, scan: Scan) -> None:
    if scan.far and scan.far[1] * max(scan.last_row, scan.far[0]) > _MOST_CELLS:
        raise CreditkitError(
            "CK226",
            N_("Cell {cell} lies far outside the table, so the sheet would span {cells} cells."),
            where=Where(str(path), sheet),
            fix=N_("Delete the stray cell (and the rows and columns around it), save, and read again."),
            cell=f"{column_letter(scan.far[1])}{scan.far[0]}",
            cells=f"{scan.far[1] * max(scan.last_row, scan.far[0]):,}",
        )


def _renamed(frame: pl.DataFrame) -> pl.DataFrame:
    frame = frame.rename({name: f"c{place}" for place, name in enumerate(frame.columns)})
    return frame.with_columns(pl.col(pl.String).str.replace(_MIDNIGHT, ""), pl.exclude(pl.String).cast(pl.String))


def _table(path: Path, name: str, hidden: bool, cells: pl.DataFrame, book: Book, scan: Scan) -> RawTable:
    first_row = max(scan.last_row - cells.height + 1, 1) if scan.last_row and scan.last_row < cells.height else 1
    table = RawTable(
        path=path, sheet=name, kind="workbook", cells=cells, first_row=first_row, date1904=book.date1904,
        hidden_rows=scan.hidden_rows, merged=scan.merged, sheet_hidden=hidden,
    )  # fmt: skip
    if scan.errors or scan.uncached:
        table = _patched(table, scan)
    if scan.rounded:
        offset = _column_offset(table, scan)
        table = replace(table, rounded=frozenset((row, column - offset) for row, column in scan.rounded))
    return table


def _patched(table: RawTable, scan: Scan) -> RawTable:
    """Error cells as their text, formulas without results computed or refused."""
    offset = _column_offset(table, scan)
    columns = {name: table.cells[name].to_list() for name in table.cells.columns}

    def put(place: tuple[int, int], text: str) -> None:
        name = f"c{place[1] - offset}"
        index = place[0] - table.first_row
        if name in columns and 0 <= index < table.cells.height:
            columns[name][index] = text

    for place, text in scan.errors.items():
        put(place, text)
    computed = _computed(table, scan)
    for place, value in computed.items():
        put(place, f"{value:f}")
    notices = table.notices
    if computed:
        first = min(computed)
        last = max(computed)
        notices = (
            *notices,
            Notice.of(
                "CK822",
                N_("{count} formulas had no stored result and were computed: {first} to {last}."),
                where=Where(str(table.path), table.sheet),
                count=len(computed),
                first=f"{column_letter(first[1])}{first[0]}",
                last=f"{column_letter(last[1])}{last[0]}",
            ),
        )
    cells = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return replace(table, cells=cells, notices=notices)


def _column_offset(table: RawTable, scan: Scan) -> int:
    """How many columns of the sheet lie left of the first one read."""
    first = scan.first_column or 1
    return first if table.cells["c0"].null_count() < table.cells.height and first > 1 else 1


def _computed(table: RawTable, scan: Scan) -> dict[tuple[int, int], Decimal]:
    done: dict[tuple[int, int], Decimal] = {}
    busy: set[tuple[int, int]] = set()

    def value_of(place: tuple[int, int]) -> Decimal:
        if place in done:
            return done[place]
        if place in scan.numbers:
            return Decimal(scan.numbers[place])
        if place in scan.uncached:
            if place in busy:
                raise NotSimpleError(scan.uncached[place])
            busy.add(place)
            done[place] = compute(scan.uncached[place], value_of)
            return done[place]
        if place in scan.errors:
            raise NotSimpleError(scan.errors[place])
        text = _cell_text(table, place)
        if text is None:
            return Decimal(0)
        raise NotSimpleError(text)

    failed = []
    for place in scan.uncached:
        try:
            value_of(place)
        except (NotSimpleError, ArithmeticError, RecursionError):
            failed.append(place)
    if failed:
        raise CreditkitError(
            "CK227",
            N_("{count} formulas have no stored result, from {cell} on: the file was never calculated."),
            where=Where(str(table.path), table.sheet),
            fix=N_("Open the workbook in a spreadsheet program, let it calculate, save, and read it again."),
            count=len(failed),
            cell=f"{column_letter(min(failed)[1])}{min(failed)[0]}",
        )
    return done


def _cell_text(table: RawTable, place: tuple[int, int]) -> str | None:
    name, index = f"c{place[1] - 1}", place[0] - table.first_row
    if name not in table.cells.columns or not 0 <= index < table.cells.height:
        return None
    text: str | None = table.cells[name][index]
    return text


def _as_shown(path: Path, sheet: str, cells: pl.DataFrame, scan: Scan) -> pl.DataFrame:
    """Numbers whose format is all zeros (000000) as the sheet shows them: 127 is the customer 000127."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    columns = {name: cells[name].to_list() for name in cells.columns}
    for row in book[sheet].iter_rows():
        for cell in row:
            width = len(cell.number_format) if set(cell.number_format) == {"0"} else 0
            name, index = f"c{cell.column - 1}", cell.row - 1
            if width > 1 and isinstance(cell.value, int) and name in columns and index < cells.height:
                columns[name][index] = str(cell.value).zfill(width)
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
