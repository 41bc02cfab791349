"""The customer file and exchange rates: units, percentages, statement lines that make one figure, blank against 0."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from creditkit.errors import CreditkitError
from creditkit.read.customers import CustomersReading, read_customers
from creditkit.read.rates import read_rates
from creditkit.read.request import ReadOptions
from creditkit.schema import CUSTOMER_SCHEMA

DATA = Path(__file__).parent / "data"


def read(tmp_path: Path, text: str, **options: object) -> CustomersReading:
    path = tmp_path / "customers.csv"
    path.write_text(text, "utf-8")
    return read_customers(path, ReadOptions(**options))  # type: ignore[arg-type]


def column(reading: CustomersReading, name: str) -> list[object]:
    return reading.frame[name].to_list()


def test_a_blank_limit_is_not_a_limit_of_zero(tmp_path: Path) -> None:
    reading = read(tmp_path, "customer_id,credit_limit\nA,\nB,0\nC,1000\n")
    assert column(reading, "credit_limit") == [None, Decimal(0), Decimal(1000)]
    assert dict(reading.frame.schema) == CUSTOMER_SCHEMA


def test_every_amount_takes_the_unit_of_its_header(tmp_path: Path) -> None:
    reading = read(tmp_path, "客户编号,信用额度(万元),资产总计(元),营业收入（千元）\nA,1.5,2000,3\n")
    assert column(reading, "credit_limit") == [Decimal(15_000)]
    assert column(reading, "total_assets") == [Decimal(2_000)]
    assert column(reading, "sales") == [Decimal(3_000)]
    assert [notice.code for notice in reading.notices].count("CK807") == 2


def test_the_title_gives_the_unit_of_all_amounts(tmp_path: Path) -> None:
    reading = read(tmp_path, "客户清单,,\n单位：万元,,\n客户编号,信用额度,行业\nA,50,建筑\n合计,50,\n")
    assert column(reading, "credit_limit") == [Decimal(500_000)]
    assert reading.files[0].rows_ignored == 1


@pytest.mark.parametrize(
    ("cell", "share"),
    [
        pytest.param("90%", 0.9, id="per-cent"),
        pytest.param("90", 0.9, id="number-above-one"),
        pytest.param("0.9", 0.9, id="ratio"),
        pytest.param("85.5％", 0.855, id="full-width-per-cent"),
        pytest.param("", None, id="blank"),
    ],
)
def test_percentages_are_ratios(tmp_path: Path, cell: str, share: float | None) -> None:
    reading = read(tmp_path, f"customer_id,credit limit,cover %\nA,1,{cell}\n")
    assert column(reading, "insured_ratio") == [share]


def test_statement_lines_that_make_one_figure_are_added(tmp_path: Path) -> None:
    text = "客户编号,资产总计,未分配利润,盈余公积,无形资产,商誉,利润总额,利息费用\nA,1000,300,50,20,5,80,20\nB,1000,300,,,,80,\n"
    reading = read(tmp_path, text)
    assert column(reading, "retained_earnings") == [Decimal(350), Decimal(300)]
    assert column(reading, "intangibles") == [Decimal(25), None]
    assert column(reading, "ebit") == [Decimal(100), Decimal(80)]


def test_a_figure_given_as_one_is_not_added_to(tmp_path: Path) -> None:
    text = "客户编号,资产总计,留存收益,盈余公积,息税前利润,利润总额,利息费用\nA,1000,350,50,90,80,20\n"
    reading = read(tmp_path, text)
    assert (column(reading, "retained_earnings"), column(reading, "ebit")) == ([Decimal(350)], [Decimal(90)])


def test_operating_profit_stands_in_for_ebit_only_without_pretax_profit_and_says_so(tmp_path: Path) -> None:
    alone = read(tmp_path, "客户编号,资产总计,营业利润\nA,1000,70\n")
    assert column(alone, "ebit") == [Decimal(70)]
    assert "CK891" in {notice.code for notice in alone.notices}
    both = read(tmp_path, "客户编号,资产总计,营业利润,利润总额,利息费用\nA,1000,70,80,20\n")
    assert column(both, "ebit") == [Decimal(100)]


@pytest.mark.parametrize(
    ("cell", "days"), [("30", 30), ("60天", 60), ("月结30天", 30), ("Net 45", 45), ("次月25日", None), ("", None)]
)
def test_days_of_the_terms(tmp_path: Path, cell: str, days: int | None) -> None:
    reading = read(tmp_path, f"customer_id,credit limit,payment terms\nA,1,{cell}\n")
    assert column(reading, "net_days") == [days]
    assert column(reading, "terms") == [cell or None]


@pytest.mark.parametrize(("cell", "flag"), [("是", True), ("Y", True), ("否", False), ("No", False), ("1", True), ("0", False)])  # fmt: skip
def test_yes_and_no_in_any_spelling(tmp_path: Path, cell: str, flag: bool) -> None:
    assert column(read(tmp_path, f"客户编号,信用额度,关联方\nA,1,{cell}\n"), "related_party") == [flag]


def test_what_the_file_does_not_say_is_null(tmp_path: Path) -> None:
    reading = read(tmp_path, "customer_id,credit limit\nA,1\n")
    silent = set(CUSTOMER_SCHEMA) - {"customer_id", "customer_name", "credit_limit"}
    assert all(reading.frame[name].null_count() == 1 for name in silent)


@pytest.mark.parametrize(
    ("cell", "status"),
    [("存续", "active"), ("破产重整", "insolvency"), ("被执行人", "litigation"), ("吊销", "deregistered")],
)
def test_legal_statuses(tmp_path: Path, cell: str, status: str) -> None:
    assert column(read(tmp_path, f"客户编号,信用额度,经营状态\nA,1,{cell}\n"), "legal_status") == [status]


def test_a_legal_status_nobody_knows_is_said(tmp_path: Path) -> None:
    reading = read(tmp_path, "客户编号,信用额度,经营状态\nA,1,神秘\n")
    assert column(reading, "legal_status") == [None]
    assert "CK890" in {notice.code for notice in reading.notices}


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        pytest.param("customer_id,credit_limit\nA,1\nA,2\n", "CK290", "A", id="customer-twice"),
        pytest.param("customer_id,credit_limit\nA,unlimited\nB,2\n", "CK240", "unlimited", id="words-for-a-limit"),
        pytest.param("customer_id,credit_limit\nA,-5\nB,2\n", "CK240", "-5", id="limit-below-zero"),
        pytest.param("customer_id,credit limit,cover %\nA,1,120\n", "CK240", "120", id="more-than-all-insured"),
        pytest.param("customer_id,credit_limit\n,5\nB,2\n", "CK240", "line 2", id="nobody"),
        pytest.param("a,b\n1,2\n", "CK252", "customer", id="no-customer-file"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, text: str, code: str, named: str) -> None:
    with pytest.raises(CreditkitError) as caught:
        read(tmp_path, text)
    assert caught.value.code == code
    assert named in str(caught.value)


def test_a_shipped_customer_file_is_read_whole() -> None:
    reading = read_customers(DATA / "bz_derived" / "customers.csv", ReadOptions())
    assert reading.frame.height == 30
    assert reading.frame["credit_limit"].null_count() == 0
    assert set(reading.frame["external_grade"]) == {"A", "B", "C", "D"}
    assert reading.frame["since_date"][0] == date(2024, 8, 17)
    file = reading.files[0]
    assert (file.rows_read, file.rows_accepted, file.role) == (30, 30, "customers")


# --- rates ----------------------------------------------------------------------------------------------------------


def rates(tmp_path: Path, text: str, **options: object) -> list[tuple[object, ...]]:
    path = tmp_path / "rates.csv"
    path.write_text(text, "utf-8")
    return read_rates(path, ReadOptions(**options)).rows()  # type: ignore[arg-type]


def test_rates_are_exact_and_dated(tmp_path: Path) -> None:
    found = rates(tmp_path, "date,currency,base,rate\n2025-09-30,USD,CNY,7.1055\n2025-09-30,JPY,CNY,0.0481234567\n")
    assert found == [
        (date(2025, 9, 30), "USD", "CNY", Decimal("7.1055")), (date(2025, 9, 30), "JPY", "CNY", Decimal("0.0481234567")),
    ]  # fmt: skip


def test_rates_without_a_base_convert_into_the_companys_currency(tmp_path: Path) -> None:
    text = "日期,币种,汇率\n2025-09-30,美元,7.1055\n"
    assert rates(tmp_path, text, base_currency="CNY") == [(date(2025, 9, 30), "USD", "CNY", Decimal("7.1055"))]
    with pytest.raises(CreditkitError, match="CK295"):
        rates(tmp_path, text)


@pytest.mark.parametrize("rate", ["seven", "0", "-7.1", ""])
def test_a_rate_is_a_number_above_zero(tmp_path: Path, rate: str) -> None:
    with pytest.raises(CreditkitError, match="CK240"):
        rates(tmp_path, f"date,currency,base,rate\n2025-09-30,USD,CNY,{rate}\n2025-09-30,EUR,CNY,8\n")
