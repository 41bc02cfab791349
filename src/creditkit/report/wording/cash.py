"""Notes of the cash forecast and of working capital."""

from __future__ import annotations

from creditkit.words import N_

CASH: dict[str, str] = {
    # forecast
    "unapplied-credit": N_("Not yet set against a document; no cash is expected from it."),
    "disputed-apart": N_("Disputed: no date is expected until it is settled."),
    "no-forecast-date": N_("Without a date nothing can be expected of it; it is unresolved."),
    "beyond-curve": N_("{value} days overdue, later than any document of the curve was ever settled: unresolved."),
    "median-unresolved": N_("Only {percent} of it is on the curve, so no date has even odds."),
    "promised": N_("Promised; {percent} of it is put on the promised date."),
    # capital
    "no-inventories": N_("Inventories are not given: no requirement, DIO or cash cycle."),
    "no-payables": N_("Payables are not given: no requirement, DPO or cash cycle."),
    "no-cogs": N_("The cost of sales is not given: no DIO, DPO or cash cycle."),
    "no-year-sales": N_("There are no sales: give those of a year (--sales, or capital.sales in creditkit.toml)."),
    "other-currency": N_("Inventories, payables, cost of sales and sales given are in another currency."),
    "sales-annualised": N_("Sales are those of {value} days of the ledger, taken to {threshold} days."),
    "sales-given": N_("Sales are as given; {percent} tax was added. Receivables include tax, so sales must too."),
}  # fmt: skip

CASH_CODES: dict[str, str] = {
    "promise": N_("promise"),
    "customer": N_("customer's curve"),
    "pooled": N_("customer's and segment's curve"),
    "segment": N_("segment's curve"),
    "portfolio": N_("portfolio's curve"),
    "mean-delay": N_("due date + mean delay"),
    "policy-delay": N_("due date + set delay"),
}
