"""Simulation-based calibration of ten data sets, and its control; 200 by a command."""

from __future__ import annotations

import numpy as np
import pytest

from tests.inference.sbc import Growing, replicate, smallest


def test_the_growth_has_the_gradient_of_differences() -> None:
    density = Growing(np.linspace(0.1, 1.8, 8))
    rng = np.random.default_rng(0)
    at, along = rng.standard_normal((2, 5, len(density.names)))
    _, _, gradient = density.value_and_gradient(at)

    def told(step: float) -> np.ndarray:
        moved = at + step * along
        return density.log_likelihood(moved, density.simulate(moved))

    slope = (told(1e-6) - told(-1e-6)) / 2e-6
    assert np.allclose((gradient * along).sum(axis=1), slope, rtol=1e-6)


@pytest.mark.parametrize(("factor", "replications"), [(1.0, 10), (6.0, 6)])
def test_right_ranks_are_uniform_and_wrong_ones_are_not(factor: float, replications: int) -> None:
    """Six times the log-likelihood: posteriors too narrow, ranks at the ends."""
    rng = np.random.default_rng(0)
    ranks = np.array([replicate(rng, factor) for _ in range(replications)])
    assert (smallest(ranks) > 0.01) == (factor == 1.0)
