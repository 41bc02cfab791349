"""Receipts: a file of its own or rows of a journal, set against the documents they name; no money is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from creditkit.errors import CreditkitError, Notice, Rejected, Where
from creditkit.ledger import Ledger
from creditkit.money import MONEY, zero
from creditkit.read.mapping import Mapping
from creditkit.read.raw import RawTable
from creditkit.read.request import ReadOptions
from creditkit.read.rows import split_rows
from creditkit.read.tables import choose
from creditkit.read.values import typed
from creditkit.schema import SETTLEMENT_SCHEMA
from creditkit.words import N_, Message

if TYPE_CHECKING:
    from creditkit.read.ledgers import FileReading

_KINDS = {
    "cash": ("cash", "payment", "receipt", "收款", "回款", "现金", "电汇", "transfer", "zahlung"),
    "credit": (
        "credit",
        "credit_note",
        "credit note",
        "红字",
        "红冲",
        "冲抵",
        "红字冲销",
        "netting",
        "抵账",
        "退货",
        "贷项",
    ),
    "write-off": ("write_off", "write-off", "written off", "坏账", "坏账核销", "核销坏账"),
    "discount": ("discount", "cash discount", "现金折扣", "折扣", "skonto"),
}
_SPELLING = {spelling: kind for kind, spellings in _KINDS.items() for spelling in spellings}


@dataclass(frozen=True)
class Receipts:
    """rows: customer_id, document_id, date, currency, amount, kind, row (file row); and how they were read."""

    rows: pl.DataFrame
    table: RawTable
    mapping: Mapping
    sha256: str
    order: str | None
    decimal: str
    rows_read: int
    ignored: tuple[tuple[int, Message], ...]
    rejects: tuple[Rejected, ...]
    notices: tuple[Notice, ...]

    def file(self, late: int) -> FileReading:
        from creditkit.read.ledgers import FileReading

        return FileReading(
            path=str(self.table.path), sha256=self.sha256, role="payments", sheet=self.table.sheet,
            encoding=self.table.encoding, delimiter=self.table.delimiter, layout="journal", date_order=self.order,
            decimal=self.decimal, rows_read=self.rows_read, rows_accepted=self.rows.height - late,
            rows_rejected=self.rows_read - len(self.ignored) - self.rows.height + late, rows_ignored=len(self.ignored),
            ignored=self.ignored, documents=self.rows.height - late,
            customers=self.rows["customer_id"].drop_nulls().n_unique(), mapping=self.mapping.plain,
        )  # fmt: skip


def read_payments(path: Path, options: ReadOptions, *, own_mapping: bool = True) -> Receipts:
    """The receipts in a file: date, amount, and the document or the customer they are for.

    own_mapping: the mapping was written for this file; else what it names and the file lacks is passed over.
    """
    (item, *_), notices = choose(path, "payments", options, own_mapping=own_mapping)
    rows = split_rows(item.table, item.mapping)
    columns = typed(item.table, item.mapping, rows.body, options, ["amount"], ["date"])
    day, amount = columns.day("date"), columns.amount("amount")
    for series, what in ((day, N_("the receipt has no date")), (amount, N_("the receipt has no amount"))):
        for index in series.is_null().arg_true():
            if index not in columns.bad:
                columns.reject(index, None, None, Message(what))
    document = (
        columns.text("document_id")
        if columns.has("document_id")
        else pl.repeat(None, len(day), dtype=pl.String, eager=True)
    )
    for name in ("invoice_number", "applied_to", "reference"):
        if document.null_count() == len(document) and columns.has(name):
            document = columns.text(name)
    from creditkit.read.kinds import currency_of

    frame = pl.DataFrame(
        {
            "customer_id": columns.text("customer_id"),
            "document_id": document,
            "date": day,
            "currency": currency_of(columns, options)
            if columns.has("currency")
            else pl.repeat(None, len(day), dtype=pl.String, eager=True),
            "amount": amount,
            "kind": _kinds(columns.text("kind"), columns.notices, columns.where),
            "row": rows.body["row"],
        }
    )
    if columns.bad:
        frame = frame.with_row_index("i").filter(~pl.col("i").is_in(list(columns.bad))).drop("i")
    return Receipts(
        frame, item.table, item.mapping, item.sha256, columns.order, columns.decimal,
        rows.body.height + len(rows.ignored), rows.ignored, tuple(columns.rejects), (*notices, *columns.notices),
    )  # fmt: skip


def _kinds(texts: pl.Series, notices: list[Notice], where: Where) -> pl.Series:
    if texts.null_count() == len(texts):
        return pl.repeat("cash", len(texts), dtype=pl.String, eager=True)
    low = texts.str.to_lowercase()
    unknown = sorted(set(low.drop_nulls().unique().to_list()) - _SPELLING.keys())
    if unknown:
        notices.append(
            Notice.of(
                "CK819",
                N_("Kinds of receipt that are not known were taken for payments: {kinds}."),
                where=where,
                kinds=", ".join(unknown),
            )
        )
    return low.replace_strict(_SPELLING, default="cash", return_dtype=pl.String)


def apply_payments(
    ledger: Ledger, receipts: Receipts, allow_rejects: bool
) -> tuple[Ledger, list[Notice], list[Rejected]]:
    """Receipts as dated settlements of the documents they name.

    A receipt without a document that the ledger has stays the customer's as unapplied money; without either it is
    rejected.  What is paid beyond a document stays the customer's too.  Settlements that the ledger's own rows claim
    (paid columns) give way to the receipts, or the same money would count twice.
    Errors: CK255 a document number that several documents bear.
    """
    notices: list[Notice] = []
    documents = ledger.documents
    claimed = documents.filter(pl.col("settled_amount") != zero()).height
    if claimed:
        notices.append(
            Notice.of(
                "CK820",
                N_(
                    "{count} rows of the ledger say that they are paid; the receipts count instead, or money would count twice."
                ),
                count=claimed,
            )
        )
        documents = documents.with_columns(
            settled_amount=zero(), settled_date=pl.lit(None, dtype=pl.Date), open_amount=pl.col("amount")
        )
    rows = _keyed(documents, receipts)
    rows, late = _without_bad(rows, receipts)
    rows, over = _split_overpaid(rows, documents)
    planned = rows.filter(pl.col("_plan").fill_null(False))
    rows = rows.filter(~pl.col("_plan").fill_null(False))
    unknown = rows.filter(pl.col("document_key").is_null() & pl.col("document_id").is_not_null())
    if unknown.height:
        notices.append(
            Notice.of(
                "CK821",
                N_("{count} receipts name a document that the ledger does not have; they stay unapplied: {examples}."),
                count=unknown.height,
                examples=", ".join(unknown["document_id"].unique().sort().head(3).to_list()),
            )
        )
    loose = pl.concat([rows.filter(pl.col("document_key").is_null()), over], how="diagonal")
    kept = pl.concat([rows.filter(pl.col("document_key").is_not_null()), planned])
    settlements = kept.select(*SETTLEMENT_SCHEMA)
    documents = _with_unapplied(documents, loose)
    return (
        replace(ledger, documents=documents, settlements=_as_settlements(settlements), has_past=True, has_sales=True),
        notices,
        late,
    )


def _without_bad(rows: pl.DataFrame, receipts: Receipts) -> tuple[pl.DataFrame, list[Rejected]]:
    """Receipts that nobody can be credited with, and those in another currency than their document: rejected."""
    lost = pl.col("document_key").is_null() & ~pl.col("_plan").fill_null(False) & pl.col("customer_id").is_null()
    foreign = (pl.col("_own_currency") != pl.col("currency")).fill_null(False)
    late = [
        Rejected(
            str(receipts.table.path), receipts.table.sheet, row["row"], None, row["document_id"],
            Message(N_("the receipt is in {own}, its document in {currency}"), {"own": row["_own_currency"], "currency": row["currency"]})
            if row["_foreign"]
            else Message(N_("the receipt names neither a document of the ledger nor a customer")),
        )
        for row in rows.with_columns(_foreign=foreign).filter(lost | foreign).iter_rows(named=True)
    ]  # fmt: skip
    return rows.filter(~(lost | foreign)).drop("_own_currency"), late


def _keyed(documents: pl.DataFrame, receipts: Receipts) -> pl.DataFrame:
    """Receipts with the key of their document: by customer and number where the receipt names both, else by number.

    Instalments of one document share their number: then `_plan` is true and the key is left open.
    Errors: CK255 a number that several documents bear.
    """
    rows = receipts.rows
    wanted = rows.select("document_id").drop_nulls().unique()
    named = documents.filter(pl.col("document_id").is_not_null()).join(wanted, on="document_id", how="semi")
    # A credit note may be used up by an entry of its own; where an invoice bears the same number, the receipt is for it.
    bills = named.filter(pl.col("amount") > zero())
    owed = pl.concat([bills, named.join(bills.select("document_id"), on="document_id", how="anti")])
    pairs = _grouped(owed, ["customer_id", "document_id"])
    numbers = _grouped(owed, ["document_id"])
    both = rows.join(pairs, on=["customer_id", "document_id"], how="left", maintain_order="left")
    by_pair = both.filter(pl.col("_n").is_not_null())
    rest = both.filter(pl.col("_n").is_null()).select(rows.columns)
    by_number = rest.join(numbers, on="document_id", how="left", maintain_order="left")
    joined = pl.concat([by_pair, by_number.select(by_pair.columns)]).sort("row", maintain_order=True)
    _refuse_shared(joined, receipts)
    several = pl.col("_n") > 1
    return joined.with_columns(
        # Which instalment a receipt pays is for the folds to say, in due order at each date: it keeps only the number.
        document_key=pl.when(several).then(None).otherwise("_key").cast(pl.Int64),
        _plan=several,
        _own_currency="currency",
        customer_id=pl.coalesce("_customer", "customer_id"),
        currency=pl.coalesce("_currency", "currency"),
    ).select(*rows.columns, "document_key", "_plan", "_own_currency")


def _grouped(owed: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    return owed.group_by(by).agg(
        _key=pl.col("document_key").min(),
        _customer=pl.col("customer_id").first().alias("_customer"),
        _currency=pl.col("currency").first(),
        _plans=pl.col("instalment").n_unique(),
        _whole=pl.col("instalment").is_null().sum(),
        _n=pl.len().cast(pl.Int64),
    )


def _refuse_shared(joined: pl.DataFrame, receipts: Receipts) -> None:
    several = (pl.col("_n") > 1) & ((pl.col("_whole") > 0) | (pl.col("_plans") < pl.col("_n")))
    shared = joined.filter(several)["document_id"].unique().sort()
    if shared.len():
        raise CreditkitError(
            "CK255",
            N_(
                "{count} document numbers of the receipts belong to several documents, so it is open which was paid: {examples}."
            ),
            where=Where(str(receipts.table.path), receipts.table.sheet),
            fix=N_(
                "Map a column that tells them apart in both files, for example --map document_id=… for a unique number."
            ),
            count=shared.len(),
            examples=", ".join(shared.head(3).to_list()),
        )


def _split_overpaid(rows: pl.DataFrame, documents: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Receipts cut at what the document amounts to, in order of date; what lies beyond is the customer's money."""
    totals = (
        documents.filter(pl.col("amount") > zero())
        .with_columns(_first=pl.col("document_key").min().over("document_id"))
        .with_columns(_first=pl.when(pl.col("document_id").is_null()).then("document_key").otherwise("_first"))
        .group_by(document_key="_first")
        .agg(_total=pl.col("amount").sum())
    )
    joined = rows.join(totals, on="document_key", how="left").sort("date", "row", maintain_order=True)
    run = pl.when(pl.col("document_key").is_not_null()).then(pl.col("amount").cum_sum().over("document_key"))
    joined = joined.with_columns(_run=run)
    beyond = (pl.col("_run") - pl.col("_total")).clip(lower_bound=Decimal(0))
    spare = pl.min_horizontal(beyond, pl.col("amount"))
    joined = joined.with_columns(
        _spare=pl.when(
            pl.col("document_key").is_not_null() & (pl.col("_run") > pl.col("_total")) & (pl.col("amount") > zero())
        )
        .then(spare)
        .otherwise(zero())
        .cast(MONEY)
    )
    over = joined.filter(pl.col("_spare") > zero()).with_columns(
        amount=pl.col("_spare"), document_key=pl.lit(None, dtype=pl.Int64)
    )
    kept = joined.with_columns(amount=(pl.col("amount") - pl.col("_spare")).cast(MONEY)).filter(
        (pl.col("_spare") == zero()) | (pl.col("amount") > zero())
    )
    return kept.drop("_run", "_total", "_spare"), over.drop("_run", "_total", "_spare")


def _with_unapplied(documents: pl.DataFrame, loose: pl.DataFrame) -> pl.DataFrame:
    """Money without a document as payment rows of its customer, negative and dated."""
    if not loose.height:
        return documents
    names = (
        documents.filter(pl.col("customer_name").is_not_null())
        .group_by("customer_id")
        .agg(customer_name=pl.col("customer_name").max(), _usual=pl.col("currency").mode().min())
    )
    start = documents.height
    rows = loose.join(names, on="customer_id", how="left", maintain_order="left").with_row_index("_i")
    added = rows.select(
        document_key=(pl.col("_i") + start).cast(pl.Int64),
        customer_id="customer_id",
        customer_name=pl.coalesce("customer_name", "customer_id"),
        document_id=pl.col("document_id"),
        document_type=pl.lit("payment"),
        invoice_date=pl.col("date"),
        currency=pl.coalesce("currency", "_usual", pl.lit("XXX")),
        amount=(-pl.col("amount")).cast(MONEY),
        settled_amount=zero(),
        open_amount=(-pl.col("amount")).cast(MONEY),
        disputed=pl.lit(False),
        source_row=pl.col("row").cast(pl.Int64),
    )
    return pl.concat([documents, added], how="diagonal").select(documents.columns)


def settle_journal(ledger: Ledger) -> Ledger:
    """Payment rows of a journal that name their document become its dated settlements; others stay unapplied."""
    documents = ledger.documents
    directed = (pl.col("document_type") == "payment") & pl.col("applied_to").is_not_null() & (pl.col("amount") < zero())
    owed = documents.filter((pl.col("amount") > zero()) & pl.col("document_id").is_not_null())
    unique = owed.group_by("document_id").agg(_n=pl.len(), _key=pl.col("document_key").min()).filter(pl.col("_n") == 1)
    paying = documents.filter(directed).join(unique, left_on="applied_to", right_on="document_id", how="inner")
    rows = paying.select(
        customer_id="customer_id",
        document_id="applied_to",
        date="invoice_date",
        currency="currency",
        amount=(-pl.col("amount")).cast(MONEY),
        kind=pl.lit("cash"),
        row="source_row",
        document_key="_key",
    )
    kept = documents.join(paying.select("document_key"), on="document_key", how="anti")
    settlements, over = _split_overpaid(rows, documents)
    return replace(ledger, documents=_with_unapplied(kept, over), settlements=_as_settlements(settlements))


def _as_settlements(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(pl.col(name).cast(kind) for name, kind in SETTLEMENT_SCHEMA.items())
