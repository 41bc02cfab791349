"""The workspace of the invented company Huaxia Precision Components: Chinese exports, sixty customers, 30 months."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from creditkit.workspace.example.cast import AS_OF, FIRST_DAY, cast
from creditkit.workspace.example.draw import Draw
from creditkit.workspace.example.master import master
from creditkit.workspace.example.tables import csv_bytes, workbook_bytes
from creditkit.workspace.example.trade import Prefixes, Trade, trade

SEED = 20250928
COMPANY = "华夏精密配件有限公司（虚构示例）"

LEDGER_HEADER = (
    "客户编码", "客户名称", "单据编号", "单据类型", "期次", "开票日期", "到期日", "付款条件", "币种", "价税合计",
    "争议", "业务员", "部门",
)  # fmt: skip
RECEIPTS_HEADER = ("收款单号", "收款日期", "客户编码", "单据编号", "币种", "收款金额", "收款类型", "结算方式")
KINDS = {"cash": "收款", "credit": "红字冲销", "write-off": "坏账核销", "discount": "现金折扣"}

# canonical column of the customer file -> header.  Those marked in MAPPED are not in the common vocabulary, so the
# workspace's creditkit.toml maps them.
CUSTOMER_HEADERS = {
    "customer_id": "客户编码", "customer_name": "客户名称", "group": "所属集团", "country": "国家", "industry": "行业",
    "currency": "币种", "terms": "付款条件", "net_days": "账期天数", "credit_limit": "信用额度",
    "limit_valid_to": "额度有效期", "group_limit": "集团额度", "insured_limit": "信保额度", "insured_ratio": "赔偿比例",
    "insured_max_days": "承保最长账期", "insured_from": "限额生效日期", "insurer_withdrawn_date": "限额撤销日期",
    "overdue_notice_date": "报损日期", "insurance_excluded": "信保除外",
    "security_amount": "担保金额", "open_orders": "在手订单", "delivered_not_invoiced": "发出商品",
    "notes_bank": "未到期银承", "notes_commercial": "未到期商承", "since_date": "建档日期", "founded_date": "成立日期",
    "external_grade": "信用评级", "external_scale": "评级标准", "sector_points": "行业评分", "legal_status": "经营状态",
    "legal_events": "涉诉次数", "related_party": "关联方", "bounced_note_date": "拒付日期", "default_date": "违约日期",
    "broken_promises": "失约次数", "reference_high_credit": "同行最高授信", "statement_date": "报表日期",
    "current_assets": "流动资产合计", "inventory": "存货", "cash": "货币资金", "total_assets": "资产总计",
    "current_liabilities": "流动负债合计", "total_liabilities": "负债合计", "retained_earnings": "留存收益",
    "equity": "所有者权益合计", "intangibles": "无形资产", "payables": "应付账款", "sales": "营业收入",
    "ebit": "息税前利润", "interest_expense": "利息费用", "net_income": "净利润", "net_income_prior": "上年净利润",
    "operating_cash_flow": "经营现金流",
}  # fmt: skip
MAPPED = (
    "group_limit", "open_orders", "delivered_not_invoiced", "notes_bank", "notes_commercial", "external_scale",
    "sector_points", "legal_events", "bounced_note_date", "default_date", "broken_promises", "reference_high_credit",
    "net_income_prior",
)  # fmt: skip

POLICY = """\
# Huaxia's credit policy: only what it sets for itself; every other value is creditkit's default.
# 本公司信用政策：只写自行规定之处，其余用默认值。 `creditkit policy` shows every value in force.

[aging]
# Upper edges of the buckets in days past due.  逾期分段的上限（天）。
edges = [30, 60, 90, 120]

[insurance]
# The invented credit insurance policy of this company.  本公司（虚构）的贸易信用保险保单。
insurer = "海岚信用保险（虚构）"
policy_number = "HL-2025-0417"
insured_ratio = 0.9
currency = "CNY"
discretionary_limit = 100000      # buyers without a limit who paid in time  自行掌握限额
aggregate_first_loss = 200000
threshold = 5000
max_liability_premiums = 30
premium_rate = 0.0022
minimum_premium = 300000
admin_cost = 25000
declaration = "quarter"
"""


def huaxia_files() -> dict[str, bytes]:
    """File name -> content of the whole workspace."""
    draw = Draw(SEED)
    customers = cast(draw)
    book = trade(customers, draw, Prefixes("XS", "HZ", "SK"))
    rows = master(customers, book, draw)
    return {
        "creditkit.toml": _configuration().encode("utf-8"),
        "policy.toml": POLICY.encode("utf-8"),
        "ledger.csv": csv_bytes(LEDGER_HEADER, _ledger_rows(book), bom=True),
        "receipts.csv": csv_bytes(RECEIPTS_HEADER, _receipt_rows(book), bom=True),
        "customers.xlsx": workbook_bytes(
            "客户", tuple(CUSTOMER_HEADERS.values()), [[row.get(name) for name in CUSTOMER_HEADERS] for row in rows]
        ),
        "rates.csv": csv_bytes(("date", "currency", "base", "rate"), _rate_rows(draw)),
    }


def _configuration() -> str:
    from creditkit.workspace.template import render_creditkit_toml

    return render_creditkit_toml(
        company=COMPANY,
        currency="CNY",
        language="zh",
        timezone="Asia/Shanghai",
        ledger=("ledger.csv",),
        payments="receipts.csv",
        customers="customers.xlsx",
        rates="rates.csv",
        as_of=AS_OF.isoformat(),
        capital={"inventories": "28600000.00", "payables": "21400000.00", "cogs": "128500000.00"},
        mapping={"customers": {name: CUSTOMER_HEADERS[name] for name in MAPPED}},
    )


def _ledger_rows(book: Trade) -> Iterable[tuple[object, ...]]:
    for d in book.documents:
        kind = "销售发票" if d.kind == "invoice" else "红字发票"
        yield (
            d.customer.id, d.customer.name, d.number, kind, d.instalment, d.day, d.due, d.customer.terms,
            d.customer.currency, f"{d.amount:.2f}", "是" if d.disputed else None, d.customer.salesperson, d.customer.department,
        )  # fmt: skip


def _receipt_rows(book: Trade) -> Iterable[tuple[object, ...]]:
    numbers = {d.key: d.number for d in book.documents}
    for s in book.settlements:
        document = None if s.key is None else numbers[s.key]
        amount = f"{s.amount:.2f}"
        yield (s.number, s.day, s.customer.id, document, s.customer.currency, amount, KINDS[s.kind], s.method or None)


def _rate_rows(draw: Draw) -> Iterable[tuple[object, ...]]:
    """Units of CNY per unit of currency, every Friday: invented, in the neighbourhood of what was seen in these years."""
    rates = {"EUR": 7.50, "USD": 6.95}
    anchors = {"EUR": 8.05, "USD": 7.15}
    day = FIRST_DAY + timedelta(days=(4 - FIRST_DAY.weekday()) % 7)
    while day <= AS_OF:
        for currency in sorted(rates):
            drift = (anchors[currency] - rates[currency]) * 0.02
            rates[currency] += drift + draw.normal(0.0, 0.018)
            yield (day, currency, "CNY", f"{rates[currency]:.4f}")
        day += timedelta(days=7)
