"""Operations that are not elementwise along subscripts, or rest on data of their own.

Each takes the arrays of its operands, each ending with the axis of members, and the data of its
node, and writes into ``out``. Members never mix: a member has the same bits whoever is beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.values.allocation import (
    allocate_available,
    allocate_by_priority,
    at_price,
    market_price,
)
from gaoxin.engine.values.curves import NA, follow_each, follow_given

Anything = npt.NDArray[Any]
Operands = Sequence[Anything]
Operation = Callable[[Operands, Any, Anything], None]
"""An operation, as every function below.

Parameters
----------
args : sequence of array, each shape (*subscripts, member)
    The operands.
data : object
    What belongs to the node: points, a mode, sizes, or nothing.
out : array, shape (*subscripts, member)
    Is written into.
"""


def lookup(args: Operands, points: Any, out: Anything) -> None:
    """Interpolate linearly between points (x, y), constant beyond the ends."""
    out[...] = np.interp(args[0], *points)


def curves(args: Operands, data: Any, out: Anything) -> None:
    """Follow a curve for each element."""
    follow_each(args[0], data, out)


def given_curve(args: Operands, mode: Any, out: Anything) -> None:
    """Follow curves whose points are operands: argument, x, y."""
    follow_given(args[0], args[1], args[2], mode, out)


def vector_sort_order(args: Operands, data: Any, out: Anything) -> None:
    """Give the positions, from 0 on, of a vector's elements in order; rising if direction > 0."""
    vector, direction = (np.broadcast_to(a, out.shape) for a in args)
    rising = np.argsort(vector, axis=-2, kind="stable")
    out[...] = np.where(direction > 0, rising, rising[..., ::-1, :])


def vector_rank(args: Operands, data: Any, out: Anything) -> None:
    """Give the rank, from 1 on, of each of a vector's elements."""
    vector_sort_order(args, data, out)
    out[...] = np.argsort(out, axis=-2, kind="stable") + 1


def vector_reorder(args: Operands, data: Any, out: Anything) -> None:
    """Pick a vector's elements at the positions given; NaN where there is no such position."""
    vector, order = (np.broadcast_to(a, out.shape) for a in args)
    with np.errstate(all="ignore"):
        known = (order >= 0) & (order < out.shape[-2])
        at = np.where(known, order, 0).astype(np.int64)
    out[...] = np.where(known, np.take_along_axis(vector, at, axis=-2), np.nan)


def element_at(args: Operands, data: Any, out: Anything) -> None:
    """Pick the elements of a vector at places from 0 on; ``:NA:`` where there is no such place."""
    vector, place = args
    count = vector.shape[-2]
    with np.errstate(all="ignore"):
        whole = np.floor(np.broadcast_to(place, out.shape) + 1e-6)
        known = (whole >= 0) & (whole < count)
        at = np.where(known, whole, 0).astype(np.int64)
    vector = np.broadcast_to(vector, (count, out.shape[-1]))
    picked = np.take_along_axis(vector, at.reshape(-1, out.shape[-1]), axis=0)
    found = np.where(known, picked.reshape(out.shape), NA)
    out[...] = np.where(np.isnan(whole), np.nan, found)


def invert(args: Operands, data: Any, out: Anything) -> None:
    """Invert over the last two subscripts, by elimination with the largest pivot."""
    size = out.shape[-2]
    left = np.broadcast_to(args[0], out.shape).copy()
    right = np.broadcast_to(np.eye(size)[..., None], out.shape).copy()
    with np.errstate(all="ignore"):
        for i in range(size):
            pivot = np.abs(left[..., i:, i, :]).argmax(axis=-2)[..., None, None, :] + i
            for side in (left, right):
                at = np.broadcast_to(pivot, (*side.shape[:-3], 1, *side.shape[-2:]))
                row = np.take_along_axis(side, at, axis=-3)
                np.put_along_axis(side, at, side[..., i : i + 1, :, :], axis=-3)
                side[..., i : i + 1, :, :] = row
            scale = left[..., i : i + 1, i : i + 1, :].copy()
            factor = left[..., :, i : i + 1, :].copy()
            factor[..., i, :, :] = 0.0
            for side in (left, right):
                side[..., i : i + 1, :, :] /= scale
                side -= factor * side[..., i : i + 1, :, :]
    out[...] = right


ARRAYS: dict[str, Operation] = {
    "lookup": lookup,
    "curves": curves,
    "given curve": given_curve,
    "vector sort order": vector_sort_order,
    "vector rank": vector_rank,
    "vector reorder": vector_reorder,
    "element at": element_at,
    "invert": invert,
    "allocate available": allocate_available,
    "allocate by priority": allocate_by_priority,
    "at price": at_price,
    "market price": market_price,
}
"""Operations by the name of the node."""


def prepared(node: Any) -> Any:
    """Return the data of a node as its operation reads it fastest."""
    if node.op == "lookup":
        return tuple(np.asarray(points) for points in node.data)
    return node.data
