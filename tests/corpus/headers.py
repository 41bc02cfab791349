"""Headers: two rows, duplicates, words that may mean two things, columns whose values contradict their name."""

from __future__ import annotations

from corpus.case import Case, Reads, Refuses, text

_ONE = Reads({"CNY": "10.5"}, 1, due=("2025-02-28", "2025-02-28"))
_ROW = "A,1,2025-02-28,CNY,10.50\n"

_U8 = """应收账款明细账,,,,,,,,
客户编码,客户简称,单据类型,单据号,单据日期,到期日,原币,,
,,,,,,借方,贷方,余额
0101,华东一分,销售专用发票,XS001,2025-01-15,2025-02-14,1000.00,,1000.00
0101,华东一分,收款单,SK001,2025-02-20,,,400.00,600.00
0102,华东二分,销售专用发票,XS002,2025-01-20,2025-02-19,500.00,,500.00
合计,,,,,,1500.00,400.00,
"""

_RUNNING = """客户,单据号,单据日期,到期日,余额
甲公司,A1,2025-01-05,2025-02-04,100.00
甲公司,A2,2025-01-09,2025-02-08,250.00
甲公司,A3,2025-02-11,2025-03-13,900.00
甲公司,A4,2025-02-15,2025-03-17,1250.00
"""

CASES: tuple[Case, ...] = (
    text("camel-case.csv", "customerID,invoiceNumber,DueDate,Currency,InvoiceAmount\n" + _ROW, _ONE),
    text("underscores.csv", "customer_id,invoice_number,due_date,currency,invoice_amount\n" + _ROW, _ONE),
    text("stars-and-colons.csv", "*Customer No:,*Invoice No,*Due Date,Currency：,Amount\n" + _ROW, _ONE),
    text("full-width-headers.csv", "Ｃｕｓｔｏｍｅｒ　Ｎｏ,Ｉｎｖｏｉｃｅ　Ｎｏ,Ｄｕｅ　Ｄａｔｅ,Ｃｕｒｒｅｎｃｙ,Ａｍｏｕｎｔ\n" + _ROW, _ONE),
    text("line-break-in-header.csv", 'Customer No,Invoice No,"Due\nDate",Currency,"Invoice\nAmount"\n' + _ROW, _ONE),
    text("traditional-chinese.csv", "客戶編號,發票號碼,到期日,幣別,應收金額\n" + _ROW, _ONE),
    text("unit-in-header.csv", "客户编号,发票号码,到期日,币种,应收金额（元）\n" + _ROW, _ONE),
    text("two-rows-of-headers.csv", _U8, Reads({"XXX": "1100"}, 3, layout="journal")),
    text("duplicate-header.csv", "Customer,Invoice No,Due Date,Outstanding,Outstanding\nA,1,2025-02-28,10.50,11.50\n", Refuses("CK243", ("Outstanding",))),
    text("duplicate-header-same-values.csv", "Customer,Invoice No,Due Date,Currency,Outstanding,Outstanding\nA,1,2025-02-28,CNY,10.50,10.50\n", _ONE),
    text("two-amounts.csv", "Customer,Invoice No,Due Date,Amount,Invoice Total\nA,1,2025-02-28,10.50,11.50\n", Reads({"XXX": "11.5"}, 1, codes=("CK803",))),
    text("two-due-dates.csv", "Customer,Invoice No,Due Date,Maturity Date,Amount\nA,1,2025-02-28,2025-03-28,10.50\n", Refuses("CK244", ("due_date", "Maturity Date"))),
    text("two-due-dates-told.csv", "Customer,Invoice No,Due Date,Maturity Date,Currency,Amount\nA,1,2025-02-28,2025-03-28,CNY,10.50\n", _ONE, mapping={"due_date": "Due Date"}),
    text("net-amount-is-not-the-amount.csv", "客户名称,发票号码,到期日,币种,不含税金额,税额,价税合计\nA,1,2025-02-28,CNY,9.29,1.21,10.50\n", _ONE),
    text("no-amount.csv", "Customer,Invoice No,Due Date,Remark\nA,1,2025-02-28,x\n", Refuses("CK252", ("amount", "Remark", "--map"))),
    text("no-customer.csv", "Invoice No,Due Date,Amount\n1,2025-02-28,10.50\n", Refuses("CK252", ("customer_id", "--map"))),
    text("no-date-at-all.csv", "Customer,Invoice No,Amount\nA,1,10.50\n", Refuses("CK252", ("due_date",))),
    text("receipts-are-no-ledger.csv", "payment_id,payer,reference,amount,received_date\n1,A,INV-1,10.50,2025-02-28\n", Refuses("CK252", ("received_date",))),
    text("own-words-told.csv", "Wer,Was,Wann,Wieviel\nA,1,2025-02-28,10.50\n", _ONE, mapping={"customer_name": "Wer", "document_id": "Was", "due_date": "wann", "amount": "Wieviel", "currency": "'CNY'"}),
    text("told-column-is-missing.csv", "Customer,Invoice No,Due Date,Amount\nA,1,2025-02-28,10.50\n", Refuses("CK242", ("Invoice Nr", '"Invoice No"')), mapping={"document_id": "Invoice Nr"}),
    text("told-name-is-unknown.csv", "Customer,Invoice No,Due Date,Amount\nA,1,2025-02-28,10.50\n", Refuses("CK241", ("duedate", "due_date")), mapping={"duedate": "Due Date"}),
    text("due-date-is-words.csv", "Customer,Invoice No,Net Due Date,Amount\nA,1,overdue,10.50\nB,2,open,5.00\n", Refuses("CK245", ("Net Due Date", "overdue"))),
    text("amount-is-words.csv", "Customer,Invoice No,Due Date,Amount\nA,1,2025-02-28,ten\nB,2,2025-02-28,five\n", Refuses("CK245", ("Amount", "ten"))),
    text("balance-that-may-be-open.csv", _RUNNING, Refuses("CK246", ("余额", "--map open_amount"))),
    text("balance-that-is-open-told.csv", _RUNNING, Reads({"XXX": "2500"}, 4), mapping={"open_amount": "余额"}),
    text("balance-that-falls-is-open.csv", _RUNNING.replace("900.00", "90.00"), Reads({"XXX": "1690"}, 4, codes=("CK825",))),
    text("running-balance-beside-amounts.csv", "客户,单据号,单据日期,到期日,币种,应收金额,余额\n甲,A1,2025-01-05,2025-02-04,CNY,100.00,100.00\n甲,A2,2025-01-09,2025-02-08,CNY,150.00,250.00\n甲,A3,2025-02-11,2025-03-13,CNY,650.00,900.00\n甲,A4,2025-02-15,2025-03-17,CNY,350.00,1250.00\n", Refuses("CK246", ("余额",))),
    text("terms-period-is-days.csv", "客户名称,发票号码,开票日期,账期,币种,应收金额\nA,1,2025-01-29,30,CNY,10.50\n", Reads({"CNY": "10.5"}, 1, due=("2025-02-28", "2025-02-28"), codes=("CK816",))),
    text("terms-period-month-end.csv", "客户名称,发票号码,开票日期,账期,币种,应收金额\nA,1,2025-01-12,月结60天,CNY,10.50\n", Reads({"CNY": "10.5"}, 1, due=("2025-04-01", "2025-04-01"), codes=("CK816",))),
    text("terms-period-is-a-month.csv", "客户名称,发票号码,开票日期,账期,币种,应收金额\nA,1,2025-01-12,2025-01,CNY,10.50\nB,2,2025-02-12,2025-02,CNY,1.00\n", Reads({"CNY": "11.5"}, 2, codes=("CK811",))),
    text("method-is-no-term.csv", "客户名称,发票号码,开票日期,结算方式,币种,应收金额\nA,1,2025-01-12,电汇,CNY,10.50\n", Reads({"CNY": "10.5"}, 1, codes=("CK811",))),
    text("default-terms.csv", "Customer,Invoice No,Invoice Date,Currency,Amount\nA,1,2025-01-29,CNY,10.50\n", Reads({"CNY": "10.5"}, 1, due=("2025-02-28", "2025-02-28"), codes=("CK817",)), default_terms_days=30),
    text("currency-names.csv", "客户名称,发票号码,到期日,币别,应收金额\nA,1,2025-02-28,人民币,1.00\nA,2,2025-02-28,RMB,2.00\nA,3,2025-02-28,美元,4.00\nA,4,2025-02-28,€,8.00\n", Reads({"CNY": "3", "EUR": "8", "USD": "4"}, 4)),
    text("currency-unknown-word.csv", "客户名称,发票号码,到期日,币别,应收金额\nA,1,2025-02-28,贝壳,1.00\n", Refuses("CK240", ("贝壳",))),
    text("yen-or-yuan.csv", "Customer,Invoice No,Due Date,Currency,Amount\nA,1,2025-02-28,¥,1.00\n", Refuses("CK240", ("¥",))),
    text("yen-or-yuan-base.csv", "Customer,Invoice No,Due Date,Currency,Amount\nA,1,2025-02-28,¥,10.50\n", _ONE, base_currency="CNY"),
    text("some-currencies-blank.csv", "Customer,Invoice No,Due Date,Currency,Amount\nA,1,2025-02-28,USD,10.50\nA,2,2025-02-28,,5.00\n", Reads({"USD": "10.5", "XXX": "5"}, 2, codes=("CK814",))),
)  # fmt: skip
