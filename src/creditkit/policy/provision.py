"""Section [provision]."""

from __future__ import annotations

from creditkit.policy.section import Section


class ProvisionPolicy(Section):
    """Loss allowance."""
