"""Every column once: its name, type, unit and meaning.

Frames inside creditkit, CSV and XLSX headers and JSON keys use these names.  A dotted name (`buckets.1-30`)
is a nested key in JSON and takes the entry of its first part.  Meanings are message ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from creditkit.money import MONEY
from creditkit.words import N_

Unit = Literal["text", "id", "code", "money", "ratio", "days", "count", "date", "points", "flag", "list", "rate"]


@dataclass(frozen=True)
class Column:
    """One column: `unit` decides how it is shown (money with its currency's decimals, ratio as per cent on screen)."""

    name: str
    unit: Unit
    label: str
    meaning: str

    @property
    def dtype(self) -> pl.DataType | type[pl.DataType]:
        return _DTYPES[self.unit]


_DTYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "text": pl.String, "id": pl.String, "code": pl.String, "money": MONEY, "ratio": pl.Float64, "days": pl.Int64,
    "count": pl.Int64, "date": pl.Date, "points": pl.Float64, "flag": pl.Boolean, "list": pl.List(pl.String),
    "rate": pl.Float64,
}  # fmt: skip

# The canonical ledger: one row per receivable document or instalment.
DOCUMENT_TYPES = (
    "invoice", "debit-note", "credit-note", "payment", "prepayment", "adjustment", "write-off", "note",
)  # fmt: skip
LAYOUTS = ("open-items", "invoices", "journal", "balances")
SETTLEMENT_KINDS = ("cash", "credit", "write-off", "discount")

LEDGER_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "document_key": pl.Int64,  # unique within a ledger; settlements point to it
    "customer_id": pl.String,
    "customer_name": pl.String,
    "entity": pl.String,
    "document_id": pl.String,
    "instalment": pl.Int64,
    "document_type": pl.String,
    "invoice_date": pl.Date,
    "posting_date": pl.Date,
    "due_date": pl.Date,
    "currency": pl.String,
    "amount": MONEY,  # + the customer owes, - the customer is owed; document currency, gross of tax
    "settled_amount": MONEY,  # part of amount settled according to the row itself (same sign as amount)
    "settled_date": pl.Date,  # when; null = unknown (counted at every as-of) or nothing settled
    "open_amount": MONEY,  # amount - settled_amount, as the export says
    "applied_to": pl.String,  # document_id this credit or payment settles
    "disputed": pl.Boolean,
    "terms": pl.String,
    "source": pl.Int64,  # index into Ledger.inputs
    "source_row": pl.Int64,  # 1-based row of the file
}

# Settlements with their own dates; `amount` is positive when it reduces what the customer owes.
SETTLEMENT_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "document_key": pl.Int64,
    "customer_id": pl.String,
    "document_id": pl.String,
    "date": pl.Date,
    "currency": pl.String,
    "amount": MONEY,
    "kind": pl.String,
}

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

# Why a figure is undefined, held, recommended: a code with its figures, worded in `report/wording.py`.
REASON = pl.Struct({"code": pl.String, "value": pl.Float64, "threshold": pl.Float64, "detail": pl.String})
REASONS = pl.List(REASON)
SCORE_REASONS = pl.List(
    pl.Struct({"code": pl.String, "factor": pl.String, "value": pl.Float64, "points_lost": pl.Float64})
)


def _columns(*rows: tuple[str, Unit, str, str]) -> dict[str, Column]:
    return {name: Column(name, unit, label, meaning) for name, unit, label, meaning in rows}


COLUMNS: dict[str, Column] = _columns(
    # who and what
    ("customer_id", "id", N_("Customer no."), N_("Customer number as the ledger writes it, text to the letter")),
    ("customer_name", "text", N_("Customer"), N_("Customer name")),
    ("group", "id", N_("Group"), N_("Group the customer belongs to (its parent)")),
    ("entity", "id", N_("Entity"), N_("Own company that holds the receivable")),
    ("document_id", "id", N_("Document"), N_("Invoice or document number, text to the letter")),
    ("instalment", "count", N_("Instalment"), N_("Number of the instalment within the document")),
    ("document_type", "code", N_("Type"), N_("invoice, debit-note, credit-note, payment, prepayment, adjustment, write-off, note")),
    ("invoice_date", "date", N_("Invoice date"), N_("Date of the document")),
    ("posting_date", "date", N_("Posting date"), N_("Date of posting in the general ledger")),
    ("due_date", "date", N_("Due date"), N_("Last day on which payment is in time")),
    ("currency", "code", N_("Currency"), N_("ISO 4217 code")),
    ("amount", "money", N_("Amount"), N_("Document amount, gross of tax; + the customer owes, − the customer is owed")),
    ("settled_amount", "money", N_("Settled"), N_("Part of the amount settled according to the row itself")),
    ("settled_date", "date", N_("Settled on"), N_("Date of that settlement")),
    ("open_amount", "money", N_("Open per file"), N_("Amount less settled amount, as of the export")),
    ("applied_to", "id", N_("Applied to"), N_("Document that this credit or payment settles")),
    ("terms", "text", N_("Terms"), N_("Terms of payment as the file writes them")),
    # aging
    ("buckets", "money", N_("Bucket"), N_("Open amount by days past due; a document due on the as-of date is not due")),
    ("unapplied", "money", N_("Unapplied"), N_("Receipts and credit notes not yet set against a document (negative)")),
    ("disputed", "money", N_("of which disputed"), N_("Disputed part of the open documents; stays in its bucket")),
    ("overdue", "money", N_("Overdue"), N_("Open amount more than 0 days past due, before unapplied credits")),
    ("open", "money", N_("Open"), N_("Sum of the buckets and unapplied credits")),
    ("max_days_overdue", "days", N_("Oldest, days"), N_("Days past due of the oldest open document")),
    ("days_overdue", "days", N_("Days overdue"), N_("as-of date − due date; 0 or less is not overdue")),
    ("bucket", "code", N_("Bucket"), N_("Bucket the document falls into")),
    ("documents", "count", N_("Documents"), N_("Number of documents")),
    # dso
    ("period_end", "date", N_("Period end"), N_("Last day of the period")),
    ("window_days", "days", N_("Window, days"), N_("Calendar days of the sales window")),
    ("receivables", "money", N_("Receivables"), N_("Open receivables at period end, net of unapplied credits")),
    ("credit_sales", "money", N_("Credit sales"), N_("Invoices less credit notes of the window, gross of tax")),
    ("dso", "points", N_("DSO"), N_("Receivables ÷ credit sales × days of the window")),
    ("dso_countback", "points", N_("DSO, count-back"), N_("Days of the latest sales that the receivables use up")),
    ("dso_best_possible", "points", N_("Best possible DSO"), N_("Receivables not yet due ÷ credit sales × days")),
    ("days_delinquent", "points", N_("Days delinquent"), N_("DSO − best possible DSO")),
    ("dso_weighted", "points", N_("DSO, sales-weighted"), N_("Σ over months of open part ÷ sales of the month × days of the month")),
    ("cei", "points", N_("CEI, %"), N_("Collection effectiveness: (opening + sales − closing) ÷ (opening + sales − closing not due) × 100")),
    ("turnover", "points", N_("Turnover p.a."), N_("Credit sales ÷ mean receivables, a year")),
    ("overdue_ratio", "ratio", N_("Overdue ratio"), N_("Overdue ÷ open documents, before unapplied credits")),
    # habits
    ("invoices", "count", N_("Invoices"), N_("Invoices in the window")),
    ("paid_invoices", "count", N_("Paid"), N_("Invoices settled in the window")),
    ("pay_index", "points", N_("Pay index"), N_("0–100: 80 prompt, 50 thirty days late, 20 a hundred and twenty days late")),
    ("mean_days_late", "points", N_("Days late, mean"), N_("Mean of settled date − due date, each settled invoice counting once")),
    ("weighted_days_late", "points", N_("Days late, weighted"), N_("The same weighted by settled amount")),
    ("mean_days_to_pay", "points", N_("Days to pay"), N_("Settled amount-weighted mean of settled date − invoice date")),
    ("late_share", "ratio", N_("Late share"), N_("Value settled after the due date ÷ value settled")),
    ("worst_days_late", "days", N_("Worst, days"), N_("Largest days late, settled or still open")),
    ("trend_days", "points", N_("Trend, days"), N_("Mean days late of the last 3 months − of the 3 months before")),
    ("first_invoice", "date", N_("First invoice"), N_("Date of the first invoice in the ledger")),
    ("last_invoice", "date", N_("Last invoice"), N_("Date of the latest invoice up to the as-of date")),
    # score
    ("score", "points", N_("Score"), N_("0–100, 100 best")),
    ("grade", "count", N_("Grade"), N_("1 best … 10 in default")),
    ("pd", "ratio", N_("PD"), N_("Probability of default in one year, of the grade; an uncalibrated prior")),
    ("pd_score", "ratio", N_("PD of the score"), N_("Probability of default of the exact score")),
    ("confidence", "ratio", N_("Confidence"), N_("Share of the card's weight for which there were data")),
    ("reasons", "list", N_("Reasons"), N_("What cost most points, or why")),
    ("factors", "list", N_("Factors"), N_("Every factor of the card: value, points, weight, available")),
    ("overrides", "list", N_("Overrides"), N_("Rules or persons that set the grade aside from the score")),
    ("notes", "list", N_("Notes"), N_("Why a figure is undefined or approximate")),
    # limit
    ("need", "money", N_("Need"), N_("Annual purchases ÷ 365 × (terms + tolerated delay)")),
    ("capacity", "money", N_("Capacity"), N_("Grade factor × median of the available capacities")),
    ("capacities", "money", N_("Capacity by method"), N_("What each method says the customer can carry")),
    ("recommended", "money", N_("Recommended limit"), N_("Smallest of need, capacity and caps, rounded down")),
    ("binding", "code", N_("Bound by"), N_("The constraint that set the recommended limit")),
    ("current_limit", "money", N_("Current limit"), N_("Limit in force; blank = policy default, 0 = cash only")),
    ("exposure", "money", N_("Exposure"), N_("Open − unapplied + delivered not invoiced + open orders + notes − security")),
    ("utilisation", "ratio", N_("Utilisation"), N_("Exposure ÷ current limit; insurance is never netted")),
    ("available", "money", N_("Available"), N_("Current limit − exposure")),
    ("insured", "money", N_("Insured"), N_("min(exposure, insured limit) × insured percentage")),
    ("uninsured", "money", N_("Uninsured"), N_("Exposure − insured")),
    ("status", "code", N_("Status"), N_("ok, warn, soft-hold or hard-hold")),
    ("hold_reasons", "list", N_("Hold reasons"), N_("Each trigger of the hold matrix that fired")),
    ("next_review", "date", N_("Next review"), N_("As-of date + review cycle of the grade")),
    # terms
    ("prepay_ratio", "ratio", N_("Prepayment"), N_("Part to be paid in advance")),
    ("net_days", "days", N_("Net days"), N_("Days from invoice to due date")),
    ("instalments", "count", N_("Instalments"), N_("Largest number of instalments")),
    ("agreed", "text", N_("Agreed terms"), N_("Terms in the customer file or ledger")),
    ("conflict", "flag", N_("Conflict"), N_("Agreed terms are more generous than the policy")),
    # import
    ("path", "text", N_("File"), N_("Input file")),
    ("sheet", "text", N_("Sheet"), N_("Sheet of the workbook")),
    ("encoding", "code", N_("Encoding"), N_("How the bytes of the text were read")),
    ("layout", "code", N_("Layout"), N_("open-items, invoices, journal or balances")),
    ("rows_read", "count", N_("Rows read"), N_("Rows below the header that hold anything")),
    ("rows_accepted", "count", N_("Accepted"), N_("Rows that became documents")),
    ("rows_rejected", "count", N_("Rejected"), N_("Rows that could not be read")),
    ("ledger", "money", N_("Ledger"), N_("Sum of the ledger at the as-of date")),
    ("reported", "money", N_("Reported"), N_("Sum of the reported rows")),
    ("difference", "money", N_("Difference"), N_("Ledger − reported")),
    ("share", "ratio", N_("Share"), N_("Open amount ÷ all positive open amounts of the currency")),
    ("expected_loss", "money", N_("Expected loss"), N_("Exposure × PD of the grade, before insurance, security and recoveries")),
    ("rows", "count", N_("Rows"), N_("Number of rows")),
    ("opening", "money", N_("Opening"), N_("Receivables before the window")),
    ("current", "money", N_("Not due"), N_("Open documents not yet due, before unapplied credits")),
    ("cei_month", "points", N_("CEI of the month, %"), N_("Collection effectiveness of the last month alone")),
    ("late_share_count", "ratio", N_("Late share by count"), N_("Payments after the due date ÷ payments")),
    ("trend_slope", "points", N_("Slope, days a month"), N_("Least-squares slope of the monthly mean days late")),
    ("history_months", "count", N_("History, months"), N_("Whole months since the first invoice")),
    ("group_utilisation", "ratio", N_("Group utilisation"), N_("Exposure of the group ÷ limit of the group")),
    ("agreed_days", "days", N_("Agreed days"), N_("Days of the agreed terms")),
    ("recommended_terms", "code", N_("Recommended terms"), N_("Terms of the policy for the grade")),
    ("thin", "flag", N_("Thin file"), N_("Few data: grade and limit are capped")),
    ("canonical", "code", N_("Column"), N_("Canonical column")),
    ("header", "text", N_("Header"), N_("Header of the file")),
    ("reason", "text", N_("Why"), N_("Why the header was mapped so")),
    ("headers", "text", N_("Accepted headers"), N_("Headers that are known for the column")),
    ("unit", "code", N_("Unit"), N_("Unit of the column")),
    ("meaning", "text", N_("Meaning"), N_("What the column means")),
    ("check", "text", N_("Check"), N_("What was checked")),
    ("detail", "text", N_("Detail"), N_("What was found")),
    ("fix", "text", N_("What to do"), N_("How to mend it")),
    ("section", "text", N_("Section"), N_("Part of the explanation")),
    ("figure", "text", N_("Figure"), N_("Name of the figure")),
    ("value", "text", N_("Value"), N_("Value of the figure")),
    ("derivation", "text", N_("Derivation"), N_("How the figure comes about")),
    ("rows_ignored", "count", N_("Ignored"), N_("Totals, subtotals, voided and draft rows, notes")),
    ("customers", "count", N_("Customers"), N_("Number of customers")),
)  # fmt: skip


def column(name: str) -> Column:
    """The entry of a column; a dotted name takes that of its first part.  An unknown name is a plain text tag."""
    found = COLUMNS.get(name) or COLUMNS.get(name.split(".", 1)[0])
    return found or Column(name, "text", name, "")
