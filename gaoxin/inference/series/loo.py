"""Leave-one-out predictions from the draws of one fit, by Pareto-smoothed importance sampling."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

GOOD_K = 0.7
"""Pareto's k above which a reading's figure cannot be trusted: the reading must be left out by a
fit of its own."""


@dataclass(frozen=True)
class LeaveOneOut:
    """What draws say of each reading that is left out.

    Attributes
    ----------
    elpd : array, shape (observation,)
        Log density of each reading given all others.
    k : array, shape (observation,)
        Pareto's k of its weights; see :data:`GOOD_K`.
    weights : array, shape (observation, draw)
        Of the draws without it; each row sums to 1.
    """

    elpd: Array
    k: Array
    weights: Array

    @property
    def total(self) -> float:
        """Log density of all, each left out in turn: comparable between noises and models."""
        return float(self.elpd.sum())

    @property
    def error(self) -> float:
        """Standard error of the total."""
        return float(np.sqrt(len(self.elpd) * self.elpd.var()))


def leave_one_out(pointwise: Array) -> LeaveOneOut:
    """Return what draws say of each reading that is left out.

    Vehtari, Gelman and Gabry (2017), *Stat. Comput.* 27, 1413-1432; smoothing by ArviZ.

    Parameters
    ----------
    pointwise : array, shape (observation, draw)
        Log density of each reading; of correlated errors that given the readings before.

    Returns
    -------
    LeaveOneOut
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        arviz: Any = import_module("arviz")
        logs, k = arviz.psislw(-pointwise)
    top = (logs + pointwise).max(axis=1, keepdims=True)
    elpd = np.log(np.exp(logs + pointwise - top).sum(axis=1)) + top[:, 0]
    return LeaveOneOut(np.asarray(elpd), np.atleast_1d(k), np.exp(logs))


def weighted_pit(drawn: Array, observed: Array, weights: Array, u: Array) -> Array:
    """Return the probability integral transform of readings under weighted draws.

    Parameters
    ----------
    drawn : array, shape (observation, draw)
        Readings drawn anew.
    observed : array, shape (observation,)
    weights : array, shape (observation, draw)
        Each row sums to 1.
    u : array, shape (observation,)
        Share of the draws equal to the observed that count as below it.

    Returns
    -------
    array, shape (observation,)
    """
    below = (weights * (drawn < observed[:, None])).sum(axis=1)
    equal = (weights * (drawn == observed[:, None])).sum(axis=1)
    return np.asarray(below + u * equal)
