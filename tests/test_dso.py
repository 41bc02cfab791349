"""The DSO family: the worked example, the edge cases, the rebuilt month ends and the real sample ledger."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest

import plain
from creditkit.errors import CreditkitError
from creditkit.fold import months as fold_months
from creditkit.fold.months import month_sums
from creditkit.ledger import Ledger
from creditkit.policy.model import DsoPolicy
from creditkit.stages.dso import countback, dso, dso_points
from creditkit.stages.periods import Period, month_ends, window
from ibm import ibm_docs
from plain import Doc, Pay, ledger_of

D = Decimal
DAY = date(2025, 9, 30)
LATER = date(2025, 10, 31)


def measured(ledger: Ledger, as_of: date = DAY, *, by_month: bool = False, **policy: object) -> pl.DataFrame:
    section = DsoPolicy(**policy)  # type: ignore[arg-type]
    sums = month_sums(ledger, dso_points(as_of, section, by_month=by_month))
    return dso(sums.sales, sums.balances, as_of, section, by_month=by_month)


def bill(day: date, amount: int, due: date = LATER, *paid: tuple[date, int], **more: object) -> Doc:
    pays = tuple(Pay(when, D(part)) for when, part in paid)
    return Doc("C1", f"I{day:%m%d}{amount}", day, due, D(amount), pays, **more)  # type: ignore[arg-type]


AUGUST = date(2025, 8, 10)
ORACLE_2 = [
    bill(date(2025, 5, 10), 950, date(2025, 6, 9), (date(2025, 7, 20), 950)),
    bill(date(2025, 6, 10), 950, date(2025, 7, 10), (date(2025, 7, 25), 800)),
    bill(date(2025, 7, 10), 900, date(2025, 8, 9), (date(2025, 9, 1), 550)),
    bill(AUGUST, 550),
    bill(AUGUST, 550, date(2025, 9, 9), (date(2025, 9, 29), 400)),
    bill(date(2025, 9, 10), 1000, LATER, (date(2025, 9, 30), 150)),
    bill(date(2025, 10, 3), 7777),
]
ORACLE_ROW = {
    "window_days": 92,
    "receivables": 2050,
    "credit_sales": 3000,
    "opening": 1900,
    "current": 1400,
    "overdue": 650,
    "dso": 62.8667,
    "dso_countback": 59.5909,
    "dso_best_possible": 42.9333,
    "days_delinquent": 19.9333,
    "dso_weighted": 62.0197,
    "cei": 81.4286,
    "turnover": 6.0264,
    "overdue_ratio": 0.317073,
}


def test_oracle_2() -> None:
    row = measured(ledger_of(ORACLE_2)).row(0, named=True)
    assert {name: round(row[name], 4 if name != "overdue_ratio" else 6) for name in ORACLE_ROW} == ORACLE_ROW
    assert (row["currency"], row["period_end"], row["notes"]) == ("CNY", DAY, [])


def test_columns_are_the_contracts() -> None:
    needed = ["currency", "period_end", *(name for name in ORACLE_ROW if name not in ("opening", "current", "overdue"))]
    assert set(needed) <= set(measured(ledger_of(ORACLE_2)).columns)


def test_tax_is_added_to_sales_that_lack_it() -> None:
    row = measured(ledger_of(ORACLE_2), vat_ratio=0.13).row(0, named=True)
    assert (row["credit_sales"], round(row["dso"], 4)) == (D("3390.0000"), 55.6342)


def test_monthly_rows_end_on_month_ends() -> None:
    rows = measured(ledger_of(ORACLE_2), date(2025, 10, 5), by_month=True, trend_months=4)
    assert rows["period_end"].to_list() == [date(2025, 6, 30), date(2025, 7, 31), date(2025, 8, 31), DAY]
    alone = measured(ledger_of(ORACLE_2))
    assert rows.tail(1).equals(alone)
    assert rows["receivables"].to_list() == [1900, 1050, 2150, 2050]


def test_month_rows_begin_with_the_first_sale() -> None:
    rows = measured(ledger_of(ORACLE_2), by_month=True)
    assert rows["period_end"].to_list()[0] == date(2025, 5, 31)
    first = rows.row(0, named=True)
    assert (first["window_days"], first["dso"]) == (31, 31.0)
    assert first["notes"] == [{"code": "short-history", "value": 1.0, "threshold": 3.0, "detail": None}]


def test_cei_of_the_last_month_stands_beside() -> None:
    row = measured(ledger_of(ORACLE_2)).row(0, named=True)
    assert row["cei_month"] == pytest.approx(100 * (2150 + 1000 - 2050) / (2150 + 1000 - 1400))
    assert measured(ledger_of(ORACLE_2), window_months=1)["cei"].to_list() == [row["cei_month"]]


# --- edges ------------------------------------------------------------------------------------------------------------


def codes(row: dict[str, object]) -> list[str]:
    notes = row["notes"]
    assert isinstance(notes, list)
    return [note["code"] for note in notes]


def test_nothing_ever_overdue_is_a_cei_of_100() -> None:
    docs = [bill(date(2025, 6, 10), 50, date(2025, 7, 10), (date(2025, 7, 5), 50)), bill(date(2025, 8, 1), 70)]
    assert measured(ledger_of(docs))["cei"].to_list() == [100.0]
    fresh = measured(ledger_of([bill(date(2025, 8, 1), 70)])).row(0, named=True)
    assert fresh["cei"] == 100.0
    settled = bill(date(2025, 1, 1), 70, DAY, (date(2025, 2, 1), 70))
    idle = measured(ledger_of([settled])).row(0, named=True)
    assert (idle["cei"], idle["dso"], idle["turnover"], idle["overdue_ratio"]) == (None, None, None, None)
    assert codes(idle) == ["no-sales", "no-overdue-base"]
    assert idle["dso_countback"] == 0.0


def test_a_month_without_sales_is_skipped_and_its_days_count() -> None:
    docs = [
        bill(date(2025, 7, 1), 100),
        bill(date(2025, 8, 1), 40),
        bill(date(2025, 8, 2), -40, None, type="credit-note"),  # type: ignore[arg-type]
        bill(date(2025, 9, 1), 50),
    ]
    row = measured(ledger_of(docs)).row(0, named=True)
    assert row["receivables"] == 150
    assert row["dso_countback"] == 30 + 31 + 31
    assert codes(row) == ["month-without-sales"]
    assert row["notes"][0]["detail"] == "2025-08"


def test_receivables_beyond_all_sales_have_no_countback() -> None:
    opening = bill(date(2025, 7, 1), 500, type="adjustment")
    row = measured(ledger_of([opening, bill(date(2025, 8, 1), 100)])).row(0, named=True)
    assert row["dso_countback"] is None
    exceeded = next(note for note in row["notes"] if note["code"] == "exceeds-sales")
    assert exceeded["value"] == 61.0
    assert (row["window_days"], codes(row)[0]) == (61, "short-history")


@pytest.mark.parametrize(
    ("receivables", "expected"),
    [
        pytest.param("2050", (D(30) + D(1050) / D(1100) * 31, 61), id="oracle-2"),
        pytest.param("0", (D(0), 0), id="nothing-open"),
        pytest.param("-5", (D(0), 0), id="credit-balance"),
        pytest.param("1000", (D(30), 30), id="one-month-exactly"),
        pytest.param("2100", (D(61), 61), id="two-months-exactly"),
        pytest.param("2101", (None, 61), id="more-than-all"),
    ],
)
def test_countback(receivables: str, expected: tuple[Decimal | None, int]) -> None:
    months = [(Period(date(2025, 9, 1), DAY), D(1000)), (Period(date(2025, 8, 1), date(2025, 8, 31)), D(1100))]
    assert countback(D(receivables), months)[:2] == expected


def test_published_figures() -> None:
    docs = [bill(date(2025, 4, 1), 5538), bill(date(2025, 5, 1), 4566), bill(date(2025, 6, 1), 7570)]
    docs = [replace(doc, due=date(2026, 1, 1)) for doc in docs]
    docs.append(bill(date(2025, 6, 5), 10869 - 5538 - 4566 - 7570, None, type="payment"))  # type: ignore[arg-type]
    row = measured(ledger_of(docs), date(2025, 6, 30)).row(0, named=True)
    assert round(row["dso"] * 90 / row["window_days"], 2) == 55.35


def test_a_credit_balance_is_noted() -> None:
    row = measured(ledger_of([bill(date(2025, 9, 1), 50), bill(date(2025, 9, 2), -80, None, type="payment")])).row(
        0, named=True
    )  # type: ignore[arg-type]
    assert (row["receivables"], row["dso_countback"], row["turnover"]) == (-30, 0.0, None)
    assert "credit-balance" in codes(row)


def test_currencies_have_their_own_rows() -> None:
    docs = [*ORACLE_2, *(replace(doc, currency="USD", amount=doc.amount) for doc in ORACLE_2)]
    rows = measured(ledger_of(docs))
    assert rows["currency"].to_list() == ["CNY", "USD"]
    assert rows["dso"].n_unique() == 1


def test_mid_month_windows_go_from_day_to_day() -> None:
    row = measured(ledger_of(ORACLE_2), date(2025, 9, 15)).row(0, named=True)
    assert (row["window_days"], row["credit_sales"]) == (92, 3000)
    assert codes(row) == ["partial-month"]


@pytest.mark.parametrize(
    ("last", "months", "first", "days"),
    [
        pytest.param("2025-09-30", 3, "2025-07-01", 92, id="calendar-months"),
        pytest.param("2025-02-28", 3, "2024-12-01", 90, id="february"),
        pytest.param("2024-02-29", 1, "2024-02-01", 29, id="leap-february"),
        pytest.param("2025-05-30", 3, "2025-03-01", 91, id="no-30-february"),
        pytest.param("2025-09-15", 1, "2025-08-16", 31, id="day-to-day"),
    ],
)
def test_windows(last: str, months: int, first: str, days: int) -> None:
    period = window(date.fromisoformat(last), months)
    assert (period.first.isoformat(), period.days) == (first, days)


def test_month_ends() -> None:
    assert month_ends(date(2025, 3, 30), 2) == [date(2025, 1, 31), date(2025, 2, 28)]
    assert month_ends(date(2024, 3, 31), 2) == [date(2024, 2, 29), date(2024, 3, 31)]


def test_an_open_item_list_has_no_dso() -> None:
    listed = ledger_of(ORACLE_2, has_past=False)
    with pytest.raises(CreditkitError, match="CK303"):
        measured(listed, LATER)


def test_disputed_documents_can_be_left_out_of_the_overdue_ratio() -> None:
    docs = [bill(date(2025, 7, 1), 60, date(2025, 8, 1), disputed=True), bill(date(2025, 9, 1), 40)]
    points = dso_points(DAY, DsoPolicy())
    for left_out, ratio in ((False, 0.6), (True, 0.0)):
        sums = month_sums(ledger_of(docs), points, exclude_disputed=left_out)
        assert dso(sums.sales, sums.balances, DAY, DsoPolicy())["overdue_ratio"].to_list() == [ratio]


# --- all month ends at once are the month ends one by one -------------------------------------------------------------


def random_docs(seed: int, count: int = 150) -> list[Doc]:
    draw = random.Random(seed)
    docs = []
    for n in range(count):
        day = date(2024, 1, 1) + timedelta(draw.randrange(600))
        amount = D(draw.randrange(-3000, 20000)) / 100
        paid = []
        for _ in range(draw.randrange(4)):
            when = None if draw.random() < 0.1 else day + timedelta(draw.randrange(-5, 120))
            paid.append(Pay(when, D(draw.randrange(-500, 12000)) / 100))
        due = None if draw.random() < 0.1 else day + timedelta(draw.randrange(-3, 60))
        kind = "credit-note" if amount < 0 else draw.choice(["invoice", "invoice", "debit-note", "adjustment"])
        docs.append(
            Doc(f"C{n % 9}", str(n), day, due, amount, tuple(paid), draw.choice(["CNY", "USD"]), kind,
                disputed=draw.random() < 0.2, in_row=draw.random() < 0.5)
        )  # fmt: skip
    return docs


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("in_rows_only", [False, True])
@pytest.mark.parametrize("exclude_disputed", [False, True])
def test_balances_at_once_equal_balances_one_by_one(seed: int, in_rows_only: bool, exclude_disputed: bool) -> None:
    docs = random_docs(seed)
    if in_rows_only:
        docs = [replace(doc, paid=doc.paid[:1], in_row=True) for doc in docs]
    ledger = ledger_of(docs)
    points = [date(2024, 2, 29), date(2024, 6, 30), date(2024, 7, 17), date(2024, 12, 31), date(2025, 6, 30)]
    slow = fold_months._balances_one_by_one(ledger, points, "invoice_date", 15, exclude_disputed)
    fast = fold_months._balances_at_once(ledger, points, "invoice_date", 15, exclude_disputed)
    keys = ["currency", "point", "origin"]
    nought = pl.any_horizontal(pl.col("receivables", "sales_open", "current", "overdue") != 0)
    assert fast.filter(nought).equals(slow.filter(nought).sort(keys))
    assert fast.height > 20


@pytest.mark.parametrize(
    "as_of", [date(2012, 9, 30), date(2013, 2, 28), date(2013, 5, 14), date(2013, 12, 31)], ids=str
)
def test_ibm_agrees_with_plain_python(as_of: date) -> None:
    docs = ibm_docs()
    row = measured(ledger_of(docs), as_of).row(0, named=True)
    for name, value in plain.dso(docs, as_of, "USD").items():
        if isinstance(row[name], Decimal):
            assert row[name] == Decimal(value.numerator) / Decimal(value.denominator), name
        else:
            assert row[name] == (None if value is None else pytest.approx(float(value), rel=1e-12)), name
