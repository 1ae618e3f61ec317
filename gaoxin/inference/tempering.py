"""Weights, resampling and the Gaussian of particles: the arithmetic of ``smc.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gaoxin.errors import NotConverged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def next_temperature(log_likelihood: Array, old: float, ess: float) -> float:
    """Return the highest temperature whose weights keep `ess` of the particles effective.

    Parameters
    ----------
    log_likelihood : array, shape (particle,)
    old : float
        The temperature reached, 0 to 1.
    ess : float
        Share of the particles that stay effective, 0 to 1.

    Returns
    -------
    float
        Above `old`, at most 1.

    Raises
    ------
    NotConverged
        No particle has a likelihood above zero.
    """
    if not np.isfinite(log_likelihood).any():
        raise NotConverged(
            "no draw of the prior can have made the observations; check units and periods"
        )
    wanted = ess * len(log_likelihood)
    if effective(log_likelihood, 1.0 - old) >= wanted:
        return 1.0
    low, high = 0.0, 1.0 - old
    for _ in range(60):
        middle = (low + high) / 2.0
        if effective(log_likelihood, middle) >= wanted:
            low = middle
        else:
            high = middle
    # A step of no size would never end: particles without likelihood are dropped by the first.
    return min(1.0, old + max(low, 1e-12))


def systematic(weights: Array, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return whom each particle stands for after systematic resampling, in random order.

    Carpenter, Clifford and Fearnhead (1999), *IEE Proc. Radar Sonar Navig.* 146, 2-7.
    """
    count = len(weights)
    points = (rng.random() + np.arange(count)) / count
    chosen = np.searchsorted(np.cumsum(weights), points).clip(max=count - 1)
    return np.asarray(rng.permutation(chosen))


def reference(at: Array) -> tuple[Array, Array]:
    """Return the mean of the particles, and a root of the covariance of proposals.

    Directions of which the data say nothing keep the prior's variance, one. An eigenvalue of the
    particles' covariance that differs from one by no more than sampling makes it differ is one
    (the bulk of Marchenko and Pastur; Donoho, Gavish and Johnstone 2018, *Ann. Statist.* 46,
    1742-1778): the noise of many directions would else spoil every proposal. Those beyond are
    kept.

    Returns
    -------
    mean : array, shape (parameter,)
    root : array, shape (parameter, parameter)
        Root R with covariance R R'; symmetric.
    """
    covariance = np.atleast_2d(np.cov(at, rowvar=False))
    values, vectors = np.linalg.eigh(covariance)
    distinct = len(np.unique(at[:, 0]))
    reach = np.sqrt(len(values) / max(distinct, len(values)))
    within = (values > (1.0 - reach) ** 2) & (values < (1.0 + reach) ** 2)
    kept = np.where(within, 1.0, np.maximum(values, 1e-12))
    return at.mean(axis=0), np.asarray((vectors * np.sqrt(kept)) @ vectors.T)


def correlations(before: Array, after: Array) -> Array:
    """Return the correlation of each parameter between two states of the same particles."""
    a, b = before - before.mean(axis=0), after - after.mean(axis=0)
    size = np.sqrt((a**2).sum(axis=0) * (b**2).sum(axis=0))
    return np.asarray((a * b).sum(axis=0) / np.where(size > 0.0, size, 1.0))


def weigh(log_likelihood: Array, by: float) -> tuple[Array, float]:
    """Return normalised weights likelihood^by, and the logarithm of their mean before that."""
    scaled = by * log_likelihood
    top = scaled.max()
    weights = np.exp(scaled - top)
    return weights / weights.sum(), float(top + np.log(weights.mean()))


def effective(log_likelihood: Array, by: float) -> float:
    """Return Kish's effective number of particles under weights likelihood^by."""
    weights, _ = weigh(log_likelihood, by)
    return float(1.0 / np.square(weights).sum())
