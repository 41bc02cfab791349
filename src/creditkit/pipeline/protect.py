"""Protecting: loss allowance, insurance, downturns."""

from __future__ import annotations

from creditkit.pipeline.watch import Watching


class Protecting(Watching):
    """What may be lost, and who bears it."""
