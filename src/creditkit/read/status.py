"""What the status column of an export says of a row: no receivable, settled, settled in part, open, or unknown."""

from __future__ import annotations

import polars as pl

from creditkit.read.aliases import plain_header

_WORDS = {
    "void": (
        "draft", "void", "voided", "deleted", "cancelled", "canceled", "cancel", "rejected", "reversed", "initiated",
        "under review", "in review", "not approved", "pending approval", "storniert", "annulé", "entwurf",
        "已作废", "作废", "作废状态", "草稿", "未审核", "审核中", "已取消", "取消", "已删除", "驳回", "已驳回", "待审核",
        "暂存", "已红冲",
    ),
    "settled": (
        "repaid", "paid", "closed", "settled", "cleared", "fully paid", "paid in full", "written off", "bezahlt",
        "ausgeglichen", "payée", "payé", "betaald", "已结清", "已收款", "已付款", "结清", "已核销", "完全核销", "全部核销",
        "已清", "已收齐", "已回款", "已还款", "坏账核销",
    ),
    "part": (
        "partially paid", "partly paid", "part paid", "paid in part", "partial", "partial payment", "teilbezahlt",
        "部分核销", "部分收款", "部分付款", "部分回款", "部分结清",
    ),
    "open": (
        "open", "unpaid", "not paid", "overdue", "outstanding", "due", "posted", "approved", "authorised", "authorized",
        "sent", "active", "awaiting payment", "financed", "submitted", "in payment", "current", "offen", "impayée",
        "未结清", "未收款", "未付款", "未核销", "未清", "已审核", "审核", "已过账", "已记账", "逾期", "已逾期", "正常", "未到期",
        "已开票", "生效", "已确认", "未收齐", "未回款", "未还款",
    ),
}  # fmt: skip
_MEANING = {word: meaning for meaning, words in _WORDS.items() for word in words}
_YES = {"yes", "y", "true", "1", "1.0", "是", "ja", "j", "oui", "x", "√"}
_NO = {"no", "n", "false", "0", "0.0", "否", "nein", "non"}
# Columns that ask whether it is open; any other column of yes and no asks whether it is settled.
_ASKS_OPEN = frozenset(plain_header(h) for h in ("open", "is open", "isopen", "outstanding", "是否未结清", "未结清"))


def meanings(texts: pl.Series, header: str) -> pl.Series:
    """void, settled, part, open for each row; null where the column says nothing; the word itself where it is unknown.

    header: of the column: `No` is settled under `Is Open` and open under 是否结清.
    """
    yes, no = ("open", "settled") if plain_header(header) in _ASKS_OPEN else ("settled", "open")
    table: dict[str, str] = {}
    for text in texts.drop_nulls().unique():
        low = text.casefold().strip()
        table[text] = yes if low in _YES else no if low in _NO else _MEANING.get(low, text)
    return texts.replace_strict(table, default=None, return_dtype=pl.String)


def unknown(found: pl.Series) -> list[str]:
    """Words of `meanings` that are not known."""
    return sorted(set(found.drop_nulls().unique()) - _WORDS.keys())
