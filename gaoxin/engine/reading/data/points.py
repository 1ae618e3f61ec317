"""The points of lookups and of data variables, for each of a variable's elements."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.engine.reading.equations import Equation
from gaoxin.engine.reading.variables import Variable
from gaoxin.engine.values.curves import NA, Curve, follow
from gaoxin.engine.values.graph import Array
from gaoxin.errors import ModelError


@dataclass(frozen=True, eq=False)
class Points:
    """The points of an equation's elements over one x.

    Attributes
    ----------
    x : array, shape (points,)
        Ascending.
    y : array, shape (points, *elements of the equation's ranges)
    mode : str
        See :mod:`gaoxin.engine.values.curves`.
    over_time : bool
        Whether x is time; data is, a lookup's x is any number.
    """

    x: Array
    y: Array
    mode: str
    over_time: bool

    @cached_property
    def curves(self) -> dict[tuple[int, ...], Curve]:
        """The curves that were asked for, by element."""
        return {}

    @cached_property
    def distinct(self) -> dict[Curve, Curve]:
        """The same, each once: elements often share one, and equal objects are slow to tell."""
        return {}

    @cached_property
    def snap(self) -> float:
        """How near to a time is that time: a millionth of the least step between points."""
        return _snap(self.x) if self.over_time else 0.0


def _snap(x: Array) -> float:
    if len(x) == 1:
        return 1e-9 * max(1.0, abs(float(x[0])))
    return 1e-6 * float(np.diff(x).min()) if len(x) else 0.0


def curve_of(points: Points, element: tuple[int, ...]) -> Curve:
    """Return the curve of one element; where data is missing, the other points remain."""
    found = points.curves.get(element)
    if found is None:
        made = _curve(points, element)
        found = points.curves[element] = points.distinct.setdefault(made, made)
    return found


def _curve(points: Points, element: tuple[int, ...]) -> Curve:
    at: tuple[Any, ...] = (slice(None), *element)
    x, y, snap = points.x, points.y[at], points.snap
    missing = np.isnan(y)
    if missing.any():
        if points.mode != "raw" and not missing.all():
            x, y = x[~missing], y[~missing]
            snap = _snap(x) if points.over_time else 0.0
        else:
            y = np.where(missing, NA, y)
    return Curve(tuple(x.tolist()), tuple(y.tolist()), points.mode, snap)


def curve_at(path: Path, variable: Variable, cell: tuple[int, ...]) -> Curve | None:
    """Return the curve of one element of a lookup, or None where it has none.

    Parameters
    ----------
    path : Path
        Of the model, for messages.
    variable : Variable
        The lookup.
    cell : tuple of int
        The element's position along each subscript.

    Returns
    -------
    Curve or None

    Raises
    ------
    ModelError
        Its equation holds no points.
    """
    piece = variable.piece_at(cell)
    if piece is None:
        return None
    tree = piece.equation.tree
    if isinstance(tree, Points):
        return curve_of(tree, piece.own(cell))
    return written_out(path, piece.equation, tree)


def written_out(path: Path, equation: Equation, table: Any) -> Curve:
    """Return the curve of points that stand in an equation.

    Parameters
    ----------
    path : Path
        Of the model, for messages.
    equation : Equation
    table : syntax tree
        Its points.

    Returns
    -------
    Curve

    Raises
    ------
    ModelError
        They are no points.
    """
    x, y = tuple(getattr(table, "x", ())), tuple(getattr(table, "y", ()))
    if not x or len(x) != len(y) or not all(map(isfinite, (*x, *y))):
        raise ModelError(
            f"lookup '{equation.name}' needs points, as many y as x, all of them finite numbers",
            path=path,
            line=equation.line,
        )
    return Curve(x, y, table.type)


def default_table(path: Path, variable: Variable) -> tuple[Array, Array]:
    """Return a lookup's own points: x, and y of shape ``(*subscripts, points)``.

    Elements with points of their own are told at the points of all.
    """
    curves = {c: curve_at(path, variable, c) for c in np.ndindex(*variable.shape)}
    x = np.unique([v for curve in curves.values() if curve is not None for v in curve.x])
    y = np.full((*variable.shape, len(x)), np.nan)
    for cell, curve in curves.items():
        if curve is not None:
            y[cell] = follow(curve, x)
    return x, y
