"""Collecting: the worklist, and what promises, disputes and letters already sent mean for it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from creditkit.pipeline import folds
from creditkit.pipeline.alerts import Alerting

if TYPE_CHECKING:
    from creditkit.read.decisions import DecisionsReading


class Collecting(Alerting):
    """Whom to ask for money."""

    @cached_property
    def _sent_reading(self) -> DecisionsReading | None:
        from creditkit.read.sent import read_sent

        return None if self.request.sent is None else read_sent(self.request.sent)

    @property
    def sent(self) -> pl.DataFrame:
        """What was sent (read.sent.SENT_SCHEMA); no rows where nothing was."""
        from creditkit.read.sent import nothing_sent

        return nothing_sent() if self._sent_reading is None else self._sent_reading.frame

    @cached_property
    def noted_items(self) -> pl.DataFrame:
        """Open documents of the customers that promises or the log of letters name: few, whatever the ledger's size."""
        named = [self.sent["customer_id"]]
        if self.promises is not None:
            named.append(self.promises["customer_id"])
        customers = tuple(sorted(set(pl.concat(named).to_list())))
        return self.folded(folds.items_of(self.as_of, self.policy.aging, customers))

    @cached_property
    def judged_promises(self) -> pl.DataFrame:
        """Every promise given up to as_of with its outcome: pending, kept, broken or unknown."""
        from creditkit.read.decisions import PROMISES_SCHEMA
        from creditkit.stages.held import untold

        if self.promise_outcomes is not None:
            return self.promise_outcomes
        promises = self.promises if self.promises is not None else pl.DataFrame(schema=PROMISES_SCHEMA)
        return untold(promises, self.as_of, self.policy.monitor.w04.grace_days)

    @cached_property
    def disputed_items(self) -> pl.DataFrame:
        """Open documents of the customers that have disputes."""
        disputes = self.open_disputes
        customers = () if disputes is None else tuple(sorted(set(disputes["customer_id"].to_list())))
        return self.folded(folds.items_of(self.as_of, self.policy.aging, customers))

    @cached_property
    def _letters(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        from creditkit.read.sent import parted
        from creditkit.stages.held import letters_sent

        return letters_sent(self.sent, self.noted_items, parted, self.as_of, self.policy.collect)

    @cached_property
    def held_documents(self) -> pl.DataFrame:
        """Documents under a dispute, under a live promise, or named by a letter."""
        from creditkit.stages.held import document_promises, held_documents

        rule = self.policy.monitor.w04
        holding = document_promises(self.judged_promises, self.noted_items, rule.kept_share)
        return held_documents(self.open_disputes, holding, self._letters[1])

    @property
    def notice_days(self) -> int:
        """Days from the due date to the last day on which the insurer must be told."""
        return self.policy.insurance.max_extension_days + self.policy.insurance.notice_days

    @cached_property
    def worklist(self) -> pl.DataFrame:
        """Whom to ask for what, by money at stake; everybody else with the reason for being left alone."""
        from creditkit.stages.collect import collect
        from creditkit.stages.held import account_promises

        section = self.policy.collect
        return collect(
            self.folded(folds.dunning(self.as_of, section, self.policy.aging, self.held_documents)),
            self.aging,
            self.customers,
            self.score,
            self.known_habits,
            self._letters[0],
            account_promises(self.judged_promises),
            self.as_of,
            section,
            cost_of_funds=float(self.policy.capital.cost_of_funds),
            notice_days=self.notice_days,
            kept_share=self.policy.monitor.w04.kept_share,
        )
