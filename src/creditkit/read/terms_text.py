"""Terms of payment as people write them → how the due date follows from the invoice date."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from creditkit.calendar import end_of_month_plus, next_month_day, plus_end_of_month

Kind = Literal["net", "month-end-plus", "plus-month-end", "next-month-day", "prepaid"]

_NUMBER = r"(\d{1,3})"
_FORMS: tuple[tuple[str, Kind], ...] = (
    (rf"^(?:net|n/?|within)\s*{_NUMBER}\s*(?:days?)?$", "net"),
    (rf"^{_NUMBER}(?:\s*(?:days?|d|天|日|tage)(?:\s*(?:net|netto))?)?$", "net"),
    (rf"^(?:账期|信用期|赊销)?\s*{_NUMBER}\s*(?:天|日)(?:账期|内付款)?$", "net"),
    (rf"^\d+(?:\.\d+)?\s*%?\s*/?\s*\d+\s*,?\s*(?:net|n/?)\s*{_NUMBER}$", "net"),
    (rf"^(?:eom|month end|end of month)\s*\+?\s*{_NUMBER}(?:\s*days?)?$", "month-end-plus"),
    (rf"^{_NUMBER}\s*(?:days?)?\s*eom$", "month-end-plus"),
    (rf"^月结\s*{_NUMBER}\s*天?$", "month-end-plus"),
    (rf"^{_NUMBER}\s*days?\s*(?:from\s*)?end of (?:the )?month$", "plus-month-end"),
    (rf"^次月\s*{_NUMBER}\s*[日号]$", "next-month-day"),
    (rf"^{_NUMBER}(?:st|nd|rd|th)?\s*(?:mfi|of (?:the )?(?:next|following) month)$", "next-month-day"),
    (rf"^(?:货到|票到|验收后|到货后?|收货后?|开票后?|见票)\s*{_NUMBER}\s*[天日]$", "net"),
)
_AT_ONCE = re.compile(
    r"^(?:现结|现付|cod|due on receipt|cash on delivery|immediate|sofort|cash|货到付款|payable immediately)$"
)
_PREPAID = re.compile(r"^(?:cia|prepaid|prepayment|cash in advance|款到发货|预付(?:100%)?|先款后货|全额预付)")


@dataclass(frozen=True)
class Terms:
    """kind and days: net 30; month end + 30; + 30 then month end; the 25th of next month; prepaid."""

    kind: Kind
    days: int

    def due(self, invoiced: date) -> date:
        """The due date of an invoice of that day."""
        match self.kind:
            case "month-end-plus":
                return end_of_month_plus(invoiced, self.days)
            case "plus-month-end":
                return plus_end_of_month(invoiced, self.days)
            case "next-month-day":
                return next_month_day(invoiced, self.days)
            case "prepaid":
                return invoiced
        return invoiced + timedelta(days=self.days)


def parse_terms(text: str | None) -> Terms | None:
    """The terms in a text, or None where it names none that fix a due date (an accounting period, a method, a promise)."""
    if not text:
        return None
    bare = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()
    for pattern, kind in _FORMS:
        if found := re.match(pattern, bare):
            return Terms(kind, int(found[1]))
    if _AT_ONCE.match(bare):
        return Terms("net", 0)
    if _PREPAID.match(bare):
        return Terms("prepaid", 0)
    return None
