"""One table of a ledger → canonical documents: types, signs, what is settled and when, what was left out and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from creditkit.errors import Notice, Rejected
from creditkit.money import MONEY, total, zero
from creditkit.read.aliases import currency_codes, document_types, unit_of
from creditkit.read.dates import read_dates
from creditkit.read.mapping import Mapping
from creditkit.read.raw import RawTable
from creditkit.read.request import ReadOptions
from creditkit.read.rows import Rows, split_rows
from creditkit.read.status import is_settled, is_void
from creditkit.read.terms_text import parse_terms
from creditkit.read.values import Columns, typed
from creditkit.schema import LEDGER_SCHEMA
from creditkit.words import N_, Message

_AMOUNTS = [
    "amount", "open_amount", "settled_amount", "debit", "credit", "credit_note_amount", "discount_amount",
    "writeoff_amount", "amount_local", "open_local",
]  # fmt: skip
_DATES = ["invoice_date", "posting_date", "baseline_date", "due_date", "settled_date"]
_REDUCING = ["credit-note", "payment", "prepayment", "write-off"]
_EXPORTED = re.compile(
    r"(?i)截止日期|截至|导出时间|导出日期|制表日期|as of|as at|export(?:ed)?|stichtag|run date|report date|date"
)
_DAY = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
_TEN_THOUSAND = re.compile(r"单位\s*[:：]?\s*万元|万元")
_HALF_CENT = Decimal("0.005")


@dataclass
class Documents:
    """The documents of one table and the account of its rows."""

    table: RawTable
    mapping: Mapping
    frame: pl.DataFrame
    layout: str
    rows_read: int
    ignored: tuple[tuple[int, Message], ...]
    rejects: list[Rejected]
    rejected_rows: set[int]
    notices: list[Notice]
    order: str | None
    decimal: str
    has_dates_of_settlement: bool
    exported_on: date | None = None
    balance_rows: int = 0


def documents_of(table: RawTable, mapping: Mapping, options: ReadOptions, source: int) -> Documents:
    """The canonical documents of a table.  Bad cells are collected, never coerced; see `Documents`."""
    rows = split_rows(table, mapping)
    columns = typed(table, mapping, rows.body, options, _AMOUNTS, _DATES)
    columns.factor = ten_thousand(table, mapping, columns, _AMOUNTS)
    if _is_balances(mapping):
        from creditkit.read.balances import balances_of

        return balances_of(table, mapping, rows, columns, options, source)
    frame, settled_dates = _canonical(columns, rows, options, source)
    layout = _layout(columns, frame)
    void = _void(columns)
    ignored = list(rows.ignored)
    if void is not None and void.any():
        ignored += _left_out(columns, void, frame)
    keep = pl.Series("keep", [True] * frame.height)
    drop = set(columns.bad) | (set(void.arg_true().to_list()) if void is not None else set())
    if void is not None:
        voided = set(void.arg_true().to_list())
        columns.rejects = [r for r in columns.rejects if r.row not in {int(rows.body["row"][i]) for i in voided}]
        columns.bad -= voided
    if drop:
        keep = keep.scatter(list(drop), False)
        frame = frame.filter(keep)
    _control(columns, rows, frame)
    _hidden(table, columns, frame)
    if rows.filled_down:
        columns.notices.append(
            Notice.of(
                "CK806",
                N_("The customer is shown once per group; it was filled down on {count} rows."),
                where=columns.where,
                count=rows.filled_down,
            )
        )
    return Documents(
        table=table,
        mapping=mapping,
        frame=frame,
        layout=layout,
        rows_read=rows.body.height + len(rows.ignored),
        ignored=tuple(sorted(ignored, key=lambda pair: pair[0])),
        rejects=columns.rejects,
        rejected_rows={int(rows.body["row"][i]) for i in columns.bad},
        notices=columns.notices,
        order=columns.order,
        decimal=columns.decimal,
        has_dates_of_settlement=settled_dates,
        exported_on=export_date(table, mapping, columns),
    )


def _is_balances(mapping: Mapping) -> bool:
    present = set(mapping.columns)
    return len(mapping.buckets) >= 3 and not present & {"due_date", "invoice_date", "document_id", "invoice_number"}


def ten_thousand(table: RawTable, mapping: Mapping, columns: Columns, names: list[str]) -> int:
    """10,000 where the file says its amounts are in 万元."""
    titles = [cell for _, cells in table.preamble for cell in cells]
    titles += [cell for row in table.cells.head(mapping.header.first).rows() for cell in row if cell]
    headers = [mapping.columns[name].header for name in names if name in mapping.columns]
    if any(_TEN_THOUSAND.search(title) for title in titles) or any(unit_of(header) == "万元" for header in headers):
        columns.notices.append(
            Notice.of("CK807", N_("Amounts are in 万元 and were multiplied by 10,000."), where=columns.where)
        )
        return 10_000
    return 1


def _canonical(columns: Columns, rows: Rows, options: ReadOptions, source: int) -> tuple[pl.DataFrame, bool]:
    """All rows in canonical columns, and whether settlements carry dates."""
    body, height = rows.body, rows.body.height
    customer_name, customer_id = columns.text("customer_name"), columns.text("customer_id")
    if not columns.has("customer_id"):
        customer_id = customer_name
        columns.notices.append(
            Notice.of(
                "CK808", N_("The file has no customer number; the customer's name serves as one."), where=columns.where
            )
        )
    document_id = columns.text("document_id") if columns.has("document_id") else columns.text("invoice_number")
    kind = _types(columns)
    invoiced, posted = columns.day("invoice_date"), columns.day("posting_date")
    due = columns.day("due_date")
    settled_on = columns.day("settled_date")
    amounts = _amounts(columns, kind, settled_on)
    frame = pl.DataFrame(
        {
            "document_key": pl.int_range(height, dtype=pl.Int64, eager=True),
            "customer_id": customer_id,
            "customer_name": customer_name if columns.has("customer_name") else customer_id,
            "entity": columns.text("entity"),
            "document_id": document_id,
            "instalment": _whole(columns.text("instalment")),
            "document_type": kind,
            "invoice_date": invoiced,
            "posting_date": posted,
            "due_date": due,
            "currency": currency_of(columns, options),
            **amounts,
            "applied_to": columns.text("applied_to"),
            "disputed": columns.flag("disputed"),
            "terms": columns.text("terms") if columns.has("terms") else columns.text("net_days"),
            "source": pl.repeat(source, height, dtype=pl.Int64, eager=True),
            "source_row": body["row"],
            **_tags(columns),
        }
    )
    if frame["customer_id"].null_count():
        for index in frame["customer_id"].is_null().arg_true():
            columns.reject(index, None, None, Message(N_("the row has an amount and no customer")))
    frame = _due_from_terms(frame, columns, options)
    return frame.select(*LEDGER_SCHEMA, *(n for n in frame.columns if n not in LEDGER_SCHEMA)), _dated(
        columns, settled_on
    )


def _dated(columns: Columns, settled_on: pl.Series) -> bool:
    return columns.has("settled_date") and settled_on.null_count() < len(settled_on)


def _tags(columns: Columns) -> dict[str, pl.Series]:
    """Columns without a canonical name, and those known that the ledger has no place for, as text."""
    tags = {name: columns.body[f"c{place}"] for name, place in columns.mapping.tags.items()}
    for name in ("salesperson", "department", "reference", "invoice_number", "contract_number", "order_number", "text"):
        if columns.has(name):
            tags[name] = columns.text(name)
    return {name: series for name, series in tags.items() if name not in LEDGER_SCHEMA}


def _whole(texts: pl.Series) -> pl.Series:
    return (
        texts.str.extract(r"^(\d{1,6})(?:\.0)?$").cast(pl.Int64)
        if texts.null_count() < len(texts)
        else texts.cast(pl.Int64)
    )


def _types(columns: Columns) -> pl.Series:
    texts = columns.text("document_type")
    height = len(texts)
    if texts.null_count() == height:
        return pl.repeat("invoice", height, dtype=pl.String, eager=True)
    known = document_types()
    spellings = texts.drop_nulls().unique()
    table = {text: known.get(text.casefold(), _guess_type(text)) for text in spellings}
    unknown = sorted(text for text, kind in table.items() if kind is None)
    if unknown:
        columns.notices.append(
            Notice.of(
                "CK809",
                N_("Document types that are not known were taken for invoices where positive: {types}."),
                where=columns.where,
                types=", ".join(unknown[:10]),
            )
        )
    return texts.replace_strict(
        {k: v or "invoice" for k, v in table.items()}, default="invoice", return_dtype=pl.String
    )


def _guess_type(text: str) -> str | None:
    """A longer wording that holds a known one: Sales credit note, 销售退货红字发票."""
    low = text.casefold()
    for words, kind in (
        (("credit note", "credit memo", "红字", "退货", "gutschrift", "refund"), "credit-note"),
        (("down payment", "prepayment", "预收", "anzahlung"), "prepayment"),
        (("payment", "receipt", "收款", "回款", "zahlung"), "payment"),
        (("write-off", "坏账"), "write-off"),
        (("invoice", "发票", "应收", "rechnung", "facture"), "invoice"),
    ):
        if any(word in low for word in words):
            return kind
    return None


def currency_of(columns: Columns, options: ReadOptions) -> pl.Series:
    base = options.base_currency or "XXX"
    texts = columns.text("currency")
    if texts.null_count() == len(texts):
        return pl.repeat(base, len(texts), dtype=pl.String, eager=True)
    known = currency_codes()
    table: dict[str, str] = {}
    for text in texts.drop_nulls().unique():
        code = known.get(text.casefold(), text.upper())
        if not re.fullmatch(r"[A-Z]{3}", code):
            for index in (texts == text).arg_true():
                columns.reject(
                    index, columns.mapping.columns["currency"].header, text, Message(N_("not a currency such as CNY"))
                )
        table[text] = code
    return texts.replace_strict(table, default=base, return_dtype=pl.String)


def _amounts(columns: Columns, kind: pl.Series, settled_on: pl.Series) -> dict[str, pl.Series]:
    """amount, settled and open of each row, by what the file gives: amount, paid, open, debit and credit, a direction."""
    height = columns.body.height
    nothing = pl.Series([None] * height, dtype=MONEY)
    reducing = kind.is_in(_REDUCING)
    amount = _signed_by_side(columns)
    if amount is None:
        name = next((n for n in ("amount", "amount_local") if columns.has(n)), None)
        amount = columns.amount(name) if name else nothing
    name = next((n for n in ("open_amount", "open_local") if columns.has(n)), None)
    opened = columns.amount(name) if name else nothing
    paid = _paid(columns)
    frame = pl.DataFrame(
        {"amount": amount, "open": opened, "paid": paid, "reducing": reducing, "settled_on": settled_on}
    )
    frame = _negative(frame)
    has_amount, has_open, has_paid = (frame[n].null_count() < height for n in ("amount", "open", "paid"))
    blank = frame.select(pl.col("amount").is_null() & pl.col("open").is_null()).to_series()
    for index in blank.arg_true():
        if index not in columns.bad:
            columns.reject(index, None, None, Message(N_("the row has no amount")))
    if has_amount and has_open and has_paid:
        off = (pl.col("amount") - pl.col("paid").fill_null(zero()) - pl.col("open")).abs() > _HALF_CENT
        for index in frame.select(off.fill_null(False)).to_series().arg_true():
            if index not in columns.bad:
                a, p, o = frame["amount"][index], frame["paid"][index], frame["open"][index]
                columns.reject(
                    index, columns.mapping.columns[name or "open_amount"].header, _shown(o),
                    Message(N_("amount {amount} less paid {paid} is not open {open}"), {"amount": _shown(a), "paid": _shown(p), "open": _shown(o)}),
                )  # fmt: skip
    settled_flag = _closed(columns)
    full = (
        pl.when(pl.col("settled_on").is_not_null() | pl.Series(settled_flag)).then(pl.col("amount")).otherwise(zero())
    )
    part = pl.col("paid").fill_null(zero()) if has_paid else full
    rest = (pl.col("amount") - part).cast(MONEY)
    amount_expr = pl.coalesce("amount", pl.col("open") + pl.col("paid").fill_null(zero()) if has_paid else "open")
    frame = frame.select(
        amount=amount_expr.cast(MONEY),
        open_amount=(pl.coalesce("open", rest) if has_open else rest).cast(MONEY),
        settled_date="settled_on",
    )
    settled = frame.select((pl.col("amount") - pl.col("open_amount")).cast(MONEY)).to_series()
    return {
        "amount": frame["amount"],
        "settled_amount": settled,
        "settled_date": frame["settled_date"],
        "open_amount": frame["open_amount"],
    }


def _shown(amount: Decimal | None) -> str:
    return "-" if amount is None else f"{amount.normalize():f}"


def _signed_by_side(columns: Columns) -> pl.Series | None:
    """debit − credit, or the amount with the sign of its direction column."""
    if columns.has("debit") or columns.has("credit"):
        sides = pl.DataFrame({"d": columns.amount("debit"), "c": columns.amount("credit")})
        return sides.select(
            pl.when(pl.col("d").is_not_null() | pl.col("c").is_not_null())
            .then(pl.col("d").fill_null(zero()) - pl.col("c").fill_null(zero()))
            .cast(MONEY)
        ).to_series()
    if columns.has("direction") and columns.has("amount"):
        side = columns.text("direction").str.to_lowercase().is_in(["c", "cr", "credit", "h", "haben", "贷", "贷方"])
        frame = pl.DataFrame({"a": columns.amount("amount"), "s": side.fill_null(False)})
        return frame.select(pl.when("s").then(-pl.col("a").abs()).otherwise("a").cast(MONEY)).to_series()
    return None


def _paid(columns: Columns) -> pl.Series:
    names = [
        n for n in ("settled_amount", "credit_note_amount", "discount_amount", "writeoff_amount") if columns.has(n)
    ]
    if not names:
        return pl.Series([None] * columns.body.height, dtype=MONEY)
    parts = pl.DataFrame({name: columns.amount(name) for name in names})
    return parts.select(pl.sum_horizontal(pl.all().fill_null(zero())).cast(MONEY)).to_series()


def _negative(frame: pl.DataFrame) -> pl.DataFrame:
    """Credit notes and receipts with a minus: a file that writes them all without one means it."""
    flagged = frame.filter("reducing")
    for name in ("amount", "open"):
        values = flagged[name].drop_nulls()
        if values.len() and not (values < Decimal(0)).any():
            frame = frame.with_columns(pl.when("reducing").then(-pl.col(name)).otherwise(name).cast(MONEY).alias(name))
    return frame


def _closed(columns: Columns) -> pl.Series:
    if not columns.has("status"):
        return pl.repeat(False, columns.body.height, eager=True)
    return is_settled(columns.text("status"))


def _void(columns: Columns) -> pl.Series | None:
    return is_void(columns.text("status")) if columns.has("status") else None


def _left_out(columns: Columns, void: pl.Series, frame: pl.DataFrame) -> list[tuple[int, Message]]:
    """Drafts, voided and rejected rows: left out, said with their number and money."""
    status = columns.text("status")
    gone = frame.filter(void)
    money = ", ".join(
        f"{_shown(amount)} {currency}"
        for currency, amount in gone.group_by("currency").agg(pl.col("amount").sum()).sort("currency").iter_rows()
    )
    columns.notices.append(
        Notice.of(
            "CK815",
            N_("{count} rows are no receivables by their status ({states}) and were left out: {money}."),
            where=columns.where,
            count=gone.height,
            states=", ".join(sorted(status.filter(void).unique().to_list())),
            money=money,
        )
    )
    rows = columns.body["row"]
    return [(int(rows[i]), Message(N_("status {status}"), {"status": status[i]})) for i in void.arg_true()]


def _due_from_terms(frame: pl.DataFrame, columns: Columns, options: ReadOptions) -> pl.DataFrame:
    """A missing due date: invoice date + terms of the row, else + the default terms."""
    lacking = (
        frame["due_date"].is_null()
        & frame["invoice_date"].is_not_null()
        & (frame["amount"] > Decimal(0)).fill_null(False)
    )
    if not lacking.any():
        return frame
    base = columns.day("baseline_date") if columns.has("baseline_date") else frame["invoice_date"]
    part = frame.with_columns(_base=base).filter(lacking)
    pairs = part.select("terms", pl.coalesce("_base", "invoice_date").alias("day")).unique()
    found = {}
    for text, day in pairs.iter_rows():
        terms = parse_terms(text)
        if terms is not None:
            found[text, day] = terms.due(day)
    keyed = pl.DataFrame(
        [(t, d, due) for (t, d), due in found.items()],
        schema={"terms": pl.String, "_day": pl.Date, "_due": pl.Date},
        orient="row",
    )
    with_day = frame.with_columns(_base=base).with_columns(_day=pl.coalesce("_base", "invoice_date"))
    joined = with_day.join(keyed, on=["terms", "_day"], how="left", maintain_order="left")
    default = options.default_terms_days
    by_default = (
        pl.col("invoice_date") + pl.duration(days=default) if default is not None else pl.lit(None, dtype=pl.Date)
    )
    owed = pl.col("amount") > zero()
    filled = joined.with_columns(
        due_date=pl.when(owed).then(pl.coalesce("due_date", "_due", by_default)).otherwise("due_date")
    ).drop("_base", "_day", "_due")
    by_terms = int((lacking & joined["_due"].is_not_null()).sum())
    if by_terms:
        columns.notices.append(
            Notice.of(
                "CK816",
                N_("{count} due dates were taken from the terms of payment."),
                where=columns.where,
                count=by_terms,
            )
        )
    rest = int(lacking.sum()) - by_terms
    if rest and default is not None:
        columns.notices.append(
            Notice.of(
                "CK817", N_("{count} due dates were taken as invoice date + {days} days, the policy's default."),
                where=columns.where, count=rest, days=default,
            )
        )  # fmt: skip
    return filled


def _layout(columns: Columns, frame: pl.DataFrame) -> str:
    if columns.options.layout:
        return columns.options.layout
    has_open = columns.has("open_amount") or columns.has("open_local")
    if columns.has("settled_date"):
        return "invoices"
    if columns.has("debit") or columns.has("credit"):
        return "journal"
    if frame["document_type"].eq("payment").any() and not has_open:
        return "journal"
    return "open-items" if has_open or not columns.has("settled_amount") else "invoices"


def _control(columns: Columns, rows: Rows, frame: pl.DataFrame) -> None:
    """The file's own grand total against what was read; a difference is said."""
    grand = [cells for _, cells, is_grand in rows.totals if is_grand]
    if not grand or columns.bad:
        return
    for name, column in (("open_amount", "open_amount"), ("amount", "amount")):
        mapped = columns.mapping.columns.get(name)
        if mapped is None or mapped.position is None:
            continue
        from creditkit.read.numbers import read_amounts

        cell = pl.Series([grand[-1][mapped.position]], dtype=pl.String)
        stated = read_amounts(Columns.stripped(cell), columns.decimal).values[0]
        if stated is None:
            continue
        stated *= columns.factor
        found = total(frame[column])
        if frame["currency"].n_unique() == 1 and abs(found - stated) > _HALF_CENT:
            columns.notices.append(
                Notice.of(
                    "CK810",
                    N_("The file's own total of {header} is {total}; its rows add up to {found}."),
                    where=columns.where, header=mapped.header, total=_shown(stated), found=_shown(found),
                )
            )  # fmt: skip
        return


def _hidden(table: RawTable, columns: Columns, frame: pl.DataFrame) -> None:
    if not table.hidden_rows:
        return
    hidden = frame.filter(pl.col("source_row").is_in(list(table.hidden_rows)))
    if hidden.height:
        columns.notices.append(
            Notice.of(
                "CK818",
                N_("{count} hidden rows were included: {money} of {all} open."),
                where=columns.where,
                count=hidden.height,
                money=_shown(total(hidden["open_amount"])),
                all=_shown(total(frame["open_amount"])),
            )
        )


def export_date(table: RawTable, mapping: Mapping, columns: Columns) -> date | None:
    """The date that a title line gives for the export, if one does."""
    lines = [" ".join(cells) for row, cells in table.preamble if row <= table.row_of(mapping.header.first)]
    lines += [" ".join(cell or "" for cell in row) for row in table.cells.head(mapping.header.first).rows()]
    for line in lines:
        if _EXPORTED.search(line) and (found := _DAY.search(line)):
            day: date | None = read_dates(pl.Series([found[0]]), columns.order).values[0]
            return day
    return None
