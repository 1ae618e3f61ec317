"""Stocks and every function with memory, lowered to states.

A smooth or a delay of order n is a chain of n integrals; a sample is one value held from step to
step; a fixed delay is a queue. Initial values and the order of operations are PySD's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from gaoxin.engine.lowering.context import Context
from gaoxin.engine.lowering.functions.numbers import zidz
from gaoxin.engine.lowering.labels import label
from gaoxin.engine.lowering.lower import Lowering, Rule, lower_tree
from gaoxin.engine.lowering.memory.structural import chain_order
from gaoxin.engine.lowering.references import start_given, used_shape
from gaoxin.engine.values.curves import Curve
from gaoxin.engine.values.graph import Node
from gaoxin.engine.values.state import State


def new_state(
    work: Lowering,
    context: Context,
    identity: tuple[Any, ...],
    kind: str,
    shape: tuple[int, ...],
    *,
    initial: Callable[[], Node],
    change: Callable[[], Node],
    delay: Callable[[], Node] | None = None,
    floor: bool = False,
    way: str | Curve | None = None,
) -> Node:
    """Return the state of this identity, made now with work to be done later, or before.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where it is asked for.
    identity : tuple
        What tells it from other states of the same variable.
    kind : str
        Of the state; see :class:`State`.
    shape : tuple of int
        Of its subscripts.
    initial, change : callable
        Give the nodes of its value at the start and of its rate, or of its next value.
    delay : callable, optional
        Gives the node of the time that a queue takes.
    floor : bool
        Whether it never falls below 0.
    way : str or Curve, optional
        See :class:`State`.

    Returns
    -------
    Node
    """
    key = (*context.owner, *identity)
    state = work.states.get(key)
    if state is None:
        number = len(work.states)
        node = work.graph.make("state", shape=shape, data=number)
        state = State(number, kind, node, context.variable.name, label=label(context, identity))
        state.floor, state.way = floor, way
        work.states[key] = state
        owner = context.variable.key
        work.work["initial", owner, number, True] = lambda: work.graph.number(initial())
        work.work["change", owner, number, False] = lambda: work.graph.number(change())
        if delay is not None:
            work.work["delay", owner, number, True] = lambda: work.graph.number(delay())
    return state.node


def _integral(work: Lowering, context: Context, tree: Any) -> Node:
    """INTEG(flow, initial); a stock that may not be negative stops at zero after its start."""
    start = context.at_start()

    def initial() -> Node:
        given = start_given(work, start) if tree is context.equation.tree else None
        return lower_tree(work, start, tree.initial) if given is None else given

    if context.initial:
        return initial()

    def change() -> Node:
        return lower_tree(work, context, tree.flow)

    return new_state(
        work,
        context,
        (id(tree),),
        "integral",
        context.shape if context.axes else (),
        initial=initial,
        change=change,
        floor=bool(tree.non_negative),
    )


def _smooth(work: Lowering, context: Context, tree: Any) -> Node:
    """SMOOTH: ds1/dt = (input - s1) n / time, and so on along the chain."""
    if context.initial:
        return lower_tree(work, context, tree.initial)
    order = chain_order(work, context, tree)
    if not order:
        return work.graph.const(0.0)
    shape = used_shape(work, context, (tree.input, tree.smooth_time, tree.initial))
    start = context.at_start()
    previous: Callable[[], Node] = lambda: lower_tree(work, context, tree.input)  # noqa: E731
    node = work.graph.const(0.0)
    for stage in range(order):
        node = _smooth_stage(work, context, tree, stage, order, shape, previous, start)
        previous = giving(node)
    return node


def giving(node: Node) -> Callable[[], Node]:
    """Return what gives this value."""
    return lambda: node


def _smooth_stage(
    work: Lowering,
    context: Context,
    tree: Any,
    stage: int,
    order: int,
    shape: tuple[int, ...],
    inflow: Callable[[], Node],
    start: Context,
) -> Node:
    g = work.graph

    def change() -> Node:
        own = work.states[*context.owner, id(tree), stage].node
        gap = g.call("subtract", inflow(), own)
        if order > 1:
            gap = g.call("multiply", gap, g.const(order))
        return g.call("divide", gap, lower_tree(work, context, tree.smooth_time))

    return new_state(
        work,
        context,
        (id(tree), stage),
        "integral",
        shape,
        initial=lambda: lower_tree(work, start, tree.initial),
        change=change,
    )


def _delay_fixed(work: Lowering, context: Context, tree: Any) -> Node:
    """DELAY FIXED: the input of round(delay / step) steps ago; the initial value until then."""
    if context.initial:
        return lower_tree(work, context, tree.initial)
    start = context.at_start()
    return new_state(
        work,
        context,
        (id(tree),),
        "queue",
        used_shape(work, context, (tree.input, tree.delay_time, tree.initial)),
        initial=lambda: lower_tree(work, start, tree.initial),
        change=lambda: lower_tree(work, context, tree.input),
        delay=lambda: lower_tree(work, start, tree.delay_time),
    )


def _sample(work: Lowering, context: Context, tree: Any) -> Node:
    """SAMPLE IF TRUE: the input while the condition holds, and its last such value after."""
    holds = partial(_condition, work, tree.condition)
    named = (tree.condition,)
    return sample(work, context, tree, holds, tree.input, tree.initial, named)


def _condition(work: Lowering, condition: Any, where: Context) -> Node:
    return lower_tree(work, where, condition)


def sample(
    work: Lowering,
    context: Context,
    tree: Any,
    holds: Callable[[Context], Node],
    value: Any,
    initial: Any,
    named: tuple[Any, ...] = (),
) -> Node:
    """Return an input while a condition holds, and its last such value after.

    Where the call is the variable's whole equation, the variable's own name inside it is the value
    that was held last. In any other equation a name means what it means everywhere: a stock whose
    inflow has a sample in it is the stock.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the call stands.
    tree : syntax tree
        The call.
    holds : callable
        Gives the condition in a context.
    value, initial : syntax tree
        Its input, and what it holds first.
    named : tuple of syntax tree
        What else it may vary along.

    Returns
    -------
    Node
    """
    g = work.graph
    start = context.at_start()
    whole = context.piece.equation.tree is tree
    if context.initial:
        first = lower_tree(work, context, initial)
        inside = replace(context, itself=first) if whole else context
        return g.call("where", holds(inside), lower_tree(work, inside, value), first)

    def sampled() -> Node:
        inside = replace(context, itself=state) if whole else context
        return g.call("where", holds(inside), lower_tree(work, inside, value), state)

    state = new_state(
        work,
        context,
        (id(tree),),
        "held",
        used_shape(work, context, (*named, value, initial)),
        initial=lambda: lower_tree(work, start, initial),
        change=sampled,
    )
    return sampled()


def _average(work: Lowering, context: Context, tree: Any, initial: Callable[[], Node]) -> Node:
    """Return the exponential average of a TREND or FORECAST."""
    g = work.graph

    def change() -> Node:
        own = work.states[*context.owner, id(tree)].node
        gap = g.call("subtract", lower_tree(work, context, tree.input), own)
        return g.call("divide", gap, lower_tree(work, context, tree.average_time))

    trees = (tree.input, tree.average_time, tree.initial_trend)
    shape = used_shape(work, context, trees)
    return new_state(work, context, (id(tree),), "integral", shape, initial=initial, change=change)


def _trend(work: Lowering, context: Context, tree: Any) -> Node:
    """TREND: the fractional growth rate of the input against its average."""
    g = work.graph
    start = context.at_start()

    def initial() -> Node:
        growth = g.call(
            "multiply",
            lower_tree(work, start, tree.initial_trend),
            lower_tree(work, start, tree.average_time),
        )
        return g.call(
            "divide",
            lower_tree(work, start, tree.input),
            g.call("add", g.const(1.0), growth),
        )

    mean = initial() if context.initial else _average(work, context, tree, initial)
    gap = g.call("subtract", lower_tree(work, context, tree.input), mean)
    scale = g.call(
        "multiply", lower_tree(work, context, tree.average_time), g.call("absolute", mean)
    )
    return zidz(g, work.clock(context), (gap, scale))


def _forecast(work: Lowering, context: Context, tree: Any) -> Node:
    """FORECAST: the input carried on along its trend for `horizon`."""
    g = work.graph
    start = context.at_start()

    def initial() -> Node:
        growth = g.call("add", g.const(1.0), lower_tree(work, start, tree.initial_trend))
        return g.call("divide", lower_tree(work, start, tree.input), growth)

    value = lower_tree(work, context, tree.input)
    mean = initial() if context.initial else _average(work, context, tree, initial)
    scale = g.call("multiply", lower_tree(work, context, tree.average_time), mean)
    trend = zidz(g, work.clock(context), (g.call("subtract", value, mean), scale))
    ahead = g.call("multiply", trend, lower_tree(work, context, tree.horizon))
    return g.call("multiply", value, g.call("add", g.const(1.0), ahead))


STATEFUL: dict[str, Rule] = {
    "Integ": _integral,
    "Smooth": _smooth,
    "SmoothN": _smooth,
    "DelayFixed": _delay_fixed,
    "SampleIfTrue": _sample,
    "Trend": _trend,
    "Forecast": _forecast,
}
"""What to do with each of PySD's structures that have memory, but for delays of material."""
