"""Working capital: what is tied up between paying suppliers and being paid."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

import polars as pl

from creditkit.money import LEDGER_SCALE, MONEY
from creditkit.policy.model import CapitalFigures, CapitalPolicy
from creditkit.schema import REASONS

_WIDE = Context(prec=60)
_SCALE = Decimal(10_000)  # overdue_x_days comes in 1/10,000 of the currency unit
CAPITAL_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "as_of": pl.Date, "currency": pl.String, "receivables": MONEY, "inventories": MONEY, "payables": MONEY,
    "sales": MONEY, "cogs": MONEY, "wcr": MONEY, "wcr_days": pl.Float64, "dso": pl.Float64, "dio": pl.Float64,
    "dpo": pl.Float64, "ccc": pl.Float64, "one_day_dso": MONEY, "overdue": MONEY, "cost_of_overdue": MONEY,
    "cost_of_overdue_to_date": MONEY, "faster_days": pl.Float64, "freed": MONEY, "freed_saving": MONEY,
    "notes": REASONS,
}  # fmt: skip


def capital(
    sums: pl.DataFrame, sales: pl.DataFrame, figures: CapitalFigures, as_of: date, section: CapitalPolicy
) -> pl.DataFrame:
    """wcr = inventories + receivables − payables;  ccc = dio + dso − dpo.  One row per currency.

    sums: of `fold.overdue.overdue_sums`; sales: currency, credit_sales (money), window_days, months: of the ledger;
    figures: what the books say, for the currency they are in (None: the only one there is).
    - sales: a year's, tax included: as given (× 1 + vat_ratio), else the ledger's × year_days ÷ window_days;
    - wcr_days = wcr ÷ sales × year_days; dso = receivables ÷ sales × year_days;
    - dio = inventories ÷ cogs × year_days, dpo = payables ÷ cogs × year_days (on sales with basis = "sales");
    - one_day_dso = sales ÷ year_days: what one day of DSO ties up; freed = faster_days × one_day_dso, freed_saving =
      freed × cost_of_funds, a year;
    - cost_of_overdue = overdue × cost_of_funds, a year at this level; cost_of_overdue_to_date = Σ open × days overdue
      × cost_of_funds ÷ year_days: what today's overdue documents have cost since they fell due.
    Money to four decimals, half-up.  A figure that lacks an input is null, and notes say which: no-inventories,
    no-payables, no-cogs, no-year-sales, other-currency; sales-annualised and sales-given say where sales come from.
    """
    known = {row["currency"]: row for row in sales.iter_rows(named=True)}
    one = figures.currency or (sums["currency"][0] if sums.height == 1 else None)
    rows = [
        _row(row, known.get(row["currency"]), figures if row["currency"] == one else None, as_of, section)
        for row in sums.iter_rows(named=True)
    ]
    return pl.DataFrame(rows, schema=CAPITAL_SCHEMA, orient="row")


def _row(
    sums: dict[str, Any], sold: dict[str, Any] | None, own: CapitalFigures | None, as_of: date, section: CapitalPolicy
) -> dict[str, Any]:
    notes: list[dict[str, Any]] = []
    year = Decimal(section.year_days)
    rate = Decimal(str(section.cost_of_funds))
    figures = own or CapitalFigures()
    sales = _sales(sold, figures, section, notes)
    if own is None:
        notes.append(_note("other-currency"))
    base = figures.cogs if section.basis == "cogs" else sales
    receivables, stock, owed = sums["receivables"], figures.inventories, figures.payables
    if own is not None:
        notes += [_note(f"no-{name}") for name in ("inventories", "payables") if getattr(own, name) is None]
        if not base and section.basis == "cogs":
            notes.append(_note("no-cogs"))
    wcr = None if stock is None or owed is None else receivables + stock - owed
    dso, dio, dpo = _days(receivables, sales, year), _days(stock, base, year), _days(owed, base, year)
    one_day = None if not sales else sales / year
    freed = None if one_day is None else Decimal(str(section.faster_days)) * one_day
    to_date = Decimal(sums["overdue_x_days"]) / _SCALE * rate / year
    return {
        "as_of": as_of,
        "currency": sums["currency"],
        "receivables": receivables,
        "inventories": _money(stock),
        "payables": _money(owed),
        "sales": _money(sales),
        "cogs": _money(figures.cogs),
        "wcr": _money(wcr),
        "wcr_days": _days(wcr, sales, year),
        "dso": dso,
        "dio": dio,
        "dpo": dpo,
        "ccc": None if dso is None or dio is None or dpo is None else dio + dso - dpo,
        "one_day_dso": _money(one_day),
        "overdue": sums["overdue"],
        "cost_of_overdue": _money(sums["overdue"] * rate),
        "cost_of_overdue_to_date": _money(to_date),
        "faster_days": float(section.faster_days),
        "freed": _money(freed),
        "freed_saving": _money(None if freed is None else freed * rate),
        "notes": notes,
    }


def _sales(
    sold: dict[str, Any] | None, figures: CapitalFigures, section: CapitalPolicy, notes: list[dict[str, Any]]
) -> Decimal | None:
    """A year's sales, tax included, and the note that says where they come from."""
    if figures.sales is not None:
        notes.append(_note("sales-given", value=float(figures.vat_ratio or 0)))
        return figures.sales * (1 + (figures.vat_ratio or Decimal(0)))
    if sold is None or sold["credit_sales"] is None or sold["credit_sales"] <= 0 or not sold["window_days"]:
        notes.append(_note("no-year-sales"))
        return None
    notes.append(_note("sales-annualised", value=float(sold["window_days"]), threshold=float(section.year_days)))
    whole: Decimal = sold["credit_sales"] * section.year_days / Decimal(sold["window_days"])
    return whole


def _days(part: Decimal | None, of: Decimal | None, year: Decimal) -> float | None:
    """part ÷ of × year.  Days; null without either, or where `of` is 0."""
    return None if part is None or not of else float(part / of * year)


def _money(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.quantize(Decimal(1).scaleb(-LEDGER_SCALE), ROUND_HALF_UP, _WIDE)


def _note(code: str, value: float | None = None, threshold: float | None = None) -> dict[str, Any]:
    return {"code": code, "value": value, "threshold": threshold, "detail": None}
