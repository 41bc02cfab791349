"""Lists as known programs export them: their headers, signs, subtotals and repetitions."""

from __future__ import annotations

from corpus.case import Case, Reads, text

_SAP_DE = """Debitor\tBelegnummer\tBelegart\tBelegdatum\tNettofälligkeit\tBetrag in Belegwährung\tWährung\tBetrag in Hauswährung\tHauswährung
100023\t1800000001\tRV\t15.01.2025\t14.02.2025\t1.190,00\tEUR\t1.190,00\tEUR
100023\t1600000002\tDG\t20.02.2025\t20.02.2025\t190,00-\tEUR\t190,00-\tEUR
100044\t1800000003\tRV\t28.02.2025\t30.03.2025\t5.000,00\tUSD\t4.600,00\tEUR
*\t\t\t\t\t1.000,00\tEUR\t5.600,00\tEUR
*\t\t\t\t\t5.000,00\tUSD\t\t
**\t\t\t\t\t\t\t5.600,00\tEUR
"""
_SAP_EN = """Account,Document Number,Document Type,Document Date,Net due date,Arrears after net due date,Amount in doc. curr.,Document currency,Amount in local currency,Local Currency
0000100023,1800000001,RV,01/15/2025,02/14/2025,45,"1,190.00",EUR,"1,190.00",EUR
0000100023,1400000002,DZ,02/20/2025,02/20/2025,39,190.00-,EUR,190.00-,EUR
,,,,,,"1,000.00",EUR,"1,000.00",EUR
"""
_SAP_CLEARED = """Account,Document Number,Document Type,Document Date,Net due date,Arrears after net due date,Amount in doc. curr.,Document currency,Amount in local currency,Clearing date
1,18,RV,01/15/2025,02/14/2025,0,"1,000.00",EUR,"1,000.00",02/20/2025
1,19,RV,01/16/2025,02/15/2025,0,500.00,EUR,500.00,
1,14,DZ,02/20/2025,02/20/2025,0,"1,000.00-",EUR,"1,000.00-",02/20/2025
1,20,SA,02/21/2025,02/21/2025,0,70.00,EUR,70.00,
"""
_KINGDEE_LINES = """单据编号,单据类型,业务日期,到期日,客户,币别,价税合计,未核销金额,物料名称
AR001,标准应收单,2025-01-15,2025-02-14,甲公司,人民币,100.00,100.00,钢板
,,,,,,30.00,30.00,螺栓
AR002,标准应收单,2025-01-16,2025-02-15,乙公司,人民币,226.00,226.00,钢板
合计,,,,,,356.00,356.00,
"""
_SAP_ZH = """客户编号,会计凭证编号,凭证类型,凭证日期,净到期日,凭证货币金额,凭证货币,按本币计的金额
100023,1800000001,RV,2025.01.15,2025.02.14,1130.00,CNY,1130.00
100023,1600000002,DG,2025.02.20,2025.02.20,-130.00,CNY,-130.00
"""
_ORACLE = """CUSTOMER_NUMBER,CUSTOMER_NAME,TRX_NUMBER,CLASS,TRX_DATE,DUE_DATE,AMOUNT_DUE_ORIGINAL,AMOUNT_DUE_REMAINING,INVOICE_CURRENCY_CODE,TERMS_SEQUENCE_NUMBER
1001,Hill Farm,5001,INV,28-JAN-25,27-FEB-25,500.00,300.00,USD,1
1001,Hill Farm,5001,INV,28-JAN-25,29-MAR-25,500.00,500.00,USD,2
1001,Hill Farm,5002,CM,15-FEB-25,15-FEB-25,-50.00,-50.00,USD,1
"""
_BC = """Entry No.,Customer No.,Customer Name,Document Type,Document No.,Posting Date,Due Date,Currency Code,Original Amount,Remaining Amount,Remaining Amt. (LCY)
11,10000,Hill Farm,Invoice,103001,2025-01-15,2025-02-14,,500.00,300.00,300.00
12,10000,Hill Farm,Payment,104001,2025-02-20,2025-02-20,,-100.00,-100.00,-100.00
13,20000,Dale Dairy,Invoice,103002,2025-01-20,2025-02-19,USD,1000.00,1000.00,920.00
"""
_D365 = """Customer account,Name,Voucher,Invoice,Date,Due date,Amount in transaction currency,Balance,Currency
US-001,Hill Farm,V-1,INV-1,2025-01-15,2025-02-14,500.00,300.00,USD
US-001,Hill Farm,V-2,INV-2,2025-01-20,2025-02-19,80.00,80.00,USD
"""
_QBD = """,Type,Date,Num,P. O. #,Name,Terms,Due Date,Aging,Open Balance
Current,,,,,,,,,
,Invoice,03/15/2025,1003,PO7,Dale Dairy,Net 30,04/14/2025,,350.00
Total Current,,,,,,,,,350.00
1 - 30,,,,,,,,,
,Invoice,02/14/2025,1001,PO8,Hill Farm,Net 30,03/16/2025,15,"1,200.00"
Total 1 - 30,,,,,,,,,"1,200.00"
TOTAL,,,,,,,,,"1,550.00"
"""
_XERO_LINES = """*ContactName,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,Total,InvoiceAmountPaid,InvoiceAmountDue,Description,LineAmount,Currency,Type,Status
Hill Farm,INV-1,,28/01/2025,27/02/2025,300.00,100.00,200.00,Seed,180.00,GBP,Sales invoice,Awaiting Payment
Hill Farm,INV-1,,28/01/2025,27/02/2025,300.00,100.00,200.00,Feed,120.00,GBP,Sales invoice,Awaiting Payment
Dale Dairy,INV-2,,15/02/2025,17/03/2025,50.00,0.00,50.00,Twine,50.00,GBP,Sales invoice,Awaiting Payment
Dale Dairy,CN-1,,16/02/2025,16/02/2025,20.00,0.00,20.00,Return,20.00,GBP,Sales credit note,Awaiting Payment
Dale Dairy,INV-3,,16/02/2025,18/03/2025,99.00,0.00,99.00,Rope,99.00,GBP,Sales invoice,DRAFT
"""
_SAGE = """A/C,Name,Type,Date,Due Date,Ref,No,Details,Gross,Outstanding
HILL1,Hill Farm,SI,28/01/2025,27/02/2025,INV1,101,Seed,300.00,200.00
HILL1,Hill Farm,SC,15/02/2025,15/02/2025,CN1,102,Return,20.00,20.00
HILL1,Hill Farm,SA,20/02/2025,20/02/2025,BACS,103,On account,50.00,50.00
"""
_ODOO = """Number,Invoice Partner Display Name,Invoice/Bill Date,Due Date,Total in Currency,Amount Due,Amount Due Signed,Currency,Payment Status,Status
INV/2025/00001,Hill Farm,2025-01-28,2025-02-27,300.00,200.00,200.00,EUR,Partially Paid,Posted
RINV/2025/00001,Hill Farm,2025-02-15,2025-02-15,20.00,20.00,-20.00,EUR,Not Paid,Posted
INV/2025/00002,Hill Farm,2025-02-16,2025-03-18,99.00,99.00,99.00,EUR,Not Paid,Draft
"""
_ERPNEXT = """Posting Date,Customer,Customer Name,Voucher Type,Voucher No,Due Date,Invoiced Amount,Paid Amount,Credit Note,Outstanding Amount,Age (Days),0-30,31-60,61-90,Currency
2025-01-28,CUST-1,Hill Farm,Sales Invoice,SINV-1,2025-02-27,300.00,80.00,20.00,200.00,62,0,0,200.00,USD
2025-03-01,CUST-1,Hill Farm,Sales Invoice,SINV-2,2025-03-31,50.00,0.00,0.00,50.00,30,50.00,0,0,USD
Total,,,,,,350.00,80.00,20.00,250.00,,50.00,0,200.00,
"""
_KINGDEE = """单据编号,单据类型,业务日期,到期日,客户,币别,价税合计,已收款核销金额,未核销金额,单据状态,销售员
AR001,标准应收单,2025-01-15,2025-02-14,甲公司,人民币,1130.00,130.00,1000.00,已审核,王五
AR002,标准应收单,2025-01-16,2025-02-15,乙公司,人民币,226.00,0.00,226.00,已审核,王五
AR003,标准应收单,2025-01-17,2025-02-16,乙公司,人民币,99.00,0.00,99.00,已作废,王五
合计,,,,,,1356.00,130.00,1226.00,,
"""
_K3 = """核算项目代码,核算项目名称,单据号码,单据日期,到期日,币别,应收金额,已收金额,未收金额
01.001,甲公司,XOUT001,2025-01-15,2025-02-14,人民币,100.00,40.00,60.00
01.002,乙公司,XOUT002,2025-01-16,2025-02-15,人民币,50.00,0.00,50.00
"""
_NC = """财务组织,客户编码,客户,核销科目,凭证号,业务日期,方向,原币金额,未核销余额,账龄
华东公司,C1,甲公司,1122,记-1,2025-01-15,借,100.00,60.00,75
华东公司,C1,甲公司,1122,记-2,2025-02-15,贷,30.00,30.00,44
"""
_TPLUS = """对账对象编码,对账对象名称,业务单号,业务日期,到期日,币种,借方-发生-金额,借方-已结-金额,借方-未结-金额
C1,甲公司,XS-1,2025-01-15,2025-02-14,人民币,100.00,40.00,60.00
C1,甲公司,XS-2,2025-01-16,2025-02-15,人民币,50.00,0.00,50.00
"""
_HIGHRADIUS = """business_code,cust_number,name_customer,clear_date,doc_id,posting_date,document_create_date,due_in_date,invoice_currency,document type,total_open_amount,baseline_create_date,cust_payment_terms,invoice_id,isOpen
U001,0200769623,WAL-MAR corp,2020-02-11 00:00:00,1930438491.0,2020-01-26,20200125,20200210.0,USD,RV,54273.28,20200126.0,NAH4,1930438491.0,0
U001,0200980828,BEN E,,1929646410.0,2020-03-22,20200322,20200406.0,USD,RV,79656.60,20200322.0,NAD1,1929646410.0,1
"""
_PLAIN_ZH = """XX有限公司应收账款明细表,,,,,,,
编制单位：XX有限公司,,,截止日期：2025-06-30,,,单位：万元,
序号,客户名称,合同编号,发票号码,开票日期,到期日,应收金额,已收金额
1,甲公司,HT-1,25312000000012345678,2025-01-15,2025-02-14,12.50,2.50
2,乙公司,HT-2,25312000000012345679,2025-01-16,2025-02-15,3.00,0
合计,,,,,,15.50,2.50
制表：张三　　审核：李四,,,,,,,
"""
_JDE = """AN8,ALPH,DOC,DCT,DIVJ,DDJ,AG,AAP,CRCD
1001,Hill Farm,5001,RI,125015,125045,50000,30000,USD
"""

CASES: tuple[Case, ...] = (
    text("sap-german.txt", _SAP_DE, Reads({"EUR": "1000", "USD": "5000"}, 3, due=("2025-02-14", "2025-03-30"), ignored=3, layout="open-items"), encoding="cp1252"),
    text("sap-english.csv", _SAP_EN, Reads({"EUR": "1000"}, 2, customers=("0000100023",), ignored=1)),
    text("sap-chinese.csv", _SAP_ZH, Reads({"CNY": "1000"}, 2, due=("2025-02-14", "2025-02-20"))),
    text("oracle-schedules.csv", _ORACLE, Reads({"USD": "750"}, 3, due=("2025-02-15", "2025-03-29"), quiet=("CK812",))),
    text("business-central.csv", _BC, Reads({"USD": "1000", "XXX": "200"}, 3)),
    text("business-central-base.csv", _BC, Reads({"DKK": "200", "USD": "1000"}, 3), base_currency="DKK"),
    text("dynamics-365.csv", _D365, Reads({"USD": "380"}, 2, customers=("US-001",))),
    text("quickbooks-desktop.csv", _QBD, Reads({"XXX": "1550"}, 2, customers=("Dale Dairy", "Hill Farm"), ignored=5)),
    text("xero-one-row-per-line.csv", _XERO_LINES, Reads({"GBP": "230"}, 3, codes=("CK823", "CK815"))),
    text("sage-50.csv", _SAGE, Reads({"XXX": "130"}, 3, customers=("HILL1",))),
    text("odoo-positive-refunds.csv", _ODOO, Reads({"EUR": "180"}, 2, codes=("CK815",))),
    text("erpnext.csv", _ERPNEXT, Reads({"USD": "250"}, 2, customers=("CUST-1",), due=("2025-02-27", "2025-03-31"), ignored=1)),
    text("kingdee-cloud.csv", _KINGDEE, Reads({"CNY": "1226"}, 2, codes=("CK815",), ignored=2, quiet=("CK810",))),
    text("kingdee-k3.csv", _K3, Reads({"CNY": "110"}, 2, customers=("01.001", "01.002"))),
    text("yonyou-nc-direction.csv", _NC, Reads({"XXX": "30"}, 2)),
    text("yonyou-t-plus.csv", _TPLUS, Reads({"CNY": "110"}, 2)),
    text("highradius.csv", _HIGHRADIUS, Reads({"USD": "79656.6"}, 2, due=("2020-02-10", "2020-04-06"), customers=("0200769623", "0200980828"))),
    text("plain-chinese-ten-thousands.csv", _PLAIN_ZH, Reads({"XXX": "130000"}, 2, codes=("CK807",), ignored=2, quiet=("CK810",))),
    text("jd-edwards.csv", _JDE, Reads({"USD": "300"}, 1, due=("2025-02-14", "2025-02-14"), codes=("CK828",))),
    text("sap-with-cleared-items.csv", _SAP_CLEARED, Reads({"EUR": "570"}, 4, layout="invoices")),
    text("kingdee-several-lines.csv", _KINGDEE_LINES, Reads({"CNY": "356"}, 3, customers=("乙公司", "甲公司"), ignored=1, quiet=("CK810",))),
)  # fmt: skip
