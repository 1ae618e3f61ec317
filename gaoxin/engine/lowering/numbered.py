"""Elements that numbers name: ``x[Age - 1]``, ``x[choice]``.

An element that a number names is zero where there is no such element (XMILE 1.0, section 3.7.1).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from gaoxin.engine.lowering.context import Axis, Context
from gaoxin.engine.lowering.lower import Lowering, lower_tree
from gaoxin.engine.lowering.references import refer
from gaoxin.engine.values.graph import Graph, Node, strip
from gaoxin.engine.values.interpret import value_of
from gaoxin.names import canonical


def numbered(work: Lowering, context: Context, tree: Any) -> Node:
    """Return elements of a variable that expressions in the brackets name by number.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the reference stands.
    tree : syntax tree
        The reference; subscripts that are no text are numbers or expressions.

    Returns
    -------
    Node
        Zero where there is no such element.

    Raises
    ------
    ModelError
        Nothing has this name, or it has no such elements here.
    """
    variable = work.variables.get(canonical(tree.reference))
    subscripts = list(tree.subscripts.subscripts)
    if variable is None or len(variable.dims) != len(subscripts):
        return refer(work, context, tree.reference, tuple(map(str, subscripts)))
    inner, known = context, work.graph.const(1.0)
    asked: list[tuple[int, Any]] = [(i, s) for i, s in enumerate(subscripts) if type(s) is not str]
    moving: list[tuple[int, Any]] = []
    for i, expression in asked:
        elements = variable.dims[i].elements
        found = _fixed_places(work, context, expression)
        if work.missing:
            return work.graph.const(0.0)
        if found is None or found.size > 1:
            moving.append((i, expression))
            continue
        position = int(found.ravel()[0])
        if not 0 <= position < len(elements):
            return work.graph.const(0.0)
        subscripts[i] = elements[position]
    if len(moving) == 1 and (shifted := _shifted(work, context, variable, subscripts, *moving[0])):
        return shifted
    axes = []
    for i, _ in moving:
        subscripts[i] = f"number {i}"
        axes.append(Axis(canonical(subscripts[i]), variable.dims[i].elements))
    inner = context.within(tuple(axes))
    g = work.graph
    for number, (_, expression) in enumerate(moving):
        index = _rounded(g, lower_tree(work, inner, expression))
        shape = [1] * len(inner.axes)
        along = len(context.axes) + number
        shape[along] = len(inner.axes[along].elements)
        places = np.reshape(np.arange(1.0, shape[along] + 1), strip(shape))
        known = g.call("and", known, g.call("equal", index, g.array(places)))
    value = refer(work, inner, tree.reference, tuple(subscripts))
    if not moving:
        return value
    chosen = g.call("where", known, value, g.const(0.0))
    full = np.broadcast_shapes(chosen.shape, tuple(len(axis.elements) for axis in axes))
    return g.fold("add", g.expand(chosen, tuple(map(int, full))), len(axes))


def _rounded(g: Graph, node: Node) -> Node:
    return g.call("floor", g.call("add", g.number(node), g.const(0.5)))


def _fixed_places(work: Lowering, context: Context, expression: Any) -> Any:
    """Return the places, from 0 on, that an expression of numbers and dimensions names, or None."""
    node = _rounded(work.graph, lower_tree(work, context, expression))
    if work.missing:
        return None
    try:
        return value_of(node, {}) - 1
    except KeyError:
        return None


def _shifted(
    work: Lowering,
    context: Context,
    variable: Any,
    subscripts: list[Any],
    position: int,
    expression: Any,
) -> Node | None:
    """Return elements along one subscript that runs, each by a number known beforehand.

    None where the numbers are not known, or where that subscript runs elsewhere in the brackets.
    """
    found = _fixed_places(work, context, expression)
    if found is None:
        return None
    lengths = (1,) * (len(context.axes) - found.ndim) + found.shape
    along = [i for i, n in enumerate(lengths) if n > 1]
    if len(along) != 1 or context.axes[along[0]].key in {
        canonical(s) for s in subscripts if isinstance(s, str)
    }:
        return None
    elements = variable.dims[position].elements
    places = found.ravel().astype(np.int64)
    inside = (places >= 0) & (places < len(elements))
    name = f"number {position}"
    axes = list(context.axes)
    axes[along[0]] = Axis(
        canonical(name),
        tuple(elements[p] if ok else elements[0] for p, ok in zip(places, inside, strict=True)),
    )
    names = [name if i == position else str(s) for i, s in enumerate(subscripts)]
    value = refer(work, replace(context, axes=tuple(axes)), variable.name, tuple(names))
    if inside.all():
        return value
    mask = work.graph.array(np.reshape(inside.astype(np.float64), strip(lengths)))
    return work.graph.call("where", mask, value, work.graph.const(0.0))


def place_in_dimension(work: Lowering, context: Context, tree: Any) -> Node:
    """Return the place, from 1 on, of the element that runs in a dimension.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the name stands.
    tree : syntax tree
        The name of the dimension.

    Returns
    -------
    Node

    Raises
    ------
    ModelError
        The dimension does not run there.
    """
    text = tree.dimension.strip()
    key = canonical(text.rstrip("! ")) + "!" * text.endswith("!")
    elements = work.ranges.elements[key.rstrip("!")]
    for number, axis in reversed(list(enumerate(context.axes))):
        if axis.key == key:
            shape = [1] * len(context.axes)
            shape[number] = len(axis.elements)
            places = [float(elements.index(element) + 1) for element in axis.elements]
            return work.graph.array(np.reshape(places, strip(shape)))
    element = dict(context.piece.fixed).get(key)
    if element is None:
        raise work.error(context, f"dimension '{text}' does not run here")
    return work.graph.const(elements.index(element) + 1)
