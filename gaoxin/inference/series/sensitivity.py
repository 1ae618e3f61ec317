"""Power-scaling sensitivity: how a posterior moves as prior or likelihood count a little more.

Prior or likelihood raised to a power near 1 reweights the draws; how far each parameter's law moves
is the cumulative Jensen-Shannon distance (Kallioinen, Paananen, Buerkner and Vehtari 2023, *Stat.
Comput.* 34, 57), as the package priorsense has it: above 0.05 is worth a look. Moved by both, prior
and data disagree; by the prior alone, it is the prior that speaks.
"""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

POWER = 1.01
"""By which prior and likelihood are raised, and divided."""

SENSITIVE = 0.05
"""Sensitivity above which a parameter is named."""


def power_weights(log_part: Array, power: float) -> Array:
    """Return weights of draws whose prior or likelihood counts `power` times.

    Pareto-smoothed (Vehtari, Simpson, Gelman, Yao and Gabry 2024, *JMLR* 25, 72).

    Parameters
    ----------
    log_part : array, shape (draw,)
        Logarithm of the part that is scaled.
    power : float

    Returns
    -------
    array, shape (draw,)
        They sum to 1.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        arviz: Any = import_module("arviz")
        logs, _ = arviz.psislw((power - 1.0) * log_part)
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


def distance(values: Array, weights: Array) -> float:
    """Return the cumulative Jensen-Shannon distance of weighted draws from the draws.

    Of the two distribution functions and their mirror images the larger, over its bound, so that
    it lies between 0 and 1 (Nguyen and Vreeken 2015, *ECML PKDD* 9284, 18-34).

    Parameters
    ----------
    values : array, shape (draw,)
    weights : array, shape (draw,)
        They sum to 1.

    Returns
    -------
    float
    """
    return max(_one_sided(values, weights), _one_sided(-values, weights))


def _one_sided(values: Array, weights: Array) -> float:
    order = np.argsort(values, kind="stable")
    x, w = values[order], weights[order]
    steps = np.diff(x)
    base = np.cumsum(np.full(len(x), 1.0 / len(x)))[:-1]
    other = np.cumsum(w)[:-1]
    base_area, other_area = float((base * steps).sum()), float((other * steps).sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = np.log2(0.5 * (base + other))
        one = np.where(base > 0.0, base * (np.log2(base) - middle), 0.0)
        two = np.where(other > 0.0, other * (np.log2(other) - middle), 0.0)
    scale = 0.5 / np.log(2.0)
    first = float((steps * one).sum()) + scale * (other_area - base_area)
    second = float((steps * two).sum()) + scale * (base_area - other_area)
    bound = base_area + other_area
    return float(np.sqrt(max(first + second, 0.0) / bound)) if bound > 0.0 else 0.0


def sensitivity(values: Array, log_part: Array) -> float:
    """Return how far a parameter moves, by doubling of the part's power.

    Parameters
    ----------
    values : array, shape (draw,)
    log_part : array, shape (draw,)
        Logarithm of prior or likelihood.

    Returns
    -------
    float
        Mean of both directions of the distance, by log2 of the power.
    """
    moved = [distance(values, power_weights(log_part, p)) for p in (1.0 / POWER, POWER)]
    return float(np.mean(moved) / np.log2(POWER))


def diagnosis(prior: float, likelihood: float) -> str:
    """Return in a word what two sensitivities mean; blank where the prior's is small.

    ``conflict``: prior and data draw to different sides. ``weak data``: the prior alone speaks.

    Parameters
    ----------
    prior, likelihood : float

    Returns
    -------
    str
    """
    if prior < SENSITIVE:
        return ""
    if likelihood < SENSITIVE:
        return "weak data"
    return "conflict"
