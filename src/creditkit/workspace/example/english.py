"""A small English set: the open-item list and the customer file of an invented British company."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from creditkit.calendar import add_months
from creditkit.workspace.example.cast import FIRST_DAY, Customer
from creditkit.workspace.example.draw import Draw
from creditkit.workspace.example.master import master
from creditkit.workspace.example.tables import csv_bytes, workbook_bytes
from creditkit.workspace.example.trade import Prefixes, Trade, trade

SEED = 8409

OPEN_ITEMS_HEADER = (
    "Customer No", "Customer Name", "Document Type", "Document No", "Document Date", "Due Date", "Payment Terms",
    "Currency", "Original Amount", "Open Amount", "Disputed", "Sales Rep", "Territory",
)  # fmt: skip

CUSTOMER_HEADERS = {
    "customer_id": "Customer No", "customer_name": "Customer Name", "group": "Group", "country": "Country",
    "industry": "Industry", "currency": "Currency", "terms": "Payment Terms", "net_days": "Net Days",
    "credit_limit": "Credit Limit", "limit_valid_to": "Limit Valid To", "group_limit": "Group Limit",
    "insured_limit": "Insured Limit", "insured_ratio": "Insured %", "security_amount": "Security",
    "open_orders": "Open Orders", "delivered_not_invoiced": "Delivered Not Invoiced",
    "since_date": "Customer Since", "founded_date": "Founded", "external_grade": "External Grade",
    "external_scale": "External Scale", "sector_points": "Sector Points", "legal_status": "Legal Status",
    "legal_events": "Legal Events", "related_party": "Related Party", "bounced_note_date": "Bounced Note Date",
    "default_date": "Default Date", "broken_promises": "Broken Promises",
    "reference_high_credit": "Reference High Credit", "statement_date": "Statement Date",
    "current_assets": "Current Assets", "inventory": "Inventory", "cash": "Cash", "total_assets": "Total Assets",
    "current_liabilities": "Current Liabilities", "total_liabilities": "Total Liabilities",
    "retained_earnings": "Retained Earnings", "equity": "Equity", "intangibles": "Intangibles",
    "payables": "Payables", "sales": "Sales", "ebit": "EBIT", "interest_expense": "Interest Expense",
    "net_income": "Net Income", "net_income_prior": "Net Income Prior",
    "operating_cash_flow": "Operating Cash Flow",
}  # fmt: skip

# name, group, country, industry, currency, terms, habit
_CAST: tuple[tuple[str, str | None, str, str, str, str, str], ...] = (
    ("Aldmoor Castings Ltd", None, "GB", "Machine tools", "GBP", "Net 30", "punctual"),
    ("Amberlyn Cold Stores Ltd", None, "GB", "Environmental", "GBP", "Net 45", "average"),
    ("Brackenfold Robotics Inc.", None, "US", "Automation", "USD", "Net 30", "punctual"),
    ("Caerwyn Lifts & Hoists Ltd", "Caerwyn Group", "GB", "Lifts", "GBP", "Net 60", "late"),
    ("Caerwyn Access Platforms Ltd", "Caerwyn Group", "GB", "Lifts", "GBP", "Net 60", "average"),
    ("Dunmarrow Pumps Ltd", None, "GB", "Pumps and valves", "GBP", "2/10 net 30", "punctual"),
    ("Elverstone Engineering Ltd", None, "GB", "Construction machinery", "GBP", "Net 60", "slowly-bad"),
    ("Fennimoor Plant Hire Ltd", None, "GB", "Construction machinery", "GBP", "Net 45", "suddenly-bad"),
    ("Glasswick Marine Ltd", None, "GB", "Marine", "GBP", "Net 60", "insolvent"),
    ("Grauwinkel Pumpen GmbH & Co. KG", None, "DE", "Pumps and valves", "EUR", "Net 30", "punctual"),
    ("Hollinbeck Tractors Ltd", None, "GB", "Farm machinery", "GBP", "Net 60", "late"),
    ("Inverlathan Subsea Ltd", None, "GB", "Marine", "GBP", "Net 45", "average"),
    ("Jorvane Water Treatment Ltd", None, "GB", "Environmental", "GBP", "Net 30", "average"),
    ("Kestrelby Drives Corp.", None, "US", "Automation", "USD", "Net 45", "average"),
    ("Larkenhurst Turbines Ltd", None, "GB", "Wind power", "GBP", "Net 60", "improving"),
    ("Merriden Valve Company Ltd", None, "GB", "Pumps and valves", "GBP", "Net 30", "punctual"),
    ("Netherbourne Cranes Ltd", None, "GB", "Construction machinery", "GBP", "Net 60", "chronic"),
    ("Officine Bellarocca S.r.l.", None, "IT", "Motor parts", "EUR", "Net 60", "late"),
    ("Pendrake Gears Ltd", None, "GB", "Machine tools", "GBP", "Net 30", "average"),
    ("Quillfield Packaging Machines Ltd", None, "GB", "Automation", "GBP", "Net 45", "average"),
    ("Ravensholt Motor Parts plc", None, "GB", "Motor parts", "GBP", "Net 60", "punctual"),
    ("Stannergate Tools Ltd", None, "GB", "Machine tools", "GBP", "Net 30", "average"),
    ("Talleres Río Sereno S.L.", None, "ES", "Farm machinery", "EUR", "Net 60", "average"),
    ("Thornavon Hydraulics Ltd", None, "GB", "Construction machinery", "GBP", "Net 45", "chronic"),
    ("Underbarrow Sensors Ltd", None, "GB", "Automation", "GBP", "Net 30", "punctual"),
    ("Vesperdale Shipping Company Ltd", None, "GB", "Marine", "GBP", "Net 60", "late"),
    ("Wexmere Filtration Ltd", None, "GB", "Environmental", "GBP", "Net 30", "punctual"),
    ("Yarrowmoss Windings Ltd", None, "GB", "Wind power", "GBP", "Net 45", "average"),
)
_SALES = {"GB": (("J. Penhale", "North"), ("S. Okafor", "South")), "*": (("M. Lindqvist", "Export"),)}


def english_files() -> dict[str, bytes]:
    """File name -> content: an open-item list (it has no past) and the customers' limits, grades and statements."""
    draw = Draw(SEED)
    customers = tuple(_customer(position, entry, draw) for position, entry in enumerate(_CAST))
    book = trade(customers, draw, Prefixes("INV", "CRN", "RCT"))
    rows = master(customers, book, draw)
    return {
        "open-items.csv": csv_bytes(OPEN_ITEMS_HEADER, _open_rows(book)),
        "customers.xlsx": workbook_bytes(
            "Customers",
            tuple(CUSTOMER_HEADERS.values()),
            [[row.get(name) for name in CUSTOMER_HEADERS] for row in rows],
        ),
    }


def _customer(position: int, entry: tuple[str, str | None, str, str, str, str, str], draw: Draw) -> Customer:
    name, group, country, industry, currency, terms, habit = entry
    pace, median = 1.5 + 3.6 * draw.unit(), 2_500.0 * 10.0 ** (draw.unit() * 0.9)
    since = add_months(FIRST_DAY, -draw.whole(2, 150)).replace(day=draw.whole(1, 28))
    founded = add_months(since, -draw.whole(12, 240))
    salesperson, department = draw.pick(_SALES.get(country, _SALES["*"]))
    return Customer(f"{4100 + 7 * position:06d}", name, group, country, industry, currency, terms, habit, pace, median,
                    since, founded, salesperson, department)  # fmt: skip


def _open_rows(book: Trade) -> Iterable[tuple[object, ...]]:
    """Open documents and receipts on account, by customer and date, as an ERP lists them."""
    left = _open_by_instalment(book)
    lines: list[tuple[str, date, str, tuple[object, ...]]] = []
    for position, d in enumerate(book.documents):
        if left[position]:
            kind = "Invoice" if d.kind == "invoice" else "Credit Note"
            lines.append((d.customer.id, d.day, d.number, (
                d.customer.id, d.customer.name, kind, d.number, _uk(d.day), _uk(d.due), d.customer.terms,
                d.customer.currency, f"{d.amount:.2f}", f"{left[position]:.2f}", "Y" if d.disputed else None,
                d.customer.salesperson, d.customer.department,
            )))  # fmt: skip
    for s in book.settlements:
        if s.key is None:
            lines.append((s.customer.id, s.day, s.number, (
                s.customer.id, s.customer.name, "Payment", s.number, _uk(s.day), _uk(s.day), None,
                s.customer.currency, f"{-s.amount:.2f}", f"{-s.amount:.2f}", None, s.customer.salesperson, s.customer.department,
            )))  # fmt: skip
    return [line for _, _, _, line in sorted(lines, key=lambda entry: entry[:3])]


def _open_by_instalment(book: Trade) -> list[Decimal]:
    """What is open of each row of the book: receipts go to the instalments of a document in order of their due date."""
    settled = {d.key: Decimal(0) for d in book.documents}
    for s in book.settlements:
        if s.key is not None:
            settled[s.key] += s.amount
    left = [d.amount for d in book.documents]
    for position in sorted(range(len(left)), key=lambda p: (book.documents[p].key, book.documents[p].due)):
        document = book.documents[position]
        used = min(left[position], settled[document.key]) if left[position] > 0 else settled[document.key]
        left[position] -= used
        settled[document.key] -= used
    return left


def _uk(day: date) -> str:
    return f"{day:%d/%m/%Y}"
