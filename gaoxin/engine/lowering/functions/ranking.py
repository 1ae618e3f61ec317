"""RANK: which element of an array is the n-th in ascending order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gaoxin.engine.lowering.context import Axis, Context, reduction_axis
from gaoxin.engine.lowering.lower import Lowering, lower_tree
from gaoxin.engine.reading.trees import marked
from gaoxin.engine.values.graph import Graph, Node

MAX_RANKED = 2_000
"""Elements of an array that RANK orders: it compares each with each."""


def rank(work: Lowering, context: Context, arguments: Sequence[Any]) -> Node:
    """RANK(array, number, second array): the flat index of an element in ascending order.

    Equal elements go by the second array, then by their order.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the call stands.
    arguments : sequence of syntax tree
        The first and the last with marked ranges.

    Returns
    -------
    Node

    Raises
    ------
    ModelError
        The first argument is no array, or one of too many elements.
    """
    g = work.graph
    array, number, second = arguments
    axes: dict[str, Axis] = {}
    for subscript in marked((array, second)):
        axis = reduction_axis(subscript, context, work.ranges)
        axes.setdefault(axis.key, axis)
    if not axes:
        raise work.error(context, "RANK takes an array")
    asked = tuple(axes.values())
    lengths = tuple(len(axis.elements) for axis in asked)
    size, rank = int(np.prod(lengths)), len(lengths)
    if size > MAX_RANKED:
        raise work.error(context, f"RANK of {size} elements; at most {MAX_RANKED} are ranked")
    beside = tuple(Axis(f"rank {i}", axis.elements) for i, axis in enumerate(asked))
    here, there = context.within((*asked, *beside)), context.within((*beside, *asked))
    mine, others = (g.number(lower_tree(work, side, array)) for side in (here, there))
    my_second, other_second = (g.number(lower_tree(work, side, second)) for side in (here, there))
    order = np.arange(1.0, size + 1)
    earlier = (order[None, :] < order[:, None]).astype(np.float64).reshape((*lengths, *lengths))
    tie = g.call(
        "or",
        g.call("less", other_second, my_second),
        g.call("and", g.call("equal", other_second, my_second), g.array(earlier)),
    )
    before = g.call(
        "or", g.call("less", others, mine), g.call("and", g.call("equal", others, mine), tie)
    )
    places = _folded(g, g.number(before), (*lengths, *lengths), rank)
    wanted = g.number(lower_tree(work, context.within(beside), number))
    gap = g.call("absolute", g.call("subtract", places, g.call("subtract", wanted, g.const(1.0))))
    hit = g.call("less", gap, g.const(0.5))
    chosen = g.call("where", hit, g.array(order.reshape(lengths)), g.const(0.0))
    return _folded(g, chosen, lengths, rank)


def _folded(g: Graph, node: Node, lengths: tuple[int, ...], axes: int) -> Node:
    full = np.broadcast_shapes(node.shape, lengths)
    return g.fold("add", g.expand(node, tuple(map(int, full))), axes)
