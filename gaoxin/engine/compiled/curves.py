"""Curves in scalar form: how many points an argument has reached picks the piece it lies on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from gaoxin.engine.compiled.scalar import Builder
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.engine.values.curves import NA, Curve

MOST_GIVEN = 200
"""Points of a curve given at run time: each is compared with."""


def interpolated(b: Builder, x: int, xs: Sequence[float], ys: Sequence[float]) -> int:
    """Draw straight lines between points, constant beyond both ends: ``numpy.interp``, its bits.

    Parameters
    ----------
    b : Builder
    x : int
        A value's number.
    xs, ys : sequence of float
        The points; x ascends.

    Returns
    -------
    int

    Raises
    ------
    NotCovered
        Points, or slopes between them, are not finite.
    """
    if len(xs) == 1:
        return b.number(ys[0])
    px, py = np.asarray(xs, dtype=np.float64), np.asarray(ys, dtype=np.float64)
    with np.errstate(all="ignore"):
        slopes = np.where(np.diff(px) == 0, 0.0, np.diff(py) / np.diff(px))
    if not (np.isfinite(slopes).all() and np.isfinite(py).all()):
        raise NotCovered("a table that is not finite")
    place = b.emit("reached", x, data=_tuple(px))
    slope, left, base = (
        b.emit("pick", place, data=(float(v[0]), *_tuple(v), *last))
        for v, last in ((slopes, (0.0,)), (px, ()), (py, ()))
    )
    line = b.emit("add", b.emit("multiply", slope, b.emit("subtract", x, left)), base)
    if (np.signbit(py) & (py == 0)).any():  # at a point its own value, which may be minus zero
        line = b.emit("where", b.emit("equal", x, left), base, line)
    first, last = b.number(px[0]), b.number(px[-1])
    line = b.emit("where", b.emit("less", x, first), b.number(py[0]), line)
    return b.emit("where", b.emit("greater_equal", x, last), b.number(py[-1]), line)


def _tuple(values: Sequence[float] | np.ndarray) -> tuple[float, ...]:
    return tuple(float(v) for v in values)


def _extrapolated(b: Builder, x: int, curve: Curve) -> int:
    inside = interpolated(b, x, curve.x, curve.y)
    if len(curve.x) < 2:
        return inside
    px, py = np.asarray(curve.x), np.asarray(curve.y)

    def beyond(slope: float, at: int) -> int:
        run = b.emit("subtract", x, b.number(px[at]))
        return b.emit("add", b.number(py[at]), b.emit("multiply", b.number(slope), run))

    low = beyond((py[1] - py[0]) / (px[1] - px[0]), 0)
    high = beyond((py[-1] - py[-2]) / (px[-1] - px[-2]), -1)
    first, last = b.number(px[0]), b.number(px[-1])
    above = b.emit("where", b.emit("greater", x, last), high, inside)
    return b.emit("where", b.emit("less", x, first), low, above)


def _held(b: Builder, x: int, curve: Curve) -> int:
    place = b.emit("reached", b.emit("add", x, b.number(curve.snap)), data=curve.x)
    return _defined(b, x, b.emit("pick", place, data=(curve.y[0], *curve.y)))


def _forward(b: Builder, x: int, curve: Curve) -> int:
    place = b.emit("passed", b.emit("subtract", x, b.number(curve.snap)), data=curve.x)
    return _defined(b, x, b.emit("pick", place, data=(*curve.y, curve.y[-1])))


def _raw(b: Builder, x: int, curve: Curve) -> int:
    place = b.emit("passed", b.emit("subtract", x, b.number(curve.snap)), data=curve.x)
    at = b.emit("pick", place, data=(*curve.x, curve.x[-1]))
    y = b.emit("pick", place, data=(*curve.y, curve.y[-1]))
    gap = b.emit("absolute", b.emit("subtract", at, x))
    near = b.emit("less_equal", gap, b.number(curve.snap))
    return _defined(b, x, b.emit("where", near, y, b.number(NA)))


def _defined(b: Builder, x: int, value: int) -> int:
    return b.emit("where", b.emit("not_equal", x, x), b.number(np.nan), value)


MODES: dict[str, Callable[[Builder, int, Curve], int]] = {
    "interpolate": lambda b, x, curve: interpolated(b, x, curve.x, curve.y),
    "extrapolate": _extrapolated,
    "hold_backward": _held,
    "look_forward": _forward,
    "raw": _raw,
}


def followed(b: Builder, x: int, curve: Curve) -> int:
    """Return the value of a curve, by its mode.

    Parameters
    ----------
    b : Builder
    x : int
        A value's number.
    curve : Curve

    Returns
    -------
    int
    """
    return MODES[curve.mode](b, x, curve)


def followed_given(b: Builder, x: int, px: Sequence[int], py: Sequence[int], mode: str) -> int:
    """Follow a curve whose points are values of the run, as ``curves.follow_given``.

    Parameters
    ----------
    b : Builder
    x : int
        A value's number.
    px, py : sequence of int
        Values of the points; x ascends.
    mode : str
        A key of :data:`MODES`.

    Returns
    -------
    int

    Raises
    ------
    NotCovered
        There are more than :data:`MOST_GIVEN` points.
    """
    count = len(px)
    if count > MOST_GIVEN:
        raise NotCovered(f"a curve of {count} points that is given to the run")

    if mode == "hold_backward" or count == 1:
        return _defined(b, x, _last_met(b, "greater_equal", x, px[1:], py))
    if mode == "look_forward":
        return _defined(b, x, _last_met(b, "greater", x, px[:-1], py))
    x0, y0, x1, y1 = px[0], py[0], px[1], py[1]
    for i in range(1, count - 1):
        met = b.emit("greater_equal", x, px[i])
        x0, y0 = b.emit("where", met, px[i], x0), b.emit("where", met, py[i], y0)
        x1, y1 = b.emit("where", met, px[i + 1], x1), b.emit("where", met, py[i + 1], y1)
    slope = b.emit("divide", b.emit("subtract", y1, y0), b.emit("subtract", x1, x0))
    line = b.emit("add", b.emit("multiply", slope, b.emit("subtract", x, x0)), y0)
    if mode != "extrapolate":
        line = b.emit("where", b.emit("less_equal", x, px[0]), py[0], line)
        line = b.emit("where", b.emit("greater_equal", x, px[-1]), py[-1], line)
    return _defined(b, x, line)


def _last_met(b: Builder, test: str, x: int, points: Sequence[int], values: Sequence[int]) -> int:
    """Return the value after the last point that x meets; the first where it meets none."""
    chosen = values[0]
    for point, value in zip(points, values[1:], strict=True):
        chosen = b.emit("where", b.emit(test, x, point), value, chosen)
    return chosen
