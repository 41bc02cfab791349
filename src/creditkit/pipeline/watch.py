"""Watching: what goes wrong, what to collect, what cash to expect."""

from __future__ import annotations

from creditkit.pipeline.decide import Deciding


class Watching(Deciding):
    """What happens after the decision."""
