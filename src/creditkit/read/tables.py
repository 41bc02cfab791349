"""The one table of a file that holds what is asked for: a ledger, customers, receipts or rates."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from creditkit.errors import CreditkitError, Notice, Where
from creditkit.read.mapping import Header, Mapping, check_mapping, find_header, map_headers
from creditkit.read.raw import RawTable
from creditkit.read.request import ReadOptions
from creditkit.read.sources import file_sha256, open_tables
from creditkit.words import N_

# What a table must have to be taken for one of its kind.
_MARKS: dict[str, tuple[tuple[str, ...], ...]] = {
    "ledger": (
        ("customer_id", "customer_name"),
        ("amount", "open_amount", "debit", "buckets", "open_local", "amount_local"),
        ("due_date", "invoice_date", "posting_date", "baseline_date", "buckets"),
    ),
    "customers": (
        ("customer_id", "customer_name"),
        ("credit_limit", "total_assets", "external_grade", "industry", "since_date", "equity", "sales", "years",
         "insured_limit", "group", "country", "founded_date", "net_days", "annual_purchases", "legal_status"),
    ),
    "payments": (("amount",), ("date",)),
    "rates": (("currency",), ("rate",), ("date",)),
}  # fmt: skip
_KIND = {"ledger": N_("ledger"), "customers": N_("customer file"), "payments": N_("receipts"), "rates": N_("rates")}


@dataclass(frozen=True)
class Chosen:
    """A table that holds what was asked for, with its header mapped."""

    table: RawTable
    mapping: Mapping
    sha256: str


@dataclass(frozen=True)
class _Seen:
    table: RawTable
    header: Header | None
    mapping: Mapping | None
    problem: CreditkitError | None = None

    @property
    def hidden(self) -> bool:
        return bool(getattr(self.table, "sheet_hidden", False))

    @property
    def rows(self) -> int:
        return self.table.cells.height - (self.header.last + 1 if self.header else 0)


def choose(
    path: Path, kind: str, options: ReadOptions, *, own_mapping: bool = True
) -> tuple[list[Chosen], tuple[Notice, ...]]:
    """The tables of `path` to read as `kind`: the only visible one that fits, or the sheet(s) the user named.

    Errors: those of opening; CK250 no sheet of that name, CK251 two sheets fit, CK252 nothing fits, CK253 only hidden
    sheets fit.
    """
    tables = open_tables(path, options)
    notices: list[Notice] = [notice for table in tables for notice in table.notices]
    if options.sheet and options.sheet != "all" and any(table.sheet for table in tables):
        named = [table for table in tables if table.sheet == options.sheet]
        if not named:
            raise CreditkitError(
                "CK250",
                N_('The workbook has no sheet "{sheet}".'),
                where=Where(str(path)),
                fix=N_("Its sheets are: {sheets}."),
                sheet=options.sheet,
                sheets=", ".join(f'"{table.sheet}"' for table in tables),
            )
        tables = named
    seen = [_look(table, kind, options) for table in tables]
    if own_mapping:
        check_mapping(options, [(item.table, item.header, kind) for item in seen if item.header])
    fitting = [item for item in seen if item.mapping is not None and _fits(item.mapping, kind)]
    broken = [item for item in seen if item.problem is not None and not item.hidden]
    visible = [item for item in fitting if not item.hidden]
    if not visible and broken:
        raise broken[0].problem or AssertionError
    if len(visible) > 1 and options.sheet != "all":
        raise CreditkitError(
            "CK251",
            N_("{count} visible sheets look like a {kind}: {sheets}."),
            where=Where(str(path)),
            fix=N_('Say which with --sheet "{first}", or --sheet all to read them together.'),
            count=len(visible),
            kind=_word(kind),
            sheets=", ".join(f'"{item.table.sheet}" ({item.rows})' for item in visible),
            first=visible[0].table.sheet,
        )
    if not visible and fitting and not options.sheet:
        raise CreditkitError(
            "CK253",
            N_('Only the hidden sheet "{sheet}" looks like a {kind}.'),
            where=Where(str(path)),
            fix=N_('If it is the right one, say so: --sheet "{sheet}".'),
            sheet=fitting[0].table.sheet,
            kind=_word(kind),
        )
    chosen = visible or fitting
    if not chosen:
        raise _nothing_fits(path, kind, seen)
    others = [item.table.sheet for item in seen if item not in chosen and item.table.sheet]
    if others and not options.sheet:
        notices.append(
            Notice.of(
                "CK805",
                N_('Sheet "{sheet}" was read; these were not: {others}.'),
                where=Where(str(path)),
                sheet=", ".join(str(item.table.sheet) for item in chosen),
                others=", ".join(f'"{name}"' for name in others),
            )
        )
    return [
        Chosen(item.table, item.mapping, item.table.sha256 or file_sha256(path))
        for item in chosen
        if item.mapping is not None
    ], tuple(notices) + tuple(n for item in chosen if item.mapping for n in item.mapping.notices)


def holds(path: Path, kind: str, options: ReadOptions) -> bool:
    """Whether a visible sheet of the workbook, or the text file, can be read as `kind`."""
    seen = [_look(table, kind, options) for table in open_tables(path, options)]
    return any(item.mapping is not None and not item.hidden and _fits(item.mapping, kind) for item in seen)


def mapping_of(table: RawTable, kind: str, options: ReadOptions) -> Mapping:
    """The mapping of a table that is to be read as `kind`.  Errors: those of mapping; CK252 it does not fit."""
    seen = _look(table, kind, options)
    if seen.problem is not None:
        raise seen.problem
    if seen.mapping is None or not _fits(seen.mapping, kind):
        raise _nothing_fits(table.path, kind, [seen])
    return seen.mapping


def _word(kind: str) -> str:
    from creditkit.words import say

    return say(_KIND[kind])


def _look(table: RawTable, kind: str, options: ReadOptions) -> _Seen:
    header = find_header(table, kind, options)
    if header is None:
        return _Seen(table, None, None)
    try:
        return _Seen(table, header, map_headers(table, header, kind, options))
    except CreditkitError as problem:
        return _Seen(table, header, None, problem)


def _fits(mapping: Mapping, kind: str) -> bool:
    present = set(mapping.columns) | ({"buckets"} if len(mapping.buckets) >= 3 else set())
    if kind == "customers" and present & {"document_id", "invoice_number", "invoice_date", "due_date"}:
        return False
    if kind == "ledger" and present & {"total_assets", "equity"} and not present & {"due_date", "invoice_date"}:
        return False
    if kind == "ledger" and "credit_limit" in mapping.tags and not present & {"due_date", "invoice_date", "buckets"}:
        return False
    return all(present & set(marks) for marks in _MARKS[kind])


def _nothing_fits(path: Path, kind: str, seen: list[_Seen]) -> CreditkitError:
    headed = next((item for item in seen if item.header is not None), None)
    if headed is None or headed.header is None or headed.mapping is None:
        return CreditkitError(
            "CK252",
            N_("No row looks like the header of a {kind}: none has two headers that are known."),
            where=Where(str(path)),
            fix=N_(
                'Name the columns: --map customer_id="…" --map amount="…" --map due_date="…" (creditkit columns lists them).'
            ),
            kind=_word(kind),
        )
    present = set(headed.mapping.columns)
    lacking = [
        " / ".join(name for name in marks if name != "buckets") for marks in _MARKS[kind] if not present & set(marks)
    ]
    return CreditkitError(
        "CK252",
        N_("The header has no column for {lacking}, which a {kind} needs. Its headers are: {headers}."),
        where=Where(str(path), headed.table.sheet, headed.table.row_of(headed.header.last)),
        fix=N_('Say which column it is, for example --map {first}="…" (creditkit columns lists all names).'),
        kind=_word(kind),
        lacking="; ".join(lacking) or "?",
        headers=", ".join(f'"{name}"' for name in headed.header.names if name),
        first=lacking[0].split(" / ")[0] if lacking else "amount",
    )
