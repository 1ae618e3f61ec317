"""Redraws of scales without a run: they keep the law that they must keep."""

from __future__ import annotations

import numpy as np

from gaoxin.inference.sampling.chains import Chains, redraw
from gaoxin.inference.sampling.diagnostics import LIMITS, scale_redraw_z
from tests.inference.sampling.old_sampler import tempered
from tests.inference.sampling.standins import exact_draws, scaled
from tests.inference.sampling.zone_like import CONSTANTS, PATHS, zone_like


def test_exact_draws_pass_the_redraw_and_the_old_sampler_fails_it() -> None:
    at, rng = exact_draws(400, seed=0), np.random.default_rng(1)
    right = scale_redraw_z(scaled(), at[:, None], rng)
    assert right is not None
    assert right < LIMITS["scale_redraw_z"].bound

    def log_likelihood(at: np.ndarray) -> np.ndarray:
        return scaled().log_likelihood(at, scaled_runs(at))

    scaled_runs = scaled().simulate
    stopped = tempered(log_likelihood, len(scaled().names), 2000, np.random.default_rng(0), 30)
    wrong = scale_redraw_z(scaled(), stopped[:, None], rng)
    assert wrong is not None
    assert wrong > LIMITS["scale_redraw_z"].bound


def test_a_redraw_of_a_carried_size_keeps_prior_and_runs() -> None:
    """From draws of the prior: sizes and normals stay standard normal, runs stay what they are."""
    density = zone_like(0.0)
    rng = np.random.default_rng(3)
    at = rng.standard_normal((2000, len(density.names)))
    runs = density.simulate(at)
    moved = redraw(density, Chains(at, runs, np.zeros(len(at))), rng, 12)
    assert np.allclose(density.simulate(moved.at), runs, rtol=1e-8, atol=1e-10)
    sizes = slice(CONSTANTS + PATHS, CONSTANTS + PATHS + 10)
    assert (moved.at[:, sizes] != at[:, sizes]).mean() > 0.9
    for columns in (sizes, slice(CONSTANTS, CONSTANTS + PATHS)):
        own = moved.at[:, columns]
        assert np.abs(own.mean(axis=0)).max() < 4.5 / np.sqrt(2000)
        assert np.abs((own**2).mean(axis=0) - 1.0).max() < 4.5 * np.sqrt(2.0 / 2000)
