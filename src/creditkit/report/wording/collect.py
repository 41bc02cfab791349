"""Notes, reasons, stages and actions of collection."""

from __future__ import annotations

from creditkit.words import N_

COLLECTING: dict[str, str] = {
    "insurer-notice": N_("Insured: the oldest debt must be reported to the insurer by {detail}."),
    "levels-skipped": N_("Levels are skipped, for the insurer's notice date is near."),
    "promise-in-part": N_("A promise of {value} covers only part of the debt."),
    "no-contact": N_("No e-mail address and no telephone number are known."),
    "part-disputed": N_("{value} more is overdue and disputed."),
    "part-promised": N_("{value} more is overdue and promised."),
    "no-agreed-rate": N_("No late interest is agreed: set contract_percent in the policy's [interest]."),
    "no-rate": N_("The rate table does not reach back to this debt."),
}

COLLECTING_CODES: dict[str, str] = {
    # levels of the default policy
    "courtesy": N_("courtesy notice"), "reminder": N_("reminder"), "first": N_("first dunning"),
    "second": N_("second dunning"), "final": N_("final notice"), "agency": N_("agency or lawyer"),
    # actions
    "letter": N_("write"), "call": N_("call"), "stop-supply": N_("stop supply"), "hand-over": N_("hand over"),
    # why a customer is left alone
    "internal": N_("related party"), "opted-out": N_("exempt from dunning"), "hold": N_("contact on hold"),
    "net-credit": N_("credits cover the debt"), "undated": N_("no due date"), "dispute": N_("disputed"),
    "promise": N_("promised"), "not-due": N_("nothing due"), "below-minimum": N_("below the minimum"),
    "all-sent": N_("all levels sent"), "waiting": N_("next level not due yet"),
    "insolvency": N_("insolvent: file the claim"),
    # tones
    "gentle": N_("gentle"), "standard": N_("standard"), "firm": N_("firm"),
    # promises
    "pending": N_("can still be kept"), "kept": N_("kept"), "broken": N_("broken"), "unknown": N_("unknown"),
    # disputes
    "PRC": N_("price"), "QTY": N_("quantity"), "QLY": N_("quality"), "DLV": N_("delivery"), "DOC": N_("paperwork"),
    "TAX": N_("tax invoice"), "DED": N_("deduction"), "DUP": N_("invoiced twice"), "RET": N_("goods returned"),
    "OTH": N_("other reason"),
}  # fmt: skip
