"""Delays whose time may change: DELAY MATERIAL, DELAY INFORMATION, DELAY CONVEYOR."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gaoxin.engine.lowering.context import Context
from gaoxin.engine.lowering.functions.calls import Special, operands, stacked
from gaoxin.engine.lowering.functions.lookups import table_of
from gaoxin.engine.lowering.lower import Lowering, lower_tree
from gaoxin.engine.lowering.memory.stateful import new_state
from gaoxin.engine.lowering.references import used_shape
from gaoxin.engine.values.graph import Node


def _arriving(way: str) -> Callable[[Lowering, Context, Any], Node]:
    """Return the rule of DELAY MATERIAL or DELAY INFORMATION (input, time, initial, otherwise)."""

    def build(work: Lowering, context: Context, tree: Any) -> Node:
        value, time, initial, *rest = tree.arguments
        if context.initial:
            return lower_tree(work, context, initial)
        start = context.at_start()
        shape = used_shape(work, context, tuple(tree.arguments))
        return new_state(
            work,
            context,
            (id(tree),),
            "queue",
            shape,
            initial=lambda: lower_tree(work, start, initial),
            change=lambda: stacked(work, operands(work, context, (value, time, *rest)), shape),
            delay=lambda: lower_tree(work, start, time),
            way=way,
        )

    return build


def _conveyor(work: Lowering, context: Context, tree: Any) -> Node:
    """DELAY CONVEYOR(input, time, leakage, profile, first content, its time)."""
    value, time, leakage, profile, content, first = tree.arguments
    start = context.at_start()
    total, length = operands(work, start, (content, first))
    begins = work.graph.call("divide", total, length)
    if context.initial:
        return begins
    shape = used_shape(work, context, tuple(tree.arguments))

    def beginning() -> Node:
        return stacked(work, operands(work, start, (content, first)), shape)

    return new_state(
        work,
        context,
        (id(tree),),
        "queue",
        shape,
        initial=lambda: work.graph.call("divide", *operands(work, start, (content, first))),
        change=lambda: stacked(work, operands(work, context, (value, time, leakage)), shape),
        delay=beginning,
        way=table_of(work, context, profile),
    )


def _queue_front(work: Lowering, context: Context, tree: Any) -> Node:
    """QUEUE FRONT(content, outflow, inflows...): the batch that waits longest."""
    content, *flows = tree.arguments
    start = context.at_start()
    if context.initial:
        return lower_tree(work, context, content)
    shape = used_shape(work, context, tuple(tree.arguments))

    def moved() -> Node:
        step = work.clock(context).step
        amounts = [work.graph.call("multiply", f, step) for f in operands(work, context, flows)]
        return stacked(work, amounts, shape)

    return new_state(
        work,
        context,
        (id(tree),),
        "queue",
        shape,
        initial=lambda: lower_tree(work, start, content),
        change=moved,
        delay=lambda: lower_tree(work, start, content),
        way="batches",
    )


MOST_INFLOWS = 20

BELTS: dict[str, Special] = {
    "delay_conveyor": Special("DELAY CONVEYOR", (6,), _conveyor),
    "delay_information": Special("DELAY INFORMATION", (3,), _arriving("information")),
    "delay_material": Special("DELAY MATERIAL", (4,), _arriving("material")),
    "queue_front": Special("QUEUE FRONT", tuple(range(2, MOST_INFLOWS + 3)), _queue_front),
}
"""Delays of changing time by canonical name."""
