"""Which column of a file is which: the header row found, every header mapped with a reason, or a clear question."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass, field

import polars as pl

from creditkit.errors import CreditkitError, Notice, Where
from creditkit.read.aliases import System, aliases, plain_header, systems
from creditkit.read.raw import RawTable
from creditkit.read.request import ReadOptions
from creditkit.words import N_, Message

_SEARCHED_ROWS = 60
# Two columns for one of these would change a figure, so nothing but the user may choose.
_DECISIVE = frozenset({"amount", "open_amount", "settled_amount", "due_date", "debit", "credit", "credit_limit"})
_NAME_ONLY = frozenset(plain_header(h) for h in ("customer", "客户", "party", "client", "往来单位"))


@dataclass(frozen=True)
class Header:
    """The header of a table: its texts by column, and the rows of `cells` it stands on (first, last)."""

    names: tuple[str, ...]
    first: int
    last: int


@dataclass(frozen=True)
class Column:
    """Where a canonical column comes from: a position, or a constant; reason: why."""

    header: str
    reason: Message
    position: int | None = None
    constant: str | None = None


@dataclass(frozen=True)
class Mapping:
    header: Header
    columns: dict[str, Column]
    tags: dict[str, int] = field(default_factory=dict)
    buckets: dict[str, int] = field(default_factory=dict)
    system: str | None = None
    notices: tuple[Notice, ...] = ()

    @property
    def plain(self) -> dict[str, str]:
        """canonical → header, as people and JSON see it."""
        return {name: column.header for name, column in self.columns.items()}


def known_headers(kind: str) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """(normalised header → canonical columns, the same for headers that only may mean it) for ledger, customers, …"""
    tables = {"customers": {"customers", "financials", "orders", "notes"}}.get(kind, {kind})
    strong: dict[str, list[str]] = defaultdict(list)
    weak: dict[str, list[str]] = defaultdict(list)
    for alias in aliases():
        if not alias.tables & tables:
            continue
        for header in alias.headers:
            target = weak if header in alias.ambiguous else strong
            target[header].append(alias.name)
        for header in alias.ambiguous:
            if alias.name not in weak[header]:
                weak[header].append(alias.name)
    return strong, weak


def bucket_patterns() -> tuple[re.Pattern[str], ...]:
    alias = next(entry for entry in aliases() if entry.name == "aging_bucket")
    return tuple(re.compile(pattern) for pattern in alias.patterns)


def find_header(table: RawTable, kind: str, options: ReadOptions) -> Header | None:
    """The row (or two rows) with the most known headers, at least two; None where no row has them."""
    strong, weak = known_headers(kind)
    wanted = {plain_header(header) for header in options.mapping.values()}
    known = strong.keys() | weak.keys() | wanted
    known |= {header for system in systems() for header in system.columns} if kind == "ledger" else set()
    rows = table.cells.head(_SEARCHED_ROWS).rows()
    best: tuple[tuple[int, bool], Header] | None = None
    for place, row in enumerate(rows):
        names = tuple((cell or "").strip() for cell in row)
        for header in _candidates(names, rows, place, known, table):
            hits = len({plain_header(name) for name in header.names if plain_header(name) in known})
            if hits < 2:
                continue
            # A title above the header makes no second header row: one row is preferred to two that say no more.
            rank = (hits, header.first == header.last)
            if best is None or rank > best[0]:
                best = (rank, header)
    return best[1] if best else None


def _candidates(
    names: tuple[str, ...], rows: list[tuple[str | None, ...]], place: int, known: set[str], table: RawTable
) -> list[Header]:
    found = [Header(names, place, place)]
    if place + 1 < len(rows):
        below = tuple((cell or "").strip() for cell in rows[place + 1])
        if any(below) and not any(re.search(r"\d", cell) for cell in below):
            found.append(Header(_joined(names, below, known, _spans(table, place)), place, place + 1))
    return found


def _spans(table: RawTable, place: int) -> set[int]:
    """Columns that continue the merged cell on their left in the header's first row."""
    row = table.row_of(place)
    return {
        column - 1
        for first_row, first, last_row, last in table.merged
        if first_row <= row <= last_row
        for column in range(first + 1, last + 1)
    }


def _joined(upper: tuple[str, ...], lower: tuple[str, ...], known: set[str], spanned: set[int]) -> tuple[str, ...]:
    names, group = [], ""
    for column, (above, below) in enumerate(zip(upper, lower, strict=True)):
        group = above or (group if column in spanned or (below and not above) else "")
        if not below:
            names.append(above)
        elif not group:
            names.append(below)
        else:
            tries = (f"{group}-{below}", f"{group}{below}", below)
            names.append(next((name for name in tries if plain_header(name) in known), tries[0]))
    return tuple(names)


def map_headers(table: RawTable, header: Header, kind: str, options: ReadOptions) -> Mapping:
    """Every header its canonical column: the user's mapping, a known system's, the dictionary's, else a tag.

    Errors: CK241 unknown canonical column, CK242 unknown header, CK243 two columns with the same header, CK244 two
    columns for one decisive field.
    """
    where = Where(str(table.path), table.sheet, table.row_of(header.last))
    strong, weak = known_headers(kind)
    taken: dict[int, str] = {}
    columns: dict[str, Column] = {}
    legal = {name for entry in strong.values() for name in entry} | {n for entry in weak.values() for n in entry}
    for name, text in options.mapping.items():
        if name not in legal:
            continue  # the mapping may serve several tables; the caller checks names against all of them
        if re.fullmatch(r"'.*'", text):
            columns[name] = Column(text, Message(N_("a constant given for it")), constant=text[1:-1])
            continue
        place = _place_of(text, header)
        if place is None:
            continue
        columns[name] = Column(header.names[place], Message(N_("mapped by the user")), position=place)
        taken[place] = name
    system = _system(header) if kind == "ledger" else None
    candidates: dict[str, list[tuple[int, Message]]] = defaultdict(list)
    for place, text in enumerate(header.names):
        plain = plain_header(text)
        if not plain or place in taken:
            continue
        if system is not None and plain in system.columns:
            candidates[system.columns[plain]].append(
                (place, Message(N_("header of {system}"), {"system": system.name}))
            )
        elif names := strong.get(plain):
            candidates[names[0]].append((place, Message(N_("header known for this column"))))
    notices: list[Notice] = []
    _split_customer(candidates, header)
    for name, found in candidates.items():
        if name in columns:
            continue
        place, reason = _one_of(name, found, table, header, where, notices)
        columns[name], taken[place] = Column(header.names[place], reason, position=place), name
    perhaps: dict[str, list[tuple[int, Message]]] = defaultdict(list)
    claimed: set[str] = set()
    for place, text in enumerate(header.names):
        plain = plain_header(text)
        if place in taken or not plain or plain not in weak:
            continue
        free = [name for name in weak[plain] if name not in columns and (len(weak[plain]) == 1 or name not in claimed)]
        if len(free) > 1:
            raise CreditkitError(
                "CK244",
                N_('The header "{header}" may mean {first} or {second}.'),
                where=where,
                fix=N_('Say which: --map {first}="{header}" or --map {second}="{header}".'),
                header=text,
                first=free[0],
                second=free[1],
            )
        if free:
            claimed.add(free[0])
            perhaps[free[0]].append((place, Message(N_("header that may mean this column; nothing else fills it"))))
    for name, found in perhaps.items():
        place, reason = _one_of(name, found, table, header, where, notices)
        columns[name], taken[place] = Column(header.names[place], reason, position=place), name
    patterns = bucket_patterns() if kind == "ledger" else ()
    buckets, tags = {}, {}
    for place, text in enumerate(header.names):
        if place in taken or not text:
            continue
        if any(pattern.match(_bucket_text(text)) for pattern in patterns):
            buckets[text] = place
        tags[text] = place
    return Mapping(header, columns, tags, buckets, system.name if system else None, tuple(notices))


def _bucket_text(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKC", text).casefold().strip()


def _place_of(text: str, header: Header) -> int | None:
    exact = [place for place, name in enumerate(header.names) if name == text.strip()]
    loose = [place for place, name in enumerate(header.names) if plain_header(name) == plain_header(text)]
    found = exact or loose
    return found[0] if found else None


def _system(header: Header) -> System | None:
    present = {plain_header(name) for name in header.names}
    fitting = [
        (len(fingerprint), system)
        for system in systems()
        if system.name != "plain_zh"
        for fingerprint in system.fingerprints
        if fingerprint <= present
    ]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def _split_customer(candidates: dict[str, list[tuple[int, Message]]], header: Header) -> None:
    """`Customer` beside `Customer Name` is the number: two names of one customer are never both names."""
    names = candidates.get("customer_name", [])
    if len(names) == 2 and "customer_id" not in candidates:
        short = [entry for entry in names if plain_header(header.names[entry[0]]) in _NAME_ONLY]
        if len(short) == 1:
            candidates["customer_id"] = short
            candidates["customer_name"] = [entry for entry in names if entry is not short[0]]


def _one_of(
    name: str,
    found: list[tuple[int, Message]],
    table: RawTable,
    header: Header,
    where: Where,
    notices: list[Notice],
) -> tuple[int, Message]:
    """The column for `name` among several: the only one, the first of equal ones; else an error or the best-known."""
    if len(found) == 1:
        return found[0]
    texts = [header.names[place] for place, _ in found]
    body = table.cells.slice(header.last + 1)
    series = [body.to_series(place) for place, _ in found]
    if all(series[0].eq_missing(other).all() for other in series[1:]):
        return found[0]
    if len({plain_header(text) for text in texts}) < len(texts):
        raise CreditkitError(
            "CK243",
            N_('Two columns bear the header "{header}" and differ in their values.'),
            where=where,
            fix=N_("Rename one of them in the file, or leave one out of the export."),
            header=next(t for t in texts if [plain_header(x) for x in texts].count(plain_header(t)) > 1),
        )
    if name in _DECISIVE:
        raise CreditkitError(
            "CK244",
            N_("Several columns may be {name}: {headers}."),
            where=where,
            fix=N_('Say which: --map {name}="{first}".'),
            name=name, headers=", ".join(f'"{text}"' for text in texts), first=texts[0],
        )  # fmt: skip
    ranks = next(alias.headers for alias in aliases() if alias.name == name)
    order = sorted(found, key=lambda entry: _rank(ranks, header.names[entry[0]]))
    chosen = order[0]
    notices.append(
        Notice.of(
            "CK803",
            N_('Several columns may be {name}; "{header}" was taken, the others were kept as they are: {others}.'),
            where=Where(str(table.path), table.sheet),
            name=name,
            header=header.names[chosen[0]],
            others=", ".join(f'"{header.names[place]}"' for place, _ in order[1:]),
        )
    )
    return chosen


def _rank(ranks: tuple[str, ...], text: str) -> int:
    plain = plain_header(text)
    return ranks.index(plain) if plain in ranks else len(ranks)


def check_mapping(options: ReadOptions, tables: list[tuple[RawTable, Header, str]]) -> None:
    """Refuse a --map that names no canonical column (CK241) or no header of any table (CK242)."""
    legal = {alias.name for alias in aliases()}
    for name, text in options.mapping.items():
        if name not in legal:
            near = difflib.get_close_matches(name, sorted(legal), 1)
            raise CreditkitError(
                "CK241",
                N_('There is no canonical column "{name}".'),
                fix=N_("creditkit columns lists them; the nearest is {near}."),
                name=name,
                near=near[0] if near else "customer_id",
            )
        if re.fullmatch(r"'.*'", text) or any(_place_of(text, header) is not None for _, header, _ in tables):
            continue
        headers = [head for _, header, _ in tables for head in header.names if head]
        raise CreditkitError(
            "CK242",
            N_('No column has the header "{header}".'),
            where=Where(str(tables[0][0].path)) if tables else None,
            fix=N_("The headers are: {headers}."),
            header=text,
            headers=", ".join(dict.fromkeys(headers)),
        )


def body_of(table: RawTable, header: Header) -> tuple[pl.DataFrame, pl.Series | None, int]:
    """The rows below the header, their row numbers where they are not consecutive, and the row of the first."""
    start = header.last + 1
    numbers = None if table.row_numbers is None else table.row_numbers.slice(start)
    return table.cells.slice(start), numbers, table.row_of(header.last) + 1 if numbers is None else 0
