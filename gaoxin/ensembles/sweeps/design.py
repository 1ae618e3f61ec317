"""Designs: which combinations of the axes' values are run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

DIGITS = 10
"""Significant digits of a design's values: those that tables print, so that what is read in a
table and written into a scenario is the same number."""


def steps(low: float, high: float, count: int, *, log: bool = False) -> tuple[float, ...]:
    """Return `count` values from `low` to `high`, evenly spaced, or by equal factors.

    Examples
    --------
    >>> steps(0.0, 0.3, 4)
    (0.0, 0.1, 0.2, 0.3)
    >>> steps(1.0, 100.0, 3, log=True)
    (1.0, 10.0, 100.0)
    """
    space = np.geomspace if log else np.linspace
    return tuple(_rounded(float(x), low, high) for x in space(low, high, count))


def grid(columns: Sequence[Sequence[float]]) -> Array:
    """Return every combination of the columns' values, the last column changing fastest.

    Returns
    -------
    array, shape (points, columns)

    Examples
    --------
    >>> grid([[0.0, 1.0], [5.0, 6.0]]).tolist()
    [[0.0, 5.0], [0.0, 6.0], [1.0, 5.0], [1.0, 6.0]]
    """
    whole = np.meshgrid(*(np.asarray(c, dtype=np.float64) for c in columns), indexing="ij")
    return np.stack([values.ravel() for values in whole], axis=1)


def latin_hypercube(
    ends: Sequence[tuple[float, float]], logs: Sequence[bool], points: int, seed: int
) -> Array:
    """Return points of which each column has exactly one in each of `points` equal strata.

    Parameters
    ----------
    ends : sequence of (low, high)
        By column.
    logs : sequence of bool
        Whether a column's strata are equal in the logarithm.
    points, seed : int

    Returns
    -------
    array, shape (points, columns)

    Notes
    -----
    McKay, Beckman and Conover (1979), *Technometrics* 21, 239-245; ``scipy.stats.qmc``.
    """
    from scipy.stats import qmc

    sampler = qmc.LatinHypercube(d=len(ends), rng=np.random.default_rng(seed))
    columns = [
        [_rounded(float(_between(u, low, high, log)), low, high) for u in column]
        for column, (low, high), log in zip(sampler.random(points).T, ends, logs, strict=True)
    ]
    return np.array(columns).T


def _between(u: float, low: float, high: float, log: bool) -> float:
    """Return the value that lies at the share `u` of the way from low to high."""
    return float(low * (high / low) ** u) if log else float(low + u * (high - low))


def _rounded(value: float, low: float, high: float) -> float:
    return min(max(float(f"{value:.{DIGITS}g}"), low), high)
