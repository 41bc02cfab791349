"""The worklist of collection: whom to ask for what, in order of the money at stake, and why others are left alone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from creditkit.money import MONEY, half_up_in, zero
from creditkit.policy.model import CollectPolicy
from creditkit.schema import CUSTOMER_SCHEMA
from creditkit.stages.notes import note, notes

_BAND = "band_"
_CUSTOMER = (
    "contact_person", "email", "phone", "related_party", "dunning_block", "contact_hold_until", "strategic_class",
    "legal_status", "insured_limit",
)  # fmt: skip
COLUMNS = [
    "rank", "customer_id", "customer_name", "currency", "overdue", "max_days_overdue", "at_stake", "action", "stage",
    "due_on", "contact", "skip_reason", "documents", "collectable", "disputed", "promised", "unapplied", "last_stage",
    "last_sent", "insurer_notice", "tone", "notes",
]  # fmt: skip
SENT_STATE: dict[str, pl.DataType | type[pl.DataType]] = {
    "customer_id": pl.String,
    "currency": pl.String,
    "last_place": pl.Int64,  # highest level sent about a document that is still open
    "last_sent": pl.Date,
}
HOLDING: dict[str, pl.DataType | type[pl.DataType]] = {
    "customer_id": pl.String,
    "currency": pl.String,
    "promise_amount": MONEY,  # of live promises of the account, not of one document
    "promise_until": pl.Date,  # the last day of grace
}


def level_days(section: CollectPolicy, notice_days: int | None) -> tuple[int, ...]:
    """Days from the due date of each level.  With insurance the last one lies `insurer_lead_days` before the notice.

    Where it would lie later, the days after the due date are shortened in proportion, at least 1 and still rising in
    order (two levels may share a day; a customer still climbs one at a time).
    """
    days = tuple(level.days for level in section.levels)
    if notice_days is None:
        return days
    latest = max(1, notice_days - section.insurer_lead_days)
    if days[-1] <= latest:
        return days
    return tuple(day if day <= 0 else max(1, day * latest // days[-1]) for day in days)


def collect(
    sums: pl.DataFrame,
    aging: pl.DataFrame,
    customers: pl.DataFrame | None,
    score: pl.DataFrame,
    habits: pl.DataFrame | None,
    sent: pl.DataFrame,
    holding: pl.DataFrame,
    as_of: date,
    section: CollectPolicy,
    *,
    cost_of_funds: float,
    notice_days: int | None,
    kept_share: float,
) -> pl.DataFrame:
    """at_stake = Σ collectable × loss rate + collectable × cost of funds × further days ÷ 365 − contact cost.

    One row for every customer and currency with anything open, per currency by money at stake, ties by amount.
    sums: of `fold.dunning.dunning_sums`; aging: per customer, for overdue and max_days_overdue; sent: SENT_STATE;
    holding: HOLDING.  notice_days: from the due date to the insurer's notice date, None = not insured; kept_share: a promise of less than
    this part of the collectable debt does not hold dunning back.
    - collectable: past due, neither disputed nor promised, less unapplied credits (taken from the oldest debt); money;
    - loss rate: of the band of days overdue, at least PD of the grade × LGD;
    - further days: mean days late of the customer − days of its oldest debt, at least the policy's;
    - stage: the next level after the last one sent, when its days have come and the last letter is old enough; debt so
      near the insurer's notice date that no time is left takes the level of its age;
    - action and due_on (the day the action is or was due); skip_reason where nothing is to be done today, and then
      due_on is the day to look again; rank only of what is to be done.
    Skip reasons, the first that holds: internal, insolvency, opted-out, hold, net-credit, undated, dispute, promise,
    not-due, below-minimum, all-sent, waiting.
    """
    rows = _joined(sums, aging, customers, score, habits, sent, holding)
    rows = _collectable(rows, section)
    rows = _stake(rows, section, cost_of_funds)
    rows = _staged(rows, as_of, section, notice_days)
    rows = _decided(rows, as_of, section, kept_share)
    worked = pl.col("skip_reason").is_null()
    size = rows.group_by("currency").agg(_many=pl.len().cast(pl.Int64))
    rows = rows.join(size, on="currency", how="left").sort(
        "_many", "currency", worked, "at_stake", "overdue", "customer_id",
        descending=[True, False, True, True, True, False], nulls_last=True, maintain_order=True,
    )  # fmt: skip
    place = worked.cast(pl.Int64).cum_sum().over("currency")
    return rows.with_columns(rank=pl.when(worked).then(place)).select(COLUMNS)


def _joined(
    sums: pl.DataFrame,
    aging: pl.DataFrame,
    customers: pl.DataFrame | None,
    score: pl.DataFrame,
    habits: pl.DataFrame | None,
    sent: pl.DataFrame,
    holding: pl.DataFrame,
) -> pl.DataFrame:
    key = ["customer_id", "currency"]
    rows = sums.join(aging.select(*key, "overdue", "max_days_overdue", "open"), on=key, how="left")
    if customers is None:
        rows = rows.with_columns(pl.lit(None, dtype=CUSTOMER_SCHEMA[name]).alias(name) for name in _CUSTOMER)
        named = pl.col("customer_name")
    else:
        own = customers.select("customer_id", *_CUSTOMER, _name="customer_name")
        rows = rows.join(own, on="customer_id", how="left")
        named = pl.coalesce("_name", "customer_name")
    rows = rows.with_columns(customer_name=named)
    rows = rows.join(score.select("customer_id", "pd"), on="customer_id", how="left")
    if habits is None:
        rows = rows.with_columns(_usual=pl.lit(None, dtype=pl.Float64))
    else:
        rows = rows.join(habits.select(*key, _usual="weighted_days_late"), on=key, how="left")
    rows = rows.join(sent.select(list(SENT_STATE)), on=key, how="left")
    return rows.join(holding.select(list(HOLDING)), on=key, how="left")


def _collectable(rows: pl.DataFrame, section: CollectPolicy) -> pl.DataFrame:
    """Unapplied credits taken from the oldest band first; collectable = what is left."""
    left = (zero() - pl.col("unapplied")).cast(MONEY)
    rows = rows.with_columns(_credit=left)
    for place in reversed(range(len(section.loss_bands))):
        name = f"{_BAND}{place}"
        used = pl.min_horizontal(name, "_credit").cast(MONEY)
        rows = rows.with_columns((pl.col(name) - used).cast(MONEY).alias(name), (pl.col("_credit") - used).cast(MONEY).alias("_credit"))  # fmt: skip
    bands = [f"{_BAND}{place}" for place in range(len(section.loss_bands))]
    collectable = pl.sum_horizontal(bands).cast(MONEY)  # of decimals, so exact in any order
    return rows.with_columns(collectable=collectable, _net=(pl.col("overdue_asked") + pl.col("unapplied")).cast(MONEY))


def _stake(rows: pl.DataFrame, section: CollectPolicy, cost_of_funds: float) -> pl.DataFrame:
    least = (pl.col("pd") * section.lgd).fill_null(0.0)
    loss: pl.Expr = pl.lit(0.0)
    for place, band in enumerate(section.loss_bands):
        loss = loss + pl.col(f"{_BAND}{place}").cast(pl.Float64) * pl.max_horizontal(pl.lit(band.rate), least)
    oldest = pl.col("max_days_overdue").fill_null(0)
    further = pl.max_horizontal(pl.col("_usual").fill_null(0.0) - oldest, pl.lit(float(section.further_days)))
    carrying = pl.col("collectable").cast(pl.Float64) * cost_of_funds * further / 365
    stake = (loss + carrying - float(section.contact_cost)).cast(pl.Decimal(38, 6)).cast(MONEY)
    rows = rows.with_columns(_stake=pl.max_horizontal(stake, zero()).cast(MONEY))
    return rows.with_columns(at_stake=half_up_in(pl.col("_stake"), rows["currency"]))


def _staged(rows: pl.DataFrame, as_of: date, section: CollectPolicy, notice_days: int | None) -> pl.DataFrame:
    """_next: place of the level to come; _due: the day from which it may be sent; _now: it is due."""
    usual, insured_days = level_days(section, None), level_days(section, notice_days)
    first = next(place for place, level in enumerate(section.levels) if level.days > 0)
    top = len(section.levels) - 1
    insured = (pl.col("insured_limit") > zero()).fill_null(False) & pl.lit(notice_days is not None)
    notice = pl.when(insured).then(pl.col("min_due") + pl.duration(days=notice_days or 0))
    following = pl.max_horizontal(pl.col("last_place").fill_null(-1) + 1, pl.lit(first, dtype=pl.Int64))
    rows = rows.with_columns(insurer_notice=notice, _following=pl.min_horizontal(following, pl.lit(top)))
    age = (pl.lit(as_of) - pl.col("min_due")).dt.total_days()
    by_age = pl.when(insured).then(_place_at(age, insured_days)).otherwise(_place_at(age, usual))
    urgent = (pl.col("insurer_notice") <= as_of + timedelta(days=section.insurer_lead_days)).fill_null(False)
    chosen = pl.when(urgent).then(pl.max_horizontal(by_age, "_following")).otherwise("_following")
    rows = rows.with_columns(_next=chosen, _urgent=urgent, _all_sent=(pl.col("last_place") >= top).fill_null(False))
    days = pl.when(insured).then(_days_at(insured_days)).otherwise(_days_at(usual))
    aged = pl.col("min_due") + pl.duration(days=days)
    rested = pl.when(~pl.col("_urgent")).then(pl.col("last_sent") + pl.duration(days=section.min_days_between))
    rows = rows.with_columns(_due=pl.max_horizontal(aged, rested))
    return rows.with_columns(_now=(pl.col("_due") <= as_of).fill_null(False))


def _place_at(age: pl.Expr, days: tuple[int, ...]) -> pl.Expr:
    """The highest level whose days have come; null before the first."""
    found: pl.Expr = pl.lit(None, dtype=pl.Int64)
    for place, day in enumerate(days):
        found = pl.when(age >= day).then(pl.lit(place, dtype=pl.Int64)).otherwise(found)
    return found


def _days_at(days: tuple[int, ...]) -> pl.Expr:
    return pl.col("_next").replace_strict(dict(enumerate(days)), default=None, return_dtype=pl.Int64)


def _decided(rows: pl.DataFrame, as_of: date, section: CollectPolicy, kept_share: float) -> pl.DataFrame:
    nothing = pl.col("collectable") <= zero()
    # Credits beyond the overdue debt are set against what falls due soon.
    courtesy = nothing & (pl.col("soon") > zero()) & ((pl.col("soon") + pl.min_horizontal("_net", zero())) > zero())
    paid_ahead = (pl.col("open") <= zero()) | (nothing & (pl.col("overdue_asked") > zero()))
    asked = pl.when(courtesy).then("soon").otherwise("collectable")
    wait = pl.col("last_sent") + pl.duration(days=section.min_days_between)
    too_soon = (wait > as_of).fill_null(False)
    covered = _covered(pl.col("promise_amount"), pl.col("collectable"), Decimal(str(kept_share)))
    held = pl.col("contact_hold_until") >= as_of
    below = asked < _minimum(section)
    reason = (
        pl.when(pl.col("related_party").fill_null(False)).then(pl.lit("internal"))
        .when(pl.col("legal_status").is_in(["insolvency", "deregistered"]).fill_null(False)).then(pl.lit("insolvency"))
        .when(pl.col("dunning_block").fill_null(False)).then(pl.lit("opted-out"))
        .when(held.fill_null(False)).then(pl.lit("hold"))
        .when(paid_ahead & ~courtesy).then(pl.lit("net-credit"))
        .when(nothing & ~courtesy & (pl.col("disputed_overdue") > zero())).then(pl.lit("dispute"))
        .when(nothing & ~courtesy & (pl.col("promised") > zero())).then(pl.lit("promise"))
        .when(nothing & ~courtesy & (pl.col("overdue") > zero())).then(pl.lit("undated"))
        .when(nothing & ~courtesy).then(pl.lit("not-due"))
        .when(covered & ~courtesy).then(pl.lit("promise"))
        .when(below).then(pl.lit("below-minimum"))
        .when(courtesy & too_soon).then(pl.lit("waiting"))
        .when(courtesy).then(None)
        .when(pl.col("_all_sent")).then(pl.lit("all-sent"))
        .when(~pl.col("_now")).then(pl.lit("waiting"))
    )  # fmt: skip
    rows = rows.with_columns(skip_reason=reason.otherwise(None).cast(pl.String), _courtesy=courtesy)
    names = {place: level.name for place, level in enumerate(section.levels)}
    place = pl.when("_courtesy").then(pl.lit(0, dtype=pl.Int64)).otherwise("_next")
    actions = {n: level.action for n, level in enumerate(section.levels)}
    free = pl.col("skip_reason").is_null()
    waiting = pl.col("skip_reason") == "waiting"
    look = (
        pl.when(pl.col("skip_reason") == "hold").then(pl.col("contact_hold_until") + pl.duration(days=1))
        .when(pl.col("skip_reason") == "promise").then(pl.col("promise_until") + pl.duration(days=1))
        .when(pl.col("skip_reason") == "not-due").then(_first_look(section, as_of))
        .when(pl.col("_courtesy") & waiting).then(wait)
        .when(pl.col("_courtesy") & free).then(pl.col("first_soon") + pl.duration(days=section.levels[0].days))
        .when(free | waiting).then("_due")
    )  # fmt: skip
    said = notes(
        note("insurer-notice", pl.col("insurer_notice").is_not_null() & free, detail=pl.col("insurer_notice").cast(pl.String)),
        note("levels-skipped", pl.col("_urgent") & free & (pl.col("_next") > pl.col("_following"))),
        note("promise-in-part", pl.col("promise_amount").is_not_null() & ~covered, pl.col("promise_amount")),
        note("no-contact", free & pl.col("email").is_null() & pl.col("phone").is_null()),
        note("part-disputed", (free | waiting) & (pl.col("disputed_overdue") > zero()), pl.col("disputed_overdue")),
        note("part-promised", (free | waiting) & (pl.col("promised") > zero()), pl.col("promised")),
    )  # fmt: skip
    person = pl.concat_str("contact_person", "email", "phone", separator=" · ", ignore_nulls=True)
    tone = pl.col("strategic_class").replace_strict(dict(section.tones), default="standard", return_dtype=pl.String)
    stage = pl.when(free | waiting).then(place.replace_strict(names, default=None, return_dtype=pl.String))
    last = pl.col("last_place").replace_strict(names, default=None, return_dtype=pl.String)
    count = pl.when("_courtesy").then("soon_documents").otherwise("documents")
    return rows.with_columns(
        stage=stage, action=pl.when(free).then(place.replace_strict(actions, default=None, return_dtype=pl.String)),
        due_on=look.otherwise(None).cast(pl.Date), contact=pl.when(person != "").then(person), tone=tone,
        last_stage=last, documents=count, notes=said,
    )  # fmt: skip


def _covered(promised: pl.Expr, collectable: pl.Expr, share: Decimal) -> pl.Expr:
    """promised ≥ share × collectable, exactly: both sides in ten-thousandths."""
    wanted = (collectable.cast(pl.Decimal(38, 4)) * pl.lit(share, dtype=pl.Decimal(38, 4))).cast(MONEY)
    return (promised >= wanted).fill_null(False)


def _minimum(section: CollectPolicy) -> pl.Expr:
    usual = section.min_overdue.get("default", Decimal(0))
    least: pl.Expr = pl.lit(usual, dtype=MONEY)
    for currency, amount in section.min_overdue.items():
        if currency != "default":
            least = pl.when(pl.col("currency") == currency).then(pl.lit(amount, dtype=MONEY)).otherwise(least)
    return least


def _first_look(section: CollectPolicy, as_of: date) -> pl.Expr:
    """The first level's day of the next document to fall due, never before tomorrow."""
    day = pl.col("next_due") + pl.duration(days=section.levels[0].days)
    return pl.when(pl.col("next_due").is_not_null()).then(pl.max_horizontal(day, pl.lit(as_of + timedelta(days=1))))
