"""Lookup tables and data series, for a number or for each element of an array."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from gaoxin.engine.lowering.context import Axis, Context
from gaoxin.engine.lowering.lower import Lowering, lower_tree
from gaoxin.engine.lowering.references import elements_of, picks_of
from gaoxin.engine.reading.points import Points, curve_at, curve_of, written_out
from gaoxin.engine.reading.variables import Variable
from gaoxin.engine.values.curves import Curve
from gaoxin.engine.values.data import Along
from gaoxin.engine.values.graph import Node, strip
from gaoxin.names import canonical

Cell = tuple[int, ...]

TABLE_MODES = {
    "lookup_backward": "hold_backward",
    "lookup_extrapolate": "extrapolate",
    "lookup_forward": "look_forward",
}
"""Functions that take a table and an argument, and how they go on between and beyond points."""

POINTS = "points "
"""With a lookup's canonical name: the x of an override's points."""


def is_table(work: Lowering, context: Context, name: str) -> bool:
    """Whether a name that is called means a table, or something that is none and no function.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the call stands.
    name : str
        Canonical.

    Returns
    -------
    bool
    """
    scope = context.scope
    if scope is not None:
        own = scope.macro.equations.get(name)
        return name in dict(scope.given) or (own is not None and own.kind == "lookup")
    return name in work.variables and name not in work.macros


def with_lookup(work: Lowering, context: Context, tree: Any) -> Node:
    """WITH LOOKUP(x, points).

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the call stands.
    tree : syntax tree
        The call.

    Returns
    -------
    Node
    """
    argument = work.graph.number(lower_tree(work, context, tree.argument))
    return curve_node(work, argument, _curve(work, context, tree.lookups))


def call_lookup(work: Lowering, context: Context, tree: Any) -> Node:
    """Apply a named lookup to an argument: ``effect tab[Industry](ratio)``.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the call stands.
    tree : syntax tree
        The call.

    Returns
    -------
    Node

    Raises
    ------
    ModelError
        It has another number of arguments than one; or see :func:`apply`.
    """
    if len(tree.arguments) != 1:
        raise work.error(context, f"lookup '{tree.function.reference}' takes one argument")
    return apply(work, context, tree.function, tree.arguments[0])


def apply(
    work: Lowering, context: Context, table: Any, argument: Any, mode: str | None = None
) -> Node:
    """Apply the table that a reference means to an argument; `mode` instead of the table's own.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the call stands.
    table : syntax tree
        The reference.
    argument : syntax tree
    mode : str, optional
        A key of :data:`gaoxin.engine.values.curves.MODES`.

    Returns
    -------
    Node

    Raises
    ------
    ModelError
        The reference means no table, or has more or fewer subscripts than it.
    """
    x = work.graph.number(lower_tree(work, context, argument))
    home, table = _what_is_meant(work, context, table)
    name = canonical(table.reference)
    if home.scope is not None:
        return curve_node(work, x, _curve(work, home, home.scope.macro.equations[name].tree, mode))
    variable = work.variables.get(name)
    if variable is None or any(e.kind != "lookup" for e in variable.equations):
        raise work.error(context, f"'{table.reference}' is not a lookup and takes no argument")
    subscripts = tuple(table.subscripts.subscripts) if table.subscripts else ()
    if len(subscripts) != len(variable.dims):
        raise work.error(
            context,
            f"lookup '{variable.name}' has {len(variable.dims)} subscripts, not {len(subscripts)}",
        )
    if variable.key in dict(work.free.tables):
        return _given(work, context, variable, subscripts, x, mode)
    cells = _cells(work, context, variable, subscripts)
    curves = {cell: _curve_at(work, context, variable, cell, mode) for cell in set(cells.values())}
    if len(set(curves.values())) == 1:
        return curve_node(work, x, next(iter(curves.values())))
    return curves_node(work, x, {at: curves[cell] for at, cell in cells.items()}, context)


def _what_is_meant(work: Lowering, context: Context, table: Any) -> tuple[Context, Any]:
    """Follow a table that was given to a macro to where it is defined."""
    while (scope := context.scope) is not None:
        name = canonical(table.reference)
        given = dict(scope.given)
        if name in given:
            if not hasattr(given[name], "reference"):
                raise work.error(context, f"'{table.reference}' is not a lookup")
            table, context = given[name], scope.caller
        elif name in scope.macro.equations:
            return context, table
        else:
            context = replace(context, scope=None)
    return context, table


def curve_node(work: Lowering, argument: Node, curve: Curve) -> Node:
    """Return the value of one curve.

    Parameters
    ----------
    work : Lowering
    argument : Node
    curve : Curve

    Returns
    -------
    Node
        Of the shape of the argument.
    """
    if curve.mode == "interpolate":
        return work.graph.make("lookup", (argument,), argument.shape, data=(curve.x, curve.y))
    size = int(np.prod(argument.shape))
    return work.graph.make("curves", (argument,), argument.shape, data=((0,) * size, (curve,)))


def curves_node(
    work: Lowering, argument: Node, curves: dict[Cell, Curve], context: Context
) -> Node:
    """Return the value of a curve of its own for each element; keys are the context's elements.

    Parameters
    ----------
    work : Lowering
    argument : Node
    curves : dict of cell to Curve
    context : Context

    Returns
    -------
    Node
        Aligned with the axes of the context.
    """
    rank = len(context.axes)
    lengths = [max(at[i] for at in curves) + 1 for i in range(rank)]
    known = tuple(dict.fromkeys(curves.values()))
    number = {curve: i for i, curve in enumerate(known)}
    which = np.empty(lengths, dtype=np.int64)
    for at, curve in curves.items():
        which[at] = number[curve]
    shape = np.broadcast_shapes(tuple(lengths), argument.shape)
    flat = tuple(int(i) for i in np.broadcast_to(which, shape).ravel())
    return work.graph.make("curves", (argument,), strip(shape), data=(flat, known))


def data(work: Lowering, context: Context, points: Points) -> Node:
    """Return a data variable's value at the time of the context.

    Parameters
    ----------
    work : Lowering
    context : Context
        Of the data variable.
    points : Points
        Its series.

    Returns
    -------
    Node
    """
    time, taken = work.clock(context).time, context.piece.taken
    curves = {
        at: curve_of(points, tuple(taken[i][a] for i, a in enumerate(at)))
        for at in np.ndindex(*map(len, taken))
    }
    if context.piece.fixed or len(set(curves.values())) == 1:
        return curve_node(work, time, next(iter(curves.values())))
    return curves_node(work, time, curves, context)


def _given(
    work: Lowering,
    context: Context,
    variable: Variable,
    subscripts: tuple[str, ...],
    argument: Node,
    mode: str | None,
) -> Node:
    """Apply a lookup whose points are given to the run."""
    g = work.graph
    count = dict(work.free.tables)[variable.key]
    px = g.param(POINTS + variable.key, (count,))
    whole = g.param(variable.key, (*variable.shape, count), initial=context.initial)
    axis = Axis(POINTS, tuple(map(str, range(count))))
    wider = context.within((axis,))
    picks = picks_of(work, context, variable, subscripts)
    py = elements_of(work, whole, [*picks, Along(len(context.axes), tuple(range(count)))], wider)
    py = g.expand(py, py.shape or (1,))
    kind = mode or _curve_at(work, context, variable, (0,) * len(variable.dims)).mode
    shape = np.broadcast_shapes(argument.shape, py.shape[:-1])
    return g.make("given curve", (argument, px, py), strip(shape), data=kind)


def _cells(
    work: Lowering, context: Context, variable: Variable, subscripts: tuple[str, ...]
) -> dict[Cell, Cell]:
    """For each element of the context, which element of the lookup is meant."""
    lengths = [1] * len(context.axes)
    picks = picks_of(work, context, variable, subscripts)
    for pick in picks:
        if isinstance(pick, Along):
            lengths[pick.axis] = len(pick.positions)
    return {
        at: tuple(p.positions[at[p.axis]] if isinstance(p, Along) else p.position for p in picks)
        for at in np.ndindex(*lengths)
    }


def _curve_at(
    work: Lowering, context: Context, variable: Variable, cell: Cell, mode: str | None = None
) -> Curve:
    found = curve_at(work.path, variable, cell)
    if found is None:
        raise work.error(context, f"lookup '{variable.name}' has no table for one of its elements")
    return found if mode is None else replace(found, mode=mode)


def _curve(work: Lowering, context: Context, table: Any, mode: str | None = None) -> Curve:
    found = written_out(work.path, context.equation, table)
    return found if mode is None else replace(found, mode=mode)
