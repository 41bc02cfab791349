"""Amounts as people and programs write them → exact decimals.  The decimal mark is decided once, never per cell."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from creditkit.money import MONEY

# What a clean export holds: read by one cast.
_PLAIN = r"^-?\d+(?:\.\d{1,4})?$"
_POINT_EVIDENCE = r"(?:^|[^\d.])\d*\.(?:\d{1,2}|\d{4,})$|,\d{3}\.|,\d{3},\d"
_COMMA_EVIDENCE = r"^[^,]*,(?:\d{1,2}|\d{4,})$|\.\d{3},|\.\d{3}\.\d"
_EITHER = r"^-?\d{1,3}[.,]\d{3}$"
_WIDE = {
    "（": "(", "）": ")", "，": ",", "．": ".", "－": "-", "−": "-", "–": "-", "＋": "+", "￥": "", "¥": "", "$": "",
    "€": "", "£": "", "元": "", "'": "", "’": "", "\u00a0": "", "\u202f": "", "\u2009": "", "\u3000": "", " ": "",
    "\u200b": "", "\ufeff": "",
    **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
}  # fmt: skip
_CODES = r"(?i)^(?:rmb|cny|usd|us|eur|gbp|hkd|jpy|ils|chf)|(?:rmb|cny|usd|eur|gbp|hkd|jpy|ils|chf)$"


@dataclass(frozen=True)
class Amounts:
    """values: Decimal, null where empty or unreadable; bad: rows that hold something and could not be read."""

    values: pl.Series
    bad: pl.Series


def is_plain(texts: pl.Series) -> bool:
    """Whether every cell is an amount that one cast reads: digits, at most one point and four decimals."""
    return bool(texts.str.contains(_PLAIN).all())


def decimal_evidence(texts: pl.Series) -> tuple[set[str], list[str]]:
    """Which decimal marks the cells prove ({'.'}, {','}, both or none), and cells that both readings would fit.

    1.234,56 proves the comma, 1,234.5 the point; 1,234 alone leaves it open.
    """
    marked = texts.drop_nulls().filter(texts.drop_nulls().str.contains(r"[.,]"))
    if marked.is_empty():
        return set(), []
    bare = tidy(marked)
    found = set()
    if bare.str.contains(_POINT_EVIDENCE).any():
        found.add(".")
    if bare.str.contains(_COMMA_EVIDENCE).any():
        found.add(",")
    return found, marked.filter(bare.str.contains(_EITHER)).head(3).to_list()


def tidy(texts: pl.Series) -> pl.Series:
    """Half-width digits and marks, without currency signs and spaces; the sign in front: (1.5), 1.5- and 1.5 CR are -1.5."""
    bare = texts.str.replace_many(list(_WIDE), list(_WIDE.values())).str.replace_all(_CODES, "")
    credit = bare.str.contains(r"(?i)\d(?:cr|c|h|贷)\.?$")
    debit = bare.str.replace(r"(?i)(\d)(?:cr|dr|c|d|h|s|借|贷)\.?$", "$1")
    negative = credit | debit.str.contains(r"^\(.*\)$|^-.*[^-]$|[^-]-$")
    # One sign only: -(5), (5)- and -5- stay what they are, and are refused.
    digits = debit.str.replace(r"^(?:\(([^()+-]*)\)|[+-]([^()+-]*)|([^()+-]*)[+-])$", "$1$2$3")
    frame = pl.DataFrame({"d": digits, "n": negative, "b": bare})
    return frame.select(
        pl.when(pl.col("b").is_in(["-", "--"])).then(pl.lit("0"))
        .when(pl.col("n")).then("-" + pl.col("d")).otherwise(pl.col("d"))
    ).to_series()  # fmt: skip


def read_amounts(texts: pl.Series, decimal: str) -> Amounts:
    """texts (null = empty) → Decimal(38, 4), under the decimal mark that was decided.

    Thousands, parentheses, trailing minus, CR/DR, currency signs, full-width digits, 万 and 亿, exponents of text
    exports.  More than four decimals that are not zeros, words, error values and broken grouping are bad, never cut.
    """
    plain = texts.str.contains(_PLAIN).fill_null(True)
    if decimal == "." and plain.all():
        return Amounts(texts.cast(MONEY), pl.repeat(False, len(texts), eager=True))
    bare = tidy(texts)
    scale = pl.DataFrame({"t": bare}).select(
        pl.when(pl.col("t").str.ends_with("万")).then(10**4).when(pl.col("t").str.ends_with("亿")).then(10**8).otherwise(1)
    ).to_series()  # fmt: skip
    bare = bare.str.strip_chars_end("万亿")
    group = "," if decimal == "." else "."
    mark, sep = re.escape(decimal), re.escape(group)
    shaped = bare.str.contains(
        rf"^-?(?:\d+|\d{{1,3}}(?:{sep}\d{{2,3}})*{sep}\d{{3}})?(?:{mark}\d+)?$"
    ) & bare.str.contains(r"\d")
    exponent = bare.str.contains(r"(?i)^-?\d(?:[.,]\d+)?e[+]?\d{1,2}$")
    digits = bare.str.replace_all(group, "", literal=True).str.replace(decimal, ".", literal=True)
    digits = digits.str.replace(r"(\.\d*?)0+$", "$1").str.strip_chars_end(".")
    fine = digits.str.contains(r"^-?\d*(?:\.\d{1,4})?$")
    frame = pl.DataFrame({"d": digits, "ok": shaped & (fine | (scale > 1)), "k": scale, "e": exponent, "raw": bare})
    values = frame.select(
        pl.when(pl.col("ok") & (pl.col("k") == 1)).then(pl.col("d").str.replace(r"^(-?)\.", "${1}0.")).cast(MONEY)
    ).to_series()
    odd = frame.with_row_index("i").filter(pl.col("e") | (pl.col("ok") & (pl.col("k") > 1)))
    if odd.height:
        values = _exact(values, odd)
    return Amounts(values, texts.is_not_null() & values.is_null())


def _exact(values: pl.Series, odd: pl.DataFrame) -> pl.Series:
    """The few cells with an exponent or in 万/亿, by plain decimals; what needs more than four decimals stays null."""
    from decimal import Decimal, InvalidOperation

    found = values.to_list()
    for row in odd.iter_rows(named=True):
        text = row["raw"].replace(",", ".") if row["e"] else row["d"]
        try:
            amount = Decimal(text) * row["k"]
        except InvalidOperation:
            continue
        if amount == amount.quantize(Decimal("0.0001")):
            found[row["i"]] = amount
    return pl.Series(values.name, found, dtype=MONEY)
