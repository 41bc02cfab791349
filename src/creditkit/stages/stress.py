"""What downturns would cost: expected and unexpected loss, concentration, cash and insurance, per scenario."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from creditkit.money import MONEY, minor_units, round_half_up
from creditkit.policy.stress import Scenario, StressPolicy
from creditkit.schema import REASONS
from creditkit.stages.losses import AS_IT_IS, in_scenario, minor, unmatched
from creditkit.stages.simulate import Losses, Name, simulate
from creditkit.stages.vasicek import correlation_of, stressed_pd

_ZERO = Decimal(0)
COLUMNS: dict[str, Any] = {
    "scenario": pl.String, "currency": pl.String, "ead": MONEY, "expected_loss": MONEY, "unexpected_loss": MONEY,
    "var": MONEY, "allowance_change": MONEY, "cash_delay": MONEY, "expected_indemnity": MONEY, "retained_loss": MONEY,
    "uninsured": MONEY, "fx_effect": MONEY, "mean_pd": pl.Float64, "lgd": pl.Float64, "method": pl.String,
    "standard_error": MONEY, "var_low": MONEY, "var_high": MONEY, "notes": REASONS,
}  # fmt: skip
CONCENTRATION: dict[str, Any] = {
    "currency": pl.String, "names": pl.Int64, "ead": MONEY, "hhi": pl.Float64, "effective_names": pl.Float64,
    "largest_share": pl.Float64, "top10_share": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True)
class Book:
    """The portfolio of one currency.

    risks: customer_id, ead, insured (money), pd (null = not rated), country, industry; sales: of 12 months, None for a
    ledger without sales; open_by_currency: customer_id, document_currency, open of a converted ledger, else None.
    """

    currency: str
    risks: pl.DataFrame
    sales: Decimal | None
    open_by_currency: pl.DataFrame | None = None

    @property
    def rated(self) -> pl.DataFrame:
        return self.risks.filter(pl.col("pd").is_not_null(), pl.col("ead") > _ZERO)

    @property
    def unrated(self) -> pl.DataFrame:
        return self.risks.filter(pl.col("pd").is_null(), pl.col("ead") > _ZERO)


def concentration(books: list[Book]) -> pl.DataFrame:
    """hhi = Σ (EAD ÷ Σ EAD)²; effective names = 1 ÷ hhi; the shares of the largest customer and of the ten largest."""
    rows: list[tuple[Any, ...]] = []
    for book in books:
        eads = sorted((Decimal(value) for value in book.risks["ead"] if value > 0), reverse=True)
        total = sum(eads, _ZERO)
        if not total:
            rows.append((book.currency, 0, _ZERO, None, None, None, None))
            continue
        # Whole numbers: the sum of squares has the same bits in any order.
        index = float(sum(ead * ead for ead in eads) / (total * total))
        rows.append((book.currency, len(eads), total, index, 1 / index, float(eads[0] / total), float(sum(eads[:10], _ZERO) / total)))  # fmt: skip
    return pl.DataFrame(rows, schema=CONCENTRATION, orient="row")


def stress(books: list[Book], section: StressPolicy) -> pl.DataFrame:
    """A row per currency and scenario, "base" (the portfolio as it is) first.

    - ead: Σ exposure at default; expected_loss = Σ EAD·PD·LGD, each half-up; for a top-n default the loss if exactly
      those default: an event, whose loss is not unexpected, so unexpected_loss and var are null;
    - var: the loss not exceeded in a share `confidence` of the years; unexpected_loss = var − expected_loss.  Vasicek's
      formula per customer up to HHI granular_hhi (method vasicek); above it a simulation (method simulation) with
      standard_error (of its mean loss) and var_low, var_high (95 % range of var);
    - allowance_change: change of expected loss against base;
    - cash_delay = sales of 12 months ÷ 365 × delay_days, cash that comes later; null without sales;
    - expected_indemnity = Σ insured·PD·LGD; retained_loss = expected_loss − it; uninsured = EAD − insured;
    - fx_effect: change of EAD by the exchange rates of the scenario (needs a ledger converted with --currency);
    - mean_pd: weighted by EAD.
    Customers without a PD are left out and a note counts them.
    """
    rows = [row for book in books for row in _rows(book, section)]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def _rows(book: Book, section: StressPolicy) -> list[dict[str, Any]]:
    granular = (concentration([book])["hhi"][0] or 0.0) <= section.granular_hhi
    base = _shifted(book, AS_IT_IS, section)
    rows = []
    for scenario in (AS_IT_IS, *section.scenarios):
        shifted = _shifted(book, scenario, section)
        row = _figures(book, scenario, shifted, base)
        if not scenario.default_top_n:
            row |= _tail(book, shifted, section, granular=granular)
        row["notes"] = _said(book, scenario, section)
        rows.append(row)
    return rows


def _shifted(book: Book, scenario: Scenario, section: StressPolicy) -> pl.DataFrame:
    rated = book.rated.join(_fx(book, scenario), on="customer_id", how="left")
    rated = rated.with_columns(pl.col("fx_effect").fill_null(pl.lit(0, dtype=MONEY)))
    return in_scenario(rated, scenario, section.lgd, book.currency)


def _fx(book: Book, scenario: Scenario) -> pl.DataFrame:
    """fx_effect = Σ open × change of its currency, per customer, half-up."""
    if book.open_by_currency is None or not scenario.fx:
        return pl.DataFrame(schema={"customer_id": pl.String, "fx_effect": MONEY})
    effects = [
        (who, round_half_up(amount * Decimal(str(scenario.fx.get(code, 0))), book.currency))
        for who, code, amount in book.open_by_currency.select("customer_id", "document_currency", "open").iter_rows()
    ]
    frame = pl.DataFrame(effects, schema={"customer_id": pl.String, "fx_effect": MONEY}, orient="row")
    return frame.group_by("customer_id").agg(pl.col("fx_effect").sum().cast(MONEY))


def _figures(book: Book, scenario: Scenario, shifted: pl.DataFrame, base: pl.DataFrame) -> dict[str, Any]:
    event = scenario.default_top_n > 0
    struck = shifted.filter("defaulted") if event else shifted
    el, indemnity = ("loss", "insured_loss") if event else ("el", "indemnity")
    before = base.join(struck.select("customer_id"), on="customer_id", how="semi")
    lost, paid = _sum(struck, el, book), _sum(struck, indemnity, book)
    ead, weighted = _money(shifted, "ead"), shifted.select((pl.col("ead").cast(pl.Float64) * pl.col("pd")).sort().sum()).item()  # fmt: skip
    delay = None
    if book.sales is not None:
        delay = round_half_up(book.sales / 365 * scenario.delay_days, book.currency)
    return {
        "scenario": scenario.name, "currency": book.currency, "ead": ead, "expected_loss": lost,
        "allowance_change": lost - _sum(before, "el", book), "cash_delay": delay, "expected_indemnity": paid,
        "retained_loss": lost - paid, "uninsured": ead - _money(shifted, "insured"),
        "fx_effect": _money(shifted, "fx_effect"), "mean_pd": weighted / float(ead) if ead else None,
        "lgd": shifted["lgd"].max(), "method": "event" if event else None,
    }  # fmt: skip


def _tail(book: Book, shifted: pl.DataFrame, section: StressPolicy, *, granular: bool) -> dict[str, Any]:
    """unexpected_loss and var by formula or simulation; the latter with its errors."""
    expected = _sum(shifted, "el", book)
    if granular:
        pds = shifted["pd"].unique().to_list()
        high = {pd: stressed_pd(pd, correlation_of(pd, section.correlation), section.confidence) for pd in pds}
        extra = pl.col("pd").replace_strict(high, return_dtype=pl.Float64) - pl.col("pd")
        own = shifted.with_columns(_ul=minor(pl.col("ead"), extra * pl.col("lgd"), book.currency)) if pds else shifted
        beyond = _sum(own, "_ul", book) if pds else _ZERO
        return {"method": "vasicek", "unexpected_loss": beyond, "var": expected + beyond}
    losses = simulated(shifted, section)
    low, high_loss = losses.quantile_range(section.confidence)
    var = _units(losses.quantile(section.confidence), book.currency)
    error = round_half_up(_units(1, book.currency) * Decimal(repr(losses.standard_error)), book.currency)
    return {
        "method": "simulation", "unexpected_loss": var - expected, "var": var, "standard_error": error,
        "var_low": _units(low, book.currency), "var_high": _units(high_loss, book.currency),
    }  # fmt: skip


def simulated(shifted: pl.DataFrame, section: StressPolicy, loss: pl.Expr | None = None) -> Losses:
    """Simulated losses of customers under a scenario; `loss` in whole minor units, else the gross one."""
    rows = shifted.select("customer_id", "pd", _loss=pl.col("loss") if loss is None else loss).iter_rows()
    names = [Name(who, amount, pd, correlation_of(pd, section.correlation)) for who, pd, amount in rows]
    return simulate(names, draws=section.draws, seed=section.seed, single=section.simulated_names)


def _said(book: Book, scenario: Scenario, section: StressPolicy) -> list[dict[str, Any]]:
    said = []
    unrated = book.unrated
    if unrated.height:
        said.append(
            _note("unrated", unrated.height, detail=f"{_money(unrated, 'ead'):,.{minor_units(book.currency)}f}")
        )
    if scenario.default_top_n:
        said.append(_note("event", scenario.default_top_n))
    if book.sales is None and scenario.delay_days:
        said.append(_note("delay-needs-sales"))
    if scenario.fx and book.open_by_currency is None:
        said.append(_note("fx-needs-conversion", detail=", ".join(sorted(scenario.fx))))
    if missing := unmatched(book.risks, scenario):
        said.append(_note("nobody-matches", detail=", ".join(missing)))
    return said


def _note(code: str, value: float | None = None, detail: str | None = None) -> dict[str, Any]:
    return {"code": code, "value": value, "threshold": None, "detail": detail}


def _units(amount: int, currency: str) -> Decimal:
    return Decimal(amount).scaleb(-minor_units(currency))


def _sum(rows: pl.DataFrame, name: str, book: Book) -> Decimal:
    return _units(sum(rows[name].to_list()), book.currency)


def _money(rows: pl.DataFrame, name: str) -> Decimal:
    return sum(rows[name].to_list(), _ZERO)


TAIL: dict[str, Any] = {
    "cover": pl.String, "currency": pl.String, "ead": MONEY, "expected_loss": MONEY, "unexpected_loss": MONEY,
    "var": MONEY, "method": pl.String, "standard_error": MONEY, "var_low": MONEY, "var_high": MONEY,
}  # fmt: skip


def tail(book: Book, section: StressPolicy) -> pl.DataFrame:
    """The portfolio as it is without and with insurance: expected loss, unexpected loss, value at risk.

    With insurance a customer's loss is EAD·LGD − insured·LGD, before first loss and threshold, so it shows the most
    that the cover can do.  Columns: cover (without-insurance, with-insurance), ead and the figures of `stress`.
    """
    granular = (concentration([book])["hhi"][0] or 0.0) <= section.granular_hhi
    gross = _shifted(book, AS_IT_IS, section)
    kept = pl.col("loss") - pl.col("insured_loss"), pl.col("el") - pl.col("indemnity")
    net = gross.with_columns(ead=(pl.col("ead") - pl.col("insured")).cast(MONEY), loss=kept[0], el=kept[1])
    rows = []
    for name, shifted in (("without-insurance", gross), ("with-insurance", net)):
        row = _tail(book, shifted, section, granular=granular)
        rows.append({"cover": name, "currency": book.currency, "ead": _money(shifted, "ead"), "expected_loss": _sum(shifted, "el", book), **row})  # fmt: skip
    return pl.DataFrame(rows, schema=TAIL, orient="row")


def customer_losses(books: list[Book], section: StressPolicy) -> pl.DataFrame:
    """Expected loss of each customer as it is, and the PD of a year as bad as `confidence` says.

    Columns: customer_id, customer_name, currency, ead, share (of EAD), pd, stressed_pd (Vasicek), lgd, expected_loss,
    insured, expected_indemnity, retained_loss (money); largest expected loss first.
    """
    parts = []
    for book in books:
        rows = _shifted(book, AS_IT_IS, section)
        pds = rows["pd"].unique().to_list()
        high = {pd: stressed_pd(pd, correlation_of(pd, section.correlation), section.confidence) for pd in pds}
        whole = float(_money(rows, "ead")) or 1.0
        scale = pl.lit(Decimal(1).scaleb(-minor_units(book.currency)), dtype=MONEY)
        worth = {name: (pl.col(old).cast(pl.Decimal(38, 0)) * scale).cast(MONEY) for name, old in (("expected_loss", "el"), ("expected_indemnity", "indemnity"))}  # fmt: skip
        stressed = pl.col("pd").replace_strict(high, return_dtype=pl.Float64) if pds else pl.col("pd")
        rows = rows.with_columns(**worth, stressed_pd=stressed, share=pl.col("ead").cast(pl.Float64) / whole)
        rows = rows.with_columns(retained_loss=(pl.col("expected_loss") - pl.col("expected_indemnity")).cast(MONEY))
        rows = rows.with_columns(currency=pl.lit(book.currency))
        parts.append(
            rows.select(
                "customer_id", "customer_name", "currency", "ead", "share", "pd", "stressed_pd", "lgd", "expected_loss",
                "insured", "expected_indemnity", "retained_loss",
            ).sort("expected_loss", "ead", "customer_id", descending=[True, True, False])
        )  # fmt: skip
    return pl.concat(parts)
