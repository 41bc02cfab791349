"""The customer file."""

from __future__ import annotations

import polars as pl

from creditkit.money import MONEY

# The customer file: one row per customer; null where the file does not say.
CUSTOMER_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "customer_id": pl.String,
    "customer_name": pl.String,
    "group": pl.String,
    "country": pl.String,
    "industry": pl.String,
    "currency": pl.String,  # of every amount in the row
    "credit_limit": MONEY,  # null = not set (policy default), 0 = cash only
    "limit_valid_to": pl.Date,
    "group_limit": MONEY,
    "insured_limit": MONEY,
    "insured_ratio": pl.Float64,
    "insured_max_days": pl.Int64,  # longest terms that the insurer covers for this buyer
    "insured_from": pl.Date,  # goods shipped from this day on are insured
    "insurer_withdrawn_date": pl.Date,  # goods shipped after this day are not; insured_limit stays as it was
    "overdue_notice_date": pl.Date,  # the insurer was told of the buyer's overdue debt
    "claim_filed_date": pl.Date,
    "insurance_excluded": pl.Boolean,  # public buyer, private person, or left out of the policy for another reason
    "security_amount": MONEY,
    "open_orders": MONEY,
    "delivered_not_invoiced": MONEY,
    "notes_bank": MONEY,  # bank acceptances not matured: the bank's risk
    "notes_commercial": MONEY,  # commercial acceptances not matured: the customer's risk
    "since_date": pl.Date,
    "founded_date": pl.Date,
    "years": pl.Float64,  # years of business together, where the file gives years and no date
    "terms": pl.String,
    "net_days": pl.Int64,
    "external_grade": pl.String,
    "external_scale": pl.String,  # a scale of the policy, which says the direction
    "legal_events": pl.Int64,
    "legal_status": pl.String,  # active, litigation, insolvency, deregistered
    "sector_points": pl.Float64,  # 0-100, 100 best
    "related_party": pl.Boolean,
    "bounced_note_date": pl.Date,
    "default_date": pl.Date,
    "broken_promises": pl.Int64,
    "contact_person": pl.String,  # the person who pays, as letters address them
    "email": pl.String,  # one address; of the person who pays
    "phone": pl.String,
    "address": pl.String,
    "language": pl.String,  # of letters: zh or en
    "strategic_class": pl.String,  # decides the tone of letters
    "dunning_block": pl.Boolean,  # no dunning letters, by agreement
    "contact_hold_until": pl.Date,  # nobody writes or calls up to and including this day
    "annual_purchases": MONEY,
    "reference_high_credit": MONEY,
    "statement_date": pl.Date,
    "current_assets": MONEY,
    "inventory": MONEY,
    "cash": MONEY,
    "total_assets": MONEY,
    "current_liabilities": MONEY,
    "total_liabilities": MONEY,
    "retained_earnings": MONEY,
    "ebit": MONEY,
    "sales": MONEY,
    "equity": MONEY,
    "market_cap": MONEY,
    "intangibles": MONEY,
    "interest_expense": MONEY,
    "net_income": MONEY,
    "net_income_prior": MONEY,
    "operating_cash_flow": MONEY,
    "payables": MONEY,
}
