"""Piecewise linear curves of the policy, exactly: days late → points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm

Nodes = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Line:
    """points × scale = slope × days + level, for days ≤ upto (None = beyond the last node)."""

    upto: Fraction | None
    slope: int
    level: int


@dataclass(frozen=True)
class ScaledCurve:
    """A curve whose values at whole days are whole numbers once multiplied by `scale`, so that sums of them are exact."""

    scale: int
    lines: tuple[Line, ...]


def scaled_curve(nodes: Nodes) -> ScaledCurve:
    """The straight lines between the nodes, level before the first and after the last.

    nodes: (days, points) in ascending order of days, at least one.
    """
    exact = [(Fraction(str(days)), Fraction(str(points))) for days, points in nodes]
    lines: list[tuple[Fraction | None, Fraction, Fraction]] = [(exact[0][0], Fraction(0), exact[0][1])]
    for (x0, y0), (x1, y1) in pairwise(exact):
        slope = (y1 - y0) / (x1 - x0)
        lines.append((x1, slope, y0 - slope * x0))
    lines.append((None, Fraction(0), exact[-1][1]))
    scale = lcm(*(part.denominator for _, slope, level in lines for part in (slope, level)))
    return ScaledCurve(scale, tuple(Line(upto, int(slope * scale), int(level * scale)) for upto, slope, level in lines))
