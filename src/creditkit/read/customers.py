"""The customer file: limits, statements, grades and insurance, one row per customer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from creditkit.errors import CreditkitError, Notice, Rejected, Where
from creditkit.money import MONEY, zero
from creditkit.read.kinds import currency_of
from creditkit.read.ledgers import FileReading, rejected
from creditkit.read.request import ReadOptions
from creditkit.read.rows import split_rows
from creditkit.read.tables import Chosen, choose
from creditkit.read.terms_text import parse_terms
from creditkit.read.units import set_units
from creditkit.read.values import Columns, typed
from creditkit.schema import CUSTOMER_SCHEMA
from creditkit.words import N_, Message

_MONEY = [name for name, kind in CUSTOMER_SCHEMA.items() if kind == MONEY]
# Lines of a statement that make a column together, or stand in for it.
_PARTS = {
    "retained_earnings": ("undistributed_profit", "surplus_reserve"),
    "intangibles": ("goodwill", "development_costs"),
}
_AMOUNTS = [*_MONEY, "pretax_profit", "profit_from_operations", *(part for parts in _PARTS.values() for part in parts)]
_DATES = [name for name, kind in CUSTOMER_SCHEMA.items() if kind == pl.Date]
_TEXTS = [
    "customer_id", "customer_name", "group", "country", "industry", "terms", "external_grade", "external_scale",
    "contact_person", "email", "phone", "address", "strategic_class",
]  # fmt: skip
_FLAGS = ("related_party", "insurance_excluded", "dunning_block")
_LANGUAGES = {
    "zh": ("zh", "zh-cn", "zh_cn", "chinese", "cn", "chi", "中文", "汉语", "简体中文", "中"),
    "en": ("en", "en-us", "en-gb", "en_us", "en_gb", "english", "eng", "英文", "英语", "英"),
}
_SPOKEN = {word: language for language, words in _LANGUAGES.items() for word in words}
_STATUS = {
    "insolvency": ("insolvency", "insolvent", "bankrupt", "破产", "失信被执行人", "失信", "administration", "liquidation"),
    "litigation": ("litigation", "诉讼", "被执行人", "被执行", "legal"),
    "deregistered": ("deregistered", "注销", "吊销", "dissolved"),
    "active": ("active", "存续", "在业", "正常", "开业", "ok"),
}  # fmt: skip
# Dates that contradict each other: a row whose first is after its second is refused.
_ORDERED = (("insured_from", "insurer_withdrawn_date"), ("overdue_notice_date", "claim_filed_date"))
_SPELLING = {word: status for status, words in _STATUS.items() for word in words}


@dataclass(frozen=True)
class CustomersReading:
    """frame: CUSTOMER_SCHEMA, one row per customer."""

    frame: pl.DataFrame
    files: tuple[FileReading, ...]
    rejects: tuple[Rejected, ...] = ()
    notices: tuple[Notice, ...] = ()


def read_customers(path: Path, options: ReadOptions) -> CustomersReading:
    """The customers in a file or in the one sheet of a workbook that lists them.

    A blank limit stays null and is not 0.  Percentages are ratios (90 % and 90 are 0.9).  Several statement lines that
    make one figure are added: 盈余公积 + 未分配利润, 利润总额 + 利息费用.  Errors: those of reading; CK240 bad cells;
    CK290 a customer listed twice.
    """
    (item, *_), notices = choose(path, "customers", options)
    rows = split_rows(item.table, item.mapping)
    columns = typed(item.table, item.mapping, rows.body, options, _AMOUNTS, _DATES)
    set_units(item.table, item.mapping, columns, _AMOUNTS)
    frame = _frame(columns, options)
    if columns.rejects and not options.allow_rejects:
        raise rejected(columns.rejects)
    if columns.bad:
        frame = frame.with_row_index("_i").filter(~pl.col("_i").is_in(list(columns.bad))).drop("_i")
    twice = frame.group_by("customer_id").len().filter(pl.col("len") > 1).sort("customer_id")
    if twice.height:
        raise CreditkitError(
            "CK290",
            N_("{count} customers are listed more than once: {examples}."),
            where=Where(str(path), item.table.sheet),
            fix=N_("Keep one row for each customer."),
            count=twice.height,
            examples=", ".join(twice["customer_id"].head(5).to_list()),
        )
    reading = _file(item, columns, frame.height, len(rows.ignored), rows.ignored)
    return CustomersReading(frame, (reading,), tuple(columns.rejects), (*notices, *columns.notices))


def _file(
    item: Chosen, columns: Columns, accepted: int, ignored: int, listed: tuple[tuple[int, Message], ...]
) -> FileReading:
    return FileReading(
        path=str(item.table.path), sha256=item.sha256, role="customers", sheet=item.table.sheet,
        encoding=item.table.encoding, delimiter=item.table.delimiter, layout="customers", date_order=columns.order,
        decimal=columns.decimal, rows_read=accepted + len(columns.bad) + ignored, rows_accepted=accepted,
        rows_rejected=len(columns.bad), rows_ignored=ignored, ignored=listed, documents=0, customers=accepted,
        mapping=item.mapping.plain,
    )  # fmt: skip


def _frame(columns: Columns, options: ReadOptions) -> pl.DataFrame:
    series: dict[str, pl.Series] = {name: columns.text(name) for name in _TEXTS}
    if not columns.has("customer_id"):
        series["customer_id"] = series["customer_name"]
    if not columns.has("customer_name"):
        series["customer_name"] = series["customer_id"]
    for index in series["customer_id"].is_null().arg_true():
        columns.reject(index, None, None, Message(N_("the row names no customer")))
    series["currency"] = (
        currency_of(columns, options) if columns.has("currency") or options.base_currency else columns.text("currency")
    )
    series |= {name: columns.day(name) for name in _DATES}
    series |= {name: columns.amount(name) for name in _MONEY}
    for name in ("credit_limit", "insured_limit"):
        for index in (series[name] < 0).fill_null(False).arg_true():
            header = columns.mapping.columns[name].header
            columns.reject(index, header, columns.text(name)[index], Message(N_("a limit cannot be negative")))
    for earlier, later in _ORDERED:
        for index in (series[earlier] > series[later]).fill_null(False).arg_true():
            header = columns.mapping.columns[later].header
            before = Message(N_("is before {date}, the date of {column}"), {"date": series[earlier][index], "column": columns.mapping.columns[earlier].header})  # fmt: skip
            columns.reject(index, header, columns.text(later)[index], before)
    series |= {name: _with_parts(columns, name) for name in _PARTS}
    series["ebit"] = _ebit(columns, series)
    series["insured_ratio"] = _share(columns, "insured_ratio")
    series["years"] = _number(columns, "years")
    series["sector_points"] = _number(columns, "sector_points")
    for name in ("legal_events", "broken_promises", "insured_max_days"):
        series[name] = _number(columns, name).cast(pl.Int64)
    for index in (series["insured_max_days"] < 0).fill_null(False).arg_true():
        header = columns.mapping.columns["insured_max_days"].header
        columns.reject(index, header, columns.text("insured_max_days")[index], Message(N_("days cannot be negative")))
    series["net_days"] = _days(columns)
    series["legal_status"] = _legal(columns)
    # A language without letters (German, say) is null: the customer's country decides then.
    series["language"] = columns.text("language").str.to_lowercase().replace_strict(_SPOKEN, default=None, return_dtype=pl.String)  # fmt: skip
    for name in _FLAGS:
        there = columns.has(name)
        series[name] = (
            columns.flag(name) if there else pl.repeat(None, columns.body.height, dtype=pl.Boolean, eager=True)
        )
    return pl.DataFrame({name: series[name].cast(kind) for name, kind in CUSTOMER_SCHEMA.items()})


def _ebit(columns: Columns, series: dict[str, pl.Series]) -> pl.Series:
    """EBIT as given; else profit before tax + interest expense; else 营业利润, which is near it and said to be taken."""
    if columns.has("ebit"):
        return series["ebit"]
    if not columns.has("pretax_profit"):
        if columns.has("profit_from_operations"):
            columns.notices.append(
                Notice.of(
                    "CK891",
                    N_("The file gives no EBIT; its operating profit was taken, which holds other income and charges too."),
                    where=columns.where,
                )
            )  # fmt: skip
        return columns.amount("profit_from_operations")
    parts = pl.DataFrame({"p": columns.amount("pretax_profit"), "i": series["interest_expense"]})
    return parts.select((pl.col("p") + pl.col("i").fill_null(zero())).cast(MONEY)).to_series()


def _with_parts(columns: Columns, name: str) -> pl.Series:
    """retained earnings = 盈余公积 + 未分配利润, unless given as one; intangibles = 无形资产 + 商誉 + 开发支出."""
    parts = [part for part in _PARTS[name] if columns.has(part)]
    whole = columns.amount(name)
    if not parts or (name == "retained_earnings" and columns.has(name)):
        return whole
    if columns.has(name) and "goodwill" in columns.mapping.columns[name].header.casefold():
        return whole
    frame = pl.DataFrame([whole, *(columns.amount(part) for part in parts)])
    said = pl.any_horizontal(pl.all().is_not_null())
    total = pl.sum_horizontal(pl.all().fill_null(zero())).cast(MONEY)
    return frame.select(pl.when(said).then(total)).to_series()


def _number(columns: Columns, name: str) -> pl.Series:
    texts = columns.text(name)
    found = texts.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    for index in (texts.is_not_null() & found.is_null()).arg_true():
        columns.reject(index, columns.mapping.columns[name].header, texts[index], Message(N_("not a number")))
    return found


def _share(columns: Columns, name: str) -> pl.Series:
    """90 %, 90 and 0.9 are 0.9."""
    texts = columns.text(name)
    bare = texts.str.strip_chars("%％ ").str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    for index in (texts.is_not_null() & (bare.is_null() | (bare < 0) | (bare > 100))).arg_true():
        columns.reject(index, columns.mapping.columns[name].header, texts[index], Message(N_("not a percentage")))
    percent = texts.str.contains(r"[%％]").fill_null(False) | (bare > 1).fill_null(False)
    return (
        pl.DataFrame({"v": bare, "p": percent}).select(pl.when("p").then(pl.col("v") / 100).otherwise("v")).to_series()
    )


def _days(columns: Columns) -> pl.Series:
    """Days of the terms: as a number, or from a text such as 月结30天 (30) or Net 60."""
    texts = columns.text("net_days") if columns.has("net_days") else columns.text("terms")
    spelled = {text: _days_of(text) for text in texts.drop_nulls().unique()}
    return texts.replace_strict(spelled, default=None, return_dtype=pl.Int64)


def _days_of(text: str) -> int | None:
    if re.fullmatch(r"\d{1,3}(?:\.0)?", text):
        return int(float(text))
    terms = parse_terms(text)
    return terms.days if terms is not None and terms.kind != "next-month-day" else None


def _legal(columns: Columns) -> pl.Series:
    texts = columns.text("legal_status").str.to_lowercase()
    table = {
        text: _SPELLING.get(text) or next((status for word, status in _SPELLING.items() if word in text), None)
        for text in texts.drop_nulls().unique()
    }
    unknown = sorted(text for text, status in table.items() if status is None)
    if unknown:
        columns.notices.append(
            Notice.of(
                "CK890",
                N_("Legal statuses that are not known were left out: {words}."),
                where=columns.where,
                words=", ".join(unknown),
            )
        )
    return texts.replace_strict(table, default=None, return_dtype=pl.String)
