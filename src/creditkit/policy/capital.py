"""Section [capital]."""

from __future__ import annotations

from creditkit.policy.section import Section


class CapitalPolicy(Section):
    """Working capital."""
