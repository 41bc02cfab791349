"""One table of a ledger → canonical documents: what each row is, what was left out and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from creditkit.errors import CreditkitError, Notice, Rejected, Where
from creditkit.money import MONEY, minor_units, zero
from creditkit.read.aliases import plain_header
from creditkit.read.amounts import AMOUNTS, amounts_of, in_local
from creditkit.read.control import Control, money_of
from creditkit.read.dates import Order, order_evidence, read_dates
from creditkit.read.due import with_due
from creditkit.read.kinds import NOTED, currency_of, types_of
from creditkit.read.mapping import Mapping
from creditkit.read.raw import RawTable
from creditkit.read.request import ReadOptions
from creditkit.read.rows import TOTAL_ROW, Rows, split_rows
from creditkit.read.status import unknown
from creditkit.read.units import set_units
from creditkit.read.values import Columns, typed
from creditkit.schema import LEDGER_SCHEMA
from creditkit.words import N_, Message

_DATES = ["invoice_date", "posting_date", "baseline_date", "due_date", "settled_date"]
_EXPORTED = re.compile(
    r"(?i)截止日期|截至|导出时间|导出日期|制表日期|as of|as at|export(?:ed)?|stichtag|run date|report date|date"
)
_SAYS_CREDIT = r"credit note|credit memo|return|refund|红字|红冲|退货|折让|gutschrift|avoir"
_DAY = re.compile(
    r"(?i)\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|\d{1,2}[./]\d{1,2}[./]\d{4}"
    r"|\d{1,2}[-\s][a-zäé]{3,9}\.?[-\s,]+\d{4}|[a-zäé]{3,9}\.?\s+\d{1,2},?\s+\d{4}"
)
_KEPT_AS_TEXT = ("salesperson", "department", "reference", "invoice_number", "contract_number", "order_number", "text")


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
    """The canonical documents of a table.  Bad cells are collected, never coerced; see `Documents`.

    Errors: those of typing; CK246 a running balance taken for the open amount, CK257 no row below the header.
    """
    rows = split_rows(table, mapping)
    if not rows.body.height:
        raise CreditkitError(
            "CK257",
            N_("There is a header and no row below it that is a document."),
            where=Where(str(table.path), table.sheet, table.row_of(mapping.header.last)),
            fix=N_("Export the ledger again; if nothing is owed, leave the file out."),
        )
    columns = typed(table, mapping, rows.body, options, AMOUNTS, _DATES)
    set_units(table, mapping, columns, AMOUNTS)
    if (factor := _implied(columns, options)) is not None:
        columns.factor, columns.factors = factor, {}
    if is_balances(mapping):
        from creditkit.read.balances import balances_of

        return balances_of(table, mapping, rows, columns, options, source)
    frame, settled_dates = _canonical(columns, options, source)
    ignored = list(rows.ignored) + _leave_out(columns, frame) + _further_lines(columns, frame)
    ignored += _bare_totals(columns, rows, frame)
    gone = {row for row, _ in ignored}
    bad_rows = {int(rows.body["row"][index]) for index in columns.bad}
    frame = frame.with_columns(_kept=~pl.col("source_row").is_in(list(gone | bad_rows)))
    _control(columns, rows, frame)
    if bad_rows:
        _rejected_money(columns, frame.filter(pl.col("source_row").is_in(list(bad_rows))))
    frame = (frame if bool(frame["_kept"].all()) else frame.filter("_kept")).drop("_kept")
    _refuse_running_balance(columns, frame)
    _refuse_growing_balance(columns, frame)
    _hidden(table, columns, frame)
    _say(columns, rows, frame)
    return Documents(
        table=table,
        mapping=mapping,
        frame=frame,
        layout=_layout(columns, frame),
        rows_read=rows.body.height + len(rows.ignored),
        ignored=tuple(sorted(ignored, key=lambda pair: pair[0])),
        rejects=sorted(columns.rejects, key=lambda reject: reject.row),
        rejected_rows=bad_rows,
        notices=columns.notices,
        order=columns.order,
        decimal=columns.decimal,
        has_dates_of_settlement=settled_dates,
        exported_on=export_date(table, mapping, columns),
    )


def is_balances(mapping: Mapping) -> bool:
    """A column per bucket and nothing of a document."""
    present = set(mapping.columns)
    return len(mapping.buckets) >= 3 and not present & {"due_date", "invoice_date", "document_id", "invoice_number"}


def _implied(columns: Columns, options: ReadOptions) -> Decimal | None:
    """0.01 where the program exports whole numbers of the smallest unit (JD Edwards); None elsewhere.

    Errors: CK259 currencies of different smallest units in one file.
    """
    system = columns.mapping.system
    if system is None or system.name != "jd_edwards":
        return None
    texts = [columns.text(name).drop_nulls() for name in AMOUNTS if columns.has(name)]
    if not all(bool(cells.str.contains(r"^[-+(]?\d+[-)]?$").all()) for cells in texts):
        return None
    digits = {minor_units(code) for code in currency_of(columns, options).unique()}
    if len(digits) > 1:
        raise CreditkitError(
            "CK259",
            N_(
                "JD Edwards writes amounts without their decimal mark, and the currencies of the file differ in decimals."
            ),
            where=columns.where,
            fix=N_("Export one file for each currency."),
        )
    factor = Decimal(1).scaleb(-digits.pop())
    columns.notices.append(
        Notice.of(
            "CK828",
            N_("JD Edwards writes amounts without their decimal mark; they were multiplied by {factor}."),
            where=columns.where,
            factor=f"{factor:f}",
        )
    )
    return factor


def _canonical(columns: Columns, options: ReadOptions, source: int) -> tuple[pl.DataFrame, bool]:
    """All rows in canonical columns, and whether settlements carry dates."""
    body = columns.body
    customer_name, customer_id = columns.text("customer_name"), columns.text("customer_id")
    if not columns.has("customer_id"):
        customer_id = customer_name
        columns.notices.append(
            Notice.of(
                "CK808", N_("The file has no customer number; the customer's name serves as one."), where=columns.where
            )
        )
    settled_on = columns.day("settled_date")
    kind = types_of(columns)
    document_id = columns.text("document_id") if columns.has("document_id") else columns.text("invoice_number")
    frame = pl.DataFrame(
        {
            "document_key": pl.int_range(body.height, dtype=pl.Int64, eager=True),
            "customer_id": customer_id,
            "customer_name": customer_name if columns.has("customer_name") else customer_id,
            "entity": columns.text("entity"),
            "document_id": document_id,
            "instalment": _whole(columns.text("instalment")),
            "document_type": kind,
            "invoice_date": columns.day("invoice_date"),
            "posting_date": columns.day("posting_date"),
            "due_date": columns.day("due_date"),
            "currency": currency_of(columns, options, local=in_local(columns)),
            **amounts_of(columns, kind, settled_on),
            "applied_to": columns.text("applied_to"),
            "disputed": columns.flag("disputed"),
            "terms": columns.text("terms") if columns.has("terms") else columns.text("net_days"),
            "source": pl.repeat(source, body.height, dtype=pl.Int64, eager=True),
            "source_row": body["row"],
            **_tags(columns),
        }
    )
    for index in frame["customer_id"].is_null().arg_true():
        nobody = customer_name[index] is None
        text = N_("the row has an amount and no customer") if nobody else N_("the row has no customer number")
        columns.reject(index, None, None, Message(text))
    _reject_rounded(columns)
    frame = _credit_types(columns, frame)
    frame = with_due(frame, columns, options)
    names = [name for name in frame.columns if name not in LEDGER_SCHEMA]
    return frame.select(*LEDGER_SCHEMA, *names), columns.has("settled_date") and settled_on.null_count() < len(
        settled_on
    )


def _credit_types(columns: Columns, frame: pl.DataFrame) -> pl.DataFrame:
    """What a row that lowers the debt is where the file has no type: a credit note, in an account a receipt.

    An account of debits and credits holds receipts before all; its text may say otherwise.
    """
    untyped = columns.text("document_type").is_null() & frame["document_type"].eq("invoice")
    minus = untyped & (frame["amount"] < 0).fill_null(False)
    if not minus.any():
        return frame
    sided = columns.has("debit") or columns.has("credit")
    said = columns.text("text").str.to_lowercase().str.contains(_SAYS_CREDIT).fill_null(False)
    kinds = pl.DataFrame({"k": frame["document_type"], "m": minus, "s": said}).select(
        pl.when(pl.col("m") & (pl.col("s") | pl.lit(not sided))).then(pl.lit("credit-note"))
        .when("m").then(pl.lit("payment")).otherwise("k")
    )  # fmt: skip
    receipts = int((minus & ~said).sum())
    if sided and receipts:
        columns.notices.append(
            Notice.of(
                "CK830",
                N_("The entries have no type; {count} credits were taken for receipts."),
                where=columns.where,
                count=receipts,
            )
        )
    return frame.with_columns(document_type=kinds.to_series())


def _tags(columns: Columns) -> dict[str, pl.Series]:
    """Columns without a canonical name, and those known that the ledger has no place for, as text."""
    tags = {name: columns.body[f"c{place}"] for name, place in columns.mapping.tags.items()}
    for name in (*_KEPT_AS_TEXT, "retention_amount"):
        if columns.has(name):
            tags[name] = columns.text(name)
    return {name: series for name, series in tags.items() if name not in LEDGER_SCHEMA}


def _whole(texts: pl.Series) -> pl.Series:
    if texts.null_count() == len(texts):
        return texts.cast(pl.Int64)
    return texts.str.extract(r"^(\d{1,6})(?:\.0)?$").cast(pl.Int64)


def _reject_rounded(columns: Columns) -> None:
    """Numbers of more than 15 digits in a column of ids: the sheet stores them rounded, two may have become one."""
    if not columns.table.rounded:
        return
    rows = {int(row): index for index, row in enumerate(columns.body["row"])}
    places = {
        place: columns.mapping.columns[name].header
        for name in ("customer_id", "document_id", "invoice_number")
        if (place := columns.mapping.position(name)) is not None
    }
    for row, place in sorted(columns.table.rounded):
        if row in rows and place in places and (value := columns.body[f"c{place}"][rows[row]]):
            problem = N_("a number of more than 15 digits, which the sheet has rounded; store it as text")
            columns.reject(rows[row], places[place], value, Message(problem))


# --- rows that are read and are no receivables -----------------------------------------------------------------------


def _leave_out(columns: Columns, frame: pl.DataFrame) -> list[tuple[int, Message]]:
    """Drafts, voided and rejected rows, and items noted without a balance: said with their number and money."""
    void = pl.repeat(False, frame.height, eager=True)
    why = pl.repeat(None, frame.height, dtype=pl.String, eager=True)
    if columns.has("status"):
        why = columns.text("status")
        void = columns.status().eq("void").fill_null(False)
    if columns.has("special_gl"):
        noted = columns.text("special_gl").str.to_uppercase().eq(NOTED).fill_null(False)
        why = pl.DataFrame({"w": why, "n": noted}).select(pl.when("n").then(pl.lit(NOTED)).otherwise("w")).to_series()
        void = void | noted
    if not void.any():
        return []
    gone = frame.filter(void)
    columns.notices.append(
        Notice.of(
            "CK815",
            N_("{count} rows are no receivables by their status ({states}) and were left out: {money}."),
            where=columns.where,
            count=gone.height,
            states=", ".join(sorted(why.filter(void).unique().to_list())),
            money=money_of(gone),
        )
    )
    rows = columns.body["row"]
    _acquit(columns, void.arg_true().to_list())
    return [(int(rows[i]), Message(N_("status {status}"), {"status": why[i]})) for i in void.arg_true()]


def _further_lines(columns: Columns, frame: pl.DataFrame) -> list[tuple[int, Message]]:
    """Rows of a list with one row per line of an invoice (Xero), where every row repeats the invoice's amounts."""
    system = columns.mapping.system
    if system is None or system.name != "xero":
        return []
    keys = ["customer_id", "document_id", "invoice_date", "due_date", "currency", "amount", "open_amount"]
    again = frame.select(pl.col("document_id").is_not_null() & ~pl.struct(keys).is_first_distinct()).to_series()
    if not again.any():
        return []
    columns.notices.append(
        Notice.of(
            "CK823",
            N_("The file has a row for each line of an invoice; {count} further lines repeat their invoice's amounts and were left out."),
            where=columns.where, count=int(again.sum()),
        )
    )  # fmt: skip
    rows = columns.body["row"]
    _acquit(columns, again.arg_true().to_list())
    return [(int(rows[i]), Message(N_("further line of an invoice"))) for i in again.arg_true()]


def _bare_totals(columns: Columns, rows: Rows, frame: pl.DataFrame) -> list[tuple[int, Message]]:
    """Rows of amounts alone that add up with those above are totals without a word; the others stay rejected."""
    if not rows.bare:
        return []
    suspects = [item.row for item in rows.bare]
    kept = frame.filter(~pl.col("source_row").is_in(suspects)).with_columns(_kept=pl.lit(True))
    control = Control(columns, kept, (*rows.totals, *rows.bare))
    proven = [item.row for item in rows.bare if control.agrees(item)]
    places = [index for index, row in enumerate(columns.body["row"]) if row in set(proven)]
    _acquit(columns, places)
    return [(row, Message(TOTAL_ROW)) for row in proven]


def _acquit(columns: Columns, indices: list[int]) -> None:
    """Rows that are left out anyway are not rejected for what is wrong in them."""
    rows = {int(columns.body["row"][index]) for index in indices}
    columns.rejects = [reject for reject in columns.rejects if reject.row not in rows]
    columns.bad -= set(indices)


# --- what the whole says ---------------------------------------------------------------------------------------------


def _layout(columns: Columns, frame: pl.DataFrame) -> str:
    if columns.options.layout:
        return columns.options.layout
    has_open = columns.has("open_amount") or columns.has("open_local")
    if columns.has("settled_date") or columns.status().eq("settled").any():
        return "invoices"
    if columns.has("debit") or columns.has("credit"):
        return "journal"
    if frame["document_type"].eq("payment").any() and not has_open:
        return "journal"
    return "open-items" if has_open or not columns.has("settled_amount") else "invoices"


def _control(columns: Columns, rows: Rows, frame: pl.DataFrame) -> None:
    """Every total of the file against its rows; the first that disagrees is said."""
    if not rows.totals or columns.bad:
        return
    control = Control(columns, frame, rows.totals)
    notice = control.notice([item for item in rows.totals if control.agrees(item) is False])
    if notice is not None:
        columns.notices.append(notice)


def _refuse_running_balance(columns: Columns, frame: pl.DataFrame) -> None:
    """Refuse a column taken for what is open of a document that is the balance of the customer, row after row.

    Proof: over every customer with several rows, each value is the one before plus the row's amount.
    """
    name = next((n for n in ("open_amount", "open_local") if columns.has(n)), None)
    if name is None or not columns.has("amount") or columns.has("settled_amount") or frame.height < 3:
        return
    first = frame.head(2_000).sort("source_row")
    before = pl.col("open_amount").shift(1).over("customer_id")
    steps = first.filter(before.is_not_null()).height
    runs = first.filter((before + pl.col("amount")) == pl.col("open_amount")).height
    plain = first.filter(before.is_not_null() & (pl.col("amount") == pl.col("open_amount"))).height
    if steps < 2 or runs < steps or plain == steps:
        return
    header = columns.mapping.columns[name].header
    raise CreditkitError(
        "CK246",
        N_('"{header}" is the running balance of the customer, not what is open of each document.'),
        where=columns.where,
        fix=N_("Leave it out with --map {name}=\"''\", or export what is open of each document."),
        header=header,
        name=name,
    )


def _refuse_growing_balance(columns: Columns, frame: pl.DataFrame) -> None:
    """Refuse a "balance" without amounts beside it that grows with every row: it may be a document's or the account's.

    Of n documents of one customer in the order of their dates, 1 list in n! has its open amounts rising by chance; an
    account that is only charged rises always.  Fewer than three steps are no evidence.
    """
    name = next((n for n in ("amount", "open_amount") if columns.has(n)), None)
    if name is None or columns.has("settled_amount") or (columns.has("amount") and columns.has("open_amount")):
        return
    column = columns.mapping.columns[name]
    if not column.weak or ("balance" not in plain_header(column.header) and "余额" not in column.header):
        return
    rows = frame.filter(pl.col("invoice_date").is_not_null()).head(2_000).sort("source_row")
    steps = rows.select(
        rise=(pl.col(name) - pl.col(name).shift(1).over("customer_id")) > zero(),
        later=pl.col("invoice_date") >= pl.col("invoice_date").shift(1).over("customer_id"),
    ).drop_nulls()
    if steps.height < 3 or not steps.select(pl.all_horizontal("rise", "later").all()).item():
        return
    raise CreditkitError(
        "CK246",
        N_('"{header}" grows with every row: it may be what is open of each document or the balance of the account.'),
        where=columns.where,
        fix=N_(
            'If it is what is open of each document, say so: --map open_amount="{header}"; else export the amounts.'
        ),
        header=column.header,
    )


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
                money=money_of(hidden, "open_amount"),
                all=money_of(frame, "open_amount"),
            )
        )


def _rejected_money(columns: Columns, gone: pl.DataFrame) -> None:
    """What is known of the money in rows that were let go as rejected."""
    if gone.height and columns.options.allow_rejects:
        columns.notices.append(
            Notice.of(
                "CK831",
                N_("{count} rows were rejected and are in no figure; the amounts that can be read in them: {money}."),
                where=columns.where,
                count=gone.height,
                money=money_of(gone),
            )
        )


def _say(columns: Columns, rows: Rows, frame: pl.DataFrame) -> None:
    if words := unknown(columns.status()):
        columns.notices.append(
            Notice.of(
                "CK829",
                N_("Statuses that are not known were taken for open: {words}."),
                where=columns.where,
                words=", ".join(words[:10]),
            )
        )
    if rows.filled_down:
        columns.notices.append(
            Notice.of(
                "CK806",
                N_("The customer is shown once per group; it was filled down on {count} rows."),
                where=columns.where,
                count=rows.filled_down,
            )
        )
    if columns.has("retention_amount"):
        held = columns.amount("retention_amount").cast(MONEY)
        count = int((held != 0).sum())
        if count:
            columns.notices.append(
                Notice.of(
                    "CK824",
                    N_("{count} rows name an amount retained; it ages with its invoice. Give it a row and a due date of its own to age it apart."),
                    where=columns.where, count=count,
                )
            )  # fmt: skip


def export_date(table: RawTable, mapping: Mapping, columns: Columns) -> date | None:
    """The date that a title line gives for the export, if one does."""
    lines = [" ".join(cells) for row, cells in table.preamble if row <= table.row_of(mapping.header.first)]
    lines += [" ".join(cell or "" for cell in row) for row in table.cells.head(mapping.header.first).rows()]
    for line in lines:
        days = (
            [day for text in _DAY.findall(line) if (day := _day(text, columns.order))] if _EXPORTED.search(line) else []
        )
        if days:
            return max(days)
    return None


def _day(text: str, order: Order | None) -> date | None:
    """A date in a title; 06/30/2025 by its own evidence, 06/07/2025 by the order of the file's dates, if it has one."""
    cell = pl.Series([text])
    proved, _ = order_evidence(cell)
    own: Order | None = order if len(proved) != 1 else ("dmy" if "dmy" in proved else "mdy")
    day: date | None = read_dates(cell, own).values[0]
    return day
