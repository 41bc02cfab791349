"""Protecting: loss allowance, insurance, downturns."""

from __future__ import annotations

from creditkit.pipeline.stressing import Stressing


class Protecting(Stressing):
    """What may be lost, and who bears it."""
