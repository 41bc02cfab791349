"""Terms of payment by grade, and where the agreed ones are more generous."""

from __future__ import annotations

import polars as pl

from creditkit.policy.model import TermsPolicy
from creditkit.schema import CUSTOMER_SCHEMA
from creditkit.stages.notes import note, notes


def terms(scores: pl.DataFrame, customers: pl.DataFrame | None, section: TermsPolicy) -> pl.DataFrame:
    """net_days = min(grade's terms, insurer's maximum, legal cap); conflict where the agreed days are more.

    One row per customer.  Columns: customer_id, customer_name, grade, prepay_ratio, net_days, instalments, recommended
    (code of the table), agreed, agreed_days, conflict (null where nothing is agreed), reasons.
    """
    caps = [days for days in (section.insurer_max_days, section.legal_max_days) if days is not None]
    table = pl.DataFrame(
        [
            {
                "grade": grade,
                "prepay_ratio": row.prepay,
                "_days": row.net_days,
                "instalments": row.instalments,
                "recommended": row.code,
            }
            for row in section.table
            for grade in row.grades
        ],
        schema={
            "grade": pl.Int64,
            "prepay_ratio": pl.Float64,
            "_days": pl.Int64,
            "instalments": pl.Int64,
            "recommended": pl.String,
        },
    )
    rows = scores.select("customer_id", "customer_name", "grade").join(table, on="grade", how="left")
    if customers is not None:
        own = customers.select("customer_id", agreed="terms", agreed_days="net_days")
        rows = rows.join(own, on="customer_id", how="left")
    else:
        rows = rows.with_columns(
            agreed=pl.lit(None, dtype=CUSTOMER_SCHEMA["terms"]), agreed_days=pl.lit(None, dtype=pl.Int64)
        )
    capped = pl.min_horizontal("_days", *(pl.lit(days, dtype=pl.Int64) for days in caps))
    rows = rows.with_columns(net_days=capped, agreed=pl.coalesce("agreed", pl.col("agreed_days").cast(pl.String)))
    longer = pl.col("agreed_days") > pl.col("net_days")
    unpaid = (pl.col("prepay_ratio") >= 1) & (pl.col("agreed_days") > 0)
    insurer, legal = section.insurer_max_days, section.legal_max_days
    reasons = notes(
        note("terms-by-grade", pl.col("grade").is_not_null(), pl.col("grade"), detail=pl.col("recommended")),
        note(
            "terms-insurer",
            pl.lit(insurer is not None) & (pl.col("_days") > (insurer or 0)),
            pl.lit(insurer, dtype=pl.Int64),
        ),
        note(
            "terms-legal", pl.lit(legal is not None) & (pl.col("_days") > (legal or 0)), pl.lit(legal, dtype=pl.Int64)
        ),
        note("terms-longer", longer, pl.col("agreed_days"), detail=pl.col("net_days").cast(pl.String)),
        note("terms-no-prepayment", unpaid & ~longer.fill_null(False), pl.col("prepay_ratio")),
        note("terms-unknown", pl.col("agreed_days").is_null()),
    )
    return rows.with_columns(conflict=longer | unpaid, reasons=reasons).select(
        "customer_id", "customer_name", "grade", "prepay_ratio", "net_days", "instalments", "recommended", "agreed",
        "agreed_days", "conflict", "reasons",
    ).sort("customer_id")  # fmt: skip
