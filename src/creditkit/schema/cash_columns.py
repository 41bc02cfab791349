"""Columns of the cash forecast and of working capital."""

from __future__ import annotations

from creditkit.schema.column import columns
from creditkit.words import N_

CASH = columns(
    # forecast
    ("week_start", "date", N_("Week from"), N_("Monday of the week; what arrives on a weekend counts on the Monday after it")),
    ("expected", "money", N_("Expected"), N_("Sum over the documents of amount × chance of payment in the period")),
    ("low", "money", N_("Low"), N_("Lower end of the interval")),
    ("high", "money", N_("High"), N_("Upper end of the interval")),
    ("due", "money", N_("Falls due"), N_("What falls due in the week by its terms, disputed documents left out")),
    ("later", "money", N_("Later"), N_("Expected after the weeks shown")),
    ("unresolved", "money", N_("Unresolved"), N_("Beyond the latest settlement of the curve: no past payment tells when")),
    ("unresolved_expected", "money", N_("Unresolved, after loss"), N_("Unresolved × (1 − loss rate), at the end of the horizon, in no week")),
    ("disputed_apart", "money", N_("Disputed, apart"), N_("Open disputed documents: no date is expected of them")),
    ("horizon_end", "date", N_("Horizon end"), N_("Last day of the weeks shown")),
    ("expected_date", "date", N_("Expected on"), N_("Median of the curve, given how late the document already is; weekends roll to Monday")),
    ("low_date", "date", N_("Early"), N_("Lower end of the interval of days")),
    ("high_date", "date", N_("Late"), N_("Upper end of the interval of days; empty where the curve does not reach so far")),
    ("method", "code", N_("Method"), N_("What the date rests on: promise, the customer's curve, its segment's, the portfolio's, or a single delay")),
    ("segment", "text", N_("Segment"), N_("Segment of the curve: group, class of terms in days, or all")),
    ("events", "count", N_("Settled"), N_("Settled documents behind the curve")),
    # back-test
    ("cutoffs", "text", N_("Made on"), N_("Dates at which the forecast was made again from what was known then")),
    ("n", "count", N_("Tested"), N_("Invoices raised after the cutoff and settled since")),
    ("n_open", "count", N_("Not settled yet"), N_("Tested invoices still open, whose error is not known")),
    ("mae_days", "points", N_("Error, days"), N_("Mean of |days late foreseen − days late|")),
    ("baseline_mae_days", "points", N_("Error of the median, days"), N_("The same with the customer's own median of days late")),
    ("bias_days", "points", N_("Bias, days"), N_("Mean of days late foreseen − days late; above 0: foreseen too late")),
    ("days_coverage", "ratio", N_("Inside, days"), N_("Share of tested invoices inside the interval of days")),
    ("wape", "ratio", N_("WAPE"), N_("Σ |forecast − actual| ÷ Σ actual over weeks")),
    ("bias", "ratio", N_("Bias"), N_("Σ (forecast − actual) ÷ Σ actual over weeks; above 0: forecast too high")),
    ("weeks_coverage", "ratio", N_("Inside, weeks"), N_("Share of weeks inside the interval")),
    ("common_factor", "ratio", N_("Common factor"), N_("How far all documents together were off; widens the interval")),
    ("weeks", "count", N_("Weeks"), N_("Number of weeks judged")),
    # capital
    ("as_of", "date", N_("As of"), N_("Date of the figures")),
    ("inventories", "money", N_("Inventories"), N_("Inventories at the as-of date, as given")),
    ("payables", "money", N_("Payables"), N_("Trade payables at the as-of date, as given")),
    ("sales", "money", N_("Sales of a year"), N_("Sales of a year, tax included: as given, else the ledger's, annualised")),
    ("cogs", "money", N_("Cost of sales"), N_("Cost of goods sold of a year, as given")),
    ("wcr", "money", N_("WCR"), N_("Working capital requirement: inventories + receivables − payables")),
    ("wcr_days", "points", N_("WCR, days"), N_("Working capital requirement ÷ sales × days of a year")),
    ("dio", "points", N_("DIO"), N_("Inventories ÷ cost of sales × days of a year")),
    ("dpo", "points", N_("DPO"), N_("Payables ÷ cost of sales × days of a year")),
    ("ccc", "points", N_("Cash cycle, days"), N_("DIO + DSO − DPO")),
    ("one_day_dso", "money", N_("One day of DSO"), N_("Sales ÷ days of a year: what one day of DSO ties up")),
    ("cost_of_overdue", "money", N_("Cost of overdue p.a."), N_("Overdue × cost of funds: interest of a year at this level")),
    ("cost_of_overdue_to_date", "money", N_("Cost of overdue to date"), N_("Σ open × days overdue × cost of funds ÷ days of a year")),
    ("faster_days", "points", N_("Days sooner"), N_("Days of DSO saved in the what-if")),
    ("freed", "money", N_("Cash freed"), N_("Days sooner × one day of DSO")),
    ("freed_saving", "money", N_("Interest saved p.a."), N_("Cash freed × cost of funds")),
)  # fmt: skip
