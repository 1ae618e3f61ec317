"""Model discrepancy: how far a run's path is expected to leave reality's, and what data say of it.

The model error of a series (on its logarithm, or logit) is a Brownian path: nothing at the start of
the run, variance tau^2 after `span`, and independent between series. It is the discrepancy term of
Kennedy and O'Hagan (2001), *J. R. Statist. Soc. B* 63, 425-464, in the simplest form that grows
with the horizon: a band then widens after the last observation even where parameters agree. Every
observation is a linear function of its series' path, given as weights on instants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.distributions.families import Distribution

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SHARED_NAMES = {"log": "model error of logarithms", "logit": "model error of logits"}
"""Kind of model error to the name of its size, a parameter of the fit."""

SPREAD_NAMES = {kind: f"spread of the {name} over series" for kind, name in SHARED_NAMES.items()}
"""Kind of model error to the name of how far series differ in it."""

FACTOR_OF = "error factor of "
OWN_SIZE_OF = "relative model error of "
"""How the names of two scales begin: of a row's own error, and of a series' own model error."""

Weights = Mapping[float, float]
"""Instant to weight; an empty one is an observation without model error."""


@dataclass(frozen=True)
class Discrepancy:
    """The prior of the model's discrepancy.

    Attributes
    ----------
    start : float
        Where the path is nothing: the start of the run.
    span : float
        Time after which its standard deviation is tau.
    tau : mapping of str to Distribution
        Prior of tau by kind, ``log`` and ``logit``.
    spread : mapping of str to Distribution
        Where every series has a size of its own: prior of the standard deviation, over series, of
        the logarithm of tau, by kind. The sizes are then lognormal around a common one.
    """

    start: float
    span: float
    tau: Mapping[str, Distribution]
    spread: Mapping[str, Distribution] = field(default_factory=dict)


def covariance(a: Sequence[Weights], b: Sequence[Weights], start: float, span: float) -> Array:
    """Return the covariance of two sets of linear functions of one path, for tau = 1.

    Cov(B(s), B(t)) = (min(s, t) - start) / span.

    Parameters
    ----------
    a, b : sequence of Weights
        Each function as instant to weight; instants are in years.
    start : float
        The instant at which the path leaves 0.
    span : float
        Years over which its variance grows by tau squared.

    Returns
    -------
    array, shape (len(a), len(b))

    Examples
    --------
    >>> covariance([{2020.0: 1.0}], [{2015.0: 1.0}, {2020.0: 1.0, 2015.0: -1.0}], 2014.0, 6.0)
    array([[0.16666667, 0.83333333]])
    """
    out = np.zeros((len(a), len(b)))
    for i, left in enumerate(a):
        for j, right in enumerate(b):
            out[i, j] = sum(
                u * v * max(0.0, min(s, t) - start) / span
                for s, u in left.items()
                for t, v in right.items()
            )
    return out


def paths(instants: Sequence[float], start: float, span: float, normals: Array) -> Array:
    """Return Brownian paths with tau = 1 from standard normals.

    Parameters
    ----------
    instants : sequence of float
        Ascending; before `start` the path is nothing.
    start : float
        The instant at which they leave 0, in years.
    span : float
        Years over which their variance grows to 1.
    normals : array, shape (len(instants), member)

    Returns
    -------
    array, shape (len(instants), member)
    """
    since = np.maximum(np.asarray(instants, dtype=np.float64) - start, 0.0) / span
    steps = np.sqrt(np.diff(since, prepend=0.0))
    return np.asarray(np.cumsum(steps[:, None] * normals, axis=0))


def conditioned(
    path: Array,
    instants: Sequence[float],
    weights: Sequence[Weights],
    residual: Array,
    noise: Array,
    sd: Array,
    tau: Array,
    error: Discrepancy,
) -> Array:
    """Return paths of the model error given what was observed.

    Matheron's rule: a path of the prior, moved by what it missed of the observations.

    Parameters
    ----------
    path : array, shape (instant, member)
        Paths of the prior, times tau already.
    instants : sequence of float
        Of `path`, in years.
    weights : sequence of Weights, one an observation
        Their instants are all among `instants`.
    residual : array, shape (observation, member)
        Observed less simulated, on the scale.
    noise, sd : array, shape (observation, member)
        Draws of the observations' errors, and their standard deviations, on the scale.
    tau : array, shape (member,)
    error : Discrepancy
        Its start and span.

    Returns
    -------
    array, shape (instant, member)

    Notes
    -----
    Doucet (2010), *A note on efficient conditional simulation of Gaussian distributions*.
    """
    points: list[Weights] = [{time: 1.0} for time in instants]
    own = covariance(weights, weights, error.start, error.span)
    cross = covariance(points, weights, error.start, error.span)
    total = tau[:, None, None] ** 2 * own + sd.T[:, :, None] ** 2 * np.eye(len(weights))
    seen = np.array([[w.get(float(t), 0.0) for t in instants] for w in weights]) @ path
    moved = np.linalg.solve(total, (residual - seen - noise).T[..., None])[..., 0]
    return np.asarray(path + tau**2 * (cross @ moved.T))
