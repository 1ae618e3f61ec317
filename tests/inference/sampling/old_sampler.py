"""The sampler that this one replaced, as a control: it stops short of the posterior.

Tempered sequential Monte Carlo whose particles make few moves at each temperature, by proposals of
their own Gaussian, and the last hundred from where they are.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def tempered(
    log_likelihood: Callable[[Array], Array],
    dimension: int,
    particles: int,
    rng: np.random.Generator,
    last_moves: int = 100,
) -> Array:
    """Return the particles at temperature 1, shape (particle, parameter)."""
    at = rng.standard_normal((particles, dimension))
    known, temperature, bold = log_likelihood(at), 0.0, 1.0
    while temperature < 1.0:
        step = _step(known, 1.0 - temperature)
        weights = np.exp(step * (known - known.max()))
        chosen = rng.choice(particles, particles, p=weights / weights.sum())
        at, known, temperature = at[chosen], known[chosen], temperature + step
        begun, (mean, root) = at, _gauss(at)
        for _ in range(last_moves if temperature >= 1.0 else 10):
            here = np.linalg.solve(root, (at - mean).T).T
            there = np.sqrt(1.0 - bold**2) * here + bold * rng.standard_normal(at.shape)
            proposed = mean + there @ root
            told = log_likelihood(proposed)
            gained = temperature * (told - known) + 0.5 * (
                (at**2 - proposed**2).sum(axis=1) + (there**2 - here**2).sum(axis=1)
            )
            taken = np.log(rng.random(particles)) < gained
            at, known = np.where(taken[:, None], proposed, at), np.where(taken, told, known)
            bold = float(np.clip(bold * np.exp(taken.mean() - 0.1), 0.05, 1.0))
            if temperature < 1.0 and _correlation(begun, at) < 0.5:
                break
    return at


def _step(known: Array, most: float) -> float:
    """Return how far the temperature may go while 70 % of the particles stay effective."""
    low, high = 0.0, most
    for _ in range(50):
        middle = (low + high) / 2.0
        weights = np.exp(middle * (known - known.max()))
        enough = weights.sum() ** 2 / (weights**2).sum() >= 0.7 * len(known)
        low, high = (middle, high) if enough else (low, middle)
    return most if high >= most * (1.0 - 1e-9) else max(low, 1e-12)


def _gauss(at: Array) -> tuple[Array, Array]:
    values, vectors = np.linalg.eigh(np.cov(at, rowvar=False))
    reach = np.sqrt(at.shape[1] / len(np.unique(at[:, 0])))
    bulk = (values > (1.0 - reach) ** 2) & (values < (1.0 + reach) ** 2)
    kept = np.where(bulk, 1.0, np.maximum(values, 1e-12))
    return at.mean(axis=0), (vectors * np.sqrt(kept)) @ vectors.T


def _correlation(before: Array, after: Array) -> float:
    a, b = before - before.mean(axis=0), after - after.mean(axis=0)
    return float(((a * b).sum(axis=0) / np.sqrt((a**2).sum(axis=0) * (b**2).sum(axis=0))).max())
