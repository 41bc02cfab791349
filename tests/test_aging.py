"""Aging: the worked example of the domain notes in its three credit modes, every edge, and the real sample ledger."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest

import plain
from creditkit.errors import CreditkitError
from creditkit.fold.buckets import aging_documents, aging_sums, bucket_labels, first_day_within
from creditkit.fold.convert import convert_columns, convert_ledger
from creditkit.fold.customers import customer_facts
from creditkit.fold.open_items import control_total, open_items
from creditkit.ledger import Ledger
from creditkit.policy.model import AgingPolicy
from creditkit.stages.aging import aging, aging_totals, proof
from ibm import ibm_docs
from plain import Doc, Pay, ledger_of

D = Decimal
DAY = date(2025, 9, 30)


def aged(ledger: Ledger, as_of: date = DAY, by: str = "customer", **policy: object) -> pl.DataFrame:
    section = AgingPolicy(**policy)  # type: ignore[arg-type]
    items = open_items(ledger, as_of, default_terms_days=section.default_terms_days)
    fold = aging_documents(items, section, as_of) if by == "document" else aging_sums(items, section, as_of, by=by)
    rows = aging(fold.collect())
    assert proof(rows, control_total(ledger, as_of))["difference"].to_list() == [D(0)] * rows["currency"].n_unique()
    money = [name for name in rows.columns if name.startswith("buckets.")]
    assert (rows.select(pl.sum_horizontal([*money, "unapplied"])).to_series() == rows["open"]).all()
    return rows


def one(number: str, invoiced: str, due: str | None, amount: str, *paid: Pay, **more: object) -> Doc:
    dates = date.fromisoformat(f"2025-{invoiced}"), due and date.fromisoformat(f"2025-{due}")
    return Doc("C1", number, dates[0], dates[1] or None, D(amount), paid, **more)  # type: ignore[arg-type]


ORACLE_1 = [
    one("I1", "06-02", "07-02", "10000", Pay(date(2025, 8, 15), D(4000)), Pay(date(2025, 10, 5), D(1000))),
    one("I2", "07-01", "07-31", "5000"),
    one("I3", "08-31", "09-30", "8000"),
    one("I4", "08-30", "09-29", "3000"),
    one("I5", "07-31", "08-30", "2000"),
    one("I6", "05-31", "06-30", "1500"),
    one("I7", "10-03", "11-02", "9000"),
    one("I8", "07-01", "08-01", "4000", instalment=1),
    one("I8", "07-01", "09-01", "4000", instalment=2),
    one("I8", "07-01", "10-01", "4000", instalment=3),
    one("CN1", "09-10", None, "-1200", type="credit-note"),
    one("PM1", "09-20", None, "-2500", type="payment"),
]
ORACLE_LEDGER = ledger_of(ORACLE_1, [("C1", "I8", Pay(date(2025, 9, 5), D(5000)))])


@pytest.mark.parametrize(
    ("mode", "buckets", "unapplied", "overdue"),
    [
        pytest.param("separate", [12000, 6000, 2000, 11000, 1500], -3700, 20500, id="separate"),
        pytest.param("own-date", [12000, 2300, 2000, 11000, 1500], 0, 16800, id="own-date"),
        pytest.param("fifo", [12000, 6000, 2000, 8800, 0], 0, 16800, id="fifo"),
    ],
)
def test_oracle_1(mode: str, buckets: list[int], unapplied: int, overdue: int) -> None:
    row = aged(ORACLE_LEDGER, credits=mode, edges=(30, 60, 90)).row(0, named=True)
    labels = ["not_due", "1-30", "31-60", "61-90", "91+"]
    assert [row[f"buckets.{label}"] for label in labels] == buckets
    assert (row["unapplied"], row["open"], row["overdue"]) == (unapplied, 28800, overdue)
    assert row["max_days_overdue"] == (90 if mode == "fifo" else 92)


def test_oracle_1_by_invoice_date() -> None:
    row = aged(ORACLE_LEDGER, basis="invoice", edges=(30, 60, 90)).row(0, named=True)
    assert [row[f"buckets.{label}"] for label in ("0-30", "31-60", "61-90", "91+")] == [8000, 3000, 2000, 19500]
    assert row["open"] - row["unapplied"] == 32500
    assert row["overdue"] == 20500


def test_oracle_1_by_document() -> None:
    rows = aged(ORACLE_LEDGER, by="document", edges=(30, 60, 90))
    assert rows.filter(pl.col("document_id") == "I1").select("days_overdue", "bucket", "open").row(0) == (
        90,
        "61-90",
        6000,
    )
    eighth = rows.filter(pl.col("document_id") == "I8").sort("due_date")
    assert eighth.select("instalment", "open", "days_overdue").rows() == [(2, 3000, 29), (3, 4000, -1)]
    credits = rows.filter(pl.col("open") < 0)
    assert credits["bucket"].to_list() == [None, None]
    assert rows["open"].sum() == 28800


def test_columns_are_the_contracts() -> None:
    rows = aged(ORACLE_LEDGER)
    assert rows.columns == [
        "customer_id", "customer_name", "currency", "buckets.not_due", "buckets.1-30", "buckets.31-60", "buckets.61-90",
        "buckets.91-120", "buckets.121+", "unapplied", "disputed", "overdue", "open", "max_days_overdue", "documents",
        "notes",
    ]  # fmt: skip
    needed = {"document_id", "document_type", "invoice_date", "due_date", "amount", "days_overdue", "bucket"}
    assert needed <= set(aged(ORACLE_LEDGER, by="document").columns)


EDGES = [
    (-1, "not_due"), (0, "not_due"), (1, "1-30"), (30, "1-30"), (31, "31-60"), (60, "31-60"), (61, "61-90"),
    (90, "61-90"), (91, "91-120"), (120, "91-120"), (121, "121+"),
]  # fmt: skip


@pytest.mark.parametrize(("days", "label"), [pytest.param(d, b, id=f"{d}-days") for d, b in EDGES])
def test_edges_of_the_due_basis(days: int, label: str) -> None:
    ledger = ledger_of([Doc("C1", "I", DAY - timedelta(200), DAY - timedelta(days), D(7))])
    row = aged(ledger).row(0, named=True)
    assert [name for name, value in row.items() if name.startswith("buckets.") and value] == [f"buckets.{label}"]
    assert row["overdue"] == (7 if days > 0 else 0)
    assert row["max_days_overdue"] == max(days, 0)
    assert aged(ledger, by="document")["bucket"].to_list() == [label]


@pytest.mark.parametrize(
    ("days", "label"), [(0, "0-30"), (30, "0-30"), (31, "31-60"), (120, "91-120"), (121, "121+")], ids=str
)
def test_edges_of_the_invoice_basis(days: int, label: str) -> None:
    ledger = ledger_of([Doc("C1", "I", DAY - timedelta(days), DAY + timedelta(5), D(7))])
    assert aged(ledger, by="document", basis="invoice")["bucket"].to_list() == [label]


@pytest.mark.parametrize(
    ("as_of", "invoiced", "label"),
    [
        pytest.param("2025-12-31", "2025-12-31", "0-1y", id="today"),
        pytest.param("2025-12-31", "2024-12-31", "0-1y", id="one-year-is-within-one-year"),
        pytest.param("2025-12-31", "2024-12-30", "1-2y", id="one-year-and-a-day"),
        pytest.param("2025-12-31", "2020-12-31", "4-5y", id="five-years"),
        pytest.param("2025-12-31", "2020-12-30", "5y+", id="five-years-and-a-day"),
        pytest.param("2025-02-28", "2024-02-29", "0-1y", id="29-february-plus-a-year-is-28-february"),
        pytest.param("2025-03-01", "2024-02-29", "1-2y", id="the-day-after"),
        pytest.param("2024-02-29", "2023-02-28", "1-2y", id="as-of-29-february"),
        pytest.param("2024-02-29", "2023-03-01", "0-1y", id="as-of-29-february-from-1-march"),
        pytest.param("2024-02-29", "2020-02-29", "3-4y", id="leap-day-to-leap-day"),
    ],
)
def test_bands_of_years(as_of: str, invoiced: str, label: str) -> None:
    day = date.fromisoformat(invoiced)
    rows = aged(
        ledger_of([Doc("C1", "I", day, day, D(7))]),
        date.fromisoformat(as_of),
        by="document",
        basis="invoice",
        bands="years",
    )
    assert rows["bucket"].to_list() == [label]


def test_bands_of_years_agree_with_adding_years_to_every_day() -> None:
    for as_of in (date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28), date(2025, 3, 1)):
        for years in (1, 2, 3, 4, 5):
            days = [as_of - timedelta(n) for n in range(years * 366 + 5)]
            reach = [d for d in days if _plus_years(d, years) >= as_of]
            assert min(reach) == first_day_within(as_of, years)


def _plus_years(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def test_labels_follow_the_policy() -> None:
    assert bucket_labels(AgingPolicy(edges=(15, 45))) == ("not_due", "1-15", "16-45", "46+")
    assert bucket_labels(AgingPolicy(basis="invoice", bands="years")) == ("0-1y", "1-2y", "2-3y", "3-4y", "4-5y", "5y+")
    assert bucket_labels(AgingPolicy(bands="years", edges=(1, 3))) == ("not_due", "0-1y", "1-3y", "3y+")


def test_retention_is_not_overdue_before_its_release() -> None:
    docs = [
        Doc("C1", "R", date(2025, 7, 1), date(2025, 7, 31), D(95000), instalment=1),
        Doc("C1", "R", date(2025, 7, 1), date(2026, 7, 31), D(5000), instalment=2),
    ]
    row = aged(ledger_of(docs)).row(0, named=True)
    assert (row["buckets.61-90"], row["buckets.not_due"], row["max_days_overdue"]) == (95000, 5000, 61)


def test_disputed_documents_stay_in_their_bucket() -> None:
    docs = [
        one("A", "06-02", "07-02", "100", disputed=True),
        one("B", "08-01", "09-20", "40"),
        one("C", "09-01", "10-20", "7", disputed=True),
    ]
    row = aged(ledger_of(docs)).row(0, named=True)
    assert (row["buckets.61-90"], row["disputed"], row["overdue"], row["max_days_overdue"]) == (100, 107, 140, 90)
    without = aged(ledger_of(docs), exclude_disputed=True).row(0, named=True)
    assert (without["buckets.61-90"], without["open"], without["disputed"]) == (100, 147, 107)
    assert (without["overdue"], without["max_days_overdue"]) == (40, 10)


def test_fifo_leaves_the_rest_as_a_credit_balance() -> None:
    docs = [one("A", "06-02", "07-02", "100"), one("P1", "09-01", None, "-70"), one("P2", "09-02", None, "-70")]
    row = aged(ledger_of(docs), credits="fifo").row(0, named=True)
    assert (row["unapplied"], row["open"], row["overdue"], row["max_days_overdue"]) == (-40, -40, 0, 0)
    assert [note["code"] for note in row["notes"]] == ["credit-balance"]
    left = aged(ledger_of(docs), by="document", credits="fifo")
    assert left.select("document_id", "open").rows() == [("P2", -40)]


def test_fifo_order_is_due_date_then_invoice_date_then_number() -> None:
    docs = [
        one("B", "07-01", "08-01", "10"), one("A", "07-01", "08-01", "10"), one("C", "06-30", "08-01", "10"),
        one("D", "06-01", "08-02", "10"), one("P", "09-01", None, "-25"),
    ]  # fmt: skip
    rows = aged(ledger_of(docs), by="document", credits="fifo")
    assert dict(rows.select("document_id", "open").rows()) == {"B": 5, "D": 10}


def test_a_directed_credit_passes_the_oldest_debt_by() -> None:
    docs = [
        one("A", "06-02", "07-02", "100"),
        one("B", "08-01", "09-01", "100"),
        one("CN", "09-10", None, "-60", applied_to="B"),
    ]
    for mode in ("separate", "own-date", "fifo"):
        row = aged(ledger_of(docs), credits=mode).row(0, named=True)
        assert (row["buckets.61-90"], row["buckets.1-30"], row["unapplied"]) == (100, 40, 0)


def test_notes_on_missing_due_dates() -> None:
    row = aged(ledger_of([one("A", "09-01", None, "100"), one("B", "09-01", None, "-5")])).row(0, named=True)
    assert row["notes"] == [{"code": "no-due-date", "value": 1.0, "threshold": None, "detail": None}]
    assert row["max_days_overdue"] == 29
    assert aged(ledger_of([one("A", "09-01", None, "100")]), default_terms_days=30)["overdue"].to_list() == [0]


def test_currencies_are_kept_apart_and_rows_are_in_order() -> None:
    docs = [one("A", "06-02", "07-02", "5"), one("B", "06-02", "07-02", "7", currency="USD")]
    docs += [replace(docs[0], customer=c, amount=D(n)) for c, n in (("C3", 9), ("C2", 9), ("C4", -1))]
    rows = aged(ledger_of(docs))
    assert rows.select("customer_id", "currency", "open").rows() == [
        ("C2", "CNY", 9), ("C3", "CNY", 9), ("C1", "USD", 7), ("C1", "CNY", 5), ("C4", "CNY", -1),
    ]  # fmt: skip
    totals = aging_totals(rows)
    assert totals.select("currency", "open", "unapplied", "rows").rows() == [("CNY", 22, -1, 4), ("USD", 7, 0, 1)]


def test_by_any_column() -> None:
    ledger = ledger_of([one("A", "06-02", "07-02", "5"), one("B", "06-02", "07-02", "7")])
    tagged = replace(ledger, documents=ledger.documents.with_columns(region=pl.Series(["north", "south"])))
    assert aged(tagged, by="region").select("region", "open").rows() == [("south", 7), ("north", 5)]
    with pytest.raises(CreditkitError, match="CK305") as refused:
        aged(tagged, by="regoin")
    assert "region" in str(refused.value)


def balances(tags: list[str]) -> Ledger:
    ledger = ledger_of(
        [Doc("C1", t, DAY, None, D(n + 1)) for n, t in enumerate(tags)], has_past=False, layout="balances"
    )
    undated = ledger.documents.with_columns(invoice_date=pl.lit(None, dtype=pl.Date), bucket=pl.Series(tags))
    return replace(ledger, documents=undated)


def test_balances_bring_their_buckets() -> None:
    row = aged(balances(["not_due", "1-30", "121+", "121+"])).row(0, named=True)
    assert [row[f"buckets.{b}"] for b in ("not_due", "1-30", "31-60", "121+")] == [1, 2, 0, 7]
    assert (row["overdue"], row["open"], row["max_days_overdue"]) == (9, 10, None)
    assert [note["code"] for note in row["notes"]] == ["no-date"]
    with pytest.raises(CreditkitError, match="CK304") as refused:
        aged(balances(["not_due", "over 90"]))
    assert "over 90" in str(refused.value)


def test_a_bucket_column_of_a_dated_ledger_is_only_a_tag() -> None:
    ledger = ledger_of([one("A", "06-02", "07-02", "5")])
    tagged = replace(ledger, documents=ledger.documents.with_columns(bucket=pl.lit("31-60")))
    assert aged(tagged)["buckets.61-90"].to_list() == [5]


# --- one currency -----------------------------------------------------------------------------------------------------


def rates(*rows: tuple[str, str, str, str]) -> pl.DataFrame:
    data = [(date.fromisoformat(day), cur, base, D(rate)) for day, cur, base, rate in rows]
    kinds = {"date": pl.Date, "currency": pl.String, "base": pl.String, "rate": pl.Decimal(38, 10)}
    return pl.DataFrame(data, schema=kinds, orient="row")


QUOTES = rates(("2025-09-30", "USD", "CNY", "7.1055"), ("2025-08-31", "USD", "CNY", "7.18"), ("2025-10-01", "USD", "CNY", "9"),
               ("2025-09-29", "EUR", "CNY", "8.35"), ("2025-09-25", "JPY", "USD", "0.0068"))  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "currency", "target", "expected"),
    [
        pytest.param("10000", "USD", "CNY", "71055.00", id="oracle-1"),
        pytest.param("0.01", "USD", "CNY", "0.07", id="a-cent"),
        pytest.param("1000", "CNY", "USD", "140.74", id="inverse"),
        pytest.param("100", "EUR", "USD", "117.51", id="crossed"),
        pytest.param("10000", "JPY", "CNY", "483.17", id="crossed-over-the-dollar"),
        pytest.param("123.4567", "CNY", "CNY", "123.4567", id="own-currency-untouched"),
        pytest.param("-10000", "USD", "CNY", "-71055.00", id="credit"),
        pytest.param("99999999999.99", "USD", "CNY", "710549999999.93", id="large"),
    ],
)
def test_conversion(amount: str, currency: str, target: str, expected: str) -> None:
    frame = pl.DataFrame({"currency": [currency], "x": [D(amount)]}, schema_overrides={"x": pl.Decimal(38, 4)})
    done, _ = convert_columns(frame, ["x"], QUOTES, target, DAY, AgingPolicy())
    assert done.row(0) == (target, D(expected))


@pytest.mark.parametrize(
    ("rate", "amount", "target", "expected"),
    [
        pytest.param("0.5", "0.01", "CNY", "0.01", id="half-goes-up"),
        pytest.param("0.5", "-0.01", "CNY", "-0.01", id="half-goes-away-from-nought"),
        pytest.param("0.4999999999", "0.01", "CNY", "0", id="below-half"),
        pytest.param("0.125", "0.1000", "BHD", "0.013", id="three-decimals"),
        pytest.param("149.5", "1", "JPY", "150", id="no-decimals"),
    ],
)
def test_rounding_is_half_up_to_the_minor_unit(rate: str, amount: str, target: str, expected: str) -> None:
    frame = pl.DataFrame({"currency": ["USD"], "x": [D(amount)]}, schema_overrides={"x": pl.Decimal(38, 4)})
    done, _ = convert_columns(frame, ["x"], rates(("2025-09-30", "USD", target, rate)), target, DAY, AgingPolicy())
    assert done["x"].to_list() == [D(expected)]


def test_missing_and_stale_rates() -> None:
    ledger = ledger_of([one("A", "06-02", "07-02", "5", currency=c) for c in ("CNY", "GBP", "XXX")])
    with pytest.raises(CreditkitError, match="CK302") as refused:
        convert_ledger(ledger, QUOTES, "CNY", DAY, AgingPolicy())
    assert "GBP, XXX" in str(refused.value)
    dollars = ledger_of([one("A", "06-02", "07-02", "5", currency="USD")])
    assert convert_ledger(dollars, QUOTES, "CNY", DAY, AgingPolicy()).notices == ()
    (stale,) = convert_ledger(dollars, QUOTES, "CNY", date(2025, 9, 8), AgingPolicy()).notices
    assert (stale.code, stale.message.values["days"]) == ("CK852", 8)
    assert convert_ledger(dollars, QUOTES, "CNY", date(2025, 9, 7), AgingPolicy()).notices == ()


def test_a_converted_open_amount_is_the_rounded_line_and_paid_documents_stay_paid() -> None:
    seed = random.Random(7)
    docs = []
    for n in range(300):
        amount = D(seed.randrange(1, 100_000)) / 100
        cuts = sorted(seed.randrange(0, int(amount * 100) + 1) for _ in range(seed.randrange(3)))
        days = [date(2025, 1, 1) + timedelta(seed.randrange(400)) for _ in range(3)]
        paid = [
            Pay(day, D(b - a) / 100) for a, b, day in zip([0, *cuts], [*cuts, int(amount * 100)], days, strict=False)
        ]
        docs.append(
            Doc(f"C{n % 7}", str(n), date(2025, 1, 1), date(2025, 2, 1), amount, tuple(paid), "USD", in_row=n % 2 == 0)
        )
    ledger = ledger_of(docs)
    turned = convert_ledger(ledger, QUOTES, "CNY", DAY, AgingPolicy())
    for as_of in (date(2025, 3, 31), DAY, date(2026, 3, 1)):
        lines = {
            n: (plain.open_at(d, as_of) * D("7.1055")).quantize(D("0.01"), "ROUND_HALF_UP") for n, d in enumerate(docs)
        }
        items = open_items(turned, as_of).select("document_key", "open").collect()
        assert dict(items.rows()) == {n: value for n, value in lines.items() if value}
    assert turned.documents["currency"].unique().to_list() == ["CNY"]
    assert turned.documents["document_currency"].unique().to_list() == ["USD"]


def test_amounts_too_large_to_convert_are_refused() -> None:
    ledger = ledger_of([one("A", "06-02", "07-02", "9" * 30, currency="USD")])
    with pytest.raises(CreditkitError, match="CK307"):
        convert_ledger(ledger, QUOTES, "CNY", DAY, AgingPolicy())


# --- facts for limits -------------------------------------------------------------------------------------------------


def test_customer_facts() -> None:
    docs = [
        one("A", "01-05", "02-04", "100", Pay(date(2025, 3, 1), D(100))),
        one("B", "06-02", "07-02", "50"), one("C", "08-01", "09-15", "30", disputed=True), one("D", "08-20", "09-10", "20"),
        one("E", "09-20", "10-20", "10"), one("CN", "09-21", None, "-5", type="credit-note"), one("P", "09-22", None, "-8", type="payment"),
        Doc("C2", "F", date(2024, 9, 30), date(2024, 10, 30), D(1), (Pay(date(2024, 10, 30), D(1)),)),
    ]  # fmt: skip
    ledger = ledger_of(docs)
    facts = customer_facts(open_items(ledger, DAY), ledger.documents, DAY).sort("customer_id").collect()
    first, second = facts.to_dicts()
    expected = {
        "open": 97, "overdue": 100, "unapplied": -13, "disputed": 30, "max_days_overdue": 90, "open_over_10": 70,
        "open_over_30": 50, "open_over_60": 50, "open_over_90": 0, "purchases_12m": 205, "active_months_12": 4,
        "history_months": 8, "first_invoice": date(2025, 1, 5), "last_invoice": date(2025, 9, 20),
    }  # fmt: skip
    assert {name: first[name] for name in expected} == expected
    assert (second["open"], second["purchases_12m"], second["active_months_12"], second["history_months"]) == (
        0,
        0,
        0,
        12,
    )
    assert second["customer_name"] == "Customer C2"


# --- the real sample --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "as_of", [date(2012, 6, 30), date(2013, 2, 28), date(2013, 7, 15), date(2013, 12, 31)], ids=str
)
@pytest.mark.parametrize("basis", ["due", "invoice"])
def test_ibm_agrees_with_plain_python(as_of: date, basis: str) -> None:
    docs = ibm_docs()
    rows = aged(ledger_of(docs), as_of, basis=basis)
    expected = plain.aging(docs, as_of, basis=basis)
    assert rows.height == len(expected) > 0
    for row in rows.iter_rows(named=True):
        want = expected[row["customer_id"], row["currency"]]
        got = {name.removeprefix("buckets."): row[name] for name in row if name.removeprefix("buckets.") in want}
        assert got == want
