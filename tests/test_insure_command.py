"""creditkit insure and stress on the command line, and the calendar file, read by another program."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import icalendar
import polars as pl
import pytest

from command_lines import Done, run
from creditkit.render.ics import deadline_calendar

HEAD = "customer,customer name,invoice no,invoice date,due date,currency,amount\n"
LEDGER = HEAD + (
    "C1,Alpha; Söhne,A,2025-05-01,2025-07-30,CNY,200000\n"
    "C1,Alpha; Söhne,B,2025-09-29,2025-10-29,CNY,100000\n"
    "C1,Alpha; Söhne,C,2025-06-01,2025-09-29,CNY,150000\n"
    "C1,Alpha; Söhne,D,2025-07-10,2025-10-08,CNY,350000\n"
    "C2,Beta,E,2025-09-10,2025-10-10,CNY,70000\n"
)
CUSTOMERS = "customer,customer name,currency,credit limit,insured limit\nC1,Alpha; Söhne,CNY,900000,500000\nC2,Beta,CNY,90000,\n"
POLICY = "[insurance]\ninsured_ratio = 0.9\ncurrency = 'CNY'\n"
AS_OF = ("--as-of", "2025-09-30")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ledger.csv").write_text(LEDGER, "utf-8")
    (tmp_path / "customers.csv").write_text(CUSTOMERS, "utf-8")
    (tmp_path / "policy.toml").write_text(POLICY, "utf-8")
    return tmp_path


def insure(folder: Path, *more: str, command: str = "insure", policy: str = "policy.toml") -> Done:
    fixed = [command, "ledger.csv", "--customers", "customers.csv", "--policy", policy, *AS_OF]
    return run([*fixed, *more], folder)


def test_json_has_the_keys_of_the_contract(folder: Path) -> None:
    done = insure(folder, "--format", "json")
    answer = json.loads(done.stdout)
    row = answer["rows"][0]
    assert {key: row[key] for key in ("customer_id", "limit", "insured_ratio", "outstanding", "covered", "uninsured")} == {
        "customer_id": "C1", "limit": 500000, "insured_ratio": 0.9, "outstanding": 800000, "covered": 500000,
        "uninsured": 300000,
    }  # fmt: skip
    assert (row["voids"], row["next_deadline"], row["deadline_kind"], row["stop_shipment"]) == (
        ["V2", "V3", "V4", "V4b"], "2025-10-28", "notice", True,
    )  # fmt: skip
    assert answer["proof"] == [{"currency": "CNY", "ledger": 870000.0, "reported": 870000.0, "difference": 0.0}]
    assert "Proof CNY: ledger 870,000.00 = reported 870,000.00, difference 0.00" in done.stderr
    assert [row["void"] for row in answer["void_totals"]] == ["V1", "V2", "V3", "V4", "V4b"]


def test_claim_on_the_command_line(folder: Path) -> None:
    row = json.loads(insure(folder, "--claim", "alpha", "--recovery", "50,000", "--format", "json").stdout)["rows"][0]
    # A and D are insurable: 550,000, of which 500,000 within the limit; 50,000 × 450,000 ÷ 550,000 to the insurer.
    assert (row["outstanding"], row["outside"], row["loss"], row["covered"], row["indemnity"]) == (
        800000, 250000, 550000, 500000, 450000,
    )  # fmt: skip
    assert (row["own_loss"], row["recovery_insurer"], row["recovery_insured"]) == (100000, 40909.09, 9090.91)
    assert row["net_loss"] == 100000 + 250000 - 9090.91
    assert (row["claimable_from"], row["claim_by"]) == ("2026-01-26", "2026-07-26")


def test_stress_has_the_keys_of_the_contract(folder: Path) -> None:
    answer = json.loads(insure(folder, "--format", "json", command="stress").stdout)
    keys = {"scenario", "ead", "expected_loss", "unexpected_loss", "var", "allowance_change", "cash_delay"}
    assert keys <= answer["rows"][0].keys()
    assert answer["rows"][0]["scenario"] == "base"
    shares = [Decimal(800_000) / 870_000, Decimal(70_000) / 870_000]
    assert answer["concentration"]["hhi"] == pytest.approx(float(sum(share * share for share in shares)))
    assert answer["concentration"]["top10_share"] == 1


@pytest.mark.parametrize(
    ("policy", "status", "words"),
    [
        pytest.param("", 4, "error[CK430]", id="no-section"),
        pytest.param("[insurance]\npremium_rate = 0.002\n", 4, "error[CK430]", id="no-percentage"),
        pytest.param("[insurance]\ninsured_ratio = 90\n", 4, "90 % is 0.9, not 90", id="per-cent-for-ratio"),
        pytest.param("[insurance]\ninsured_ratio = 0\n", 4, "insured_ratio", id="ratio-of-nothing"),
        pytest.param("[insurance]\ninsured_ratio = 0.9\npremium_rate = 0.25\n", 4, "0.25 % is 0.0025", id="premium-in-per-cent"),
        pytest.param("[insurance]\ninsured_ratio = 0.9\nthreshold = -1\n", 4, "threshold", id="negative-amount"),
        pytest.param("[insurance]\ninsured_ratio = 0.9\nbegins = 2025-12-31\nends = 2025-01-01\n", 4, "before it begins", id="ends-before-it-begins"),
        pytest.param("[insurance]\ninsured_ratio = 0.9\nmax_liability = 1\nmax_liability_premiums = 2\n", 4, "not both", id="two-liabilities"),
        pytest.param("[insurance]\ninsured_ratio = 0.9\naggregate_first_loss_used = 5\n", 4, "more of the aggregate", id="more-used-than-there-is"),
        pytest.param("[insurance]\ninsured_ratio = 0.9\nwaiting_days = 30\n", 4, "waiting_days", id="waiting-within-the-extension"),
        pytest.param("[insurance]\ninsured_ratio = 0.9\ndeductable_order = 'x'\n", 4, "deductible_order", id="misspelt-key"),
    ],
)  # fmt: skip
def test_policies_that_cannot_be_right(folder: Path, policy: str, status: int, words: str) -> None:
    (folder / "bad.toml").write_text(policy, "utf-8")
    done = insure(folder, "--calendar", "x.ics", "--output", "x.csv", policy="bad.toml")
    assert (done.status, done.stdout) == (status, "")
    assert words in done.stderr
    assert done.stderr.count("error[") == 1
    assert not list(folder.glob("x.*"))


@pytest.mark.parametrize(
    ("columns", "values", "words"),
    [
        pytest.param("insured limit", "-5", "a limit cannot be negative", id="negative-limit"),
        pytest.param("insured limit,insured percentage", "5,190", "not a percentage", id="percentage-above-100"),
        pytest.param("insured limit,insured percentage", "5,-0.9", "not a percentage", id="negative-percentage"),
        pytest.param("insured limit,insured terms", "5,ninety", "not a number", id="terms-in-words"),
        pytest.param("insured limit,insured terms", "5,-30", "cannot be negative", id="negative-terms"),
        pytest.param("insured from,limit withdrawn", "2025-06-01,2025-05-31", "is before 2025-06-01", id="withdrawn-before-it-began"),
        pytest.param("overdue notice,claim filed", "2025-06-01,2025-05-31", "is before 2025-06-01", id="claimed-before-notice"),
    ],
)  # fmt: skip
def test_customer_files_that_cannot_be_right(folder: Path, columns: str, values: str, words: str) -> None:
    (folder / "customers.csv").write_text(f"customer,currency,credit limit,{columns}\nC1,CNY,9,{values}\n", "utf-8")
    done = insure(folder, "--output", "x.csv")
    assert (done.status, done.stdout) == (3, "")
    assert words in done.stderr
    assert not (folder / "x.csv").exists()


@pytest.mark.parametrize(
    "customers", ["customer,currency,credit limit\nC1,CNY,9\n", None], ids=["no-column", "no-file"]
)
def test_without_insured_limits_nothing_is_covered_and_that_is_said(folder: Path, customers: str | None) -> None:
    if customers:
        (folder / "customers.csv").write_text(customers, "utf-8")
        done = insure(folder, "--format", "json")
    else:
        done = run(["insure", "ledger.csv", "--policy", "policy.toml", *AS_OF, "--format", "json"], folder)
    answer = json.loads(done.stdout)
    assert [(row["covered"], row["voids"]) for row in answer["rows"]] == [(0, ["V1"]), (0, ["V1"])]
    assert "CK881" in [warning["code"] for warning in answer["warnings"]]


@pytest.mark.parametrize("given", ["90", "90%", "0.9", "0,9"])
def test_a_percentage_may_be_written_in_any_way(folder: Path, given: str) -> None:
    (folder / "customers.csv").write_text(
        f'customer,currency,insured limit,insured percentage\nC1,CNY,500000,"{given}"\n'
    )
    assert json.loads(insure(folder, "--format", "json").stdout)["rows"][0]["insured"] == 450000


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        pytest.param(("--by", "group"), 2, "CK111", id="unknown-by"),
        pytest.param(("--recovery", "5"), 2, "CK116", id="recovery-without-claim"),
        pytest.param(("--claim", "C1", "--recovery", "five"), 2, "CK107", id="not-an-amount"),
        pytest.param(("--claim", "C1", "--recovery", "-5"), 2, "CK107", id="negative-recovery"),
        pytest.param(("--claim", "C1", "--recovery", "NaN"), 2, "CK107", id="not-a-number"),
        pytest.param(("--claim", "C1", "--recovery", "800001"), 3, "CK336", id="more-recovered-than-owed"),
        pytest.param(("--claim", "nobody"), 3, "CK332", id="unknown-customer"),
        pytest.param(("--calendar", "x.txt"), 2, "CK103", id="calendar-of-another-kind"),
        pytest.param(("--calendar", "no/where.ics"), 5, "CK501", id="calendar-into-no-folder"),
        pytest.param(("--currency", "EUR"), 2, "CK104", id="conversion-without-rates"),
    ],
)
def test_command_lines_that_cannot_be_answered(folder: Path, more: tuple[str, ...], status: int, code: str) -> None:
    done = insure(folder, *more, "--output", "out.csv")
    assert (done.status, done.stdout) == (status, "")
    assert f"error[{code}]" in done.stderr
    assert not (folder / "out.csv").exists()


def test_a_claim_for_a_customer_without_debt_is_refused(folder: Path) -> None:
    (folder / "ledger.csv").write_text(LEDGER + "C2,Beta,F,2025-09-20,2025-09-20,CNY,-70000\n", "utf-8")
    done = insure(folder, "--claim", "C2")
    assert (done.status, "error[CK333]" in done.stderr) == (3, True)


def test_limits_in_another_currency_are_refused_or_converted(folder: Path) -> None:
    (folder / "customers.csv").write_text("customer,currency,insured limit\nC1,EUR,50000\n", "utf-8")
    (folder / "policy.toml").write_text(POLICY.replace("CNY", "EUR") + "aggregate_first_loss = 1000\n", "utf-8")
    (folder / "rates.csv").write_text("date,currency,base,rate\n2025-09-26,EUR,CNY,8\n", "utf-8")
    row = json.loads(insure(folder, "--format", "json").stdout)["rows"][0]
    assert (row["limit"], row["covered"], row["voids"]) == (None, 0, ["V1"])
    assert [note["code"] for note in row["notes"]] == ["insured-in-other-currency"]
    refused = insure(folder, "--claim", "C1")
    assert (refused.status, "error[CK334]" in refused.stderr) == (3, True)
    converted = ("--currency", "CNY", "--rates", "rates.csv", "--format", "json")
    row = json.loads(insure(folder, *converted).stdout)["rows"][0]
    assert (row["limit"], row["covered"]) == (400000, 400000)
    claim = json.loads(insure(folder, "--claim", "C1", *converted).stdout)["rows"][0]
    assert (claim["first_loss_deducted"], claim["indemnity"]) == (8000, 352000)


# --- the calendar ---------------------------------------------------------------------------------------------------


def test_the_calendar_is_read_by_another_program(folder: Path) -> None:
    done = insure(folder, "--calendar", "cover.ics")
    assert done.status == 0
    data = (folder / "cover.ics").read_bytes()
    calendar = icalendar.Calendar.from_ical(data)
    assert not calendar.errors
    events = {str(event["summary"]): event for event in calendar.walk("VEVENT")}
    title = "report overdue debt: Alpha; Söhne, 200,000.00 CNY"
    assert events[title]["dtstart"].dt == date(2025, 10, 28)
    assert events[title]["dtend"].dt == date(2025, 10, 29)
    assert events[title]["dtstamp"].dt.isoformat() == "2025-09-30T00:00:00+00:00"
    assert "the oldest A" in str(events[title]["description"])
    assert events[title].walk("VALARM")[0]["trigger"].dt.days == -7
    # 180 days from 2025-09-30 end on 2026-03-29: the end of the claim period of A, in July, lies beyond.
    assert sorted(event["dtstart"].dt for event in events.values()) == [
        date(2025, 10, 28), date(2025, 10, 28), date(2026, 1, 26),
    ]  # fmt: skip
    assert len({str(event["uid"]) for event in events.values()}) == 3
    insure(folder, "--calendar", "again.ics")
    assert (folder / "again.ics").read_bytes() == data


ROWS = {
    "deadline": [date(2025, 10, 1)], "deadline_kind": ["notice"], "customer_id": ["C\\1"], "currency": ["CNY"],
    "documents": [2], "document_id": ["A,1"], "outstanding": [Decimal("1234.50")],
}  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("云泽启衡传动有限公司" * 12, id="long-chinese-name"),
        pytest.param("a" * 75, id="exactly-a-line"),
        pytest.param("a;b,c\\d: e", id="marks-to-escape"),
        pytest.param("Line\nBREAK\r\nBEGIN:VEVENT", id="line-break-in-a-name"),
        pytest.param("🏭" * 40, id="four-byte-characters"),
    ],
)
def test_lines_are_folded_at_75_octets_and_say_the_same(name: str) -> None:
    rows = pl.DataFrame({**ROWS, "customer_name": [name]})
    data = deadline_calendar(rows, date(2025, 9, 30), "华夏精密配件有限公司", "Insurer")
    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode("utf-8")
    calendar = icalendar.Calendar.from_ical(data)
    (event,) = calendar.walk("VEVENT")
    assert (
        str(event["summary"])
        == f"report overdue debt: {name.replace(chr(13), ' ').replace(chr(10), ' ')}, 1,234.50 CNY"
    )
    assert "C\\1" in str(event["description"])


def test_the_uid_stays_when_the_amount_changes_and_differs_by_customer() -> None:
    def uid(**changes: object) -> str:
        rows = pl.DataFrame({**ROWS, "customer_name": ["A"], **{key: [value] for key, value in changes.items()}})
        data = deadline_calendar(rows, date(2025, 9, 30), "X")
        return str(icalendar.Calendar.from_ical(data).walk("VEVENT")[0]["uid"])

    assert uid() == uid(outstanding=Decimal("9.00"), documents=7)
    assert len({uid(), uid(customer_id="C2"), uid(currency="EUR"), uid(deadline_kind="claim"), uid(deadline=date(2025, 10, 2))}) == 5  # fmt: skip
