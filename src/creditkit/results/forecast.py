"""What the cash forecast shows: weeks, customers or documents, what they account for, and how good it was."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from creditkit.errors import CreditkitError, Notice
from creditkit.pipeline import Pipeline
from creditkit.report.blocks import ProofLine, Result, Table
from creditkit.results.common import one_currency, result_of
from creditkit.words import N_, Message

DOCUMENT_COLUMNS = (
    "customer_id", "customer_name", "document_id", "document_type", "invoice_date", "due_date", "currency", "open",
    "days_overdue", "expected_date", "low_date", "high_date", "expected", "later", "unresolved", "method", "segment",
    "events", "notes",
)  # fmt: skip
PARTS = ("expected", "later", "unresolved", "disputed_apart", "unapplied")


def forecast(
    pipeline: Pipeline, by: str = "week", cutoffs: tuple[date, ...] | None = None, *, judge: bool = True
) -> Result:
    """Cash by week, customer or document; cutoffs: judge the forecast made at these dates instead of the policy's.

    Errors: CK111 another `by`; CK116 a cutoff that is not before as_of.
    """
    summary = Table(
        "forecast-parts",
        pipeline.forecast_totals,
        title=Message(N_("What the forecast accounts for")),
        compact=("currency", *PARTS, "open"),
    )
    judged = _judged(pipeline, cutoffs) if judge else None
    return result_of(
        pipeline,
        "forecast",
        _rows(pipeline, by, judge=judge),
        proof=proof(pipeline),
        notices=(*pipeline.open_item_notices, *notices(pipeline)),
        extras={"backtest": judged},
        tables=(summary, *backtest_table(judged)),
    )


def _rows(pipeline: Pipeline, by: str, *, judge: bool = True) -> Table:
    totals = pipeline.forecast_totals
    match by:
        case "week":
            rows = pipeline.forecast_weeks if judge else pipeline.forecast_weeks_with(None)
            title = N_("Cash expected by week")
            compact: tuple[str, ...] = ("week_start", "currency", "expected", "low", "high", "due")
        case "customer":
            from creditkit.stages.forecast_weeks import forecast_totals

            made = pipeline.forecast
            rows = forecast_totals(made.documents, made.horizon, pipeline.policy.forecast, "customer_id")
            title = N_("Cash expected by customer")
            compact = ("customer_id", "customer_name", "currency", *PARTS, "open")
        case "document":
            rows, title = documents(pipeline), N_("Cash expected by document")
            compact = (
                "customer_id", "document_id", "due_date", "open", "expected_date", "low_date", "high_date", "method",
            )  # fmt: skip
        case _:
            raise CreditkitError(
                "CK111", '--{option} "{given}" is not one of its values: {reason}.', option="by", given=by,
                reason="week, customer, document",
            )  # fmt: skip
    return Table("forecast", rows, title=Message(title), compact=compact, currency=one_currency(rows), totals=totals)


def documents(pipeline: Pipeline) -> pl.DataFrame:
    """Every open item with its expected date and interval, the method, and what it adds to the weeks shown."""
    made = pipeline.forecast
    weeks = [pl.col(f"week_{week}") for week in range(len(made.horizon.starts))]
    summed = made.documents.select(weeks).fold(lambda a, b: a + b).alias("expected")
    rows = made.documents.with_columns(summed)
    order = ["expected_date", "customer_id", "due_date", "document_id"]
    return rows.select(DOCUMENT_COLUMNS).sort(order, nulls_last=True, maintain_order=True)


def proof(pipeline: Pipeline) -> tuple[ProofLine, ...]:
    """Σ expected + later + unresolved + disputed_apart + unapplied against the ledger's own total, per currency."""
    whole = pl.col(PARTS[0])
    for part in PARTS[1:]:
        whole = whole + pl.col(part)
    return pipeline.proof_of(pipeline.forecast_totals.select("currency", open=whole))


def _judged(pipeline: Pipeline, cutoffs: tuple[date, ...] | None) -> dict[str, Any] | None:
    if cutoffs:
        from creditkit.stages.forecast_backtest import backtest_summary

        late = [day for day in cutoffs if day >= pipeline.as_of]
        if late:
            raise CreditkitError(
                "CK116",
                N_("--cutoff {cutoff} is not before {as_of}: nothing has happened since that could judge a forecast."),
                fix=N_("Give an earlier date, or a later --as-of."),
                cutoff=late[0],
                as_of=pipeline.as_of,
            )
        found = pipeline.forecast_judged(cutoffs)
        return None if found is None else backtest_summary(found, pipeline.policy.forecast)
    return pipeline.forecast_quality


def backtest_table(judged: dict[str, Any] | None) -> tuple[Table, ...]:
    """The back-test as one row, the weeks of each currency as another table."""
    if judged is None:
        return ()
    names = ("n", "n_open", "mae_days", "baseline_mae_days", "bias_days", "days_coverage")
    kinds = {"n": pl.Int64, "n_open": pl.Int64}
    row = pl.DataFrame(
        [{name: judged[name] for name in names} | {"cutoffs": ", ".join(judged["cutoffs"])}],
        schema={**{name: kinds.get(name, pl.Float64) for name in names}, "cutoffs": pl.String},
    )
    weekly = pl.DataFrame(
        judged["currencies"],
        schema={
            "currency": pl.String, "wape": pl.Float64, "bias": pl.Float64, "weeks_coverage": pl.Float64,
            "common_factor": pl.Float64, "weeks": pl.Int64,
        },
    )  # fmt: skip
    tables = [Table("forecast-backtest-days", row, title=Message(N_("Back-test: days to payment")))]
    if weekly.height:
        tables.append(Table("forecast-backtest-weeks", weekly, title=Message(N_("Back-test: cash by week"))))
    return tuple(tables)


def notices(pipeline: Pipeline) -> tuple[Notice, ...]:
    """What a reader must know: that a single delay stands in for a curve (CK870), and how much no curve can date (CK871)."""
    made = pipeline.forecast
    found = []
    facts = made.curves.facts.row(0, named=True) if made.curves.facts.height else None
    if facts is not None and facts["level"] == "policy-delay":
        found.append(
            Notice.of(
                "CK870",
                N_("The ledger tells no payments, so nothing is known of how late customers pay: every document is expected {days} days after its due date (forecast.default_delay_days), without an interval."),
                days=facts["last_event"],
            )
        )  # fmt: skip
    if facts is not None and facts["level"] == "mean-delay":
        found.append(
            Notice.of(
                "CK872",
                N_("Only {events} documents were ever settled, fewer than {least}: every document is expected at its due date + their mean delay of {days} days, without an interval."),
                events=facts["events"],
                least=pipeline.policy.forecast.min_events,
                days=facts["last_event"],
            )
        )  # fmt: skip
    for row in pipeline.forecast_totals.iter_rows(named=True):
        if row["unresolved"]:
            found.append(
                Notice.of(
                    "CK871",
                    N_("{amount} {currency} are in no week: no past payment tells when they will come. After a loss of {loss} % they are worth {kept} {currency} at {day}."),
                    amount=f"{row['unresolved']:,.2f}",
                    currency=row["currency"],
                    loss=f"{pipeline.policy.forecast.loss_rate * 100:g}",
                    kept=f"{row['unresolved_expected']:,.2f}",
                    day=row["horizon_end"],
                )
            )  # fmt: skip
    return tuple(found)
