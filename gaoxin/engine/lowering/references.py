"""Names with their subscripts, to the elements of the value that they mean where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from gaoxin.engine.lowering.context import Context, context_of, image_of, pick, subscript_error
from gaoxin.engine.lowering.lower import Lowering, lower_tree, part_of
from gaoxin.engine.reading.data.points import Points
from gaoxin.engine.reading.trees import references
from gaoxin.engine.reading.variables import Piece, Variable
from gaoxin.engine.values.data import Along, At, Pick, View
from gaoxin.engine.values.graph import Node, strip
from gaoxin.errors import ModelError, nearest
from gaoxin.names import canonical

START = "initial "
"""With a stock's canonical name: an override of its initial value."""


def refer(work: Lowering, context: Context, name: str, subscripts: tuple[str, ...]) -> Node:
    """Return the value of a reference, aligned with the axes of the context.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the reference stands.
    name : str
    subscripts : tuple of str
        As they are written.

    Returns
    -------
    Node

    Raises
    ------
    ModelError
        Nothing has this name, or it has no such elements here.
    """
    key = canonical(name)
    if key == "time":
        return work.clock(context).time
    variable = work.variables.get(key)
    if variable is None:
        return _subscript_number(work, context, name)
    if variable.is_lookup:
        raise work.error(
            context, f"lookup '{variable.name}' needs an argument: '{variable.name}(x)'"
        )
    if len(subscripts) != len(variable.dims):
        raise work.error(
            context,
            f"'{variable.name}' has {len(variable.dims)} subscripts, not {len(subscripts)}",
        )
    picks = picks_of(work, context, variable, subscripts)
    if context.itself is not None and _means_itself(context, variable, picks):
        whole = work.graph.expand(context.itself, context.own_shape)
        own: list[Pick] = [Along(i, tuple(range(n))) for i, n in enumerate(context.own_shape)]
        return elements_of(work, whole, own, context)
    if work.is_free(variable):
        return elements_of(work, work.variable(key, context.initial), picks, context)
    if context.reading and variable.is_data:
        return elements_of(work, _read_on(work, context, variable), picks, context)
    picked = [frozenset(p.positions if isinstance(p, Along) else (p.position,)) for p in picks]
    pieces = work.pieces_at(variable, picked) if variable.dims else variable.pieces
    if len(pieces) == 1 and all(
        at.issubset(i) for at, i in zip(picked, pieces[0].index, strict=True)
    ):
        base = work.demand(("piece", key, pieces[0].number, context.initial))
        return elements_of(work, base, _into(pieces[0], picks), context)
    if not pieces or len(pieces) == len(variable.pieces):
        return elements_of(work, work.variable(key, context.initial), picks, context)
    block, place = work.part(variable, pieces, context.initial)
    if not all(at <= own.keys() for at, own in zip(picked, place, strict=True)):
        return elements_of(work, work.variable(key, context.initial), picks, context)
    moved = [_moved(p, own) for p, own in zip(picks, place, strict=True)]
    return elements_of(work, block, moved, context)


def _read_on(work: Lowering, context: Context, variable: Variable) -> Node:
    """Return a data variable as the data equation goes on with it in which it stands."""
    parts = []
    for piece in variable.pieces:
        tree = piece.equation.tree
        if isinstance(tree, Points):
            tree = replace(tree, mode=context.reading)
        place = context_of(variable, piece, context.initial)
        node = lower_tree(work, replace(place, reading=context.reading), tree)
        parts.append(work.graph.expand(work.graph.number(node), place.shape))
    covered = tuple(map(part_of, variable.pieces))
    return work.graph.make("assemble", tuple(parts), variable.shape, covered)


def _moved(picked: Pick, place: Mapping[int, int]) -> Pick:
    """Turn positions of a dimension into those of a block that has some of them."""
    if isinstance(picked, Along):
        return Along(picked.axis, tuple(place[i] for i in picked.positions))
    return At(place[picked.position])


def _means_itself(context: Context, target: Variable, picks: Sequence[Pick]) -> bool:
    """Whether a reference means the very elements that its own equation gives."""
    if target is not context.variable or context.scope is not None:
        return False
    axis = {dim: number for number, (_, dim) in enumerate(context.piece.looped)}
    return all(
        p == (Along(axis[d], index) if d in axis else At(index[0]))
        for d, (p, index) in enumerate(zip(picks, context.piece.index, strict=True))
    )


def picks_of(
    work: Lowering, context: Context, target: Variable, subscripts: Sequence[str]
) -> list[Pick]:
    """Return what is picked along each dimension of a variable by a reference's subscripts.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the reference stands.
    target : Variable
        What it refers to.
    subscripts : sequence of str
        As they are written, one a dimension.

    Returns
    -------
    list of At or Along

    Raises
    ------
    ModelError
        A subscript means nothing here.
    """
    found = []
    for subscript, dim in zip(subscripts, target.dims, strict=True):
        picked = pick(subscript, dim, context, work.ranges)
        if picked is None:
            text, line = subscript_error(subscript, target, context, work.ranges)
            raise ModelError(text, path=work.path, line=line)
        found.append(picked)
    return found


def elements_of(work: Lowering, base: Node, picks: Sequence[Pick], context: Context) -> Node:
    """Return some elements of a value, aligned with the axes of the context.

    Parameters
    ----------
    work : Lowering
    base : Node
        The value.
    picks : sequence of At or Along
        One a subscript of the value.
    context : Context
        Whose axes the result has.

    Returns
    -------
    Node
    """
    if base.op == "const" and base.data == "missing":
        return base
    along = [p for p in picks if isinstance(p, Along)]
    lengths = [1] * len(context.axes)
    for p in along:
        lengths[p.axis] = len(p.positions)
    shape = strip(lengths)
    axes = [p.axis for p in along]
    whole = [tuple(range(n)) for n in base.shape]
    plain = len(along) == len(picks) and [p.positions for p in along] == whole
    if plain and axes == sorted(set(axes)) and shape == base.shape:
        return base
    return work.graph.make("view", (base,), shape, data=View(tuple(picks), len(context.axes)))


def used_shape(work: Lowering, context: Context, trees: tuple[Any, ...]) -> tuple[int, ...]:
    """Return the shape over the axes of the context that some expressions can vary along.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the expressions stand.
    trees : tuple of syntax trees

    Returns
    -------
    tuple of int
        Aligned with the axes of the context, 1 along those that nothing varies along.
    """
    if context.scope is not None:
        return strip(context.shape)
    used: set[str] = set()
    for reference in references(trees):
        subscripts = reference.subscripts.subscripts if reference.subscripts else ()
        named = [s for s in (*subscripts, reference.reference) if isinstance(s, str)]
        used.update(canonical(s.rstrip("! ")) for s in named)
    lengths = []
    for axis in context.axes:
        key = axis.key.rstrip("!")
        names = {key} | {t for s, t in work.ranges.mappings if s == key}
        names |= {s for s, t in work.ranges.mappings if t == key}
        lengths.append(len(axis.elements) if used & names else 1)
    return strip(lengths)


def start_given(work: Lowering, context: Context) -> Node | None:
    """Return the initial value of a stock where it is taken from outside, else None."""
    variable, piece = context.variable, context.piece
    if context.scope is not None or variable.key not in work.free.starts:
        return None
    axis = {dim: number for number, (_, dim) in enumerate(piece.looped)}
    picks: list[Pick] = [
        Along(axis[i], positions) if i in axis else At(positions[0])
        for i, positions in enumerate(piece.index)
    ]
    whole = work.graph.param(START + variable.key, variable.shape, initial=True)
    return elements_of(work, whole, picks, context)


def _subscript_number(work: Lowering, context: Context, name: str) -> Node:
    """Return the position of a range's elements, or of one, in the main range, from 1 on."""
    key = canonical(name)
    for number, axis in enumerate(context.axes):
        if axis.key == key:
            main = work.ranges.main(axis.elements)
            shape = [1] * len(context.axes)
            shape[number] = len(axis.elements)
            values = _places(main, axis.elements)
            return work.graph.array(np.reshape(values, strip(shape)))
    if work.ranges.is_range(key):
        for number, axis in enumerate(context.axes):
            image = image_of(axis.key, key, work.ranges)
            if all(e in image for e in axis.elements):
                main = work.ranges.main(work.ranges.elements[key])
                shape = [1] * len(context.axes)
                shape[number] = len(axis.elements)
                values = _places(main, [image[e] for e in axis.elements])
                return work.graph.array(np.reshape(values, strip(shape)))
        for source, at in context.piece.fixed:
            image = image_of(source, key, work.ranges)
            if at in image:
                main = work.ranges.main(work.ranges.elements[key])
                return work.graph.const(main.index(image[at]) + 1)
    element = dict(context.piece.fixed).get(key, key)
    if work.ranges.is_element(element):
        return work.graph.const(work.ranges.main((element,)).index(element) + 1)
    known = [v.name for v in work.variables.values()]
    raise work.error(context, f"unknown variable '{name}'{nearest(name, known)}")


def _places(main: Sequence[str], elements: Sequence[str]) -> list[float]:
    """Return the place of each element in its main range, from 1 on."""
    place: dict[str, float] = {}
    for number, element in enumerate(main, start=1):
        place.setdefault(element, float(number))
    return [place[element] for element in elements]


def _into(piece: Piece, picks: Sequence[Pick]) -> list[Pick]:
    """Turn positions in the variable's dimensions into positions in the piece's own."""
    if piece.is_whole:
        return [picks[dim] for _, dim in piece.looped]
    inner: list[Pick] = []
    for _, dim in piece.looped:
        position = {p: i for i, p in enumerate(piece.index[dim])}
        picked = picks[dim]
        if isinstance(picked, Along):
            inner.append(Along(picked.axis, tuple(position[p] for p in picked.positions)))
        else:
            inner.append(At(position[picked.position]))
    return inner
