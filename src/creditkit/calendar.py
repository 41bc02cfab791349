"""Calendar days: as-of words, month ends, due-date arithmetic.  No clock here: `today` is always an argument."""

from __future__ import annotations

import calendar as _calendar
from datetime import date, timedelta

AS_OF_WORDS = ("today", "yesterday", "month-end", "last-month-end")


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=_calendar.monthrange(day.year, day.month)[1])


def previous_month_end(day: date) -> date:
    """The last day of the month before that of `day`."""
    return day.replace(day=1) - timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month if it is shorter (29 Feb + 12 months = 28 Feb)."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, _calendar.monthrange(year, month + 1)[1]))


def resolve_as_of(text: str, today: date) -> date:
    """`YYYY-MM-DD`, or today, yesterday, month-end (of this month), last-month-end.  Raises ValueError."""
    match text:
        case "today":
            return today
        case "yesterday":
            return today - timedelta(days=1)
        case "month-end":
            return month_end(today)
        case "last-month-end":
            return previous_month_end(today)
    return date.fromisoformat(text)


def end_of_month_plus(start: date, days: int) -> date:
    """month end of `start`, then + days: 月结30 of 2025-01-31 is 2025-03-02."""
    return month_end(start) + timedelta(days=days)


def plus_end_of_month(start: date, days: int) -> date:
    """start + days, then the end of that month: 30 days end of month of 2025-01-31 is 2025-03-31."""
    return month_end(start + timedelta(days=days))


def next_month_day(start: date, day: int) -> date:
    """The `day`-th of the month after `start`, or that month's last day: 次月25日 of 2025-09-12 is 2025-10-25."""
    first = add_months(start.replace(day=1), 1)
    return first.replace(day=min(day, _calendar.monthrange(first.year, first.month)[1]))


def months_before(day: date, months: int) -> date:
    """The day `months` months earlier; a month end stays a month end (28 February − 1 month = 31 January)."""
    earlier = add_months(day, -months)
    return month_end(earlier) if day == month_end(day) else earlier


def monday(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def off_weekend(day: date) -> date:
    """`day`, or the Monday after it on a Saturday or Sunday: when banks book what arrives."""
    return day + timedelta(days=(7 - day.weekday()) % 7) if day.weekday() >= 5 else day
