"""DELAY1, DELAY3 and DELAY N: material that moves along a chain of stocks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from gaoxin.engine.lowering.context import Context
from gaoxin.engine.lowering.expressions import used_shape
from gaoxin.engine.lowering.lower import Lowering, Rule, lower_tree
from gaoxin.engine.lowering.stateful import new_state
from gaoxin.engine.lowering.structural import chain_order
from gaoxin.engine.values.graph import Node


def _delay(work: Lowering, context: Context, tree: Any) -> Node:
    """DELAY: a chain of n stocks, each emptied in time/n; the output is the last one's outflow."""
    if context.initial:
        return lower_tree(work, context, tree.initial)
    g = work.graph
    order = chain_order(work, context, tree)
    if not order:
        return g.const(0.0)
    shape = used_shape(work, context, (tree.input, tree.delay_time, tree.initial))
    start = context.at_start()
    times = _delay_times(work, context, tree, order)
    stages: list[Node] = []

    def content() -> Node:
        held = g.number(lower_tree(work, start, tree.initial))
        return g.call("multiply", held, lower_tree(work, start, tree.delay_time))

    def change(stage: int) -> Callable[[], Node]:
        def rate() -> Node:
            outflow = g.call("divide", stages[stage], times(stage))
            length = work.freeze(context, (id(tree),), _length(work, start, tree, order))
            supply = lower_tree(work, context, tree.input)
            if stage:
                before = g.call("divide", stages[stage - 1], times(stage - 1))
                first = g.call("equal", g.call("subtract", g.const(order), length), g.const(stage))
                supply = g.call("where", first, supply, before)
            return g.call("multiply", g.call("subtract", supply, outflow), length)

        return rate

    stages += [
        new_state(
            work,
            context,
            (id(tree), stage),
            "integral",
            shape,
            initial=content,
            change=change(stage),
        )
        for stage in range(order)
    ]
    return g.call("divide", stages[-1], times(-1))


def _length(work: Lowering, start: Context, tree: Any, order: int) -> Node:
    """Return the order a delay really has: its stages may not empty faster than one step.

    As in PySD, the least delay time over the elements decides for all of them.
    """
    g = work.graph
    shortest = g.number(lower_tree(work, start, tree.delay_time))
    if shortest.shape:
        shortest = g.fold("minimum", shortest, len(shortest.shape))
    steps = g.call("divide", shortest, work.clock(start).step)
    whole = g.call("maximum", g.call("floor", steps), g.const(1.0))
    return g.call("minimum", whole, g.const(order))


def _delay_times(work: Lowering, context: Context, tree: Any, order: int) -> Callable[[int], Node]:
    """Return the delay time of each stage, and of the output (stage -1).

    DELAY N carries the delay time along the chain with the material, from the first stage that
    the delay really has; the others apply the present one to every stage.
    """
    if type(tree).__name__ != "DelayNStructure":
        return lambda _: work.graph.number(lower_tree(work, context, tree.delay_time))
    g, start = work.graph, context.at_start()
    shape = used_shape(work, context, (tree.delay_time,))
    held: list[Node] = []

    def time(stage: int) -> Node:
        present = g.number(lower_tree(work, context, tree.delay_time))
        if stage < 0:
            return held[0]
        if stage == 0:
            return present
        length = work.freeze(context, (id(tree),), _length(work, start, tree, order))
        first = g.call("equal", g.call("subtract", g.const(order), length), g.const(stage))
        return g.call("where", first, present, held[stage - 1])

    held += [
        new_state(
            work,
            context,
            (id(tree), "time", stage),
            "held",
            shape,
            initial=lambda: lower_tree(work, start, tree.delay_time),
            change=partial(time, stage),
        )
        for stage in range(order)
    ]
    return time


DELAYS: dict[str, Rule] = {"Delay": _delay, "DelayN": _delay}
"""What to do with PySD's structures of delayed material."""
