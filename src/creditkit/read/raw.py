"""What a file says before anyone gives it a meaning: a grid of text cells and where each row stood."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import polars as pl

from creditkit.errors import Notice

Kind = Literal["text", "workbook"]


@dataclass(frozen=True)
class RawTable:
    """One table of a file, or one sheet of a workbook, as text.

    path: the file; sheet: the sheet's name, None for text.
    cells: String columns "c0".."cN", every row of the table in file order: titles of the table's width, the header,
      data, totals.  An empty cell is null.
    first_row: the 1-based row of the file (line of a text file) that `cells` row 0 stands on.
    row_numbers: the same for every row of `cells`, when the rows are not consecutive (blank lines or titles left out,
      records over several lines); None when row i stands on first_row + i.
    encoding, delimiter: how a text file was read; None for a workbook.
    date1904: the workbook counts its days from 1904-01-01.
    preamble: lines kept out of `cells` because they are titles or footers of another width: (row, its cells).
    hidden_rows: rows of the file that the user's program does not show (filtered, hidden).
    merged: merged ranges as 1-based (first row, first column, last row, last column).
    sheet_hidden: the user's program does not show the sheet.
    rounded: (file row, index of the column in `cells`) of numbers of more than 15 digits, which a workbook stores rounded.
    sha256: of the very bytes that were read, in hex; None when the reader did not hold them all (workbooks).
    """

    path: Path
    sheet: str | None
    kind: Kind
    cells: pl.DataFrame
    first_row: int = 1
    row_numbers: pl.Series | None = None
    encoding: str | None = None
    delimiter: str | None = None
    date1904: bool = False
    preamble: tuple[tuple[int, tuple[str, ...]], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    notices: tuple[Notice, ...] = field(default=())
    sha256: str | None = None
    rounded: frozenset[tuple[int, int]] = frozenset()
    sheet_hidden: bool = False

    def row_of(self, index: int) -> int:
        """The 1-based row of the file on which row `index` of `cells` stands."""
        if self.row_numbers is None:
            return self.first_row + index
        return int(self.row_numbers[index])
