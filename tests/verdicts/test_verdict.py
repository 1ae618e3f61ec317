from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from gaoxin.desks.targets import Target
from gaoxin.errors import DataError, NonFinite
from gaoxin.verdicts.verdict import Verdict, judge, mc_error, meets, verdict
from tests.verdicts.conftest import INDICATORS, TARGETS, make_indicator, make_runs, make_target


def off_by(found: Verdict, truth: float) -> float:
    assert found.probability is not None
    assert found.mc_error is not None
    return abs(found.probability - truth) / found.mc_error


@pytest.mark.parametrize("aim", [700.0, 900.0, 1000.0, 1250.0])
def test_probability_of_a_known_normal(aim: float) -> None:
    draws = np.random.default_rng(2).normal(1000.0, 150.0, 20_000)
    truth = float(stats.norm.sf(aim, 1000.0, 150.0))
    assert off_by(verdict(draws, make_target("t", value=aim)), truth) < 4
    # negative control: a target moved by a tenth of the spread is told apart
    assert off_by(verdict(draws, make_target("t", value=aim + 15.0)), truth) > 4


def test_mc_error_is_the_spread_of_repeated_samples() -> None:
    rng = np.random.default_rng(3)
    for truth in (0.02, 0.3, 0.9):
        shares = rng.binomial(1000, truth, 4000) / 1000
        assert mc_error(round(1000 * truth), 1000) == pytest.approx(shares.std(), rel=0.06)


@given(st.integers(1, 100_000), st.data())
def test_mc_error_is_never_zero_and_symmetric(members: int, data: st.DataObject) -> None:
    met = data.draw(st.integers(0, members))
    assert mc_error(met, members) == pytest.approx(mc_error(members - met, members))
    assert mc_error(met, members) >= mc_error(0, members) > 0
    assert mc_error(0, members) == pytest.approx(1 / (2 * (members + 1)))


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50), st.floats(-1e6, 1e6))
def test_at_least_and_at_most_part_the_members(values: list[float], aim: float) -> None:
    low = meets(values, make_target("t", value=aim))
    high = meets(values, make_target("t", value=aim, rule="at_most"))
    assert (low | high).all()
    assert low.sum() + high.sum() - len(values) == (low & high).sum()
    assert all(abs(v - aim) <= 1e-9 * abs(aim) for v in np.asarray(values)[low & high])


def test_a_value_held_at_its_target_meets_it_whatever_the_rounding() -> None:
    for rule in ("at_least", "at_most"):
        target = make_target("t", value=0.4, rule=rule)
        assert meets([0.1 + 0.3, math.nextafter(0.4, 0), math.nextafter(0.4, 1)], target).all()


def test_failed_members_open_an_interval() -> None:
    final = np.append(np.full(60, 1100.0), np.full(140, 500.0))
    found = judge(make_runs(final, failed=(0, 150)), [make_target("t")], INDICATORS)[0]
    assert (found.met, found.members, found.failed) == (59, 200, 2)
    assert found.probability == 59 / 200
    assert found.probability_high == 61 / 200


def test_quantiles_and_observed_value() -> None:
    found = judge(make_runs(np.linspace(0.0, 1.0, 2001)), [make_target("t")], INDICATORS)[0]
    assert (found.p05, found.p50, found.p95) == pytest.approx((0.05, 0.5, 0.95))
    assert found.value_2020 == 301.0
    assert found.word is not None
    assert found.word.key == "exceptionally_unlikely"


def test_every_target_is_listed_and_only_judged_where_it_can_be() -> None:
    found = judge(make_runs([900.0, 1100.0]), TARGETS, INDICATORS)
    assert [v.target.id for v in found] == [t.id for t in TARGETS]
    states = {v.target.id: v.state for v in found}
    assert states["idle"] == "not modelled"
    assert states["silent"] == "no number"
    assert [v.probability is None for v in found] == [v.state != "judged" for v in found]


def test_a_target_without_a_number_still_shows_its_outcome() -> None:
    target = make_target("t", rule=None, value=None, status="no number")
    found = judge(make_runs([1.0, 3.0]), [target], INDICATORS)[0]
    assert (found.state, found.p50, found.probability) == ("no number", 2.0, None)


@pytest.mark.parametrize(
    "target",
    [make_target("t", unit="percent/year"), make_target("t", variable="Growth")],
    ids=["another unit", "another variable"],
)
def test_a_2020_value_of_another_quantity_is_not_shown(target: Target) -> None:
    runs = make_runs([1.0, 2.0])
    runs["Growth"] = runs["Revenue"]
    assert judge(runs, [target], INDICATORS)[0].value_2020 is None


def test_a_year_that_was_not_saved_is_an_error_with_a_line() -> None:
    with pytest.raises(DataError, match=r"table.csv:2: year 2030 .*2014 to 2025"):
        judge(make_runs([1.0, 2.0]), [make_target("t", year=2030)], INDICATORS)


def test_over_one_percent_failed_gives_no_verdict() -> None:
    with pytest.raises(NonFinite):
        judge(make_runs(np.ones(100), failed=(0, 1)), TARGETS, [make_indicator("revenue")])
    with pytest.raises(ValueError, match="finite"):
        verdict([1.0, np.nan], make_target("t"))
