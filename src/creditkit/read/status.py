"""What the status column of an export says of a row: no receivable, settled, or nothing that matters."""

from __future__ import annotations

import polars as pl

VOID = frozenset(
    [
        "draft",
        "void",
        "voided",
        "deleted",
        "cancelled",
        "canceled",
        "cancel",
        "rejected",
        "reversed",
        "initiated",
        "已作废",
        "作废",
        "草稿",
        "未审核",
        "审核中",
        "已取消",
        "取消",
        "已删除",
        "驳回",
        "已驳回",
        "待审核",
        "storniert",
        "under review",
        "in review",
        "not approved",
    ]
)
SETTLED = frozenset(
    [
        "repaid",
        "paid",
        "closed",
        "settled",
        "cleared",
        "已结清",
        "已收款",
        "已付款",
        "结清",
        "已核销",
        "已清",
        "bezahlt",
        "ausgeglichen",
        "payée",
        "fully paid",
        "paid in full",
        "全部核销",
    ]
)


def is_void(texts: pl.Series) -> pl.Series:
    """Rows that are no receivable: drafts, voided, rejected, under review."""
    return texts.str.to_lowercase().is_in(list(VOID)).fill_null(False)


def is_settled(texts: pl.Series) -> pl.Series:
    return texts.str.to_lowercase().is_in(list(SETTLED)).fill_null(False)
