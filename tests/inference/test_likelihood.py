"""Readings around a run: densities in closed form, derivatives by differences, replicates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from gaoxin.inference.likelihood import Likelihood, blocks
from gaoxin.inference.observations import Observation
from gaoxin.inference.predictive import replicate
from gaoxin.inference.scores import crps

LEVEL = Observation("level", "x", 10.0, 0.5, 2020.0)
OTHER = Observation("other", "y", 3.0, 0.2, 2020.0)
DOUBTFUL = Observation("far", "x", 9.0, 0.5, 2018.0, tails="student")
ROWS = [LEVEL, OTHER, DOUBTFUL]
"""Two series: the first and the last row, and the second."""


def test_densities_are_the_normal_and_students_with_the_tabled_sd_by_series() -> None:
    found = Likelihood.of(blocks(ROWS)).parts(np.array([[2.2], [1.0], [2.0]]))
    of_x = stats.norm(2.2, 0.05).logpdf(np.log(10.0))
    of_x += stats.t(4, loc=2.0, scale=0.5 / 9.0 / np.sqrt(2.0)).logpdf(np.log(9.0))
    of_y = stats.norm(1.0, 0.2 / 3.0).logpdf(np.log(3.0))
    assert found[:, 0] == pytest.approx([of_x, of_y])
    assert stats.t(4, scale=1 / np.sqrt(2.0)).std() == pytest.approx(1.0)


def test_derivatives_are_those_of_differences() -> None:
    likelihood = Likelihood.of(blocks(ROWS))
    at = np.array([[2.1], [1.2], [2.5]]) + 0.1 * np.random.default_rng(0).standard_normal((3, 6))
    _, slopes = likelihood.slopes(at)
    for row in range(3):
        step = np.zeros((3, 1))
        step[row] = 1e-6
        up, down = (likelihood.parts(at + s).sum(axis=0) for s in (step, -step))
        assert slopes[row] == pytest.approx((up - down) / 2e-6, rel=1e-6)


def test_a_run_without_a_value_has_no_density_and_no_slope() -> None:
    likelihood = Likelihood.of(blocks(ROWS))
    parts, slopes = likelihood.slopes(np.array([[2.2, np.nan], [1.0, 1.0], [2.0, 2.0]]))
    assert np.isfinite(parts).tolist() == [[True, False], [True, True]]
    assert slopes[0, 1] == 0.0


def test_a_series_that_is_left_out_says_nothing() -> None:
    likelihood = Likelihood.of(blocks(ROWS)[1:])
    parts, slopes = likelihood.slopes(np.array([[9.0], [1.0], [9.0]]))
    assert parts.shape == (1, 1)
    assert slopes[[0, 2], 0].tolist() == [0.0, 0.0]


def test_replicates_scatter_as_readings_do() -> None:
    (block, _) = blocks(ROWS)
    drawn = replicate(block, np.zeros((3, 200_000)), np.random.default_rng(0))
    assert drawn.std(axis=1) == pytest.approx(block.sd, rel=0.02)
    assert abs(np.corrcoef(drawn[0], drawn[1])[0, 1]) < 0.01
    assert stats.kurtosis(drawn[1]) > 3.0 > 10.0 * abs(stats.kurtosis(drawn[0]))


@given(st.floats(-3.0, 3.0))
def test_crps_of_a_normal_sample_is_the_closed_form(observed: float) -> None:
    """Gneiting and Raftery (2007), equation 21."""
    sample = stats.norm.ppf((np.arange(4000) + 0.5) / 4000)
    exact = (
        observed * (2 * stats.norm.cdf(observed) - 1)
        + 2 * stats.norm.pdf(observed)
        - 1 / np.sqrt(np.pi)
    )
    assert crps(sample, observed) == pytest.approx(exact, abs=2e-3)
