"""Watching: what goes wrong, what to collect, what cash to expect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from creditkit.pipeline import folds
from creditkit.pipeline.collecting import Collecting

if TYPE_CHECKING:
    from creditkit.pipeline.forecasting import Forecast, Noted
    from creditkit.stages.forecast_backtest import Backtest


class Watching(Collecting):
    """What happens after the decision."""

    @cached_property
    def forecast(self) -> Forecast:
        """Documents, curves and weeks of the cash forecast at as_of."""
        from creditkit.pipeline.forecasting import forecast_at

        return forecast_at(
            self.engine,
            self.as_of,
            self.policy,
            self.customer_groups,
            noted=self._noted,
            has_past=self.ledger_facts.has_past,
        )

    @property
    def _noted(self) -> Noted:
        """Promises and disputes noted beside the ledger."""
        from creditkit.pipeline.forecasting import Noted

        return Noted(self.promises, self.disputes, self.request.reading.base_currency)

    @cached_property
    def forecast_backtest(self) -> Backtest | None:
        """The forecast made again at past month ends; None where nothing can be judged."""
        return self.forecast_judged(None)

    @cached_property
    def forecast_quality(self) -> dict[str, Any] | None:
        """The `backtest` object of the forecast: what the back-test says in figures."""
        from creditkit.stages.forecast_backtest import backtest_summary

        judged = self.forecast_backtest
        return None if judged is None else backtest_summary(judged, self.policy.forecast)

    def forecast_judged(self, cutoffs: Sequence[date] | None) -> Backtest | None:
        """The forecast made again at these dates (None: the policy's month ends); None where nothing can be judged."""
        from creditkit.pipeline.forecasting import backtest

        if not self.ledger_facts.has_past:
            return None
        return backtest(self.engine, self.as_of, self.policy, self.customer_groups, cutoffs, self._noted)

    @cached_property
    def forecast_weeks(self) -> pl.DataFrame:
        """Expected cash per week and currency with its interval."""
        return self.forecast_weeks_with(self.forecast_backtest)

    def forecast_weeks_with(self, judged: Backtest | None) -> pl.DataFrame:
        """The same with the interval that `judged` calls for; None: that of independent documents."""
        from creditkit.stages.forecast_backtest import common_factors
        from creditkit.stages.forecast_weeks import forecast_weeks

        common = {} if judged is None else common_factors(judged)
        return forecast_weeks(self.forecast.documents, self.forecast.horizon, common, self.policy.forecast)

    @cached_property
    def forecast_totals(self) -> pl.DataFrame:
        """What the forecast accounts for, per currency: Σ of its parts is what is open."""
        from creditkit.stages.forecast_weeks import forecast_totals

        return forecast_totals(self.forecast.documents, self.forecast.horizon, self.policy.forecast)

    @cached_property
    def customer_groups(self) -> pl.DataFrame | None:
        """customer_id, group: of the customer file, else of the ledger's own column; None without either."""
        known = self.customers
        if known is not None and known["group"].null_count() < known.height:
            return known.select("customer_id", "group").drop_nulls()
        found = self.folded(folds.groups())
        return found if found.height else None
