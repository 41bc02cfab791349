"""Formulas that a program wrote without their results: plain arithmetic over cells of the sheet, computed exactly."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, DivisionByZero, InvalidOperation

from creditkit.read.xlsx_scan import column_number

Place = tuple[int, int]
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|(SUM)\(|\$?([A-Z]{1,3})\$?(\d+)|([-+*/():,]))", re.I)


class NotSimpleError(Exception):
    """A formula that is more than arithmetic over cells."""


def compute(formula: str, value_of: Callable[[Place], Decimal]) -> Decimal:
    """The result of + − × ÷, parentheses, cells, numbers and SUM over ranges.  Raises NotSimpleError for anything else."""
    parser = _Parser(formula.lstrip("="), value_of)
    result = parser.sum()
    if parser.rest():
        raise NotSimpleError(formula)
    return result


class _Parser:
    def __init__(self, text: str, value_of: Callable[[Place], Decimal]) -> None:
        self.text, self.value_of, self.at = text, value_of, 0

    def rest(self) -> str:
        return self.text[self.at :].strip()

    def _next(self) -> re.Match[str]:
        found = _TOKEN.match(self.text, self.at)
        if not found:
            raise NotSimpleError(self.text)
        return found

    def _take(self, signs: str) -> str | None:
        found = _TOKEN.match(self.text, self.at)
        if found and found[5] and found[5] in signs:
            self.at = found.end()
            return found[5]
        return None

    def sum(self) -> Decimal:
        total = self._product()
        while sign := self._take("+-"):
            part = self._product()
            total = total + part if sign == "+" else total - part
        return total

    def _product(self) -> Decimal:
        total = self._factor()
        while sign := self._take("*/"):
            part = self._factor()
            try:
                total = total * part if sign == "*" else total / part
            except (DivisionByZero, InvalidOperation):
                raise NotSimpleError(self.text) from None
        return total

    def _factor(self) -> Decimal:
        if sign := self._take("+-"):
            value = self._factor()
            return value if sign == "+" else -value
        if self._take("("):
            value = self.sum()
            if not self._take(")"):
                raise NotSimpleError(self.text)
            return value
        found = self._next()
        self.at = found.end()
        if found[1]:
            return Decimal(found[1])
        if found[2]:
            return self._sum_of_ranges()
        if found[3]:
            return self.value_of((int(found[4]), column_number(found[3].upper())))
        raise NotSimpleError(self.text)

    def _cell(self) -> Place:
        found = self._next()
        if not found[3]:
            raise NotSimpleError(self.text)
        self.at = found.end()
        return int(found[4]), column_number(found[3].upper())

    def _sum_of_ranges(self) -> Decimal:
        total = Decimal(0)
        while True:
            first = self._cell()
            last = self._cell() if self._take(":") else first
            total += sum(
                (
                    self.value_of((row, column))
                    for row in range(first[0], last[0] + 1)
                    for column in range(first[1], last[1] + 1)
                ),
                Decimal(0),
            )
            if self._take(")"):
                return total
            if not self._take(","):
                raise NotSimpleError(self.text)
