"""Early warning: the state at two dates, what fires between them, and what of it is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Self

import polars as pl

from creditkit import calendar
from creditkit.errors import CreditkitError, Notice
from creditkit.pipeline import folds
from creditkit.pipeline.decide import Deciding

# What does not depend on the as-of date is read once and shared with the pipelines of other dates.
_SHARED = (
    "_loaded_policy", "reading", "customers_reading", "rates", "overrides", "_promises_reading", "_disputes_reading",
    "_snoozes_reading", "_sent_reading", "snapshots", "source",
)  # fmt: skip


class Alerting(Deciding):
    """What has become worse since an earlier date."""

    # The as-of date of the question for which this date is rebuilt; None for the question's own date.
    asked_at: date | None = None

    def at(self, day: date) -> Self:
        """The same inputs as of another day.  Every such pipeline is made once and keeps its stages."""
        if day == self.as_of:
            return self
        kept: dict[date, Self] = self.__dict__.setdefault("_others", {})
        if day not in kept:
            other = type(self)(replace(self.request, as_of=day.isoformat(), since=None))
            for name in (*_SHARED, *(() if self.request.currency else ("ledger", "engine"))):
                if name in self.__dict__:
                    other.__dict__[name] = self.__dict__[name]
            other.asked_at = self.asked_at or self.as_of
            other.__dict__["_others"] = kept
            kept[day] = other
        return kept[day]

    @cached_property
    def since(self) -> date:
        """The date that as_of is compared with: as asked, else one month before.  Errors: CK105, CK140."""
        given = self.request.since
        if given is None:
            return calendar.months_before(self.as_of, 1)
        try:
            day = calendar.resolve_as_of(given, self.request.today)
        except ValueError:
            raise CreditkitError(
                "CK105",
                '"{given}" is not a date.',
                fix="Write 2025-09-28, today, yesterday, month-end or last-month-end.",
                given=given,
            ) from None
        if day >= self.as_of:
            raise CreditkitError(
                "CK140",
                "--since {since} is not before the as-of date {as_of}.",
                fix="Give an earlier date; without one it is a month before the as-of date.",
                since=day,
                as_of=self.as_of,
            )
        return day

    @cached_property
    def state(self) -> pl.DataFrame:
        """What every customer is at as_of, as far as the rules ask (stages.watch.state.STATE_SCHEMA)."""
        from creditkit.stages.watch.state import Sources, state

        section, aging = self.policy.monitor, self.policy.aging
        # A mark without a date and a count without one belong to the day the file was written, not to the past.
        rebuilt = self.asked_at is not None and self.as_of < self.asked_at
        asked = [
            folds.watch(self.as_of, section, aging, self._agreed),
            folds.disputed(self.as_of, aging, self.open_disputes, flags=not rebuilt),
        ]
        sums, disputed = self.engine.ask(asked)
        known = self.disputes is not None or (not rebuilt and self._marks_disputes)
        sources = Sources(
            facts=self.facts,
            sums=sums,
            habit_sums=self.habit_sums if self.ledger_facts.has_past else None,
            limit=self.limit,
            score=self.score,
            customers=self.customers,
            broken=self._broken(rebuilt=rebuilt),
            disputed=disputed if known else None,
            rebuilt=rebuilt,
        )
        return state(sources, self.as_of, section, aging.edges)

    @property
    def _marks_disputes(self) -> bool:
        """Whether the ledger says of its documents if they are disputed."""
        return bool((self.facts["disputed"] != 0).any())

    @cached_property
    def open_disputes(self) -> pl.DataFrame | None:
        """Disputes open at as_of; None without a file of disputes."""
        from creditkit.read.decisions import open_disputes

        return None if self.disputes is None else open_disputes(self.disputes, self.as_of)

    @cached_property
    def promise_outcomes(self) -> pl.DataFrame | None:
        """Promises given up to as_of with what came in on them and their outcome; None without a file of promises."""
        from creditkit.stages.promises import promise_outcomes

        if self.promises is None or not self.ledger_facts.has_past:
            return None
        rule = self.policy.monitor.w04
        base = self.request.reading.base_currency
        receipts = self.folded(folds.promised(self.promises, self.as_of, grace_days=rule.grace_days, currency=base))
        return promise_outcomes(receipts, self.as_of, kept_share=rule.kept_share)

    def _broken(self, *, rebuilt: bool) -> pl.DataFrame | None:
        """Broken promises by date; without a file of promises those that the customer file counts, without a date."""
        from creditkit.stages.promises import broken_counts

        if self.promise_outcomes is not None:
            return broken_counts(self.promise_outcomes, self.as_of, window_days=self.policy.monitor.w04.window_days)
        if rebuilt or self.customers is None or self.customers["broken_promises"].is_null().all():
            return None
        main = self.facts.sort("purchases_12m", "currency", descending=[True, False]).unique(
            "customer_id", keep="first"
        )
        counted = self.customers.select("customer_id", n_broken="broken_promises").filter(pl.col("n_broken") > 0)
        return main.select("customer_id", "currency").join(counted, on="customer_id")

    @property
    def _agreed(self) -> pl.DataFrame | None:
        """customer_id, net_days, after_month_end of the agreed terms, where the customer file tells them."""
        if self.customers is None:
            return None
        after = pl.col("terms").str.to_lowercase().str.contains("月结|月末|eom|end of month")
        known = self.customers.filter(pl.col("net_days").is_not_null())
        return known.select("customer_id", "net_days", after_month_end=after.fill_null(False))

    @cached_property
    def earlier_state(self) -> pl.DataFrame:
        """The state at `since`: rebuilt where the ledger has a past, with what a snapshot knows of the customer file."""
        return self._state_at(self.since)

    def _state_at(self, day: date) -> pl.DataFrame:
        from creditkit.stages.watch.state import no_state

        return self.at(day).state if self.ledger_facts.has_past else no_state()

    @cached_property
    def fired(self) -> pl.DataFrame:
        """The rules that fire at as_of, one row per customer and rule."""
        from creditkit.stages.watch.rules import alerts

        return alerts(
            self.state, self.earlier_state, self._score_state, self.as_of, self.policy.monitor, self.policy.aging.edges
        )

    @cached_property
    def _score_state(self) -> pl.DataFrame:
        return self._state_at(calendar.months_before(self.as_of, self.policy.monitor.w06.months))

    @cached_property
    def memory(self) -> pl.DataFrame:
        """The alerts after the run before this one: of the history, else what would have fired at `since`."""
        from creditkit.stages.watch.memory import no_memory, step

        if not self.ledger_facts.has_past:
            return no_memory()
        earlier = self.at(self.since)
        return step(no_memory(), earlier.fired, self.since, self.policy.monitor, self.snoozes)

    @cached_property
    def alerts(self) -> pl.DataFrame:
        """What fires or is still open at as_of, with its status (stages.watch.memory.MEMORY_SCHEMA)."""
        from creditkit.stages.watch.memory import step

        return step(self.memory, self.fired, self.as_of, self.policy.monitor, self.snoozes)

    def replay(self, days: Sequence[date]) -> dict[date, pl.DataFrame]:
        """The alerts as they would have stood at each of the days, had the rules been run on each; in order."""
        from creditkit.stages.watch.memory import no_memory, step

        memory, found = no_memory(), {}
        for day in sorted(days):
            memory = step(memory, self.at(day).fired, day, self.policy.monitor, self.snoozes)
            found[day] = memory
        return found

    @cached_property
    def watch_notices(self) -> tuple[Notice, ...]:
        """What could not be judged, each reason once."""
        from creditkit.report.wording.watch import unanswered_notice
        from creditkit.stages.watch.rules import unanswered

        missing = unanswered(self.state, self.earlier_state, self._score_state, self.policy.monitor)
        return tuple(unanswered_notice(reason, rules) for reason, rules in missing.items())
