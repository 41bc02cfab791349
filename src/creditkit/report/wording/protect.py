"""Notes and codes of insurance and stress."""

from __future__ import annotations

from creditkit.words import N_

PROTECTING: dict[str, str] = {
    # insurance
    "insurance-excluded": N_("Not insurable under the policy: {detail}."),
    "discretionary-limit": N_("No limit of the insurer; the discretionary limit of {value} applies."),
    "insured-in-other-currency": N_("The insurer's limit is in {detail}; convert with --currency to see what it covers here."),
    "limit-withdrawn": N_("The insurer withdrew the limit on {detail}; goods shipped until then stay covered."),
    "overdue-notified": N_("Overdue debt was reported on {detail}."),
    "claim-filed": N_("A claim was filed on {detail}."),
    # stress
    "unrated": N_("{value} customers without a PD ({detail}) are left out."),
    "event": N_("The loss if just these {value} customers default; what others may lose comes on top."),
    "delay-needs-sales": N_("The ledger has no sales, so delayed cash cannot be told."),
    "fx-needs-conversion": N_("Exchange rates ({detail}) act on a ledger converted with --currency only."),
    "nobody-matches": N_("No customer has this sector or country: {detail}."),
}  # fmt: skip

PROTECTING_CODES: dict[str, str] = {
    "V1": N_("V1 no limit in force"), "V2": N_("V2 over the limit"), "V3": N_("V3 terms too long"),
    "V4": N_("V4 past the extension"), "V4b": N_("V4b shipped while overdue debt was past the extension"),
    "V5": N_("V5 notice missed"), "V6": N_("V6 disputed"), "V7": N_("V7 excluded buyer or country"),
    "V8": N_("V8 shipped after the limit was withdrawn"), "V9": N_("V9 claim not filed in time"),
    "claim": N_("file the claim"), "notice": N_("report overdue debt"), "collection": N_("hand over to collection"),
    "extension-end": N_("extension ends"), "waiting-end": N_("claim possible from"),
    "stop-shipment": N_("stop shipment"),
    "without-insurance": N_("without insurance"), "with-insurance": N_("with insurance"),
    "threshold": N_("threshold"), "max-liability": N_("maximum liability"),
    "vasicek": N_("Vasicek formula"), "simulation": N_("simulation"), "event": N_("event"),
    "base": N_("as it is"), "mild-downturn": N_("mild downturn"), "downturn": N_("downturn"), "crisis": N_("crisis"),
    "largest-defaults": N_("largest customer defaults"), "largest-five-default": N_("five largest default"),
    "insurer-withdraws": N_("insurer withdraws"),
}  # fmt: skip
