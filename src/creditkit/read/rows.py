"""Which rows are documents: totals, repeated headers, footers and group headings told apart, groups filled down."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from creditkit.read.aliases import plain_header
from creditkit.read.mapping import Mapping
from creditkit.read.raw import RawTable
from creditkit.words import N_, Message

TOTAL = re.compile(
    r"(?i)^\W*(?:小\s*计|合\s*计|总\s*计|累\s*计|本页合计|本月合计|sub-?\s?totals?|grand totals?|totals?|summe|zwischensumme|gesamt(?:summe)?|sum)\b"
    r"|(?:小计|合计|总计|累计)\s*[:：]?\s*$|^(?:total|subtotal) (?:for|-|–|\d)|^\*+$"
)
_FOOTER = re.compile(
    r"(?i)^(?:制表|审核|编制|打印|制单|复核|备注|说明|注[:：]|printed|prepared|page|report|source|snapshot)"
)
_MOST_FILLED_FOOTER = 2

SUBTOTAL, TOTAL_ROW, REPEATED, FOOTER, HEADING = (
    N_("subtotal"), N_("total of the file"), N_("header repeated"), N_("footer or note"), N_("heading of a group"),
)  # fmt: skip


@dataclass(frozen=True)
class Rows:
    """body: the rows that are documents, columns `c*` plus `row` (file row); customers filled down.

    ignored: (file row, why); totals: the total rows as (file row, cells, is the grand total).
    blank: rows that hold nothing, which nobody counts.
    """

    body: pl.DataFrame
    ignored: tuple[tuple[int, Message], ...] = ()
    totals: tuple[tuple[int, tuple[str | None, ...], bool], ...] = ()
    filled_down: int = 0


def split_rows(table: RawTable, mapping: Mapping) -> Rows:
    """The rows below the header, sorted into documents and others.

    Only rows that lack what a document has (a number, a date, a customer) are looked at one by one, so a clean ledger
    costs a few null counts.
    """
    start = mapping.header.last + 1
    body = table.cells.slice(start)
    body = body.with_columns(_row_numbers(table, start, body.height))
    body = body.filter(~pl.all_horizontal(pl.exclude("row").is_null()))
    keys = _key_columns(mapping)
    if not keys or not body.height:
        return Rows(body)
    lacking = pl.any_horizontal(pl.col(key).is_null() for key in keys)
    repeated = pl.lit(False)
    if (first := keys[0]) is not None:
        header_text = mapping.header.names[int(first[1:])]
        repeated = (pl.col(first) == header_text).fill_null(False)
    odd = body.with_row_index("i").filter(lacking | repeated)
    if not odd.height:
        return Rows(body)
    return _sorted_out(body, odd, mapping)


def _row_numbers(table: RawTable, start: int, height: int) -> pl.Series:
    if table.row_numbers is not None:
        return table.row_numbers.slice(start).cast(pl.Int64).alias("row")
    first = table.first_row + start
    return pl.int_range(first, first + height, eager=True).alias("row")


def _key_columns(mapping: Mapping) -> list[str]:
    """Cells that every document row fills: customer, number, date."""
    names = (
        "customer_id",
        "customer_name",
        "document_id",
        "invoice_number",
        "invoice_date",
        "due_date",
        "posting_date",
    )
    found = [mapping.columns[name].position for name in names if name in mapping.columns]
    return [f"c{place}" for place in found if place is not None]


def _sorted_out(body: pl.DataFrame, odd: pl.DataFrame, mapping: Mapping) -> Rows:
    names = [plain_header(name) for name in mapping.header.names]
    customers = [
        place
        for name in ("customer_id", "customer_name", "entity")
        if (column := mapping.columns.get(name)) and (place := column.position) is not None
    ]
    required = [int(key[1:]) for key in _key_columns(mapping)]
    others = [place for place in required if place not in customers]
    drop: dict[int, Message] = {}
    headings: dict[int, str] = {}
    totals: list[tuple[int, tuple[str | None, ...], bool]] = []
    fill: list[int] = []
    cells_of = odd.drop("i", "row").rows()
    for index, row, cells in zip(odd["i"], odd["row"], cells_of, strict=True):
        filled = [cell for cell in cells if cell]
        label = next((cell.strip() for cell in filled), "")
        if sum(
            plain_header(cell) == name for cell, name in zip((c or "" for c in cells), names, strict=True) if cell
        ) >= max(2, len(filled) - 1):
            drop[index] = Message(REPEATED)
        elif any(TOTAL.search(cell.strip()) for cell in filled[:3]) and all(cells[p] is None for p in others[-1:]):
            grand = bool(
                re.search(r"(?i)合\s*计|总\s*计|累\s*计|grand|^\W*total\b(?! (?:for|-|–|\d))|gesamt|^summe", label)
            )
            totals.append((row, cells, grand))
            drop[index] = Message(TOTAL_ROW if grand else SUBTOTAL)
        elif len(filled) <= _MOST_FILLED_FOOTER and (_FOOTER.search(label) or _only_text_at_end(index, body, filled)):
            drop[index] = Message(FOOTER)
        elif len(filled) == 1 and all(cells[p] is None for p in others) and not re.fullmatch(r"[-\d.,()\s]+", label):
            drop[index] = Message(HEADING)
            headings[index] = label
        elif others and all(cells[p] is not None for p in others[:1]) and any(cells[p] is None for p in customers):
            fill.append(index)
    kept, filled_down = _fill_down(body, customers, fill, headings)
    ignored = tuple(sorted((body["row"][index], why) for index, why in drop.items()))
    if drop:
        kept = kept.with_row_index("i").filter(~pl.col("i").is_in(list(drop))).drop("i")
    return Rows(kept, ignored, tuple(totals), filled_down)


def _only_text_at_end(index: int, body: pl.DataFrame, filled: list[str]) -> bool:
    """A last line with one cell of words."""
    return index >= body.height - 3 and len(filled) == 1 and not re.search(r"\d{3,}", filled[0])


def _fill_down(
    body: pl.DataFrame, customers: list[int], fill: list[int], headings: dict[int, str]
) -> tuple[pl.DataFrame, int]:
    """Customers shown once per group, in a merged cell or as a heading, written on each of their rows."""
    if not fill or not customers:
        return body, 0
    columns = [f"c{place}" for place in customers]
    marks = pl.Series("fill", [False] * body.height)
    marks = marks.scatter(fill, True)
    frame = body.with_columns(marks)
    if headings:
        named = pl.Series("heading", [headings.get(i) for i in range(body.height)], dtype=pl.String)
        target = columns[-1] if len(columns) == 1 else columns[0]
        frame = frame.with_columns(pl.coalesce(target, named.alias("h")).alias(target))
    # Only a row that names no customer at all takes the one above; half a name stays what it is.
    nobody = pl.all_horizontal(pl.col(column).is_null() for column in columns) & pl.col("fill")
    carried = [
        pl.when(nobody).then(pl.col(column).forward_fill()).otherwise(pl.col(column)).alias(column)
        for column in columns
    ]
    return frame.with_columns(carried).drop("fill"), len(fill)
