"""Errors and warnings that people read: a stable code, what is wrong, where, what was expected, how to mend it.

The first digit of a code is its exit status: CK1xx the command line (2), CK2xx and CK3xx the input data (3),
CK4xx the policy or workspace (4), CK5xx the output (5), CK6xx the lock (6), CK7xx delivery (7).
CK8xx are warnings: they stand in the output and on stderr and end nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from creditkit.words import Message, say

EXIT_CODES = {"1": 2, "2": 3, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7}


@dataclass(frozen=True)
class Where:
    """The place a message speaks of: file, sheet, row (1-based, as the user's program shows it), column, value."""

    path: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        parts = [self.path] if self.path else []
        if self.sheet:
            parts.append(say('sheet "{sheet}"', sheet=self.sheet))
        if self.row is not None:
            parts.append(say("row {row}", row=self.row) if self.sheet else say("line {row}", row=self.row))
        if self.column:
            parts.append(say('column "{column}"', column=self.column))
        if self.value is not None:
            parts.append(say('value "{value}"', value=self.value))
        return ", ".join(parts)


class CreditkitError(Exception):
    """An operating error, shown to the user as one message and never as a traceback.

    code: stable, `CK201`.  text: a message id with placeholders, filled from `values`.
    fix: a message id (same values) that says how to mend it.  details: further lines, each a Message or str.
    """

    def __init__(
        self,
        code: str,
        text: str,
        *,
        where: Where | None = None,
        fix: str | None = None,
        details: tuple[Message | str, ...] = (),
        **values: object,
    ) -> None:
        super().__init__(code, text)
        self.code, self.text, self.where, self.fix = code, text, where, fix
        self.details, self.values = details, values

    @property
    def exit_code(self) -> int:
        return EXIT_CODES[self.code[2]]

    def __str__(self) -> str:
        head = say("error[{code}]", code=self.code)
        place = f" {self.where}:" if self.where and str(self.where) else ""
        lines = [f"{head}{place} {say(self.text, **self.values)}"]
        lines += [f"  {detail}" for detail in self.details]
        if self.fix:
            lines.append(f"  {say(self.fix, **self.values)}")
        return "\n".join(lines)


@dataclass(frozen=True)
class Notice:
    """A warning (CK8xx): the run goes on, the notice stands in every output."""

    code: str
    message: Message
    where: Where | None = None

    @staticmethod
    def of(code: str, text: str, *, where: Where | None = None, **values: object) -> Notice:
        return Notice(code, Message(text, dict(values)), where)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where and str(self.where) else ""
        return f"{place}{self.message}"


@dataclass(frozen=True)
class Rejected:
    """One cell or row of the input that could not be read."""

    path: str
    sheet: str | None
    row: int
    column: str | None
    value: str | None
    problem: Message

    @property
    def where(self) -> Where:
        return Where(self.path, self.sheet, self.row, self.column, self.value)
