"""A customer's insurance cover and expected loss in the explanation."""

from __future__ import annotations

import polars as pl

from creditkit.report.trail_parts import Line, figures, of, shown
from creditkit.report.wording import code_text
from creditkit.words import N_, say

_COVER, _LOSS = N_("Insurance"), N_("Expected loss")
_SUMS = (
    "limit", "insured_ratio", "outstanding", "covered", "insured", "uninsured", "next_deadline", "deadline_kind",
    "stop_shipment", "stop_since",
)  # fmt: skip
_EXPECTED = ("ead", "pd", "lgd", "expected_loss", "expected_indemnity", "retained_loss", "share", "stressed_pd")


def cover(insurance: pl.DataFrame, documents: pl.DataFrame, customer: str) -> list[Line]:
    """The sums of the cover, then each document that has a void, with the dates that decide."""
    lines: list[Line] = []
    for row in of(insurance, customer):
        worded = {**row, "deadline_kind": row["deadline_kind"] and code_text(row["deadline_kind"])}
        worded["stop_shipment"] = code_text("yes" if row["stop_shipment"] else "no")
        present = [name for name in _SUMS if row[name] is not None]
        lines += figures(_COVER, worded, present)
    voided = documents.filter(pl.col("customer_id") == customer, pl.col("voids").list.len() > 0)
    for item in voided.iter_rows(named=True):
        why = "; ".join(code_text(code) for code in item["voids"])
        how = say(
            "{why}; uninsured {uninsured} of {outstanding}, shipped {shipped}, due {due}, extension until {extension}, notice by {notice}",
            why=why, uninsured=shown(item["uninsured"], "money", item["currency"]),
            outstanding=shown(item["outstanding"], "money", item["currency"]), shipped=item["invoice_date"] or "-",
            due=item["due_date"] or "-", extension=item["extension_end"] or "-", notice=item["notice_by"] or "-",
        )  # fmt: skip
        place = f"{say(_COVER)} {item['currency']}"
        lines.append((place, str(item["document_id"] or "-"), " ".join(item["voids"]), how))
    return lines


def losses(customers: pl.DataFrame, customer: str) -> list[Line]:
    """EAD × PD × LGD and what the insurer bears of it."""
    return [line for row in of(customers, customer) for line in figures(_LOSS, row, list(_EXPECTED))]
