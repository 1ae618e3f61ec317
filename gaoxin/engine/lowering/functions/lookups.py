"""Lookup tables and data series, for a number or for each element of an array."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from gaoxin.engine.lowering.context import Axis, Context
from gaoxin.engine.lowering.lower import Lowering, lower_tree
from gaoxin.engine.lowering.references import elements_of, picks_of
from gaoxin.engine.reading.data.points import Points, curve_at, curve_of, written_out
from gaoxin.engine.reading.variables import Piece, Variable
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
    found = _curves_of(work, context, table, mode)
    if found is None:
        _, variable, subscripts = _variable_meant(work, *_what_is_meant(work, context, table))
        return _given(work, context, variable, subscripts, x, mode)
    if len(set(found.values())) == 1:
        return curve_node(work, x, next(iter(found.values())))
    return curves_node(work, x, found, context)


def points_of(work: Lowering, context: Context, table: Any) -> tuple[Node, Node, int]:
    """Return the points of the table that a reference means, x and y along a last axis.

    Elements with fewer points than others have their last one again.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the reference stands.
    table : syntax tree
        The reference.

    Returns
    -------
    x, y : Node
        Aligned with the axes of the context and one more.
    count : int
        Points.

    Raises
    ------
    ModelError
        See :func:`apply`.
    """
    found = _curves_of(work, context, table)
    if found is None:
        _, variable, subscripts = _variable_meant(work, *_what_is_meant(work, context, table))
        return _given_points(work, context, variable, subscripts)
    count = max(len(curve.x) for curve in found.values())
    lengths = [max(at[i] for at in found) + 1 for i in range(len(context.axes))]
    x, y = np.empty((*lengths, count)), np.empty((*lengths, count))
    for at, curve in found.items():
        more = count - len(curve.x)
        x[at], y[at] = curve.x + curve.x[-1:] * more, curve.y + curve.y[-1:] * more
    shape = strip((*lengths, count)) if len(found) > 1 else (count,)
    return work.graph.array(x.reshape(shape)), work.graph.array(y.reshape(shape)), count


def table_of(work: Lowering, context: Context, table: Any) -> Curve:
    """Return the one curve that a reference to a lookup means, whatever element is meant.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the reference stands.
    table : syntax tree
        The reference.

    Returns
    -------
    Curve

    Raises
    ------
    ModelError
        There are several, or the run is given it, or it has one point; or see :func:`apply`.
    """
    found = _curves_of(work, context, table)
    if found is None or len(set(found.values())) != 1:
        raise work.error(context, "this takes one lookup, the same for all elements and runs")
    curve = next(iter(found.values()))
    if len(curve.x) < 2 or curve.x[0] == curve.x[-1]:
        raise work.error(context, "this takes a lookup of two points or more")
    return curve


def _curves_of(
    work: Lowering, context: Context, table: Any, mode: str | None = None
) -> dict[Cell, Curve] | None:
    """Return the curves of a table by element of the context; None where the run is given it."""
    home, table = _what_is_meant(work, context, table)
    nowhere = (0,) * len(context.axes)
    if type(table).__name__ == "Lookups":
        return {nowhere: _curve(work, home, table, mode)}
    if home.scope is not None:
        name = canonical(table.reference)
        return {nowhere: _curve(work, home, home.scope.macro.equations[name].tree, mode)}
    _, variable, subscripts = _variable_meant(work, home, table)
    if variable.key in dict(work.free.tables):
        return None
    cells = _cells(work, context, variable, subscripts)
    curves = {cell: _curve_at(work, context, variable, cell, mode) for cell in set(cells.values())}
    return {at: curves[cell] for at, cell in cells.items()}


def _variable_meant(
    work: Lowering, context: Context, table: Any
) -> tuple[Context, Variable, tuple[str, ...]]:
    """Return the lookup that a reference means, with the reference's subscripts."""
    variable = work.variables.get(canonical(getattr(table, "reference", "")))
    if variable is None or any(e.kind != "lookup" for e in variable.equations):
        named = getattr(table, "reference", "what is given")
        raise work.error(context, f"'{named}' is not a lookup and takes no argument")
    subscripts = tuple(table.subscripts.subscripts) if table.subscripts else ()
    if len(subscripts) != len(variable.dims):
        raise work.error(
            context,
            f"lookup '{variable.name}' has {len(variable.dims)} subscripts, not {len(subscripts)}",
        )
    return context, variable, subscripts


def _what_is_meant(work: Lowering, context: Context, table: Any) -> tuple[Context, Any]:
    """Follow a table that was given to a macro to where it is defined."""
    if not hasattr(table, "reference"):
        return context, table
    while (scope := context.scope) is not None:
        name = canonical(table.reference)
        given = dict(scope.given)
        if name in given:
            if type(given[name]).__name__ not in {"Reference", "Lookups"}:
                raise work.error(context, f"'{table.reference}' is not a lookup")
            table, context = given[name], scope.caller
            if not hasattr(table, "reference"):
                return context, table
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
    time = work.clock(context).time
    curves = series_by_element(context.piece, points)
    if len(set(curves.values())) == 1:
        return curve_node(work, time, next(iter(curves.values())))
    return curves_node(work, time, curves, context)


def series_by_element(piece: Piece, points: Points) -> dict[Cell, Curve]:
    """Return the curve of each element that a piece of a data variable gives.

    Parameters
    ----------
    piece : Piece
    points : Points
        Of its equation.

    Returns
    -------
    dict of tuple of int to Curve
        By the element's place along each subscript of the piece that runs.
    """
    runs = {dim for _, dim in piece.looped}
    return {
        tuple(i for i, dim in zip(at, piece.dims, strict=True) if dim in runs): curve_of(
            points, tuple(taken[i] for taken, i in zip(piece.taken, at, strict=True))
        )
        for at in np.ndindex(*map(len, piece.taken))
    }


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
    px, py, _ = _given_points(work, context, variable, subscripts)
    kind = mode or _curve_at(work, context, variable, (0,) * len(variable.dims)).mode
    shape = np.broadcast_shapes(argument.shape, py.shape[:-1])
    return g.make("given curve", (argument, px, py), strip(shape), data=kind)


def _given_points(
    work: Lowering, context: Context, variable: Variable, subscripts: tuple[str, ...]
) -> tuple[Node, Node, int]:
    """Return the points of a lookup that the run is given, and how many there are."""
    g = work.graph
    count = dict(work.free.tables)[variable.key]
    px = g.param(POINTS + variable.key, (count,))
    whole = g.param(variable.key, (*variable.shape, count), initial=context.initial)
    axis = Axis(POINTS, tuple(map(str, range(count))))
    wider = context.within((axis,))
    picks = picks_of(work, context, variable, subscripts)
    py = elements_of(work, whole, [*picks, Along(len(context.axes), tuple(range(count)))], wider)
    return px, g.expand(py, py.shape or (1,)), count


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
