"""What an installed distribution asks for, read from its own metadata."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import metadata

_TEXT = re.compile(
    r"^\s*(?P<name>[A-Za-z0-9._-]+)\s*(?:\[[^\]]*\])?\s*\(?(?P<bounds>[^;)]*)\)?\s*(?:;(?P<marker>.*))?$"
)
_EXTRA = re.compile(r"""extra\s*==\s*["']([^"']+)["']""")


@dataclass(frozen=True)
class Requirement:
    """A library with the bounds of its version; extra: the optional part that needs it."""

    name: str
    bounds: tuple[tuple[str, tuple[int, ...]], ...] = ()
    extra: str | None = None

    @property
    def text(self) -> str:
        return self.name + ",".join(f"{sign}{'.'.join(map(str, number))}" for sign, number in self.bounds)

    def allows(self, version: str) -> bool:
        """Whether `version` lies within the bounds."""
        return all(_holds(_number(version), sign, bound) for sign, bound in self.bounds)


def _holds(version: tuple[int, ...], sign: str, bound: tuple[int, ...]) -> bool:
    length = max(len(version), len(bound))
    left, right = (number + (0,) * (length - len(number)) for number in (version, bound))
    return {">=": left >= right, "<=": left <= right, ">": left > right, "<": left < right, "==": left == right,
            "!=": left != right}[sign]  # fmt: skip


def _number(version: str) -> tuple[int, ...]:
    """The release part of a version: 2.1.0rc1 -> (2, 1, 0)."""
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in found.group().split(".")) if found else ()


def parse_requirement(text: str) -> Requirement | None:
    """One line of a distribution's metadata; None when it is for another system or in a form not used here."""
    found = _TEXT.match(text)
    if found is None:
        return None
    marker = found["marker"] or ""
    extra = _EXTRA.search(marker)
    if marker and not extra:  # for one operating system only; what runs here has been installed already
        return None
    bounds = tuple(
        (sign, _number(number)) for sign, number in re.findall(r"(>=|<=|==|!=|<|>)\s*([0-9][^,\s]*)", found["bounds"])
    )
    return Requirement(found["name"], bounds, extra.group(1) if extra else None)


def requirements(distribution: str) -> list[Requirement]:
    """What `distribution` asks for, in its own order; nothing when it is not installed but run from its sources."""
    try:
        lines = metadata.requires(distribution) or []
    except metadata.PackageNotFoundError:
        return []
    return [requirement for line in lines if (requirement := parse_requirement(line))]
