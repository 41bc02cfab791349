"""Notes of the measuring stages."""

from __future__ import annotations

from creditkit.words import N_

# Notes of the measuring stages: {value}, {threshold} and {detail} are those of the note.
NOTES: dict[str, str] = {
    # aging
    "credit-balance": N_("The customer is owed money: a credit balance of {value}."),
    "no-due-date": N_("{value} documents have no due date and are aged from their invoice date."),
    "no-date": N_("{value} documents have no date; they stand in the bucket the file gives, or as not due."),
    # dso
    "short-history": N_("Sales are known for {value} months only, the window has {threshold}."),
    "partial-month": N_("The period ends on day {value} of a month, not on a month end."),
    "no-sales": N_("There are no sales in the window, so no days can be told."),
    "exceeds-sales": N_("The receivables exceed all known sales: count-back is more than {value} days."),
    "month-without-sales": N_("{detail} has no positive sales; count-back adds its days, weighted DSO leaves it out."),
    "no-overdue-base": N_("Nothing was collectable in the period, so there is no collection effectiveness."),
    # habits
    "thin": N_("Only {value} paid invoices in the window, fewer than {threshold}."),
    "thin-history": N_("Only {value} months since the first invoice, fewer than {threshold}."),
    "no-payments": N_("No payments in the window."),
    "no-trend": N_("No trend: invoices paid in the last 3 months and in the 3 months before are needed."),
    "undated-payments": N_("{value} payments have no date and are left out."),
    "reversed-payments": N_("{value} payments were taken back; they are left out of the averages."),
    "not-cash": N_("{value} settlements by credit note, write-off or discount are not counted as payments."),
}
