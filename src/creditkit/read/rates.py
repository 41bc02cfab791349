"""Dated exchange rates: units of base for one unit of currency."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path

import polars as pl

from creditkit.errors import CreditkitError, Where
from creditkit.read.kinds import currency_of
from creditkit.read.ledgers import rejected
from creditkit.read.request import ReadOptions
from creditkit.read.rows import split_rows
from creditkit.read.tables import choose
from creditkit.read.values import typed
from creditkit.words import N_, Message

RATE = pl.Decimal(38, 10)


def read_rates(path: Path, options: ReadOptions) -> pl.DataFrame:
    """date, currency, base, rate (Decimal, units of base for 1 currency).

    Without a base column the base is the workspace's currency.  Errors: those of reading; CK240 bad cells; CK295 no
    base currency.
    """
    (item, *_), _ = choose(path, "rates", ReadOptions(date_order=options.date_order, encoding=options.encoding))
    rows = split_rows(item.table, item.mapping)
    columns = typed(item.table, item.mapping, rows.body, options, [], ["date"])
    texts = columns.text("rate")
    found: list[Decimal | None] = []
    for index, text in enumerate(texts):
        try:
            found.append(Decimal((text or "").replace(" ", "").replace(",", "." if "." not in (text or "") else "")))
        except InvalidOperation:
            found.append(None)
            columns.reject(
                index, columns.mapping.columns["rate"].header, text, Message(N_("not a rate such as 7.1055"))
            )
    for index, rate in enumerate(found):
        if rate is not None and rate <= 0:
            columns.reject(
                index, columns.mapping.columns["rate"].header, texts[index], Message(N_("a rate is above 0"))
            )
    days = columns.day("date")
    if columns.rejects:
        raise rejected(columns.rejects)
    if not columns.has("base") and not options.base_currency:
        raise CreditkitError(
            "CK295",
            N_("The rates do not say into which currency they convert."),
            where=Where(str(path)),
            fix=N_("Add a column base, or set the currency of the company in creditkit.toml."),
        )
    height = len(texts)
    base = (
        columns.text("base")
        if columns.has("base")
        else pl.repeat(options.base_currency, height, dtype=pl.String, eager=True)
    )
    return pl.DataFrame(
        {
            "date": days,
            "currency": currency_of(columns, options),
            "base": base.str.to_uppercase(),
            "rate": pl.Series(found, dtype=RATE),
        }
    )
