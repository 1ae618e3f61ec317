"""Curves through points: how a lookup or a data series goes on between its points and beyond."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Anything = npt.NDArray[Any]

NA = -(2.0**109)
"""Vensim's :NA:, a number that stands where there is none."""


@dataclass(frozen=True)
class Curve:
    """Points and what is between them.

    Attributes
    ----------
    x, y : tuple of float
        x ascends.
    mode : str
        A key of :data:`MODES`.
    snap : float
        A point is met at this distance: the times of a run are not the numbers of a data file to
        the last bit.
    """

    x: tuple[float, ...]
    y: tuple[float, ...]
    mode: str = "interpolate"
    snap: float = 0.0

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Computed once: a curve of data has hundreds of points, and is looked up often."""
        return hash((self.x, self.y, self.mode, self.snap))


Mode = Callable[[Anything, tuple[Anything, Anything], float], Anything]
"""How a curve goes on between its points and beyond, as every function below.

Parameters
----------
x : array, any shape
    Where the curve is read.
points : tuple of array, each shape (point,)
    x, ascending, and y.
snap : float
    Nearer than this to a point is at the point.

Returns
-------
array, shape of `x`
"""


def interpolate(x: Anything, points: tuple[Anything, Anything], snap: float) -> Anything:
    """Draw straight lines between the points, constant beyond both ends."""
    return np.interp(x, *points)


def extrapolate(x: Anything, points: tuple[Anything, Anything], snap: float) -> Anything:
    """Draw straight lines between the points; the first and the last go on beyond the ends."""
    px, py = points
    inside = np.interp(x, px, py)
    if len(px) < 2:
        return inside
    low = py[0] + (py[1] - py[0]) / (px[1] - px[0]) * (x - px[0])
    high = py[-1] + (py[-1] - py[-2]) / (px[-1] - px[-2]) * (x - px[-1])
    return np.where(x < px[0], low, np.where(x > px[-1], high, inside))


def hold_backward(x: Anything, points: tuple[Anything, Anything], snap: float) -> Anything:
    """Keep the value of the last point passed; before the first, its value."""
    at = np.searchsorted(points[0], x + snap, side="right") - 1
    return _defined(x, points[1][np.maximum(at, 0)])


def look_forward(x: Anything, points: tuple[Anything, Anything], snap: float) -> Anything:
    """Take the value of the next point; after the last, its value."""
    at = np.searchsorted(points[0], x - snap, side="left")
    return _defined(x, points[1][np.minimum(at, len(points[0]) - 1)])


def raw(x: Anything, points: tuple[Anything, Anything], snap: float) -> Anything:
    """Take the value of a point, and ``:NA:`` between them."""
    at = np.searchsorted(points[0], x - snap, side="left")
    at = np.minimum(at, len(points[0]) - 1)
    found = np.where(np.abs(points[0][at] - x) <= snap, points[1][at], NA)
    return _defined(x, found)


def _defined(x: Anything, value: Anything) -> Anything:
    return np.where(np.isnan(x), np.nan, value)


MODES: dict[str, Mode] = {
    "interpolate": interpolate,
    "extrapolate": extrapolate,
    "hold_backward": hold_backward,
    "look_forward": look_forward,
    "raw": raw,
}


def follow(curve: Curve, x: Anything) -> Anything:
    """Return the values of a curve."""
    points = (np.asarray(curve.x), np.asarray(curve.y))
    with np.errstate(all="ignore"):
        return MODES[curve.mode](x, points, curve.snap)


def follow_each(
    x: Anything, data: tuple[tuple[int, ...], tuple[Curve, ...]], out: Anything
) -> None:
    """Follow a curve for each element of `out`; `data` says which of the curves is whose.

    Parameters
    ----------
    x : array, shape (*subscripts, member)
        As that of `out`, or broadcast to it.
    data : tuple of (tuple of int, tuple of Curve)
        For each element the number of its curve, and the curves.
    out : array, shape (*subscripts, member)
        Is written into.
    """
    which, curves = data
    whole = np.broadcast_to(x, out.shape)
    for at, number in zip(np.ndindex(*out.shape[:-1]), which, strict=True):
        out[at] = follow(curves[number], whole[at])


def follow_given(x: Anything, px: Anything, py: Anything, mode: str, out: Anything) -> None:
    """Follow curves whose points are values of the run.

    Parameters
    ----------
    x : array
        Shape ``(*subscripts, width)``, as that of `out` or broadcast to it.
    px, py : array
        Shapes ``(points, 1)`` and ``(*subscripts, points, width)``.
    mode : str
        A key of :data:`MODES`.
    out : array, shape (*subscripts, width)
        Is written into.
    """
    px = px[:, 0]
    count = len(px)
    y = np.broadcast_to(py, (*out.shape[:-1], count, out.shape[-1]))
    whole = np.broadcast_to(x, out.shape)

    def value(at: Anything) -> Anything:
        return np.take_along_axis(y, at[..., None, :], axis=-2)[..., 0, :]

    if mode == "hold_backward" or count == 1:
        at = np.searchsorted(px, whole, side="right") - 1
        out[...] = _defined(whole, value(np.maximum(at, 0)))
        return
    if mode == "look_forward":
        at = np.searchsorted(px, whole, side="left")
        out[...] = _defined(whole, value(np.minimum(at, count - 1)))
        return
    left = np.clip(np.searchsorted(px, whole, side="right") - 1, 0, count - 2)
    x0, y0, y1 = px[left], value(left), value(left + 1)
    slope = (y1 - y0) / (px[left + 1] - x0)
    line = slope * (whole - x0) + y0
    if mode != "extrapolate":
        line = np.where(whole <= px[0], value(np.zeros_like(left)), line)
        line = np.where(whole >= px[-1], value(np.full_like(left, count - 1)), line)
    out[...] = _defined(whole, line)
