"""Columns of collection and late interest."""

from __future__ import annotations

from creditkit.schema.column import columns
from creditkit.words import N_

COLLECT = columns(
    ("rank", "count", N_("Rank"), N_("Place in the worklist of its currency, by money at stake; empty where nothing is to be done")),
    ("at_stake", "money", N_("At stake"), N_("Collectable × loss rate + cost of funds over the further delay − cost of the contact")),
    ("action", "code", N_("Action"), N_("letter, call, stop-supply or hand-over; empty where nothing is to be done")),
    ("stage", "code", N_("Stage"), N_("Level of dunning that is due or comes next")),
    ("due_on", "date", N_("Due on"), N_("Day from which the action is due; for a customer left alone the day to look again")),
    ("contact", "text", N_("Contact"), N_("Person, e-mail address and telephone")),
    ("skip_reason", "code", N_("Left alone because"), N_("Why nothing is to be done today")),
    ("collectable", "money", N_("Collectable"), N_("Overdue, neither disputed nor promised, less unapplied credits")),
    ("promised", "money", N_("Promised"), N_("Overdue documents under a promise that can still be kept")),
    ("last_stage", "code", N_("Last stage"), N_("Highest level sent about debt that is still open")),
    ("last_sent", "date", N_("Last sent"), N_("Date of the last letter about debt that is still open")),
    ("insurer_notice", "date", N_("Insurer's notice date"), N_("Last day to report the oldest overdue debt to the insurer")),
    ("tone", "code", N_("Tone"), N_("Tone of letters by strategic class: gentle, standard or firm")),
    # promises and disputes
    ("promised_on", "date", N_("Promised on"), N_("Day on which the promise was given")),
    ("promise_date", "date", N_("Promised for"), N_("Day by which payment was promised")),
    ("wanted", "money", N_("Amount promised"), N_("Amount promised, else that of the document")),
    ("received", "money", N_("Received"), N_("Receipts from the day of the promise to its deadline")),
    ("outcome", "code", N_("Outcome"), N_("pending, kept, broken, or unknown where the ledger tells no payments")),
    ("promises", "count", N_("Promises"), N_("Promises given up to the as-of date")),
    ("kept", "count", N_("Kept"), N_("Promises kept")),
    ("broken", "count", N_("Broken"), N_("Promises broken")),
    ("live", "count", N_("Live"), N_("Promises that can still be kept")),
    ("kept_rate", "ratio", N_("Kept, by number"), N_("Kept ÷ (kept + broken), by number")),
    ("kept_value_rate", "ratio", N_("Kept, by value"), N_("Kept ÷ (kept + broken), by promised amount")),
    ("dispute_code", "code", N_("Dispute"), N_("PRC price, QTY quantity, QLY quality, DLV delivery, DOC paperwork, TAX invoice, DED deduction, DUP duplicate, RET return, OTH other")),
    ("owner", "text", N_("Owner"), N_("Who settles it")),
    ("opened_on", "date", N_("Opened on"), N_("Day on which the dispute was raised")),
    ("dispute_days", "days", N_("Age, days"), N_("As-of date − day on which the dispute was raised")),
    ("dispute_dso", "points", N_("Dispute DSO"), N_("Disputed ÷ credit sales × days of the window")),
    # late interest
    ("interest", "money", N_("Late interest"), N_("Open amount × rate × days overdue ÷ 365, by contract or law; not legal advice")),
    ("fixed_sum", "money", N_("Fixed sum"), N_("Compensation that the law adds for each late debt")),
)  # fmt: skip
