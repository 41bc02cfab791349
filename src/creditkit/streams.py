"""Standard streams that survive any console: what it cannot print is escaped, never a crash."""

from __future__ import annotations

import io
import sys


def steady_streams() -> None:
    """Make stdout and stderr escape what their encoding lacks (a GBK console has no ✓), keeping the encoding itself."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
