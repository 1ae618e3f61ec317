"""Designs: which combinations of the axes' values are run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gaoxin import design

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

DIGITS = 10
"""Significant digits of a design's values: those that tables print, so that what is read in a
table and written into a scenario is the same number."""


def spaced(low: float, high: float, count: int, *, log: bool = False) -> tuple[float, ...]:
    """Return `count` values from `low` to `high`, evenly spaced, or by equal factors.

    Parameters
    ----------
    low, high : float
        Both among the values; above 0 with `log`.
    count : int
    log : bool

    Returns
    -------
    tuple of float
        Rounded to :data:`DIGITS` digits.

    Examples
    --------
    >>> spaced(0.0, 0.3, 4)
    (0.0, 0.1, 0.2, 0.3)
    >>> spaced(1.0, 100.0, 3, log=True)
    (1.0, 10.0, 100.0)
    """
    space = np.geomspace if log else np.linspace
    return tuple(_rounded(float(x), low, high) for x in space(low, high, count))


def grid_points(columns: Sequence[Sequence[float]]) -> Array:
    """Return every combination of the columns' values, the last column changing fastest.

    Returns
    -------
    array, shape (points, columns)

    Examples
    --------
    >>> grid_points([[0.0, 1.0], [5.0, 6.0]]).tolist()
    [[0.0, 5.0], [0.0, 6.0], [1.0, 5.0], [1.0, 6.0]]
    """
    axes = {str(i): list(column) for i, column in enumerate(columns)}
    return np.ascontiguousarray(design.grid(axes).to_numpy())


def latin_hypercube_points(
    ends: Sequence[tuple[float, float]], logs: Sequence[bool], points: int, seed: int
) -> Array:
    """Return points of :func:`gaoxin.design.latin_hypercube`, each rounded as tables print it.

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
    """
    axes = {
        str(i): (*pair, "log") if log else pair
        for i, (pair, log) in enumerate(zip(ends, logs, strict=True))
    }
    columns = design.latin_hypercube(axes, points, seed).to_numpy().T
    rows = [
        [_rounded(float(value), *pair) for value in column]
        for column, pair in zip(columns, ends, strict=True)
    ]
    return np.array(rows).T


def _rounded(value: float, low: float, high: float) -> float:
    return min(max(float(f"{value:.{DIGITS}g}"), low), high)
