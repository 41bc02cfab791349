"""Trade credit insurance: the worked example, every edge of every void, and a recomputation in plain Python."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.fold.cover import cover_documents, cover_sums, deadlines, shipment_stops
from creditkit.fold.customers import customer_facts
from creditkit.fold.open_items import control_total, open_items
from creditkit.fold.turnover import turnover_sums, year_of_periods
from creditkit.ledger import Ledger
from creditkit.policy.load import load_policy
from creditkit.policy.model import InsurancePolicy
from creditkit.stages.buyers import buyers as buyers_of
from creditkit.stages.indemnity import Indemnity, indemnity, max_liability, recovery
from creditkit.stages.insurance import insurance, void_table
from creditkit.stages.premium import cost_benefit, declaration, premium
from insured import Buyer, Terms, cover, customers_of
from plain import Doc, Pay, ledger_of

D = Decimal
DAY = date(2025, 9, 30)
DEFAULTS = load_policy(None)[0].insurance


def policy(**changes: object) -> InsurancePolicy:
    return InsurancePolicy.model_validate({**DEFAULTS.model_dump(exclude_none=True), "insured_ratio": 0.9, **changes})


def documents(
    ledger: Ledger, buyers: dict[str, Buyer], as_of: date = DAY, on_time: pl.DataFrame | None = None, **changes: object
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(per document, per customer)"""
    section = policy(**changes)
    items = open_items(ledger, as_of)
    facts = customer_facts(items, ledger.documents, as_of).collect()
    promised = buyers_of(facts, customers_of(buyers), on_time, section)
    stops = shipment_stops(ledger, as_of, section, None)
    rows = cover_documents(items, promised.lazy(), stops, as_of, section).collect()
    return rows, insurance(cover_sums(rows.lazy(), as_of).collect(), promised, facts, as_of)


def doc(number: str, amount: int, invoiced: date, due: date, *paid: Pay, customer: str = "C1", **more: object) -> Doc:
    return Doc(customer, number, invoiced, due, D(amount), paid, **more)  # type: ignore[arg-type]


ORACLE = [
    doc("A", 200, date(2025, 5, 1), date(2025, 7, 30)),
    doc("B", 100, date(2025, 9, 29), date(2025, 10, 29)),
    doc("C", 150, date(2025, 6, 1), date(2025, 9, 29)),
    doc("D", 350, date(2025, 7, 10), date(2025, 10, 8)),
]
LIMIT_500 = {"C1": Buyer(D(500))}


def test_oracle_10_scan() -> None:
    rows, customers = documents(ledger_of(ORACLE), LIMIT_500)
    found = {row["document_id"]: row for row in rows.iter_rows(named=True)}
    assert {name: (row["covered"], row["uninsured"], row["voids"]) for name, row in found.items()} == {
        "A": (200, 0, ["V4"]),
        "B": (0, 100, ["V4b"]),
        "C": (0, 150, ["V3"]),
        "D": (300, 50, ["V2"]),
    }
    a = found["A"]
    assert (a["extension_end"], a["notice_by"], a["claimable_from"]) == (
        date(2025, 9, 28), date(2025, 10, 28), date(2026, 1, 26),
    )  # fmt: skip
    row = customers.row(0, named=True)
    assert (row["outstanding"], row["covered"], row["insured"], row["uninsured"]) == (800, 500, 450, 300)
    assert row["voids"] == ["V2", "V3", "V4", "V4b"]
    assert (row["next_deadline"], row["deadline_kind"]) == (date(2025, 10, 28), "notice")
    assert (row["stop_shipment"], row["stop_since"]) == (True, date(2025, 9, 29))
    assert (row["limit"], row["insured_ratio"]) == (500, 0.9)


def test_oracle_10_loss_after_the_receipt() -> None:
    """620,000 of debt and a receipt of 30,000 that nobody applied: 590,000 is lost, and the oldest debt was paid."""
    docs = [
        doc("1", 20_000, date(2025, 6, 1), date(2025, 7, 1)),
        doc("2", 600_000, date(2025, 7, 1), date(2025, 7, 31)),
        doc("P", -30_000, date(2025, 9, 1), date(2025, 9, 1), type="payment"),
    ]
    rows, customers = documents(ledger_of(docs), {"C1": Buyer(D(500_000))})
    assert rows.select("document_id", "outstanding").rows() == [("2", 590_000)]
    row = customers.row(0, named=True)
    assert (row["outstanding"], row["insurable"], row["covered"], row["credit_balance"]) == (
        590_000,
        590_000,
        500_000,
        0,
    )


CLAIM = {
    "aggregate_first_loss": 50_000, "aggregate_first_loss_used": 20_000, "threshold": 5_000, "premium_rate": 0.0025,
}  # fmt: skip


def claimed(loss: int = 590_000, limit: int | None = 500_000, ratio: float = 0.9, most: int | None = None, **changes: object) -> Indemnity:  # fmt: skip
    bound = None if limit is None else D(limit)
    return indemnity(
        D(loss), bound, ratio, policy(**{**CLAIM, **changes}), "CNY", most=None if most is None else D(most)
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, 420_000, id="percentage-first"),
        pytest.param({"deductible_order": "deductible-first"}, 423_000, id="deductible-first"),
        pytest.param({"loss": 5_000}, 0, id="at-the-threshold-nothing"),
        pytest.param({"loss": 5_001, "aggregate_first_loss_used": 50_000}, D("4500.90"), id="above-the-threshold"),
        pytest.param({"limit": None}, 0, id="no-limit"),
        pytest.param({"limit": 0}, 0, id="limit-of-nothing"),
        pytest.param({"loss": 0}, 0, id="no-loss"),
        pytest.param({"loss": 20_000}, 0, id="first-loss-takes-all"),
        pytest.param({"most": 400_000}, 400_000, id="bound-by-the-liability"),
        pytest.param({"most": 400_000, "liability_used": 150_000}, 250_000, id="liability-partly-used"),
        pytest.param({"most": 400_000, "liability_used": 500_000}, 0, id="liability-used-up"),
        pytest.param({"most": 420_000}, 420_000, id="at-the-liability"),
    ],
)
def test_indemnity(changes: dict[str, object], expected: object) -> None:
    assert claimed(**changes).indemnity == expected  # type: ignore[arg-type]


def test_oracle_10_claim_and_recovery() -> None:
    claim = claimed()
    assert (claim.loss, claim.covered, claim.retention, claim.deducted) == (590_000, 500_000, 50_000, 30_000)
    assert claim.own_loss == 170_000
    section = policy(**CLAIM)
    assert recovery(D(60_000), claim, 0.9, section, "CNY") == (D("42711.86"), D("17288.14"))
    assert claim.own_loss - D("17288.14") == D("152711.86")
    other = policy(**CLAIM, recovery_sharing="by-receivables")
    assert recovery(D(60_000), claim, 0.9, other, "CNY") == (D("45762.71"), D("14237.29"))
    assert recovery(D(60_000), claimed(limit=None), 0.9, section, "CNY") == (0, 60_000)


def test_minimum_retention() -> None:
    """Loss 5,000, own share 15 %, at least 1,000: the insurer pays 4,000; of a larger loss the 15 % are more."""
    own = {"aggregate_first_loss": 0, "aggregate_first_loss_used": 0, "threshold": 0, "minimum_retention": 1_000}
    assert claimed(5_000, 500_000, 0.85, **own).indemnity == 4_000
    assert claimed(10_000, 500_000, 0.85, **own).indemnity == 8_500
    assert claimed(600, 500_000, 0.85, **own).indemnity == 0


def test_premium_and_liability() -> None:
    section = policy(premium_rate=0.0025, max_liability_premiums=30)
    assert premium(D(20_000_000), section, "CNY") == 50_000
    assert max_liability(section, D(50_000)) == 1_500_000
    assert premium(D(20_000_000), policy(premium_rate=0.0025, minimum_premium=60_000), "CNY") == 60_000
    assert max_liability(policy(max_liability=900), D(1)) == 900
    assert max_liability(policy(), D(1)) is None
    assert max_liability(section, None) is None


def test_oracle_10_cost_and_benefit() -> None:
    """EAD 5 m, PD 1.5 %, LGD 80 %, 92 % of it inside limits at 90 %."""
    risks = pl.DataFrame(
        {"customer_id": ["C1"], "currency": ["CNY"], "outstanding": [D(5_000_000)], "insured": [D(4_140_000)], "pd": [0.015]},
    )  # fmt: skip
    row = cost_benefit(risks, D(50_000), policy(admin_cost=5_000), 0.8).row(0, named=True)
    assert (row["expected_loss"], row["expected_indemnity"], row["retained_loss"]) == (60_000, 49_680, 10_320)
    assert (row["cost_with_insurance"], row["cost_without_insurance"]) == (65_320, 60_000)
    assert row["breakeven_pd"] == pytest.approx(0.016606, abs=5e-7)


def one(invoiced: date, due: date, buyer: Buyer | None = None, as_of: date = DAY, **changes: object) -> list[str]:
    """The voids of a single open invoice."""
    policy_changes = {k: v for k, v in changes.items() if k != "disputed"}
    item = doc("1", 100, invoiced, due, disputed=bool(changes.get("disputed")))
    rows, _ = documents(ledger_of([item]), {"C1": buyer or Buyer(D(1_000))}, as_of, **policy_changes)
    return list(rows["voids"][0])


MAY = date(2025, 5, 1)
SOON = DAY + timedelta(10)


@pytest.mark.parametrize(
    ("voids", "expected"),
    [
        pytest.param(lambda: one(DAY, SOON, Buyer(None)), ["V1"], id="blank-limit"),
        pytest.param(lambda: one(DAY, SOON, Buyer(D(0))), ["V1"], id="limit-of-0-is-a-refusal"),
        pytest.param(lambda: one(DAY, SOON, Buyer(D(1_000), currency="EUR")), ["V1"], id="limit-in-another-currency"),
        pytest.param(lambda: one(DAY, SOON, Buyer(D(1_000), since=DAY)), [], id="shipped-on-the-first-insured-day"),
        pytest.param(lambda: one(DAY - timedelta(1), SOON, Buyer(D(1_000), since=DAY)), ["V1"], id="shipped-a-day-before"),
        pytest.param(lambda: one(MAY, SOON, begins=date(2025, 5, 2), max_terms_days=999), ["V1"], id="before-the-policy"),
        pytest.param(lambda: one(DAY, SOON, ends=DAY), [], id="on-the-last-day-of-the-policy"),
        pytest.param(lambda: one(DAY, SOON, ends=DAY - timedelta(1)), ["V1"], id="after-the-policy"),
        pytest.param(lambda: one(DAY, SOON, Buyer(D(100))), [], id="exactly-at-the-limit"),
        pytest.param(lambda: one(DAY, SOON, Buyer(D("99.99"))), ["V2"], id="a-cent-over-the-limit"),
        pytest.param(lambda: one(DAY, DAY + timedelta(90)), [], id="terms-at-the-maximum"),
        pytest.param(lambda: one(DAY, DAY + timedelta(91)), ["V3"], id="terms-a-day-over"),
        pytest.param(lambda: one(DAY, DAY + timedelta(91), Buyer(D(1_000), max_days=120)), [], id="longer-terms-for-this-buyer"),
        pytest.param(lambda: one(DAY, DAY + timedelta(31), Buyer(D(1_000), max_days=30)), ["V3"], id="shorter-terms-for-this-buyer"),
        pytest.param(lambda: one(MAY, DAY - timedelta(60), max_terms_days=999), [], id="on-the-last-day-of-the-extension"),
        pytest.param(lambda: one(MAY, DAY - timedelta(61), max_terms_days=999), ["V4"], id="a-day-past-the-extension"),
        pytest.param(lambda: one(MAY, DAY - timedelta(90)), ["V4"], id="on-the-last-day-of-notice"),
        pytest.param(lambda: one(MAY, DAY - timedelta(91)), ["V4", "V5"], id="notice-missed-by-a-day"),
        pytest.param(lambda: one(MAY, DAY - timedelta(91), Buyer(D(1_000), notice=DAY - timedelta(1))), ["V4"], id="notice-on-its-last-day"),
        pytest.param(lambda: one(MAY, DAY - timedelta(91), Buyer(D(1_000), notice=DAY)), ["V4", "V5"], id="notice-a-day-late"),
        pytest.param(lambda: one(MAY, DAY - timedelta(91), Buyer(D(1_000), notice=MAY - timedelta(1))), ["V4", "V5"], id="notice-of-older-debt-does-not-count"),
        pytest.param(lambda: one(DAY, SOON, disputed=True), ["V6"], id="disputed"),
        pytest.param(lambda: one(DAY, SOON, Buyer(D(1_000), excluded=True)), ["V7"], id="flagged-as-excluded"),
        pytest.param(lambda: one(DAY, SOON, excluded_customers=["C1"]), ["V7"], id="excluded-by-number"),
        pytest.param(lambda: one(DAY, SOON, Buyer(D(1_000), withdrawn=DAY)), [], id="shipped-on-the-day-of-withdrawal"),
        pytest.param(lambda: one(DAY, SOON, Buyer(D(1_000), withdrawn=DAY - timedelta(1))), ["V8"], id="shipped-after-the-withdrawal"),
        pytest.param(lambda: one(MAY, DAY - timedelta(91), Buyer(None), disputed=True), ["V1"], id="never-insured-has-no-other-void"),
    ],
)  # fmt: skip
def test_voids(voids: object, expected: list[str]) -> None:
    assert voids() == expected  # type: ignore[operator]


@pytest.mark.parametrize(
    ("as_of", "claimed_on", "late"),
    [
        pytest.param(date(2026, 7, 26), None, False, id="on-the-last-day"),
        pytest.param(date(2026, 7, 27), None, True, id="a-day-later"),
        pytest.param(date(2026, 7, 27), date(2026, 7, 26), False, id="filed-in-time"),
        pytest.param(date(2026, 7, 28), date(2026, 7, 27), True, id="filed-late"),
    ],
)
def test_claims_must_be_filed_in_time(as_of: date, claimed_on: date | None, late: bool) -> None:
    """Due 2025-07-30, claimable from 2026-01-26, so until 2026-07-26; the notice was given in time."""
    buyer = Buyer(D(1_000), notice=date(2025, 10, 1), claimed=claimed_on)
    found = one(date(2025, 5, 1), date(2025, 7, 30), buyer, as_of)
    assert ("V9" in found) is late
    assert "V5" not in found


def shipped(invoiced: date, paid: date | None) -> list[str]:
    """The voids of a shipment while another invoice, due 2025-03-01 (extension to 04-30), was unpaid until `paid`."""
    old = doc("old", 50, date(2025, 2, 1), date(2025, 3, 1), *([Pay(paid, D(50))] if paid else []))
    new = doc("new", 100, invoiced, invoiced + timedelta(30))
    rows, _ = documents(ledger_of([old, new]), {"C1": Buyer(D(1_000))}, date(2025, 6, 30))
    return list(rows.filter(pl.col("document_id") == "new")["voids"][0])


@pytest.mark.parametrize(
    ("invoiced", "paid", "void"),
    [
        pytest.param(date(2025, 4, 30), None, False, id="on-the-last-day-of-the-extension"),
        pytest.param(date(2025, 5, 1), None, True, id="the-day-after"),
        pytest.param(date(2025, 5, 1), date(2025, 5, 20), True, id="paid-since-yet-not-when-shipped"),
        pytest.param(date(2025, 5, 20), date(2025, 5, 20), False, id="shipped-on-the-day-of-payment"),
        pytest.param(date(2025, 6, 1), date(2025, 5, 20), False, id="shipped-after-the-payment"),
        pytest.param(date(2025, 5, 1), date(2025, 4, 30), False, id="paid-within-the-extension"),
    ],
)
def test_shipments_while_the_extension_was_over(invoiced: date, paid: date | None, void: bool) -> None:
    assert ("V4b" in shipped(invoiced, paid)) is void


def test_the_stop_concerns_every_currency_of_the_buyer() -> None:
    docs = [
        doc("old", 50, date(2025, 5, 1), date(2025, 6, 30)),
        doc("new", 100, DAY, SOON, currency="EUR"),
    ]
    rows, customers = documents(ledger_of(docs), {"C1": Buyer(D(1_000), currency="EUR")})
    assert rows.filter(pl.col("currency") == "EUR")["voids"].to_list() == [["V4b"]]
    assert dict(customers.select("currency", "stop_shipment").iter_rows()) == {"CNY": False, "EUR": True}
    other = customers.filter(pl.col("currency") == "CNY").row(0, named=True)
    assert (other["limit"], [note["code"] for note in other["notes"]]) == (None, ["insured-in-other-currency"])


def test_discretionary_limit_is_earned_by_paying_in_time() -> None:
    ledger = ledger_of([doc("1", 100, DAY, SOON)])

    def limit_with(on_time: int | None, buyer: Buyer = Buyer(None)) -> object:
        known = None if on_time is None else pl.DataFrame({"customer_id": ["C1"], "on_time": [on_time]})
        rows, customers = documents(ledger, {"C1": buyer}, DAY, known, discretionary_limit=80)
        return customers["limit"][0], rows["covered"][0]

    assert limit_with(2) == (80, 80)
    assert limit_with(1) == (None, 0)
    assert limit_with(None) == (None, 0)
    assert limit_with(9, Buyer(D(0))) == (0, 0)
    assert limit_with(9, Buyer(D(50))) == (50, 50)


def test_deadlines_of_the_oracle() -> None:
    rows, _ = documents(ledger_of(ORACLE), LIMIT_500)
    found = deadlines(rows.lazy(), DAY, policy(calendar_days=400)).collect()
    dates = {(row["deadline_kind"], row["document_id"]): row["deadline"] for row in found.iter_rows(named=True)}
    # A stopped buyer has no further extension to watch; B and C are not insured, D is not overdue.
    assert dates == {
        ("notice", "A"): date(2025, 10, 28), ("collection", "A"): date(2025, 10, 28),
        ("waiting-end", "A"): date(2026, 1, 26), ("claim", "A"): date(2026, 7, 26),
    }  # fmt: skip
    near = deadlines(rows.lazy(), DAY, policy(calendar_days=28)).collect()
    assert near["deadline"].unique().to_list() == [date(2025, 10, 28)]


def test_the_stop_of_shipment_is_announced() -> None:
    docs = [doc("1", 10, DAY - timedelta(60), DAY - timedelta(20)), doc("2", 20, DAY - timedelta(30), DAY)]
    rows, customers = documents(ledger_of(docs), LIMIT_500)
    found = deadlines(rows.lazy(), DAY, policy(calendar_days=45)).collect().sort("deadline", "deadline_kind")
    ends = DAY + timedelta(40)
    assert found.select("deadline", "deadline_kind", "document_id", "outstanding").rows() == [
        (ends, "extension-end", "1", 10), (ends + timedelta(1), "stop-shipment", "1", 10),
    ]  # fmt: skip
    row = customers.row(0, named=True)
    assert (row["next_deadline"], row["deadline_kind"], row["stop_shipment"]) == (ends, "extension-end", False)


def test_one_deadline_of_a_kind_for_all_overdue_debt_of_a_buyer() -> None:
    docs = [doc(str(late), late, DAY - timedelta(late + 30), DAY - timedelta(late)) for late in (1, 5, 30)]
    rows, _ = documents(ledger_of([*docs, doc("0", 900, DAY - timedelta(30), DAY)]), LIMIT_500)
    found = deadlines(rows.lazy(), DAY, policy(calendar_days=60)).collect().sort("deadline", "deadline_kind")
    assert found.select("deadline_kind", "deadline", "documents", "document_id", "outstanding").rows() == [
        ("extension-end", DAY + timedelta(30), 3, "30", 36), ("stop-shipment", DAY + timedelta(31), 3, "30", 36),
        ("collection", DAY + timedelta(60), 1, "30", 30), ("notice", DAY + timedelta(60), 1, "30", 30),
    ]  # fmt: skip


def test_notified_and_claimed_debt_asks_for_nothing_again() -> None:
    late = [doc("1", 10, date(2025, 5, 1), date(2025, 7, 15))]
    _, told = documents(ledger_of(late), {"C1": Buyer(D(500), notice=date(2025, 9, 20))})
    assert told.select("next_deadline", "deadline_kind").row(0) == (date(2025, 10, 13), "collection")
    _, filed = documents(ledger_of(late), {"C1": Buyer(D(500), notice=date(2025, 9, 20), claimed=date(2025, 9, 25))})
    assert filed.select("next_deadline", "deadline_kind", "stop_shipment").row(0) == (None, None, True)


TURNOVER = [
    doc("1", 100, date(2025, 8, 31), date(2025, 9, 30)),
    doc("2", 200, date(2025, 9, 1), date(2025, 9, 1)),
    doc("3", 400, date(2025, 7, 1), date(2025, 7, 31)),
    doc("4", -50, date(2025, 7, 9), date(2025, 7, 9), type="credit-note"),
    doc("5", 800, date(2025, 7, 2), date(2025, 8, 1), customer="C2"),
    doc("6", 1_600, date(2024, 9, 30), date(2024, 10, 30)),
    doc("7", -70, date(2025, 7, 20), date(2025, 7, 20), type="payment"),
]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        pytest.param(
            "month",
            [(date(2025, 7, 1), 1_150, 800, 0, 350), (date(2025, 8, 1), 100, 0, 0, 100), (date(2025, 9, 1), 200, 0, 200, 0)],
            id="month",
        ),
        pytest.param("quarter", [(date(2025, 7, 1), 1_450, 800, 200, 450)], id="quarter"),
    ],
)  # fmt: skip
def test_declaration(period: str, expected: list[tuple[object, ...]]) -> None:
    """C2 is excluded; a document of the month before the first is not in the year."""
    ledger, section = ledger_of(TURNOVER), policy(declaration=period, excluded_customers=["C2"], premium_rate=0.01)
    facts = customer_facts(open_items(ledger, DAY), ledger.documents, DAY).collect()
    who = buyers_of(facts, None, None, section)
    rows = declaration(turnover_sums(ledger, DAY, year_of_periods(DAY, period)).collect(), who, section)
    names = ["period_start", "credit_sales", "excluded_buyers", "cash_turnover", "insured_turnover"]
    assert rows.select(names).rows() == expected
    assert rows["premium"].to_list() == [D(row[4]) / 100 for row in expected]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("as_of", "period", "since"),
    [
        pytest.param(date(2025, 9, 28), "month", date(2024, 10, 1), id="twelve-months"),
        pytest.param(date(2025, 9, 28), "quarter", date(2024, 10, 1), id="four-quarters"),
        pytest.param(date(2025, 10, 1), "quarter", date(2025, 1, 1), id="first-day-of-a-quarter"),
        pytest.param(date(2025, 12, 31), "quarter", date(2025, 1, 1), id="last-day-of-a-quarter"),
    ],
)
def test_year_of_periods(as_of: date, period: str, since: date) -> None:
    assert year_of_periods(as_of, period) == since


def test_void_table_counts_a_document_under_each_of_its_voids() -> None:
    rows, _ = documents(ledger_of([*ORACLE, doc("E", 10, date(2025, 3, 1), date(2025, 4, 1))]), LIMIT_500)
    found = {row["void"]: (row["documents"], row["outstanding"]) for row in void_table(rows).iter_rows(named=True)}
    # The fifth document is past its extension since June, so that B, C and D were all shipped after it.
    assert found == {"V3": (1, 150), "V4": (2, 210), "V4b": (3, 600), "V5": (1, 10)}


# --- against the plain recomputation --------------------------------------------------------------------------------


def random_book(seed: int) -> tuple[list[Doc], dict[str, Buyer]]:
    draw = Random(seed)
    docs = []
    for number in range(draw.randint(1, 40)):
        who = f"C{draw.randint(1, 3)}"
        invoiced = DAY - timedelta(draw.randint(0, 420))
        due = invoiced + timedelta(draw.choice([0, 30, 60, 90, 91, 120]))
        amount = D(draw.randint(1, 50_000)) / 100
        currency = draw.choice(["CNY", "CNY", "EUR"])
        if draw.random() < 0.15:
            docs.append(Doc(who, f"N{number}", invoiced, invoiced, -amount, (), currency, "credit-note"))
            continue
        paid: tuple[Pay, ...] = ()
        if draw.random() < 0.6:
            share = draw.choice([D(1), D(1), D("0.5")])
            paid = (Pay(due + timedelta(draw.randint(-10, 150)), (amount * share).quantize(D("0.01"))),)
        docs.append(Doc(who, f"N{number}", invoiced, due, amount, paid, currency, disputed=draw.random() < 0.1))
    buyers = {}
    for who in ("C1", "C2"):
        buyers[who] = Buyer(
            draw.choice([None, D(0), D(100), D(900)]),
            draw.random() < 0.1,
            draw.choice([None, None, DAY - timedelta(100)]),
            draw.choice([None, None, DAY - timedelta(200)]),
            draw.choice([None, 60]),
            draw.choice([None, DAY - timedelta(40)]),
            draw.choice([None, None, DAY - timedelta(5)]),
            draw.choice(["CNY", "CNY", "EUR"]),
        )
    return docs, buyers


@given(st.integers(0, 10**9))
def test_cover_is_the_plain_recomputation(seed: int) -> None:
    docs, buyers = random_book(seed)
    ledger = ledger_of(docs)
    rows, customers = documents(ledger, buyers)
    expected = cover(docs, buyers, DAY, Terms())
    assert {
        row["document_id"]: (row["outstanding"], row["covered"], sorted(row["voids"]))
        for row in rows.iter_rows(named=True)
    } == {number: (item.outstanding, item.covered, item.voids) for number, item in expected.items()}
    parts = customers.group_by("currency").agg(
        (pl.col("covered") + pl.col("uninsured")).sum().alias("debt"), pl.col("outstanding").sum(), pl.col("credit_balance").sum()
    )  # fmt: skip
    total = dict(control_total(ledger, DAY).iter_rows())
    for row in parts.iter_rows(named=True):
        assert row["debt"] == row["outstanding"]
        assert row["debt"] + row["credit_balance"] == total[row["currency"]]


@given(st.integers(0, 10**9), st.integers(2, 5))
def test_cover_is_customer_local(seed: int, shards: int) -> None:
    docs, buyers = random_book(seed)
    whole, _ = documents(ledger_of(docs), buyers)
    names = ["customer_id", "document_id", "outstanding", "covered", "insured", "voids", "stop_since"]
    pieces = [[d for d in docs if int(d.customer[1:]) % shards == shard] for shard in range(shards)]
    parts = [documents(ledger_of(piece), buyers)[0].select(names) for piece in pieces if piece]
    assert pl.concat(parts).sort(names[:2]).rows() == whole.select(names).sort(names[:2]).rows()


def test_insured_money_is_rounded_to_the_currency_per_line() -> None:
    docs = [
        doc("1", 101, DAY, SOON, currency="JPY"),
        replace(doc("2", 1, DAY, SOON, currency="BHD", customer="C2"), amount=D("0.001")),
        replace(doc("3", 1, DAY, SOON, customer="C3"), amount=D("0.05")),
    ]
    buyers = {"C1": Buyer(D(999), currency="JPY"), "C2": Buyer(D(999), currency="BHD"), "C3": Buyer(D(999))}
    rows, _ = documents(ledger_of(docs), buyers)
    assert dict(rows.select("document_id", "insured").iter_rows()) == {"1": D(91), "2": D("0.001"), "3": D("0.05")}
