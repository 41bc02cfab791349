"""Deciding: exposure, score, limit, terms."""

from __future__ import annotations

from functools import cached_property

import polars as pl

from creditkit.errors import CreditkitError
from creditkit.pipeline.measure import Measuring


class Deciding(Measuring):
    """What to think of a customer, and how far to go."""

    @cached_property
    def exposure(self) -> pl.DataFrame | None:
        from creditkit.stages.exposure import exposure

        return exposure(self.facts, self.customers, self.policy.limit) if self.has_ledger else None

    @cached_property
    def score(self) -> pl.DataFrame:
        from creditkit.stages.score import score

        if not self.has_ledger and self.customers is None:
            raise CreditkitError(
                "CK331",
                "There is nothing to score: neither a customer file nor a ledger was given.",
                fix="creditkit score customers.xlsx --ledger ledger.csv",
            )
        ledger = self.has_ledger
        return score(
            self.customers,
            self.known_habits,
            self.facts if ledger else None,
            self.exposure,
            self.as_of,
            self.policy.score,
            self.overrides,
        )

    @cached_property
    def limit(self) -> pl.DataFrame:
        from creditkit.stages.limit import limit

        assert self.exposure is not None
        return limit(
            self.score, self.exposure, self.customers, self.known_habits, self.policy.limit, self.policy.hold, self.as_of,
            self.overrides,
        )  # fmt: skip

    @cached_property
    def terms(self) -> pl.DataFrame:
        from creditkit.stages.terms import terms

        return terms(self.score, self.customers, self.policy.terms)
