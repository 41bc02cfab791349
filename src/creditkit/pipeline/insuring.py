"""Trade credit insurance: cover of each document, what it costs, what a claim would bring."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

import polars as pl

from creditkit.errors import CreditkitError, Notice
from creditkit.money import MONEY, minor_units
from creditkit.pipeline import cover_folds
from creditkit.pipeline.watch import Watching
from creditkit.policy.model import InsurancePolicy
from creditkit.words import N_

_AMOUNTS = (
    "discretionary_limit", "aggregate_first_loss", "aggregate_first_loss_used", "threshold", "minimum_retention",
    "max_liability", "liability_used", "minimum_premium", "admin_cost",
)  # fmt: skip


class Terms(NamedTuple):
    """The policy's section in the currency asked for, and what is to be said about the conversion."""

    section: InsurancePolicy
    currency: str | None
    notices: tuple[Notice, ...]


class Insuring(Watching):
    """Who bears the loss if a customer does not pay."""

    @property
    def is_insured(self) -> bool:
        return self.policy.insurance.in_force

    @cached_property
    def insurance_terms(self) -> Terms:
        """The section [insurance]; its amounts converted where --currency asks for another.  Errors: CK430."""
        from creditkit.fold.convert import convert_columns

        section = self.policy.insurance
        if not section.in_force:
            raise CreditkitError(
                "CK430",
                N_("The policy describes no credit insurance: [insurance] has no insured_ratio."),
                fix=N_("Fill in the section [insurance] of the policy file, insured_ratio = 0.9 first (creditkit policy show)."),
            )  # fmt: skip
        target = self.request.currency
        if target is None or section.currency in (None, target):
            return Terms(section, target or section.currency, ())
        given = {name: [getattr(section, name)] for name in _AMOUNTS}
        frame = pl.DataFrame(given, schema=dict.fromkeys(_AMOUNTS, MONEY)).with_columns(
            currency=pl.lit(section.currency)
        )
        names = list(_AMOUNTS)
        converted, notices = convert_columns(frame, names, self.rates, target, self.as_of, self.policy.aging)
        amounts = {name: converted[name][0] for name in names if converted[name][0] is not None}
        return Terms(section.model_copy(update={**amounts, "currency": target}), target, notices)

    @cached_property
    def _buyers(self) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
        from creditkit.fold.convert import convert_columns
        from creditkit.stages.buyers import buyers

        rows = buyers(self.facts, self.customers, self._paid_on_time, self.insurance_terms.section)
        target = self.request.currency
        foreign = rows.filter(pl.col("limit").is_not_null(), pl.col("limit_currency") != (target or ""))
        if target is None or not foreign.height:
            return rows, ()
        named = rows.rename({"limit_currency": "currency"})
        converted, notices = convert_columns(named, ["limit"], self.rates, target, self.as_of, self.policy.aging)
        return converted.rename({"currency": "limit_currency"}), notices

    @property
    def buyers(self) -> pl.DataFrame:
        return self._buyers[0]

    @cached_property
    def _paid_on_time(self) -> pl.DataFrame | None:
        """Payments in time within 12 months per customer, where the ledger tells payments."""
        if not self.ledger_facts.has_past:
            return None
        sums = self.habit_sums.group_by("customer_id").agg(
            on_time=(pl.col("n_payments") - pl.col("n_payments_late")).sum()
        )
        return sums.select("customer_id", "on_time")

    @cached_property
    def covered_documents(self) -> pl.DataFrame:
        """Open documents with what is covered of each; the fold's frame, in its order."""
        section = self.insurance_terms.section
        return self.folded(cover_folds.cover(self.as_of, section, self.policy.aging, self.buyers))

    @cached_property
    def insurance(self) -> pl.DataFrame:
        from creditkit.fold.cover import cover_sums
        from creditkit.stages.insurance import insurance

        sums = cover_sums(self.covered_documents.lazy(), self.as_of).collect()
        return insurance(sums, self.buyers, self.facts, self.as_of)

    @cached_property
    def insurance_deadlines(self) -> pl.DataFrame:
        from creditkit.fold.cover import deadlines

        rows = deadlines(self.covered_documents.lazy(), self.as_of, self.insurance_terms.section).collect()
        return rows.sort("deadline", "customer_id", "currency", "deadline_kind")

    @cached_property
    def insurance_declaration(self) -> pl.DataFrame | None:
        """Insured turnover per period; None for a ledger without sales."""
        from creditkit.fold.turnover import year_of_periods
        from creditkit.stages.premium import declaration

        if not self.ledger_facts.has_sales:
            return None
        section = self.insurance_terms.section
        since = year_of_periods(self.as_of, section.declaration)
        sums = self.folded(cover_folds.turnover(self.as_of, since, self.policy.aging))
        return declaration(sums, self.buyers, section)

    @property
    def insurance_currency(self) -> str | None:
        """The currency of the policy's amounts: as named, else the only one of the receivables."""
        named = self.insurance_terms.currency
        found = self.facts["currency"].unique().to_list()
        return named or (found[0] if len(found) == 1 else self.request.reading.base_currency)

    @cached_property
    def premium(self) -> Decimal | None:
        """Premium of the last 12 months in `insurance_currency`; None without sales."""
        from creditkit.money import total
        from creditkit.stages.premium import premium

        rows = self.insurance_declaration
        if rows is None:
            return None
        own = rows.filter(pl.col("currency") == self.insurance_currency)
        return premium(total(own["insured_turnover"]), self.insurance_terms.section, self.insurance_currency)

    @cached_property
    def insurance_cost(self) -> pl.DataFrame | None:
        """Cost and benefit in the policy's currency; None where no premium can be told."""
        from creditkit.stages.premium import cost_benefit

        if self.premium is None:
            return None
        own = self.insurance.filter(pl.col("currency") == self.insurance_currency)
        risks = own.join(self.score.select("customer_id", "pd"), on="customer_id", how="left")
        return cost_benefit(risks, self.premium, self.insurance_terms.section, self.policy.stress.lgd)

    def claim_of(self, customer: str, recovered: Decimal | None) -> pl.DataFrame:
        """What a claim for this customer would bring, and who gets the recovery.  Errors: CK333, CK334, CK336."""
        from creditkit.stages.claim import claim
        from creditkit.stages.indemnity import max_liability

        terms = self.insurance_terms
        documents = self.covered_documents.filter(pl.col("customer_id") == customer)
        rows = self.insurance.filter(pl.col("customer_id") == customer)
        most = max_liability(terms.section, self.premium)
        return claim(rows, documents, terms.section, self.insurance_currency, most, recovered)

    @property
    def insurance_notices(self) -> tuple[Notice, ...]:
        """What a reader of the cover must know: conversions, turnover in currencies that the premium leaves out."""
        found = [*self.insurance_terms.notices, *self._buyers[1]]
        if self.buyers["limit"].is_null().all():
            found.append(
                Notice.of("CK881", N_("No customer has an insured limit, so nothing is covered; the customer file gives them in a column such as insured limit.")),
            )  # fmt: skip
        rows = self.insurance_declaration
        if rows is not None:
            for row in rows.filter(pl.col("currency") != self.insurance_currency).group_by("currency").agg(pl.col("insured_turnover").sum()).sort("currency").iter_rows(named=True):  # fmt: skip
                found.append(
                    Notice.of(
                        "CK880",
                        N_("Insured turnover of {amount} {currency} is not in the premium, which is in {own}; convert it with --currency {own}."),
                        amount=f"{row['insured_turnover']:,.{minor_units(row['currency'])}f}", currency=row["currency"], own=self.insurance_currency,
                    )
                )  # fmt: skip
        return tuple(found)
