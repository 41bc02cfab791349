"""Journals, balances in buckets, invoices with their settlement, instalments."""

from __future__ import annotations

from corpus.case import Case, Reads, Refuses, text

_JOURNAL = """Customer No,Customer Name,Document No,Document Type,Date,Due Date,Currency,Debit,Credit,Applies-to Doc. No.
C1,Hill Farm,1,Invoice,2025-01-15,2025-02-14,EUR,300.00,,
C1,Hill Farm,2,Invoice,2025-02-15,2025-03-17,EUR,100.00,,
C1,Hill Farm,9,Payment,2025-02-20,,EUR,,250.00,1
C1,Hill Farm,10,Payment,2025-03-20,,EUR,,30.00,
"""
_BUCKETS = """Customer,Current,1-30,31-60,61-90,90+,Total
Hill Farm,100.00,50.00,0.00,0.00,25.00,175.00
Dale Dairy,0.00,0.00,10.00,0.00,0.00,10.00
Total,100.00,50.00,10.00,0.00,25.00,185.00
"""
_BUCKETS_ZH = """客户名称,未到期,1-30天,31-60天,61-90天,90天以上,合计
甲公司,100.00,50.00,,,25.00,175.00
乙公司,,,10.00,,,10.00
合计,100.00,50.00,10.00,,25.00,185.00
"""
_YEARS = """客户名称,1年以内,1-2年,2-3年,3年以上,合计
甲公司,100.00,50.00,,25.00,175.00
乙公司,,,10.00,,10.00
合计,100.00,50.00,10.00,25.00,185.00
"""

CASES: tuple[Case, ...] = (
    text("journal.csv", _JOURNAL, Reads({"EUR": "120"}, 3, layout="journal")),
    text("balances-in-buckets.csv", _BUCKETS, Reads({"XXX": "185"}, 4, layout="balances", ignored=1, quiet=("CK810",))),
    text("balances-in-buckets-chinese.csv", _BUCKETS_ZH, Reads({"XXX": "185"}, 4, layout="balances", ignored=1)),
    text("balances-total-that-disagrees.csv", _BUCKETS.replace("25.00,175.00", "25.00,176.00"), Refuses("CK240", ("line 2", "176"))),
    text("balances-by-year.csv", _YEARS, Reads({"XXX": "185"}, 4, layout="balances", ignored=1)),
    text("balances-in-months.csv", "Contact,Current,< 1 Month,1 Month,2 Months,3 Months,Older,Total\nHill Farm,1.00,2.00,3.00,4.00,5.00,6.00,21.00\nDale Dairy,0.00,0.00,0.00,0.00,0.00,7.00,7.00\nTotal,1.00,2.00,3.00,4.00,5.00,13.00,28.00\n", Reads({"XXX": "28"}, 7, layout="balances", ignored=1, quiet=("CK810",))),
    text("balances-of-two-years.csv", "客户名称,年度,1年以内,1-2年,2年以上\n甲公司,2023,100.00,50.00,1.00\n甲公司,2024,80.00,20.00,2.00\n", Refuses("CK260", ("2023", "年度"))),
    text("balances-total-row-disagrees.csv", _BUCKETS.replace("Total,100.00,50.00", "Total,100.00,51.00").replace("185.00", "186.00"), Reads({"XXX": "185"}, 4, codes=("CK810",))),
    text("balances-report-with-total.csv", _BUCKETS.replace("Total,100", "Total · 2 customers,100"), Reads({"XXX": "185"}, 4, layout="balances", ignored=1)),
    text("invoices-with-settled-dates.csv", "Customer,Invoice No,Invoice Date,Due Date,Currency,Amount,Settled Date\nA,1,2025-01-10,2025-02-09,EUR,10.00,2025-02-20\nA,2,2025-01-20,2025-02-19,EUR,5.00,\n", Reads({"EUR": "5"}, 2, layout="invoices")),
    text("invoices-paid-in-part.csv", "Customer,Invoice No,Invoice Date,Due Date,Currency,Amount,Paid Amount\nA,1,2025-01-10,2025-02-09,EUR,10.00,4.00\n", Reads({"EUR": "6"}, 1, layout="invoices")),
    text("instalments.csv", "Customer,Invoice No,Instalment,Due Date,Currency,Amount\nA,1,1,2025-02-28,CNY,5.00\nA,1,2,2025-03-31,CNY,5.50\n", Reads({"CNY": "10.5"}, 2, quiet=("CK812",))),
    text("amounts-in-two-currencies.csv", "Customer,Invoice No,Due Date,Currency,Amount,Amount in Local Currency,Local Currency\nA,1,2025-02-28,USD,10.00,72.50,CNY\n", Reads({"USD": "10"}, 1)),
    text("local-amounts-only.csv", "Customer,Invoice No,Due Date,Amount in Local Currency,Local Currency\nA,1,2025-02-28,72.50,CNY\n", Reads({"CNY": "72.5"}, 1)),
    text("retention.csv", "客户名称,发票号码,到期日,币种,应收金额,质保金\nA,1,2025-02-28,CNY,100.00,5.00\n", Reads({"CNY": "100"}, 1, codes=("CK824",))),
    text("noted-items-of-sap.csv", "Customer No,Invoice No,Due Date,Currency,Amount,Special G/L ind\nA,1,2025-02-28,CNY,100.00,\nA,2,2025-02-28,CNY,40.00,F\nA,3,2025-02-28,CNY,-30.00,A\n", Reads({"CNY": "70"}, 2, codes=("CK815",), ignored=1)),
    text("control-total-met.csv", "Customer,Invoice No,Due Date,Currency,Amount\nA,1,2025-02-28,CNY,10.50\n", Reads({"CNY": "10.5"}, 1), expect_total={"CNY": "10.50"}),
    text("control-total-missed.csv", "Customer,Invoice No,Due Date,Currency,Amount\nA,1,2025-02-28,CNY,10.50\n", Refuses("CK254", ("10.50", "11.00")), expect_total={"CNY": "11.00"}),
    text("account-without-types.csv", "日期,凭证号,客户,摘要,借方,贷方,余额\n2025-01-05,记-1,甲公司,销售,100.00,,100.00\n2025-02-05,记-2,甲公司,收款,,60.00,40.00\n2025-03-05,记-3,甲公司,销售退货,,10.00,30.00\n", Reads({"XXX": "30"}, 3, codes=("CK830",), layout="journal")),
    text("thousands-in-the-title.csv", "Amounts in thousands,,,,\nCustomer,Invoice No,Due Date,Currency,Amount\nA,1,2025-02-28,EUR,1.5\n", Reads({"EUR": "1500"}, 1, codes=("CK807",))),
    text("two-units.csv", "客户,单据号,到期日,币种,应收金额(万元),已收金额(元)\nA,1,2025-02-28,CNY,1.5,5000\n", Reads({"CNY": "10000"}, 1, codes=("CK807",))),
    text("units-and-total.csv", "单位：千元,,,,\n客户,单据号,到期日,币种,应收金额\nA,1,2025-02-28,CNY,1.5\n合计,,,,1.5\n", Reads({"CNY": "1500"}, 1, ignored=1, quiet=("CK810",))),
)  # fmt: skip
