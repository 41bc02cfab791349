"""The program as its users run it: command lines, exit codes, formats, both languages."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
HUAXIA = [
    "--ledger",
    str(EXAMPLES / "huaxia" / "ledger.csv"),
    "--payments",
    str(EXAMPLES / "huaxia" / "receipts.csv"),
    "--as-of",
    "2025-09-28",
]
OPEN_ITEMS = str(EXAMPLES / "english" / "open-items.csv")


def creditkit(*arguments: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "creditkit", *arguments], capture_output=True, text=True, encoding="utf-8", cwd=cwd,
        env={**os.environ, "CREDITKIT_LANG": "en", "PYTHONIOENCODING": "utf-8", **env}, check=False,
    )  # fmt: skip


def test_a_pipe_gets_csv_that_ties_to_the_ledger(tmp_path: Path) -> None:
    done = creditkit("aging", *HUAXIA, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    for row in rows:
        parts = sum(Decimal(value) for name, value in row.items() if name.startswith("buckets.")) + Decimal(
            row["unapplied"]
        )
        assert parts == Decimal(row["open"])
    assert "difference 0.00" in done.stderr


def test_json_has_the_keys_of_the_contract_and_the_same_bytes_twice(tmp_path: Path) -> None:
    done = creditkit("aging", *HUAXIA, "--format", "json", cwd=tmp_path)
    found = json.loads(done.stdout)
    assert list(found)[:8] == ["creditkit", "command", "as_of", "inputs", "policy_sha256", "proof", "rows", "totals"]
    assert set(found["rows"][0]["buckets"]) == {"not_due", "1-30", "31-60", "61-90", "91-120", "121+"}
    assert all(line["difference"] == 0 for line in found["proof"])
    assert creditkit("aging", *HUAXIA, "--format", "json", cwd=tmp_path).stdout == done.stdout


@pytest.mark.parametrize(
    ("command", "keys"),
    [
        ("dso", {"currency", "period_end", "window_days", "receivables", "credit_sales", "dso", "dso_countback", "dso_best_possible", "days_delinquent", "dso_weighted", "cei", "turnover", "overdue_ratio"}),
        ("habits", {"customer_id", "currency", "invoices", "paid_invoices", "pay_index", "mean_days_late", "weighted_days_late", "mean_days_to_pay", "late_share", "worst_days_late", "trend_days", "first_invoice", "last_invoice", "open", "overdue"}),
        ("score", {"customer_id", "customer_name", "score", "grade", "pd", "confidence", "reasons", "factors", "overrides", "notes"}),
        ("limit", {"customer_id", "currency", "grade", "need", "capacity", "capacities", "recommended", "binding", "current_limit", "exposure", "utilisation", "available", "insured", "uninsured", "status", "hold_reasons", "next_review"}),
        ("terms", {"customer_id", "grade", "prepay_ratio", "net_days", "instalments", "recommended", "agreed", "conflict", "reasons"}),
    ],
)  # fmt: skip
def test_rows_have_the_keys_of_the_contract(tmp_path: Path, command: str, keys: set[str]) -> None:
    customers = str(EXAMPLES / "huaxia" / "customers.xlsx")
    more = ["--customers", customers] if command in ("score", "limit", "terms") else []
    done = creditkit(command, *HUAXIA, *more, "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert keys <= set(json.loads(done.stdout)["rows"][0])


def test_scores_from_the_customer_file_alone(tmp_path: Path) -> None:
    done = creditkit(
        "score", str(EXAMPLES / "english" / "customers.xlsx"), "--format", "json", "--as-of", "2025-09-28", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["rows"]
    assert len(rows) == 28
    assert all(any(note["code"] == "no-ledger" for note in row["notes"]) for row in rows)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        pytest.param(["aging", "missing.csv"], 3, "no such file", id="no-such-file"),
        pytest.param(["aging", "empty.csv"], 3, "empty", id="empty-file"),
        pytest.param(["aging", "image.xlsx"], 3, "image.xlsx", id="image-renamed"),
        pytest.param(["aging", "amounts.csv"], 3, "--map", id="no-amounts"),
        pytest.param(["aging", OPEN_ITEMS, "--as-of", "2020-01-01"], 3, "no past", id="as-of-before-the-list"),
        pytest.param(["aging", OPEN_ITEMS, "--as-of", "soon"], 2, "soon", id="as-of-no-date"),
        pytest.param(["dso", OPEN_ITEMS], 3, "sales", id="dso-of-open-items"),
        pytest.param(["aging", OPEN_ITEMS, "--policy", "policy.toml"], 4, "edges", id="unknown-policy-key"),
        pytest.param(["aging", OPEN_ITEMS, "--output", "no/such/folder/a.csv"], 5, "written", id="unwritable-output"),
        pytest.param(["aging", OPEN_ITEMS, "--format", "docx"], 2, "docx", id="unknown-format"),
        pytest.param(["aging", OPEN_ITEMS, "--by", "planet"], 3, "planet", id="unknown-field"),
        pytest.param(["aging", OPEN_ITEMS, "--lang", "fr"], 2, "fr", id="unknown-language"),
        pytest.param(["explain", "CK205"], 0, "", id="explain-a-code"),
    ],
)  # fmt: skip
def test_exit_codes_and_messages(tmp_path: Path, arguments: list[str], status: int, said: str) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "image.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (tmp_path / "amounts.csv").write_text("Customer,Invoice No,Due Date\nA,1,2025-01-31\n", "utf-8")
    (tmp_path / "policy.toml").write_text("[aging]\nedgess = [1]\n", "utf-8")
    before = sorted(tmp_path.iterdir())
    done = creditkit(*arguments, cwd=tmp_path)
    assert done.returncode == status, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_demo_writes_the_workspace_and_its_reports(tmp_path: Path) -> None:
    done = creditkit("demo", "d", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "d" / "reports" / "2025-09-28"
    assert {path.suffix for path in folder.iterdir()} == {".html", ".xlsx", ".json", ".md", ".ics"}
    html = (folder / "creditkit-report.html").read_text("utf-8")
    assert "<script" not in html
    assert "http" not in html.replace("http-equiv", "")
    again = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert creditkit("run", "-C", "d", cwd=tmp_path).returncode == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == again


def test_a_console_that_lacks_characters_does_not_crash(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "creditkit", "aging", *HUAXIA, "--format", "table"], capture_output=True, cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "ascii"}, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    done.stdout.decode("ascii")


def test_rejects_are_written_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text(
        "Customer,Invoice No,Due Date,Amount\nA,1,2025-01-31,10.00\nB,2,2025-01-31,oops\n", "utf-8"
    )
    assert creditkit("aging", "l.csv", cwd=tmp_path).returncode == 3
    done = creditkit("aging", "l.csv", "--rejects", "bad.csv", "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "oops" in (tmp_path / "bad.csv").read_text("utf-8-sig")
    assert json.loads(done.stdout)["inputs"][0]["rows_rejected"] == 1


def test_a_column_may_be_named_as_the_file_names_it(tmp_path: Path) -> None:
    by_header = creditkit("aging", *HUAXIA, "--by", "部门", cwd=tmp_path)
    assert by_header.returncode == 0, by_header.stderr
    assert by_header.stdout == creditkit("aging", *HUAXIA, "--by", "department", cwd=tmp_path).stdout
    assert len(by_header.stdout.splitlines()) > 3
    one = creditkit("aging", *HUAXIA, "--where", "客户编码=KH1007", cwd=tmp_path)
    assert [line.split(",")[0] for line in one.stdout.splitlines()[1:]] == ["KH1007"]
