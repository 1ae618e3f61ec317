"""Scores against closed forms, and what right and wrong predictions look like."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from gaoxin.inference.baselines import line, persistence
from gaoxin.inference.scores import coverage, crps, pit, uniformity, width

DRAWN = np.random.default_rng(0).standard_normal(200_000)


@pytest.mark.parametrize("y", [-2.0, 0.0, 0.7])
def test_the_score_of_a_normal_is_that_of_its_closed_form(y: float) -> None:
    """Gneiting and Raftery (2007): y (2 F(y) - 1) + 2 f(y) - 1 / sqrt(pi)."""
    exact = y * (2 * stats.norm.cdf(y) - 1) + 2 * stats.norm.pdf(y) - 1 / np.sqrt(np.pi)
    assert crps(DRAWN, y) == pytest.approx(exact, abs=0.005)


def test_the_score_of_a_point_is_its_distance() -> None:
    assert crps(np.full(5, 2.0), 5.0) == pytest.approx(3.0)
    assert crps(np.array([2.0, np.nan, 2.0]), 5.0) == pytest.approx(3.0)


def test_the_transform_is_the_distribution_function() -> None:
    assert pit(DRAWN, 0.7) == pytest.approx(stats.norm.cdf(0.7), abs=0.005)
    counts = np.array([0.0, 1.0, 1.0, 2.0])
    assert [pit(counts, 1.0, u) for u in (0.0, 0.5, 1.0)] == [0.25, 0.5, 0.75]


def test_right_predictions_are_uniform_and_hold_their_shares() -> None:
    rng = np.random.default_rng(1)
    right = stats.norm.cdf(rng.standard_normal(2000)).tolist()
    assert uniformity(right) > 0.01
    for one in coverage(right):
        assert one.share == pytest.approx(one.level, abs=0.03)
        assert one.tail > 0.01


def test_too_narrow_and_too_wide_predictions_are_told() -> None:
    rng = np.random.default_rng(1)
    truth = rng.standard_normal(400)
    narrow, wide = (stats.norm.cdf(truth, scale=s).tolist() for s in (0.5, 2.0))
    assert uniformity(narrow) < 1e-6
    assert uniformity(wide) < 1e-6
    assert coverage(narrow)[2].share < 0.8
    assert coverage(wide)[0].share > 0.7
    assert max(one.tail for one in coverage(narrow)) < 1e-6


def test_the_width_is_between_the_points() -> None:
    assert width(DRAWN) == pytest.approx(2 * 1.6449, abs=0.03)
    assert np.isnan(uniformity([np.nan]))
    assert np.isnan(coverage([])[0].share)


def test_persistence_is_a_walk_with_the_steps_of_the_past() -> None:
    times, values = np.array([0.0, 1.0, 3.0]), np.array([1.0, 1.5, 1.1])
    variance = ((0.5**2) / 1.0 + (0.4**2) / 2.0) / 2.0
    drawn = persistence(times, values, 7.0, np.random.default_rng(0), 100_000)
    assert drawn is not None
    assert drawn.mean() == pytest.approx(1.1, abs=0.01)
    assert drawn.var() == pytest.approx(4.0 * variance, rel=0.02)
    assert persistence(times[:1], values[:1], 7.0, np.random.default_rng(0)) is None
    assert persistence(times, values, 2.0, np.random.default_rng(0)) is None


def test_the_line_has_the_law_of_a_new_reading() -> None:
    rng = np.random.default_rng(2)
    times = np.arange(6.0)
    values = 1.0 + 0.3 * times + 0.2 * rng.standard_normal(6)
    drawn = line(times, values, 9.0, np.random.default_rng(0), 200_000)
    assert drawn is not None
    told = stats.linregress(times, values)
    residual = values - told.intercept - told.slope * times
    s2 = (residual**2).sum() / 4
    spread = np.sqrt(s2 * (1 + 1 / 6 + (9 - 2.5) ** 2 / ((times - 2.5) ** 2).sum()))
    law = stats.t(4, told.intercept + told.slope * 9, spread)
    for level in (0.05, 0.5, 0.9):
        assert (drawn < law.ppf(level)).mean() == pytest.approx(level, abs=0.005)
    assert line(times[:2], values[:2], 9.0, rng) is None
