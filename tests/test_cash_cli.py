"""forecast and capital as their users run them: keys, both languages, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command_lines import copy_of_huaxia, run

BACKTEST = {"mae_days", "baseline_mae_days", "wape", "bias", "n", "cutoffs"}
CAPITAL = {
    "as_of", "receivables", "inventories", "payables", "wcr", "wcr_days", "dso", "dio", "dpo", "ccc", "one_day_dso",
    "cost_of_overdue",
}  # fmt: skip
OPEN_LIST = (
    "customer_id,document_id,invoice_date,due_date,currency,open_amount\nC1,A,2025-09-01,2025-10-01,CNY,100.00\n"
)


@pytest.fixture(scope="module")
def huaxia(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_huaxia(tmp_path_factory.mktemp("cash"))


def test_forecast_has_the_keys_of_the_contract_and_the_same_bytes_twice(huaxia: Path) -> None:
    line = ["forecast", "--format", "json"]
    done = run(line, huaxia)
    assert done.status == 0, done.stderr
    found = json.loads(done.stdout)
    assert {"week_start", "currency", "expected", "low", "high", "due"} <= set(found["rows"][0])
    assert set(found["backtest"]) >= BACKTEST
    assert all(entry["difference"] == 0 for entry in found["proof"])
    assert len(found["proof"]) == 3
    by_currency = {row["currency"]: row for row in found["totals"]}
    for currency, whole in by_currency.items():
        weeks = [row for row in found["rows"] if row["currency"] == currency]
        assert len(weeks) == 13
        assert round(sum(row["expected"] for row in weeks), 2) == whole["expected"]
        parts = ("expected", "later", "unresolved", "disputed_apart", "unapplied")
        assert round(sum(whole[part] for part in parts), 2) == whole["open"]
    assert run(line, huaxia).stdout == done.stdout


def test_documents_and_customers_add_up_to_the_weeks(huaxia: Path) -> None:
    sums = {}
    for by in ("document", "customer"):
        found = json.loads(run(["forecast", "--by", by, "--no-backtest", "--format", "json"], huaxia).stdout)
        sums[by] = round(sum(row["expected"] for row in found["rows"] if row["currency"] == "CNY"), 2)
        assert {row["currency"]: row["expected"] for row in found["totals"]}["CNY"] == sums[by]
        assert found["backtest"] is None
    assert sums["document"] == sums["customer"]


def test_capital_has_the_keys_of_the_contract(huaxia: Path) -> None:
    done = run(["capital", "--format", "json"], huaxia)
    rows = json.loads(done.stdout)["rows"]
    assert set(rows[0]) >= CAPITAL
    assert [(row["currency"], row["wcr"] is None) for row in rows] == [("CNY", False), ("EUR", True), ("USD", True)]
    assert {note["code"] for note in rows[1]["notes"]} >= {"other-currency"}


def test_capital_takes_the_command_line_over_the_workspace(huaxia: Path) -> None:
    line = ["capital", "--inventories", "1,000,000.50", "--format", "json"]
    row = json.loads(run(line, huaxia).stdout)["rows"][0]
    assert (row["inventories"], row["payables"]) == (1_000_000.5, 21_400_000)


@pytest.mark.parametrize(
    ("line", "code", "status"),
    [
        pytest.param(["forecast", "--by", "month"], "CK111", 2, id="by-what-there-is-not"),
        pytest.param(["forecast", "--cutoff", "2025-13-01"], "CK105", 2, id="no-date"),
        pytest.param(["forecast", "--cutoff", "2025-09-28"], "CK116", 2, id="a-cutoff-on-the-as-of-date"),
        pytest.param(["capital", "--inventories", "much"], "CK111", 2, id="no-amount"),
        pytest.param(["capital", "--cogs", "-1"], "CK111", 2, id="below-nought"),
        pytest.param(["capital", "--figures-currency", "yuan"], "CK111", 2, id="no-currency"),
    ],
)
def test_what_is_refused(huaxia: Path, line: list[str], code: str, status: int) -> None:
    done = run(line, huaxia)
    assert (done.status, done.stdout) == (status, "")
    assert done.stderr.count("error[") == 1
    assert code in done.stderr


def test_a_list_of_open_items_says_that_it_has_no_past(tmp_path: Path) -> None:
    (tmp_path / "open.csv").write_text(OPEN_LIST, "utf-8")
    done = run(["forecast", "open.csv", "--as-of", "2025-09-30", "--format", "json"], tmp_path)
    assert done.status == 0, done.stderr
    found = json.loads(done.stdout)
    assert "CK870" in {warning["code"] for warning in found["warnings"]}
    assert found["backtest"] is None
    assert {row["low"] for row in found["rows"]} == {None}
    # Due on a Wednesday and ten days more is a Saturday: booked on Monday the 13th.
    assert {row["week_start"]: row["expected"] for row in found["rows"] if row["expected"]} == {"2025-10-13": 100}


def test_a_cutoff_of_ones_own_is_judged(huaxia: Path) -> None:
    done = run(["forecast", "--cutoff", "2025-03-31", "--format", "json"], huaxia)
    judged = json.loads(done.stdout)["backtest"]
    assert judged["cutoffs"] == ["2025-03-31"]
    assert judged["n"] > 500


def test_both_languages(huaxia: Path) -> None:
    assert "每周" in run(["forecast", "--format", "md", "--lang", "zh"], huaxia).stdout
    assert "Working capital" in run(["capital", "--format", "md", "--lang", "en"], huaxia).stdout
