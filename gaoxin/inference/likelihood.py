"""The likelihood: observations by series, each series normal or Student t around the run.

The observations of one series share a Brownian model error (``distributions/discrepancy.py``);
with their own errors they are jointly normal given the run, so that the error is integrated out. A
series with a doubtful source has Student's t in the normal's place: a scale common to its
observations, inverse gamma with 4 degrees of freedom, is integrated out too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.distributions.discrepancy import Discrepancy, covariance
from gaoxin.inference.observations import Observation, by_series

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

DEGREES = 4.0
"""Degrees of freedom of a doubtful series: finite variance, tails that forgive."""


@dataclass(frozen=True)
class Block:
    """The observations of one series.

    Attributes
    ----------
    series : str
    members : tuple of int
        Positions of its observations.
    kind : str
        Kind of model error.
    observed, sd : array, shape (observation,)
        On the scale.
    shared : array, shape (observation, observation)
        Covariance of the model error for tau = 1.
    student : bool
    """

    series: str
    members: tuple[int, ...]
    kind: str
    observed: Array
    sd: Array
    shared: Array
    student: bool

    def covariance(self, tau: Array) -> Array:
        """Return the covariance of the observations; shape (member, observation, observation)."""
        return tau[:, None, None] ** 2 * self.shared + np.diag(self.sd**2)


def blocks(observations: Sequence[Observation], error: Discrepancy | None) -> list[Block]:
    """Return the observations by series."""
    found = []
    for series, members in by_series(observations).items():
        own = [observations[i] for i in members]
        weights = [o.weights for o in own]
        none = error is None or own[0].kind == "none"
        shared = (
            np.zeros((len(own), len(own)))
            if none or error is None
            else covariance(weights, weights, error.start, error.span)
        )
        found.append(
            Block(
                series,
                tuple(members),
                "none" if none else own[0].kind,
                np.array([o.observed for o in own]),
                np.array([o.error for o in own]),
                shared,
                any(o.tails == "student" for o in own),
            )
        )
    return found


def log_density(block: Block, simulated: Array, tau: Array) -> Array:
    """Return the log density of a series' observations given runs.

    Parameters
    ----------
    block : Block
        The observations of the series.
    simulated : array, shape (observation, member)
        Of all observations, on their scales.
    tau : array, shape (member,)

    Returns
    -------
    array, shape (member,)
        -inf where a run has no value.
    """
    residual = (block.observed[:, None] - simulated[list(block.members)]).T
    known = np.asarray(np.isfinite(residual).all(axis=1))
    size = len(block.observed)
    spread = block.covariance(tau)
    square, log_det = _quadratic(spread, np.where(known[:, None], residual, 0.0))
    if block.student:
        from scipy.special import gammaln

        value = (
            gammaln((DEGREES + size) / 2.0)
            - gammaln(DEGREES / 2.0)
            - 0.5 * (size * np.log(np.pi * DEGREES) + log_det)
            - 0.5 * (DEGREES + size) * np.log1p(square / DEGREES)
        )
    else:
        value = -0.5 * (size * np.log(2.0 * np.pi) + log_det + square)
    return np.where(known, value, -np.inf)


def mixing(block: Block, simulated: Array, tau: Array, u: Array) -> Array:
    """Return the factor of a series' standard deviations: 1 where normal, else drawn.

    Given the observations the inverse scale of Student's t is gamma with (4 + n) / 2 and
    (4 + square) / 2 (Gelman and others 2013, *Bayesian Data Analysis*, section 17.2).

    Parameters
    ----------
    block : Block
        The observations of the series.
    simulated : array, shape (observation, member)
        Of all observations, on their scales.
    tau : array, shape (member,)
        Size of the model error of the series' kind.
    u : array, shape (member,)
        Numbers in (0, 1).

    Returns
    -------
    array, shape (member,)
    """
    if not block.student:
        return np.ones_like(tau)
    from scipy.special import gammaincinv

    residual = (block.observed[:, None] - simulated[list(block.members)]).T
    square, _ = _quadratic(block.covariance(tau), residual)
    shape = (DEGREES + len(block.observed)) / 2.0
    return np.asarray(1.0 / np.sqrt(gammaincinv(shape, u) / ((DEGREES + square) / 2.0)))


def _quadratic(spread: Array, residual: Array) -> tuple[Array, Array]:
    """Return r' C^-1 r and log det C for each member."""
    root = np.linalg.cholesky(spread)
    solved = np.linalg.solve(root, residual[..., None])[..., 0]
    log_det = 2.0 * np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    return (solved**2).sum(axis=1), log_det
