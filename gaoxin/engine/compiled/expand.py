"""Values on arrays taken apart into single elements: one small function a kind of node.

The elements of a value are an array of the numbers of instructions, of the value's shape and a
last axis of 1, so that views, assignments and broadcasting are those of the interpreter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.compiled.allocation import allocate
from gaoxin.engine.compiled.curves import followed, followed_given, interpolated
from gaoxin.engine.compiled.elements import element
from gaoxin.engine.compiled.scalar import Builder
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.engine.compiled.vectors import along_last, element_at, invert
from gaoxin.engine.values.graph import Node
from gaoxin.engine.values.interpret import target, view
from gaoxin.engine.values.kernels import KERNELS

Refs = npt.NDArray[np.int64]


def expand(b: Builder, node: Node, args: Sequence[Refs]) -> Refs:
    """Return the elements of a value, given those of its operands.

    Parameters
    ----------
    b : Builder
    node : Node
    args : sequence of array of int, each shape (*subscripts, 1)
        Numbers of the operands' elements.

    Returns
    -------
    array of int, shape (*subscripts, 1)

    Raises
    ------
    NotCovered
        It has no scalar form.
    """
    if node.op in KERNELS:
        return _elementwise(b, node, args)
    rule = RULES.get(node.op)
    if rule is None:
        raise NotCovered(f"'{node.op}'")
    return rule(b, node, args)


def _elementwise(b: Builder, node: Node, args: Sequence[Refs]) -> Refs:
    if not node.shape:  # most values are single numbers
        return np.array([element(b, node.op, tuple(a.item() for a in args))], dtype=np.int64)
    spread = (_flat(a, node) for a in args)
    rows = [element(b, node.op, row) for row in zip(*spread, strict=True)]
    return _shaped(node, rows)


def _flat(refs: Refs, node: Node) -> list[int]:
    """Return elements spread over the shape of a value, in order."""
    shape = (*node.shape, 1)
    return (refs if refs.shape == shape else np.broadcast_to(refs, shape)).reshape(-1).tolist()


def _shaped(node: Node, rows: Sequence[int]) -> Refs:
    return np.array(rows, dtype=np.int64).reshape((*node.shape, 1))


def _view(b: Builder, node: Node, args: Sequence[Refs]) -> Refs:
    return view(args[0], node)


def _expand(b: Builder, node: Node, args: Sequence[Refs]) -> Refs:
    return np.broadcast_to(args[0], (*node.shape, 1))


def _assemble(b: Builder, node: Node, args: Sequence[Refs]) -> Refs:
    out = np.full((*node.shape, 1), b.number(np.nan), dtype=np.int64)
    for part, destination in zip(args, node.data, strict=True):
        target(out, destination)[...] = part
    return out


def _fold(b: Builder, node: Node, args: Sequence[Refs]) -> Refs:
    """Combine the last subscripts in order, one element after another."""
    op, axes = node.data
    whole = args[0]
    total: Refs | None = None
    for at in np.ndindex(*whole.shape[whole.ndim - 1 - axes : -1]):
        row = whole[(..., *at, slice(None))].reshape((*node.shape, 1))
        if total is None:
            total = row
        else:
            pairs = zip(total.reshape(-1).tolist(), row.reshape(-1).tolist(), strict=True)
            total = _shaped(node, [element(b, op, pair) for pair in pairs])
    if total is None:
        raise NotCovered("a sum over no elements")
    return total


def _lookup(b: Builder, node: Node, args: Sequence[Refs]) -> Refs:
    return _shaped(node, [interpolated(b, x, *node.data) for x in args[0].reshape(-1).tolist()])


def _curves(b: Builder, node: Node, args: Sequence[Refs]) -> Refs:
    which, known = node.data
    each = _flat(args[0], node)
    rows = [followed(b, x, known[number]) for x, number in zip(each, which, strict=True)]
    return _shaped(node, rows)


def _given_curve(b: Builder, node: Node, args: Sequence[Refs]) -> Refs:
    px = args[1].reshape(-1).tolist()
    each = _flat(args[0], node)
    py = np.broadcast_to(args[2], (*node.shape, len(px), 1)).reshape(-1, len(px)).tolist()
    rows = [followed_given(b, x, px, y, node.data) for x, y in zip(each, py, strict=True)]
    return _shaped(node, rows)


RULES: dict[str, Callable[[Builder, Any, Sequence[Refs]], Refs]] = {
    "view": _view,
    "expand": _expand,
    "assemble": _assemble,
    "fold": _fold,
    "lookup": _lookup,
    "curves": _curves,
    "given curve": _given_curve,
    "vector sort order": along_last,
    "vector rank": along_last,
    "vector reorder": along_last,
    "allocate available": allocate,
    "allocate by priority": allocate,
    "element at": element_at,
    "invert": invert,
}
"""What takes apart a value that is not elementwise, by the name of its node."""
