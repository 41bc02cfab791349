"""Which column of a file is which: the header row found, every header mapped with a reason, or a clear question."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field

from creditkit.errors import CreditkitError, Notice, Where
from creditkit.read.aliases import System, aliases, plain_header, systems
from creditkit.read.raw import RawTable
from creditkit.read.request import ReadOptions
from creditkit.words import N_, Message

_SEARCHED_ROWS = 60
# Two columns for one of these would change a figure, so nothing but the user may choose.
_DECISIVE = frozenset({"amount", "open_amount", "settled_amount", "due_date", "debit", "credit", "credit_limit"})
_NAME_ONLY = frozenset(plain_header(h) for h in ("customer", "客户", "party", "client", "往来单位"))
# Beside debit and credit these are the running balance of an account, not what is open of a document.
_BALANCES = frozenset(
    plain_header(h)
    for h in ("balance", "saldo", "solde", "余额", "期末余额", "应收余额", "原币余额", "原币-余额", "本币余额", "结存")
)
# Words too plain to be worth a warning when they mean what they say.
_PLAIN_WORDS = frozenset(
    plain_header(h)
    for h in (
        "amount",
        "金额",
        "betrag",
        "montant",
        "bedrag",
        "date",
        "日期",
        "datum",
        "no",
        "number",
        "单号",
        "type",
        "类型",
        "document",
        "beleg",
    )
)
_NUMBER = r"^[-(]?[\d.,\s]*\d[\d.,\s]*[-)]?$"


@dataclass(frozen=True)
class Header:
    """The header of a table: its texts by column, and the rows of `cells` it stands on (first, last)."""

    names: tuple[str, ...]
    first: int
    last: int


@dataclass(frozen=True)
class Column:
    """Where a canonical column comes from: a position, or a constant; reason: why; weak: it may mean another thing."""

    header: str
    reason: Message
    position: int | None = None
    constant: str | None = None
    weak: bool = False


@dataclass(frozen=True)
class Mapping:
    header: Header
    columns: dict[str, Column]
    tags: dict[str, int] = field(default_factory=dict)
    buckets: dict[str, int] = field(default_factory=dict)
    system: System | None = None
    notices: tuple[Notice, ...] = ()

    def position(self, name: str) -> int | None:
        column = self.columns.get(name)
        return None if column is None else column.position

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
        for header in alias.keys:
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
    patterns = bucket_patterns() if kind == "ledger" else ()
    rows = table.cells.head(_SEARCHED_ROWS).rows()
    best: tuple[tuple[int, bool], Header] | None = None
    for place, row in enumerate(rows):
        names = tuple((cell or "").strip() for cell in row)
        for header in _candidates(names, rows, place, known, table):
            words = {plain_header(name) for name in header.names if plain_header(name) in known}
            hits = len(words) + (_bucket_count(header.names, words, patterns) if words else 0)
            if hits < 2:
                continue
            # A title above the header makes no second header row: one row is preferred to two that say no more.
            rank = (hits, header.first == header.last)
            if best is None or rank > best[0]:
                best = (rank, header)
    return best[1] if best else None


def is_bucket(text: str, patterns: tuple[re.Pattern[str], ...]) -> bool:
    """Whether a header names an aging bucket: 1-30, 90+, 未到期, 1-2年."""
    bare = unicodedata.normalize("NFKC", text).casefold().strip()
    return any(pattern.match(bare) for pattern in patterns)


def _bucket_count(names: tuple[str, ...], words: set[str], patterns: tuple[re.Pattern[str], ...]) -> int:
    """Headers that name buckets, from three on: one or two may be numbers of a row."""
    found = {name for name in names if name and plain_header(name) not in words and is_bucket(name, patterns)}
    return len(found) if len(found) >= 3 else 0


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
    balances = _running(header, columns, strong, system) if kind == "ledger" else frozenset()
    candidates: dict[str, list[tuple[int, Message]]] = defaultdict(list)
    for place, text in enumerate(header.names):
        plain = plain_header(text)
        if not plain or place in taken or plain in balances:
            continue
        if system is not None and plain in system.columns:
            candidates[system.columns[plain]].append(
                (place, Message(N_("header of {system}"), {"system": system.name}))
            )
        elif names := strong.get(plain):
            name = names[0] if len(names) == 1 else _by_value(names, table, header, place)
            candidates[name].append((place, Message(N_("header known for this column"))))
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
        if place in taken or not plain or plain not in weak or plain in balances:
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
        columns[name], taken[place] = Column(header.names[place], reason, position=place, weak=True), name
    patterns = bucket_patterns() if kind == "ledger" else ()
    buckets, tags = {}, {}
    for place, text in enumerate(header.names):
        if place in taken or not text:
            continue
        if is_bucket(text, patterns):
            buckets[text] = place
        tags[text] = place
    notices += _said(columns, [name for name in perhaps if name in columns], tags, weak, table, header)
    return Mapping(header, columns, tags, buckets, system, tuple(notices))


def _running(
    header: Header, columns: dict[str, Column], strong: dict[str, list[str]], system: System | None
) -> frozenset[str]:
    """Headers that are the running balance of an account: those of balances, where debit or credit is there too."""
    present = {plain_header(name) for name in header.names}
    sides = {name for plain in present for name in strong.get(plain, [])} | set(columns)
    sides |= {system.columns[plain] for plain in present if plain in system.columns} if system else set()
    return _BALANCES if sides & {"debit", "credit"} else frozenset()


def _by_value(names: list[str], table: RawTable, header: Header, place: int) -> str:
    """`Open` with amounts is the open amount, with yes and no the status."""
    cells = table.cells.slice(header.last + 1, 1_000).to_series(place).drop_nulls().str.strip_chars()
    numbers = bool(cells.len()) and float(cells.str.contains(_NUMBER).mean() or 0) > 0.5  # type: ignore[arg-type]
    fitting = [name for name in names if (name in _MONEY_NAMES) == numbers]
    return (fitting or names)[0]


_MONEY_NAMES = frozenset({"open_amount", "amount", "settled_amount"})


def _said(
    columns: dict[str, Column], perhaps: list[str], tags: dict[str, int], weak: dict[str, list[str]],
    table: RawTable, header: Header,
) -> list[Notice]:  # fmt: skip
    """Headers taken although they may mean other things, and amounts left aside for a better-named column."""
    where = Where(str(table.path), table.sheet)
    taken = [(columns[name].header, name) for name in perhaps if plain_header(columns[name].header) not in _PLAIN_WORDS]
    notices = []
    if taken:
        notices.append(
            Notice.of(
                "CK825",
                N_("Headers that may mean other things were taken for what they most likely are: {pairs}."),
                where=where,
                pairs=", ".join(f'"{text}" = {name}' for text, name in taken),
            )
        )
    for text, place in tags.items():
        name = next((n for n in weak.get(plain_header(text), []) if n in _DECISIVE and n in columns), None)
        other = None if name is None else columns[name].position
        if name is None or other is None:
            continue
        body = table.cells.slice(header.last + 1)
        if not body.to_series(place).eq_missing(body.to_series(other)).all():
            notices.append(_chosen(name, columns[name].header, [text], where))
    return notices


def _chosen(name: str, header: str, others: list[str], where: Where) -> Notice:
    return Notice.of(
        "CK803",
        N_('Several columns may be {name}; "{header}" was taken, the others were kept as they are: {others}.'),
        where=where,
        name=name,
        header=header,
        others=", ".join(f'"{text}"' for text in others),
    )


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
    ranks = next(alias.keys for alias in aliases() if alias.name == name)
    order = sorted(found, key=lambda entry: _rank(ranks, header.names[entry[0]]))
    chosen = order[0]
    others = [header.names[place] for place, _ in order[1:]]
    notices.append(_chosen(name, header.names[chosen[0]], others, Where(str(table.path), table.sheet)))
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
        headers = list(dict.fromkeys(head for _, header, _ in tables for head in header.names if head))
        raise CreditkitError(
            "CK242",
            N_('No column has the header "{header}".'),
            where=Where(str(tables[0][0].path)) if tables else None,
            fix=N_("The nearest is {near}. All headers: {headers}."),
            header=text,
            near=_nearest(text, headers),
            headers=", ".join(f'"{head}"' for head in headers),
        )


def _nearest(text: str, headers: list[str]) -> str:
    plain = {plain_header(head): head for head in headers}
    found = difflib.get_close_matches(plain_header(text), plain, 1, 0.0)
    return f'"{plain[found[0]]}"' if found else "-"
