"""The columns of a table, typed: one decimal mark and one date order for the file, every bad cell named."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from creditkit.errors import CreditkitError, Notice, Rejected, Where
from creditkit.money import MONEY
from creditkit.read.dates import Dates, Order, from_julian, order_evidence, read_dates
from creditkit.read.mapping import Mapping
from creditkit.read.numbers import Amounts, decimal_evidence, is_plain, read_amounts
from creditkit.read.raw import RawTable
from creditkit.read.request import ReadOptions
from creditkit.read.status import meanings
from creditkit.words import N_, Message

_TRIM = " \t\r\n\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff"
_FEW_SPELLINGS = 1_000
_OUTER = rf"^[{_TRIM}]|[{_TRIM}]$"
_ERRORS = r"(?i)^#(?:REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)$"
_SAMPLE = 5_000
_NO = {"n", "no", "false", "0", "", "否", "无", "-", "nein", "f"}


@dataclass
class Columns:
    """Typed columns of one table, and what could not be typed.

    bad: index of the body row → the first thing wrong with it.
    """

    table: RawTable
    mapping: Mapping
    body: pl.DataFrame
    options: ReadOptions
    decimal: str = "."
    order: Order | None = None
    factor: int | Decimal = 1
    factors: dict[str, int | Decimal] = field(default_factory=dict)
    rejects: list[Rejected] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)
    bare: pl.DataFrame | None = None
    _amounts: dict[str, pl.Series] = field(default_factory=dict)
    _rejected: set[tuple[int, str | None]] = field(default_factory=set)
    _status: pl.Series | None = None
    _days: dict[str, pl.Series] = field(default_factory=dict)

    @property
    def where(self) -> Where:
        return Where(str(self.table.path), self.table.sheet)

    def has(self, name: str) -> bool:
        return name in self.mapping.columns

    def text(self, name: str) -> pl.Series:
        """The cells of a canonical column, outer spaces and invisible marks stripped; null = empty or no column."""
        column = self.mapping.columns.get(name)
        if column is None or column.constant == "":
            return pl.repeat(None, self.body.height, dtype=pl.String, eager=True).alias(name)
        if column.constant is not None:
            return pl.repeat(column.constant, self.body.height, dtype=pl.String, eager=True).alias(name)
        return self._stripped_body()[f"c{column.position}"].alias(name)

    def _stripped_body(self) -> pl.DataFrame:
        """The mapped columns without outer spaces, stripped together and once; clean columns are left as they are."""
        if self.bare is None:
            places = {c.position for c in self.mapping.columns.values() if c.position is not None}
            names = [f"c{place}" for place in sorted(places)]
            spaced = self.body.lazy().select(
                (pl.col(name).str.contains(_OUTER) | (pl.col(name) == "")).any() for name in names
            ).collect().row(0)  # fmt: skip
            cells = [
                pl.when((cell := pl.col(name).str.strip_chars(_TRIM)) != "").then(cell).name.keep() if dirty else pl.col(name)
                for name, dirty in zip(names, spaced, strict=True)
            ]  # fmt: skip
            self.bare = self.body.lazy().select(cells).collect()
        return self.bare

    @staticmethod
    def stripped(cells: pl.Series) -> pl.Series:
        bare = cells.str.strip_chars(_TRIM)
        return bare.set(bare == "", None) if bool((bare == "").any()) else bare

    def amount(self, name: str) -> pl.Series:
        """The amounts of a canonical column; null = empty, no column, or rejected."""
        if name not in self._amounts:
            self._amounts[name] = self._read_amount(name)
        return self._amounts[name]

    def _read_amount(self, name: str) -> pl.Series:
        texts = self.text(name)
        found = read_amounts(texts, self.decimal)
        self._refuse(name, texts, found, N_("not an amount such as 1234.56"))
        values = found.values
        if (factor := self.factor_of(name)) != 1:
            scaled = values.to_frame("v").select(pl.col("v") * pl.lit(Decimal(factor), dtype=MONEY))
            values = scaled.to_series().cast(MONEY)
        return values.alias(name)

    def factor_of(self, name: str) -> int | Decimal:
        """What the amounts of a column are multiplied by: 10,000 for 万元."""
        return self.factors.get(name, self.factor)

    def day(self, name: str) -> pl.Series:
        """The dates of a canonical column; null = empty, open-ended, no column, or rejected."""
        if name not in self._days:
            self._days[name] = self._read_day(name)
        return self._days[name]

    def _read_day(self, name: str) -> pl.Series:
        texts = self.text(name)
        if self.mapping.system is not None and self.mapping.system.name == "jd_edwards":
            texts = from_julian(texts)
        found = read_dates(texts, self.order, date1904=self.table.date1904)
        self._refuse(name, texts, found, N_("not a date such as 2025-09-28"))
        return found.values.alias(name)

    def status(self) -> pl.Series:
        """What the status column says of each row (see `status.meanings`); null without such a column."""
        if self._status is None:
            column = self.mapping.columns.get("status")
            self._status = meanings(self.text("status"), "" if column is None else column.header)
        return self._status

    def flag(self, name: str) -> pl.Series:
        """Yes and no in any spelling; any other text (a reason for a dispute) is yes, an amount is yes unless 0."""
        texts = self.text(name)
        spellings = texts.unique()
        if len(spellings) <= _FEW_SPELLINGS:
            known = dict(zip(spellings, self._flags(spellings), strict=True))
            return texts.replace_strict(known, return_dtype=pl.Boolean).alias(name)
        return self._flags(texts).alias(name)

    @staticmethod
    def _flags(texts: pl.Series) -> pl.Series:
        return (
            pl.DataFrame({"t": texts.str.to_lowercase()})
            .select(
                pl.when(
                    pl.col("t").is_null() | pl.col("t").is_in(list(_NO)) | pl.col("t").str.contains(r"^0(?:[.,]0+)?$")
                )
                .then(False)
                .otherwise(True)
            )
            .to_series()
        )

    def _refuse(self, name: str, texts: pl.Series, found: Amounts | Dates, problem: str) -> None:
        if not found.bad.any():
            return
        header = self.mapping.columns[name].header
        filled = len(texts) - texts.null_count()
        if filled > 1 and found.values.null_count() == len(texts) and int(found.bad.sum()) == filled:
            self._contradicts(name, header, texts, problem)
        for index in found.bad.arg_true():
            value = texts[index]
            error = pl.Series([value]).str.contains(_ERRORS)[0]
            text = (
                Message(N_("{value} is an error of the spreadsheet"), {"value": value}) if error else Message(problem)
            )
            self.reject(index, header, value, text)

    def _contradicts(self, name: str, header: str, texts: pl.Series, problem: str) -> None:
        """Refuse a column none of whose cells is what its header says (an icon for a due date, words for an amount)."""
        examples = texts.drop_nulls().unique(maintain_order=True)
        if bool(examples.str.contains(_ERRORS).any()):
            return
        raise CreditkitError(
            "CK245",
            N_(
                'No cell of the column "{header}", taken for {name}, is what its name says: {problem}. It holds {cells}.'
            ),
            where=Where(str(self.table.path), self.table.sheet, None, header, None),
            fix=N_('Name the right column with --map {name}="…", or leave the column out with --map {name}="\'\'".'),
            header=header,
            name=name,
            problem=Message(problem),
            cells=", ".join(f'"{cell}"' for cell in examples.head(3)),
        )

    def reject(self, index: int, column: str | None, value: str | None, problem: Message) -> None:
        """Count a body row as one that cannot be read, once for each column."""
        if (index, column) in self._rejected:
            return
        self._rejected.add((index, column))
        self.bad.add(index)
        row = int(self.body["row"][index])
        self.rejects.append(Rejected(str(self.table.path), self.table.sheet, row, column, value, problem))


def typed(
    table: RawTable, mapping: Mapping, body: pl.DataFrame, options: ReadOptions, amounts: list[str], dates: list[str]
) -> Columns:
    """Columns with the decimal mark and the date order decided for this file.  Errors: CK247, CK248."""
    columns = Columns(table, mapping, body, options)
    columns.decimal = _decimal(columns, [name for name in amounts if columns.has(name)])
    columns.order = _order(columns, [name for name in dates if columns.has(name)])
    return columns


def _decimal(columns: Columns, names: list[str]) -> str:
    if columns.options.decimal:
        return columns.options.decimal
    proved: set[str] = set()
    open_cells: list[tuple[str, str]] = []
    for name in names:
        texts = columns.text(name)
        if columns.table.kind == "workbook" and is_plain(texts.drop_nulls()):
            continue  # a workbook stores numbers, and the reader writes them with a point
        # A sample that proves one mark decides: a cell that does not fit it is refused when it is read, not bent.
        found, either = decimal_evidence(texts.head(_SAMPLE))
        if len(found) != 1 and texts.len() > _SAMPLE:
            found, either = decimal_evidence(texts)
        proved |= found
        open_cells += [(columns.mapping.columns[name].header, cell) for cell in either]
    if len(proved) == 1:
        return proved.pop()
    if len(proved) == 2:
        raise CreditkitError(
            "CK247",
            N_("Some amounts have a decimal point, others a decimal comma."),
            where=columns.where,
            fix=N_("Export the file again with one decimal mark, or say which it is: --decimal . or --decimal ,"),
        )
    if open_cells:
        header, cell = open_cells[0]
        plain = cell.replace(",", "").replace(".", "")
        raise CreditkitError(
            "CK247",
            N_('"{cell}" may be {thousands} or {decimals}, and no amount of the file tells which.'),
            where=Where(str(columns.table.path), columns.table.sheet, None, header, None),
            fix=N_("Say which mark divides the decimals: --decimal . or --decimal ,"),
            cell=cell,
            thousands=plain,
            decimals=cell.replace(",", "."),
        )
    return "."


def _order(columns: Columns, names: list[str]) -> Order | None:
    if columns.options.date_order:
        return columns.options.date_order
    proved: set[str] = set()
    unproved: list[tuple[str, list[str]]] = []
    for name in names:
        if columns.table.kind == "text" or columns.has(name):
            found, either = order_evidence(columns.text(name))
            proved |= found
            if either and not found:
                unproved.append((columns.mapping.columns[name].header, either))
    if len(proved) > 1:
        raise CreditkitError(
            "CK248",
            N_("Some dates have the day first, others the month first."),
            where=columns.where,
            fix=N_("Export the dates as 2025-09-28, or say which order holds: --date-order dmy or --date-order mdy."),
        )
    if not proved and unproved:
        header, either = unproved[0]
        readings = [read_dates(pl.Series([either[0]]), order).values[0] for order in ("dmy", "mdy")]
        raise CreditkitError(
            "CK248",
            N_('Every date fits both day/month and month/day: "{example}" is {first} or {second}.'),
            where=Where(str(columns.table.path), columns.table.sheet, None, header, None),
            fix=N_("Say which: --date-order dmy (day first) or --date-order mdy (month first)."),
            example=either[0],
            first=readings[0],
            second=readings[1],
        )
    if not proved:
        return None
    order: Order = "dmy" if "dmy" in proved else "mdy"
    if unproved:
        columns.notices.append(
            Notice.of(
                "CK804",
                N_('The dates in "{headers}" were read as {order}, the order that other dates of the file prove.'),
                where=columns.where,
                headers='", "'.join(header for header, _ in unproved),
                order=order,
            )
        )
    return order
