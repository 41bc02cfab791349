"""Amount, settled and open of each row, with its sign, from whatever columns of money the file has."""

from __future__ import annotations

import polars as pl

from creditkit.errors import CreditkitError
from creditkit.money import MONEY, zero
from creditkit.read.control import HALF_CENT, shown
from creditkit.read.kinds import REDUCING
from creditkit.read.values import Columns
from creditkit.words import N_, Message

AMOUNTS = [
    "amount", "open_amount", "settled_amount", "debit", "credit", "credit_note_amount", "discount_amount",
    "writeoff_amount", "amount_local", "open_local",
]  # fmt: skip
_CREDIT_SIDE = ["c", "cr", "credit", "h", "haben", "贷", "贷方"]
_PAID = ("settled_amount", "credit_note_amount", "discount_amount", "writeoff_amount")


def in_local(columns: Columns) -> bool:
    """Whether the only amounts of the file are those in local currency."""
    own = ("amount", "open_amount", "debit", "credit")
    return not any(columns.has(name) for name in own) and (columns.has("amount_local") or columns.has("open_local"))


def amounts_of(columns: Columns, kind: pl.Series, settled_on: pl.Series) -> dict[str, pl.Series]:
    """amount, settled_amount, settled_date, open_amount: amount = settled + open on every row.

    amount, else debit − credit, else open + paid.  open as given, else amount − paid, else 0 where the row says that it
    is settled.  The sign comes from the minus, from debit and credit, from a column of directions, or from the document
    type where the file writes credit items without a minus.  A row whose amounts contradict each other is rejected.
    """
    frame = _raw(columns, kind, settled_on)
    frame = _by_direction(columns, frame)
    frame = _by_local_sign(columns, frame)
    frame = _by_type(columns, frame)
    height = frame.height
    has_open, has_paid = (frame[name].null_count() < height for name in ("open", "paid"))
    blank = frame.select(pl.col("amount").is_null() & pl.col("open").is_null()).to_series()
    for index in blank.arg_true():
        if index not in columns.bad:
            columns.reject(index, None, None, Message(N_("the row has no amount")))
    _partly(columns, frame)
    if has_open and has_paid:
        _contradictions(columns, frame)
    done = pl.col("settled_on").is_not_null() | pl.Series(_closed(columns))
    if has_open and not columns.has("amount") and _lists_cleared(columns):
        # SAP shows cleared items with what they once amounted to: cleared means nothing is open.
        frame = frame.with_columns(amount=pl.coalesce("amount", "open"), open=pl.when(done).then(zero()).otherwise("open"))  # fmt: skip
    part = pl.col("paid").fill_null(zero()) if has_paid else pl.when(done).then(pl.col("amount")).otherwise(zero())
    if has_paid and not has_open:
        # A row said to be settled, and no word on how much was paid, is settled whole.
        part = pl.when(done & pl.col("paid").is_null()).then(pl.col("amount")).otherwise(part)
    frame = frame.with_columns(
        amount=pl.coalesce("amount", pl.col("open") + pl.col("paid").fill_null(zero())).cast(MONEY)
    )
    rest = (pl.col("amount") - part).cast(MONEY)
    frame = frame.with_columns(open=pl.coalesce("open", rest).cast(MONEY))
    settled = frame.select((pl.col("amount") - pl.col("open")).cast(MONEY)).to_series()
    return {
        "amount": frame["amount"],
        "settled_amount": settled,
        "settled_date": frame["settled_on"],
        "open_amount": frame["open"],
    }


def _raw(columns: Columns, kind: pl.Series, settled_on: pl.Series) -> pl.DataFrame:
    """amount, open, paid as written; reducing: the type lowers the debt; sided: the sign is that of debit and credit."""
    nothing = pl.repeat(None, columns.body.height, dtype=MONEY, eager=True)

    def first(*names: str) -> pl.Series:
        name = next((n for n in names if columns.has(n)), None)
        return nothing if name is None else columns.amount(name)

    sided = columns.has("debit") or columns.has("credit")
    amount = _debit_less_credit(columns) if sided else first("amount", "amount_local")
    opened = first("open_amount", "open_local")
    parts = {name: columns.amount(name) for name in _PAID if columns.has(name)}
    paid = nothing
    if len(parts) == 1:
        paid = next(iter(parts.values()))
    elif parts:
        # A blank cell says nothing; a row with none of them filled says nothing about what was paid.
        said = pl.any_horizontal(pl.all().is_not_null())
        total = pl.sum_horizontal(pl.all().fill_null(zero())).cast(MONEY)
        paid = pl.DataFrame(parts).select(pl.when(said).then(total)).to_series()
    return pl.DataFrame(
        {
            "amount": amount, "open": opened, "paid": paid, "settled_on": settled_on,
            "reducing": kind.is_in(REDUCING) & (not sided),
        }
    )  # fmt: skip


def _debit_less_credit(columns: Columns) -> pl.Series:
    sides = pl.DataFrame({"d": columns.amount("debit"), "c": columns.amount("credit")})
    return sides.select(
        pl.when(pl.col("d").is_not_null() | pl.col("c").is_not_null()).then(
            (pl.col("d").fill_null(zero()) - pl.col("c").fill_null(zero())).cast(MONEY)
        )
    ).to_series()


def _by_direction(columns: Columns, frame: pl.DataFrame) -> pl.DataFrame:
    """The sign from a column that says debit or credit, unless the amounts bear it already.

    Errors: CK258 where credit rows have amounts of both signs.
    """
    if not columns.has("direction") or columns.has("debit") or columns.has("credit"):
        return frame
    side = columns.text("direction").str.to_lowercase().is_in(_CREDIT_SIDE).fill_null(False)
    money = frame.select(pl.coalesce("amount", "open")).to_series().filter(side)
    below, above = bool((money < 0).any()), bool((money > 0).any())
    if below and above:
        header = columns.mapping.columns["direction"].header
        raise CreditkitError(
            "CK258",
            N_('Rows that are credits by "{header}" have amounts with and without a minus, so their sign is open.'),
            where=columns.where,
            fix=N_("Export the amounts with one rule for signs, or leave the column out: --map direction=\"''\"."),
            header=header,
        )
    if not above:
        return frame
    return _flipped(frame, pl.Series(side)).with_columns(reducing=pl.lit(False))


def _flipped(frame: pl.DataFrame, where: pl.Series | str) -> pl.DataFrame:
    """amount, open and paid with the other sign on the rows marked."""
    return frame.with_columns(
        pl.when(where).then(-pl.col(name)).otherwise(name).cast(MONEY).alias(name)
        for name in ("amount", "open", "paid")
    )


def _by_local_sign(columns: Columns, frame: pl.DataFrame) -> pl.DataFrame:
    """A minus on the local amount of a row whose own amount has none: a refund, as Odoo writes it."""
    if not (columns.has("amount") or columns.has("open_amount")):
        return frame
    names = [name for name in ("amount_local", "open_local") if columns.has(name)]
    if not names:
        return frame
    local = pl.DataFrame({name: columns.amount(name) for name in names})
    minus = local.select(pl.any_horizontal((pl.col(name) < zero()).fill_null(False) for name in names)).to_series()
    plain = frame.select((pl.coalesce("amount", "open") > zero()).fill_null(False)).to_series()
    refund = minus & plain
    if not refund.any():
        return frame
    return _flipped(frame, refund).with_columns(reducing=pl.col("reducing") & ~refund)


def _by_type(columns: Columns, frame: pl.DataFrame) -> pl.DataFrame:
    """Credit notes and receipts with a minus: a file that writes them all without one means it.

    What a receipt reduced by is negative as its amount is.
    Errors: CK258 where some have a minus and some have none, for either reading gives another total.
    """
    if not frame["reducing"].any() and not frame.select((pl.coalesce("amount", "open") < zero()).any()).item():
        return frame
    system = columns.mapping.system
    trusted = system is not None and system.signed
    flagged = frame.filter("reducing").select(pl.coalesce("amount", "open")).to_series().drop_nulls()
    below, above = bool((flagged < 0).any()), bool((flagged > 0).any())
    if below and above and not trusted:
        raise CreditkitError(
            "CK258",
            N_("Some of the credit notes and receipts have a minus and {count} have none, so their sign is open."),
            where=columns.where,
            fix=N_(
                "Export the amounts with one rule for signs, or have them taken as written: --map document_type=\"''\"."
            ),
            count=int((flagged > 0).sum()),
        )
    if above and not trusted:
        frame = _flipped(frame, "reducing")
    opposite = (pl.coalesce("amount", "open") < zero()) & (pl.col("paid") > zero())
    if frame["paid"].null_count() == frame.height or not frame.select(opposite.any()).item():
        return frame
    fits = (pl.col("amount") + pl.col("paid") - pl.col("open")).abs() <= HALF_CENT
    turned = opposite & fits.fill_null(True)
    return frame.with_columns(paid=pl.when(turned).then(-pl.col("paid")).otherwise("paid").cast(MONEY))


def _contradictions(columns: Columns, frame: pl.DataFrame) -> None:
    """amount − paid must be open, to half a cent."""
    name = next(n for n in ("open_amount", "open_local") if columns.has(n))
    off = (pl.col("amount") - pl.col("paid").fill_null(zero()) - pl.col("open")).abs() > HALF_CENT
    for index in frame.select(off.fill_null(False)).to_series().arg_true():
        if index in columns.bad:
            continue
        amount, paid, opened = (shown(frame[column][index]) for column in ("amount", "paid", "open"))
        columns.reject(
            index, columns.mapping.columns[name].header, opened,
            Message(
                N_("amount {amount} less paid {paid} is not open {open}"),
                {"amount": amount, "paid": paid, "open": opened},
            ),
        )  # fmt: skip


def _lists_cleared(columns: Columns) -> bool:
    """Whether the list is one that keeps cleared items with their amount (SAP with cleared items, by its date)."""
    system = columns.mapping.system
    return system is not None and system.name == "sap_fbl5n" and columns.has("settled_date")


def _closed(columns: Columns) -> pl.Series:
    return columns.status().eq("settled").fill_null(False)


def _partly(columns: Columns, frame: pl.DataFrame) -> None:
    """A row that is paid in part by its status, where nothing says how much, has no figure."""
    for index in columns.status().eq("part").fill_null(False).arg_true():
        if index not in columns.bad and frame["paid"][index] is None and frame["open"][index] is None:
            problem = Message(N_("paid in part by its status, and no column says how much"))
            columns.reject(index, columns.mapping.columns["status"].header, columns.text("status")[index], problem)
