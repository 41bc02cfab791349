"""Stress: the worked example, the Vasicek formula, and a simulation held against exact enumeration."""

from __future__ import annotations

import hashlib
import itertools
import math
from decimal import Decimal
from statistics import NormalDist

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditkit.policy.load import load_policy
from creditkit.policy.stress import Scenario, StressPolicy
from creditkit.stages.losses import minor
from creditkit.stages.simulate import Name, simulate
from creditkit.stages.stress import Book, concentration, customer_losses, stress, tail
from creditkit.stages.vasicek import basel_correlation, conditional_pd, stressed_pd

D = Decimal
DEFAULTS = load_policy(None)[0].stress
MONEY = pl.Decimal(38, 4)
# exposure, PD, sector
NAMES = [("A", 400, 0.01, "steel"), ("B", 300, 0.02, "cars"), ("C", 200, 0.05, "cars"), ("D", 100, 0.10, "food")]


def section(*scenarios: dict[str, object], **changes: object) -> StressPolicy:
    base = DEFAULTS.model_dump() | {"scenarios": [], "correlation": 0.0} | changes
    return StressPolicy.model_validate(base | {"scenarios": list(scenarios)})


def book(
    names: list[tuple[str, int, float | None, str]] = NAMES,
    insured: dict[str, int] | None = None,
    sales: int | None = 12_500,
    fx: pl.DataFrame | None = None,
    currency: str = "CNY",
) -> Book:
    risks = pl.DataFrame(
        [(who, who, D(ead), D((insured or {}).get(who, 0)), pd, "CN" if who < "C" else "DE", sector) for who, ead, pd, sector in names],
        schema={"customer_id": pl.String, "customer_name": pl.String, "ead": MONEY, "insured": MONEY, "pd": pl.Float64, "country": pl.String, "industry": pl.String},
        orient="row",
    )  # fmt: skip
    return Book(currency, risks, None if sales is None else D(sales), fx)


def row_of(name: str, **scenario: object) -> dict[str, object]:
    rows = stress([book()], section({"name": name, **scenario}))
    assert rows["scenario"].to_list() == ["base", name]
    return rows.row(1, named=True)


def test_oracle_13_correlation_and_bad_year() -> None:
    assert basel_correlation(0.02) == pytest.approx(0.164146, abs=5e-7)
    assert stressed_pd(0.02, basel_correlation(0.02), 0.999) == pytest.approx(0.190259, abs=5e-7)
    assert stressed_pd(0.02, 0.12, 0.99) == pytest.approx(0.091719, abs=5e-7)


def test_oracle_13_unexpected_loss() -> None:
    """One name stands for a granular portfolio where the policy's HHI edge lets it."""
    granular = section(correlation="basel", confidence=0.999, granular_hhi=1.0)
    row = stress([book([("A", 10_000_000, 0.02, "x")])], granular).row(0, named=True)
    assert (row["expected_loss"], row["unexpected_loss"]) == (D(120_000), D("1021554.13"))
    assert (row["var"], row["method"], row["standard_error"]) == (D("1141554.13"), "vasicek", None)


@pytest.mark.parametrize(
    ("scenario", "loss"),
    [
        pytest.param({"pd_factor": 1.0}, 18, id="as-it-is"),
        pytest.param({"pd_factor": 2.0}, 36, id="twice-the-pd"),
        pytest.param({"default_top_n": 1}, 240, id="largest-defaults"),
        pytest.param({"default_top_n": 2}, 420, id="two-largest-default"),
        pytest.param({"default_top_n": 9}, 600, id="more-defaults-than-names"),
        pytest.param({"sectors": {"Cars": 3.0}}, D("37.2"), id="sector-times-3"),
        pytest.param({"countries": {"DE": 2.0}}, 30, id="country-times-2"),
        pytest.param({"sectors": {"cars": 3.0}, "countries": {"DE": 2.0}}, D("61.2"), id="sector-and-country"),
        pytest.param({"lgd_add": 0.10}, 21, id="lgd-up-10-points"),
        pytest.param({"lgd_add": 0.60}, 30, id="lgd-capped-at-1"),
        pytest.param({"pd_factor": 1000.0}, 600, id="pd-capped-at-1"),
        pytest.param({"insurer_withdraws": "all"}, 18, id="insurance-changes-no-gross-loss"),
    ],
)
def test_oracle_13_scenarios(scenario: dict[str, object], loss: object) -> None:
    assert row_of("s", **scenario)["expected_loss"] == loss


def test_odds_factor() -> None:
    """PD 10 % are odds 1 : 9; four times the odds are 4 : 9, so 4/13."""
    rows = stress([book([("A", 1_300, 0.10, "x")])], section({"name": "s", "odds_factor": 4.0}, lgd=1.0))
    assert rows["expected_loss"][1] == 400
    sure = stress([book([("A", 1_300, 1.0, "x")])], section({"name": "s", "odds_factor": 4.0}, lgd=1.0))
    assert sure["expected_loss"].to_list() == [1_300, 1_300]


def test_delay() -> None:
    assert row_of("s", delay_days=10)["cash_delay"] == D("342.47")
    without = stress([book(sales=None)], section({"name": "s", "delay_days": 10})).row(1, named=True)
    assert without["cash_delay"] is None
    assert [note["code"] for note in without["notes"]] == ["delay-needs-sales"]


def test_change_against_base() -> None:
    assert row_of("s", pd_factor=2.0)["allowance_change"] == 18
    event = row_of("s", default_top_n=1)
    assert (event["allowance_change"], event["unexpected_loss"], event["var"]) == (D("237.6"), None, None)
    assert [note["code"] for note in event["notes"]] == ["event"]


def exact(names: list[tuple[str, int, float, str]], lgd: Decimal) -> dict[Decimal, float]:
    """Loss -> probability, over all combinations of independent defaults."""
    found: dict[Decimal, float] = {}
    for defaults in itertools.product([False, True], repeat=len(names)):
        loss = sum((ead * lgd for (_, ead, _, _), d in zip(names, defaults, strict=True) if d), D(0))
        chance = math.prod(pd if d else 1 - pd for (_, _, pd, _), d in zip(names, defaults, strict=True))
        found[loss] = found.get(loss, 0.0) + chance
    return found


def names_of(rho: float = 0.0, names: list[tuple[str, int, float, str]] = NAMES) -> list[Name]:
    return [Name(who, ead * 60, pd, rho) for who, ead, pd, _ in names]


def test_simulation_agrees_with_exact_enumeration() -> None:
    law = exact(NAMES, D("0.6"))
    mean = sum(float(loss) * chance for loss, chance in law.items())
    deviation = math.sqrt(sum((float(loss) - mean) ** 2 * chance for loss, chance in law.items()))
    assert (mean, deviation) == (pytest.approx(18), pytest.approx(47.0455, abs=5e-5))
    assert law[D(0)] == pytest.approx(0.829521, abs=5e-7)
    below = sum(chance for loss, chance in law.items() if loss <= 180)
    assert below == pytest.approx(0.987129, abs=5e-7)
    draws = 200_000
    losses = simulate(names_of(), draws=draws, seed=DEFAULTS.seed, single=1_000)
    assert losses.standard_error == pytest.approx(deviation * 100 / math.sqrt(draws), rel=0.03)
    assert abs(losses.mean - 1_800) < 4 * losses.standard_error
    for loss, chance in [(0, law[D(0)]), (18_000, below)]:
        share = (losses.sorted <= loss).sum() / draws
        assert abs(share - chance) < 4 * math.sqrt(chance * (1 - chance) / draws)
    assert losses.quantile(0.99) == 24_000


def test_oracle_13_value_at_risk_of_the_four_names() -> None:
    row = stress([book()], section(confidence=0.99)).row(0, named=True)
    assert (row["method"], row["var"], row["unexpected_loss"]) == ("simulation", 240, 222)
    assert row["standard_error"] == pytest.approx(D("0.33"), abs=D("0.02"))
    assert row["var_low"] <= row["var"] <= row["var_high"]


@pytest.mark.parametrize("rho", [0.0, 0.12, 0.5])
def test_mean_loss_is_the_expected_loss(rho: float) -> None:
    losses = simulate(names_of(rho), draws=100_000, seed=7, single=1_000)
    assert abs(losses.mean - 1_800) < 4 * losses.standard_error


def test_correlated_losses_of_two_names_agree_with_the_bivariate_integral() -> None:
    """P(both default) = ∫ P(default | z)² φ(z) dz, by the trapezoid rule."""
    rho, pd, normal = 0.3, 0.05, NormalDist()
    grid = [z / 200 for z in range(-1600, 1601)]
    both = sum(conditional_pd(pd, rho, z) ** 2 * normal.pdf(z) for z in grid) / 200
    draws = 200_000
    losses = simulate([Name("A", 1, pd, rho), Name("B", 1, pd, rho)], draws=draws, seed=3, single=10)
    share = (losses.sorted == 2).sum() / draws
    assert both > 2 * pd * pd
    assert abs(share - both) < 4 * math.sqrt(both / draws)


def test_a_granular_portfolio_comes_near_the_formula() -> None:
    """500 equal names: the simulated quantile is Vasicek's, but for granularity; alone, the mass is exactly it."""
    rho, pd = 0.15, 0.03
    names = [Name(str(number), 1_000, pd, rho) for number in range(500)]
    bad = stressed_pd(pd, rho, 0.99) * 500_000
    drawn = simulate(names, draws=40_000, seed=11, single=500)
    mass = simulate(names, draws=40_000, seed=11, single=0)
    assert drawn.quantile(0.99) == pytest.approx(bad, rel=0.06)
    low, high = mass.quantile_range(0.99)
    assert low <= bad <= high
    assert abs(mass.mean - 15_000) < 4 * mass.standard_error


def test_the_same_seed_gives_the_same_bits() -> None:
    """Pinned, so that another version of Python, Polars or the C library that draws otherwise is noticed."""
    losses = simulate(names_of(0.2), draws=20_000, seed=20250928, single=1_000)
    again = simulate(list(reversed(names_of(0.2))), draws=20_000, seed=20250928, single=1_000)
    assert losses.sorted.equals(again.sorted)
    other = simulate(names_of(0.2), draws=20_000, seed=20250929, single=1_000)
    assert not losses.sorted.equals(other.sorted)
    digest = hashlib.sha256(",".join(map(str, losses.sorted.to_list())).encode()).hexdigest()
    assert digest == "51e20d2c0003bd5048d6d96e7582c774a6f986e3754b818312f2443e8948f284"


def test_another_customer_does_not_change_the_luck_of_the_first() -> None:
    alone = simulate([Name("A", 1, 0.1, 0.0)], draws=20_000, seed=1, single=10)
    both = simulate([Name("A", 1, 0.1, 0.0), Name("B", 1_000_000, 1e-12, 0.0)], draws=20_000, seed=1, single=10)
    assert alone.sorted.equals(both.sorted)


@pytest.mark.parametrize(("pd", "expected"), [pytest.param(0.0, 0.0, id="never"), pytest.param(1.0, 1.0, id="certain")])
def test_certain_defaults_stay_certain(pd: float, expected: float) -> None:
    assert stressed_pd(pd, 0.2, 0.999) == expected
    assert simulate([Name("A", 5, pd, 0.2)], draws=20_000, seed=1, single=1).mean == 5 * expected


@given(st.floats(1e-6, 0.999), st.floats(0.0, 0.95), st.floats(0.51, 0.9999))
def test_a_worse_year_has_more_defaults_and_without_correlation_all_years_are_alike(
    pd: float, rho: float, q: float
) -> None:
    """PD_q grows with q, and without correlation every year is alike."""
    assert stressed_pd(pd, rho, q) <= stressed_pd(pd, rho, min(q + 0.01, 0.99999)) + 1e-12
    assert stressed_pd(pd, 0.0, q) == pytest.approx(pd)


def test_concentration() -> None:
    row = concentration([book()]).row(0, named=True)
    assert (row["hhi"], row["top10_share"], row["largest_share"]) == (pytest.approx(0.30), 1.0, 0.4)
    assert (row["effective_names"], row["names"], row["ead"]) == (pytest.approx(10 / 3), 4, 1_000)
    twenty = [(str(number), 50, 0.01, "x") for number in range(20)]
    even = concentration([book(twenty)]).row(0, named=True)
    assert (even["hhi"], even["top10_share"]) == (0.05, 0.5)
    assert stress([book(twenty)], section()).row(0, named=True)["method"] == "vasicek"
    assert stress([book(twenty[:19])], section()).row(0, named=True)["method"] == "simulation"
    nothing = concentration([book([("A", 0, 0.01, "x")])]).row(0, named=True)
    assert (nothing["hhi"], nothing["top10_share"], nothing["names"]) == (None, None, 0)


def test_insurance_in_scenarios() -> None:
    own = book(insured={"A": 360, "B": 90})
    rows = stress([own], section({"name": "all", "insurer_withdraws": "all"}, {"name": "cars", "insurer_withdraws": ["cars"]}, {"name": "top", "default_top_n": 1}))  # fmt: skip
    found = {row["scenario"]: (row["expected_indemnity"], row["retained_loss"], row["uninsured"]) for row in rows.iter_rows(named=True)}  # fmt: skip
    # 360 × 1 % × 60 % = 2.16, 90 × 2 % × 60 % = 1.08; if A defaults the insurer pays 360 × 60 %.
    assert found == {
        "base": (D("3.24"), D("14.76"), 550), "all": (0, 18, 1_000), "cars": (D("2.16"), D("15.84"), 640),
        "top": (216, 24, 550),
    }  # fmt: skip


def test_cover_above_the_exposure_brings_no_more_than_the_exposure() -> None:
    row = stress([book(insured={"A": 9_999})], section()).row(0, named=True)
    assert (row["expected_indemnity"], row["uninsured"]) == (D("2.4"), 600)


def test_the_tail_with_and_without_insurance() -> None:
    """The largest name insured in full: without it the 99 % loss is 240, with it that of the next, 180."""
    rows = tail(book(insured={"A": 400}), section(confidence=0.99))
    assert dict(rows.select("cover", "expected_loss").iter_rows()) == {
        "without-insurance": D(18),
        "with-insurance": D("15.6"),
    }
    law = exact([("B", 300, 0.02, ""), ("C", 200, 0.05, ""), ("D", 100, 0.10, "")], D("0.6"))
    found, reached = D(0), 0.0
    for loss in sorted(law):
        reached += law[loss]
        if reached >= 0.99:
            found = loss
            break
    assert dict(rows.select("cover", "var").iter_rows()) == {"without-insurance": D(240), "with-insurance": found}


def test_fx_shock() -> None:
    """Debts of 400 and 100 in USD inside a converted ledger; 10 % off the dollar takes 40 and 10 off the exposure."""
    split = pl.DataFrame(
        [("A", "USD", D(400)), ("B", "CNY", D(300)), ("D", "USD", D(100))],
        schema={"customer_id": pl.String, "document_currency": pl.String, "open": MONEY}, orient="row",
    )  # fmt: skip
    rows = stress([book(fx=split)], section({"name": "s", "fx": {"USD": -0.10}})).row(1, named=True)
    assert (rows["fx_effect"], rows["ead"], rows["expected_loss"]) == (-50, 950, D("17.16"))
    plain = stress([book()], section({"name": "s", "fx": {"USD": -0.10}})).row(1, named=True)
    assert (plain["fx_effect"], [note["code"] for note in plain["notes"]]) == (0, ["fx-needs-conversion"])


def test_what_cannot_be_rated_or_matched_is_said() -> None:
    names = [*NAMES, ("E", 50, None, "steel")]
    row = stress([book(names)], section({"name": "s", "sectors": {"wood": 2.0}})).row(1, named=True)
    assert [(note["code"], note["value"], note["detail"]) for note in row["notes"]] == [
        ("unrated", 1, "50.00"), ("nobody-matches", None, "wood"),
    ]  # fmt: skip
    assert (row["ead"], row["expected_loss"]) == (1_000, 18)


def test_customer_losses_add_up_to_the_base_row() -> None:
    rows = customer_losses([book(insured={"A": 360})], section(confidence=0.99, correlation=0.12))
    assert rows.select("customer_id", "expected_loss", "expected_indemnity", "retained_loss").rows() == [
        ("C", 6, 0, 6), ("D", 6, 0, 6), ("B", D("3.6"), 0, D("3.6")), ("A", D("2.4"), D("2.16"), D("0.24")),
    ]  # fmt: skip
    assert rows.filter(pl.col("customer_id") == "B")["stressed_pd"][0] == pytest.approx(0.091719, abs=5e-7)


@pytest.mark.parametrize(
    ("amount", "share", "currency", "units"),
    [
        pytest.param("1", 0.005, "CNY", 1, id="half-a-cent-goes-up"),
        pytest.param("1", 0.0049, "CNY", 0, id="less-goes-down"),
        pytest.param("99", 0.005, "JPY", 0, id="yen"),
        pytest.param("100", 0.005, "JPY", 1, id="half-a-yen"),
        pytest.param("1", 0.0005, "BHD", 1, id="half-a-fils"),
        pytest.param("-1", 0.005, "CNY", -1, id="away-from-zero"),
        pytest.param("123456789012345.67", 1.0, "CNY", 12345678901234567, id="large-amounts-stay-exact"),
    ],
)
def test_minor(amount: str, share: float, currency: str, units: int) -> None:
    frame = pl.DataFrame({"a": [D(amount)]}, schema={"a": MONEY})
    assert frame.select(minor(pl.col("a"), pl.lit(share), currency)).item() == units


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        pytest.param({"name": "s", "pd_factor": 2, "odds_factor": 2}, "not both", id="two-factors"),
        pytest.param({"name": "s", "default_top_n": 1, "pd_factor": 2}, "event of its own", id="event-with-factor"),
        pytest.param({"name": "base"}, "another name", id="reserved-name"),
        pytest.param({"name": "s", "fx": {"USD": -1.0}}, "greater than -1", id="currency-worth-nothing"),
        pytest.param({"name": "s", "pd_factor": -1}, "greater than or equal", id="negative-factor"),
    ],
)
def test_contradictory_scenarios_are_refused(bad: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Scenario.model_validate(bad)


def test_two_scenarios_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="bear the name s"):
        section({"name": "s"}, {"name": "s"})
