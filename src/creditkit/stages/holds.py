"""The hold matrix: which triggers fire, and the strictest level they reach."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from creditkit.calendar import add_months
from creditkit.money import zero
from creditkit.policy.model import HoldPolicy
from creditkit.stages.notes import note, notes

_LEVELS = ("warn", "soft-hold", "hard-hold")


def hold_reasons(section: HoldPolicy, as_of: date) -> pl.Expr:
    """Every trigger that fires, hardest first; codes end in the level: `-hard`, `-soft`, `-warn`.  Type REASONS.

    Days past due count undisputed debt above the small balance: max(share of the open balance, amount).
    """
    small = pl.max_horizontal(
        pl.col("open").cast(pl.Float64) * float(section.small_balance_share), pl.lit(float(section.small_balance))
    )

    def late(days: int) -> pl.Expr:
        return pl.col(_over(days)).cast(pl.Float64) > small

    use = pl.max_horizontal("utilisation", "group_utilisation")
    group = pl.col("group_utilisation") > pl.col("utilisation").fill_null(-1)
    detail = pl.when(group).then(pl.lit("group")).otherwise(None)
    expiry = pl.col("limit_valid_to")
    has_limit, here = pl.col("current_limit").is_not_null(), pl.col("is_limit_currency")
    days = pl.col("max_days_overdue")
    hard_late, soft_late, warn_late = late(section.hard_days), late(section.soft_days), late(section.warn_days)
    return notes(
        note("insolvency-hard", pl.col("legal_status").is_in(["insolvency", "litigation", "deregistered"]), detail=pl.col("legal_status")),
        note("bounced-note-hard", pl.col("bounced_note_date") > add_months(as_of, -6)),
        note("cash-only-hard", pl.col("cash_only") & (pl.col("exposure") > zero()), pl.col("exposure")),
        note("utilisation-hard", use > section.hard_utilisation, use, section.hard_utilisation, detail),
        note("days-hard", hard_late, days, section.hard_days),
        note("grade-hard", pl.col("grade") >= section.hard_grade, pl.col("grade"), section.hard_grade),
        note("utilisation-soft", (use > section.soft_utilisation) & (use <= section.hard_utilisation), use, section.soft_utilisation, detail),
        note("days-soft", soft_late & ~hard_late, days, section.soft_days),
        note("expired-soft", here & has_limit & (expiry < as_of), detail=expiry.cast(pl.String)),
        note("grade-soft", (pl.col("grade") >= section.soft_grade) & (pl.col("grade") < section.hard_grade), pl.col("grade"), section.soft_grade),
        note("utilisation-warn", (use >= section.warn_utilisation) & (use <= section.soft_utilisation), use, section.warn_utilisation, detail),
        note("days-warn", warn_late & ~soft_late, days, section.warn_days),
        note("expiry-warn", here & has_limit & (expiry >= as_of) & (expiry <= as_of + timedelta(days=section.warn_expiry_days)), detail=expiry.cast(pl.String)),
        note("promises-warn", pl.col("broken_promises") >= section.warn_broken_promises, pl.col("broken_promises"), section.warn_broken_promises),
    )  # fmt: skip


def _over(days: int) -> str:
    """The fact column of debt more than `days` past due; the folds keep 10, 30, 60 and 90."""
    nearest = max((edge for edge in (10, 30, 60, 90) if edge <= days), default=10)
    return f"open_over_{nearest}"


def status(section: HoldPolicy) -> pl.Expr:
    """ok, warn, soft-hold or hard-hold: the strictest level among `hold_reasons`."""
    codes = pl.col("hold_reasons").list.eval(pl.element().struct.field("code"))
    return (
        pl.when(codes.list.eval(pl.element().str.ends_with("-hard")).list.any()).then(pl.lit("hard-hold"))
        .when(codes.list.eval(pl.element().str.ends_with("-soft")).list.any()).then(pl.lit("soft-hold"))
        .when(codes.list.len() > 0).then(pl.lit("warn"))
        .otherwise(pl.lit("ok"))
    )  # fmt: skip


def level_of(utilisation: float, section: HoldPolicy) -> str:
    """The status that utilisation alone gives, for checking an order before it is accepted."""
    if utilisation > section.hard_utilisation:
        return "hard-hold"
    if utilisation > section.soft_utilisation:
        return "soft-hold"
    return "warn" if utilisation >= section.warn_utilisation else "ok"
