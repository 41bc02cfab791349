"""Section [forecast]."""

from __future__ import annotations

from creditkit.policy.section import Section


class ForecastPolicy(Section):
    """Cash forecast."""
