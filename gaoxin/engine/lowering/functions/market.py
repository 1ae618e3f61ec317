"""Markets: the price at which demand and supply meet, and what each side does at a price."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from gaoxin.engine.lowering.context import Axis, Context
from gaoxin.engine.lowering.functions.calls import Special, operands
from gaoxin.engine.lowering.functions.vectors import from_first, subscripted
from gaoxin.engine.lowering.lower import Lowering, lower_tree
from gaoxin.engine.values.graph import Node, strip
from gaoxin.names import canonical


def _curves(work: Lowering, context: Context, tree: Any, ranges: int) -> Node:
    """Return profiles along their last subscript, and before it along that of the actors."""
    variable, subscripts = subscripted(work, context, tree)
    if len(variable.dims) < ranges or len(variable.dims[-1].elements) < 3:
        raise work.error(context, "a curve has type, priority and width along its last subscript")
    axes = []
    for dim, subscript in zip(variable.dims[-ranges:], subscripts[-ranges:], strict=True):
        first = canonical(subscript)
        start = dim.elements.index(first) if first in dim.elements else 0
        axes.append(Axis(dim.key + "!", dim.elements[start:]))
    named = (*subscripts[: len(subscripts) - ranges], *(axis.key for axis in axes))
    inside = context.within(tuple(axes))
    tree = replace(tree, subscripts=replace(tree.subscripts, subscripts=named))
    found = work.graph.number(lower_tree(work, inside, tree))
    shape = np.broadcast_shapes(found.shape, tuple(len(axis.elements) for axis in axes))
    return work.graph.expand(found, tuple(map(int, shape)))


def _market_price(work: Lowering, context: Context, tree: Any) -> Node:
    """FIND MARKET PRICE(demand, demand curves, capacity, supply curves), all from the first."""
    demand, wanting, capacity, giving = tree.arguments
    parts: list[Node] = []
    for quantity, curve in ((demand, wanting), (capacity, giving)):
        parts += [from_first(work, context, quantity)[0], _curves(work, context, curve, 2)]
        if parts[-2].shape[-1] != parts[-1].shape[-2]:
            raise work.error(context, "there must be a curve for each quantity")
    shape = np.broadcast_shapes(*(p.shape[: -1 - i % 2] for i, p in enumerate(parts)))
    return work.graph.make("market price", tuple(parts), strip(shape))


def _at_price(side: str) -> Callable[[Lowering, Context, Any], Node]:
    """Return the rule of what one side does at a price."""

    def build(work: Lowering, context: Context, tree: Any) -> Node:
        quantity, curve, price = tree.arguments
        asked, paid = operands(work, context, (quantity, price))
        profile = _curves(work, context, curve, 1)
        shape = np.broadcast_shapes(asked.shape, profile.shape[:-1], paid.shape)
        return work.graph.make("at price", (asked, profile, paid), strip(shape), data=side)

    return build


MARKETS: dict[str, Special] = {
    "demand_at_price": Special("DEMAND AT PRICE", (3,), _at_price("demand")),
    "find_market_price": Special("FIND MARKET PRICE", (4,), _market_price),
    "supply_at_price": Special("SUPPLY AT PRICE", (3,), _at_price("supply")),
}
"""Functions of markets by canonical name."""
