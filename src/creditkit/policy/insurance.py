"""Section [insurance]."""

from __future__ import annotations

from creditkit.policy.section import Section


class InsurancePolicy(Section):
    """Trade credit insurance."""
