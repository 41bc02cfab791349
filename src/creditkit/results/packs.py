"""The report and the pack of every stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from creditkit.pipeline import Pipeline
from creditkit.report.blocks import Report, Result
from creditkit.results.capital import capital
from creditkit.results.decide import limit, score, terms
from creditkit.results.forecast import forecast
from creditkit.results.insure import insure
from creditkit.results.measure import aging, dso, habits
from creditkit.results.stress import stress

if TYPE_CHECKING:
    from creditkit.report.pack import PackInputs


def pack_inputs(pipeline: Pipeline, company: str | None = None) -> PackInputs:
    """What the report is made of; a stage that the data cannot answer is None."""
    from creditkit.report.pack import PackInputs
    from creditkit.stages.aging import aging_totals

    sales = pipeline.ledger_facts.has_sales
    return PackInputs(
        company=company or pipeline.request.company,
        as_of=pipeline.as_of,
        aging=pipeline.aging,
        aging_totals=aging_totals(pipeline.aging),
        dso=pipeline.dso if sales else None,
        dso_months=pipeline.dso_months if sales else None,
        habits=pipeline.known_habits,
        score=pipeline.score,
        limit=pipeline.limit,
        terms=pipeline.terms,
        inputs=pipeline.inputs,
        policy_sha256=pipeline.policy_sha256,
        proof=pipeline.proof_of(pipeline.aging),
        notices=(*pipeline.notices, *pipeline.open_item_notices),
        rejected=len(pipeline.rejects),
        rejects=pipeline.rejects,
        policy=pipeline.policy,
        base_currency=pipeline.request.reading.base_currency,
        forecast=pipeline.forecast_weeks,
        forecast_totals=pipeline.forecast_totals,
        forecast_backtest=pipeline.forecast_quality,
        capital=pipeline.capital,
        **_insurance(pipeline),
        stress=pipeline.stress,
        stress_concentration=pipeline.stress_concentration,
    )


def _insurance(pipeline: Pipeline) -> dict[str, pl.DataFrame | None]:
    """The frames of credit insurance; none where the policy describes none."""
    if not pipeline.is_insured:
        return {}
    return {
        "insurance": pipeline.insurance,
        "insurance_deadlines": pipeline.insurance_deadlines,
        "insurance_cost": pipeline.insurance_cost,
        "insurance_tail": pipeline.insurance_tail,
    }


def report(pipeline: Pipeline, company: str | None = None) -> Report:
    """The report of the pipeline's as-of date."""
    from creditkit.report.pack import build_report

    return build_report(pack_inputs(pipeline, company))


def pack(pipeline: Pipeline) -> list[Result]:
    """Every stage's result, for the JSON pack and the workbook."""
    found = [aging(pipeline)]
    if pipeline.ledger_facts.has_sales:
        found.append(dso(pipeline, "month"))
    if pipeline.ledger_facts.has_past:
        found.append(habits(pipeline))
    found += [capital(pipeline), score(pipeline), limit(pipeline), terms(pipeline), forecast(pipeline)]
    if pipeline.is_insured:
        found.append(insure(pipeline))
    return [*found, stress(pipeline)]


def pack_result(pipeline: Pipeline) -> Result:
    """The pack as one result with a table for each stage: what the workbook shows."""
    from dataclasses import replace

    first, *others = pack(pipeline)
    return replace(first, command="report", tables=tuple(other.rows for other in others))
