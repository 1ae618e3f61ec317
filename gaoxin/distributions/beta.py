"""The beta distribution on (0, 1), by its 5 % and 95 % points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gaoxin.distributions.beta_inverse import LEAST, table_ppf
from gaoxin.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LEVELS = np.array([0.05, 0.95])
_MAX_STEPS = 60
_TOLERANCE = 1e-11


def fit(low: float, _central: float | None, high: float) -> tuple[float, float]:
    """Return the shapes (a, b) whose 5 % and 95 % points are `low` and `high`.

    Newton's method on the logarithms of the shapes, against the logits of the two points, in
    which the problem is nearly linear; a step that does not come closer is halved. SciPy's root
    finders agree to 3e-11 and not to the last bit, which a prior must keep for its draws to stay.

    Parameters
    ----------
    low, high : float
        5 % and 95 % points, inside (0, 1).
    _central : float or None
        Not used: two points settle both shapes. All families take the same three.

    Returns
    -------
    tuple of float
        The shapes (a, b), above 0.

    Raises
    ------
    DataError
        The points are not inside (0, 1), or no shapes give them.
    """
    if low <= 0.0 or high >= 1.0:
        raise DataError(f"low {low:g} and high {high:g} of a beta must lie inside 0 to 1")
    wanted = _logit(np.array([low, high]))
    shapes = _first_guess(low, high)
    miss = _points(shapes) - wanted
    for _ in range(_MAX_STEPS):
        size = float(np.abs(miss).max())
        if size < _TOLERANCE:
            return float(np.exp(shapes[0])), float(np.exp(shapes[1]))
        step = np.linalg.solve(_slopes(shapes), miss)
        share = min(1.0, 2.0 / float(np.abs(step).max()))
        while share > 1e-6:
            trial = _points(shapes - share * step) - wanted
            if np.abs(trial).max() < size:
                break
            share /= 2.0
        else:
            break
        shapes, miss = shapes - share * step, trial
    raise DataError(f"no beta has {low:g} and {high:g} as its 5 % and 95 % points")


def ppf(u: Array, a: float, b: float) -> Array:
    """Return the values at the probabilities `u`.

    Parameters
    ----------
    u : array, any shape
        Probabilities.
    a, b : float
        Shapes.

    Returns
    -------
    array, shape of u
        Between 0 and 1, to 1e-12 of their distance from the nearer end.
    """
    return table_ppf(u, a, b) if min(a, b) >= LEAST else _ppf(u, a, b)


def _ppf(u: Array, a: float, b: float) -> Array:
    from scipy.special import betaincinv

    return np.asarray(betaincinv(a, b, u))


def cdf(x: float, a: float, b: float) -> Array:
    """Return the probability of at most `x`.

    Parameters
    ----------
    x : float
        Outside 0 to 1 it counts as the nearer end.
    a, b : float
        Shapes.

    Returns
    -------
    array, 0-d
    """
    from scipy.special import betainc

    return np.asarray(betainc(a, b, np.clip(x, 0.0, 1.0)))


def _first_guess(low: float, high: float) -> Array:
    """Return log shapes by the moments of a normal with the same two points."""
    mean, sd = (low + high) / 2.0, (high - low) / 3.29
    total = max(mean * (1.0 - mean) / sd**2 - 1.0, 0.2)
    return np.asarray(np.log(np.array([mean * total, (1.0 - mean) * total])))


def _points(shapes: Array) -> Array:
    """Return the logits of the 5 % and 95 % points of a beta with these log shapes."""
    a, b = np.exp(shapes)
    return _logit(np.clip(_ppf(LEVELS, float(a), float(b)), 1e-300, 1.0 - 1e-16))


def _slopes(shapes: Array) -> Array:
    """Return the Jacobian of :func:`_points` by central differences."""
    h = 1e-5
    columns = [
        (_points(shapes + h * unit) - _points(shapes - h * unit)) / (2.0 * h) for unit in np.eye(2)
    ]
    return np.stack(columns, axis=1)


def _logit(p: Array) -> Array:
    return np.asarray(np.log(p) - np.log1p(-p))
