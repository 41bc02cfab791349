"""A published aging report reproduced from its ledger, traps included.

The report is a workbook of live SUMIFS, so its figures are taken here from its own list of open invoices in plain
Python.  The ledger it came from is read by the program: the report ages the advance and not the invoice amount, its
currency column is wrong for 26 rows, one invoice number stands four times, and three statuses are no receivables.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

DATA = Path(__file__).parent / "data"
REPORT = DATA / "bz_ar_aging" / "ar-aging-report.xlsx"
LEDGER = DATA / "bz_derived" / "invoices.csv"
RECEIPTS = DATA / "bz_derived" / "payments.csv"
TRUTH = json.loads((DATA / "bz_derived" / "truth.json").read_text("utf-8"))
AS_OF = date(2026, 7, 16)
EDGES = "[aging]\nedges = [30, 60, 90]\n"
BUCKETS = ("not_due", "1-30", "31-60", "61-90", "91+")
IN_ILS = ("--map", "currency='ILS'", "--as-of", AS_OF.isoformat(), "--format", "json")


def creditkit(*arguments: str | Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "creditkit", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout, parse_float=Decimal)


def bucket_of(days: int) -> str:
    return next((name for name, edge in zip(BUCKETS, (0, 30, 60, 90), strict=False) if days <= edge), BUCKETS[-1])


def published() -> dict[str, dict[str, Decimal]]:
    """The report's pivot: customer → bucket → open advance, from its own list of open invoices."""
    pivot: dict[str, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(BUCKETS, Decimal(0)))
    for row in openpyxl.load_workbook(REPORT)["Open Invoices"].iter_rows(min_row=2, values_only=True):
        customer, due, advance = row[1], row[4], row[7]
        if customer and isinstance(due, datetime):
            pivot[str(customer)][bucket_of((AS_OF - due.date()).days)] += Decimal(str(advance))
    return pivot


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("policy") / "policy.toml"
    path.write_text(EDGES, "utf-8")
    return path


def test_the_pivot_is_reproduced_from_the_ledger(policy: Path) -> None:
    answer = creditkit("aging", LEDGER, "--map", "amount=advance_amount", "--policy", policy, *IN_ILS)
    ours = {row["customer_name"]: row["buckets"] for row in answer["rows"]}
    assert len(ours) == 20
    assert ours == published()
    wanted = TRUTH["open_by_bucket_advance"]
    total = answer["totals"][0]
    assert [total["buckets"][name] for name in BUCKETS] == [
        wanted[name] for name in ("current", "1-30", "31-60", "61-90", "90+")
    ]
    overdue, count = TRUTH["published_kpis_repo_notebook"]["overdue advance / count"]
    assert (total["open"], total["overdue"]) == (
        TRUTH["published_kpis_repo_notebook"]["open exposure (advance)"],
        overdue,
    )
    documents = creditkit(
        "aging", LEDGER, "--map", "amount=advance_amount", "--policy", policy, "--by", "document", *IN_ILS
    )
    assert len(documents["rows"]) == TRUTH["open_invoices"]
    assert sum(row["days_overdue"] > 0 for row in documents["rows"]) == count


def test_the_invoice_amounts_give_the_other_total(policy: Path) -> None:
    total = creditkit("aging", LEDGER, "--policy", policy, *IN_ILS)["totals"][0]
    wanted = TRUTH["open_by_bucket_invoice_amount"]
    assert [total["buckets"][name] for name in BUCKETS] == [
        wanted[name] for name in ("current", "1-30", "31-60", "61-90", "90+")
    ]
    assert total["open"] == TRUTH["open_invoice_amount"]


def test_the_currency_column_is_not_added_up_when_nobody_says_it_is_wrong(policy: Path) -> None:
    with LEDGER.open(encoding="utf-8", newline="") as file:
        named = {row["currency"] for row in csv.DictReader(file) if row["status"] in ("Overdue", "Financed")}
    answer = creditkit("aging", LEDGER, "--policy", policy, "--as-of", AS_OF.isoformat(), "--format", "json")
    assert {row["currency"] for row in answer["totals"]} == named
    assert len(named) > 1


def test_rows_that_are_no_receivables_are_left_out_and_said(policy: Path) -> None:
    answer = creditkit("aging", LEDGER, "--policy", policy, *IN_ILS)
    (said,) = [warning["message"] for warning in answer["warnings"] if warning["code"] == "CK815"]
    assert all(status in said for status in ("Initiated", "Rejected", "Under Review"))
    assert answer["inputs"][0]["rows_ignored"] == 17


def test_receipts_count_instead_of_the_status_column(policy: Path) -> None:
    """Part payments of open invoices lower them; what nobody can be told to have paid is the published unapplied cash."""
    with RECEIPTS.open(encoding="utf-8", newline="") as file:
        receipts = list(csv.DictReader(file))
    with LEDGER.open(encoding="utf-8", newline="") as file:
        invoices = {row["deal_id"]: row for row in csv.DictReader(file)}
    paid: dict[str, int] = defaultdict(int)
    for row in receipts:
        paid[row["deal_id"]] += int(row["amount"])
    counted = {k: row for k, row in invoices.items() if row["status"] in ("Overdue", "Financed", "Repaid")}
    debt = sum(max(0, int(row["invoice_amount"]) - paid[k]) for k, row in counted.items())
    beyond = sum(max(0, paid[k] - int(row["invoice_amount"])) for k, row in counted.items())
    unknown = paid[""]
    assert unknown == TRUTH["published_kpis_repo_notebook"]["unapplied cash"]

    answer = creditkit("aging", LEDGER, "--payments", RECEIPTS, "--policy", policy, *IN_ILS)
    (total,) = answer["totals"]
    assert sum(total["buckets"].values()) == debt
    assert total["unapplied"] == -(beyond + unknown)


def test_the_report_itself_is_read_as_balances_in_buckets(policy: Path) -> None:
    answer = creditkit("aging", REPORT, "--sheet", "Aging Report", "--policy", policy, *IN_ILS)
    assert {row["customer_name"]: row["buckets"] for row in answer["rows"]} == published()
    assert answer["inputs"][0]["rows_ignored"] == 1  # its total row, used as a control
