"""The stand-ins themselves: gradients against differences, exact answers against other ways."""

from __future__ import annotations

import numpy as np
import pytest

from gaoxin.inference.sampling.density import Density
from tests.inference.sampling.standins import (
    Funnel,
    banana,
    exactly,
    gauss,
    on_grid,
    peaks,
    scaled,
)
from tests.inference.sampling.zone_like import zone_like

PROBLEMS = {
    "scaled": scaled(),
    "gauss": gauss(),
    "banana": banana(),
    "peaks": peaks(1.0, 0.5),
    "funnel": Funnel(),
    "zone, linear": zone_like(0.0),
    "zone, bent": zone_like(0.6),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_gradients_are_those_of_differences(name: str) -> None:
    density: Density = PROBLEMS[name]
    rng = np.random.default_rng(0)
    at, along = 0.7 * rng.standard_normal((2, 3, len(density.names)))
    simulated, told, gradient = density.value_and_gradient(at)
    assert np.allclose(told, density.log_likelihood(at, simulated), rtol=1e-12)
    assert np.allclose(simulated, density.simulate(at), rtol=1e-12)

    def log_likelihood(step: float) -> np.ndarray:
        moved = at + step * along
        return density.log_likelihood(moved, density.simulate(moved))

    slope = (log_likelihood(1e-6) - log_likelihood(-1e-6)) / 2e-6
    assert np.allclose((gradient * along).sum(axis=1), slope, rtol=1e-6)


def test_features_make_the_linear_zone_linear() -> None:
    """With the hyperparameters held, what is said is linear in the features, and pulled back."""
    density = zone_like(0.0)
    rng = np.random.default_rng(1)
    at = np.repeat(rng.standard_normal((1, len(density.names))), 400, axis=0)
    free = np.delete(np.arange(at.shape[1]), density.hyper)
    at[:, free] = rng.standard_normal((400, len(free)))
    features, said = density.features(at), density.simulate(at).T
    slopes = np.linalg.lstsq(features, said, rcond=None)[0]
    assert np.abs(said - features @ slopes).max() < 1e-8
    weights = rng.standard_normal((400, features.shape[1]))
    along = np.zeros_like(at)
    along[:, free] = rng.standard_normal((400, len(free)))
    moved = density.features(at + along) - features
    back = (density.pull_back(at, weights) * along).sum(axis=1)
    assert np.allclose(back, (weights * moved).sum(axis=1))


def test_a_grid_over_sizes_is_fine_enough() -> None:
    density = scaled()
    coarse, fine = exactly(density, points=21), exactly(density, points=31)
    assert np.abs(coarse.mean - fine.mean).max() < 1e-3
    assert coarse.log_evidence == pytest.approx(fine.log_evidence, abs=1e-3)


def test_two_ways_to_a_gaussian_agree() -> None:
    """Conditioning, and a sum over a grid, in one dimension."""
    density = gauss(dimension=1, informed=1)
    told, mean, covariance = density.marginal(np.zeros(1))
    by_grid = on_grid(density)
    assert by_grid[0][0] == pytest.approx(mean[0], abs=1e-6)
    assert by_grid[1][0] == pytest.approx(np.sqrt(covariance[0, 0]), rel=1e-5)
    assert by_grid[2] == pytest.approx(told, abs=1e-6)
