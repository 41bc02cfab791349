"""The file's own totals against its rows: what adds up is proof, what does not is said."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from creditkit.errors import Notice, Where
from creditkit.read.numbers import read_amounts
from creditkit.read.rows import Total
from creditkit.read.values import Columns
from creditkit.words import N_

HALF_CENT = Decimal("0.005")
# Subtotals may enclose subtotals; how many of those before are tried as the beginning of one.
_TRIED = 60


def shown(amount: Decimal | None) -> str:
    """An amount for a message, without zeros that say nothing."""
    return "-" if amount is None else f"{amount.normalize():f}"


def money_of(frame: pl.DataFrame, column: str = "amount") -> str:
    """Σ of a column for each currency, for a message: 12.5 CNY, 3 USD."""
    sums = frame.group_by("currency").agg(pl.col(column).sum()).sort("currency")
    return ", ".join(f"{shown(amount)} {currency}" for currency, amount in sums.iter_rows())


@dataclass(frozen=True)
class _Sums:
    """Running sums of one column in file order, of all rows that are documents and of those kept."""

    rows: pl.Series
    sums: tuple[list[Decimal], ...]

    @staticmethod
    def of(frame: pl.DataFrame, column: str, currency: str | None) -> _Sums | None:
        own = frame if currency is None else frame.filter(pl.col("currency") == currency)
        if currency is None and own["currency"].n_unique() > 1:
            return None
        own = own.sort("source_row")
        kept = own.select(pl.when("_kept").then(column).otherwise(Decimal(0)).cum_sum())
        whole = own.select(pl.col(column).fill_null(Decimal(0)).cum_sum())
        return _Sums(own["source_row"], (kept.to_series().to_list(), whole.to_series().to_list()))

    def between(self, after: int, before: int, which: int = 0) -> Decimal:
        """Σ of the rows below file row `after` and above `before`."""
        low = int(self.rows.search_sorted(after, side="right"))
        high = int(self.rows.search_sorted(before, side="left"))
        sums = self.sums[which]
        return (sums[high - 1] if high else Decimal(0)) - (sums[low - 1] if low else Decimal(0))


class Control:
    """What the total rows of a table say, checked one by one.

    frame: all documents, with `_kept` (false: left out by their status), `source_row`, `currency`, `amount`,
    `open_amount`.
    """

    def __init__(self, columns: Columns, frame: pl.DataFrame, totals: tuple[Total, ...]) -> None:
        self.columns, self.frame = columns, frame
        self.rows = sorted(total.row for total in totals)
        self._known: dict[tuple[str, str | None], _Sums | None] = {}

    def agrees(self, total: Total) -> bool | None:
        """Whether the total is that of the rows above it, back to an earlier total or the first; None: not to be told."""
        answer: bool | None = None
        for name in ("open_amount", "amount"):
            found = self._check(total, name)
            if found is not None:
                answer = found if answer is None else answer and found
        return answer

    def _stated(self, total: Total, name: str) -> Decimal | None:
        place = self.columns.mapping.position(name)
        if place is None or total.cells[place] is None:
            return None
        cell = self.columns.stripped(pl.Series([total.cells[place]], dtype=pl.String))
        value: Decimal | None = read_amounts(cell, self.columns.decimal).values[0]
        return None if value is None else value * self.columns.factor_of(name)

    def _sums(self, total: Total, name: str) -> _Sums | None:
        place = self.columns.mapping.position("currency")
        currency = total.cells[place] if place is not None else None
        if currency is not None and currency not in self.frame["currency"]:
            currency = None
        if (name, currency) not in self._known:
            self._known[name, currency] = _Sums.of(self.frame, name, currency)
        return self._known[name, currency]

    def _check(self, total: Total, name: str) -> bool | None:
        stated, sums = self._stated(total, name), self._sums(total, name)
        if stated is None or sums is None:
            return None
        earlier = [row for row in self.rows if row < total.row][-_TRIED:][::-1]
        spans = [(row, total.row) for row in earlier] + [(0, total.row), (0, 2**40)]
        return any(abs(sums.between(*span, which) - stated) <= HALF_CENT for span in spans for which in (0, 1))

    def notice(self, disagreeing: list[Total]) -> Notice | None:
        """The first total that its rows do not add up to, and how many there are."""
        for total in disagreeing:
            for name in ("open_amount", "amount"):
                if self._check(total, name) is False:
                    return self._notice(total, name, len(disagreeing))
        return None

    def _notice(self, total: Total, name: str, count: int) -> Notice:
        sums = self._sums(total, name)
        assert sums is not None
        start = 0 if total.grand else max((row for row in self.rows if row < total.row), default=0)
        text = N_("The file's own total of {header} is {total}; its rows add up to {found}.")
        if count > 1:
            text = N_(
                "{count} totals of the file disagree with its rows. The first: {header} is {total}, its rows add up to {found}."
            )
        where = Where(self.columns.where.path, self.columns.where.sheet, total.row)
        return Notice.of(
            "CK810", text, where=where, header=self.columns.mapping.columns[name].header, count=count,
            total=shown(self._stated(total, name)), found=shown(sums.between(start, total.row)),
        )  # fmt: skip
