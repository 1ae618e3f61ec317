"""Lookup tables: piecewise linear, constant beyond both ends."""

from __future__ import annotations

from typing import Any

import numpy as np

from gaoxin.engine.context import Context, place, subscript_error
from gaoxin.engine.graph import Node, strip
from gaoxin.engine.lower import Lowering, lower_tree
from gaoxin.engine.names import canonical
from gaoxin.engine.variables import Variable
from gaoxin.errors import ModelError

Points = tuple[tuple[float, ...], tuple[float, ...]]


def points(work: Lowering, context: Context, table: Any) -> Points:
    """Return x and y of a lookup definition, x ascending."""
    if type(table).__name__ != "LookupsStructure":
        raise work.error(context, "this kind of lookup is not supported; write its points out")
    x = tuple(float(v) for v in table.x)
    y = tuple(float(v) for v in table.y)
    if not np.isfinite([*x, *y]).all():
        raise work.error(context, "a lookup point is not finite")
    return x, y


def interpolate(work: Lowering, context: Context, argument: Node, table: Any) -> Node:
    """Return the value of one table at `argument`."""
    return work.graph.make("lookup", (argument,), argument.shape, data=points(work, context, table))


def call_lookup(work: Lowering, context: Context, tree: Any) -> Node:
    """Apply a named lookup to an argument: ``effect tab[Industry](ratio)``."""
    function = tree.function
    variable = work.variables[canonical(function.reference)]
    if any(e.kind != "lookup" for e in variable.equations):
        raise work.error(context, f"'{variable.name}' is not a lookup and takes no argument")
    if len(tree.arguments) != 1:
        raise work.error(context, f"lookup '{variable.name}' takes one argument")
    argument = work.graph.number(lower_tree(work, context, tree.arguments[0]))
    subscripts = tuple(function.subscripts.subscripts) if function.subscripts else ()
    if len(subscripts) != len(variable.dims):
        raise work.error(
            context,
            f"lookup '{variable.name}' has {len(variable.dims)} subscripts, not {len(subscripts)}",
        )
    cells = _cells(work, context, variable, subscripts)
    tables = {cell: _table_of(work, context, variable, cell) for cell in set(cells.values())}
    if len(set(tables.values())) == 1:
        data = next(iter(tables.values()))
        return work.graph.make("lookup", (argument,), argument.shape, data=data)
    return _elementwise(work, argument, cells, tables, context)


def _cells(
    work: Lowering, context: Context, variable: Variable, subscripts: tuple[str, ...]
) -> dict[tuple[int, ...], tuple[int, ...]]:
    """For each element of the context, which element of the lookup is meant."""
    lengths = [1] * len(context.axes)
    places = []
    for subscript, dim in zip(subscripts, variable.dims, strict=True):
        found = place(subscript, dim, context, work.ranges)
        if found is None:
            text, line = subscript_error(subscript, variable, context, work.ranges)
            raise ModelError(text, path=work.path, line=line)
        places.append(found[1])
        if isinstance(found[1], tuple):
            lengths[found[1][0]] = len(found[1][1])
    return {
        at: tuple(p[1][at[p[0]]] if isinstance(p, tuple) else p for p in places)
        for at in np.ndindex(*lengths)
    }


def _table_of(
    work: Lowering, context: Context, variable: Variable, cell: tuple[int, ...]
) -> Points:
    for piece in variable.pieces:
        if all(c in index for c, index in zip(cell, piece.index, strict=True)):
            return points(work, context, piece.equation.tree)
    raise work.error(context, f"lookup '{variable.name}' has no table for one of its elements")


def _elementwise(
    work: Lowering,
    argument: Node,
    cells: dict[tuple[int, ...], tuple[int, ...]],
    tables: dict[tuple[int, ...], Points],
    context: Context,
) -> Node:
    """Apply a table of its own to each element, and put the results together."""
    rank = len(context.axes)
    lengths = [max(at[i] for at in cells) + 1 for i in range(rank)]
    own = (1,) * (rank - len(argument.shape)) + argument.shape
    shape = strip(np.broadcast_shapes(tuple(lengths), own))
    full = (1,) * (rank - len(shape)) + shape
    parts, index = [], []
    for at in np.ndindex(*full):
        cell = cells[tuple(a if n > 1 else 0 for a, n in zip(at, lengths, strict=True))]
        inner = at[rank - len(argument.shape) :]
        places = tuple(
            ("fix", a if n > 1 else 0) for a, n in zip(inner, argument.shape, strict=True)
        )
        element = argument
        if places:
            element = work.graph.make("view", (argument,), (), data=(places, 0))
        parts.append(work.graph.make("lookup", (element,), (), data=tables[cell]))
        index.append((tuple((a,) for a in at[rank - len(shape) :]), ()))
    return work.graph.make("assemble", tuple(parts), shape, data=tuple(index))
