"""Rules about what was decided of a customer: W03, W06."""

from __future__ import annotations

import polars as pl

from creditkit.policy.model import MonitorPolicy
from creditkit.stages.watch.alerts import found


def utilisation(rows: pl.DataFrame, section: MonitorPolicy) -> pl.DataFrame:
    """W03: exposure ÷ limit ≥ amber, or > red.  A limit of 0 (cash only) and none at all have no utilisation."""
    rule = section.w03
    used = pl.col("utilisation")
    levels = [("red", used > rule.red, rule.red), ("amber", used >= rule.amber, rule.amber)]
    return found(rows, "W03", "utilisation", levels, used, previous=pl.col("utilisation_before"))


def score_fall(rows: pl.DataFrame, section: MonitorPolicy) -> pl.DataFrame:
    """W06: score then − score now ≥ points, or grade now − grade then ≥ grades.

    Then: `months` before as_of.  The figure is the score; where only the grade has crossed a line, the grade.
    threshold: the score or grade from which the rule fires.
    """
    rule = section.w06
    fall = pl.col("score_then") - pl.col("score")
    steps = pl.col("grade") - pl.col("grade_then")
    by_points = [("red", fall >= rule.red_points, rule.red_points), ("amber", fall >= rule.amber_points, rule.amber_points)]  # fmt: skip
    by_grades = [("red", steps >= rule.red_grades, rule.red_grades), ("amber", steps >= rule.amber_grades, rule.amber_grades)]  # fmt: skip
    score, grade = pl.col("score"), pl.col("grade")
    points = found(
        rows, "W06", "score", [(level, holds, pl.col("score_then") - limit) for level, holds, limit in by_points],
        score, previous=pl.col("score_then"),
    )  # fmt: skip
    grades = found(
        rows, "W06", "grade", [(level, holds, pl.col("grade_then") + limit) for level, holds, limit in by_grades],
        grade, previous=pl.col("grade_then"),
    )  # fmt: skip
    return pl.concat([points, grades])
