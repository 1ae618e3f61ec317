"""Lookups read backwards, their slopes and areas, and vectors that are read as lookups.

The points of a table lie along a last axis, so that all segments are looked at side by side.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np

from gaoxin.engine.lowering.context import Context
from gaoxin.engine.lowering.functions.calls import (
    Special,
    along_last,
    at_last,
    column,
    folded,
    missing,
    operands,
)
from gaoxin.engine.lowering.functions.lookups import TABLE_MODES, apply, points_of
from gaoxin.engine.lowering.functions.vectors import from_first
from gaoxin.engine.lowering.lower import Lowering
from gaoxin.engine.lowering.memory.structural import value_now
from gaoxin.engine.values.graph import Node, strip


@dataclass(frozen=True)
class Segments:
    """The straight pieces between the points of a table.

    Attributes
    ----------
    x, y : Node
        Points along the last axis.
    count : int
        Points.
    """

    work: Lowering
    x: Node
    y: Node
    count: int

    def ends(self, values: Node) -> tuple[Node, Node]:
        """Return the values at the beginnings and the ends of the segments."""
        last = self.count - 1
        return (
            along_last(self.work, values, range(last)),
            along_last(self.work, values, range(1, last + 1)),
        )

    def sides(self) -> tuple[Node, Node, Node, Node]:
        """Return x and y at the segments' beginnings, then at their ends."""
        (left, right), (low, high) = self.ends(self.x), self.ends(self.y)
        return left, low, right, high

    def slopes(self) -> Node:
        """Return the slope of each segment; 0 where it has no length."""
        g = self.work.graph
        left, low, right, high = self.sides()
        run, rise = g.call("subtract", right, left), g.call("subtract", high, low)
        none = g.call("equal", run, g.const(0.0))
        steep = g.call("divide", rise, g.call("where", none, g.const(1.0), run))
        return g.call("where", none, g.const(0.0), steep)

    def total(self, values: Node) -> Node:
        """Add up a value of each segment."""
        return folded(self.work, "add", values, self.count - 1)


def _area_to(s: Segments, x: Node, *, extrapolate: bool = False) -> Node:
    """Return the area from the first point to x, constant (or straight) beyond both ends."""
    g, at = s.work.graph, column(s.work, x)
    left, low, right, _ = s.sides()
    slopes = s.slopes()
    inside = g.call("subtract", g.call("minimum", g.call("maximum", at, left), right), left)
    height = g.call(
        "add", low, g.call("multiply", g.call("multiply", g.const(0.5), slopes), inside)
    )
    area = s.total(g.call("multiply", inside, height))
    for end, order in ((0, "minimum"), (s.count - 1, "maximum")):
        px, py = at_last(s.work, s.x, end), at_last(s.work, s.y, end)
        run = g.call(order, g.call("subtract", x, px), g.const(0.0))
        beyond = g.call("multiply", run, py)
        if extrapolate:
            slope = at_last(s.work, slopes, 0 if end == 0 else s.count - 2)
            square = g.call("multiply", g.call("square", run), g.const(0.5))
            beyond = g.call("add", beyond, g.call("multiply", square, slope))
        area = g.call("add", area, beyond)
    return area


def _slope_at(s: Segments, x: Node, outside: Callable[[int], Node]) -> Node:
    """Return the slope at x, at a point the mean of both sides; `outside` gives it at an end."""
    g, at = s.work.graph, column(s.work, x)
    left, low, right, high = s.sides()
    slopes = s.slopes()

    def where(first: str, second: str) -> Node:
        met = g.call("and", g.call(first, at, left), g.call(second, at, right))
        return s.total(g.call("multiply", slopes, met))

    before, after = where("greater", "less_equal"), where("greater_equal", "less")
    first, last = at_last(s.work, s.x, 0), at_last(s.work, s.x, s.count - 1)
    before = g.call("where", g.call("less_equal", x, first), outside(0), before)
    after = g.call("where", g.call("greater_equal", x, last), outside(s.count - 2), after)
    before = g.call("where", g.call("greater", x, last), outside(s.count - 2), before)
    after = g.call("where", g.call("less", x, first), outside(0), after)
    mean = g.call("multiply", g.const(0.5), g.call("add", before, after))
    twice = g.call("and", g.call("equal", left, right), g.call("not_equal", low, high))
    step = s.total(g.number(g.call("and", twice, g.call("equal", at, left))))
    none = g.call(
        "or", g.call("equal", before, missing(s.work)), g.call("equal", after, missing(s.work))
    )
    none = g.call("or", none, g.call("greater", step, g.const(0.0)))
    return g.call("where", none, missing(s.work), mean)


def _inverse(s: Segments, y: Node, *, extrapolate: bool = False) -> Node:
    """Return the least x at which the table gives y; ``:NA:`` where it never does."""
    g, at = s.work.graph, column(s.work, y)
    left, low, right, high = s.sides()
    rise = g.call("subtract", high, low)
    flat = g.call("equal", rise, g.const(0.0))
    part = g.call("divide", g.call("subtract", at, low), g.call("where", flat, g.const(1.0), rise))
    part = g.call("where", flat, g.const(0.0), part)
    x = g.call("add", left, g.call("multiply", part, g.call("subtract", right, left)))
    least, most = g.call("minimum", low, high), g.call("maximum", low, high)
    met = g.call("and", g.call("greater_equal", at, least), g.call("less_equal", at, most))
    if extrapolate:
        first = np.zeros(s.count - 1)
        first[0] = 1.0
        downwards = g.call("and", g.call("less", part, g.const(0.0)), g.truth(g.array(first)))
        upwards = g.call(
            "and", g.call("greater", part, g.const(1.0)), g.truth(g.array(first[::-1]))
        )
        met = g.call("or", met, g.call("or", downwards, upwards))
    found = folded(s.work, "minimum", g.call("where", met, x, g.const(inf)), s.count - 1)
    return g.call("where", g.call("equal", found, g.const(inf)), missing(s.work), found)


def _segments(work: Lowering, context: Context, table: Any) -> Segments:
    x, y, count = points_of(work, context, table)
    if count < 2:
        raise work.error(context, "a lookup of one point has no slope, area or inverse")
    return Segments(work, x, y, count)


def _area(work: Lowering, context: Context, tree: Any) -> Node:
    """LOOKUP AREA(table, start, end)."""
    table, *bounds = tree.arguments
    start, end = operands(work, context, bounds)
    s = _segments(work, context, table)
    return work.graph.call("subtract", _area_to(s, end), _area_to(s, start))


def _invert(work: Lowering, context: Context, tree: Any) -> Node:
    """LOOKUP INVERT(table, y)."""
    (y,) = operands(work, context, tree.arguments[1:])
    return _inverse(_segments(work, context, tree.arguments[0]), y)


def _slope(work: Lowering, context: Context, tree: Any) -> Node:
    """LOOKUP SLOPE(table, x, mode): beyond the ends 0, with 1 the last slope, with -1 :NA:."""
    x, mode = operands(work, context, tree.arguments[1:])
    s, g = _segments(work, context, tree.arguments[0]), work.graph

    def outside(segment: int) -> Node:
        own = at_last(work, s.slopes(), segment)
        none = g.call("where", g.call("less", mode, g.const(0.0)), missing(work), g.const(0.0))
        return g.call("where", g.call("greater", mode, g.const(0.0)), own, none)

    return _slope_at(s, x, outside)


def _as_lookup(name: str) -> Callable[[Lowering, Context, Any], Node]:
    """Return the rule of a function that applies a table in a way of its own."""

    def build(work: Lowering, context: Context, tree: Any) -> Node:
        table, argument = tree.arguments
        return apply(work, context, table, argument, TABLE_MODES[name])

    return build


VECTOR_MODES = {0: "interpolate", 2: "hold_backward", 3: "extrapolate", 4: "look_forward"}
"""Modes of VECTOR LOOKUP that give a value at x."""


def _vector_lookup(work: Lowering, context: Context, tree: Any) -> Node:
    """VECTOR LOOKUP(vector from its first element, x, least x, greatest x, mode)."""
    vector, *rest = tree.arguments
    y, count = from_first(work, context, vector)
    if count < 2:
        raise work.error(context, "VECTOR LOOKUP needs a vector of two elements or more")
    x, least, most = operands(work, context, rest[:3])
    mode = int(value_now(work, context, rest[3]))
    g = work.graph
    step = g.call("divide", g.call("subtract", most, least), g.const(count - 1))
    places = g.array(np.arange(float(count)))
    if mode in VECTOR_MODES:
        at = g.call("divide", g.call("subtract", x, least), step)
        shape = np.broadcast_shapes(at.shape, y.shape[:-1])
        return g.make("given curve", (at, places, y), strip(shape), data=VECTOR_MODES[mode])
    px = g.call("add", column(work, least), g.call("multiply", column(work, step), places))
    s = Segments(work, px, y, count)
    if mode in {1, 7}:
        return _area_to(s, x, extrapolate=mode == 7)
    if mode in {5, 8}:
        return _inverse(s, x, extrapolate=mode == 8)
    if mode in {6, 9}:
        flat = mode == 6
        return _slope_at(s, x, lambda i: g.const(0.0) if flat else at_last(work, s.slopes(), i))
    raise work.error(context, f"VECTOR LOOKUP has modes 0 to 9, not {mode}")


TABLES: dict[str, Special] = {
    **{
        name: Special(name.replace("_", " ").upper(), (2,), _as_lookup(name))
        for name in TABLE_MODES
    },
    "lookup_area": Special("LOOKUP AREA", (3,), _area),
    "lookup_invert": Special("LOOKUP INVERT", (2,), _invert),
    "lookup_slope": Special("LOOKUP SLOPE", (3,), _slope),
    "vector_lookup": Special("VECTOR LOOKUP", (5,), _vector_lookup),
}
"""Functions of tables by canonical name."""
