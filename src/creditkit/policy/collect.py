"""Section [collect]."""

from __future__ import annotations

from creditkit.policy.section import Section


class CollectPolicy(Section):
    """Collection."""
