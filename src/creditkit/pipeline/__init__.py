"""Which stage feeds which: one lazily computed property per stage, in files read downward.

inputs → asking → measure → decide → watch → protect.  Nothing here computes a figure; it asks reading, folding and the stages in
turn and keeps what they answer, so a command pays only for the stages it needs.
"""

from __future__ import annotations

from creditkit.pipeline.protect import Protecting
from creditkit.pipeline.request import EngineChoice, Request

__all__ = ["EngineChoice", "Pipeline", "Request"]


class Pipeline(Protecting):
    """The stages of one request.  Every property is computed once, when it is first asked for."""
