"""Section [monitor]."""

from __future__ import annotations

from creditkit.policy.section import Section


class MonitorPolicy(Section):
    """Monitoring and early warning."""
