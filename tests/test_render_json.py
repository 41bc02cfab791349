"""JSON: the object of the contract, exact digits, null for undefined, the same bytes for the same inputs."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditkit import __version__
from creditkit.money import MONEY
from creditkit.render.jsons import dump, pack_json, to_json
from creditkit.report.blocks import Result, Table
from creditkit.schema import REASONS, SCORE_REASONS
from creditkit.words import speaking
from render_samples import AGING_ROWS, AS_OF, aging_result, frame_of, text_result


def exact(text: str) -> Any:
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def one_amount(amount: str, currency: str | None, in_row: bool) -> str:
    """The text of one amount in the JSON of a table."""
    frame = pl.DataFrame({"open": pl.Series([Decimal(amount)], dtype=MONEY)})
    if in_row:
        frame = frame.with_columns(currency=pl.lit(currency, pl.String))
    text = to_json(Result("aging", AS_OF, Table("aging", frame, currency=None if in_row else currency)))
    return text.split('"open": ')[1].split("\n")[0].rstrip(",")


def test_keys_and_their_order_are_those_of_the_contract() -> None:
    found = json.loads(to_json(aging_result(extras={"mapping": {"amount": "金额"}})))
    assert list(found) == [
        "creditkit", "command", "as_of", "inputs", "policy_sha256", "proof", "rows", "totals", "warnings", "mapping",
    ]  # fmt: skip
    assert found["creditkit"] == __version__
    assert found["as_of"] == "2025-09-28"
    assert found["inputs"] == [
        {"path": "账龄/ledger.csv", "sha256": "ab" * 32, "role": "ledger", "rows_read": 14, "rows_accepted": 12,
         "rows_rejected": 1, "rows_ignored": 1}
    ]  # fmt: skip
    assert found["warnings"] == [{"code": "CK801", "message": "3 rows are hidden."}]
    assert found["mapping"] == {"amount": "金额"}


@pytest.mark.parametrize("in_row", [True, False], ids=["currency-of-the-row", "currency-of-the-table"])
@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        pytest.param("216326.5100", "CNY", "216326.51", id="two-decimals"),
        pytest.param("0", "CNY", "0.00", id="zero-has-its-decimals"),
        pytest.param("1200", "JPY", "1200", id="yen-has-none"),
        pytest.param("0.5", "JPY", "1", id="yen-half-up"),
        pytest.param("-0.5", "JPY", "-1", id="yen-half-away-from-zero"),
        pytest.param("12.3456", "BHD", "12.346", id="dinar-has-three"),
        pytest.param("0.0005", "BHD", "0.001", id="dinar-half-up"),
        pytest.param("1.005", "CNY", "1.01", id="half-up-not-binary"),
        pytest.param("2.675", "EUR", "2.68", id="half-up-again"),
        pytest.param("-1.005", "CNY", "-1.01", id="negative-half"),
        pytest.param("-0.004", "CNY", "0.00", id="no-negative-zero"),
        pytest.param("0.1", None, "0.10", id="unknown-currency"),
        pytest.param("0.1", "XXX", "0.10", id="no-currency"),
        pytest.param("90071992547409.93", "USD", "90071992547409.93", id="beyond-a-double"),
        pytest.param("1234567890123456789012345678901234.1250", "USD", "1234567890123456789012345678901234.13", id="38-digits"),
    ],
)  # fmt: skip
def test_amounts_are_written_exactly(amount: str, currency: str | None, written: str, in_row: bool) -> None:
    assert one_amount(amount, currency, in_row) == written


def test_dotted_columns_are_objects() -> None:
    row = exact(to_json(aging_result()))["rows"][0]
    assert row["buckets"] == {
        "not_due": Decimal("1352455.83"), "1-30": Decimal("1351064.16"), "31-60": Decimal("896354.55"),
    }  # fmt: skip
    assert list(row) == [
        "customer_id", "customer_name", "currency", "buckets", "unapplied", "overdue", "open", "max_days_overdue", "notes",
    ]  # fmt: skip


def test_every_row_foots_and_totals_are_the_sums_of_the_rows() -> None:
    found = exact(to_json(aging_result()))
    for row in found["rows"]:
        assert sum(row["buckets"].values()) + row["unapplied"] == row["open"]
    for total in found["totals"]:
        of_currency = [row for row in found["rows"] if row["currency"] == total["currency"]]
        assert total["open"] == sum(row["open"] for row in of_currency)
        assert total["buckets"]["31-60"] == sum(row["buckets"]["31-60"] for row in of_currency)
    assert [line["difference"] for line in found["proof"]] == [0, 0, 0]


def test_undefined_is_null_and_the_notes_say_why() -> None:
    row = json.loads(to_json(aging_result()))["rows"][1]
    assert row["max_days_overdue"] is None
    assert row["notes"] == [
        {"code": "credit-balance", "value": 12.5, "threshold": None, "detail": None,
         "text": "The customer is owed money: a credit balance of 12.50."}
    ]  # fmt: skip


def test_reasons_are_worded_in_the_language_in_force() -> None:
    frame = pl.DataFrame(
        {
            "reasons": [
                [{"code": "lost-worst_days_late", "factor": "worst_days_late", "value": 99.0, "points_lost": 5.0}]
            ]
        },
        schema={"reasons": SCORE_REASONS},
    )
    result = Result("score", AS_OF, Table("score", frame))
    english = json.loads(to_json(result))["rows"][0]["reasons"][0]
    with speaking("zh"):
        chinese = json.loads(to_json(result))["rows"][0]["reasons"][0]
    assert english.pop("text") == "Longest delay 99 days"
    assert "99" in chinese.pop("text")
    assert english == chinese == {
        "code": "lost-worst_days_late", "factor": "worst_days_late", "value": 99.0, "points_lost": 5.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.1, "0.1"), (1 / 3, "0.3333333333333333"), (1e-07, "1e-07"), (0.0, "0.0"), (-1.25, "-1.25"), (1e16, "1e+16")],
)
def test_ratios_have_their_shortest_form_and_come_back_equal(value: float, written: str) -> None:
    assert dump(value) == written
    assert json.loads(written) == value


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), Decimal("NaN"), Decimal("Infinity")])
def test_what_is_no_number_is_a_fault_of_the_program(value: object) -> None:
    with pytest.raises(AssertionError):
        dump({"pd": value})


@pytest.mark.parametrize("frame", [frame_of(AGING_ROWS).head(0), pl.DataFrame()], ids=["no-rows", "no-columns"])
def test_nothing_found_is_still_the_object(frame: pl.DataFrame) -> None:
    found = json.loads(to_json(Result("aging", None, Table("aging", frame))))
    assert found["rows"] == found["totals"] == found["proof"] == []
    assert found["as_of"] is None


@settings(derandomize=True, max_examples=200)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.floats(allow_nan=False, allow_infinity=False),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
        max_leaves=12,
    )
)  # fmt: skip
def test_what_is_written_is_what_json_writes(value: Any) -> None:
    assert dump(value) == json.dumps(value, ensure_ascii=False, indent=2)


def test_hostile_text_is_only_text() -> None:
    names = ["</script>", '"', "\\", "\u2028", "\x00\x1b[31m", "望澄"]
    assert [row["customer_name"] for row in json.loads(to_json(text_result(names)))["rows"]] == names


def test_the_same_result_gives_the_same_bytes() -> None:
    assert to_json(aging_result()).encode() == to_json(aging_result()).encode()
    assert to_json(aging_result()).endswith("}\n")


def test_amounts_within_lists_and_extras_are_exact_too() -> None:
    documents = pl.DataFrame(
        {"currency": ["JPY"], "documents": [[{"document_id": "A", "amount": Decimal("12.5000"), "due_date": date(2025, 1, 31)}]]},
        schema={"currency": pl.String, "documents": pl.List(pl.Struct({"document_id": pl.String, "amount": MONEY, "due_date": pl.Date}))},
    )  # fmt: skip
    text = to_json(
        Result("collect", AS_OF, Table("collect", documents), extras={"backtest": {"wape": Decimal("0.10")}})
    )
    assert exact(text)["rows"][0]["documents"] == [{"document_id": "A", "amount": 13, "due_date": "2025-01-31"}]
    assert '"wape": 0.10' in text


def test_the_pack_holds_each_command_once() -> None:
    other = Result("limit", AS_OF, Table("limit", pl.DataFrame({"notes": [[]]}, schema={"notes": REASONS})))
    found = json.loads(pack_json([aging_result(), other]))
    assert found["command"] == "report"
    assert len(found["aging"]["rows"]) == len(AGING_ROWS)
    assert found["limit"]["rows"] == [{"notes": []}]
    again = pack_json([replace(aging_result()), other])
    assert json.loads(again) == found
