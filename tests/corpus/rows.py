"""Rows that are no documents, rows that only look so, and customers shown once per group."""

from __future__ import annotations

from corpus.case import Case, Reads, Refuses, text

_HEAD = "Customer,Invoice No,Invoice Date,Due Date,Currency,Amount\n"
_A = "A Ltd,1,2025-01-29,2025-02-28,CNY,10.50\n"
_B = "B Ltd,2,2025-01-29,2025-02-28,CNY,20.00\n"
_BOTH = Reads({"CNY": "30.5"}, 2, due=("2025-02-28", "2025-02-28"))


def _both(**more: object) -> Reads:
    return Reads({"CNY": "30.5"}, 2, **more)  # type: ignore[arg-type]


def _en(name: str, body: str, want: Reads | Refuses, **options: object) -> Case:
    return text(f"{name}.csv", _HEAD + body, want, **options)  # type: ignore[arg-type]


_QUICKBOOKS = """Mill Supplies Inc.,,,,,,
A/R Aging Detail,,,,,,
"As of March 31, 2025",,,,,,
Date,Transaction type,Num,Customer,Due date,Amount,Open balance
1 - 30 days past due,,,,,,
02/14/2025,Invoice,1001,Hill Farm,03/16/2025,"1,200.00","1,200.00"
02/20/2025,Credit Memo,1002,Hill Farm,02/20/2025,-200.00,-200.00
Total for 1 - 30 days past due,,,,,"$1,000.00","$1,000.00"
CURRENT,,,,,,
03/15/2025,Invoice,1003,Dale Dairy,04/14/2025,350.00,350.00
Total for CURRENT,,,,,$350.00,$350.00
TOTAL,,,,,"$1,350.00","$1,350.00"
"""
_NETSUITE = """Mill Supplies Inc.
A/R Aging Detail
Customer:Project,Transaction Type,Date,Document Number,Due Date,Age,Open Balance
Hill Farm,,,,,,
,Invoice,2/14/2025,1001,3/16/2025,15,"$1,200.00"
,Credit Memo,2/20/2025,1002,,,($200.00)
Total - Hill Farm,,,,,,"$1,000.00"
Dale Dairy,,,,,,
,Invoice,3/15/2025,1003,4/14/2025,,$350.00
Total - Dale Dairy,,,,,,$350.00
Total,,,,,,"$1,350.00"
"""
_MERGED = """客户名称,发票号码,开票日期,到期日,币种,应收金额
甲公司,A1,2025-01-01,2025-01-31,CNY,100.00
,A2,2025-01-02,2025-02-01,CNY,50.00
甲公司 小计,,,,,150.00
乙公司,B1,2025-01-03,2025-02-02,CNY,7.00
小计,,,,,7.00
合 计,,,,,157.00
制表：张三,,审核：李四,,,
"""

CASES: tuple[Case, ...] = (
    _en("total-row", _A + _B + "Total,,,,,30.50\n", _both(ignored=1, quiet=("CK810",))),
    _en("total-in-another-column", _A + _B + ",,,,Total:,30.50\n", _both(ignored=1)),
    _en("total-without-a-word", _A + _B + ",,,,,30.50\n", _both(ignored=1)),
    _en("number-without-a-row", _A + _B + ",,,,,77.00\n", Refuses("CK240", ("line 4",))),
    _en("total-that-disagrees", _A + _B + "Total,,,,,31.50\n", _both(ignored=1, codes=("CK810",))),
    _en("subtotal-that-disagrees", _A + "Subtotal,,,,,11.50\n" + _B + "Subtotal,,,,,20.00\n", _both(ignored=2, codes=("CK810",))),
    _en("sum-in-german", _A + _B + "Summe,,,,,30.50\n", _both(ignored=1)),
    _en("customer-called-total", _A + "Total Energies SE,3,,2025-02-28,CNY,20.00\n", _both(ignored=0)),
    _en("customer-called-total-no-dates", "Total Energies SE,3,,,CNY,20.00\n" + _A, _both(ignored=0)),
    _en("customer-called-report", _A + "Report Media,,,,CNY,20.00\n", _both(ignored=0)),
    _en("customer-called-page", _A + "Page Industries,,,,,20.00\n", Reads({"CNY": "10.5", "XXX": "20"}, 2, ignored=0)),
    _en("footer-with-a-source", _A + _B + "Source: the general ledger,,,,,\n", _both(ignored=1)),
    _en("footer-printed-on", _A + _B + "Printed on 2025-03-31,,,,,\n", _both(ignored=1)),
    _en("no-customer-on-first-row", ",1,2025-01-29,2025-02-28,CNY,10.50\n" + _B, Refuses("CK240", ("line 2", "customer"))),
    _en("row-without-amount", _A + "B Ltd,2,2025-01-29,2025-02-28,CNY,\n", Refuses("CK240", ("line 3", "amount"))),
    _en("document-twice", _A + _A, Reads({"CNY": "21"}, 2, codes=("CK812",))),
    _en("document-twice-other-amount", _A + _A.replace("10.50", "9.00"), Reads({"CNY": "19.5"}, 2, codes=("CK812",))),
    text("customer-once-per-group.csv", _MERGED, Reads({"CNY": "157"}, 3, customers=("乙公司", "甲公司"), codes=("CK806",), ignored=4)),
    text("quickbooks-buckets.csv", _QUICKBOOKS, Reads({"XXX": "1350"}, 3, customers=("Dale Dairy", "Hill Farm"), due=("2025-02-20", "2025-04-14"), ignored=5, quiet=("CK810",))),
    text("netsuite-groups.csv", _NETSUITE, Reads({"XXX": "1350"}, 3, customers=("Dale Dairy", "Hill Farm"), ignored=5)),
    text("void-and-draft.csv", "Customer,Invoice No,Due Date,Currency,Amount,Status\nA,1,2025-02-28,CNY,10.50,Open\nA,2,2025-02-28,CNY,5.00,Draft\nA,3,2025-02-28,CNY,6.00,VOIDED\n", Reads({"CNY": "10.5"}, 1, codes=("CK815",), ignored=2)),
    text("paid-by-status.csv", "Customer,Invoice No,Due Date,Currency,Amount,Status\nA,1,2025-02-28,CNY,10.50,Open\nA,2,2025-02-28,CNY,5.00,Paid\n", Reads({"CNY": "10.5"}, 2)),
    text("void-row-with-bad-amount.csv", "Customer,Invoice No,Due Date,Currency,Amount,Status\nA,1,2025-02-28,CNY,10.50,Open\nA,2,2025-02-28,CNY,n/a,Void\n", Reads({"CNY": "10.5"}, 1, codes=("CK815",), ignored=1)),
    text("amounts-that-contradict.csv", "Customer,Invoice No,Due Date,Amount,Paid Amount,Open Amount\nA,1,2025-02-28,10.00,3.00,8.00\n", Refuses("CK240", ("line 2", "8"))),
    text("paid-more-than-the-invoice.csv", "Customer,Invoice No,Due Date,Currency,Amount,Paid Amount\nA,1,2025-02-28,CNY,10.00,12.00\n", Reads({"CNY": "-2"}, 1)),
    text("credit-notes-all-positive.csv", "Customer,Invoice No,Document Type,Due Date,Currency,Amount\nA,1,Invoice,2025-02-28,CNY,40.50\nA,2,Credit Note,2025-02-28,CNY,10.00\n", _BOTH),
    text("credit-notes-some-positive.csv", "Customer,Invoice No,Document Type,Due Date,Currency,Amount\nA,1,Invoice,2025-02-28,CNY,40.50\nA,2,Credit Note,2025-02-28,CNY,-10.00\nA,3,Credit Note,2025-02-28,CNY,4.00\n", Refuses("CK258", ("document_type",))),
    text("unknown-types.csv", "Customer,Invoice No,Document Type,Due Date,Currency,Amount\nA,1,Zauber,2025-02-28,CNY,30.50\nA,2,Invoice,2025-02-28,CNY,10.00\n", Reads({"CNY": "40.5"}, 2, codes=("CK809",))),
    text("disputed-and-tags.csv", "Customer,Invoice No,Due Date,Currency,Amount,Disputed,Region\nA,1,2025-02-28,CNY,10.50,Yes,North\n", Reads({"CNY": "10.5"}, 1)),
    text("settled-yes-or-no.csv", "客户,单据号,到期日,币种,金额,是否结清\nA,1,2025-02-28,CNY,10.00,是\nA,2,2025-02-28,CNY,4.00,否\n", Reads({"CNY": "4"}, 2, layout="invoices")),
    text("open-yes-or-no.csv", "Customer,Invoice No,Due Date,Currency,Amount,Open\nA,1,2025-02-28,CNY,10.00,Yes\nA,2,2025-02-28,CNY,4.00,No\n", Reads({"CNY": "10"}, 2)),
    text("paid-in-part-by-status.csv", "Customer,Invoice No,Due Date,Currency,Amount,Status\nA,1,2025-02-28,CNY,10.00,Partially Paid\nB,2,2025-02-28,CNY,4.00,Open\n", Refuses("CK240", ("Partially Paid", "line 2"))),
    text("status-unknown.csv", "Customer,Invoice No,Due Date,Currency,Amount,Status\nA,1,2025-02-28,CNY,10.00,Zauber\n", Reads({"CNY": "10"}, 1, codes=("CK829",))),
    _en("customer-missing-once", _A + _A.replace(",1,", ",2,") + ",3,2025-01-29,2025-02-28,CNY,5.00\n" + _B, Refuses("CK240", ("line 4", "customer"))),
    _en("total-of-a-named-customer", _A + "Total A Ltd,,,,,10.50\n" + _B + "Total B Ltd,,,,,20.00\n", _both(ignored=2, quiet=("CK810",))),
    _en("total-with-a-count", _A + _B + "Total,2,,,,30.50\n", _both(ignored=1)),
    _en("total-above-the-rows", "Total,,,,,30.50\n" + _A + _B, _both(ignored=1, quiet=("CK810",))),
    _en("totals-by-currency", _A + _B.replace("CNY", "USD") + "Total,,,,CNY,10.50\nTotal,,,,USD,20.00\n", Reads({"CNY": "10.5", "USD": "20"}, 2, ignored=2, quiet=("CK810",))),
    _en("negative-without-a-type", _A + _B.replace("20.00", "-5.00"), Reads({"CNY": "5.5"}, 2)),
)  # fmt: skip
