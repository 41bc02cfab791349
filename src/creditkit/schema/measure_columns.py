"""Columns of aging, DSO and payment habits."""

from __future__ import annotations

from creditkit.schema.column import columns
from creditkit.words import N_

MEASURE = columns(
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
    ("share", "ratio", N_("Share"), N_("Open amount ÷ all positive open amounts of the currency")),
    ("opening", "money", N_("Opening"), N_("Receivables before the window")),
    ("current", "money", N_("Not due"), N_("Open documents not yet due, before unapplied credits")),
    ("cei_month", "points", N_("CEI of the month, %"), N_("Collection effectiveness of the last month alone")),
    ("late_share_count", "ratio", N_("Late share by count"), N_("Payments after the due date ÷ payments")),
    ("trend_slope", "points", N_("Slope, days a month"), N_("Least-squares slope of the monthly mean days late")),
    ("history_months", "count", N_("History, months"), N_("Whole months since the first invoice")),
)  # fmt: skip
