"""A list of balances, one row per customer with a column per bucket → one canonical row per bucket."""

from __future__ import annotations

import re
import unicodedata

import polars as pl

from creditkit.errors import CreditkitError, Where
from creditkit.money import MONEY, zero
from creditkit.read.documents import Documents, currency_of, export_date
from creditkit.read.mapping import Mapping
from creditkit.read.numbers import read_amounts
from creditkit.read.raw import RawTable
from creditkit.read.request import ReadOptions
from creditkit.read.rows import Rows
from creditkit.read.values import Columns
from creditkit.schema import LEDGER_SCHEMA
from creditkit.words import N_, Message

_NOT_DUE = re.compile(r"^(?:not (?:yet )?due|current|未到期|未逾期|账期内|不逾期|今日到期|nicht fällig|non échu)")
_RANGE = re.compile(r"^(\d{1,4})\s*(?:-|–|~|至|to)\s*(\d{1,4})")
_ABOVE = re.compile(r"^(?:>|≥|over|超过)?\s*(\d{1,4})\s*(?:\+|天以上|以上|days? ?\+|-above|\s*and over)?")


def bucket_label(header: str) -> str | None:
    """A bucket's header as the policy names buckets: not_due, 1-30, 121+; None where it is none."""
    text = unicodedata.normalize("NFKC", header).casefold().strip()
    if _NOT_DUE.match(text):
        return "not_due"
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
    labels = {header: label for header in mapping.buckets if (label := bucket_label(header))}
    if len(set(labels.values())) < len(labels):
        raise CreditkitError(
            "CK256",
            N_("Two columns name the same bucket: {headers}."),
            where=Where(str(table.path), table.sheet),
            fix=N_("Rename one of them in the file."),
            headers=", ".join(labels),
        )
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
    stacked = pl.concat(parts).filter(pl.col("amount").fill_null(zero()) != zero())
    if columns.bad:
        bad_rows = [int(body["row"][i]) for i in columns.bad]
        stacked = stacked.filter(~pl.col("source_row").is_in(bad_rows))
    frame = stacked.sort("source_row", maintain_order=True).with_columns(
        document_type=pl.lit("invoice"),
        amount=(pl.col("amount") * columns.factor).cast(MONEY),
        settled_amount=zero(),
        source=pl.lit(source, dtype=pl.Int64),
        disputed=pl.lit(False),
    )
    frame = frame.with_columns(open_amount=pl.col("amount"))
    missing = {n: pl.lit(None, dtype=d) for n, d in LEDGER_SCHEMA.items() if n not in frame.columns}
    frame = frame.with_columns(**missing).select(*LEDGER_SCHEMA, "bucket")
    return Documents(
        table=table, mapping=mapping, frame=frame, layout="balances", rows_read=body.height + len(rows.ignored),
        ignored=rows.ignored, rejects=columns.rejects, rejected_rows={int(body["row"][i]) for i in columns.bad},
        notices=columns.notices, order=columns.order, decimal=columns.decimal, has_dates_of_settlement=False,
        exported_on=export_date(table, mapping, columns), balance_rows=body.height - len(columns.bad),
    )  # fmt: skip
