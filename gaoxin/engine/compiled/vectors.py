"""Operations that see a whole vector or matrix, in scalar form by comparing all with all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.compiled.scalar import Builder
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.engine.values.curves import NA

Refs = npt.NDArray[np.int64]

MOST = {
    "vector sort order": 32,
    "vector rank": 32,
    "vector reorder": 64,
    "invert": 6,
    "element at": 64,
}
"""Elements of a vector, or rows of a matrix, up to which the code stays small."""


def ranks(b: Builder, vector: Sequence[int]) -> list[int]:
    """Return the place of each element when they rise, a number; equal ones in order, NaN last."""

    def before(i: int, j: int) -> int:
        """Whether element i comes before j, which comes later in the vector."""
        not_after = b.emit("less_equal", vector[i], vector[j])
        return b.emit("or", not_after, b.emit("not_equal", vector[j], vector[j]))

    one, zero = b.number(1.0), b.number(0.0)
    ranks = [zero] * len(vector)
    for j in range(len(vector)):
        for i in range(j):
            first = before(i, j)
            ranks[j] = b.emit("add", ranks[j], b.emit("where", first, one, zero))
            ranks[i] = b.emit("add", ranks[i], b.emit("where", first, zero, one))
    return ranks


def _inverse(b: Builder, ranks: Sequence[int]) -> list[int]:
    """Return which element has each rank."""
    order = []
    for place in range(len(ranks)):
        found = b.number(0.0)
        for element, rank in enumerate(ranks):
            hit = b.emit("equal", rank, b.number(place))
            found = b.emit("where", hit, b.number(element), found)
        order.append(found)
    return order


def _sort_order(b: Builder, vector: Sequence[int], direction: Sequence[int]) -> list[int]:
    rising = _inverse(b, ranks(b, vector))
    return [
        b.emit("where", b.emit("greater", way, b.number(0.0)), up, down)
        for way, up, down in zip(direction, rising, rising[::-1], strict=True)
    ]


def _rank(b: Builder, vector: Sequence[int], direction: Sequence[int]) -> list[int]:
    one = b.number(1.0)
    order = _sort_order(b, vector, direction)
    return [b.emit("add", place, one) for place in _inverse(b, ranks(b, order))]


def _reorder(b: Builder, vector: Sequence[int], order: Sequence[int]) -> list[int]:
    found = []
    for wanted in order:
        at = b.emit("trunc", wanted)
        value = b.number(np.nan)
        for place, element in enumerate(vector):
            hit = b.emit("equal", at, b.number(place))
            value = b.emit("where", hit, element, value)
        # between -1 and 0 there is no position, though it is cut off to 0
        there = b.emit("greater_equal", wanted, b.number(0.0))
        found.append(b.emit("where", there, value, b.number(np.nan)))
    return found


ALONG: dict[str, Callable[[Builder, Sequence[int], Sequence[int]], list[int]]] = {
    "vector sort order": _sort_order,
    "vector rank": _rank,
    "vector reorder": _reorder,
}


def along_last(b: Builder, node: Any, args: Sequence[Refs]) -> Refs:
    """Apply an operation on vectors along the last subscript.

    Parameters
    ----------
    b : Builder
    node : Node
    args : sequence of array of int
        Numbers of the elements of two operands, broadcast to the node's shape.

    Returns
    -------
    array of int, shape (*subscripts, 1)

    Raises
    ------
    NotCovered
        The vectors are too long.
    """
    _check(node, node.shape[-1])
    first, second = (np.broadcast_to(a, (*node.shape, 1)) for a in args)
    out = np.empty((*node.shape, 1), dtype=np.int64)
    for at in np.ndindex(*node.shape[:-1]):
        row = [[int(x) for x in a[(*at, slice(None), 0)]] for a in (first, second)]
        out[(*at, slice(None), 0)] = ALONG[node.op](b, *row)
    return out


def element_at(b: Builder, node: Any, args: Sequence[Refs]) -> Refs:
    """Pick the elements of a vector at places, ``:NA:`` where there is no such place.

    Parameters
    ----------
    b : Builder
    node : Node
    args : sequence of array of int
        Numbers of the vector's elements, and of the places, broadcast to the node's shape.

    Returns
    -------
    array of int, shape (*subscripts, 1)

    Raises
    ------
    NotCovered
        The vector is too long.
    """
    vector = args[0].reshape(-1).tolist()
    _check(node, len(vector))
    found = []
    for place in np.broadcast_to(args[1], (*node.shape, 1)).reshape(-1).tolist():
        whole = b.emit("floor", b.emit("add", place, b.number(1e-6)))
        picked = b.emit("where", b.emit("not_equal", whole, whole), b.number(np.nan), b.number(NA))
        for i, element in enumerate(vector):
            met = b.emit("equal", whole, b.number(float(i)))
            picked = b.emit("where", met, element, picked)
        found.append(picked)
    return np.array(found, dtype=np.int64).reshape((*node.shape, 1))


def invert(b: Builder, node: Any, args: Sequence[Refs]) -> Refs:
    """Invert over the last two subscripts, by elimination with the largest pivot.

    Parameters
    ----------
    b : Builder
    node : Node
    args : sequence of one array of int
        Numbers of the matrices' elements.

    Returns
    -------
    array of int, shape (*subscripts, 1)

    Raises
    ------
    NotCovered
        The matrices are too large.
    """
    size = node.shape[-1]
    _check(node, size)
    whole = np.broadcast_to(args[0], (*node.shape, 1))
    out = np.empty((*node.shape, 1), dtype=np.int64)
    for at in np.ndindex(*node.shape[:-2]):
        left = [[int(x) for x in row] for row in whole[(*at, ..., 0)]]
        out[(*at, ..., 0)] = _inverted(b, left)
    return out


def _inverted(b: Builder, left: list[list[int]]) -> list[list[int]]:
    size = len(left)
    right = [[b.number(float(i == j)) for j in range(size)] for i in range(size)]
    for i in range(size):
        largest = _largest(b, [b.emit("absolute", left[r][i]) for r in range(i, size)])
        for side in (left, right):
            _swap(b, side, i, largest)
        scale = left[i][i]
        factors = [left[r][i] for r in range(size)]
        for side in (left, right):
            side[i] = pivot = [b.emit("divide", x, scale) for x in side[i]]
            for r in range(size):
                factor = factors[r] if r != i else b.number(0.0)
                side[r] = [
                    b.emit("subtract", x, b.emit("multiply", factor, p))
                    for x, p in zip(side[r], pivot, strict=True)
                ]
    return right


def _largest(b: Builder, sizes: Sequence[int]) -> list[int]:
    """Return for each candidate whether it is the first of the largest; NaN counts as largest."""
    best, hits = sizes[0], [b.truth(True)]
    for size in sizes[1:]:
        more = b.emit("or", b.emit("greater", size, best), b.emit("not_equal", size, size))
        more = b.emit("and", more, b.emit("equal", best, best))
        best = b.emit("where", more, size, best)
        hits = [b.emit("and", hit, b.emit("not", more)) for hit in hits] + [more]
    return hits


def _swap(b: Builder, side: list[list[int]], i: int, largest: Sequence[int]) -> None:
    """Exchange row i with the one of the largest pivot."""
    old = list(side[i])
    chosen = list(old)
    for hit, r in zip(largest[1:], range(i + 1, len(side)), strict=True):
        chosen = [b.emit("where", hit, x, c) for x, c in zip(side[r], chosen, strict=True)]
        side[r] = [b.emit("where", hit, o, x) for o, x in zip(old, side[r], strict=True)]
    side[i] = chosen


def _check(node: Any, size: int) -> None:
    if size > MOST[node.op]:
        raise NotCovered(f"'{node.op}' over {size} elements")
