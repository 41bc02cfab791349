"""A ledger in memory, asked whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from creditkit.engines.fold import Fold
from creditkit.ledger import Ledger


@dataclass(frozen=True)
class Whole:
    """The engine of ordinary ledgers."""

    ledger: Ledger

    def ask(self, folds: Sequence[Fold]) -> list[pl.DataFrame]:
        """The answer to every fold."""
        return [fold.together([fold.of(self.ledger)]) for fold in folds]
