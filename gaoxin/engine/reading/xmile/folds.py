"""Functions of arrays: SUM, MEAN, MIN, MAX, STDDEV, PROD, SIZE and RANK."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gaoxin.engine.reading.trees import ElementPlace, LineColumn, Reference, marked
from gaoxin.engine.reading.unreadable import Unreadable
from gaoxin.engine.reading.xmile.functions import call, operation
from gaoxin.engine.reading.xmile.look import FREE, NONE, WHOLE, Look
from gaoxin.engine.reading.xmile.tokens import plain_name
from gaoxin.names import canonical

FOLDS = frozenset(
    {"sum", "prod", "mean", "stddev", "min", "max", "vmin", "vmax", "size", "rank", "interpolate"}
)
"""Functions of arrays, by canonical name."""


def folded(
    look: Look, name: str, arguments: Sequence[Any], over: str, at: LineColumn | None
) -> Any:
    """Return a function of arrays.

    Parameters
    ----------
    look : Look
        Where it stands.
    name : str
        One of :data:`FOLDS`.
    arguments : sequence of syntax tree
        As written.
    over : {"", "free", "whole"}
        Whether it stands inside another function of arrays.
    at : tuple of (line, column) or None

    Returns
    -------
    syntax tree

    Raises
    ------
    Unreadable
        It takes another number of arguments, or what stands in them means nothing.
    """
    if name == "interpolate":
        return _interpolate(look, arguments, at)
    if name == "rank":
        return _rank(look, arguments, at)
    if name in {"min", "max", "mean"} and len(arguments) > 1:
        parts = [look.go(one, over or FREE) for one in arguments]
        if not over:  # inside another function of arrays these go element by element
            parts = [_extreme(look, name, part) for part in parts]
        if name == "mean":
            return operation("/", operation("+", *parts), float(len(parts)))
        found = parts[0]
        for other in parts[1:]:
            found = call(name, found, other)
        return found
    if len(arguments) != 1:
        raise Unreadable(counted(name, 1, 1, len(arguments)), at)
    if name == "size":
        return _size(look, arguments[0])
    inner = look.go(arguments[0], WHOLE)
    if name in {"min", "max", "vmin", "vmax"}:
        return _extreme(look, name, inner)
    if name in {"sum", "prod"}:
        return call(name, inner) if marked(inner) else inner
    count = _count(look, inner)
    mean = operation("/", call("sum", inner), float(count)) if count > 1 else inner
    if name == "mean":
        return mean
    gap = operation("-", look.go(arguments[0], WHOLE), mean)
    squares = operation("^", gap, 2.0)
    return call("sqrt", operation("/", call("sum", squares), float(count)))


def _extreme(look: Look, name: str, inner: Any) -> Any:
    if name == "mean":
        count = _count(look, inner)
        return operation("/", call("sum", inner), float(count)) if count > 1 else inner
    least = name in {"min", "vmin"}
    return call("vmin" if least else "vmax", inner) if marked(inner) else inner


def _count(look: Look, tree: Any) -> int:
    """Return the number of values that an array function goes over."""
    number = 1
    for name in dict.fromkeys(canonical(one.rstrip("! ")) for one in marked(tree)):
        number *= look.arrays.size(name)
    return number


def _size(look: Look, tree: Any) -> float:
    """SIZE(array), of a slice, or of a dimension."""
    if isinstance(tree, Reference) and tree.subscripts is None:
        key = canonical(plain_name(tree.reference))
        if key in look.arrays.dimensions and look.find(tree.reference) is None:
            return float(len(look.arrays.dimensions[key].elements))
    return float(_count(look, look.go(tree, WHOLE)))


def _rank(look: Look, arguments: Sequence[Any], at: LineColumn | None) -> Any:
    """RANK(array, number[, second array])."""
    if not 2 <= len(arguments) <= 3:
        raise Unreadable(counted("rank", 2, 3, len(arguments)), at)
    array = look.go(arguments[0], WHOLE)
    second = look.go(arguments[2], WHOLE) if len(arguments) == 3 else 0.0
    number = arguments[1]
    alone = isinstance(number, Reference) and number.subscripts is None
    if alone and canonical(number.reference) == "size":  # the standard writes RANK(A, SIZE)
        return call("rank", array, float(_count(look, array)), second)
    return call("rank", array, look.go(number, NONE), second)


def _interpolate(look: Look, arguments: Sequence[Any], at: LineColumn | None) -> Any:
    """INTERPOLATE(array, share, ...): between elements, at a share of the way along each side."""
    array = look.go(arguments[0], WHOLE) if arguments else 0.0
    names = list(dict.fromkeys(marked(array)))
    if not names or len(arguments) != len(names) + 1:
        raise Unreadable("INTERPOLATE takes an array, and a number from 0 to 1 a dimension", at)
    parts = [array]
    for name, share in zip(names, arguments[1:], strict=True):
        within = call("max", call("min", look.go(share), 1.0), 0.0)
        last = float(look.arrays.size(name.rstrip("! ")) - 1)
        place = operation("+", 1.0, operation("*", within, last))
        gap = call("abs", operation("-", ElementPlace(name), place))
        parts.append(call("max", operation("-", 1.0, gap), 0.0))
    return call("sum", operation("*", *parts))


def counted(name: str, least: int, most: int, given: int) -> str:
    """Say that a function is given too many or too few arguments.

    Parameters
    ----------
    name : str
    least, most : int
        What it takes.
    given : int

    Returns
    -------
    str
    """
    counts = str(least) if least == most else f"{least} to {most}"
    shown = name.replace("_", " ").upper()
    return f"{shown} takes {counts} argument{'s' * (counts != '1')}, not {given}"
