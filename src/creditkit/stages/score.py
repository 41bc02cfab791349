"""The scorecard: every factor's value on its curve, weighted; grade, PD, confidence and the reasons."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from datetime import date
from functools import reduce
from typing import Any

import polars as pl

from creditkit.calendar import add_months
from creditkit.money import MONEY, zero
from creditkit.policy.model import ScorePolicy
from creditkit.stages.curves import on_curve
from creditkit.stages.financials import statement_ratios
from creditkit.stages.notes import note, notes

_STATEMENT = ("z_score", "current_ratio", "debt_ratio", "interest_cover", "net_worth_to_limit")
_REASONS_SHOWN = 4


def pd_of_score(score: pl.Expr, section: ScorePolicy) -> pl.Expr:
    """pd = 1 ÷ (1 + odds × 2^((score − base) ÷ points to double)).  An uncalibrated prior.  Ratio."""
    doublings = (score - section.base_score) / section.points_to_double_odds
    return 1 / (1 + section.base_odds * pl.lit(2.0).pow(doublings))


def grade_of_score(score: pl.Expr, section: ScorePolicy) -> pl.Expr:
    """The first grade whose lowest score is not above `score`; 9 below all of them.  1 best."""
    chain: Any = pl.when(score >= section.bands[0]).then(1)
    for grade, lowest in enumerate(section.bands[1:], start=2):
        chain = chain.when(score >= lowest).then(grade)
    result: pl.Expr = chain.otherwise(9).cast(pl.Int64)
    return result


def grade_pds(section: ScorePolicy) -> dict[int, float]:
    """PD of each grade: that of the middle of its band; 10 is default."""
    tops = (100.0, *section.bands)
    middles = [(low + top) / 2 for low, top in zip(section.bands, tops, strict=False)] + [section.last_band_midpoint]
    frame = pl.DataFrame({"score": middles}).select(pd_of_score(pl.col("score"), section))
    return {**dict(enumerate(frame.to_series().to_list(), start=1)), 10: 1.0}


def main_rows(frame: pl.DataFrame, by: str) -> pl.DataFrame:
    """One row per customer: of its currency with the largest `by`, ties by code; `currencies` counts them."""
    ranked = frame.sort(by, "currency", descending=[True, False], nulls_last=True)
    counts = frame.group_by("customer_id").agg(currencies=pl.len())
    return ranked.unique("customer_id", keep="first", maintain_order=True).join(counts, on="customer_id")


def score(
    customers: pl.DataFrame | None,
    habits: pl.DataFrame | None,
    facts: pl.DataFrame | None,
    exposure: pl.DataFrame | None,
    as_of: date,
    section: ScorePolicy,
    overrides: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """score = confidence × (Σ weight × points ÷ Σ available weight) + (1 − confidence) × neutral, one row per customer.

    customers: CUSTOMER_SCHEMA; habits, facts, exposure: of their stages, per customer and currency; any may be None.
    overrides: customer_id, grade, owner, reason, expires.  Columns: customer_id, customer_name, score, grade, pd (of
    the grade), pd_score (of the score), confidence, reasons, factors, overrides, notes, history_months.
    A customer with several currencies is judged by the one it buys most in (note several-currencies).
    Statements older than `statement_half_months` count half, older than `statement_ignore_months` not at all.
    """
    inputs = _inputs(customers, habits, facts, exposure, as_of, section)
    values = inputs.with_columns(**_weights(section, as_of))
    points = {f"p_{f.name}": on_curve(pl.col(f"v_{f.name}"), f.curve) for f in section.factors}
    scored = values.with_columns(**points).with_columns(
        pl.when(pl.col(f"p_{f.name}").is_not_null()).then(pl.col(f"w_{f.name}")).otherwise(0.0).alias(f"w_{f.name}")
        for f in section.factors
    )
    weight = _added(pl.col(f"w_{f.name}") for f in section.factors)
    earned = _added(pl.col(f"w_{f.name}") * pl.col(f"p_{f.name}").fill_null(0) for f in section.factors)
    scored = scored.with_columns(confidence=weight / 100, _raw=pl.when(weight > 0).then(earned / weight))
    blended = (
        pl.col("confidence") * pl.col("_raw").fill_null(section.neutral) + (1 - pl.col("confidence")) * section.neutral
    )
    scored = scored.with_columns(score=blended)
    return _finished(_graded(scored, section, as_of, overrides), section)


def _inputs(
    customers: pl.DataFrame | None,
    habits: pl.DataFrame | None,
    facts: pl.DataFrame | None,
    exposure: pl.DataFrame | None,
    as_of: date,
    section: ScorePolicy,
) -> pl.DataFrame:
    """One row per customer with v_<factor> for every factor of the card; null where the data do not give it."""
    ids = [frame.select("customer_id", "customer_name") for frame in (customers, facts) if frame is not None]
    base = pl.concat(ids).group_by("customer_id").agg(pl.col("customer_name").drop_nulls().first())
    values: dict[str, pl.Expr] = {}
    none = pl.lit(None, dtype=pl.Float64)
    if facts is not None:
        chosen = main_rows(facts, "purchases_12m")
        gross = (pl.col("open") - pl.col("unapplied")).cast(pl.Float64)
        base = base.join(
            chosen.select(
                "customer_id", "currencies", "history_months", "first_invoice", "open", "open_over_90", currency="currency",
                v_overdue_ratio=pl.when(gross > 0).then(pl.col("overdue").cast(pl.Float64) / gross),
                v_regularity=pl.col("active_months_12") / 12,
            ), on="customer_id", how="left",
        )  # fmt: skip
    else:
        base = base.with_columns(
            currencies=pl.lit(None, dtype=pl.UInt32), history_months=pl.lit(None, dtype=pl.Int64),
            first_invoice=pl.lit(None, dtype=pl.Date), open=zero(), open_over_90=zero(), currency=pl.lit(None, dtype=pl.String),
            v_overdue_ratio=none, v_regularity=none,
        )  # fmt: skip
    paying = ("pay_index", "late_share", "worst_days_late", "trend_days")
    if habits is not None:
        own = habits.select(
            "customer_id", "currency", *(pl.col(name).cast(pl.Float64).alias(f"v_{name}") for name in paying)
        )
        base = base.join(own, on=["customer_id", "currency"], how="left")
    else:
        base = base.with_columns(**{f"v_{name}": none for name in paying})
    if exposure is not None:
        used = exposure.filter("is_limit_currency").select(
            "customer_id", v_utilisation="utilisation", _limit="current_limit"
        )
        base = base.join(used, on="customer_id", how="left")
    else:
        base = base.with_columns(v_utilisation=none, _limit=pl.lit(None, dtype=MONEY))
    if customers is not None:
        base = base.join(customers.drop("customer_name", "currency"), on="customer_id", how="left")
        statement = statement_ratios()
        limit = pl.coalesce(pl.col("_limit"), pl.col("credit_limit")).cast(pl.Float64)
        values = {f"v_{name}": statement[name] for name in ("z_score", "current_ratio", "debt_ratio", "interest_cover")}
        values["v_net_worth_to_limit"] = pl.when(limit > 0).then(statement["tangible_net_worth"] / limit)
        values["v_external_grade"] = _external(section)
        values["v_legal_events"] = pl.coalesce(
            pl.col("legal_events"), pl.when(pl.col("legal_status") == "active").then(0)
        ).cast(pl.Float64)
        values["v_sector_points"] = pl.col("sector_points")
        since = pl.col("years")
        since = pl.coalesce(since, (pl.lit(as_of) - pl.col("since_date")).dt.total_days() / 365)
    else:
        blank = (*_STATEMENT, "external_grade", "legal_events", "sector_points")
        values = {f"v_{name}": none for name in blank}
        since = none
        base = base.with_columns(
            statement_date=pl.lit(None, dtype=pl.Date), legal_status=pl.lit(None, dtype=pl.String),
            default_date=pl.lit(None, dtype=pl.Date), bounced_note_date=pl.lit(None, dtype=pl.Date),
        )  # fmt: skip
    values["v_years"] = pl.coalesce(since, (pl.lit(as_of) - pl.col("first_invoice")).dt.total_days() / 365)
    return base.with_columns(**values)


def _external(section: ScorePolicy) -> pl.Expr:
    """0 worst – 1 best, by the scale that the customer file names; null where it names none that the policy knows."""
    chain: pl.Expr | None = None
    grade = pl.col("external_grade").str.to_uppercase()
    for name, scale in section.scales.items():
        if scale.grades:
            steps = {g.upper(): 1 - place / (len(scale.grades) - 1) for place, g in enumerate(scale.grades)}
            value = grade.replace_strict(steps, default=None, return_dtype=pl.Float64)
        else:
            assert scale.best is not None
            assert scale.worst is not None
            number = grade.cast(pl.Float64, strict=False)
            value = ((number - scale.worst) / (scale.best - scale.worst)).clip(0, 1)
        branch = pl.when(pl.col("external_scale").str.to_lowercase() == name.lower()).then(value)
        chain = branch if chain is None else pl.coalesce(chain, branch)
    return chain if chain is not None else pl.lit(None, dtype=pl.Float64)


def _weights(section: ScorePolicy, as_of: date) -> dict[str, pl.Expr]:
    half, ignore = (add_months(as_of, -m) for m in (section.statement_half_months, section.statement_ignore_months))
    age = pl.col("statement_date")
    share = pl.when(age < ignore).then(0.0).when(age < half).then(0.5).otherwise(1.0)
    return {f"w_{f.name}": (f.weight * share if f.name in _STATEMENT else pl.lit(f.weight)) for f in section.factors}


def _graded(scored: pl.DataFrame, section: ScorePolicy, as_of: date, overrides: pl.DataFrame | None) -> pl.DataFrame:
    """The grade of the score, then caps for thin files, then overrides; each that bites is listed."""
    statements = pl.sum_horizontal(f"w_{name}" for name in _STATEMENT) > 0
    known = pl.coalesce(pl.col("history_months"), (pl.col("v_years") * 12).floor().cast(pl.Int64))
    thin = (pl.col("confidence") < section.thin_confidence) | (known < section.thin_months).fill_null(True)
    own = grade_of_score(pl.col("score"), section)
    frame = scored.with_columns(_own=own, thin=thin, _statements=statements, history_months=known)
    capped = pl.max_horizontal(
        "_own",
        pl.when("thin").then(section.thin_best_grade).otherwise(1),
        pl.when(~pl.col("_statements")).then(section.no_statements_best_grade).otherwise(1),
    )
    frame = frame.with_columns(_capped=capped)
    limit = pl.max_horizontal(
        (pl.col("open").cast(pl.Float64) * section.default_share), pl.lit(float(section.default_materiality))
    )
    in_ledger = pl.col("open_over_90").cast(pl.Float64) > limit
    insolvent = pl.col("legal_status").is_in(["insolvency", "deregistered"])
    defaulted = pl.col("default_date") > add_months(as_of, -section.default_months)
    bounced = pl.col("bounced_note_date") > add_months(as_of, -section.bounced_months)
    rules = [
        ("insolvency", insolvent, 10, pl.lit(None, dtype=pl.Float64)),
        ("default-recent", defaulted, section.default_grade, pl.lit(None, dtype=pl.Float64)),
        ("default-in-ledger", in_ledger, section.default_grade, pl.col("open_over_90").cast(pl.Float64)),
        ("bounced-note", bounced, section.bounced_grade, pl.lit(None, dtype=pl.Float64)),
    ]
    worst = pl.max_horizontal(
        "_capped", *(pl.when(when.fill_null(False)).then(grade).otherwise(1) for _, when, grade, _ in rules)
    )
    said = [note(code, when, value, float(grade)) for code, when, grade, value in rules]
    frame = frame.with_columns(grade=worst.cast(pl.Int64), overrides=notes(*said))
    return _by_hand(frame, overrides, as_of)


def _by_hand(frame: pl.DataFrame, overrides: pl.DataFrame | None, as_of: date) -> pl.DataFrame:
    """Grades set by hand: in force until they expire, always listed with owner and reason."""
    if overrides is None or not overrides.height:
        return frame
    live = overrides.filter(pl.col("grade").is_not_null(), pl.col("expires") >= as_of).sort("expires")
    live = live.unique("customer_id", keep="last").select(
        "customer_id",
        _hand=pl.col("grade").cast(pl.Int64),
        _why=pl.concat_str(
            "owner", pl.lit(": "), "reason", pl.lit(" ("), pl.col("expires").cast(pl.String), pl.lit(")")
        ),
    )
    joined = frame.join(live, on="customer_id", how="left")
    by_hand = note("by-hand", pl.col("_hand").is_not_null(), pl.col("_hand"), detail=pl.col("_why"))
    listed = pl.concat_list("overrides", notes(by_hand))
    return joined.with_columns(overrides=listed, grade=pl.coalesce("_hand", "grade"))


def _finished(frame: pl.DataFrame, section: ScorePolicy) -> pl.DataFrame:
    pds = grade_pds(section)
    factors = pl.concat_list(
        pl.struct(
            group=pl.lit(f.group),
            factor=pl.lit(f.name),
            value=pl.col(f"v_{f.name}").cast(pl.Float64),
            points=pl.col(f"p_{f.name}").cast(pl.Float64),
            weight=pl.col(f"w_{f.name}").cast(pl.Float64),
            available=pl.col(f"w_{f.name}") > 0,
        )
        for f in section.factors
    )
    statements, ledger = pl.col("_statements"), pl.col("currencies").is_not_null()
    said = notes(
        note("thin-file", pl.col("thin"), pl.col("confidence")),
        note("no-statements", ~statements & pl.col("statement_date").is_null()),
        note("statements-too-old", ~statements & pl.col("statement_date").is_not_null()),
        note("no-ledger", ~ledger),
        note("several-currencies", pl.col("currencies").fill_null(0) > 1, pl.col("currencies")),
        note("capped", pl.col("_capped") > pl.col("_own"), pl.col("_own")),
    )
    rows = frame.with_columns(
        pd=pl.col("grade").replace_strict(pds, return_dtype=pl.Float64),
        pd_score=pd_of_score(pl.col("score"), section),
        factors=factors,
        notes=said,
    )
    reasons = _reasons(rows, section)
    rows = rows.join(reasons, on="customer_id", how="left")
    return rows.select(
        "customer_id", "customer_name", "score", "grade", "pd", "pd_score", "confidence",
        pl.col("reasons").fill_null(pl.lit([], dtype=reasons.schema["reasons"])), "factors", "overrides", "notes",
        "history_months", "thin",
    ).sort("customer_id")  # fmt: skip


def _reasons(rows: pl.DataFrame, section: ScorePolicy) -> pl.DataFrame:
    """The factors that cost most: weight × (100 − points) ÷ 100, at most four, largest first."""
    long = (
        rows.select("customer_id", "factors")
        .explode("factors", empty_as_null=False)
        .unnest("factors")
        .filter("available")
    )
    lost = long.with_columns(points_lost=pl.col("weight") * (100 - pl.col("points")) / 100).filter(
        pl.col("points_lost") > 1e-9
    )
    order = {f.name: place for place, f in enumerate(section.factors)}
    ranked = lost.with_columns(_place=pl.col("factor").replace_strict(order, return_dtype=pl.Int64)).sort(
        "customer_id", "points_lost", "_place", descending=[False, True, False]
    )
    struct = pl.struct(
        code=pl.concat_str(pl.lit("lost-"), "factor"), factor="factor", value="value", points_lost="points_lost"
    )
    return ranked.group_by("customer_id", maintain_order=True).agg(reasons=struct.head(_REASONS_SHOWN))


def _added(terms: Iterable[pl.Expr]) -> pl.Expr:
    """Σ terms, null counting as 0, one after the other: sum_horizontal adds floats in no fixed order."""
    return reduce(operator.add, (term.fill_null(0.0) for term in terms))
