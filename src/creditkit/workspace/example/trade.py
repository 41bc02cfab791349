"""Two and a half years of trade: invoices, credit notes, and what was paid on which day.

Nothing dated after `cast.AS_OF` is written.  Settlements follow the canonical ledger's sign: + reduces what the
customer owes.  A credit note that is set against an invoice appears twice, + on the invoice and − on the note itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from creditkit.calendar import add_months, month_end
from creditkit.workspace.example.cast import (
    AS_OF,
    FIRST_DAY,
    HABITS,
    INSOLVENT_WRITE_OFF,
    MONTHS,
    Customer,
    due_date,
)
from creditkit.workspace.example.draw import Draw, cents

DISCOUNT_TERMS = "2/10 net 30"
DISCOUNT = Decimal("0.02")
NEVER = date(2100, 1, 4)


@dataclass(frozen=True)
class Document:
    """An invoice, one instalment of an invoice, or a credit note (amount < 0)."""

    key: int
    customer: Customer
    kind: str
    day: date
    due: date
    amount: Decimal
    instalment: int | None = None
    disputed: bool = False
    number: str = ""


@dataclass(frozen=True)
class Settlement:
    """Money (or a credit, write-off, discount) on one day; key None = received on account, no document named."""

    key: int | None
    customer: Customer
    day: date
    amount: Decimal
    kind: str
    method: str = ""
    number: str = ""


@dataclass(frozen=True)
class Trade:
    documents: tuple[Document, ...]
    settlements: tuple[Settlement, ...]

    def open_by_key(self) -> dict[int, Decimal]:
        """What is open of each document (all its instalments together) on `AS_OF`."""
        left: dict[int, Decimal] = defaultdict(Decimal)
        for document in self.documents:
            left[document.key] += document.amount
        for settlement in self.settlements:
            if settlement.key is not None:
                left[settlement.key] -= settlement.amount
        return dict(left)

    def open_by_customer(self) -> dict[str, Decimal]:
        """What each customer owes on `AS_OF`, receipts on account and open credit notes taken off."""
        left: dict[str, Decimal] = defaultdict(Decimal)
        for document in self.documents:
            left[document.customer.id] += document.amount
        for settlement in self.settlements:
            left[settlement.customer.id] -= settlement.amount
        return dict(left)


def next_business_day(day: date) -> date:
    """day, or the Monday after it when it falls on a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


class _Book:
    """What one customer's trade adds up to while it is being drawn."""

    def __init__(self, customer: Customer, draw: Draw, first_key: int) -> None:
        self.customer, self.draw, self.next_key = customer, draw, first_key
        self.documents: list[Document] = []
        self.settlements: list[Settlement] = []
        self.waiting_credits: list[Document] = []

    def settle(self, key: int | None, day: date, amount: Decimal, kind: str) -> None:
        methods = ("电汇", "电汇", "银行承兑汇票") if self.customer.country == "CN" else ("电汇",)
        method = self.draw.pick(methods) if kind == "cash" else ""
        self.settlements.append(Settlement(key, self.customer, day, amount, kind, method))

    def new_key(self) -> int:
        self.next_key += 1
        return self.next_key - 1

    # --- documents ---------------------------------------------------------------------------------------------------

    def month(self, start: date) -> None:
        """Draw the invoices of one month and what becomes of them, in order of their day."""
        expected = self.customer.pace_in(start)
        count = int(expected + self.draw.unit())
        last = month_end(start).day
        days = sorted(self.draw.whole(1, last) for _ in range(count))
        for number in days:
            day = next_business_day(start.replace(day=number))
            if self.customer.first_invoice <= day <= self.customer.last_invoice:
                self.invoice(day)

    def invoice(self, day: date) -> None:
        customer, draw = self.customer, self.draw
        amount = max(draw.amount(customer.median, 0.7), Decimal(200))
        key = self.new_key()
        due = due_date(day, customer.terms)
        schedule = self.schedule(day, due, amount)
        for number, (on, part) in enumerate(schedule, start=1):
            instalment = number if len(schedule) > 1 else None
            self.documents.append(Document(key, customer, "invoice", day, on, part, instalment))
        if len(schedule) == 1 and draw.chance(0.02):
            self.credit_note(key, day, amount)
        # A customer who has not paid the first instalment pays none of the later ones before it.
        earliest = day
        for on, part in schedule:
            earliest = self.pay(key, day, on, part, earliest)

    def schedule(self, day: date, due: date, amount: Decimal) -> list[tuple[date, Decimal]]:
        """One due date; three instalments for a few large invoices; 5 % retention for a year for a few others."""
        large = amount > Decimal(self.customer.median) * 3 and self.customer.country == "CN"
        if large and self.draw.chance(0.12):
            third = (amount / 3).quantize(Decimal("0.01"))
            return [(due, third), (due + timedelta(30), third), (due + timedelta(60), amount - 2 * third)]
        if large and self.draw.chance(0.12):
            kept = (amount * Decimal("0.05")).quantize(Decimal("0.01"))
            return [(due, amount - kept), (add_months(due, 12), kept)]
        return [(due, amount)]

    def credit_note(self, key: int, day: date, amount: Decimal) -> None:
        noted = next_business_day(day + timedelta(days=self.draw.whole(4, 30)))
        if noted > AS_OF:
            return
        value = (amount * Decimal(self.draw.whole(2, 20)) / 100).quantize(Decimal("0.01"))
        note = Document(self.new_key(), self.customer, "credit-note", noted, noted, -value)
        self.documents.append(note)
        self.waiting_credits.append(note)

    # --- payments ----------------------------------------------------------------------------------------------------

    def pay(self, key: int, invoiced: date, due: date, amount: Decimal, earliest: date) -> date:
        """Settle one invoice or instalment as the customer's habit has it; gives the day on which it was settled."""
        draw, customer = self.draw, self.customer
        stuck = draw.chance(HABITS[customer.habit].stuck)
        discounted = customer.terms == DISCOUNT_TERMS and draw.chance(0.6)
        due = invoiced + timedelta(days=draw.whole(6, 10)) if discounted else due
        late = 0 if discounted else customer.days_late(due, draw) + (draw.whole(50, 130) if stuck else 0)
        day = next_business_day(max(due + timedelta(days=late), invoiced + timedelta(days=3), earliest))
        partial, short = draw.chance(0.05), draw.chance(0.006)
        if day > customer.last_payment:
            return NEVER
        left = amount - self.apply_credits(key, day, amount)
        if discounted:
            taken = (left * DISCOUNT).quantize(Decimal("0.01"))
            self.settle(key, day, taken, "discount")
            left -= taken
        elif short and left > 100:
            missing = cents(draw.between(0.5, 30.0))
            left -= missing
            self.settle_if_past(key, next_business_day(day + timedelta(days=45)), missing, "write-off")
        if partial and left > 1000:
            step = 1000 if left > 20_000 else 100
            first = left * draw.whole(30, 70) / 100 // step * step
            self.settle(key, day, first, "cash")
            day = next_business_day(day + timedelta(days=draw.whole(12, 40)))
            left -= first
        self.settle_if_past(key, day, left, "cash")
        return day

    def settle_if_past(self, key: int, day: date, amount: Decimal, kind: str) -> None:
        """Only what happened by the as-of date, and by the day the customer stopped paying, is in the books."""
        if day <= (AS_OF if kind == "write-off" else self.customer.last_payment):
            self.settle(key, day, amount, kind)

    def apply_credits(self, key: int, day: date, amount: Decimal) -> Decimal:
        """Set the credit notes waiting on `day` against this invoice, as far as they fit whole; gives their sum."""
        used = Decimal(0)
        for note in list(self.waiting_credits):
            # One in eight stays unapplied for now: somebody has to notice it.
            if note.day <= day and -note.amount <= (amount - used) / 2 and not self.draw.chance(0.2):
                self.settle(key, day, -note.amount, "credit")
                self.settle(note.key, day, note.amount, "credit")
                self.waiting_credits.remove(note)
                used -= note.amount
        return used


@dataclass(frozen=True)
class Prefixes:
    """How the numbers of invoices, credit notes and receipts begin."""

    invoice: str
    credit_note: str
    receipt: str


def trade(customers: tuple[Customer, ...], draw: Draw, prefixes: Prefixes) -> Trade:
    """Every document and settlement up to `AS_OF`, in order of day, with their numbers."""
    documents: list[Document] = []
    settlements: list[Settlement] = []
    next_key = 0
    for customer in customers:
        book = _Book(customer, draw, next_key)
        for month in range(MONTHS):
            book.month(add_months(FIRST_DAY, month))
        if customer.habit == "insolvent":
            _write_off_half(book)
        elif draw.chance(0.22):
            _receipt_on_account(book)
        documents += book.documents
        settlements += book.settlements
        next_key = book.next_key
    return _numbered(_with_disputes(Trade(tuple(documents), tuple(settlements)), draw), prefixes)


def _write_off_half(book: _Book) -> None:
    """The older half of what the insolvent customer owes was written off; the rest is lodged with the receiver."""
    left = Trade(tuple(book.documents), tuple(book.settlements)).open_by_key()
    unpaid = sorted((d.due, d.key) for d in book.documents if d.instalment in (None, 1) and left[d.key] > 0)
    for _, key in unpaid[: len(unpaid) // 2]:
        book.settle(key, INSOLVENT_WRITE_OFF, left[key], "write-off")


def _receipt_on_account(book: _Book) -> None:
    day = next_business_day(AS_OF - timedelta(days=book.draw.whole(5, 110)))
    if day <= book.customer.last_payment and day >= book.customer.first_invoice:
        step = 500 if book.customer.median < 10_000 else 5_000
        book.settle(None, day, Decimal(step * book.draw.whole(1, 5)), "cash")


def _with_disputes(trade: Trade, draw: Draw) -> Trade:
    """Some documents that are open and overdue are disputed, and one in a hundred of those not yet due."""
    left = trade.open_by_key()
    documents = tuple(
        replace(d, disputed=True)
        if d.kind == "invoice" and left[d.key] > 0 and draw.chance(0.07 if d.due < AS_OF else 0.01)
        else d
        for d in trade.documents
    )
    return Trade(documents, trade.settlements)


def _numbered(trade: Trade, prefixes: Prefixes) -> Trade:
    """Number documents and receipts in order of their day, as a bookkeeping system would."""
    documents = sorted(trade.documents, key=lambda d: (d.day, d.customer.id, d.key, d.instalment or 0))
    numbers: dict[int, str] = {}
    for document in documents:
        prefix = prefixes.invoice if document.kind == "invoice" else prefixes.credit_note
        numbers.setdefault(document.key, f"{prefix}{document.day:%y%m}-{len(numbers) + 1:05d}")
    settlements = sorted(trade.settlements, key=lambda s: (s.day, s.customer.id, s.key is None, s.key or 0, s.kind))
    return Trade(
        tuple(replace(d, number=numbers[d.key]) for d in documents),
        tuple(
            replace(s, number=f"{prefixes.receipt}{s.day:%y%m}-{position:05d}")
            for position, s in enumerate(settlements, start=1)
        ),
    )
