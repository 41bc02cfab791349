"""What a row is: its document type and its currency."""

from __future__ import annotations

import re

import polars as pl

from creditkit.errors import Notice
from creditkit.read.aliases import currency_codes, document_types
from creditkit.read.request import ReadOptions
from creditkit.read.values import Columns
from creditkit.words import N_, Message

# Types that lower what a customer owes.
REDUCING = ["credit-note", "payment", "prepayment", "write-off"]
# SAP's special ledger: A and B are money in advance, W bills of exchange; F is a request noted without a balance.
_SPECIAL = {"A": "prepayment", "B": "prepayment", "W": "note"}
NOTED = "F"
_YEN_OR_YUAN = {"¥", "￥"}


def types_of(columns: Columns) -> pl.Series:
    """The canonical document type of each row; invoice where the file has no type."""
    texts = columns.text("document_type")
    kinds = _special(columns, pl.repeat("invoice", len(texts), dtype=pl.String, eager=True))
    if texts.null_count() == len(texts):
        return kinds
    system = columns.mapping.system
    known = document_types() | (system.types if system is not None else {})
    spellings = texts.drop_nulls().unique()
    table = {text: known.get(text.casefold(), _guessed(text)) for text in spellings}
    unknown = sorted(text for text, kind in table.items() if kind is None)
    if unknown:
        columns.notices.append(
            Notice.of(
                "CK809",
                N_("Document types that are not known were taken for invoices where positive: {types}."),
                where=columns.where,
                types=", ".join(unknown[:10]),
            )
        )
    named = {text: kind or "invoice" for text, kind in table.items()}
    return _special(columns, texts.replace_strict(named, default="invoice", return_dtype=pl.String))


def _special(columns: Columns, kinds: pl.Series) -> pl.Series:
    """Down payments and bills of exchange by SAP's special ledger indicator."""
    if not columns.has("special_gl"):
        return kinds
    frame = pl.DataFrame({"k": kinds, "s": columns.text("special_gl").str.to_uppercase()})
    return frame.select(
        pl.col("s").replace_strict(_SPECIAL, default=None, return_dtype=pl.String).fill_null(pl.col("k"))
    ).to_series()


def _guessed(text: str) -> str | None:
    """A longer wording that holds a known one: Sales credit note, 销售退货红字发票."""
    low = text.casefold()
    for words, kind in (
        (("credit note", "credit memo", "红字", "退货", "gutschrift", "refund"), "credit-note"),
        (("down payment", "prepayment", "预收", "anzahlung"), "prepayment"),
        (("payment", "receipt", "收款", "回款", "zahlung"), "payment"),
        (("write-off", "坏账"), "write-off"),
        (("invoice", "发票", "应收", "rechnung", "facture"), "invoice"),
    ):
        if any(word in low for word in words):
            return kind
    return None


def currency_of(columns: Columns, options: ReadOptions, *, local: bool = False) -> pl.Series:
    """ISO 4217 codes; a blank one is the base currency, without one XXX.  ¥ is the base currency if that is CNY or JPY.

    local: of amounts in local currency, which have a column of their own.
    """
    base = options.base_currency or "XXX"
    name = "local_currency" if local else "currency"
    texts = columns.text(name)
    if texts.null_count() == len(texts):
        return pl.repeat(base, len(texts), dtype=pl.String, eager=True)
    known = currency_codes()
    table: dict[str, str] = {}
    for text in texts.drop_nulls().unique().sort():
        code = known.get(text.casefold(), text.upper())
        if text in _YEN_OR_YUAN and base in ("CNY", "JPY"):
            code = base
        if not re.fullmatch(r"[A-Z]{3}", code):
            problem = Message(N_("not a currency such as CNY"))
            if text in _YEN_OR_YUAN:
                problem = Message(N_("CNY or JPY: name the company's currency, or map the column"))
            for index in (texts == text).arg_true():
                columns.reject(index, columns.mapping.columns[name].header, text, problem)
        table[text] = code
    return texts.replace_strict(table, default=base, return_dtype=pl.String)
