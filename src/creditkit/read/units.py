"""Amounts in thousands, 万元, millions: by what factor a column's amounts are to be multiplied."""

from __future__ import annotations

import re

from creditkit.errors import Notice
from creditkit.read.aliases import unit_of
from creditkit.read.mapping import Mapping
from creditkit.read.raw import RawTable
from creditkit.read.values import Columns
from creditkit.words import N_

_FACTORS = {
    "千": 1_000, "千元": 1_000, "000": 1_000, "'000": 1_000, "000s": 1_000, "'000s": 1_000, "k": 1_000, "teur": 1_000,
    "t€": 1_000, "keur": 1_000, "kusd": 1_000, "in thousands": 1_000, "thousands": 1_000, "万": 10_000, "万元": 10_000,
    "人民币万元": 10_000, "百万": 1_000_000, "百万元": 1_000_000, "亿": 10**8, "亿元": 10**8,
}  # fmt: skip
_TITLE = re.compile(
    r"(?:金额)?单位\s*[:：]?\s*(?:人民币)?\s*((?:百万|千|万|亿)元)|[(（](?:单位|金额)?\s*[:：]?\s*((?:百万|千|万|亿)元)[)）]"
)
_TITLE_ENGLISH = re.compile(r"(?i)\b(?:in|amounts? in)\s+(?:[a-z]{3}\s+)?(thousands?|millions?)\b|\b(TEUR|KEUR|kUSD)\b")


def set_units(table: RawTable, mapping: Mapping, columns: Columns, names: list[str]) -> None:
    """Give `columns` the factor of each column of `names`: by the unit in its header, else by the title's."""
    titles = [cell for _, cells in table.preamble for cell in cells]
    titles += [cell for row in table.cells.head(mapping.header.first).rows() for cell in row if cell]
    whole = next((factor for title in titles if (factor := title_factor(title)) != 1), 1)
    columns.factor = whole
    factors = set()
    for name in names:
        column = mapping.columns.get(name)
        if column is None:
            continue
        unit = unit_of(column.header)
        factor = whole if unit is None else _FACTORS.get(unit.casefold(), 1)
        columns.factors[name] = factor
        factors.add(factor)
    for factor in sorted((factors or {whole}) - {1}):
        columns.notices.append(
            Notice.of("CK807", N_("Amounts are in units of {factor} and were multiplied by it."), where=columns.where, factor=f"{factor:,}")
        )  # fmt: skip


def title_factor(title: str) -> int:
    """1,000 for 单位：千元 or `in thousands`, 10,000 for 单位：万元; 1 where a title names no unit."""
    if found := _TITLE.search(title):
        return _FACTORS[found[1] or found[2]]
    if found := _TITLE_ENGLISH.search(title):
        return 1_000_000 if (found[1] or "").casefold().startswith("million") else 1_000
    return 1
