"""The example company: always the same bytes, books that balance, and everything in it that it is there to show."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

from creditkit.calendar import end_of_month_plus
from creditkit.errors import CreditkitError
from creditkit.read.customers import read_customers
from creditkit.read.ledgers import read_ledger
from creditkit.read.rates import read_rates
from creditkit.read.request import ReadOptions
from creditkit.workspace.example import write_english_example, write_example
from creditkit.workspace.example.cast import (
    AS_OF,
    FIRST_DAY,
    SUDDENLY_BAD_LAST_PAYMENT,
    TERMS,
    Customer,
    cast,
    due_date,
)
from creditkit.workspace.example.draw import Draw, cents, rounded
from creditkit.workspace.example.english import CUSTOMER_HEADERS as ENGLISH_HEADERS
from creditkit.workspace.example.english import english_files
from creditkit.workspace.example.huaxia import CUSTOMER_HEADERS, KINDS, MAPPED, SEED, huaxia_files
from creditkit.workspace.example.trade import Prefixes, Trade, next_business_day, trade
from creditkit.workspace.find import load_workspace

SHIPPED = Path(__file__).parents[1] / "examples"
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return huaxia_files()


@pytest.fixture(scope="module")
def book() -> Trade:
    draw = Draw(SEED)
    return trade(cast(draw), draw, Prefixes("XS", "HZ", "SK"))


def rows(content: bytes) -> Rows:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def cells(content: bytes) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def habit(customers: list[Customer], name: str) -> Customer:
    (found,) = [customer for customer in customers if customer.habit == name]
    return found


# --- the same bytes --------------------------------------------------------------------------------------------------


def test_generating_twice_gives_the_same_bytes(files: dict[str, bytes]) -> None:
    assert huaxia_files() == files
    assert english_files() == english_files()


@pytest.mark.parametrize("folder", ["huaxia", "english"])
def test_the_shipped_files_are_what_the_generator_writes(folder: str, files: dict[str, bytes]) -> None:
    made = files if folder == "huaxia" else english_files()
    shipped = {path.name: path.read_bytes() for path in (SHIPPED / folder).iterdir() if path.name != "README.md"}
    assert shipped.keys() == made.keys(), "run: python examples/make_examples.py"
    for name, content in made.items():
        if name.endswith(".xlsx"):  # the packed bytes depend on the machine's zlib, the cells do not
            assert cells(shipped[name]) == cells(content), name
        else:
            assert shipped[name] == content, f"{name}: run python examples/make_examples.py"


def test_the_examples_stay_small(files: dict[str, bytes]) -> None:
    assert sum(map(len, [*files.values(), *english_files().values()])) < 2_000_000


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(0.0, "0.00", id="zero"),
        pytest.param(12.345, "12.35", id="half-goes-up"),
        pytest.param(12.344, "12.34", id="below-half"),
        pytest.param(1_000_000.999, "1000001.00", id="carries"),
    ],
)
def test_cents(value: float, expected: str) -> None:
    assert str(cents(value)) == expected


@pytest.mark.parametrize(("value", "step", "expected"), [(149.0, 100, 100), (150.0, 100, 200), (-120.0, 100, -100)])
def test_rounded(value: float, step: int, expected: int) -> None:
    assert rounded(value, step) == expected


def test_draws_stay_in_their_range() -> None:
    draw = Draw(7)
    assert {draw.whole(2, 4) for _ in range(200)} == {2, 3, 4}
    assert all(1.5 <= draw.between(1.5, 2.0) < 2.0 for _ in range(200))
    assert all(draw.amount(100.0, 2.0) >= 0 for _ in range(200))


# --- books that balance ----------------------------------------------------------------------------------------------


def test_documents_less_settlements_is_what_is_open(files: dict[str, bytes]) -> None:
    billed: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows(files["ledger.csv"]):
        billed[row["客户编码"]] += Decimal(row["价税合计"])
    received: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows(files["receipts.csv"]):
        received[row["客户编码"]] += Decimal(row["收款金额"])
    draw = Draw(SEED)
    owed = trade(cast(draw), draw, Prefixes("XS", "HZ", "SK")).open_by_customer()
    assert {customer: amount - received[customer] for customer, amount in billed.items()} == owed
    assert sum(owed.values()) > 0


def test_nothing_is_overpaid(book: Trade) -> None:
    sign = {d.key: d.kind for d in book.documents}
    for key, left in book.open_by_key().items():
        assert left >= 0 if sign[key] == "invoice" else left <= 0


def test_a_credit_set_against_an_invoice_moves_no_money(book: Trade) -> None:
    assert sum(s.amount for s in book.settlements if s.kind == "credit") == 0


def test_every_fact_lies_in_the_thirty_months_and_after_its_cause(book: Trade) -> None:
    days = {d.key: d.day for d in book.documents}
    assert all(FIRST_DAY <= day <= AS_OF for day in days.values())
    assert all(s.day <= AS_OF for s in book.settlements)
    assert all(s.day >= days[s.key] for s in book.settlements if s.key is not None)


def test_every_receipt_names_a_document_of_its_customer_or_none(files: dict[str, bytes]) -> None:
    owner = {row["单据编号"]: (row["客户编码"], row["币种"]) for row in rows(files["ledger.csv"])}
    on_account = 0
    for row in rows(files["receipts.csv"]):
        if row["单据编号"]:
            assert owner[row["单据编号"]] == (row["客户编码"], row["币种"])
        else:
            on_account += 1
            assert row["收款类型"] == KINDS["cash"]
    assert 5 <= on_account <= 30


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        pytest.param("30天", date(2025, 3, 2), id="thirty-days"),
        pytest.param("月结30天", date(2025, 3, 2), id="month-end-plus-thirty"),
        pytest.param("2/10 net 30", date(2025, 3, 2), id="discount-terms-are-net-thirty"),
        pytest.param("90天", date(2025, 5, 1), id="ninety-days"),
    ],
)
def test_due_date(terms: str, expected: date) -> None:
    assert due_date(date(2025, 1, 31), terms) == expected


def test_month_end_terms_count_from_the_end_of_the_month() -> None:
    assert due_date(date(2025, 9, 12), "月结30天") == end_of_month_plus(date(2025, 9, 12), 30) == date(2025, 10, 30)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2025, 9, 26), date(2025, 9, 26), id="friday-stays"),
        pytest.param(date(2025, 9, 27), date(2025, 9, 29), id="saturday-to-monday"),
        pytest.param(date(2025, 9, 28), date(2025, 9, 29), id="sunday-to-monday"),
    ],
)
def test_next_business_day(day: date, expected: date) -> None:
    assert next_business_day(day) == expected


# --- what it is there to show ----------------------------------------------------------------------------------------


def test_size(book: Trade) -> None:
    kinds = Counter(d.kind for d in book.documents)
    invoices = len({d.key for d in book.documents if d.kind == "invoice"})
    assert 6_700 <= invoices <= 7_300
    assert 0.015 <= kinds["credit-note"] / invoices <= 0.025
    assert {d.customer.id for d in book.documents} == {f"KH{number}" for number in range(1001, 1061)}


def test_partial_payments(book: Trade) -> None:
    parts = Counter(s.key for s in book.settlements if s.kind == "cash")
    instalments = {d.key for d in book.documents if d.instalment}
    partial = sum(count > 1 for key, count in parts.items() if key not in instalments)
    assert 0.03 <= partial / len(parts) <= 0.07


def test_every_kind_of_settlement_and_both_kinds_of_open_credit(book: Trade) -> None:
    assert {s.kind for s in book.settlements} == {"cash", "credit", "write-off", "discount"}
    left = book.open_by_key()
    notes = {d.key for d in book.documents if d.kind == "credit-note"}
    assert any(left[key] < 0 for key in notes), "an unapplied credit note"
    assert any(left[key] == 0 for key in notes), "an applied credit note"
    assert any(s.key is None for s in book.settlements), "cash on account"


def test_instalments_and_retention(book: Trade) -> None:
    by_key: dict[int, list[Decimal]] = defaultdict(list)
    for d in book.documents:
        if d.instalment:
            by_key[d.key].append(d.amount)
    lengths = Counter(map(len, by_key.values()))
    assert lengths[3] >= 5
    assert lengths[2] >= 5


def test_disputes_are_open(book: Trade) -> None:
    left = book.open_by_key()
    disputed = [d for d in book.documents if d.disputed]
    assert 10 <= len(disputed) <= 60
    assert all(left[d.key] > 0 for d in disputed)


def test_currencies_terms_and_habits(book: Trade) -> None:
    customers = list({d.customer.id: d.customer for d in book.documents}.values())
    assert Counter(c.currency for c in customers).keys() == {"CNY", "USD", "EUR"}
    assert {c.terms for c in customers} >= {"30天", "45天", "60天", "90天", "月结30天", "Net 30", "2/10 net 30"}
    assert {c.terms for c in customers} <= TERMS.keys()
    assert {c.habit for c in customers} >= {"punctual", "average", "late", "slowly-bad", "suddenly-bad", "insolvent"}


def mean_days_late(book: Trade, customer: Customer, start: date, end: date) -> float:
    due = {d.key: d.due for d in book.documents if d.instalment is None}
    late = [
        (s.day - due[s.key]).days
        for s in book.settlements
        if s.customer is customer and s.kind == "cash" and s.key in due and start <= s.day <= end
    ]
    return sum(late) / len(late)


def test_one_customer_goes_bad_slowly(book: Trade) -> None:
    customer = habit([d.customer for d in {d.customer.id: d for d in book.documents}.values()], "slowly-bad")
    quarters = [
        mean_days_late(book, customer, date(2024, 7, 1), date(2024, 12, 31)),
        mean_days_late(book, customer, date(2025, 1, 1), date(2025, 3, 31)),
        mean_days_late(book, customer, date(2025, 4, 1), date(2025, 6, 30)),
        mean_days_late(book, customer, date(2025, 7, 1), AS_OF),
    ]
    assert quarters == sorted(quarters)
    assert quarters[0] < 10 < 40 < quarters[-1]
    assert max(s.day for s in book.settlements if s.customer is customer) <= date(2025, 8, 12)
    assert book.open_by_customer()[customer.id] > 1_000_000


def test_one_customer_goes_bad_suddenly(book: Trade) -> None:
    customer = habit([d.customer for d in {d.customer.id: d for d in book.documents}.values()], "suddenly-bad")
    months = Counter(f"{d.day:%Y-%m}" for d in book.documents if d.customer is customer)
    usual = sum(months[f"2025-{month:02d}"] for month in range(1, 6)) / 5
    assert min(months["2025-06"], months["2025-07"]) > 2 * usual
    assert mean_days_late(book, customer, date(2024, 1, 1), SUDDENLY_BAD_LAST_PAYMENT) < 3
    assert max(s.day for s in book.settlements if s.customer is customer) <= SUDDENLY_BAD_LAST_PAYMENT
    unpaid = [d for d in book.documents if d.customer is customer and d.day >= date(2025, 6, 1)]
    left = book.open_by_key()
    assert sum(left[d.key] == d.amount for d in unpaid) / len(unpaid) > 0.9


def test_the_customer_file(files: dict[str, bytes], book: Trade) -> None:
    header, *lines = cells(files["customers.xlsx"])
    assert header == tuple(CUSTOMER_HEADERS.values())
    names = list(CUSTOMER_HEADERS)
    customers = [dict(zip(names, line, strict=True)) for line in lines]
    assert len(customers) == 60
    limits = [row["credit_limit"] for row in customers]
    assert limits.count(None) == 3
    assert limits.count(0) == 2
    expired = [row for row in customers if row["limit_valid_to"] and row["limit_valid_to"].date() < AS_OF]  # type: ignore[attr-defined]
    assert len(expired) == 3
    owed = book.open_by_customer()
    over = [row for row in customers if row["credit_limit"] and owed[str(row["customer_id"])] > row["credit_limit"]]  # type: ignore[operator]
    assert len(over) >= 3
    assert 20 <= sum(row["insured_limit"] is not None for row in customers) <= 45
    dates = Counter(row["statement_date"].year if row["statement_date"] else None for row in customers)  # type: ignore[attr-defined]
    assert dates[2024] > 25
    assert dates[2023] >= 3
    assert dates[2022] >= 1
    assert dates[None] >= 5
    for row in customers:
        if row["statement_date"]:
            assert row["equity"] == row["total_assets"] - row["total_liabilities"]  # type: ignore[operator]
            assert row["inventory"] + row["cash"] < row["current_assets"] < row["total_assets"]  # type: ignore[operator]
    assert {row["legal_status"] for row in customers} == {"active", "litigation", "insolvency"}
    groups = Counter(row["group"] for row in customers if row["group"])
    assert len(groups) == 4
    assert all(count >= 2 for count in groups.values())


def test_rates_are_weekly_up_to_the_as_of_date(files: dict[str, bytes]) -> None:
    days = sorted({date.fromisoformat(row["date"]) for row in rows(files["rates.csv"])})
    assert (AS_OF - days[-1]).days <= 7
    assert {(later - earlier).days for earlier, later in pairwise(days)} == {7}
    assert all(Decimal(6) < Decimal(row["rate"]) < Decimal(9) for row in rows(files["rates.csv"]))


def test_english_open_items() -> None:
    items = rows(english_files()["open-items.csv"])
    assert 180 <= len(items) <= 260
    assert {row["Document Type"] for row in items} == {"Invoice", "Credit Note", "Payment"}
    assert all(Decimal(row["Open Amount"]) != 0 for row in items)
    assert len({row["Document No"] for row in items}) == len(items)
    assert all(row["Customer No"].startswith("00") for row in items)
    header, *lines = cells(english_files()["customers.xlsx"])
    known = {line[0] for line in lines}
    assert header[0] == "Customer No"
    assert {row["Customer No"] for row in items} <= known


# --- what creditkit reads in it ---------------------------------------------------------------------------------------


def test_the_ledger_is_read_without_a_warning_and_adds_up(book: Trade) -> None:
    workspace = load_workspace(SHIPPED / "huaxia")
    assert workspace is not None
    reading = read_ledger(workspace.inputs.ledger, ReadOptions(base_currency="CNY"), payments=workspace.inputs.payments)
    assert (reading.rejects, reading.notices, reading.ledger.notices) == ((), (), ())
    assert (reading.ledger.layout, reading.ledger.has_past, reading.ledger.has_sales) == ("invoices", True, True)
    left: dict[str, Decimal] = defaultdict(Decimal)
    for customer, amount in reading.ledger.documents.select("customer_id", "amount").iter_rows():
        left[customer] += amount
    for customer, amount in reading.ledger.settlements.select("customer_id", "amount").iter_rows():
        left[customer] -= amount
    assert left == book.open_by_customer()
    kinds = Counter(reading.ledger.settlements["kind"])
    on_account = sum(s.key is None for s in book.settlements)
    made = Counter(s.kind for s in book.settlements)
    assert kinds["cash"] >= made["cash"] - on_account
    assert {kind: kinds[kind] for kind in ("credit", "write-off", "discount")} == {
        kind: made[kind] for kind in ("credit", "write-off", "discount")
    }


def test_every_column_of_the_customer_files_is_read() -> None:
    workspace = load_workspace(SHIPPED / "huaxia")
    assert workspace is not None
    assert workspace.inputs.customers is not None
    mapped = ReadOptions(mapping=workspace.config.mapping.customers)
    for reading, headers in (
        (read_customers(workspace.inputs.customers, mapped), set(CUSTOMER_HEADERS)),
        (read_customers(SHIPPED / "english" / "customers.xlsx", ReadOptions()), set(ENGLISH_HEADERS)),
    ):
        assert (reading.rejects, reading.notices) == ((), ())
        filled = {name for name in reading.frame.columns if reading.frame[name].null_count() < reading.frame.height}
        assert headers <= filled


def test_the_open_item_list_and_the_rates_are_read() -> None:
    reading = read_ledger([SHIPPED / "english" / "open-items.csv"], ReadOptions())
    assert (reading.rejects, reading.notices, reading.ledger.layout) == ((), (), "open-items")
    listed = rows((SHIPPED / "english" / "open-items.csv").read_bytes())
    assert reading.ledger.documents["open_amount"].sum() == sum(Decimal(row["Open Amount"]) for row in listed)
    rates = read_rates(SHIPPED / "huaxia" / "rates.csv", ReadOptions())
    assert rates.height == len(rows((SHIPPED / "huaxia" / "rates.csv").read_bytes()))


# --- writing it ------------------------------------------------------------------------------------------------------


def test_the_workspace_loads_and_its_inputs_are_there(tmp_path: Path) -> None:
    written = write_example(tmp_path / "new" / "folder")
    assert written[0].name == "creditkit.toml"
    workspace = load_workspace(tmp_path / "new" / "folder")
    assert workspace is not None
    assert [path.name for path in workspace.inputs.ledger] == ["ledger.csv"]
    assert workspace.inputs.payments is not None
    assert workspace.inputs.customers is not None
    assert workspace.inputs.rates is not None
    assert workspace.config.run.as_of == "2025-09-28"
    assert workspace.config.mapping.customers == {name: CUSTOMER_HEADERS[name] for name in MAPPED}


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in write_english_example(tmp_path)}
    assert {path.name: path.read_bytes() for path in write_english_example(tmp_path)} == first


def test_a_file_of_the_user_is_never_overwritten(tmp_path: Path) -> None:
    mine = tmp_path / "customers.xlsx"
    mine.write_bytes(b"mine")
    with pytest.raises(CreditkitError) as caught:
        write_english_example(tmp_path)
    assert caught.value.code == "CK510"
    assert [path.name for path in tmp_path.iterdir()] == ["customers.xlsx"]
    assert mine.read_bytes() == b"mine"
