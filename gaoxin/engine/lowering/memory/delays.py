"""DELAY1, DELAY3 and DELAY N: material that moves along a chain of stocks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from gaoxin.engine.lowering.context import Context
from gaoxin.engine.lowering.lower import Lowering, Rule, lower_tree
from gaoxin.engine.lowering.memory.stateful import new_state
from gaoxin.engine.lowering.memory.structural import chain_order
from gaoxin.engine.lowering.references import used_shape
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
    is_n = type(tree).__name__ == "DelayN"
    stages: list[Node] = []

    def content() -> Node:
        held = g.number(lower_tree(work, start, tree.initial))
        return g.call("multiply", held, lower_tree(work, start, tree.delay_time))

    def supply(stage: int) -> Node:
        if not stage:
            return lower_tree(work, context, tree.input)
        before = g.call("divide", stages[stage - 1], times(stage - 1))
        if not is_n:
            return before
        first = _is_first(work, context, tree, order, stage)
        return g.call("where", first, lower_tree(work, context, tree.input), before)

    def change(stage: int) -> Callable[[], Node]:
        def rate() -> Node:
            outflow = g.call("divide", stages[stage], times(stage))
            gain = g.call("subtract", supply(stage), outflow)
            length = _length(work, context, tree, order) if is_n else g.const(order)
            return g.call("multiply", gain, length)

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


def _length(work: Lowering, context: Context, tree: Any, order: int) -> Node:
    """Return the order that a DELAY N really has: no stage lasts less than a step (Vensim Help)."""
    g, start = work.graph, context.at_start()
    steps = g.call("divide", lower_tree(work, start, tree.delay_time), work.clock(start).step)
    whole = g.call("maximum", g.call("floor", steps), g.const(1.0))
    return work.freeze(context, (id(tree),), g.call("minimum", whole, g.const(order)))


def _is_first(work: Lowering, context: Context, tree: Any, order: int, stage: int) -> Node:
    """Whether a stage of a DELAY N is the first that it really has."""
    g = work.graph
    skipped = g.call("subtract", g.const(order), _length(work, context, tree, order))
    return g.call("equal", skipped, g.const(stage))


def _delay_times(work: Lowering, context: Context, tree: Any, order: int) -> Callable[[int], Node]:
    """Return the delay time of each stage, and of the output (stage -1).

    DELAY N carries the delay time along the chain with the material, from the first stage that
    the delay really has; the others apply the present one to every stage.
    """
    if type(tree).__name__ != "DelayN":
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
        first = _is_first(work, context, tree, order, stage)
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
