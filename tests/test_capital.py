"""Working capital: the worked example, what is missing, and where sales come from."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest

from creditkit.fold.open_items import open_items
from creditkit.fold.overdue import overdue_sums
from creditkit.policy.load import load_policy
from creditkit.policy.model import CapitalFigures, CapitalPolicy
from creditkit.stages.capital import capital
from plain import Doc, Pay, ledger_of, open_at
from test_dso import random_docs

D = Decimal
DAY = date(2025, 9, 30)
POLICY = load_policy(None)[0].capital
SALES = {"currency": pl.String, "credit_sales": pl.Decimal(38, 4), "window_days": pl.Int64}
NO_SALES = pl.DataFrame(schema=SALES)


def sums_of(*rows: tuple[str, object, object, int]) -> pl.DataFrame:
    """(currency, receivables, overdue, Σ overdue × days)."""
    return pl.DataFrame(
        [(c, D(str(r)), D(str(o)), D(x * 10_000)) for c, r, o, x in rows],
        schema={"currency": pl.String, "receivables": pl.Decimal(38, 4), "overdue": pl.Decimal(38, 4), "overdue_x_days": pl.Decimal(38, 0)},
        orient="row",
    )  # fmt: skip


def measured(
    figures: dict[str, object], sales: pl.DataFrame = NO_SALES, section: CapitalPolicy = POLICY
) -> dict[str, object]:
    rows = capital(sums_of(("CNY", 2_050, 650, 6_500)), sales, CapitalFigures.model_validate(figures), DAY, section)
    return rows.row(0, named=True)


def codes(row: dict[str, object]) -> list[str]:
    return [note["code"] for note in row["notes"]]


ORACLE_11 = {"inventories": 1_500, "payables": 1_200, "cogs": 9_125, "sales": 12_500}


def test_oracle_11() -> None:
    row = measured(ORACLE_11)
    assert (row["wcr"], row["receivables"]) == (2_350, 2_050)
    assert round(row["wcr_days"], 2) == 68.62
    assert (row["dio"], row["dpo"]) == (60, 48)
    assert round(row["dso"], 2) == 59.86
    assert round(row["ccc"], 2) == 71.86
    assert row["one_day_dso"] == D("34.2466")
    assert (round(row["freed"], 2), round(row["freed_saving"], 2)) == (D("342.47"), D("17.12"))


def test_cost_of_overdue() -> None:
    """650 overdue at 5 % is 32.50 a year; 650 × 10 days × 5 % ÷ 365 = 0.8904 so far."""
    row = measured(ORACLE_11)
    assert (row["cost_of_overdue"], row["cost_of_overdue_to_date"]) == (D("32.5"), D("0.8904"))


@pytest.mark.parametrize(
    ("missing", "empty", "note"),
    [
        pytest.param("inventories", {"wcr", "wcr_days", "dio", "ccc", "inventories"}, "no-inventories", id="inventories"),
        pytest.param("payables", {"wcr", "wcr_days", "dpo", "ccc", "payables"}, "no-payables", id="payables"),
        pytest.param("cogs", {"dio", "dpo", "ccc", "cogs"}, "no-cogs", id="cost-of-sales"),
        pytest.param(
            "sales", {"wcr_days", "dso", "ccc", "one_day_dso", "freed", "freed_saving", "sales"}, "no-year-sales", id="sales"
        ),
    ],
)  # fmt: skip
def test_what_is_missing_is_null_with_a_reason(missing: str, empty: set[str], note: str) -> None:
    row = measured({k: v for k, v in ORACLE_11.items() if k != missing})
    assert {name for name, value in row.items() if value is None} == empty
    assert note in codes(row)


def test_nought_is_not_missing() -> None:
    row = measured({**ORACLE_11, "inventories": 0})
    assert (row["wcr"], row["dio"]) == (850, 0)
    assert codes(row) == ["sales-given"]


def test_sales_of_the_ledger_are_taken_to_a_year() -> None:
    sales = pl.DataFrame({"currency": ["CNY"], "credit_sales": [D(3_000)], "window_days": [92]}, schema=SALES)
    row = measured({"inventories": 1, "payables": 1, "cogs": 1}, sales)
    assert row["sales"] == (D(3_000) * 365 / 92).quantize(D("0.0001"))
    assert round(row["dso"], 4) == 62.8667
    assert round(row["one_day_dso"], 4) == D("32.6087")
    assert codes(row) == ["sales-annualised"]
    assert measured(ORACLE_11, sales)["sales"] == 12_500, "what is given wins"


def test_sales_without_tax_get_it_added() -> None:
    row = measured({**ORACLE_11, "sales": D(10_000), "vat_ratio": D("0.13")})
    assert row["sales"] == 11_300
    assert row["dso"] == pytest.approx(2_050 / 11_300 * 365)


def test_days_on_sales_instead_of_cost() -> None:
    section = POLICY.model_copy(update={"basis": "sales", "year_days": 360})
    row = measured({k: v for k, v in ORACLE_11.items() if k != "cogs"}, section=section)
    assert row["dio"] == pytest.approx(1_500 / 12_500 * 360)
    assert row["dpo"] == pytest.approx(1_200 / 12_500 * 360)
    assert codes(row) == ["sales-given"]


def test_figures_belong_to_one_currency() -> None:
    sums = sums_of(("CNY", 2_050, 0, 0), ("USD", 70, 0, 0))
    rows = capital(sums, NO_SALES, CapitalFigures.model_validate({**ORACLE_11, "currency": "CNY"}), DAY, POLICY)
    first, second = rows.to_dicts()
    assert (first["wcr"], second["wcr"], second["inventories"]) == (2_350, None, None)
    assert codes(second) == ["no-year-sales", "other-currency"]
    neither = capital(sums, NO_SALES, CapitalFigures.model_validate(ORACLE_11), DAY, POLICY)
    assert neither["wcr"].null_count() == 2, "which of them the figures are in is not guessed"


def test_overdue_sums_document_by_document() -> None:
    docs = random_docs(4)
    expected: dict[str, list[Decimal]] = {}
    for doc in docs:
        value = open_at(doc, DAY)
        late = (DAY - (doc.due or doc.invoiced)).days
        found = expected.setdefault(doc.currency, [D(0), D(0), D(0)])
        found[0] += value
        if value > 0 and late > 0:
            found[1] += value
            found[2] += value * late
    rows = overdue_sums(open_items(ledger_of(docs), DAY)).collect()
    assert {r[0]: [r[1], r[2], r[3] / 10_000] for r in rows.iter_rows()} == expected


def test_due_today_costs_nothing() -> None:
    docs = [
        Doc("C1", "1", DAY - timedelta(30), DAY, D(100)),
        Doc("C1", "2", DAY - timedelta(31), DAY - timedelta(1), D(10), (Pay(DAY, D(4)),)),
    ]
    rows = overdue_sums(open_items(ledger_of(docs), DAY)).collect()
    assert rows.row(0) == ("CNY", D(106), D(6), D(60_000))
