"""Section [stress]."""

from __future__ import annotations

from creditkit.policy.section import Section


class StressPolicy(Section):
    """Downturns."""
