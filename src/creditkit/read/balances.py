"""A list of balances, one row per customer with a column per bucket → one canonical row per bucket."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

import polars as pl

from creditkit.errors import CreditkitError, Notice, Where
from creditkit.money import MONEY, total, zero
from creditkit.read.aliases import plain_header
from creditkit.read.control import HALF_CENT, shown
from creditkit.read.documents import Documents, export_date
from creditkit.read.kinds import currency_of
from creditkit.read.mapping import Mapping
from creditkit.read.numbers import read_amounts
from creditkit.read.raw import RawTable
from creditkit.read.request import ReadOptions
from creditkit.read.rows import Rows
from creditkit.read.values import Columns
from creditkit.schema import LEDGER_SCHEMA
from creditkit.words import N_, Message

_PERIOD = frozenset(
    plain_header(h) for h in ("year", "period", "年", "年份", "年度", "期间", "月份", "month", "quarter", "jahr")
)
_YEARS = re.compile(r"^(\d)\s*年以内|^(\d)\s*(?:-|–|~|至)\s*(\d)\s*年|^(\d)\s*年以上")
_NOT_DUE = re.compile(r"^(?:not (?:yet )?due|current|未到期|未逾期|账期内|不逾期|今日到期|nicht fällig|non échu)")
_RANGE = re.compile(r"^(\d{1,4})\s*(?:-|–|~|至|to)\s*(\d{1,4})")
_ABOVE = re.compile(r"^(?:>|≥|over|超过)?\s*(\d{1,4})\s*(?:\+|天以上|以上|days? ?\+|-above|\s*and over)?")


def bucket_label(header: str) -> str | None:
    """A bucket's header as the policy names buckets: not_due, 1-30, 121+, 1-2y; None where it has no such name."""
    text = unicodedata.normalize("NFKC", header).casefold().strip()
    if _NOT_DUE.match(text):
        return "not_due"
    if found := _YEARS.match(text):
        if found[1]:
            return f"0-{found[1]}y"
        return f"{found[2]}-{found[3]}y" if found[2] else f"{found[4]}y+"
    if found := _RANGE.match(text):
        return f"{int(found[1])}-{int(found[2])}"
    if found := _ABOVE.match(text):
        edge = int(found[1])
        return f"{edge}+" if edge % 10 == 1 else f"{edge + 1}+"
    return None


def balances_of(
    table: RawTable, mapping: Mapping, rows: Rows, columns: Columns, options: ReadOptions, source: int
) -> Documents:
    """One document per customer and bucket that is not 0, with the bucket as a tag and no date of its own.

    Errors: CK256 two headers that name the same bucket.
    """
    # A bucket without such a name (Older, 2 Months) keeps its header: its money counts, and aging says what it lacks.
    labels = {header: bucket_label(header) or header for header in mapping.buckets}
    if len(set(labels.values())) < len(labels):
        raise CreditkitError(
            "CK256",
            N_("Two columns name the same bucket: {headers}."),
            where=Where(str(table.path), table.sheet),
            fix=N_("Rename one of them in the file."),
            headers=", ".join(labels),
        )
    _refuse_periods(mapping, rows, columns)
    body = rows.body
    customer = columns.text("customer_id") if columns.has("customer_id") else columns.text("customer_name")
    name = columns.text("customer_name") if columns.has("customer_name") else customer
    currency = currency_of(columns, options)
    parts = []
    for header, label in labels.items():
        texts = Columns.stripped(body[f"c{mapping.buckets[header]}"])
        found = read_amounts(texts, columns.decimal)
        for index in found.bad.arg_true():
            columns.reject(index, header, texts[index], Message(N_("not an amount such as 1234.56")))
        parts.append(
            pl.DataFrame(
                {
                    "customer_id": customer,
                    "customer_name": name,
                    "currency": currency,
                    "amount": found.values,
                    "source_row": body["row"],
                }
            ).with_columns(bucket=pl.lit(label))
        )
    _check_rows(columns, parts)
    _check_totals(columns, rows, labels, parts)
    stacked = pl.concat(parts).filter(pl.col("amount").fill_null(zero()) != zero())
    if columns.bad:
        bad_rows = [int(body["row"][i]) for i in columns.bad]
        stacked = stacked.filter(~pl.col("source_row").is_in(bad_rows))
    frame = stacked.sort("source_row", maintain_order=True).with_columns(
        document_type=pl.lit("invoice"),
        amount=(pl.col("amount") * pl.lit(Decimal(columns.factor), dtype=MONEY)).cast(MONEY),
        settled_amount=zero(),
        source=pl.lit(source, dtype=pl.Int64),
        disputed=pl.lit(False),
    )
    frame = frame.with_columns(open_amount=pl.col("amount"))
    missing = {n: pl.lit(None, dtype=d) for n, d in LEDGER_SCHEMA.items() if n not in frame.columns}
    frame = frame.with_columns(**missing).select(*LEDGER_SCHEMA, "bucket")
    return Documents(
        table=table, mapping=mapping, frame=frame, layout="balances", rows_read=body.height + len(rows.ignored),
        ignored=rows.ignored, rejects=sorted(columns.rejects, key=lambda reject: reject.row), rejected_rows={int(body["row"][i]) for i in columns.bad},
        notices=columns.notices, order=columns.order, decimal=columns.decimal, has_dates_of_settlement=False,
        exported_on=export_date(table, mapping, columns), balance_rows=body.height - len(columns.bad),
    )  # fmt: skip


def _refuse_periods(mapping: Mapping, rows: Rows, columns: Columns) -> None:
    """Refuse balances of several dates in one list (CK260): added up they would count what is owed more than once."""
    for header, place in mapping.tags.items():
        periods = rows.body[f"c{place}"].drop_nulls().unique().sort()
        if plain_header(header) in _PERIOD and len(periods) > 1:
            raise CreditkitError(
                "CK260",
                N_(
                    'The list has balances of several periods in "{header}": {periods}. Together they would count twice.'
                ),
                where=columns.where,
                fix=N_("Keep the rows of one period in the file."),
                header=header,
                periods=", ".join(periods.head(5).to_list()),
            )


def _check_rows(columns: Columns, parts: list[pl.DataFrame]) -> None:
    """Every row's own total must be the sum of its buckets."""
    name = next((n for n in ("open_amount", "amount") if columns.has(n)), None)
    if name is None:
        return
    stated = read_amounts(columns.text(name), columns.decimal).values
    summed = sum((part["amount"].fill_null(Decimal(0)) for part in parts[1:]), parts[0]["amount"].fill_null(Decimal(0)))
    for index in ((stated - summed).abs() > HALF_CENT).fill_null(False).arg_true():
        if index not in columns.bad:
            columns.reject(
                index, columns.mapping.columns[name].header, shown(stated[index]),
                Message(N_("the buckets of the row add up to {found}"), {"found": shown(summed[index])}),
            )  # fmt: skip


def _check_totals(columns: Columns, rows: Rows, labels: dict[str, str], parts: list[pl.DataFrame]) -> None:
    """The last total row against each bucket."""
    if not rows.totals or columns.bad:
        return
    last = rows.totals[-1]
    for header, part in zip(labels, parts, strict=True):
        cell = Columns.stripped(pl.Series([last.cells[columns.mapping.buckets[header]]], dtype=pl.String))
        stated = read_amounts(cell, columns.decimal).values[0]
        found = total(part["amount"])
        if stated is not None and abs(found - stated) > HALF_CENT:
            columns.notices.append(
                Notice.of(
                    "CK810", N_("The file's own total of {header} is {total}; its rows add up to {found}."),
                    where=Where(columns.where.path, columns.where.sheet, last.row), header=header,
                    total=shown(stated), found=shown(found),
                )
            )  # fmt: skip
            return
