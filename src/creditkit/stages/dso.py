"""DSO by every definition side by side, from sales by day and receivables at a few dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from creditkit.calendar import month_end, months_before
from creditkit.money import LEDGER_SCALE, MONEY
from creditkit.policy.model import DsoPolicy
from creditkit.schema import REASONS
from creditkit.stages.periods import Period, calendar_months, month_ends, window

Note = dict[str, object]
_ZERO = Decimal(0)

DSO_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "currency": pl.String,
    "period_end": pl.Date,
    "window_days": pl.Int64,
    "receivables": MONEY,
    "credit_sales": MONEY,
    "current": MONEY,
    "overdue": MONEY,
    "opening": MONEY,
    "dso": pl.Float64,
    "dso_countback": pl.Float64,
    "dso_best_possible": pl.Float64,
    "days_delinquent": pl.Float64,
    "dso_weighted": pl.Float64,
    "cei": pl.Float64,
    "cei_month": pl.Float64,
    "turnover": pl.Float64,
    "overdue_ratio": pl.Float64,
    "notes": REASONS,
}


def dso_points(as_of: date, section: DsoPolicy, *, by_month: bool = False) -> list[date]:
    """The dates whose receivables `dso` needs: period ends and the day before each window and each last month."""
    ends = month_ends(as_of, section.trend_months) if by_month else [as_of]
    openings = [months_before(end, back) for end in ends for back in (1, section.window_months)]
    return sorted({*ends, *openings})


def dso(
    sales: pl.DataFrame, balances: pl.DataFrame, as_of: date, section: DsoPolicy, *, by_month: bool = False
) -> pl.DataFrame:
    """dso = receivables ÷ credit sales × days of the window, per currency, with the other definitions beside it.

    sales, balances: of `fold.months.month_sums` at `dso_points`.  One row per currency at as_of or, by_month, per month
    end of the trend (months before the first sale have no row).  Columns: DSO_SCHEMA; days, `overdue_ratio` as a ratio,
    `cei` in per cent.  opening = receivables before the window; current, overdue = gross of unapplied credits.
    All of a row's figures are of its own window; `cei_month` is CEI of the last month alone.

    The window is the policy's months that end on period_end, cut to the months since the first sale.  A figure without
    a denominator is null.  Notes: short-history, partial-month, no-sales, credit-balance, exceeds-sales (count-back:
    receivables exceed all known sales, value = days they reach back to), month-without-sales (skipped, its days added),
    no-overdue-base (CEI), no-receivables.
    Sources: Oracle HFM (count-back), CRF (best possible, CEI, weighted).
    """
    ends = month_ends(as_of, section.trend_months) if by_month else [as_of]
    rows: list[dict[str, object]] = []
    for currency in sorted({*sales["currency"].unique(), *balances["currency"].unique()}):
        book = _Book.of(sales, balances, currency, section)
        rows += [_row(book, end, section) for end in ends if not by_month or book.begun(end)]
    return pl.DataFrame(rows, schema=DSO_SCHEMA, orient="row")


@dataclass(frozen=True)
class Balance:
    """receivables = Σ open; current and overdue = Σ open > 0; by_month: open sales documents by month of origin."""

    receivables: Decimal = _ZERO
    current: Decimal = _ZERO
    overdue: Decimal = _ZERO
    by_month: dict[date, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class _Book:
    """One currency: sales by day (tax added where the policy says they lack it) and balances by date."""

    currency: str
    by_day: dict[date, Decimal]
    balances: dict[date, Balance]

    @staticmethod
    def of(sales: pl.DataFrame, balances: pl.DataFrame, currency: str, section: DsoPolicy) -> _Book:
        gross = Decimal(1) + Decimal(str(section.vat_ratio or 0))
        own = sales.filter(pl.col("currency") == currency)
        by_day = {day: _ledger_scale(amount * gross) for day, amount in zip(own["date"], own["sales"], strict=True)}
        at: dict[date, Balance] = {}
        for (point,), part in balances.filter(pl.col("currency") == currency).group_by("point", maintain_order=True):
            assert isinstance(point, date)
            months = part.filter(pl.col("origin").is_not_null())
            at[point] = Balance(
                _total(part["receivables"]),
                _total(part["current"]),
                _total(part["overdue"]),
                dict(zip(months["origin"], months["sales_open"], strict=True)),
            )
        return _Book(currency, by_day, at)

    @property
    def first_sale(self) -> date | None:
        return min(self.by_day, default=None)

    def begun(self, end: date) -> bool:
        """Whether anything was sold up to `end`."""
        return self.first_sale is not None and self.first_sale <= end

    def balance(self, day: date) -> Balance:
        return self.balances.get(day, Balance())

    def sold(self, period: Period) -> Decimal:
        return sum((amount for day, amount in self.by_day.items() if day in period), _ZERO)


def _total(amounts: pl.Series) -> Decimal:
    return sum(amounts, _ZERO)


def _ledger_scale(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-LEDGER_SCALE), rounding=ROUND_HALF_UP)


def _row(book: _Book, end: date, section: DsoPolicy) -> dict[str, object]:
    notes: list[Note] = []
    period = window(end, section.window_months)
    if book.begun(end) and (since := _first(book).replace(day=1)) > period.first:
        months = (end.year - since.year) * 12 + end.month - since.month + 1
        notes.append(_note("short-history", value=months, threshold=section.window_months))
        period = Period(since, end)
    if end != month_end(end):
        notes.append(_note("partial-month", value=end.day))
    closing, opening = book.balance(end), book.balance(months_before(end, section.window_months))
    sales = book.sold(period)
    if sales <= 0:
        notes.append(_note("no-sales", value=sales))
    if closing.receivables < 0:
        notes.append(_note("credit-balance", value=closing.receivables))
    days = _ratio(closing.receivables * period.days, sales, positive=True)
    best = _ratio(closing.current * period.days, sales, positive=True)
    cei = collection_effectiveness(opening, sales, closing)
    if cei is None:
        notes.append(_note("no-overdue-base"))
    return {
        "currency": book.currency,
        "period_end": end,
        "window_days": period.days,
        "receivables": closing.receivables,
        "credit_sales": sales,
        "current": closing.current,
        "overdue": closing.overdue,
        "opening": opening.receivables,
        "dso": days,
        "dso_countback": _countback(book, end, closing.receivables, notes),
        "dso_best_possible": best,
        "days_delinquent": None if days is None or best is None else days - best,
        "dso_weighted": _weighted(book, end, closing, notes),
        "cei": cei,
        "cei_month": collection_effectiveness(book.balance(months_before(end, 1)), book.sold(window(end, 1)), closing),
        "turnover": turnover(opening.receivables, closing.receivables, sales, period.days),
        "overdue_ratio": _ratio(closing.overdue, closing.current + closing.overdue),
        "notes": _once(notes),
    }


def _first(book: _Book) -> date:
    assert book.first_sale is not None
    return book.first_sale


def collection_effectiveness(opening: Balance, sales: Decimal, closing: Balance) -> float | None:
    """cei = (opening + sales − closing) ÷ (opening + sales − closing current) × 100, N = 1.  Per cent.

    Nothing overdue at the end and nothing that fell due = 100; otherwise null without a denominator.  Source: CRF.
    """
    collected = opening.receivables + sales - closing.receivables
    collectable = opening.receivables + sales - closing.current
    if collectable == 0:
        touched = opening.receivables or sales or closing.receivables
        return 100.0 if touched and collected == 0 and closing.overdue == 0 and opening.overdue == 0 else None
    return float(collected / collectable * 100)


def turnover(opening: Decimal, closing: Decimal, sales: Decimal, days: int) -> float | None:
    """turnover = credit sales ÷ ((opening + closing) ÷ 2) × 365 ÷ days.  Times a year; null without receivables."""
    return _ratio(sales * 2 * 365, (opening + closing) * days, positive=True)


def countback(
    receivables: Decimal, months: Iterable[tuple[Period, Decimal]]
) -> tuple[Decimal | None, int, Sequence[Period]]:
    """Days of the latest sales that the receivables use up: whole months, then remaining ÷ sales × days of the last.

    months: newest first.  A month with sales ≤ 0 is skipped and its days added.  Returns the days (None where the
    receivables exceed all sales given), the days gone back, and the skipped months.  Source: Oracle HFM, UK practice.
    """
    left, gone, skipped = receivables, 0, []
    for month, sales in months:
        if left <= 0:
            break
        if sales <= 0:
            skipped.append(month)
        elif left <= sales:
            return gone + left / sales * month.days, gone + month.days, skipped
        else:
            left -= sales
        gone += month.days
    return (Decimal(gone) if left <= 0 else None), gone, skipped


def _countback(book: _Book, end: date, receivables: Decimal, notes: list[Note]) -> float | None:
    if not book.begun(end):
        return None
    days, gone, skipped = countback(receivables, _months_back(book, end))
    notes += [_month_without_sales(month.first) for month in skipped]
    if days is None:
        notes.append(_note("exceeds-sales", value=gone))
        return None
    return float(days)


def _months_back(book: _Book, end: date) -> Iterable[tuple[Period, Decimal]]:
    """Months with their sales, from that of `end` (up to it) back to the first sale's."""
    month = calendar_months(end)
    while month.last >= _first(book):
        yield month, book.sold(month)
        month = calendar_months(month.first - timedelta(days=1))


def _weighted(book: _Book, end: date, closing: Balance, notes: list[Note]) -> float | None:
    """Σ over months of open part ÷ sales of the month × days of the month.  Days; null without any sales.

    Open sales documents only: a receipt not yet applied belongs to no month's sales.
    """
    if not book.begun(end):
        return None
    days = _ZERO
    for first, still_open in closing.by_month.items():
        month = Period(first, min(month_end(first), end))
        sales = book.sold(month)
        if sales > 0:
            days += still_open / sales * month.days
        elif still_open != 0:
            notes.append(_month_without_sales(first))
    return float(days)


def _ratio(above: Decimal, below: Decimal, *, positive: bool = False) -> float | None:
    """above ÷ below, None for a denominator of 0 (or, where only a positive one makes sense, below 0)."""
    return None if below == 0 or (positive and below < 0) else float(above / below)


def _note(
    code: str, value: Decimal | int | None = None, threshold: float | None = None, detail: str | None = None
) -> Note:
    number = None if value is None else float(value)
    return {"code": code, "value": number, "threshold": threshold, "detail": detail}


def _month_without_sales(first: date) -> Note:
    return _note("month-without-sales", detail=f"{first:%Y-%m}")


def _once(notes: list[Note]) -> list[Note]:
    return [each for place, each in enumerate(notes) if each not in notes[:place]]
