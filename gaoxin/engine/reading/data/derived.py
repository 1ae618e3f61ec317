"""Data made of data: TIME SHIFT, CUMULATE and CUMULATEF, which stand alone after ``:=``.

Their rules are those of Vensim's manual: a positive shift lets a model see ahead; a cumulation adds
up the points as they are, without the time between them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.engine.reading.data.points import Points
from gaoxin.engine.reading.equations import Equation
from gaoxin.engine.reading.subscripts import Ranges
from gaoxin.engine.reading.trees import Call
from gaoxin.engine.reading.unreadable import each
from gaoxin.errors import ModelError
from gaoxin.names import canonical, nearest

COUNTS = {"time_shift": 2, "cumulate": 1, "cumulatef": 1}
"""Functions by canonical name, and how many arguments they take."""

Place = tuple[str, tuple[str, ...]]


def with_derived(path: Path, equations: Sequence[Equation], ranges: Ranges) -> list[Equation]:
    """Return the equations, data that are made of other data with their points.

    Parameters
    ----------
    path : Path
        Of the model, for messages.
    equations : sequence of Equation
        Data that files hold have their points already.
    ranges : Ranges

    Returns
    -------
    list of Equation

    Raises
    ------
    ModelError
        What is shifted or added up is no data variable over the same subscripts, or data are made
        of themselves.
    """
    waiting = [e for e in equations if _function(e)]
    if not waiting:
        return list(equations)
    found = {(e.key, e.subscripts): e for e in equations}
    for _ in waiting:  # one may be made of another
        made = each(partial(_derived, path, found, ranges), waiting)
        found |= {(e.key, e.subscripts): e for e in made}
        waiting = [e for e in made if _function(e)]
    if waiting:
        first = waiting[0]
        raise ModelError(f"'{first.name}' is data made of itself", path=path, line=first.line)
    return [found[e.key, e.subscripts] for e in equations]


def _function(equation: Equation) -> str:
    """Return the function that makes an equation's data; blank for none."""
    tree = equation.tree
    if equation.kind != "data" or not isinstance(tree, Call):
        return ""
    name = canonical(tree.function.reference)
    return name if name in COUNTS else ""


def _derived(
    path: Path, found: Mapping[Place, Equation], ranges: Ranges, equation: Equation
) -> Equation:
    """Return an equation with its points, or as it is where its source has none yet."""
    name, arguments = _function(equation), tuple(equation.tree.arguments)
    spelled = name.replace("_", " ").upper()

    def refused(why: str) -> ModelError:
        text = f"{spelled} {why} (in the equation of '{equation.name}')"
        return ModelError(text, path=path, line=equation.line, column=equation.column)

    if len(arguments) != COUNTS[name]:
        raise refused(f"takes {COUNTS[name]} arguments, not {len(arguments)}")
    source = found.get(_place(arguments[0]))
    if source is None or source.kind != "data" or _over(source, ranges) != _over(equation, ranges):
        named = getattr(arguments[0], "reference", "an expression")
        data = [e.name for e in found.values() if e.kind == "data"]
        raise refused(f"takes a data variable over the same subscripts{nearest(named, data)}")
    if _function(source):
        return equation
    if source.tree is None:  # data without a file, and so is this
        return replace(equation, tree=None)
    if not isinstance(source.tree, Points):
        raise refused(f"takes data of points, and '{source.name}' has none")
    mode = equation.missing or "interpolate"
    if name == "time_shift":
        by = _constant(arguments[1], found)
        if by is None:
            raise refused("takes a number or a constant to shift by")
        return replace(equation, tree=Points(source.tree.x - by, source.tree.y, mode, True))
    return replace(equation, tree=_cumulated(source.tree, mode, last=name == "cumulatef"))


def _over(equation: Equation, ranges: Ranges) -> list[str]:
    """Return the ranges that an equation runs over."""
    return [subscript for subscript in equation.subscripts if ranges.is_range(subscript)]


def _place(tree: Any) -> Place:
    subscripts = getattr(tree, "subscripts", None)
    named = subscripts.subscripts if subscripts is not None else ()
    return canonical(str(getattr(tree, "reference", ""))), tuple(canonical(str(s)) for s in named)


def _constant(tree: Any, found: Mapping[Place, Equation]) -> float | None:
    """Return the number that a tree is, or the constant that it names."""
    if isinstance(tree, (int, float)):
        return float(tree)
    equation = found.get(_place(tree))
    number = equation.tree if equation is not None else None
    return float(number) if isinstance(number, (int, float)) else None


def _cumulated(points: Points, mode: str, *, last: bool) -> Points:
    """Add up the points of each element; where one has none, it still has none."""
    if last:
        return Points(points.x[-1:], np.nansum(points.y, axis=0, keepdims=True), mode, True)
    total = np.where(np.isnan(points.y), np.nan, np.nancumsum(points.y, axis=0))
    return Points(points.x, total, mode, True)
