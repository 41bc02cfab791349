"""Payment habits: the worked example, what counts as a payment, and the real sample ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest

import plain
from creditkit.errors import CreditkitError
from creditkit.fold.habits import habit_sums, points_scaled, whole_months
from creditkit.fold.payments import settlements_of
from creditkit.ledger import Ledger
from creditkit.policy.curve import scaled_curve
from creditkit.policy.model import HabitsPolicy
from creditkit.stages.habits import habits
from ibm import ibm_docs, ibm_rows
from plain import Doc, Pay, ledger_of
from test_dso import random_docs

D = Decimal
DAY = date(2025, 9, 30)


def measured(ledger: Ledger, as_of: date = DAY, **policy: object) -> pl.DataFrame:
    section = HabitsPolicy(**policy)  # type: ignore[arg-type]
    return habits(habit_sums(ledger, as_of, section).collect(), section)


def row_of(docs: list[Doc], as_of: date = DAY, **policy: object) -> dict[str, object]:
    return measured(ledger_of(docs), as_of, **policy).row(0, named=True)


def codes(row: dict[str, object]) -> list[str]:
    notes = row["notes"]
    assert isinstance(notes, list)
    return [note["code"] for note in notes]


def paid(number: int, amount: int, late: int, when: date = date(2025, 8, 20), net: int = 30, **more: object) -> Doc:
    """An invoice paid in full on `when`, so many days late."""
    due = when - timedelta(late)
    return Doc("C1", str(number), due - timedelta(net), due, D(amount), (Pay(when, D(amount)),), **more)  # type: ignore[arg-type]


ORACLE_3 = [paid(1, 50_000, 0), paid(2, 30_000, 15), paid(3, 20_000, 30)]
OPEN_100 = Doc("C1", "4", date(2025, 5, 1), DAY - timedelta(100), D(25_000))


@pytest.mark.parametrize("in_row", [False, True], ids=["payments-frame", "in-the-row"])
def test_oracle_3(in_row: bool) -> None:
    docs = [replace(doc, in_row=in_row) for doc in ORACLE_3]
    row = row_of(docs)
    assert (row["pay_index"], row["late_share"]) == (71.0, 0.5)
    assert row_of(docs, order="weight-then-score")["pay_index"] == 73.0
    with_open = row_of([*docs, OPEN_100])
    assert round(with_open["pay_index"], 2) == 62.13
    assert (with_open["worst_days_late"], with_open["overdue"], with_open["open"]) == (100, 25_000, 25_000)
    assert row_of([*docs, OPEN_100], include_open_overdue=False)["pay_index"] == 71.0


def test_days_to_pay_and_days_late() -> None:
    docs = [paid(1, 10_000, 5, net=30), paid(2, 20_000, 15, net=30), paid(3, 5_000, -5, net=30)]
    row = row_of(docs)
    assert round(row["mean_days_to_pay"], 4) == 39.2857
    assert round(row["weighted_days_late"], 4) == 9.2857
    assert (row["mean_days_late"], row["paid_invoices"]) == (5.0, 3)
    assert round(row["late_share"], 6) == round(30 / 35, 6)
    assert round(row["late_share_count"], 6) == round(2 / 3, 6)


def test_trend_and_slope() -> None:
    months = [date(2025, 4, 30), date(2025, 5, 31), date(2025, 6, 30), date(2025, 7, 31), date(2025, 8, 31), DAY]
    docs = [paid(n, 100, late, when) for n, (late, when) in enumerate(zip((4, 5, 5, 7, 9, 12), months, strict=True))]
    row = row_of(docs)
    assert round(row["trend_days"], 4) == 4.6667
    assert round(row["trend_slope"], 4) == 1.5429
    short = row_of(docs[3:])
    assert short["trend_days"] is None
    assert "no-trend" in codes(short)
    assert short["trend_slope"] == pytest.approx(2.5)


@pytest.mark.parametrize(
    ("days", "points"),
    [
        (-40, 100), (-30, 100), (-25, 95), (-20, 90), (-10, 85), (0, 80), (3, 78), (15, 70), (22, 60), (30, 50), (45, 45),
        (60, 40), (90, 30), (100, Fraction(80, 3)), (120, 20), (150, 10), (180, 0), (181, 0), (5000, 0),
    ],
)  # fmt: skip
def test_curve(days: int, points: int | Fraction) -> None:
    section = HabitsPolicy()
    scaled = pl.DataFrame({"d": [days]}).select(points_scaled(pl.col("d"), section)).item()
    assert Fraction(scaled, scaled_curve(section.curve).scale) == points


def test_columns_are_the_contracts() -> None:
    needed = [
        "customer_id", "currency", "invoices", "paid_invoices", "pay_index", "mean_days_late", "weighted_days_late",
        "mean_days_to_pay", "late_share", "worst_days_late", "trend_days", "first_invoice", "last_invoice", "open", "overdue",
        "notes",
    ]  # fmt: skip
    assert set(needed) <= set(measured(ledger_of(ORACLE_3)).columns)


# --- what counts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "counts"),
    [
        pytest.param(date(2024, 9, 30), False, id="a-year-ago-is-out"),
        pytest.param(date(2024, 10, 1), True, id="the-first-day-of-the-window"),
        pytest.param(DAY, True, id="on-the-as-of-date"),
        pytest.param(date(2025, 10, 1), False, id="after-it"),
    ],
)
def test_payments_count_in_the_window(when: date, counts: bool) -> None:
    row = row_of([paid(1, 100, 10, when, net=60)])
    assert row["paid_invoices"] == (1 if counts else 0)
    assert (row["weighted_days_late"] == 10.0) is counts
    assert ("no-payments" in codes(row)) is not counts


def test_partial_payments_count_with_their_own_dates() -> None:
    due = date(2025, 7, 31)
    doc = Doc("C1", "1", date(2025, 7, 1), due, D(100), (Pay(due, D(75)), Pay(due + timedelta(20), D(25))))
    row = row_of([doc])
    assert (row["weighted_days_late"], row["late_share"], row["mean_days_late"], row["paid_invoices"]) == (
        5.0,
        0.25,
        20.0,
        1,
    )
    half = row_of([replace(doc, paid=doc.paid[:1])])
    assert (half["paid_invoices"], half["mean_days_late"], half["weighted_days_late"]) == (0, None, 0.0)


@pytest.mark.parametrize("kind", ["credit", "write-off", "discount"])
def test_other_settlements_are_not_payments(kind: str) -> None:
    doc = paid(1, 100, 200, net=10)
    row = row_of([replace(doc, paid=(replace(doc.paid[0], kind=kind),)), paid(2, 50, 0)])
    assert (row["paid_invoices"], row["pay_index"], row["worst_days_late"], row["open"]) == (1, 80.0, 0, 0)
    assert "not-cash" in codes(row)


def test_cash_without_a_date_and_cash_taken_back() -> None:
    due = date(2025, 7, 31)
    undated = Doc("C1", "1", date(2025, 7, 1), due, D(100), (Pay(None, D(100)),), in_row=True)
    bounced = Doc("C1", "2", date(2025, 7, 1), due, D(100), (Pay(due, D(100)), Pay(due + timedelta(3), D(-100))))
    row = row_of([undated, bounced, paid(3, 100, 0)])
    assert {"undated-payments", "reversed-payments"} <= set(codes(row))
    assert row["open"] == 100
    # The bounced invoice is open and 61 days overdue: 39 2/3 points, beside two prompt receipts.
    assert row["pay_index"] == pytest.approx(float((80 + 80 + (40 - Fraction(1, 3))) / 3))


def test_grace_days_are_not_late() -> None:
    docs = [paid(1, 100, 3), paid(2, 100, 4)]
    assert row_of(docs)["late_share"] == 1.0
    assert row_of(docs, grace_days=3)["late_share"] == 0.5


@pytest.mark.parametrize(
    ("count", "first", "expected"),
    [
        pytest.param(3, date(2025, 6, 30), [], id="three-invoices-three-months"),
        pytest.param(2, date(2025, 6, 30), ["thin"], id="two-invoices"),
        pytest.param(3, date(2025, 7, 1), ["thin-history"], id="a-day-short-of-three-months"),
    ],
)
def test_thin(count: int, first: date, expected: list[str]) -> None:
    docs = [Doc("C1", str(n), first, date(2025, 8, 1), D(100), (Pay(date(2025, 8, 1), D(100)),)) for n in range(count)]
    # The month end of September completes the month that began on the first of July, so the day before is asked.
    as_of = date(2025, 9, 30) if first.day == 30 else date(2025, 9, 29)
    assert [code for code in codes(row_of(docs, as_of)) if code.startswith("thin")] == expected


@pytest.mark.parametrize(
    ("first", "as_of", "months"),
    [
        (date(2025, 1, 31), date(2025, 2, 28), 1), (date(2025, 1, 31), date(2025, 2, 27), 0), (DAY, DAY, 0),
        (date(2024, 9, 30), DAY, 12), (date(2025, 10, 1), DAY, 0),
    ],
)  # fmt: skip
def test_whole_months(first: date, as_of: date, months: int) -> None:
    assert pl.DataFrame({"f": [first]}).select(whole_months("f", as_of)).item() == months


def test_cash_on_a_document_pays_its_instalments_in_due_order() -> None:
    dues = (date(2025, 7, 1), date(2025, 8, 1), date(2025, 9, 1))
    docs = [Doc("C1", "I", date(2025, 6, 1), due, D(100), instalment=n) for n, due in enumerate(dues, 1)]
    cash = [("C1", "I", Pay(date(2025, 7, 11), D(150))), ("C1", "I", Pay(date(2025, 8, 21), D(90)))]
    ledger = ledger_of(list(reversed(docs)), cash)
    got = settlements_of(ledger, DAY).sort("due_date", "date").select("due_date", "date", "amount").collect().rows()
    assert got == [
        (dues[0], date(2025, 7, 11), 100), (dues[1], date(2025, 7, 11), 50), (dues[1], date(2025, 8, 21), 50),
        (dues[2], date(2025, 8, 21), 40),
    ]  # fmt: skip
    row = measured(ledger).row(0, named=True)
    assert (row["paid_invoices"], row["mean_days_late"], row["open"]) == (2, 15.0, 60)


def test_receipts_that_name_their_invoice_are_payments() -> None:
    bill = Doc("C1", "I", date(2025, 6, 1), date(2025, 7, 1), D(100))
    cash = Doc("C1", "P", date(2025, 7, 11), None, D(-100), type="payment", applied_to="I")
    note = Doc("C1", "N", date(2025, 7, 11), None, D(-40), type="credit-note", applied_to="I")
    row = row_of([bill, cash])
    assert (row["paid_invoices"], row["mean_days_late"], row["open"]) == (1, 10.0, 0)
    assert row_of([bill, note])["paid_invoices"] == 0


def test_a_customer_with_credits_alone_has_a_row() -> None:
    row = row_of([Doc("C1", "P", DAY, None, D(-100), type="payment")])
    assert (row["customer_name"], row["open"], row["pay_index"], row["invoices"]) == ("Customer C1", -100, None, 0)


def test_customers_and_currencies_have_their_own_rows() -> None:
    docs = [*ORACLE_3, *(replace(d, currency="USD") for d in ORACLE_3), *(replace(d, customer="C0") for d in ORACLE_3)]
    rows = measured(ledger_of(docs))
    assert rows.select("customer_id", "currency").rows() == [("C0", "CNY"), ("C1", "CNY"), ("C1", "USD")]
    assert rows["pay_index"].to_list() == [71.0] * 3


def test_an_open_item_list_has_no_habits() -> None:
    with pytest.raises(CreditkitError, match="CK306"):
        measured(ledger_of(ORACLE_3, has_past=False), date(2026, 1, 1))


# --- against plain Python ---------------------------------------------------------------------------------------------


def agree(rows: pl.DataFrame, expected: dict[tuple[str, str], dict[str, object]]) -> None:
    assert rows.height == len(expected) > 0
    for row in rows.iter_rows(named=True):
        for name, value in expected[row["customer_id"], row["currency"]].items():
            exact = value is None or isinstance(value, int | Decimal)
            assert row[name] == (value if exact else pytest.approx(float(value), rel=1e-12, abs=1e-12)), name  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(5))
def test_random_ledgers_agree_with_plain_python(seed: int) -> None:
    docs = [doc for doc in random_docs(seed, 250) if doc.type in ("invoice", "debit-note")]
    for as_of in (date(2024, 12, 31), date(2025, 7, 17)):
        agree(measured(ledger_of(docs), as_of), plain.habits(docs, as_of))


def test_ibm_days_are_those_of_the_file() -> None:
    found = settlements_of(ledger_of(ibm_docs()), date(2014, 12, 31)).sort("document_key").collect()
    late = (found["date"] - found["due_date"]).dt.total_days()
    taken = (found["date"] - found["invoice_date"]).dt.total_days()
    rows = ibm_rows()
    assert len(rows) == found.height == 2466
    assert [max(days, 0) for days in late] == [int(row["DaysLate"]) for row in rows]
    assert taken.to_list() == [int(row["DaysToSettle"]) for row in rows]


@pytest.mark.parametrize("as_of", [date(2012, 6, 30), date(2013, 5, 14), date(2013, 12, 31)], ids=str)
def test_ibm_agrees_with_plain_python(as_of: date) -> None:
    docs = ibm_docs()
    agree(measured(ledger_of(docs), as_of), plain.habits(docs, as_of))
