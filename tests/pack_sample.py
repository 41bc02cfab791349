"""A seeded company of forty customers, Chinese and English, for the tests of the report: its ledger through every stage."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from creditkit.calendar import add_months
from creditkit.engines.whole import Whole
from creditkit.errors import Notice
from creditkit.fold.buckets import aging_sums
from creditkit.fold.customers import customer_facts
from creditkit.fold.habits import habit_sums
from creditkit.fold.months import month_sums
from creditkit.fold.open_items import control_total, open_items
from creditkit.fold.overdue import overdue_sums
from creditkit.ledger import Ledger
from creditkit.pipeline.forecasting import backtest, forecast_at
from creditkit.policy.load import load_policy
from creditkit.policy.model import CapitalFigures
from creditkit.report.blocks import InputFile, ProofLine
from creditkit.report.pack import PackInputs
from creditkit.schema import CUSTOMER_SCHEMA
from creditkit.stages.aging import aging, aging_totals, proof
from creditkit.stages.capital import capital
from creditkit.stages.dso import dso, dso_points
from creditkit.stages.exposure import exposure
from creditkit.stages.forecast_backtest import backtest_summary, common_factors
from creditkit.stages.forecast_weeks import forecast_totals, forecast_weeks
from creditkit.stages.habits import habits
from creditkit.stages.limit import limit
from creditkit.stages.score import score
from creditkit.stages.terms import terms
from plain import Doc, Pay, ledger_of

AS_OF = date(2025, 9, 30)
POLICY, POLICY_SHA = load_policy(None)
_CHINESE = ("远山", "澄海", "青禾", "北岭", "东篱", "云涧", "石桥", "临江", "望舒", "海棠", "松间", "南浦")
_TRADES = (
    "机械制造有限公司",
    "精密轴承股份有限公司",
    "国际贸易有限责任公司",
    "新能源汽车零部件及成套设备（集团）有限公司",
)
_ENGLISH = ("Alder & Finch Ltd", "Blue Harbour Supplies Inc.", "Croft Bearings", "Dunmore Castings plc", "Elmgate Drives",
            "Fjordline AS", "Gable and Sons, General Engineering Contractors and Suppliers Limited", "Hollow Oak")  # fmt: skip


def customer_names(count: int) -> dict[str, str]:
    """Number to name: two of three Chinese, some very long."""
    found = {}
    for place in range(count):
        chinese = _CHINESE[place % len(_CHINESE)] + _TRADES[(place + place // len(_CHINESE)) % len(_TRADES)]
        english = f"{_ENGLISH[place % len(_ENGLISH)]} {place}"
        found[f"{place:05d}"] = english if place % 3 == 2 else chinese
    return found


def documents(
    count: int = 40, seed: int = 7, months: int = 15, currencies: tuple[str, ...] = ("CNY", "USD")
) -> list[Doc]:
    """Invoices of each month, paid late or not yet; credit notes, receipts that wait, disputes, missing due dates."""
    chance = random.Random(seed)
    docs: list[Doc] = []
    for place in range(count):
        number = f"{place:05d}"
        currency = currencies[-1] if place % 8 == 5 else currencies[0]
        size, terms_days, late = (
            10 ** chance.uniform(3.5, 5.6),
            chance.choice((30, 45, 60)),
            chance.choice((-3, 0, 4, 12, 30, 70)),
        )
        for back in range(months, -1, -1):
            day = add_months(date(2025, 9, 1), -back) + timedelta(days=chance.randrange(27))
            amount = Decimal(int(size * chance.uniform(40, 160))) / 100
            slower = 15 if place % 9 == 4 and back < 7 else 0
            due = None if (place, back) in ((11, 0), (11, 1)) else day + timedelta(days=terms_days)
            paid_on = day + timedelta(days=terms_days + late + slower + chance.randrange(-5, 9))
            paid = (Pay(paid_on, amount),) if paid_on <= AS_OF else ()
            disputed = not paid and chance.random() < 0.08
            docs.append(Doc(number, f"{number}-{back}", day, due, amount, paid, currency, disputed=disputed))
        if place % 7 == 3:
            docs.append(
                Doc(
                    number,
                    f"{number}-R",
                    AS_OF - timedelta(days=4),
                    None,
                    Decimal(-1) * int(size),
                    (),
                    currency,
                    type="payment",
                )
            )
        if place == 20:
            docs.append(
                Doc(
                    number,
                    f"{number}-C",
                    AS_OF - timedelta(days=9),
                    None,
                    Decimal(-400_000),
                    (),
                    currency,
                    type="credit-note",
                )
            )
    return docs  # fmt: skip


def customers(docs: list[Doc], seed: int = 7) -> pl.DataFrame:
    """Customer file: limits above, below, missing and 0, some statements, groups, insurance and a lawsuit."""
    chance = random.Random(seed + 1)
    rows = []
    for place, (number, name) in enumerate(customer_names(len({doc.customer for doc in docs})).items()):
        own = [doc for doc in docs if doc.customer == number]
        month = max((doc.amount for doc in own), default=Decimal(0))
        given = Decimal(int(month * 100 * Decimal(chance.uniform(1.2, 5)))) / 100
        row: dict[str, object] = dict.fromkeys(CUSTOMER_SCHEMA) | {
            "customer_id": number, "customer_name": name, "currency": own[0].currency, "credit_limit": round(given, -3),
            "net_days": chance.choice((30, 60, 90)), "years": chance.uniform(0.5, 12), "legal_status": "active",
        }  # fmt: skip
        row["terms"] = f"{row['net_days']}天" if place % 3 != 2 else f"net {row['net_days']}"
        if place % 10 == 6:
            row["credit_limit"] = None
        if place == 13:
            row["credit_limit"] = Decimal(0)
        if place == 17:
            row["legal_status"] = "insolvency"
        if place % 5 == 0:
            row |= {"group": f"Group {place % 3}", "insured_limit": round(given / 2, -3), "insured_ratio": 0.9}
        if place % 2 == 0:
            row |= {"current_assets": given * 9, "inventory": given * 3, "cash": given, "total_assets": given * 20,
                    "current_liabilities": given * 6, "total_liabilities": given * 11, "retained_earnings": given * 4,
                    "ebit": given * 2, "sales": given * 30, "equity": given * 9, "interest_expense": given / 2,
                    "payables": given * 4, "statement_date": date(2024, 12, 31)}  # fmt: skip
        rows.append(row)
    return pl.DataFrame(rows, schema=CUSTOMER_SCHEMA, orient="row")


def named_ledger(docs: list[Doc], names: dict[str, str | None], **kind: object) -> Ledger:
    """The ledger of docs with these customer names."""
    ledger = ledger_of(docs, **kind)  # type: ignore[arg-type]
    own = pl.col("customer_id").replace_strict(names, default=None, return_dtype=pl.String)
    return replace(ledger, documents=ledger.documents.with_columns(customer_name=own))


def pack_inputs(
    ledger: Ledger, file: pl.DataFrame | None, as_of: date = AS_OF, company: str = "Example 示例"
) -> PackInputs:
    """Every stage of the ledger; None where it cannot answer, as the pipeline does."""
    items = open_items(ledger, as_of)
    aged = aging(aging_sums(items, POLICY.aging, as_of, by="customer").collect())
    facts = customer_facts(items, ledger.documents.lazy(), as_of).collect()
    paying = habits(habit_sums(ledger, as_of, POLICY.habits).collect(), POLICY.habits) if ledger.has_past else None
    now = months = None
    if ledger.has_sales:
        sums = month_sums(
            ledger, sorted({*dso_points(as_of, POLICY.dso), *dso_points(as_of, POLICY.dso, by_month=True)})
        )
        now = dso(sums.sales, sums.balances, as_of, POLICY.dso)
        months = dso(sums.sales, sums.balances, as_of, POLICY.dso, by_month=True)
    exposed = exposure(facts, file, POLICY.limit)
    scores = score(file, paying, facts, exposed, as_of, POLICY.score)
    lines = proof(aged, control_total(ledger, as_of)).iter_rows(named=True)
    rows = ledger.documents.height
    made = forecast_at(Whole(ledger), as_of, POLICY, has_past=ledger.has_past)
    judged = backtest(Whole(ledger), as_of, POLICY) if ledger.has_past else None
    owed = overdue_sums(items).collect()
    sold = pl.DataFrame(schema={"currency": pl.String, "credit_sales": pl.Decimal(38, 4), "window_days": pl.Int64})
    sold = sold if now is None else now.select(sold.columns)
    return PackInputs(
        company=company,
        as_of=as_of,
        aging=aged,
        aging_totals=aging_totals(aged),
        dso=now,
        dso_months=months,
        habits=paying,
        score=scores,
        limit=limit(scores, exposed, file, paying, POLICY.limit, POLICY.hold, as_of),
        terms=terms(scores, file, POLICY.terms),
        inputs=(InputFile("ledger.csv", "ab" * 32, "ledger", rows + 2, rows, 0, 2),),
        policy_sha256=POLICY_SHA,
        proof=tuple(ProofLine(line["currency"], line["ledger"], line["reported"]) for line in lines),
        notices=(Notice.of("CK801", "{count} rows of the file are totals and were left out.", count=2),),
        policy=POLICY,
        base_currency="CNY",
        forecast=forecast_weeks(made.documents, made.horizon, common_factors(judged) if judged else {}, POLICY.forecast),
        forecast_totals=forecast_totals(made.documents, made.horizon, POLICY.forecast),
        forecast_backtest=None if judged is None else backtest_summary(judged, POLICY.forecast),
        capital=capital(owed, sold, CapitalFigures(currency="CNY", inventories=3_000_000), as_of, POLICY.capital),
    )  # fmt: skip


def sample(count: int = 40, seed: int = 7) -> PackInputs:
    """The company of the tests."""
    docs = documents(count, seed)
    return pack_inputs(named_ledger(docs, customer_names(count)), customers(docs, seed))
