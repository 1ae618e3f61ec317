"""The normal distribution truncated at zero, by its 5 % and 95 % points.

With m = mean / sd of the normal before truncation, the value at probability u is
sd * (m - ndtri((1 - u) * ndtr(m))): Johnson, Kotz and Balakrishnan (1994), *Continuous univariate
distributions* 1, section 13.10.1. Its shape depends on m alone, so one ratio of points gives m. It
is halved for to the last bit, which a prior must keep for its draws to stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gaoxin.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_SHAPES = (-30.0, 1e5)
"""Range of m searched: at -30 the shape is an exponential's to 0.1 %, at 1e5 all is one point."""


def fit(low: float, central: float | None, high: float) -> tuple[float, float]:
    """Return (m, sd) whose 5 % and 95 % points are `low` and `high`.

    No truncated normal has its 5 % point at its bound. Where a table states low = 0, this is
    read as the bound, and `central` as the median in place of the 5 % point.

    Parameters
    ----------
    low, high : float
        5 % and 95 % points; low may be 0, the bound.
    central : float or None
        The median; read only where low is 0.

    Returns
    -------
    tuple of float
        The mean before truncation over sd, and sd.

    Raises
    ------
    DataError
        A negative point, or a ratio of the points below that of an exponential distribution,
        the widest shape there is.
    """
    level, value = (0.05, low) if low > 0.0 else (0.5, central)
    if low < 0.0 or value is None or value <= 0.0:
        raise DataError(
            f"low {low:g} of a normal truncated at 0 is below 0, or it is 0 and central is not "
            "above it"
        )
    ratio = value / high
    below, above = _SHAPES
    if not _ratio(below, level) < ratio < _ratio(above, level):
        raise DataError(
            f"no normal truncated at 0 has {value:g} as its {100 * level:.0f} % and {high:g} as "
            "its 95 % point; use a lognormal"
        )
    for _ in range(200):
        middle = (below + above) / 2.0
        if _ratio(middle, level) < ratio:
            below = middle
        else:
            above = middle
    shape = (below + above) / 2.0
    return shape, high / float(_unit_ppf(np.asarray(0.95), shape))


def ppf(u: Array, shape: float, sd: float) -> Array:
    """Return the values at the probabilities `u`.

    Parameters
    ----------
    u : array, any shape
        Probabilities.
    shape : float
        The mean before truncation over sd.
    sd : float
        Standard deviation before truncation.

    Returns
    -------
    array, shape of u
        In the unit of sd, not below 0.
    """
    return sd * _unit_ppf(u, shape)


def cdf(x: float, shape: float, sd: float) -> Array:
    """Return the probability of at most `x`.

    Parameters
    ----------
    x : float
        In the unit of sd.
    shape : float
        The mean before truncation over sd.
    sd : float
        Standard deviation before truncation.

    Returns
    -------
    array, 0-d
    """
    from scipy.special import ndtr

    return np.asarray(1.0 - ndtr(shape - max(x, 0.0) / sd) / ndtr(shape))


def _unit_ppf(u: Array, shape: float) -> Array:
    from scipy.special import ndtr, ndtri

    return np.asarray(shape - ndtri((1.0 - u) * ndtr(shape)))


def _ratio(shape: float, level: float) -> float:
    low, high = _unit_ppf(np.array([level, 0.95]), shape)
    return float(low / high)
