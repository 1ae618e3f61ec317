"""A contrast against closed forms: two normals whose correlation is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy.stats import multivariate_normal, norm

from gaoxin.desks.targets import Target
from gaoxin.verdicts.contrast import Contrast, contrast, difference, paired_error
from gaoxin.verdicts.verdict import verdict
from tests.verdicts.conftest import make_target

MEMBERS = 40_000
MEAN = np.array([1050.0, 980.0])
SD = np.array([150.0, 120.0])
RHO = 0.9
GOAL = 1000.0

Array = NDArray[np.float64]


def normals(seed: int, members: int = MEMBERS, rho: float = RHO) -> tuple[Array, Array]:
    z, w = np.random.default_rng(seed).standard_normal((2, members))
    return MEAN[0] + SD[0] * z, MEAN[1] + SD[1] * (rho * z + math.sqrt(1 - rho**2) * w)


def hold(a: Array, b: Array, target: Target | None = None, failed: int = 0) -> Contrast:
    aim = target or make_target("t", value=GOAL)
    return contrast(verdict(a, aim, failed), verdict(b, aim, failed), a, b, failed)


def test_paired_differences_are_those_of_two_correlated_normals() -> None:
    found = hold(*normals(0))
    mean = MEAN[0] - MEAN[1]
    sd = math.sqrt((SD**2).sum() - 2 * RHO * SD.prod())
    for level, value in zip((0.05, 0.5, 0.95), quantiles(found), strict=True):
        at = norm.ppf(level)
        error = math.sqrt(level * (1 - level) / MEMBERS) / norm.pdf(at) * sd
        assert value == pytest.approx(mean + sd * at, abs=4 * error)
    better = norm.cdf(mean / sd)
    assert found.probability_a_better == pytest.approx(better, abs=4 * error_of(better))
    shares = norm.cdf((MEAN - GOAL) / SD)
    assert found.a.probability == pytest.approx(shares[0], abs=4 * error_of(shares[0]))
    assert found.diff_error is not None
    assert found.diff_probability == pytest.approx(shares[0] - shares[1], abs=4 * found.diff_error)


def quantiles(found: Contrast) -> tuple[float | None, ...]:
    return found.diff_p05, found.diff_p50, found.diff_p95


def error_of(share: float) -> float:
    return math.sqrt(share * (1 - share) / MEMBERS)


def test_the_error_of_a_difference_is_that_of_pairs_and_not_of_two_samples() -> None:
    """Exact from the bivariate normal; two independent samples would be far less sure."""
    found = hold(*normals(1))
    below = (GOAL - MEAN) / SD
    neither = multivariate_normal([0, 0], [[1, RHO], [RHO, 1]]).cdf(below)
    only_b, only_a = norm.cdf(below) - neither
    exact = math.sqrt((only_a + only_b - (only_a - only_b) ** 2) / MEMBERS)
    assert found.diff_error == pytest.approx(exact, rel=0.03)
    assert found.a.mc_error is not None
    assert found.b.mc_error is not None
    assert found.diff_error is not None
    assert found.diff_error < 0.65 * math.hypot(found.a.mc_error, found.b.mc_error)


def test_the_errors_are_the_spread_over_repeated_samples() -> None:
    repeats = [hold(*normals(seed, members=200)) for seed in range(2, 602)]
    for value, error in (
        ("diff_probability", "diff_error"),
        ("probability_a_better", "better_error"),
    ):
        spread = np.std([getattr(one, value) for one in repeats])
        stated = np.mean([getattr(one, error) for one in repeats])
        assert stated == pytest.approx(spread, rel=0.1)


def test_no_pair_in_disagreement_still_leaves_an_error() -> None:
    assert paired_error(0, 0, 1000) == pytest.approx(1 / 1002)
    assert paired_error(1000, 0, 1000) < 2 / 1000


def test_against_itself_every_difference_is_exactly_zero() -> None:
    a, _ = normals(3)
    found = hold(a, a.copy())
    assert quantiles(found) == (0.0, 0.0, 0.0)
    assert found.diff_probability == 0.0
    assert found.diff_probability_ends == (0.0, 0.0)
    assert found.same
    assert (found.better, found.tied, found.worse) == (0, MEMBERS, 0)
    assert found.probability_a_better == 0.5  # a tie counts half


def test_rounding_is_no_difference_and_a_millionth_is_one() -> None:
    a, _ = normals(4, members=100)
    assert hold(a * (1 + 1e-13), a).same
    moved = hold(a * (1 + 1e-6), a)
    assert not moved.same
    assert moved.better == 100


def test_where_less_is_better_the_smaller_wins() -> None:
    a, b = np.array([1.0, 1.0, 2.0, 3.0]), np.array([2.0, 2.0, 2.0, 2.0])
    more = hold(a, b, make_target("t", value=2.0))
    less = hold(a, b, make_target("t", value=2.0, rule="at_most"))
    assert (more.better, more.tied, more.worse) == (1, 1, 2)
    assert (less.better, less.tied, less.worse) == (2, 1, 1)
    assert (more.only_a, more.only_b) == (0, 2)
    assert (less.only_a, less.only_b) == (0, 1)
    ahead = hold(a + 5, b, make_target("t", value=2.0, rule="at_most"))
    assert (ahead.better, ahead.worse, ahead.diff_p50) == (0, 4, 4.5)


def test_failed_members_make_intervals() -> None:
    """A member failed under either makes no pair; it may have gone either way."""
    a, b = normals(5, members=990)
    aim = make_target("t", value=GOAL)
    one = contrast(verdict(a, aim, 10), verdict(np.append(b, [0.0] * 10), aim), a, b, failed=10)
    whole = hold(a, b)
    assert one.members == 1000
    assert whole.better is not None
    assert one.probability_a_better == whole.better / 1000
    assert one.probability_a_better_high == (whole.better + 10) / 1000
    assert one.diff_probability is not None
    low, high = one.diff_probability_ends or (0.0, 0.0)
    assert low == one.diff_probability  # nothing failed under B
    assert high == pytest.approx(one.diff_probability + 10 / 1000)


def test_a_target_without_a_number_has_differences_only() -> None:
    aim = make_target("t", value=None, rule=None, status="no number")
    found = hold(np.array([3.0, 4.0]), np.array([1.0, 1.0]), aim)
    assert found.diff_p50 == 2.5
    assert found.probability_a_better is None
    assert found.diff_probability is None
    assert found.diff_error is None


values = st.floats(-1e6, 1e6, allow_nan=False, width=32)


@given(
    arrays(np.float64, st.tuples(st.just(2), st.integers(1, 60)), elements=values),
    st.sampled_from(["at_least", "at_most"]),
    st.floats(-1e3, 1e3),
)
def test_swapping_negates_differences_and_complements_probabilities(
    pair: Array, rule: str, goal: float
) -> None:
    aim = make_target("t", rule=rule, value=goal)
    there, back = hold(pair[0], pair[1], aim), hold(pair[1], pair[0], aim)
    size = max(1.0, float(np.abs(pair).max()))
    mirrored = [-x for x in reversed(quantiles(back)) if x is not None]
    assert quantiles(there) == pytest.approx(mirrored, abs=1e-12 * size)
    assert there.diff_probability == -(back.diff_probability or 0.0)
    assert (there.better, there.tied, there.worse) == (back.worse, back.tied, back.better)
    assert (there.probability_a_better or 0.0) + (back.probability_a_better or 0.0) == (
        pytest.approx(1.0)
    )
    assert (there.diff_error, there.better_error) == (back.diff_error, back.better_error)
    assert (there.only_a, there.only_b) == (back.only_b, back.only_a)


@given(arrays(np.float64, st.tuples(st.just(2), st.just(5)), elements=values))
def test_a_difference_is_exact_or_exactly_zero(pair: Array) -> None:
    a, b = pair
    found = difference(a, b)
    assert ((found == a - b) | (found == 0.0)).all()
    assert (
        np.abs(a - b)[found == 0.0] <= 1e-9 * np.maximum(np.abs(a), np.abs(b))[found == 0]
    ).all()
