"""Levels that are more than an integral: SINTEG, SAMPLE UNTIL, PREVIOUS."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gaoxin.engine.lowering.context import Context
from gaoxin.engine.lowering.functions.calls import Special, operands
from gaoxin.engine.lowering.labels import label
from gaoxin.engine.lowering.lower import Lowering, lower_tree
from gaoxin.engine.lowering.memory.stateful import new_state, sample
from gaoxin.engine.lowering.memory.structural import value_now
from gaoxin.engine.lowering.references import used_shape
from gaoxin.engine.values.curves import NA
from gaoxin.engine.values.data import Source
from gaoxin.engine.values.graph import Node, strip


def _restricted(work: Lowering, value: Node, limits: list[float]) -> Node:
    """Hold a value between limits, at a multiple, and at a number that it comes near to."""
    g, (least, greatest, quantum, special, near) = work.graph, limits
    if quantum not in {NA, 0.0}:
        count = g.call("add", g.call("divide", value, g.const(quantum)), g.const(0.5))
        value = g.call("multiply", g.call("floor", count), g.const(quantum))
    if least != NA:
        value = g.call("maximum", value, g.const(least))
    if greatest != NA:
        value = g.call("minimum", value, g.const(greatest))
    if special != NA and near != NA:
        gap = g.call("absolute", g.call("subtract", value, g.const(special)))
        value = g.call("where", g.call("less", gap, g.const(near)), g.const(special), value)
    return value


def _sinteg(work: Lowering, context: Context, tree: Any) -> Node:
    """SINTEG(rate, initial, least, greatest, quantum, special value, how near).

    It changes once a step, by any method of integration.
    """
    rate, initial, *rest = tree.arguments
    limits = [value_now(work, context, t) for t in rest]
    g, start = work.graph, context.at_start()

    def first() -> Node:
        return _restricted(work, operands(work, start, [initial])[0], limits)

    def free() -> Node:
        return operands(work, context, [rate])[0]

    if context.initial:
        return first()
    shape = context.shape if context.axes else ()
    identity = (id(tree),)
    if all(limit == NA for limit in limits):
        return new_state(work, context, identity, "integral", shape, initial=first, change=free)

    def change() -> Node:
        gain = g.call("multiply", free(), work.clock(context).step)
        return _restricted(work, g.call("add", state, gain), limits)

    state = new_state(work, context, identity, "held", shape, initial=first, change=change)
    return state


def _sample_until(work: Lowering, context: Context, tree: Any) -> Node:
    """SAMPLE UNTIL(last time, input, initial): the input until then, and its last value after."""
    last, value, initial = tree.arguments

    def still(where: Context) -> Node:
        g = work.graph
        (until,) = operands(work, where, [last])
        return g.call("less_equal", work.clock(where).time, g.call("add", until, g.const(1e-6)))

    return sample(work, context, tree, still, value, initial)


def _previous(work: Lowering, context: Context, tree: Any) -> Node:
    """XMILE's PREVIOUS(value, initial): the value one step ago (XMILE 1.0, 3.5.6).

    In it SELF, or the variable's own name, is what the variable was.
    """
    value, initial = tree.arguments
    start = context.at_start()
    if context.initial:
        return lower_tree(work, context, initial)

    def change() -> Node:
        return lower_tree(work, replace(context, itself=None), value)

    return new_state(
        work,
        context,
        (id(tree),),
        "held",
        used_shape(work, context, (value, initial)),
        initial=lambda: lower_tree(work, start, initial),
        change=change,
    )


def _pink_noise(work: Lowering, context: Context, tree: Any) -> Node:
    """RANDOM PINK NOISE(mean, deviation, correlation time, seed): noise that remembers.

    Of Ed Anderson's structure (Vensim Help): white noise of which a first-order average has this
    mean and deviation at any time step.
    """
    g, start = work.graph, context.at_start()
    mean, spread, memory, _ = tree.arguments
    limits = [g.const(v) for v in (-6.0, 6.0, 0.0, 1.0)]

    def drawn(where: Context, name: str) -> Node:
        shape = strip(where.shape)
        source = Source(label(where, (id(tree), name)), where.initial)
        return g.call("truncated_normal", g.make("random", shape=shape, data=source), *limits)

    def first() -> Node:
        middle, size = operands(work, start, (mean, spread))
        return g.call("add", middle, g.call("multiply", size, drawn(start, "first")))

    def change() -> Node:
        middle, size, time = operands(work, context, (mean, spread, memory))
        ratio = g.call("divide", work.clock(context).step, time)
        scale = g.call("sqrt", g.call("divide", g.call("subtract", g.const(2.0), ratio), ratio))
        white = g.call("multiply", g.call("multiply", size, scale), drawn(context, "white"))
        gap = g.call("subtract", g.call("add", middle, white), state)
        return g.call("divide", gap, time)

    if context.initial:
        return first()
    state = new_state(
        work, context, (id(tree),), "integral", strip(context.shape), initial=first, change=change
    )
    return state


LEVELS: dict[str, Special] = {
    "previous": Special("PREVIOUS", (2,), _previous),
    "random_pink_noise": Special("RANDOM PINK NOISE", (4,), _pink_noise),
    "sample_until": Special("SAMPLE UNTIL", (3,), _sample_until),
    "sinteg": Special("SINTEG", (7,), _sinteg),
}
"""Levels by canonical name."""
