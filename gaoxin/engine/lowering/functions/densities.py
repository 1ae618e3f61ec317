"""RANDOM LOOKUP: numbers of a density that a table draws.

The share below a point, and the point below which a share lies, are exact for straight pieces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gaoxin.engine.lowering.context import Context
from gaoxin.engine.lowering.functions.calls import Special, operands
from gaoxin.engine.lowering.functions.lookups import curve_node, table_of
from gaoxin.engine.lowering.labels import label
from gaoxin.engine.lowering.lower import Lowering
from gaoxin.engine.values.curves import Curve
from gaoxin.engine.values.data import Source
from gaoxin.engine.values.graph import Graph, Node, strip

Numbers = tuple[float, ...]


@dataclass(frozen=True)
class Density:
    """The pieces of a density between the points of a table; those without any share are left out.

    Attributes
    ----------
    x, width : tuple of float
        Where each begins, and how far it goes.
    below : tuple of float
        The share below its beginning.
    height, slope : tuple of float
        Of the density at its beginning, and along it.
    """

    x: Numbers
    width: Numbers
    below: Numbers
    height: Numbers
    slope: Numbers

    def share(self, work: Lowering, at: Node) -> Node:
        """Return the share below a point."""
        g = work.graph

        def of(values: Numbers) -> Node:
            return _held(work, self.x, values, at)

        run = g.call("subtract", at, of(self.x))
        run = g.call("minimum", g.call("maximum", run, g.const(0.0)), of(self.width))
        half = g.call("multiply", g.call("multiply", g.const(0.5), of(self.slope)), run)
        inside = g.call("multiply", run, g.call("add", of(self.height), half))
        return g.call("add", of(self.below), inside)

    def point(self, work: Lowering, share: Node) -> Node:
        """Return the point below which a share lies: h d + s d^2 / 2 = v, solved for d."""
        g = work.graph

        def of(values: Numbers) -> Node:
            return _held(work, self.below, values, share)

        more = g.call("maximum", g.call("subtract", share, of(self.below)), g.const(0.0))
        twice = g.call("multiply", g.const(2.0), more)
        square = g.call("add", g.call("square", of(self.height)), _times(g, twice, of(self.slope)))
        root = g.call("sqrt", g.call("maximum", square, g.const(0.0)))
        divisor = g.call("add", of(self.height), root)
        none = g.call("equal", divisor, g.const(0.0))
        run = g.call("divide", twice, g.call("where", none, g.const(1.0), divisor))
        return g.call("add", of(self.x), g.call("minimum", run, of(self.width)))


def _times(g: Graph, one: Node, other: Node) -> Node:
    return g.call("multiply", one, other)


def _held(work: Lowering, keys: Numbers, values: Numbers, at: Node) -> Node:
    """Return the value of the piece in which something lies."""
    if len(keys) == 1:
        return work.graph.const(values[0])
    return curve_node(work, at, Curve(keys, values, "hold_backward"))


def density_of(curve: Curve) -> Density | None:
    """Return the density that a table draws, its area made 1; None where it is none.

    Parameters
    ----------
    curve : Curve

    Returns
    -------
    Density or None
        A value below 0, or no area, is no density.
    """
    x, y = np.asarray(curve.x), np.asarray(curve.y)
    width = np.diff(x)
    area = 0.5 * (y[1:] + y[:-1]) * width
    if (y < 0.0).any() or not 0.0 < area.sum() < np.inf:
        return None
    kept = area > 0.0
    width, area, total = width[kept], area[kept], area.sum()
    height, end = y[:-1][kept] / total, y[1:][kept] / total
    below = np.concatenate([[0.0], np.cumsum(area)[:-1]]) / total
    parts = (x[:-1][kept], width, below, height, (end - height) / width)
    return Density(*(tuple(part.tolist()) for part in parts))


def _random_lookup(work: Lowering, context: Context, tree: Any) -> Node:
    """RANDOM LOOKUP(density, least, greatest, shift, stretch, seed): drawn between the limits."""
    density = density_of(table_of(work, context, tree.arguments[0]))
    if density is None:
        raise work.error(
            context, "RANDOM LOOKUP takes a density: no value below 0, and some above it"
        )
    g = work.graph
    least, greatest, shift, stretch = operands(work, context, tree.arguments[1:5])
    source = Source(label(context, (id(tree),)), context.initial)
    drawn = g.make("random", shape=strip(context.shape), data=source)
    ends = [g.call("divide", g.call("subtract", e, shift), stretch) for e in (least, greatest)]
    low = density.share(work, g.call("minimum", *ends))
    high = density.share(work, g.call("maximum", *ends))
    share = g.call("add", low, _times(g, drawn, g.call("subtract", high, low)))
    found = g.call("add", shift, _times(g, stretch, density.point(work, share)))
    return g.call("minimum", g.call("maximum", found, least), greatest)


DENSITIES: dict[str, Special] = {
    "random_lookup": Special("RANDOM LOOKUP", (6,), _random_lookup),
}
"""Random functions that read a table, by canonical name."""
