"""Main effects: how an outcome answers to each axis of a sweep, the others taken as they come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

BINS = 5
"""Groups of equally many points into which an axis of a Latin hypercube is cut."""


@dataclass(frozen=True)
class MainEffect:
    """How a quantity answers to one axis.

    Attributes
    ----------
    axis : int
    at : array, shape (groups,)
        Mean value of the axis in each group of points.
    mean, error : array, shape (groups,)
        Mean of the quantity there, and its standard error over the points.
    values : array, shape (points,)
        The quantity at each point, without what the other axes move in a straight line.
    """

    axis: int
    values: Array
    at: Array
    mean: Array
    error: Array

    @property
    def size(self) -> float:
        """How far the quantity moves between the axis's extreme groups: greatest less least."""
        return float(np.ptp(self.mean)) if self.mean.size else 0.0


def main_effects(points: Array, grid: bool, values: Array) -> list[MainEffect]:
    """Return the effect of every axis on a quantity, the largest first.

    Parameters
    ----------
    points : array, shape (points, axes)
    grid : bool
        Whether the values of an axis repeat: each is a group then.
    values : array, shape (points,)
        NaN where a point has none; it is left out.

    Returns
    -------
    list of MainEffect
        One an axis.

    Notes
    -----
    The mean over a group is an estimate of the partial dependence (Friedman 2001, *Annals of
    Statistics* 29, 1189-1232), unbiased because the axes of both designs are independent. A grid
    is balanced: the others cancel. In a Latin hypercube they do so on average only, and what they
    move in a straight line is taken out first (partial residuals: Larsen and McCleary 1972,
    *Technometrics* 14, 781-790), which leaves the mean and removes most of its noise.
    """
    known = np.isfinite(values)
    x, y = points[known], values[known]
    others = np.zeros((len(y), points.shape[1])) if grid else _others(x, y)
    found = []
    for axis, column in enumerate(x.T):
        own = y - others[:, axis]
        whole = np.full(len(values), np.nan)
        whole[known] = own
        groups = _groups(column, grid)
        found.append(
            MainEffect(
                axis,
                whole,
                np.array([column[group].mean() for group in groups]),
                np.array([own[group].mean() for group in groups]),
                np.array([own[group].std() / np.sqrt(group.size) for group in groups]),
            )
        )
    return sorted(found, key=lambda effect: -effect.size)


def _others(x: Array, y: Array) -> Array:
    """Return what all axes but one move in a straight line, for each axis, (points, axes).

    Zero where the points are too few to tell.
    """
    if len(y) < 2 * x.shape[1] + 2:
        return np.zeros(x.shape)
    spread = np.where(np.ptp(x, axis=0) > 0.0, x.std(axis=0), 1.0)
    scaled = (x - x.mean(axis=0)) / spread
    slopes, *_ = np.linalg.lstsq(scaled, y - y.mean(), rcond=None)
    moved = scaled * slopes
    return np.asarray(moved.sum(axis=1, keepdims=True) - moved)


def _groups(column: Array, grid: bool) -> list[NDArray[np.intp]]:
    """Return the points of each group, in the order of the axis."""
    if grid:
        return [np.flatnonzero(column == value) for value in np.unique(column)]
    order = np.argsort(column, kind="stable")
    return [group for group in np.array_split(order, BINS) if group.size]
