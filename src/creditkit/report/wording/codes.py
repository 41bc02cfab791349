"""Codes that stand in a cell of their own."""

from __future__ import annotations

from creditkit.words import N_

CODES: dict[str, str] = {
    "yes": N_("yes"), "no": N_("no"),
    "ok": N_("ok"), "warn": N_("watch"), "soft-hold": N_("soft hold"), "hard-hold": N_("hard hold"),
    "need": N_("need"), "capacity": N_("capacity"), "starter": N_("starter limit"),
    "concentration": N_("concentration"), "insurer": N_("insurer"), "grade": N_("grade"),
    "open-items": N_("open items"), "invoices": N_("invoices"), "journal": N_("journal"),
    "balances": N_("balances"), "customers": N_("customers"),
    "invoice": N_("invoice"), "debit-note": N_("debit note"), "credit-note": N_("credit note"),
    "payment": N_("payment"), "prepayment": N_("prepayment"), "adjustment": N_("adjustment"),
    "write-off": N_("write-off"), "note": N_("bill of exchange"),
    "not_due": N_("not due"),
    "open-account": N_("open account"), "within-limit": N_("within the limit"), "instalments": N_("instalments"),
    "secured": N_("with guarantee or insurance"), "retention-of-title": N_("retention of title"),
    "cod": N_("cash on delivery or letter of credit"), "cash-in-advance": N_("cash in advance"),
    "pay_index": N_("pay index"), "late_share": N_("late share"), "worst_days_late": N_("longest delay"),
    "trend_days": N_("payment trend"), "z_score": N_("Z″ score"), "current_ratio": N_("current ratio"),
    "debt_ratio": N_("debt ratio"), "interest_cover": N_("interest cover"),
    "net_worth_to_limit": N_("net worth to limit"), "utilisation": N_("utilisation"),
    "overdue_ratio": N_("overdue ratio"), "years": N_("years of business"), "regularity": N_("regular buying"),
    "external_grade": N_("external grade"), "legal_events": N_("lawsuits"), "sector_points": N_("sector and country"),
    "payment-group": N_("payment"), "financial": N_("financial strength"), "exposure": N_("exposure"),
    "relationship": N_("relationship"), "external": N_("external"),
    "tangible_net_worth": N_("tangible net worth"), "net_working_capital": N_("net working capital"),
    "trade_reference": N_("trade reference"), "payables_share": N_("share of payables"),
    "turnover_share": N_("share of turnover"), "by-hand": N_("set by hand"),
    "fail": N_("wrong"),
}  # fmt: skip
