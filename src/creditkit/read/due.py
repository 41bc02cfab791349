"""A due date that the file does not give: from the terms of the row, else from the default terms."""

from __future__ import annotations

import polars as pl

from creditkit.errors import Notice
from creditkit.money import zero
from creditkit.read.request import ReadOptions
from creditkit.read.terms_text import parse_terms
from creditkit.read.values import Columns
from creditkit.words import N_


def with_due(frame: pl.DataFrame, columns: Columns, options: ReadOptions) -> pl.DataFrame:
    """due_date, where it is missing and money is owed: (baseline, else invoice date) + terms, else invoice date + default.

    Net days count where the terms are a code of the house.  An accounting period or a method of payment fixes no date.
    """
    owed = (pl.col("amount") > zero()) & pl.col("due_date").is_null() & pl.col("invoice_date").is_not_null()
    lacking = frame.select(owed.fill_null(False)).to_series()
    if not lacking.any():
        return frame
    base = columns.day("baseline_date") if columns.has("baseline_date") else frame["invoice_date"]
    dated = frame.with_columns(_base=base, _net=columns.text("net_days"))
    dated = dated.with_columns(_day=pl.coalesce("_base", "invoice_date"))
    found = []
    for text, net, day in dated.filter(lacking).select("terms", "_net", "_day").unique().iter_rows():
        terms = parse_terms(text) or parse_terms(net)
        if terms is not None:
            found.append((text, net, day, terms.due(day)))
    schema = {"terms": pl.String, "_net": pl.String, "_day": pl.Date, "_due": pl.Date}
    keyed = pl.DataFrame(found, schema=schema, orient="row")
    on = ["terms", "_net", "_day"]
    joined = dated.join(keyed, on=on, how="left", nulls_equal=True, maintain_order="left")
    default = options.default_terms_days
    later = pl.col("invoice_date") + pl.duration(days=default) if default is not None else pl.lit(None, dtype=pl.Date)
    filled = joined.with_columns(
        due_date=pl.when(pl.Series(lacking)).then(pl.coalesce("_due", later)).otherwise("due_date")
    )
    by_terms = int((lacking & joined["_due"].is_not_null()).sum())
    _say(columns, by_terms, int(lacking.sum()) - by_terms, default)
    return filled.drop("_base", "_net", "_day", "_due")


def _say(columns: Columns, by_terms: int, rest: int, default: int | None) -> None:
    if by_terms:
        columns.notices.append(
            Notice.of(
                "CK816",
                N_("{count} due dates were taken from the terms of payment."),
                where=columns.where,
                count=by_terms,
            )
        )
    if rest and default is not None:
        columns.notices.append(
            Notice.of(
                "CK817", N_("{count} due dates were taken as invoice date + {days} days, the policy's default."),
                where=columns.where, count=rest, days=default,
            )
        )  # fmt: skip
