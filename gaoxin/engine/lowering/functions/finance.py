"""Sums of money over time: present value, depreciation, rate of return."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gaoxin.engine.lowering.context import Context
from gaoxin.engine.lowering.functions.calls import (
    Special,
    along_last,
    at_last,
    column,
    folded,
    missing,
    operands,
    stacked,
)
from gaoxin.engine.lowering.lower import Lowering, lower_tree
from gaoxin.engine.lowering.memory.stateful import new_state
from gaoxin.engine.lowering.memory.structural import MAX_ORDER, value_now
from gaoxin.engine.lowering.references import used_shape
from gaoxin.engine.values.data import Part
from gaoxin.engine.values.graph import Node


def _present_value(*, at_end: bool) -> Callable[[Lowering, Context, Any], Node]:
    """NPV(stream, rate, initial, factor), or NPVE, which counts a step's flow at its end.

    Vensim Help, NPV: df' = -df rate / (1 + rate step) from 1 on (NPVE: 1 / (1 + rate step)),
    n' = stream df; the value is (n + stream step df) factor.
    """

    def build(work: Lowering, context: Context, tree: Any) -> Node:
        g, start = work.graph, context.at_start()
        step = work.clock(context).step

        def growth(where: Context) -> Node:
            (rate,) = operands(work, where, tree.arguments[1:2])
            return g.call("add", g.const(1.0), g.call("multiply", rate, step))

        def first() -> Node:
            return g.call("divide", g.const(1.0), growth(start)) if at_end else g.const(1.0)

        def initial() -> Node:
            return lower_tree(work, start, tree.arguments[2])

        stream, _, _, factor = operands(work, context, tree.arguments)
        if context.initial:
            discount, so_far = first(), initial()
        else:
            shape = used_shape(work, context, tuple(tree.arguments))

            def loss() -> Node:
                (rate,) = operands(work, context, tree.arguments[1:2])
                return g.call(
                    "divide",
                    g.call("multiply", g.call("negative", discount), rate),
                    growth(context),
                )

            def gain() -> Node:
                return g.call("multiply", operands(work, context, tree.arguments[:1])[0], discount)

            discount = new_state(
                work, context, (id(tree), "discount"), "integral", shape, initial=first, change=loss
            )
            so_far = new_state(
                work, context, (id(tree), "sum"), "integral", shape, initial=initial, change=gain
            )
        now = g.call("multiply", g.call("multiply", stream, step), discount)
        return g.call("multiply", g.call("add", so_far, now), factor)

    return build


def _depreciate(work: Lowering, context: Context, tree: Any) -> Node:
    """DEPRECIATE STRAIGHTLINE(stream, life, period, initial): an equal share in each period.

    What is spent in a fiscal period is given back in as many periods as the life has, in its own
    as it is spent. The state holds what was spent in this period so far, and in those before.
    """
    g, start = work.graph, context.at_start()
    life, period = (value_now(work, context, t) for t in tree.arguments[1:3])
    if work.missing:
        return g.const(0.0)
    if not period > 0 or not 0.5 * period <= life <= MAX_ORDER * period:
        raise work.error(
            context,
            f"DEPRECIATE STRAIGHTLINE over {life:g} in periods of {period:g}; write a life of 1 "
            f"to {MAX_ORDER} periods",
        )
    count = max(1, round(life / period))
    (stream,) = operands(work, context, tree.arguments[:1])
    share = g.const(count)
    if count == 1:
        return stream
    shape = (*used_shape(work, context, tuple(tree.arguments)), count)
    length = g.const(period)

    def first() -> Node:
        before = g.call("multiply", operands(work, start, tree.arguments[3:])[0], length)
        whole = (*shape[:-1], count - 1)
        return _joined(work, g.const(0.0), g.expand(column(work, before), whole), shape)

    def change() -> Node:
        clock = work.clock(context)
        (now,) = operands(work, context, tree.arguments[:1])
        spent = g.call("add", at_last(work, state, 0), g.call("multiply", now, clock.step))
        older = along_last(work, state, range(1, count))
        begun = work.clock(start).time
        passed = g.call("subtract", clock.time, begun)
        here, there = (
            g.call("floor", g.call("add", g.call("divide", at, length), g.const(1e-6)))
            for at in (passed, g.call("add", passed, clock.step))
        )
        turned = g.call("greater", there, here)
        moved = spent if count == 2 else None
        if moved is None:
            moved = _joined(
                work, spent, along_last(work, state, range(1, count - 1)), (*shape[:-1], count - 1)
            )
        else:
            moved = g.expand(column(work, moved), (*shape[:-1], 1))
        later = g.call("where", turned, moved, older)
        return _joined(work, g.call("where", turned, g.const(0.0), spent), later, shape)

    if context.initial:
        state = first()
    else:
        state = new_state(work, context, (id(tree),), "held", shape, initial=first, change=change)
    before = folded(work, "add", along_last(work, state, range(1, count)), count - 1)
    return g.call("divide", g.call("add", stream, g.call("divide", before, length)), share)


def _joined(work: Lowering, first: Node, rest: Node, shape: tuple[int, ...]) -> Node:
    """Put a value before others along a last axis."""
    g, (*outer, count) = work.graph, shape
    every = tuple(tuple(range(n)) for n in outer)
    axes = tuple(range(len(shape)))
    parts = (
        Part((*every, (0,)), axes),
        Part((*every, tuple(range(1, count))), axes),
    )
    head = g.expand(column(work, g.number(first)), (*outer, 1))
    return g.make("assemble", (head, g.expand(g.number(rest), (*outer, count - 1))), shape, parts)


def _rate_of_return(work: Lowering, context: Context, tree: Any) -> Node:
    """Lower INTERNAL RATE OF RETURN(stream, period, payment, its time), per period."""
    stream, period, payment, at = tree.arguments
    if context.initial:
        return missing(work)
    start = context.at_start()
    shape = used_shape(work, context, tuple(tree.arguments))

    def beginning() -> Node:
        length, amount, time = operands(work, start, (period, payment, at))
        after = work.graph.call("subtract", time, work.clock(start).time)
        return stacked(work, (length, amount, after), shape)

    return new_state(
        work,
        context,
        (id(tree),),
        "queue",
        shape,
        initial=lambda: missing(work),
        change=lambda: stacked(work, operands(work, context, [stream]), shape),
        delay=beginning,
        way="returns",
    )


FINANCE: dict[str, Special] = {
    "depreciate_straightline": Special("DEPRECIATE STRAIGHTLINE", (4,), _depreciate),
    "internal_rate_of_return": Special("INTERNAL RATE OF RETURN", (4,), _rate_of_return),
    "npv": Special("NPV", (4,), _present_value(at_end=False)),
    "npve": Special("NPVE", (4,), _present_value(at_end=True)),
}
"""Functions of money by canonical name."""
