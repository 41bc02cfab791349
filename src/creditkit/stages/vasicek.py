"""One systematic factor: the default rate of a bad year, and asset correlation by PD."""

from __future__ import annotations

from math import exp, sqrt
from statistics import NormalDist

_NORMAL = NormalDist()


def basel_correlation(pd: float) -> float:
    """ρ = 0.12·k + 0.24·(1 − k), k = (1 − e^(−50·PD)) ÷ (1 − e^(−50)).  Ratio; Basel's for corporates."""
    k = (1 - exp(-50 * pd)) / (1 - exp(-50))
    return 0.12 * k + 0.24 * (1 - k)


def correlation_of(pd: float, correlation: str | float) -> float:
    """The policy's number, or `basel_correlation` where it says "basel"."""
    return correlation if isinstance(correlation, float | int) else basel_correlation(pd)


def stressed_pd(pd: float, correlation: float, confidence: float) -> float:
    """PD_q = Φ[(Φ⁻¹(PD) + √ρ·Φ⁻¹(q)) ÷ √(1 − ρ)]: the default rate not exceeded in a share q of the years.

    Vasicek (2002).  PD 0 and 1 stay.  Ratio.
    """
    return conditional_pd(pd, correlation, -_NORMAL.inv_cdf(confidence))


def conditional_pd(pd: float, correlation: float, state: float) -> float:
    """P(default | Z) = Φ[(Φ⁻¹(PD) − √ρ·Z) ÷ √(1 − ρ)]; Z: the state of the economy, standard normal, low = bad."""
    if pd <= 0 or pd >= 1:
        return min(max(pd, 0.0), 1.0)
    return _NORMAL.cdf((_NORMAL.inv_cdf(pd) - sqrt(correlation) * state) / sqrt(1 - correlation))


def state_of(uniform: float) -> float:
    """Φ⁻¹(u) for 0 < u < 1."""
    return _NORMAL.inv_cdf(uniform)
