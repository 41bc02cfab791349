"""Files to the canonical ledger, with every row and every amount accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import polars as pl

from creditkit.errors import CreditkitError, Notice, Rejected, Where
from creditkit.ledger import Ledger
from creditkit.money import zero
from creditkit.read.documents import Documents, documents_of
from creditkit.read.payments import apply_payments, read_payments, settle_journal
from creditkit.read.request import ReadOptions
from creditkit.read.sources import file_sha256
from creditkit.read.stored_ledger import files_of, is_stored, read_stored
from creditkit.read.tables import choose
from creditkit.schema import LEDGER_SCHEMA, SETTLEMENT_SCHEMA
from creditkit.words import N_, Message

_LISTED = 20


@dataclass(frozen=True)
class FileReading:
    """What was understood of one file or sheet.  ignored: (file row, why); mapping: canonical → header."""

    path: str
    sha256: str
    role: str
    sheet: str | None
    encoding: str | None
    delimiter: str | None
    layout: str
    date_order: str | None
    decimal: str
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    rows_ignored: int
    ignored: tuple[tuple[int, Message], ...]
    documents: int
    customers: int
    mapping: dict[str, str]


@dataclass(frozen=True)
class LedgerReading:
    """The canonical ledger of all files, what was understood of each, what could not be read, what to know."""

    ledger: Ledger
    files: tuple[FileReading, ...]
    rejects: tuple[Rejected, ...] = ()
    notices: tuple[Notice, ...] = ()


def read_ledger(
    paths: Sequence[Path],
    options: ReadOptions,
    payments: Path | None = None,
    payment_options: ReadOptions | None = None,
) -> LedgerReading:
    """The ledger in `paths`, receipts in `payments` set against its documents.

    rows_read = rows_accepted + rows_rejected + rows_ignored for every file.  Errors: those of choosing and typing;
    CK240 rows that cannot be read (all of them at once), CK249 the same file twice, CK254 a control total that differs.
    """
    if any(is_stored(path) for path in paths):
        return _stored(paths, options, payments)
    parts: list[Documents] = []
    files: list[FileReading] = []
    notices: list[Notice] = []
    rejects: list[Rejected] = []
    for path in paths:
        chosen, said = choose(path, "ledger", options)
        notices += said
        for item in chosen:
            if any(file.sha256 == item.sha256 and file.sheet == item.table.sheet for file in files):
                raise CreditkitError(
                    "CK249",
                    N_("The same file was given twice; its invoices would count double."),
                    where=Where(str(path)),
                    fix=N_("Leave one of them out."),
                )
            part = documents_of(item.table, item.mapping, options, source=len(files))
            parts.append(part)
            rejects += part.rejects
            notices += part.notices
            files.append(_file_reading(part, item.sha256))
    receipts = None
    if payments is not None:
        own = payment_options or replace(options, expect_total={}, sheet=None)
        receipts = read_payments(payments, own, own_mapping=payment_options is not None)
        rejects += receipts.rejects
        notices += receipts.notices
    if rejects and not options.allow_rejects:
        raise rejected(rejects)
    documents = _together(parts)
    layout = parts[0].layout
    dated = any(part.has_dates_of_settlement for part in parts)
    layouts = {part.layout for part in parts}
    if len(layouts) > 1:
        # An open-item list has no past, so a ledger that holds one has none; balances cannot be added to documents.
        layout = "open-items" if "open-items" in layouts else layout
        dated = dated and layouts <= {"invoices", "journal"}
        notices.append(_mixed(layouts))
    ledger = Ledger(
        documents=documents,
        settlements=pl.DataFrame(schema=SETTLEMENT_SCHEMA),
        layout=layout,
        has_past=dated,
        has_sales=dated,
        exported_on=max((p.exported_on for p in parts if p.exported_on), default=None),
    )
    if layout == "journal":
        ledger = settle_journal(ledger)
        has_payments = bool(documents["document_type"].is_in(["payment"]).any())
        ledger = replace(ledger, has_past=has_payments, has_sales=has_payments)
    if receipts is not None:
        ledger, more, late = apply_payments(ledger, receipts, options.allow_rejects)
        notices += more
        rejects += late
        if late and not options.allow_rejects:
            raise rejected(late)
        files.append(receipts.file(len(late)))
        if layout == "open-items":
            # With receipts of their own the documents are all there ever were, not only the open ones.
            ledger = replace(ledger, layout="invoices")
            files = [replace(f, layout="invoices") if f.layout == "open-items" else f for f in files]
    notices += _ledger_notices(ledger, options)
    _check_totals(ledger, options, paths)
    return LedgerReading(replace(ledger, notices=()), tuple(files), tuple(rejects), tuple(notices))


def _stored(paths: Sequence[Path], options: ReadOptions, payments: Path | None) -> LedgerReading:
    """A ledger kept as Parquet, alone: beside files of another kind it could not be told what counts twice."""
    files = files_of(paths)
    other = next(
        (path for path in files if not is_stored(path)), payments if payments and not is_stored(payments) else None
    )
    if other is not None:
        raise CreditkitError(
            "CK266",
            N_("Parquet was given together with a file of another kind."),
            where=Where(str(other)),
            fix=N_("Read all of them into one ledger first: creditkit import FILE… --output ledger.parquet"),
        )
    ledger, stored = read_stored(files, options, payments)
    _check_totals(ledger, options, files)
    counts = [pl.scan_parquet(path).select(pl.len()).collect().item() for path in files]
    customers = ledger.documents["customer_id"].n_unique()
    readings = [
        FileReading(
            path=str(path), sha256=file_sha256(path), role="ledger", sheet=None, encoding=None, delimiter=None,
            layout=ledger.layout, date_order=None, decimal=".", rows_read=count, rows_accepted=count, rows_rejected=0,
            rows_ignored=0, ignored=(), documents=count, customers=customers, mapping=dict(stored.columns),
        )
        for path, count in zip(files, counts, strict=True)
    ]  # fmt: skip
    if payments is not None:
        count = ledger.settlements.height
        readings.append(replace(readings[0], path=str(payments), sha256=file_sha256(payments), role="payments",
                                layout="journal", rows_read=count, rows_accepted=count, documents=count, mapping={}))  # fmt: skip
    return LedgerReading(ledger, tuple(readings), (), tuple(_ledger_notices(ledger, options)))


def _mixed(layouts: set[str]) -> Notice:
    if "balances" in layouts:
        raise CreditkitError(
            "CK261",
            N_("Lists of balances and lists of documents were given together; what is in both would count twice."),
            fix=N_("Give only the balances, or only the documents."),
        )
    return Notice.of(
        "CK832",
        N_("The files are of different kinds ({layouts}); only what all of them can tell is told."),
        layouts=", ".join(sorted(layouts)),
    )


def _file_reading(part: Documents, sha256: str) -> FileReading:
    accepted, rejected_rows, ignored = part.frame.height, len(part.rejected_rows), len(part.ignored)
    if part.layout == "balances":
        accepted = part.balance_rows
    assert part.rows_read == accepted + rejected_rows + ignored, "every row is accepted, rejected or ignored"
    return FileReading(
        path=str(part.table.path),
        sha256=sha256,
        role="ledger",
        sheet=part.table.sheet,
        encoding=part.table.encoding,
        delimiter=part.table.delimiter,
        layout=part.layout,
        date_order=part.order,
        decimal=part.decimal,
        rows_read=part.rows_read,
        rows_accepted=accepted,
        rows_rejected=rejected_rows,
        rows_ignored=ignored,
        ignored=part.ignored,
        documents=part.frame.height,
        customers=part.frame["customer_id"].n_unique(),
        mapping=part.mapping.plain,
    )


def _together(parts: list[Documents]) -> pl.DataFrame:
    frames = [part.frame for part in parts]
    frame = frames[0] if len(frames) == 1 else pl.concat(frames, how="diagonal")
    frame = frame.with_columns(document_key=pl.int_range(pl.len(), dtype=pl.Int64))
    tags = [name for name in frame.columns if name not in LEDGER_SCHEMA]
    return frame.select(*LEDGER_SCHEMA, *tags)


def rejected(rejects: Sequence[Rejected]) -> CreditkitError:
    """One error for all rows that could not be read: the first 20 in full, the rest counted."""
    details: list[Message | str] = [
        Message(N_("{where}: {problem}"), {"where": _place(item), "problem": item.problem})
        for item in rejects[:_LISTED]
    ]
    if len(rejects) > _LISTED:
        details.append(Message(N_("and {count} more"), {"count": len(rejects) - _LISTED}))
    first = rejects[0]
    return CreditkitError(
        "CK240",
        N_("{count} cells or rows cannot be read; a total without them would be wrong."),
        where=Where(first.path, first.sheet),
        fix=N_("Mend them in the file, or let the others through with --rejects FILE, which writes these there."),
        details=tuple(details),
        count=len(rejects),
    )


class _Place:
    """The place of a reject without its file, worded when it is shown."""

    def __init__(self, item: Rejected) -> None:
        self.item = item

    def __str__(self) -> str:
        return str(replace(self.item.where, path=None))


def _place(item: Rejected) -> object:
    return _Place(item)


def _check_totals(ledger: Ledger, options: ReadOptions, paths: Sequence[Path]) -> None:
    """--expect-total against Σ open as of the export (amount − everything settled)."""
    if not options.expect_total:
        return
    sums = dict(ledger.documents.group_by("currency").agg(pl.col("open_amount").sum()).iter_rows())
    paid = dict(ledger.settlements.group_by("currency").agg(pl.col("amount").sum()).iter_rows())
    for currency, expected in options.expect_total.items():
        found = Decimal(sums.get(currency) or 0) - Decimal(paid.get(currency) or 0)
        if found != expected:
            raise CreditkitError(
                "CK254",
                N_(
                    "The ledger adds up to {found} {currency}; the control total is {expected}, a difference of {difference}."
                ),
                where=Where(", ".join(str(path) for path in paths)),
                fix=N_("Check that the export is complete and of the same day as the control total."),
                found=f"{found:,.2f}",
                expected=f"{expected:,.2f}",
                difference=f"{found - expected:,.2f}",
                currency=currency,
            )


def _ledger_notices(ledger: Ledger, options: ReadOptions) -> list[Notice]:
    notices = []
    frame = ledger.documents
    undated = frame.filter(
        pl.col("due_date").is_null() & (pl.col("amount") > zero()) & pl.lit(ledger.layout != "balances")
    ).height
    if undated:
        notices.append(
            Notice.of(
                "CK811", N_("{count} documents have no due date; they are aged from their invoice date."), count=undated
            )
        )
    keys = ["customer_id", "document_id", "instalment", "document_type"]
    numbered = frame.select(keys).filter(pl.col("document_id").is_not_null())
    twice = numbered.clear()
    # Counting the numbers is cheap; only a ledger in which one recurs is grouped.
    if numbered["document_id"].n_unique() < numbered.height:
        twice = numbered.group_by(keys).len().filter(pl.col("len") > 1)
    if twice.height and ledger.layout != "balances":
        examples = ", ".join(twice.sort("document_id")["document_id"].head(3).to_list())
        notices.append(
            Notice.of(
                "CK812",
                N_("{count} document numbers appear more than once and every one was kept: {examples}."),
                count=twice.height,
                examples=examples,
            )
        )
    if ledger.layout == "invoices" and frame.height:
        open_share = (frame["open_amount"] != Decimal(0)).mean()
        if open_share == 0:
            notices.append(
                Notice.of("CK813", N_("Every invoice of the ledger is paid: unpaid ones seem to be missing."))
            )
    unnamed = int(frame["currency"].eq("XXX").sum())
    if unnamed:
        text = N_(
            "The ledger names no currency; amounts are shown without one (XXX). Name it with --map currency=\"'EUR'\"."
        )
        if unnamed < frame.height:
            text = N_("{count} documents name no currency and are shown without one (XXX).")
        notices.append(Notice.of("CK814", text, count=unnamed))
    return notices
