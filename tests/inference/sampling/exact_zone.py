"""The exact posterior of the linear stand-in of the zone: hyperparameters by a chain of their own.

Given hyperparameters the readings are linear in normals, which are integrated out analytically; a
random walk of 20 dimensions on that law, unlike anything in the sampler, does the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.inference.sampling.standins import LOG_2PI
from tests.inference.sampling.zone_like import CONSTANTS, PATHS, WIDTH, ZoneLike

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ExactZone:
    """Moments of the posterior, and how many effective draws of hyperparameters they rest on."""

    mean: Array
    deviation: Array
    effective: float


def readings_by_normals(density: ZoneLike, hyper: Array) -> Array:
    """Return readings by normals given hyperparameters, (member, reading, normal), by runs."""
    out = np.empty((len(hyper), len(density.observed), CONSTANTS + PATHS))
    for member, own in enumerate(hyper):
        at = np.zeros((CONSTANTS + PATHS, WIDTH))
        at[:, : CONSTANTS + PATHS] = np.eye(CONSTANTS + PATHS)
        at[:, CONSTANTS + PATHS :] = own
        out[member] = density.simulate(at)
    return out


def exact_zone(density: ZoneLike, chains: int = 40, moves: int = 400, seed: int = 0) -> ExactZone:
    """Return the exact posterior of the linear stand-in."""
    rng = np.random.default_rng(seed)
    noise = np.diag(density.sd**2)

    def marginal(rows: Array) -> tuple[Array, Array]:
        total = rows @ rows.transpose(0, 2, 1) + noise
        gain = np.linalg.solve(total, rows)
        told = np.einsum("nok,o->nk", gain, density.observed)
        square = np.einsum(
            "o,no->n",
            density.observed,
            np.linalg.solve(
                total,
                np.broadcast_to(density.observed[:, None], (len(rows), len(density.observed), 1)),
            )[..., 0],
        )
        log = -0.5 * (square + np.linalg.slogdet(total)[1] + len(noise) * LOG_2PI)
        variance = 1.0 - np.einsum("nok,nok->nk", gain, rows)
        return np.concatenate([told, variance], axis=1), log

    hyper = rng.standard_normal((chains, 2 * 10))
    rows = readings_by_normals(density, hyper)
    moments, log = marginal(rows)
    kept_hyper, kept_moments = [], []
    for move in range(moves):
        step = (0.2, 0.45, 0.9)[move % 3]
        few = np.argsort(rng.random(hyper.shape), axis=1) < (20, 8, 3)[move % 3]
        tried = np.sqrt(1.0 - step**2) * hyper + step * rng.standard_normal(hyper.shape)
        tried = np.where(few, tried, hyper)
        new_moments, new = marginal(readings_by_normals(density, tried))
        taken = np.log(rng.random(chains)) < new - log
        hyper = np.where(taken[:, None], tried, hyper)
        moments = np.where(taken[:, None], new_moments, moments)
        log = np.where(taken, new, log)
        if move >= moves // 4:
            kept_hyper.append(hyper)
            kept_moments.append(moments)
    of_hyper, of_rest = np.stack(kept_hyper, axis=1), np.stack(kept_moments, axis=1)
    half = CONSTANTS + PATHS
    mean = np.concatenate([of_rest[..., :half].mean(axis=(0, 1)), of_hyper.mean(axis=(0, 1))])
    within = of_rest[..., half:].mean(axis=(0, 1))
    spread = of_rest[..., :half].var(axis=(0, 1)) + within
    deviation = np.sqrt(np.concatenate([spread, of_hyper.var(axis=(0, 1))]))
    between = of_hyper.mean(axis=1).var(axis=0, ddof=1)
    effective = float((chains * of_hyper.var(axis=(0, 1)) / between).min())
    return ExactZone(mean, deviation, effective)
