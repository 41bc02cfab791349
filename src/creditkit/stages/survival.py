"""Curves of payment delay: which share of documents is still open so many days after the due date."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from creditkit.policy.model import ForecastPolicy

# Weights of age are whole numbers of this unit, so that sums over a histogram are exact in any order.
UNIT = 1 << 20
MONTH_DAYS = 30
PORTFOLIO = "all"
# Levels of curves that hold the customer's own documents.
OWN = ("customer", "pooled")


@dataclass(frozen=True)
class Curves:
    """Curves of still-open shares, and which one a customer's documents take.

    points: curve, lateness (days), survival: S just after that day; one row per day with a settlement, rising.
    facts: curve, level (customer, pooled, segment, portfolio, mean-delay, policy-delay), segment ("group:…", "terms:…", "all"),
    events (settled documents behind it), open_documents (censored ones), last_event (days).
    chosen: customer_id, terms_class, curve.
    """

    points: pl.DataFrame
    facts: pl.DataFrame
    chosen: pl.DataFrame


def kaplan_meier(histogram: pl.DataFrame, borrows: pl.DataFrame | None = None) -> pl.DataFrame:
    """S(t) = Π over days u ≤ t of 1 − (d_u + k·e_u ÷ M) ÷ (n_u + k·m_u ÷ M): Kaplan–Meier, k documents borrowed.

    histogram: curve, lateness, d, c and optionally seg_d, seg_c: weights of the documents settled and (censored) still
    open at each lateness, of the curve itself and of the segment it borrows from; in units of UNIT per document.
    n_u, m_u: own and borrowed weight still open just before day u; M: all of the segment.  borrows: curve, k; 0 or absent
    is the plain estimate.  A document open at lateness x has lateness beyond x, so it is at risk on day x.
    Returns curve, lateness, survival, for the days with a settlement.  Source: Kaplan and Meier (1958).
    """
    if "seg_d" not in histogram.columns:
        histogram = histogram.with_columns(seg_d=pl.lit(0, dtype=pl.Int64), seg_c=pl.lit(0, dtype=pl.Int64))
    days = histogram.group_by("curve", "lateness").agg(pl.col("d", "c", "seg_d", "seg_c").sum())
    days = days.sort("curve", "lateness").with_columns(
        _n=(pl.col("d") + pl.col("c")).cum_sum(reverse=True).over("curve"),
        _m=(pl.col("seg_d") + pl.col("seg_c")).cum_sum(reverse=True).over("curve"),
        _all=(pl.col("seg_d") + pl.col("seg_c")).sum().over("curve"),
    )
    if borrows is None:
        days = days.with_columns(k=pl.lit(0.0))
    else:
        days = days.join(borrows.select("curve", "k"), on="curve", how="left", maintain_order="left")
    borrowed = pl.when(pl.col("_all") > 0).then(pl.col("k").fill_null(0.0) * UNIT / pl.col("_all")).otherwise(0.0)
    paid = pl.col("d") + borrowed * pl.col("seg_d")
    at_risk = pl.col("_n") + borrowed * pl.col("_m")
    settled = days.with_columns(_paid=paid, _at_risk=at_risk).filter(pl.col("_paid") > 0)
    # All at risk settled on one day leaves exactly nothing; rounding must not leave a crumb.
    left = (1 - pl.col("_paid") / pl.col("_at_risk")).clip(0.0, 1.0)
    whole = (pl.col("_n") == pl.col("d")) & (pl.col("_m") == pl.col("seg_d"))
    left = pl.when(whole).then(0.0).otherwise(left)
    return settled.with_columns(survival=left.cum_prod().over("curve")).select("curve", "lateness", "survival")


def weighed(counts: pl.DataFrame, half_life_days: int) -> pl.DataFrame:
    """d = settled × w, c = still open × w with w = ½^(age ÷ half-life) in whole units; half-life 0: every document alike.

    counts: of `fold.lateness.lateness_counts`; age: months_back × 30 days.
    """
    oldest = counts["months_back"].max() if counts.height else 0
    assert isinstance(oldest, int)
    months = range(oldest + 1)
    power = [max(1, round(UNIT * 0.5 ** (m * MONTH_DAYS / half_life_days))) if half_life_days else UNIT for m in months]
    weights = pl.DataFrame({"months_back": list(months), "_w": power}, schema={"months_back": pl.Int64, "_w": pl.Int64})
    both = counts.join(weights, on="months_back", how="left", maintain_order="left")
    return both.with_columns(d=pl.col("settled") * pl.col("_w"), c=pl.col("still_open") * pl.col("_w")).drop("_w")


def lateness_curves(
    counts: pl.DataFrame, wanted: pl.DataFrame, groups: pl.DataFrame | None, section: ForecastPolicy
) -> Curves:
    """The curve of each wanted customer and terms class: the customer's own, else its segment's, else the portfolio's.

    counts: of `fold.lateness.lateness_counts`; wanted: customer_id, terms_class; groups: customer_id, group.
    A curve rests on `min_events` settled documents at least.  A customer's own curve borrows `segment_weight` documents
    of its segment: the first of `segments` with enough events (a group needs two customers with history), else the
    portfolio.  A customer with fewer settled documents borrows as many as it lacks (level pooled), one without any takes
    the segment's curve.
    Without `min_events` anywhere all documents take due + mean delay (half-up to a day), without any the policy's delay.
    """
    wanted = wanted.unique(["customer_id", "terms_class"]).sort("customer_id", "terms_class", nulls_last=True)
    events = int(counts["settled"].sum()) if counts.height else 0
    if events < section.min_events:
        return _one_delay(counts, wanted, events, section)
    history = weighed(_with_groups(counts, groups), section.half_life_days)
    segments = _segment_histograms(history, section)
    pairs = _with_groups(wanted, groups).with_columns(
        segment=_first_known(segments.filter(pl.col("events") >= section.min_events), section)
    )
    own = history.group_by("customer_id").agg(events=pl.col("settled").sum(), open_documents=pl.col("still_open").sum())
    pairs = pairs.join(own, on="customer_id", how="left", maintain_order="left").with_columns(
        level=pl.when(pl.col("events").fill_null(0) >= section.min_events)
        .then(pl.lit("customer"))
        .when(pl.col("events").fill_null(0) > 0)
        .then(pl.lit("pooled"))
        .when(pl.col("segment") == PORTFOLIO)
        .then(pl.lit("portfolio"))
        .otherwise(pl.lit("segment"))
    )
    pairs = pairs.with_columns(_whose=pl.when(pl.col("level").is_in(OWN)).then("customer_id"))
    heads = pairs.unique(["_whose", "segment"]).sort("_whose", "segment", nulls_last=True)
    heads = heads.with_row_index("curve").with_columns(pl.col("curve").cast(pl.Int64))
    chosen = pairs.join(heads.select("_whose", "segment", "curve"), on=["_whose", "segment"], nulls_equal=True)
    lacking = section.min_events - pl.col("events").fill_null(0)
    heads = heads.with_columns(
        k=pl.when(pl.col("level").is_in(OWN)).then(pl.max_horizontal(pl.lit(section.segment_weight), lacking))
    )
    points = kaplan_meier(_histograms(heads, history, segments), heads)
    last = points.group_by("curve").agg(last_event=pl.col("lateness").max())
    sums = segments.group_by("segment").agg(_e=pl.col("events").max(), _o=pl.col("open_documents").max())
    facts = heads.join(sums, on="segment", how="left").join(last, on="curve", how="left")
    is_own = pl.col("level").is_in(OWN)
    facts = facts.select(
        "curve", "level", "segment", events=pl.when(is_own).then("events").otherwise("_e"),
        open_documents=pl.when(is_own).then("open_documents").otherwise("_o"), last_event="last_event",
    ).sort("curve")  # fmt: skip
    return Curves(points, facts, chosen.select("customer_id", "terms_class", "curve"))


def _with_groups(frame: pl.DataFrame, groups: pl.DataFrame | None) -> pl.DataFrame:
    if groups is None:
        return frame.with_columns(group=pl.lit(None, dtype=pl.String))
    named = groups.select("customer_id", "group").unique("customer_id", keep="first", maintain_order=True)
    return frame.join(named, on="customer_id", how="left", maintain_order="left")


_SEGMENT = {"group": pl.format("group:{}", "group"), "terms": pl.format("terms:{}", "terms_class")}


def _segment_histograms(history: pl.DataFrame, section: ForecastPolicy) -> pl.DataFrame:
    """segment, lateness, d, c, and of the whole segment events, open_documents."""
    kinds = [*((_SEGMENT[kind], 2 if kind == "group" else 1) for kind in section.segments), (pl.lit(PORTFOLIO), 1)]
    parts = []
    for name, least in kinds:
        rows = history.with_columns(segment=name).filter(pl.col("segment").is_not_null())
        rows = rows.filter(pl.col("customer_id").n_unique().over("segment") >= least)
        sums = rows.group_by("segment", "lateness").agg(pl.col("d", "c", "settled", "still_open").sum())
        parts.append(sums)
    return pl.concat(parts).with_columns(
        events=pl.col("settled").sum().over("segment"), open_documents=pl.col("still_open").sum().over("segment")
    )


def _first_known(known: pl.DataFrame, section: ForecastPolicy) -> pl.Expr:
    names = known["segment"].unique().to_list()
    each = [pl.when(_SEGMENT[kind].is_in(names)).then(_SEGMENT[kind]) for kind in section.segments]
    return pl.coalesce(*each, pl.lit(PORTFOLIO))


def _histograms(heads: pl.DataFrame, history: pl.DataFrame, segments: pl.DataFrame) -> pl.DataFrame:
    """curve, lateness, d, c, seg_d, seg_c: a customer's own counts beside its segment's; a segment's as its own."""
    none = pl.lit(0, dtype=pl.Int64)
    order = ["curve", "lateness", "d", "c", "seg_d", "seg_c"]
    customers = heads.filter(pl.col("_whose").is_not_null()).select("curve", "segment", customer_id="_whose")
    wider = heads.filter(pl.col("_whose").is_null()).select("curve", "segment")
    of_segment = segments.select("segment", "lateness", "d", "c")
    parts = [
        history.select("customer_id", "lateness", "d", "c").join(customers, on="customer_id").with_columns(seg_d=none, seg_c=none),
        of_segment.join(wider, on="segment").with_columns(seg_d=none, seg_c=none),
    ]  # fmt: skip
    lenders = customers.join(heads.filter(pl.col("k") > 0).select("curve"), on="curve", how="semi")
    borrowed = of_segment.rename({"d": "seg_d", "c": "seg_c"}).join(lenders, on="segment")
    parts.append(borrowed.with_columns(d=none, c=none))
    return pl.concat([part.select(order) for part in parts])


def _one_delay(counts: pl.DataFrame, wanted: pl.DataFrame, events: int, section: ForecastPolicy) -> Curves:
    """One curve for all: everything is settled on the day of the mean delay, or of the policy's delay."""
    level = "mean-delay" if events else "policy-delay"
    delay, still_open = section.default_delay_days, 0
    if counts.height:
        still_open = int(counts["still_open"].sum())
    if events:
        late = int((counts["lateness"] * counts["settled"]).sum())
        delay = (2 * late + events) // (2 * events)
    points = pl.DataFrame({"curve": [0], "lateness": [delay], "survival": [0.0]}, schema=POINTS)
    facts = pl.DataFrame(
        {
            "curve": [0],
            "level": [level],
            "segment": [PORTFOLIO],
            "events": [events],
            "open_documents": [still_open],
            "last_event": [delay],
        },
        schema=FACTS,
    )
    return Curves(points, facts, wanted.select("customer_id", "terms_class", curve=pl.lit(0, dtype=pl.Int64)))


POINTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "curve": pl.Int64, "lateness": pl.Int64, "survival": pl.Float64,
}  # fmt: skip
FACTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "curve": pl.Int64, "level": pl.String, "segment": pl.String, "events": pl.Int64, "open_documents": pl.Int64,
    "last_event": pl.Int64,
}  # fmt: skip
