"""Windows of whole months that end on any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from creditkit.calendar import month_end, months_before, previous_month_end


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def window(last: date, months: int) -> Period:
    """The `months` months that end on `last`: calendar months if it is a month end, else from day to day."""
    return Period(months_before(last, months) + timedelta(days=1), last)


def month_ends(last: date, months: int) -> list[date]:
    """The latest `months` month ends up to and including `last`, oldest first."""
    newest = last if last == month_end(last) else previous_month_end(last)
    return [months_before(newest, back) for back in reversed(range(months))]


def calendar_months(last: date) -> Period:
    """The part of the calendar month of `last` up to it."""
    return Period(last.replace(day=1), last)
