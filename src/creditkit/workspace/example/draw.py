"""Seeded draws that give the same numbers on every machine and every Python.

Only `random.Random.random` keeps its sequence from one Python version to the next by promise, so every other draw is
made from it here.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """A stream of draws; the same seed gives the same stream."""

    def __init__(self, seed: int) -> None:
        self.unit = random.Random(seed).random

    def chance(self, probability: float) -> bool:
        """True with `probability`."""
        return self.unit() < probability

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.unit() * (high - low + 1))

    def between(self, low: float, high: float) -> float:
        """A number from low to high."""
        return low + self.unit() * (high - low)

    def pick(self, choices: Sequence[T]) -> T:
        """One of `choices`."""
        return choices[int(self.unit() * len(choices))]

    def normal(self, mean: float, deviation: float) -> float:
        """mean + deviation · √(−2 ln u₁) · cos 2πu₂ (Box and Muller)."""
        radius = math.sqrt(-2.0 * math.log(1.0 - self.unit()))
        return mean + deviation * radius * math.cos(2.0 * math.pi * self.unit())

    def amount(self, median: float, spread: float) -> Decimal:
        """An amount with two decimals, log-normal around `median`."""
        return cents(median * math.exp(self.normal(0.0, spread)))


def cents(value: float) -> Decimal:
    """value rounded half up to two decimals; value ≥ 0."""
    return Decimal(int(value * 100 + 0.5)).scaleb(-2)


def rounded(value: float, step: int) -> int:
    """value to the nearest multiple of `step`."""
    return math.floor(value / step + 0.5) * step
