"""The sampler recovers known posteriors at the production dimension, and a wrong one is caught."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from gaoxin.errors import NotConverged
from gaoxin.inference.convergence import check_converged, convergence
from gaoxin.inference.fitting import PARTICLES, SETTINGS
from gaoxin.inference.smc import Settings, bridge, sample
from gaoxin.inference.tempering import next_temperature, systematic

Array = NDArray[np.float64]
ROOT = Path(__file__).parents[2]
DIMENSION, SEEN, ERROR = 195, 58, 0.15
CHAINS = 2
"""The least that can disagree; the program runs twice as many."""
LARGEST = 0.045
"""Of 195 means and as many standard deviations: four and a half times what 10,000 draws leave to
chance."""


def linear_problem() -> tuple[Array, Array, Array, Array]:
    """Return a linear model, its data, and the posterior's exact mean and covariance."""
    rng = np.random.default_rng(7)
    design = 3.0 * rng.standard_normal((SEEN, DIMENSION)) / np.sqrt(DIMENSION)
    data = rng.normal(0.0, 1.5, SEEN)
    precision = np.eye(DIMENSION) + design.T @ design / ERROR**2
    covariance = np.linalg.inv(precision)
    return design, data, covariance @ design.T @ data / ERROR**2, covariance


def likelihood(design: Array, data: Array, error: float) -> Callable[[Array], Array]:
    return lambda at: np.asarray(-0.5 * (((at @ design.T - data) / error) ** 2).sum(axis=1))


def misses(draws: Array, mean: Array, covariance: Array) -> tuple[float, float]:
    """Return the largest miss of a mean, in standard deviations, and of a standard deviation."""
    sd = np.sqrt(np.diag(covariance))
    return (
        float(np.abs((draws.mean(axis=0) - mean) / sd).max()),
        float(np.abs(draws.std(axis=0) / sd - 1.0).max()),
    )


@pytest.fixture(scope="module")
def drawn() -> Array:
    design, data, _, _ = linear_problem()
    function = likelihood(design, data, ERROR)
    streams = np.random.SeedSequence(1).spawn(CHAINS)
    runs = [
        sample(function, DIMENSION, PARTICLES, np.random.default_rng(stream), SETTINGS).draws
        for stream in streams
    ]
    return np.stack(runs)


def test_a_gaussian_of_the_production_dimension_is_recovered(drawn: Array) -> None:
    _, _, mean, covariance = linear_problem()
    of_mean, of_sd = misses(drawn.reshape(-1, DIMENSION), mean, covariance)
    assert of_mean < LARGEST
    assert of_sd < LARGEST
    check_converged(convergence(drawn, [str(i) for i in range(DIMENSION)]))


def test_the_dimension_is_that_of_the_committed_posterior() -> None:
    path = ROOT / "calibration" / "posterior.nc"
    from gaoxin.inference.archive import read_posterior

    assert len(read_posterior(path).draws) <= DIMENSION


def test_a_wrong_likelihood_fails_the_same_check(drawn: Array) -> None:
    """Of errors a tenth too wide: the exact posterior of the right ones is another one."""
    design, data, mean, covariance = linear_problem()
    wrong = sample(
        likelihood(design, data, 1.1 * ERROR), DIMENSION, PARTICLES, np.random.default_rng(3)
    )
    along = np.linalg.eigh(covariance)[1][:, :SEEN]  # where the data speak
    right = (drawn.reshape(-1, DIMENSION) - mean) @ along
    other = (wrong.draws - mean) @ along
    sd = np.sqrt(np.linalg.eigvalsh(covariance)[:SEEN])
    # the particles' own covariance is a little narrow in so many dimensions: 2 to 3 %
    assert np.abs(right.std(axis=0) / sd - 1.0).max() < 0.04
    assert np.abs(other.std(axis=0) / sd - 1.0).max() > 0.06


def test_the_evidence_is_that_of_the_linear_model() -> None:
    rng = np.random.default_rng(0)
    design, data = rng.standard_normal((4, 6)), rng.standard_normal(4)
    function = likelihood(design, data, 0.5)
    runs = [sample(function, 6, 4000, np.random.default_rng(i)).log_evidence for i in range(3)]
    total = design @ design.T + 0.25 * np.eye(4)
    exact = -0.5 * (data @ np.linalg.solve(total, data) + np.linalg.slogdet(total / 0.25)[1])
    assert np.mean(runs) == pytest.approx(exact, abs=0.1)


def test_two_modes_keep_their_weights() -> None:
    """A third of the mass at -2, two thirds at +2, each of sd 0.3."""

    def function(at: Array) -> Array:
        x = at[:, 0]
        target = np.logaddexp(
            np.log(1 / 3) - 0.5 * ((x + 2) / 0.3) ** 2, np.log(2 / 3) - 0.5 * ((x - 2) / 0.3) ** 2
        )
        return np.asarray(target + 0.5 * x**2)

    found = sample(function, 1, 20_000, np.random.default_rng(0))
    assert (found.draws[:, 0] > 0.0).mean() == pytest.approx(2 / 3, abs=0.03)


def test_equal_seeds_give_equal_draws() -> None:
    function = likelihood(np.eye(3), np.ones(3), 0.2)
    one, two = (sample(function, 3, 500, np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(one.draws, two.draws)
    assert one.temperatures == two.temperatures


def test_a_part_of_the_likelihood_is_tempered_out_again() -> None:
    """From the posterior of two data to that of the first alone, exact in both moments."""

    def one(at: Array) -> Array:
        return np.asarray(-0.5 * ((at[:, 0] - 1.0) / 0.5) ** 2)

    def two(at: Array) -> Array:
        return np.asarray(-0.5 * ((at[:, 0] - 3.0) / 0.5) ** 2)

    rng = np.random.default_rng(1)
    both = sample(lambda at: one(at) + two(at), 1, 8000, rng)
    alone = bridge(both.draws, lambda at: (one(at) + two(at), -two(at)), rng, Settings())
    variance = 1.0 / (1.0 + 4.0)
    assert alone.draws.mean() == pytest.approx(4.0 * variance, abs=0.02)
    assert alone.draws.std() == pytest.approx(np.sqrt(variance), rel=0.03)


def test_too_few_particles_and_impossible_data_are_refused() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(NotConverged, match="50 particles for 6 parameters; take 60 or more"):
        sample(lambda at: np.zeros(len(at)), 6, 50, rng)
    with pytest.raises(NotConverged, match="no draw of the prior can have made the observations"):
        sample(lambda at: np.full(len(at), np.nan), 2, 100, rng)


def test_runs_that_disagree_are_refused_with_the_figures() -> None:
    rng = np.random.default_rng(0)
    draws = rng.standard_normal((4, 1000, 2))
    check_converged(convergence(draws, ["same", "moved"]))
    draws[0, :, 1] += 0.5
    with pytest.raises(NotConverged, match=r"R-hat 1\.\d+ \(moved\).*ESS.*Nothing was saved"):
        check_converged(convergence(draws, ["same", "moved"]))


def test_the_next_temperature_keeps_the_share_asked_for() -> None:
    log_likelihood = np.random.default_rng(0).normal(0.0, 10.0, 5000)
    step = next_temperature(log_likelihood, 0.0, 0.6)
    weights = np.exp(step * log_likelihood)
    assert weights.sum() ** 2 / (weights**2).sum() / 5000 == pytest.approx(0.6, abs=0.01)
    assert next_temperature(np.zeros(10), 0.3, 0.6) == 1.0


def test_resampling_keeps_whole_numbers_of_the_expected_copies() -> None:
    weights = np.array([0.5, 0.25, 0.25, 0.0])
    chosen = systematic(weights, np.random.default_rng(0))
    assert np.bincount(chosen, minlength=4).tolist() == [2, 1, 1, 0]
