"""Columns of monitoring, collection and forecast."""

from __future__ import annotations

from creditkit.schema.column import columns
from creditkit.words import N_

WATCH = columns(
    # monitor
    ("rule", "code", N_("Rule"), N_("Rule of early warning, W01 to W17")),
    ("level", "code", N_("Level"), N_("info, amber or red")),
    ("value", "points", N_("Value"), N_("The figure of the alert at the as-of date")),
    ("threshold", "points", N_("Threshold"), N_("Where the rule fires, in the unit of the value")),
    ("previous", "points", N_("Previous"), N_("What the value is compared with; the same figure at the earlier date")),
    ("message", "text", N_("Alert"), N_("The alert in words")),
    ("first_seen", "date", N_("First seen"), N_("First run of the present spell in which the rule fired")),
    ("last_seen", "date", N_("Last seen"), N_("Last run in which the rule fired")),
    ("clean_runs", "count", N_("Clean runs"), N_("Runs since then without it; it clears after as many as the policy says")),
    ("snoozed_until", "date", N_("Snoozed until"), N_("Last day on which the alert is silent")),
    ("acknowledged", "flag", N_("Acknowledged"), N_("Somebody has seen to it; it stays open and does not alarm")),
    ("level_before", "code", N_("Level before"), N_("Level of the run before, where it was another one")),
    ("figure", "code", N_("Figure"), N_("Of what value, threshold and previous are figures")),
)  # fmt: skip
