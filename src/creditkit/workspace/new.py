"""A new workspace: what `creditkit init` writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from creditkit.errors import CreditkitError, Where
from creditkit.workspace.config import FILE_NAME
from creditkit.workspace.template import render_creditkit_toml

if TYPE_CHECKING:
    from creditkit.read.ledgers import LedgerReading

POLICY_NAME = "policy.toml"


def proposal(
    folder: Path,
    *,
    company: str | None = None,
    currency: str | None = None,
    language: str = "en",
    ledger: Path | None = None,
    reading: LedgerReading | None = None,
) -> str:
    """The creditkit.toml proposed for `folder`: with a ledger and its reading, what was understood is written down.

    Saying in the file what reading found out makes tomorrow's export strict: a header or date order that has changed
    is refused instead of guessed anew.
    """
    found = None if reading is None else next((f for f in reading.files if f.role == "ledger"), None)
    mapping: Mapping[str, Mapping[str, str]] = {} if found is None else {"ledger": found.mapping}
    return render_creditkit_toml(
        company=company or "",
        currency=currency or _only_currency(reading),
        language=language,
        ledger=() if ledger is None else (_relative(ledger, folder),),
        mapping=mapping,
        date_order=None if found is None else found.date_order,
        decimal=None if found is None else found.decimal,
        encoding=None if found is None else found.encoding,
        sheet=None if found is None else found.sheet,
        policy=POLICY_NAME,
    )


def _only_currency(reading: LedgerReading | None) -> str | None:
    if reading is None:
        return None
    currencies = reading.ledger.documents["currency"].drop_nulls().unique().to_list()
    return currencies[0] if len(currencies) == 1 and currencies[0] != "XXX" else None


def _relative(path: Path, folder: Path) -> str:
    """path as creditkit.toml in `folder` names it: relative where it lies below, with / on every system."""
    full, base = path.resolve(), folder.resolve()
    return full.relative_to(base).as_posix() if full.is_relative_to(base) else str(full)


def write_workspace(folder: Path, text: str, policy: str, *, overwrite: bool = False) -> tuple[Path, ...]:
    """Write creditkit.toml (`text`) and policy.toml (`policy`); gives the two paths.

    Errors: CK503 when one of them is there and `overwrite` is not asked for; then neither is written.
    """
    from creditkit.files import write_text
    from creditkit.workspace.folders import make_folder

    contents = {folder / FILE_NAME: text, folder / POLICY_NAME: policy}
    for path in contents:
        if path.exists() and not overwrite:
            raise CreditkitError(
                "CK503",
                "The file is already there.",
                where=Where(path=str(path)),
                fix="Overwrite it with --force, or look at the proposal with --dry-run.",
            )
    make_folder(folder)
    for path, content in contents.items():
        write_text(path, content)
    return tuple(contents)
