"""Which rows are documents: totals, repeated headers, footers and group headings told apart, groups filled down."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import polars as pl

from creditkit.read.aliases import plain_header
from creditkit.read.mapping import Mapping, bucket_patterns, is_bucket
from creditkit.read.raw import RawTable
from creditkit.words import N_, Message

_WORD = (
    r"(?:小\s*计|合\s*计|总\s*计|累\s*计|本[页月年](?:合|累)计"
    r"|(?:sub-?\s?totals?|grand\s+totals?|totals?|sous-total|totaal|(?:zwischen)?summe|gesamt(?:summe)?|sum)\b)"
)
_STARTS = re.compile(rf"(?i)^\W*{_WORD}(?P<rest>.*)$")
_ENDS = re.compile(r"(?:小\s*计|合\s*计|总\s*计|累\s*计)\s*[:：]?$")
_REST = re.compile(r"(?i)^\s*(?:$|[-–—:：·(（/*.]|for\b|of\b|für\b|pour\b|\d)")
_GRAND = re.compile(
    r"(?i)合\s*计|总\s*计|累\s*计|grand|^\W*totals?\b(?!\s+(?:for|of)\b|\s*[-–—]|\s*\d|\s+\w)|gesamt|^\W*summe|^\*\*+$"
)
# What sends a row to be looked at: enough for one test of a whole column.
_LIKE_TOTAL = rf"(?i)^\W*{_WORD}|(?:小\s*计|合\s*计|总\s*计|累\s*计)\s*[:：]?\s*$|^\*+$"
_FOOTER = re.compile(
    r"(?i)^(?:制表|审核|编制|打印|制单|复核|备注|说明|财务主管|主管|注[:：]|printed|prepared|page|report|source|snapshot|date)"
)
_ONLY_NUMBER = re.compile(r"[-+(]?[\d.,\s]*\d[\d.,\s]*[-)]?%?")
_FEW = 2
_END = 10

SUBTOTAL, TOTAL_ROW, REPEATED, FOOTER, HEADING = (
    N_("subtotal"), N_("total of the file"), N_("header repeated"), N_("footer or note"), N_("heading of a group"),
)  # fmt: skip

_AMOUNTS = (
    "amount", "open_amount", "settled_amount", "debit", "credit", "credit_note_amount", "discount_amount",
    "writeoff_amount", "amount_local", "open_local", "retention_amount",
)  # fmt: skip


@dataclass(frozen=True)
class Total:
    """A total row of the file: its row, its cells, whether it is one of the whole file."""

    row: int
    cells: tuple[str | None, ...]
    grand: bool


@dataclass(frozen=True)
class Rows:
    """body: the rows that are documents, columns `c*` plus `row` (file row); customers filled down.

    ignored: (file row, why); totals: the total rows; bare: file rows in `body` that hold amounts alone, which are
    totals without a word if they add up, and damaged if not; filled_down: rows that took the customer from above.
    """

    body: pl.DataFrame
    ignored: tuple[tuple[int, Message], ...] = ()
    totals: tuple[Total, ...] = ()
    bare: tuple[Total, ...] = ()
    filled_down: int = 0


@dataclass(frozen=True)
class _Shape:
    """Positions of the columns that tell what a row is."""

    customers: list[int]
    documents: list[int]
    dates: list[int]
    amounts: list[int]
    currency: list[int]

    @staticmethod
    def of(mapping: Mapping) -> _Shape:
        def places(*names: str) -> list[int]:
            return [place for name in names if (place := mapping.position(name)) is not None]

        return _Shape(
            customers=places("customer_id", "customer_name"),
            documents=places("document_id", "invoice_number"),
            dates=places("invoice_date", "due_date", "posting_date", "date"),
            amounts=places(*_AMOUNTS) + list(mapping.buckets.values()),
            currency=places("currency", "local_currency"),
        )


def split_rows(table: RawTable, mapping: Mapping) -> Rows:
    """The rows below the header, sorted into documents and others.

    A row with a customer and a number or date is a document; only the others are looked at one by one, so a clean
    ledger costs a few null tests.
    """
    start = mapping.header.last + 1
    body = table.cells.slice(start)
    body = body.with_columns(_row_numbers(table, start, body.height))
    if not any(body[name].null_count() == 0 for name in table.cells.columns):
        body = body.filter(~pl.all_horizontal(pl.exclude("row").is_null()))
    shape = _Shape.of(mapping)
    if not body.height or not (shape.customers or shape.dates) or _all_documents(body, shape, mapping):
        return Rows(body)
    marked = body.select(_document=_is_document(shape, mapping), _carried=_is_carried(shape))
    fill, plain = marked["_carried"], marked["_document"] & ~_signatures(body, shape)
    odd = body.with_row_index("i").filter(~(plain | fill))
    if not odd.height and not fill.any():
        return Rows(body)
    return _sorted_out(table, body, odd, fill, shape, mapping)


def _all_documents(body: pl.DataFrame, shape: _Shape, mapping: Mapping) -> bool:
    """Whether every row has a customer and a date and none repeats the header or begins like a footer: most ledgers."""

    def full(places: list[int]) -> bool:
        return any(body[f"c{place}"].null_count() == 0 for place in places)

    if not full(shape.customers) or not full(shape.dates) or _signatures(body, shape).any():
        return False
    key = shape.customers[0]
    return not bool((body[f"c{key}"] == mapping.header.names[key]).any())


def _row_numbers(table: RawTable, start: int, height: int) -> pl.Series:
    if table.row_numbers is not None:
        return table.row_numbers.slice(start).cast(pl.Int64).alias("row")
    first = table.first_row + start
    return pl.int_range(first, first + height, eager=True).alias("row")


def _any(places: list[int]) -> pl.Expr:
    return pl.any_horizontal([pl.col(f"c{place}").is_not_null() for place in places]) if places else pl.lit(False)


def _is_document(shape: _Shape, mapping: Mapping) -> pl.Expr:
    """A customer with a date, or with a number and no total's word; not the header again."""
    named = _any(shape.customers) if shape.customers else pl.lit(True)
    keyed = [*shape.dates, *shape.documents]
    known = _any(keyed) if keyed else pl.lit(True)
    total = pl.any_horizontal([pl.col(f"c{place}").str.contains(_LIKE_TOTAL) for place in shape.customers] or [False])
    key = (shape.customers or shape.dates)[0]
    repeated = pl.col(f"c{key}") == mapping.header.names[key]
    return named & known & (_any(shape.dates) | ~total.fill_null(False)) & ~repeated.fill_null(False)


def _signatures(body: pl.DataFrame, shape: _Shape) -> pl.Series:
    """Rows near the end that begin like a footer; its parts may stand in any column."""
    end = body.tail(_END)
    like = pl.any_horizontal(
        [pl.col(f"c{place}").str.contains(_FOOTER.pattern) for place in shape.customers] or [False]
    )
    found = (
        end.select(like.fill_null(False).alias("f")).to_series() if shape.customers else pl.Series([False] * end.height)
    )
    return pl.concat([pl.repeat(False, body.height - end.height, eager=True), found])


def _is_carried(shape: _Shape) -> pl.Expr:
    """No customer, yet a number, a date (where there are such columns) and an amount: the customer stands above."""
    if not shape.customers or not shape.amounts:
        return pl.lit(False)
    keys = [_any(places) for places in (shape.documents, shape.dates) if places]
    return ~_any(shape.customers) & _any(shape.amounts) & (pl.all_horizontal(keys) if keys else pl.lit(False))


def is_total(text: str, names: frozenset[str] = frozenset()) -> bool:
    """Total, 合计, Summe, Total for X, X 小计, *; `Total X` where X is one of the names; not `Total Energies SE`."""
    bare = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"\*+", bare) or _ENDS.search(bare):
        return True
    found = _STARTS.match(bare)
    return bool(found) and (
        bool(_REST.match(found["rest"])) or found["rest"].strip().casefold() in names  # type: ignore[index]
    )


class _Sorting:
    """The odd rows of one table, each put where it belongs."""

    def __init__(self, body: pl.DataFrame, shape: _Shape, mapping: Mapping, last: int) -> None:
        self.shape, self.mapping, self.last = shape, mapping, last
        self.header = [plain_header(name) for name in mapping.header.names]
        self.names = self._names(body)
        self.drop: dict[int, Message] = {}
        self.headings: dict[int, dict[int, str]] = {}
        self.totals: list[Total] = []
        self.bare: list[Total] = []
        self.continued: list[int] = []

    def _names(self, body: pl.DataFrame) -> frozenset[str]:
        found: set[str] = set()
        for place in self.shape.customers:
            found |= {name.strip().casefold() for name in body[f"c{place}"].drop_nulls().unique()}
        return frozenset(found)

    def put(self, index: int, row: int, cells: tuple[str | None, ...]) -> None:
        shape = self.shape
        filled = [(place, cell.strip()) for place, cell in enumerate(cells) if cell]
        if not filled:
            return
        label = filled[0][1]
        has_amount = any(cells[place] for place in shape.amounts)
        if self._repeats(cells, len(filled)):
            self.drop[index] = Message(REPEATED)
        elif self._is_total(cells, filled):
            grand = bool(_GRAND.search(label))
            self.totals.append(Total(row, cells, grand))
            self.drop[index] = Message(TOTAL_ROW if grand else SUBTOTAL)
        elif not has_amount and self._is_footer(index, label, filled):
            self.drop[index] = Message(FOOTER)
        elif not has_amount and (texts := self._heading(filled)):
            self.headings[index] = texts
            self.names |= {text.casefold() for text in texts.values()}
            self.drop[index] = Message(HEADING)
        elif has_amount and all(place in {*shape.amounts, *shape.currency} or _number(cell) for place, cell in filled):
            self.bare.append(Total(row, cells, grand=True))
        elif has_amount and self.mapping.system is not None and self.mapping.system.name.startswith("kingdee"):
            self.continued.append(index)

    def _repeats(self, cells: tuple[str | None, ...], filled: int) -> bool:
        same = sum(
            bool(cell) and plain_header(cell or "") == name for cell, name in zip(cells, self.header, strict=True)
        )
        return same >= max(_FEW, filled - 1)

    def _is_total(self, cells: tuple[str | None, ...], filled: list[tuple[int, str]]) -> bool:
        words = [cell for _, cell in filled[:3] if is_total(cell, self.names)]
        if not words:
            return False

        def holds(places: list[int]) -> bool:
            return any((cell := cells[place]) and not is_total(cell, self.names) for place in places)

        # A count may stand in the column of the numbers, where the word is a total's and nothing else.
        alone = any(not (found := _STARTS.match(word)) or not found["rest"].strip(" :：*") for word in words)
        return not holds(self.shape.dates) and (alone or not holds(self.shape.documents))

    def _is_footer(self, index: int, label: str, filled: list[tuple[int, str]]) -> bool:
        if _FOOTER.search(label):
            return len(filled) <= _FEW or not any(re.search(r"\d", cell) for _, cell in filled[1:])
        return index > self.last and len(filled) <= _FEW and not self._keyed(filled)

    def _keyed(self, filled: list[tuple[int, str]]) -> bool:
        keys = {*self.shape.documents, *self.shape.dates}
        return sum(place in keys for place, _ in filled) == len(filled) > 1

    def _heading(self, filled: list[tuple[int, str]]) -> dict[int, str]:
        """The customer a heading names by position; empty where the row is none."""
        texts = dict(filled)
        if texts.keys() <= set(self.shape.customers):
            return texts
        return texts if len(filled) == 1 and not _number(filled[0][1]) else {}


def _number(text: str) -> bool:
    return _ONLY_NUMBER.fullmatch(text) is not None


def _sorted_out(
    table: RawTable, body: pl.DataFrame, odd: pl.DataFrame, fill: pl.Series, shape: _Shape, mapping: Mapping
) -> Rows:
    indices = odd["i"].to_list()
    others = set(indices)
    last = next((index for index in range(body.height - 1, -1, -1) if index not in others), -1)
    sorting = _Sorting(body, shape, mapping, last)
    for index, row, cells in zip(indices, odd["row"], odd.drop("i", "row").iter_rows(), strict=True):
        sorting.put(index, row, cells)
    kept = body
    if fill.any() or sorting.continued:
        kept = _carried_down(table, body, fill, sorting)
    filled = int((kept["_filled"]).sum()) if "_filled" in kept.columns else 0
    kept = kept.drop("_filled", strict=False)
    ignored = tuple(sorted((int(body["row"][index]), why) for index, why in sorting.drop.items()))
    if sorting.drop:
        gone = pl.Series([False] * body.height).scatter(list(sorting.drop), True)
        kept = kept.filter(~gone)
    return Rows(kept, ignored, tuple(sorting.totals), tuple(sorting.bare), filled)


def _carried_down(table: RawTable, body: pl.DataFrame, fill: pl.Series, sorting: _Sorting) -> pl.DataFrame:
    """Customers shown once per group (in a merged cell, as a heading, on the first row) written on each of its rows.

    Where the file repeats the customer on following rows, a blank one is missing, and is left for the refusal.
    """
    shape, height = sorting.shape, body.height
    columns = [f"c{place}" for place in shape.customers]
    values = {column: body[column].to_list() for column in columns}
    named = [any(values[column][index] for column in columns) for index in range(height)]
    for index in sorting.drop:
        named[index] = False
    for index, texts in _customer_headings(sorting).items():
        named[index] = True
        for place in shape.customers:
            values[f"c{place}"][index] = texts.get(place)
    wanted = fill.to_list()
    if not sorting.headings and _repeats_customers(body, columns, sorting):
        inside = _inside_merged(table)
        wanted = [flag and int(row) in inside for flag, row in zip(wanted, body["row"], strict=True)]
    for index in sorting.continued:
        wanted[index] = True
    filled, leader = [False] * height, -1
    for index in range(height):
        if named[index]:
            leader = index
        elif wanted[index] and leader >= 0:
            filled[index] = True
            for column in columns:
                values[column][index] = values[column][leader]
    frame = body.with_columns(
        *(pl.Series(column, values[column], dtype=pl.String) for column in columns), pl.Series("_filled", filled)
    )
    return _continued(frame, sorting) if sorting.continued else frame


def _customer_headings(sorting: _Sorting) -> dict[int, dict[int, str]]:
    """Headings that name a customer (and no bucket such as 1 - 30), by customer position."""
    patterns, shape = bucket_patterns(), sorting.shape
    usual = sorting.mapping.position("customer_name")
    target = usual if usual is not None else shape.customers[0]
    found = {}
    for index, texts in sorting.headings.items():
        if texts.keys() <= set(shape.customers):
            found[index] = texts
        elif not any(is_bucket(text, patterns) for text in texts.values()):
            found[index] = {target: next(iter(texts.values()))}
    return found


def _repeats_customers(body: pl.DataFrame, columns: list[str], sorting: _Sorting) -> bool:
    """Whether following rows bear the same customer somewhere, as they never do in a list that shows it once."""
    same = pl.all_horizontal(
        [pl.col(column).is_not_null() & (pl.col(column) == pl.col(column).shift(1)) for column in columns]
    )
    found = body.with_row_index("i").filter(same)["i"].to_list()
    return any(index not in sorting.drop for index in found)


def _inside_merged(table: RawTable) -> set[int]:
    """File rows in a cell merged downwards, without its first."""
    return {row for first, _, last, _ in table.merged for row in range(first + 1, last + 1)}


def _continued(frame: pl.DataFrame, sorting: _Sorting) -> pl.DataFrame:
    """Further lines of one bill, which show its head on the first line only: number, dates, type, currency too."""
    heads = [
        column.position
        for name, column in sorting.mapping.columns.items()
        if column.position is not None and column.position not in sorting.shape.amounts
    ]
    marks = pl.Series("_on", [False] * frame.height).scatter(sorting.continued, True)
    return (
        frame.with_columns(marks)
        .with_columns(
            pl.when("_on").then(pl.col(f"c{place}").forward_fill()).otherwise(pl.col(f"c{place}")).alias(f"c{place}")
            for place in heads
            if place not in sorting.shape.customers
        )
        .drop("_on")
    )
