"""The pack: headline figures, findings, actions and sections say what the frames say, in any company."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditkit.errors import Notice, Rejected
from creditkit.report import frames
from creditkit.report.blocks import Chart, Figure, Finding, ProofLine, Report, Section, Table, Text
from creditkit.report.decided import hhi
from creditkit.report.figures import amount_text, names_text, percent_text, rounded_text
from creditkit.report.findings import SECTION_OF
from creditkit.report.findings_cover import FINDERS as COVER
from creditkit.report.findings_credit import FINDERS as CREDIT
from creditkit.report.findings_owed import FINDERS as OWED
from creditkit.report.pack import SECTIONS, PackInputs, build_report
from creditkit.words import Message, say, speaking
from pack_sample import AS_OF, customer_names, customers, documents, named_ledger, pack_inputs, sample
from plain import Doc, Pay

NAMES = [
    "headline",
    "findings",
    "actions",
    "aging",
    "dso",
    "habits",
    "forecast",
    "capital",
    "limits",
    "concentration",
    "grades",
    "insurance",
    "stress",
    "quality",
    "method",
]


@cache
def inputs() -> PackInputs:
    return sample()


@cache
def report() -> Report:
    return build_report(inputs())


def section(name: str, of: Report | None = None) -> Section:
    return next(each for each in (of or report()).sections if each.name == name)


def figure(label: str, of: Report | None = None) -> Figure:
    return next(b for b in section("headline", of).blocks if isinstance(b, Figure) and str(b.label) == label)


def table(name: str, of: Report | None = None) -> Table:
    return next(b for s in (of or report()).sections for b in s.blocks if isinstance(b, Table) and b.name == name)


def said(name: str, of: Report) -> list[str]:
    return [str(block.text) for block in section(name, of).blocks if isinstance(block, Finding | Text)]


def of_docs(docs: list[Doc], *, with_file: bool = True, **kind: object) -> PackInputs:
    names = customer_names(len({doc.customer for doc in docs}))
    return pack_inputs(named_ledger(docs, names, **kind), customers(docs) if with_file else None)


def invoice(
    number: int, due: date, amount: str, paid: tuple[Pay, ...] = (), currency: str = "CNY", **more: object
) -> Doc:
    return Doc(
        f"{number:05d}", f"I{number}-{due}", due - timedelta(days=30), due, Decimal(amount), paid, currency, **more
    )  # type: ignore[arg-type]


def test_sections_stand_in_the_order_a_reader_asks() -> None:
    assert [each.name for each in report().sections] == NAMES
    assert len(SECTIONS) == len(NAMES)
    assert all(each.blocks for each in report().sections)


# --- figures tie to the frames ----------------------------------------------------------------------------------------


def test_headline_figures_are_those_of_the_main_currency() -> None:
    total = inputs().aging_totals.filter(pl.col("currency") == "CNY").row(0, named=True)
    assert figure("Open receivables").value == amount_text(total["open"], "CNY")
    assert figure("Overdue").value == amount_text(total["overdue"], "CNY")
    assert figure("Unapplied credits").value == amount_text(total["unapplied"], "CNY")
    old = total["buckets.91-120"] + total["buckets.121+"]
    assert figure("More than 90 days overdue").value == amount_text(old, "CNY")
    own = inputs().dso.filter(pl.col("currency") == "CNY")  # type: ignore[union-attr]
    assert figure("DSO, days").value == f"{own['dso'][0]:.1f}"
    ratio = total["overdue"] / (total["open"] - total["unapplied"])
    assert percent_text(float(ratio)) in str(figure("Overdue").note)


def test_exposure_over_limit_and_expected_loss_added_by_hand() -> None:
    excess = loss = Decimal(0)
    chance = dict(inputs().score.select("customer_id", "pd").iter_rows())  # type: ignore[union-attr]
    for row in inputs().limit.filter(pl.col("currency") == "CNY").iter_rows(named=True):  # type: ignore[union-attr]
        if row["current_limit"] is not None:
            excess += max(row["exposure"] - row["current_limit"], Decimal(0))
        loss += round(row["exposure"] * Decimal(str(round(chance[row["customer_id"]], 6))), 2)
    assert excess > 0
    assert figure("Exposure over limit").value == amount_text(excess, "CNY")
    held = inputs().limit.filter((pl.col("currency") == "CNY") & (pl.col("status") == "hard-hold"))  # type: ignore[union-attr]
    assert figure("Customers on hard hold").value == str(held.height)
    shown = Decimal(figure("Expected loss, one year").value.removesuffix(" CNY").replace(",", ""))
    assert shown == pytest.approx(loss, abs=Decimal("0.25"))


def test_totals_of_the_aging_table_are_of_all_customers_not_of_the_shown() -> None:
    shown = table("aging-CNY")
    assert shown.frame.height == 15
    assert shown.totals is not None
    own = inputs().aging.filter(pl.col("currency") == "CNY")
    for name in [*frames.buckets_of(own.columns), "unapplied", "overdue", "open"]:
        assert shown.totals[name][0] == frames.sum_of(own, name)
    assert f"and {own.height - 15} more" in said("aging", report())[0]


def test_charts_show_the_sums_of_the_frames() -> None:
    charts = [block for block in section("aging").blocks if isinstance(block, Chart)]
    total = inputs().aging_totals.filter(pl.col("currency") == "CNY").row(0, named=True)
    buckets = frames.buckets_of(inputs().aging.columns)
    assert charts[0].series[0].values == tuple(float(total[name]) for name in buckets)
    late = table("aging-CNY").frame.head(10)
    for place, row in enumerate(late.iter_rows(named=True)):
        assert sum(series.values[place] or 0 for series in charts[1].series) == pytest.approx(float(row["open"]))


def test_every_chart_has_a_value_for_every_category() -> None:
    for block in (block for each in report().sections for block in each.blocks if isinstance(block, Chart)):
        assert {len(series.values) for series in block.series} == {len(block.categories)}


def test_expected_loss_by_grade_adds_up_to_the_headline() -> None:
    totals = table("grades-CNY").totals
    assert totals is not None
    assert frames.sum_of(table("grades-CNY").frame, "expected_loss") == totals["expected_loss"][0]
    assert figure("Expected loss, one year").value == amount_text(totals["expected_loss"][0], "CNY")


def test_currencies_are_never_added() -> None:
    rows = table("currencies").frame
    assert rows["currency"].to_list() == ["CNY", "USD"]
    for row in rows.iter_rows(named=True):
        own = inputs().aging.filter(pl.col("currency") == row["currency"])
        assert (row["open"], row["overdue"]) == (frames.sum_of(own, "open"), frames.sum_of(own, "overdue"))
    for name in ("aging-USD", "dso-USD", "limits-USD", "share-USD"):
        assert table(name).currency == "USD"


def test_concentration_of_shares_four_three_two_one() -> None:
    assert hhi([0.4, 0.3, 0.2, 0.1]) == pytest.approx(0.30)
    docs = [invoice(place, AS_OF, amount) for place, amount in enumerate(("400", "300", "200", "100"))]
    own = [b for b in section("concentration", build_report(of_docs(docs))).blocks if isinstance(b, Figure)]
    assert [block.value for block in own] == ["40.0 %", "100.0 %", "0.300"]
    assert "3.3" in str(own[2].note)


# --- findings ----------------------------------------------------------------------------------------------------------


def test_findings_stand_by_severity_and_name_customers_and_money() -> None:
    found = [block for block in section("findings").blocks if isinstance(block, Finding)]
    order = {"bad": 0, "watch": 1, "plain": 2, "good": 3}
    own = [order[block.tone] for block in found if "USD" not in str(block.text)]
    assert own == sorted(own)
    late = inputs().aging.filter(pl.col("currency") == "CNY").sort("overdue", descending=True)
    first = next(str(block.text) for block in found if "of everything overdue" in str(block.text))
    assert frames.names(late)[0] in first
    assert rounded_text(frames.sum_of(late, "overdue"), "CNY") in first


@pytest.mark.parametrize(
    ("docs", "expected"),
    [
        pytest.param([invoice(0, AS_OF, "100")], "Nothing is overdue in CNY.", id="due-today-is-not-overdue"),
        pytest.param([invoice(0, AS_OF - timedelta(days=1), "1000")], "100.0 % of everything overdue (1,000 CNY) is owed by 远山机械制造有限公司.", id="one-customer"),
        pytest.param([invoice(0, AS_OF - timedelta(days=91), "700")], "700.00 CNY is more than 90 days overdue, the oldest 91 days; it is owed by 远山机械制造有限公司.", id="91-days-is-old"),
        pytest.param([invoice(0, AS_OF, "500"), Doc("00000", "C", AS_OF, None, Decimal(-900), type="credit-note")], "Credit balances of 400.00 CNY are owed to customers, to be refunded or applied: 远山机械制造有限公司.", id="credit-balance"),
        pytest.param([invoice(0, AS_OF - timedelta(days=5), "500"), Doc("00000", "R", AS_OF, None, Decimal(-900), type="payment")], "Receipts and credit notes of 900.00 CNY are not applied. Applying them would settle up to 500.00 CNY that counts as overdue: 远山机械制造有限公司.", id="credit-hides-overdue"),
        pytest.param([invoice(0, AS_OF, "500", disputed=True)], "500.00 CNY is disputed, 100.0 % of the open documents: 远山机械制造有限公司.", id="disputed"),
        pytest.param([Doc("00000", "N", AS_OF, None, Decimal(500))], "Documents without a due date: 1. They are aged from their invoice date; ask 远山机械制造有限公司 or sales for the terms.", id="no-due-date"),
    ],
)  # fmt: skip
def test_findings_computed_by_hand(docs: list[Doc], expected: str) -> None:
    assert expected in said("findings", build_report(of_docs(docs)))


def test_ninety_days_are_not_more_than_ninety() -> None:
    found = said("findings", build_report(of_docs([invoice(0, AS_OF - timedelta(days=90), "700")])))
    assert not [text for text in found if "more than 90 days" in text]


def months_of(dsos: dict[str, float]) -> pl.DataFrame:
    rows = inputs().dso_months.filter(pl.col("currency") == "CNY").head(1)  # type: ignore[union-attr]
    ends = [date.fromisoformat(day) for day in dsos]
    return pl.concat([rows] * len(ends)).with_columns(
        period_end=pl.Series(ends), dso=pl.Series(list(dsos.values())),
        credit_sales=pl.lit(Decimal(9200), dtype=pl.Decimal(38, 4)), window_days=pl.lit(92, dtype=pl.Int64),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        pytest.param({"2024-09-30": 50.0, "2025-08-31": 60.0, "2025-09-30": 56.2}, "DSO rose by 6.2 days against the same month last year, from 50.0 to 56.2; that ties up about 620.00 CNY more.", id="against-last-year"),
        pytest.param({"2025-06-30": 70.0, "2025-09-30": 60.0}, "DSO fell by 10.0 days since 2025-06, from 70.0 to 60.0; that frees about 1,000 CNY.", id="since-the-first-month"),
        pytest.param({"2025-06-30": 62.9, "2025-09-30": 60.0}, None, id="too-small-to-tell"),
        pytest.param({"2025-09-30": 60.0}, None, id="one-month-has-no-trend"),
    ],
)  # fmt: skip
def test_dso_finding(months: dict[str, float], expected: str | None) -> None:
    found = said("findings", build_report(replace(inputs(), dso_months=months_of(months))))
    assert [text for text in found if text.startswith("DSO ") and "CNY" in text] == ([expected] if expected else [])


def test_a_difference_and_rejected_rows_come_first() -> None:
    reject = Rejected("l.csv", None, 7, "Amount", "oops", Message("not an amount"))
    line = ProofLine("CNY", Decimal("10.00"), Decimal("9.99"))
    spoilt = build_report(replace(inputs(), proof=(line,), rejected=12, rejects=(reject,)))
    found = section("findings", spoilt).blocks
    assert "the difference is 0.01 CNY" in str(found[0].text)  # type: ignore[union-attr]
    assert "could not be read: 12" in str(found[1].text)  # type: ignore[union-attr]
    assert figure("Difference to the ledger", spoilt).value == "0.01 CNY"
    assert figure("Difference to the ledger", spoilt).tone == "bad"
    assert any("line 7" in text and "oops" in text for text in said("quality", spoilt))
    assert any("not listed here: 11" in text for text in said("quality", spoilt))


# --- actions -------------------------------------------------------------------------------------------------------------


def test_actions_hold_exactly_the_hard_holds_each_currency_apart() -> None:
    hard = inputs().limit.filter(pl.col("status") == "hard-hold")  # type: ignore[union-attr]
    per = {name: hard.filter(pl.col("currency") == name) for name in ("CNY", "USD")}
    assert per["CNY"].height
    shown = table("hold").frame
    for currency, rows in per.items():
        largest = rows.sort("exposure", "customer_id", descending=[True, False]).head(8 if currency == "CNY" else 3)
        of = shown if "currency" not in shown.columns else shown.filter(pl.col("currency") == currency)
        assert of["customer_id"].to_list() == largest["customer_id"].to_list()
    sums = [rounded_text(frames.sum_of(rows, "exposure"), name) for name, rows in per.items() if rows.height]
    assert str(table("hold").title) == f"Stop deliveries, hard hold: {hard.height} ({'; '.join(sums)})"


def test_actions_of_one_currency_need_no_column_for_it() -> None:
    own = build_report(of_docs([invoice(0, AS_OF - timedelta(days=40), "100")]))
    assert "currency" not in table("call", own).frame.columns
    assert table("call", own).currency == "CNY"


def test_further_currencies_stand_in_the_table_by_currency_and_are_told_of() -> None:
    docs = [
        invoice(place, AS_OF - timedelta(days=40), "100", currency=name)
        for place, name in enumerate(["CNY", "CNY", "USD", "USD", "EUR", "EUR", "JPY", "JPY", "GBP", "CHF"])
    ]
    own = build_report(of_docs(docs))
    assert table("currencies", own).frame["currency"].to_list() == ["CNY", "EUR", "JPY", "USD", "CHF", "GBP"]
    assert set(table("call", own).frame["currency"]) == {"CNY", "EUR", "JPY", "USD"}
    assert any("first 4 currencies; of the others (2)" in text for text in said("headline", own))


def test_every_finding_leads_to_the_section_of_its_figures() -> None:
    found = [block for block in section("findings").blocks if isinstance(block, Finding)]
    assert found
    assert {block.see for block in found} <= set(NAMES)
    assert set(SECTION_OF) == {*OWED, *CREDIT, *COVER}
    assert set(SECTION_OF.values()) <= set(NAMES)


@pytest.mark.parametrize(
    "name", ["hold", "approve", "call", "dispute", "lower", "set-limit", "apply", "due-dates", "terms"]
)
def test_every_kind_of_work_is_found_in_the_sample(name: str) -> None:
    rows = table(name).frame
    assert 0 < rows.height <= 8 + 3
    who = ["customer_id", *(["currency"] if "currency" in rows.columns else [])]
    assert rows.select(who).is_unique().all()


def test_calls_begin_at_the_days_of_the_policy() -> None:
    docs = [invoice(0, AS_OF - timedelta(days=9), "100"), invoice(1, AS_OF - timedelta(days=10), "100")]
    assert table("call", build_report(of_docs(docs))).frame["customer_id"].to_list() == ["00001"]


def test_due_dates_are_asked_for_the_documents_that_lack_one() -> None:
    rows = table("due-dates").frame
    assert rows.select("customer_id", "documents").rows() == [("00011", 2)]


# --- companies of every kind -------------------------------------------------------------------------------------------


def test_a_list_of_open_items_says_what_is_missing_and_how_to_supply_it() -> None:
    docs = [replace(doc, paid=()) for doc in documents(6, months=2)]
    bare = of_docs(docs, with_file=False, has_past=False, layout="open-items")
    assert (bare.dso, bare.habits) == (None, None)
    own = build_report(replace(bare, score=None, limit=None, terms=None))
    assert [each.name for each in own.sections] == NAMES
    assert "--payments FILE" in said("dso", own)[0]
    assert "--payments FILE" in said("habits", own)[0]
    assert "--customers FILE" in said("limits", own)[0]
    assert "customer file" in said("grades", own)[0]
    assert any("--customers FILE" in text for text in said("actions", own))


def test_nothing_open_at_all() -> None:
    docs = [invoice(0, AS_OF - timedelta(days=60), "100", (Pay(AS_OF - timedelta(days=50), Decimal(100)),))]
    own = build_report(of_docs(docs))
    assert [each.name for each in own.sections] == NAMES
    assert "No open items" in said("headline", own)[0]
    assert own.currency is None


@pytest.mark.parametrize(
    "amount", [pytest.param("-500.00", id="credit-balance-alone"), pytest.param("0.01", id="a-cent"), pytest.param("99999999999999.99", id="a-hundred-trillion")]
)  # fmt: skip
def test_a_ledger_of_one_customer(amount: str) -> None:
    kind = "credit-note" if amount.startswith("-") else "invoice"
    own = build_report(
        of_docs([Doc("00000", "1", AS_OF - timedelta(days=40), AS_OF - timedelta(days=10), Decimal(amount), type=kind)])
    )
    assert figure("Open receivables", own).value == amount_text(Decimal(amount), "CNY")
    assert [each.name for each in own.sections] == NAMES


def test_base_currency_comes_first_and_else_the_one_of_most_customers() -> None:
    docs = [
        invoice(0, AS_OF, "9000000", currency="JPY"),
        invoice(1, AS_OF, "10", currency="EUR"),
        invoice(2, AS_OF, "20", currency="EUR"),
    ]
    own = of_docs(docs)
    assert replace(own, base_currency=None).currencies == ["EUR", "JPY"]
    assert replace(own, base_currency="JPY").currencies == ["JPY", "EUR"]
    assert replace(own, base_currency="USD").currencies == ["EUR", "JPY"]


def test_a_large_ledger_stays_readable() -> None:
    own = build_report(
        of_docs([invoice(place, AS_OF - timedelta(days=place % 99), f"{100 + place}") for place in range(3000)])
    )
    assert max(b.frame.height for s in own.sections for b in s.blocks if isinstance(b, Table)) <= 15
    assert max(len(b.categories) for s in own.sections for b in s.blocks if isinstance(b, Chart)) <= 15
    assert sum(len(s.blocks) for s in own.sections) < 120
    assert "and 2,985 more" in said("aging", own)[0]


def test_aging_by_invoice_date_and_in_years() -> None:
    renamed = {"buckets.1-30": "buckets.0-30"}
    own = inputs().aging.drop("buckets.not_due").rename(renamed)
    totals = inputs().aging_totals.drop("buckets.not_due").rename(renamed)
    by_invoice = build_report(replace(inputs(), aging=own, aging_totals=totals))
    assert figure("Older than 90 days", by_invoice).value.endswith("CNY")
    assert frames.old_buckets(["buckets.0-1y", "buckets.1-2y", "buckets.5y+"]) == (0, [])
    assert frames.old_buckets(["buckets.not_due", "buckets.1-15", "buckets.16-45", "buckets.46+"]) == (
        45,
        ["buckets.46+"],
    )
    assert frames.old_buckets(["buckets.not_due", "buckets.1+"]) == (0, [])


def test_names_fall_back_to_the_customer_number() -> None:
    docs = documents(5, months=3)
    unnamed = pack_inputs(named_ledger(docs, {"00000": None, "00001": "  "}), None)
    assert build_report(unnamed).sections[0].blocks
    assert set(frames.names(unnamed.aging)) == {f"0000{place}" for place in range(5)}


# --- words -----------------------------------------------------------------------------------------------------------------


def test_text_is_worded_when_shown_not_when_built() -> None:
    notice = Notice.of("CK801", "Warnings")
    own = build_report(replace(inputs(), notices=(notice,)))
    with speaking("zh"):
        chinese = [str(each.title) for each in own.sections]
        assert f"CK801 {say('Warnings')}" in said("quality", own)
        assert say("Warnings") != "Warnings"
    assert chinese != [str(each.title) for each in own.sections]
    assert all(any("一" <= letter <= "鿿" for letter in title) for title in chinese)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        pytest.param(1, "A", id="one"),
        pytest.param(3, "A, B, C", id="as-many-as-shown"),
        pytest.param(5, "A, B, C and 2 more", id="more"),
    ],
)
def test_names_in_a_sentence(count: int, expected: str) -> None:
    assert str(names_text(list("ABCDE")[:count])) == expected


def test_a_name_with_braces_is_not_a_placeholder() -> None:
    assert str(names_text(["{amount}", "{0}"])) == "{amount}, {0}"


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        pytest.param("999.994", "CNY", "999.99 CNY", id="below-a-thousand-keeps-cents"),
        pytest.param("1000.5", "CNY", "1,001 CNY", id="whole-units-half-up"),
        pytest.param("-1234567.5", "JPY", "-1,234,568 JPY", id="negative-half-away-from-zero"),
        pytest.param("-0.001", "CNY", "0.00 CNY", id="no-negative-zero"),
        pytest.param("12.3456", "BHD", "12.346 BHD", id="three-decimals"),
        pytest.param("9" * 33 + ".9999", "CNY", "1" + ",000" * 11 + " CNY", id="thirty-seven-digits"),
    ],
)
def test_amounts_in_sentences(amount: str, currency: str, expected: str) -> None:
    assert rounded_text(Decimal(amount), currency) == expected


@settings(derandomize=True, max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(-120, 120), st.decimals(-10_000, 10_000, places=2), st.sampled_from(["CNY", "USD"])),
        min_size=1, max_size=12,
    )
)  # fmt: skip
def test_any_small_ledger_gives_a_whole_report(rows: list[tuple[int, int, Decimal, str]]) -> None:
    numbers = {place: number for number, place in enumerate(sorted({row[0] for row in rows}))}
    docs = [
        Doc(f"{numbers[who]:05d}", f"{key}", AS_OF - timedelta(days=150), AS_OF - timedelta(days=late), amount, (), currency,
            type="invoice" if amount >= 0 else "credit-note")
        for key, (who, late, amount, currency) in enumerate(rows)
    ]  # fmt: skip
    own = build_report(of_docs(docs))
    assert [each.name for each in own.sections] == NAMES
    assert all(line.difference == 0 for line in own.proof)
    for each in own.sections:
        assert all("nan" not in text.lower().split() for text in said(each.name, own))
