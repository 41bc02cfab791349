"""Headers: every header gets its column and a reason, or a question that names what to answer."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from creditkit.errors import CreditkitError
from creditkit.read.aliases import aliases, header_words, plain_header, systems, unit_of
from creditkit.read.mapping import Mapping, find_header, map_headers
from creditkit.read.raw import RawTable
from creditkit.read.request import ReadOptions


def table(*rows: list[str | None], merged: tuple[tuple[int, int, int, int], ...] = ()) -> RawTable:
    width = max(len(row) for row in rows)
    padded = [[*row, *[None] * (width - len(row))] for row in rows]
    columns = {f"c{place}": [row[place] for row in padded] for place in range(width)}
    cells = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return RawTable(Path("ledger.csv"), None, "text", cells, merged=merged)


def mapped(*rows: list[str | None], kind: str = "ledger", merged: tuple[tuple[int, int, int, int], ...] = (), **mapping: str) -> Mapping:  # fmt: skip
    made = table(*rows, merged=merged)
    options = ReadOptions(mapping=mapping)
    header = find_header(made, kind, options)
    assert header is not None
    return map_headers(made, header, kind, options)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param("DueDate", "due date", id="camel-case"),
        pytest.param("*Due Date:", "due_date", id="star-and-colon"),
        pytest.param("Ｄｕｅ　Ｄａｔｅ", "DUE DATE", id="full-width"),
        pytest.param("Due\nDate", "Due.Date", id="line-break"),
        pytest.param("應收金額", "应收金额", id="traditional"),
        pytest.param("应收金额（元）", "应收金额", id="unit"),
        pytest.param("Fälligkeit", "Faelligkeit", id="umlaut"),
        pytest.param("Échéance", "echeance", id="accent"),
        pytest.param("\ufeffCustomer\u200b No", "customer-no", id="invisible-marks"),
        pytest.param("Straße", "STRASSE", id="sharp-s"),
    ],
)
def test_headers_that_differ_in_dress_are_one(left: str, right: str) -> None:
    assert plain_header(left) == plain_header(right)


def test_a_bracket_that_is_no_unit_makes_another_header() -> None:
    assert plain_header("Amount (LCY)") != plain_header("Amount")
    assert (unit_of("Amount (LCY)"), unit_of("金额(万元)"), unit_of("Amount")) == (None, "万元", None)


def test_every_header_of_the_dictionary_names_one_column_of_a_table() -> None:
    meant: dict[tuple[str, str], set[str]] = {}
    for alias in aliases():
        for key in set(alias.keys) - set(alias.ambiguous):
            for name in alias.tables:
                meant.setdefault((name, key), set()).add(alias.name)
    several = {key: names for key, names in meant.items() if len(names) > 1}
    assert several == {("ledger", "open"): {"open_amount", "status"}}


def test_systems_map_to_columns_of_the_dictionary_and_can_be_recognised() -> None:
    names = {alias.name for alias in aliases()}
    assert len(systems()) >= 18
    for system in systems():
        assert set(system.columns.values()) <= names, system.name
        assert system.fingerprints, system.name


def test_header_words_hold_chinese_and_english() -> None:
    assert {"客户名称", "due date", "Belegnummer", "FBillNo"} <= header_words()


def test_the_header_row_is_the_one_with_most_known_headers() -> None:
    made = table(
        ["Receivables report", None, None, None], ["Customer service", "x", None, None],
        ["Customer", "Invoice No", "Due Date", "Amount"], ["Open", "Invoice", "2025-01-31", "1"],
    )  # fmt: skip
    header = find_header(made, "ledger", ReadOptions())
    assert header is not None
    assert (header.first, header.last) == (2, 2)


def test_two_rows_of_headers_are_joined() -> None:
    found = mapped(
        ["客户编码", "单据号", "到期日", "原币", None, None], [None, None, None, "金额", "已收金额", "余额"],
        ["C1", "A", "2025-01-31", "10", "4", "6"],
        merged=((1, 4, 1, 6),),
    )  # fmt: skip
    assert found.plain == {
        "customer_id": "客户编码", "document_id": "单据号", "due_date": "到期日", "amount": "原币-金额",
        "settled_amount": "已收金额", "open_amount": "原币-余额",
    }  # fmt: skip


def test_the_users_mapping_comes_first_and_says_so() -> None:
    found = mapped(
        ["Customer", "Invoice No", "Due Date", "Amount", "Value"], ["A", "1", "2025-01-31", "10", "11"], amount="VALUE"
    )
    assert found.plain["amount"] == "Value"
    assert str(found.columns["amount"].reason) == "mapped by the user"
    assert "Amount" in found.tags


def test_a_constant_fills_a_column_and_an_empty_one_leaves_it_out() -> None:
    rows = (["Customer", "Invoice No", "Due Date", "Amount"], ["A", "1", "2025-01-31", "10"])
    assert mapped(*rows, currency="'EUR'").columns["currency"].constant == "EUR"
    assert mapped(*rows, due_date="''").columns["due_date"].constant == ""


def test_a_known_system_reads_its_own_words() -> None:
    found = mapped(
        ["Account", "Document Number", "Net due date", "Arrears after net due date", "Amount in doc. curr.", "Amount in local currency"],
        ["1", "2", "2025-01-31", "3", "4", "5"],
    )  # fmt: skip
    assert found.system is not None
    assert found.system.name == "sap_fbl5n"
    assert found.plain["customer_id"] == "Account"
    assert found.plain["open_amount"] == "Amount in doc. curr."
    assert "sap_fbl5n" in str(found.columns["open_amount"].reason)


def test_customer_beside_customer_name_is_the_number() -> None:
    found = mapped(["Customer", "Customer Name", "Invoice No", "Due Date", "Amount"], ["1", "A", "2", "2025-01-31", "3"])  # fmt: skip
    assert (found.plain["customer_id"], found.plain["customer_name"]) == ("Customer", "Customer Name")


@pytest.mark.parametrize(
    ("cell", "name"), [pytest.param("12.50", "open_amount", id="amount"), pytest.param("Yes", "status", id="flag")]
)
def test_open_is_an_amount_or_a_status_by_its_values(cell: str, name: str) -> None:
    found = mapped(["Customer", "Invoice No", "Due Date", "Amount", "Open"], ["A", "1", "2025-01-31", "12.50", cell])
    assert found.plain[name] == "Open"


def test_a_word_that_may_mean_other_things_is_used_last_and_said() -> None:
    found = mapped(["Customer", "Invoice No", "Due Date", "Balance"], ["A", "1", "2025-01-31", "10"])
    assert found.plain["open_amount"] == "Balance"
    assert [notice.code for notice in found.notices] == ["CK825"]
    better = mapped(["Customer", "Invoice No", "Due Date", "Open Amount", "Balance"], ["A", "1", "2025-01-31", "10", "99"])  # fmt: skip
    assert better.plain["open_amount"] == "Open Amount"
    assert [notice.code for notice in better.notices] == ["CK803"]


def test_beside_debit_and_credit_a_balance_is_left_alone() -> None:
    found = mapped(["客户", "凭证号", "日期", "借方", "贷方", "余额"], ["A", "1", "2025-01-31", "10", None, "10"])
    assert "open_amount" not in found.columns
    assert "余额" in found.tags


def test_several_texts_take_the_best_known_and_say_so() -> None:
    found = mapped(["Customer", "Invoice No", "Due Date", "Amount", "Notes", "Text"], ["A", "1", "2025-01-31", "1", "x", "y"])  # fmt: skip
    assert found.plain["text"] == "Text"
    assert [notice.code for notice in found.notices] == ["CK803"]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        pytest.param(["Customer", "Due Date", "Amount", "Due Date"], "CK243", id="the-same-header-twice"),
        pytest.param(["Customer", "Due Date", "Amount", "Maturity"], "CK244", id="two-headers-for-one-date"),
    ],
)
def test_two_columns_for_one_decisive_field_are_a_question(header: list[str | None], code: str) -> None:
    with pytest.raises(CreditkitError) as caught:
        mapped(header, ["A", "2025-01-31", "10", "2025-02-28"])
    assert caught.value.code == code


def test_buckets_are_recognised_in_both_languages() -> None:
    found = mapped(["客户名称", "未到期", "1-30天", "31－60天", "90天以上"], ["A", "1", "2", "3", "4"])
    assert list(found.buckets) == ["未到期", "1-30天", "31－60天", "90天以上"]


def test_no_header_is_found_where_no_row_has_two_known_ones() -> None:
    assert find_header(table(["a", "b"], ["1", "2"]), "ledger", ReadOptions()) is None
