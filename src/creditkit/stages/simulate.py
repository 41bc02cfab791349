"""Losses of simulated years, with the same bits on every machine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

import polars as pl

from creditkit.stages.vasicek import conditional_pd, state_of

_STEPS = 2**32


@dataclass(frozen=True)
class Name:
    """One debtor: id, loss if it defaults (whole minor units, ≥ 0), PD and correlation."""

    id: str
    loss: int
    pd: float
    correlation: float


@dataclass(frozen=True)
class Losses:
    """The losses of all draws, sorted, in whole minor units."""

    sorted: pl.Series

    @property
    def draws(self) -> int:
        return len(self.sorted)

    @property
    def mean(self) -> float:
        return self._sum() / self.draws

    @property
    def standard_error(self) -> float:
        """s ÷ √n of the mean, from exact sums."""
        n, total = self.draws, self._sum()
        squares = sum(value * value for value in self.sorted.to_list())
        return math.sqrt((n * squares - total * total) / (n * n * (n - 1)))

    def quantile(self, confidence: float) -> int:
        """The smallest loss that at least a share `confidence` of the draws does not exceed."""
        return self._at(math.ceil(round(self.draws * confidence, 6)))

    def quantile_range(self, confidence: float) -> tuple[int, int]:
        """Where the quantile lies with 95 % probability, given the number of draws (binomial ranks)."""
        n = self.draws
        spread = 1.96 * math.sqrt(n * confidence * (1 - confidence))
        return self._at(math.floor(n * confidence - spread)), self._at(math.ceil(n * confidence + spread))

    def _at(self, rank: int) -> int:
        return int(self.sorted[min(max(rank, 1), self.draws) - 1])

    def _sum(self) -> int:
        return sum(self.sorted.to_list())


def simulate(names: Sequence[Name], *, draws: int, seed: int, single: int) -> Losses:
    """loss = Σ loss_i·[u_i < P(default_i | Z)] over `draws` years: √ρ·Z + √(1 − ρ)·ε < Φ⁻¹(PD), conditioned on Z.

    The `single` names of the largest losses are drawn one by one; the others, a granular mass, lose their expected
    share given Z.  Each name has a random stream of its own from seed and id (Mersenne twister, text seed), so
    another customer or a second scenario does not change the luck of the first; u and P are compared in steps of 2⁻³².
    """
    ranked = sorted((name for name in names if name.loss and name.pd > 0), key=lambda name: (-name.loss, name.id))
    total = pl.Series("loss", [0] * draws, dtype=pl.Int128)
    for place, name in enumerate(ranked):
        bound, loss = _thresholds(name.pd, name.correlation, seed, draws), pl.lit(name.loss, dtype=pl.Int128)
        if place < single:
            lost = pl.when(_words(f"{seed}:{name.id}", draws) < bound).then(loss).otherwise(pl.lit(0, dtype=pl.Int128))
        else:
            lost = (pl.lit(bound).cast(pl.Int128) * loss + _STEPS // 2) // _STEPS
        total = pl.select(total + lost).to_series()
    return Losses(total.sort())


@lru_cache(maxsize=4)
def _states(seed: int, draws: int) -> tuple[float, ...]:
    """The state of the economy in each simulated year."""
    return tuple(state_of(_inside(u)) for u in _uniforms(f"{seed}:state", draws, 53))


@lru_cache(maxsize=64)
def _thresholds(pd: float, correlation: float, seed: int, draws: int) -> pl.Series:
    """P(default | Z) of every draw in steps of 2⁻³²; 2³² is a certain default.  Kept: scenarios share their PDs."""
    states = _states(seed, draws)
    if correlation == 0 or pd >= 1:
        return pl.Series([round(conditional_pd(pd, 0.0, 0.0) * _STEPS)] * draws, dtype=pl.Int64)
    return pl.Series([round(conditional_pd(pd, correlation, z) * _STEPS) for z in states], dtype=pl.Int64)


def _words(seed: str, count: int) -> pl.Series:
    """`count` random whole numbers below 2³²."""
    data = Random(seed).randbytes(4 * count)
    block = pl.Series([data]).bin.reinterpret(dtype=pl.Array(pl.UInt32, count), endianness="little")
    return block.explode().cast(pl.Int64)


def _uniforms(seed: str, count: int, bits: int) -> list[float]:
    draw = Random(seed)
    return [draw.getrandbits(bits) / (1 << bits) for _ in range(count)]


def _inside(uniform: float) -> float:
    """0 has no place on the normal curve."""
    return uniform or 2.0**-54
