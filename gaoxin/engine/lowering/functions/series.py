"""Functions that look into a data variable's series: at a time, between times, over a span."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from gaoxin.engine.lowering.context import Context
from gaoxin.engine.lowering.functions.calls import Special, column, folded, missing, operands
from gaoxin.engine.lowering.functions.lookups import curve_node, curves_node
from gaoxin.engine.lowering.lower import Lowering
from gaoxin.engine.lowering.references import picks_of
from gaoxin.engine.reading.data.points import Points, curve_of
from gaoxin.engine.reading.variables import Variable
from gaoxin.engine.values.curves import NA, Curve
from gaoxin.engine.values.data import Along
from gaoxin.engine.values.graph import Node, strip
from gaoxin.names import canonical

Cell = tuple[int, ...]

SNAP = 1e-6
"""Times that differ by less than this are one."""


def _series(work: Lowering, context: Context, tree: Any) -> dict[Cell, Curve] | None:
    """Return the points of a data variable by element of the context; None where it is none."""
    variable = work.variables.get(canonical(getattr(tree, "reference", "")))
    if variable is None:
        raise work.error(context, "the first argument must be a data variable")
    if any(e.kind != "data" for e in variable.equations):
        return None
    if variable.key in work.free.values or variable.is_missing:
        raise work.error(
            context,
            f"'{variable.name}' needs a series of its own here; write gaoxin.load(path, "
            "data=[file]) with a file that has it",
        )
    subscripts = tuple(tree.subscripts.subscripts) if tree.subscripts else ()
    picks = picks_of(work, context, variable, subscripts)
    lengths = [1] * len(context.axes)
    for p in picks:
        if isinstance(p, Along):
            lengths[p.axis] = len(p.positions)
    return {
        at: _curve(
            variable,
            tuple(p.positions[at[p.axis]] if isinstance(p, Along) else p.position for p in picks),
        )
        for at in np.ndindex(*lengths)
    }


def _curve(variable: Variable, cell: Cell) -> Curve:
    """Return the series of an element; without points where it has none."""
    for piece in variable.pieces:
        if all(c in index for c, index in zip(cell, piece.index, strict=True)):
            points = piece.equation.tree
            if isinstance(points, Points):
                found = curve_of(replace(points, mode="interpolate"), piece.own(cell))
                known = [
                    (x, y) for x, y in zip(found.x, found.y, strict=True) if y == y and y != NA
                ]
                x, y = zip(*known, strict=True) if known else ((), ())
                return replace(found, x=tuple(x), y=tuple(y))
    return Curve((), ())


def _followed(
    work: Lowering, context: Context, series: dict[Cell, Curve], time: Node, mode: str
) -> Node:
    """Return the values of series at a time, by a mode; ``:NA:`` where there are no points."""
    empty = Curve((0.0,), (NA,))
    curves = {at: replace(c, mode=mode) if c.x else empty for at, c in series.items()}
    if len(set(curves.values())) == 1:
        return curve_node(work, time, next(iter(curves.values())))
    return curves_node(work, time, curves, context)


def _of_each(work: Lowering, series: dict[Cell, Curve], take: Callable[[Curve], float]) -> Node:
    """Return a number of each element's series; ``:NA:`` where it has no points."""
    lengths = [max(at[i] for at in series) + 1 for i in range(len(next(iter(series))))]
    values = np.empty(lengths)
    for at, curve in series.items():
        values[at] = take(curve) if curve.x else NA
    return work.graph.array(values.reshape(strip(lengths)))


def _at_time(work: Lowering, context: Context, tree: Any) -> Node:
    """GET DATA AT TIME(data, time)."""
    (time,) = operands(work, context, tree.arguments[1:])
    series = _series(work, context, tree.arguments[0])
    if series is None:
        return missing(work)
    return _followed(work, context, series, time, "raw")


def _between_times(work: Lowering, context: Context, tree: Any) -> Node:
    """GET DATA BETWEEN TIMES(data, time, mode): 0 interpolates, 1 looks forward, -1 holds.

    Of data that no keyword describes, Vensim's saved run takes the last step of time for the time
    with 1 and -1, and with -1 the last point before it; Vensim Help says nothing of it, and is
    followed where the data says :INTERPOLATE: or the like.
    """
    time, mode = operands(work, context, tree.arguments[1:])
    series = _series(work, context, tree.arguments[0])
    if series is None:
        return missing(work)
    g = work.graph
    variable = work.variables[canonical(tree.arguments[0].reference)]
    at, before = time, time
    if not variable.equations[0].missing:
        clock, begun = work.clock(context), work.clock(context.at_start()).time
        steps = g.call("divide", g.call("subtract", time, begun), clock.step)
        whole = g.call("floor", g.call("add", steps, g.const(SNAP)))
        at = g.call("add", begun, g.call("multiply", whole, clock.step))
        before = g.call("subtract", at, g.call("multiply", g.const(1e-3), clock.step))
    straight = _followed(work, context, series, time, "interpolate")
    ahead = _followed(work, context, series, at, "look_forward")
    held = _followed(work, context, series, before, "hold_backward")
    value = g.call("where", g.call("less_equal", mode, g.const(-1.0)), held, straight)
    value = g.call("where", g.call("greater_equal", mode, g.const(1.0)), ahead, value)
    first = _of_each(work, series, lambda c: c.x[0] - SNAP)
    last = _of_each(work, series, lambda c: c.x[-1] + SNAP)
    outside = g.call("or", g.call("less", time, first), g.call("greater", time, last))
    return g.call("where", outside, missing(work), value)


def _whole(take: Callable[[Curve], float], none: float = NA) -> Callable[..., Node]:
    """Return the rule of a function of a whole series."""

    def build(work: Lowering, context: Context, tree: Any) -> Node:
        series = _series(work, context, tree.arguments[0])
        if series is None:
            return work.graph.const(none)
        return _of_each(work, series, take)

    return build


class _Span:
    """The points of series from one time to another, along a last axis."""

    def __init__(self, work: Lowering, series: dict[Cell, Curve], start: Node, end: Node) -> None:
        g = work.graph
        self.work, self.count = work, max(1, *(len(c.x) for c in series.values()))
        lengths = [max(at[i] for at in series) + 1 for i in range(len(next(iter(series))))]
        shape = (*lengths, self.count)
        x, y = np.full(shape, np.inf), np.zeros(shape)
        for at, curve in series.items():
            x[at][: len(curve.x)], y[at][: len(curve.y)] = curve.x, curve.y
        own = strip(shape) or (self.count,)
        time, self.y = g.array(x.reshape(own)), g.array(y.reshape(own))
        later = g.call(
            "greater_equal", time, column(work, g.call("subtract", start, g.const(SNAP)))
        )
        sooner = g.call("less_equal", time, column(work, g.call("add", end, g.const(SNAP))))
        self.inside = g.call("and", later, sooner)

    def folded(self, op: str, values: Node, none: float) -> Node:
        """Combine a value of each point in the span."""
        g = self.work.graph
        return folded(
            self.work, op, g.call("where", self.inside, values, g.const(none)), self.count
        )

    def points(self) -> Node:
        """Return how many there are."""
        return self.folded("add", self.work.graph.const(1.0), 0.0)

    def mean(self) -> Node:
        """Return their mean."""
        return self.work.graph.call("divide", self.folded("add", self.y, 0.0), self.points())

    def deviation(self) -> Node:
        """Return their standard deviation, with the count less one below."""
        g = self.work.graph
        gap = g.call("subtract", self.y, column(self.work, self.mean()))
        total = self.folded("add", g.call("square", gap), 0.0)
        return g.call(
            "sqrt", g.call("divide", total, g.call("subtract", self.points(), g.const(1.0)))
        )


def _over_span(take: Callable[[_Span], Node], least: int = 1) -> Callable[..., Node]:
    """Return the rule of a statistic of the points in a span; :NA: of fewer than `least`."""

    def build(work: Lowering, context: Context, tree: Any) -> Node:
        start, end = operands(work, context, tree.arguments[1:])
        series = _series(work, context, tree.arguments[0])
        if series is None:
            return missing(work)
        span = _Span(work, series, start, end)
        few = work.graph.call("less", span.points(), work.graph.const(least))
        return work.graph.call("where", few, missing(work), take(span))

    return build


def _total_points(work: Lowering, context: Context, tree: Any) -> Node:
    """GET DATA TOTAL POINTS(data), or (data, start, end): how many points there are."""
    if len(tree.arguments) == 1:
        return _whole(lambda c: float(len(c.x)), 0.0)(work, context, tree)
    start, end = operands(work, context, tree.arguments[1:])
    series = _series(work, context, tree.arguments[0])
    return work.graph.const(0.0) if series is None else _Span(work, series, start, end).points()


SERIES: dict[str, Special] = {
    "get_data_at_time": Special("GET DATA AT TIME", (2,), _at_time),
    "get_data_between_times": Special("GET DATA BETWEEN TIMES", (3,), _between_times),
    "get_data_first_time": Special("GET DATA FIRST TIME", (1,), _whole(lambda c: c.x[0])),
    "get_data_last_time": Special("GET DATA LAST TIME", (1,), _whole(lambda c: c.x[-1])),
    "get_data_max": Special(
        "GET DATA MAX", (3,), _over_span(lambda s: s.folded("maximum", s.y, -np.inf))
    ),
    "get_data_mean": Special("GET DATA MEAN", (3,), _over_span(_Span.mean)),
    "get_data_min": Special(
        "GET DATA MIN", (3,), _over_span(lambda s: s.folded("minimum", s.y, np.inf))
    ),
    "get_data_stdv": Special("GET DATA STDV", (3,), _over_span(_Span.deviation, 2)),
    "get_data_total_points": Special("GET DATA TOTAL POINTS", (1, 3), _total_points),
}
"""Functions of a data variable's series by canonical name."""
