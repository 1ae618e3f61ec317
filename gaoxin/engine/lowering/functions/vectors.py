"""Functions that see a whole range at once: sorting, ranking, matrices, allocation.

The range is the last subscript of the first argument. Where the equation gives only some of its
elements, the function still sees all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from gaoxin.engine.lowering.context import Axis, Context, pick, reduction_axis
from gaoxin.engine.lowering.functions.numbers import to_power
from gaoxin.engine.lowering.functions.ranking import rank
from gaoxin.engine.lowering.lower import Lowering, Rule, lower_tree
from gaoxin.engine.lowering.memory.structural import value_now
from gaoxin.engine.lowering.references import elements_of, picks_of
from gaoxin.engine.reading.subscripts import Dim
from gaoxin.engine.reading.trees import marked, references
from gaoxin.engine.reading.variables import Variable
from gaoxin.engine.values.data import Along, At, Pick
from gaoxin.engine.values.graph import Node, Shape, strip
from gaoxin.names import canonical

Build = Callable[[Lowering, Context, Sequence[Any]], Node]


class Whole:
    """A place where one or more ranges of the context are seen whole, last.

    Parameters
    ----------
    keys : sequence of str
        The ranges; where one stands twice, as in ``m[R, R]``, the last subscripts on the left are
        meant, and :meth:`named` tells them apart.
    """

    def __init__(self, work: Lowering, context: Context, keys: Sequence[str]) -> None:
        self.work, self.outer = work, context
        self.spots: list[Pick] = []
        axes = []
        twice = len(set(keys)) < len(keys)
        for number, key in enumerate(keys):
            elements = work.ranges.elements[key]
            if twice and len(keys) <= len(context.axes):
                axis = len(context.axes) - len(keys) + number
                if len(context.axes[axis].elements) == len(elements):
                    self.spots.append(Along(axis, tuple(range(len(elements)))))
                    axes.append(Axis(key + "!" * (number + 1), elements))
                    continue
            spot = pick(key, Dim(key, elements), context, work.ranges)
            if spot is None:  # the left side may name an element
                named = [s for s in context.equation.subscripts if s in elements]
                spot = At(elements.index(named[0])) if named else None
            if spot is None:
                raise work.error(
                    context, f"'{key}' must run on the left side, or be mapped from what runs there"
                )
            self.spots.append(spot)
            axes.append(Axis(key, elements))
        running = [spot.axis for spot in self.spots if isinstance(spot, Along)]
        self.kept = [i for i in range(len(context.axes)) if i not in running]
        kept = tuple(context.axes[i] for i in self.kept)
        self.context = replace(context, axes=(*kept, *axes), itself=None)
        self.lengths = tuple(len(axis.elements) for axis in axes)

    def named(self, tree: Any) -> Any:
        """Return a reference with the names of the ranges here as its last subscripts."""
        names = tuple(axis.key for axis in self.context.axes[-len(self.lengths) :])
        if not names[-1].endswith("!") or not getattr(tree, "subscripts", None):
            return tree
        given = tree.subscripts.subscripts[: -len(names)]
        return replace(tree, subscripts=replace(tree.subscripts, subscripts=(*given, *names)))

    def lower(self, tree: Any) -> Node:
        """Return a value that varies along the ranges, or not."""
        return self.work.graph.number(lower_tree(self.work, self.context, tree))

    def full(self, node: Node) -> Node:
        """Return a value repeated along the ranges where it does not vary."""
        shape = np.broadcast_shapes(node.shape, self.lengths)
        return self.work.graph.expand(node, tuple(int(n) for n in shape))

    def back(self, node: Node) -> Node:
        """Bring a value over the ranges to where the function stands."""
        ranges = len(self.lengths)
        shape = (1,) * (len(self.kept) + ranges - len(node.shape)) + node.shape
        picks: list[Pick] = [
            Along(i, tuple(range(n))) if n > 1 else At(0)
            for i, n in zip(self.kept, shape, strict=False)
        ]
        whole = self.work.graph.expand(node, shape)
        return elements_of(self.work, whole, [*picks, *self.spots], self.outer)


def ranges_of(work: Lowering, context: Context, tree: Any, count: int) -> list[str]:
    """Return the last ranges that the references of an argument name.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the argument stands.
    tree : syntax tree
        The argument.
    count : int

    Returns
    -------
    list of str
        Canonical names of `count` ranges.

    Raises
    ------
    ModelError
        No reference of the argument names so many.
    """
    for reference in references(tree):
        subscripts = reference.subscripts.subscripts if reference.subscripts else ()
        keys = [canonical(s.rstrip("! ")) for s in subscripts]
        named = [key for key in keys if work.ranges.is_range(key)]
        if len(named) >= count:
            return named[-count:]
    raise work.error(context, f"needs an argument over {count} subscript range(s)")


def _along(op: str) -> Build:
    """Return what lowers a function of a vector and something beside it."""

    def build(work: Lowering, context: Context, arguments: Sequence[Any]) -> Node:
        whole = Whole(work, context, ranges_of(work, context, arguments[0], 1))
        nodes = [whole.lower(a) for a in arguments]
        full = whole.full(nodes[0])
        shape = np.broadcast_shapes(full.shape, *(n.shape for n in nodes))
        return whole.back(work.graph.make(op, (full, *nodes[1:]), tuple(map(int, shape))))

    return build


def _invert_matrix(work: Lowering, context: Context, arguments: Sequence[Any]) -> Node:
    """INVERT MATRIX(matrix, size): over the last two subscripts."""
    whole = Whole(work, context, ranges_of(work, context, arguments[0], 2))
    if whole.lengths[0] != whole.lengths[1]:
        raise work.error(context, "INVERT MATRIX needs as many rows as columns")
    full = whole.full(whole.lower(whole.named(arguments[0])))
    return whole.back(work.graph.make("invert", (full,), full.shape))


def _vector_select(work: Lowering, context: Context, arguments: Sequence[Any]) -> Node:
    """VECTOR SELECT(selection, expression, missing, action, error): over the ranges marked !."""
    g = work.graph
    selection, expression, missing, action, error = arguments
    axes: dict[str, Axis] = {}
    for subscript in marked((selection, expression)):
        axis = reduction_axis(subscript, context, work.ranges)
        axes.setdefault(axis.key, axis)
    if not axes:
        raise work.error(context, "VECTOR SELECT goes over the subscripts marked with '!'")
    inner = context.within(tuple(axes.values()))
    chosen = g.number(lower_tree(work, inner, selection))
    value = g.number(lower_tree(work, inner, expression))
    what, strict = (int(value_now(work, context, tree)) for tree in (action, error))
    if not 0 <= what <= 10 or not 0 <= strict <= 3:
        raise work.error(context, "VECTOR SELECT has actions 0 to 10 and error actions 0 to 3")
    if what <= 4:
        value = g.call("multiply", chosen, value)
    elif what == 5:
        value = to_power(g, value, chosen)
    ops = {0: "add", 6: "add", 4: "add", 10: "add", 1: "multiply", 5: "multiply", 7: "multiply"}
    op = ops.get(what, "minimum" if what in {2, 8} else "maximum")
    nothing = {"add": 0.0, "multiply": 1.0, "minimum": np.inf, "maximum": -np.inf}[op]
    lengths = tuple(len(a.elements) for a in axes.values())

    def folded(kernel: str, node: Node) -> Node:
        full: Shape = tuple(map(int, np.broadcast_shapes(node.shape, lengths)))
        return g.fold(kernel, g.expand(g.number(node), full), len(axes))

    count = folded("add", g.truth(chosen))
    result = folded(op, g.call("where", chosen, value, g.const(nothing)))
    if what in {4, 10}:
        result = g.call("divide", result, count)
    none = g.call("equal", count, g.const(0.0))
    result = g.call("where", none, lower_tree(work, context, missing), result)
    nan = g.call("divide", g.const(0.0), g.const(0.0))  # a fault, not a value that is missing
    if strict in {1, 3}:
        result = g.call("where", none, nan, result)
    if strict in {2, 3}:
        result = g.call("where", g.call("greater", count, g.const(1.0)), nan, result)
    return result


def _allocate_available(work: Lowering, context: Context, tree: Any) -> Node:
    """ALLOCATE AVAILABLE(request, profile, available): see ``values/allocation.py``."""
    whole = Whole(work, context, ranges_of(work, context, tree.request, 1))
    name = canonical(getattr(tree.pp, "reference", ""))
    variable = work.variables.get(name)
    if variable is None or len(variable.dims) < 2 or tree.pp.subscripts is None:
        raise work.error(context, "the priority profiles must be a variable with subscripts")
    last = variable.dims[-1]
    if len(last.elements) < 3:
        raise work.error(context, "a priority profile has type, priority, width and extra")
    subscripts = tree.pp.subscripts.subscripts
    profile = replace(
        tree.pp,
        subscripts=replace(tree.pp.subscripts, subscripts=(*subscripts[:-1], last.key + "!")),
    )
    inner = whole.context.within((Axis(last.key + "!", last.elements),))
    g = work.graph
    pp = g.number(lower_tree(work, inner, profile))
    lengths = (*whole.lengths, len(last.elements))
    pp = g.expand(pp, tuple(map(int, np.broadcast_shapes(pp.shape, lengths))))
    request, available = whole.full(whole.lower(tree.request)), whole.lower(tree.avail)
    shape = np.broadcast_shapes(request.shape, pp.shape[:-1], available.shape)
    node = g.make("allocate available", (request, pp, available), tuple(map(int, shape)))
    return whole.back(node)


def _allocate_by_priority(work: Lowering, context: Context, tree: Any) -> Node:
    """ALLOCATE BY PRIORITY(request, priority, size, width, supply)."""
    whole = Whole(work, context, ranges_of(work, context, tree.request, 1))
    request = whole.full(whole.lower(tree.request))
    others = [whole.lower(t) for t in (tree.priority, tree.width, tree.supply)]
    shape = np.broadcast_shapes(request.shape, *(n.shape for n in others))
    node = work.graph.make("allocate by priority", (request, *others), tuple(map(int, shape)))
    return whole.back(node)


def from_first(work: Lowering, context: Context, tree: Any) -> tuple[Node, int]:
    """Return a vector from the element that a reference names last, along a last axis.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the reference stands.
    tree : syntax tree
        The reference, its last subscript an element of the vector.

    Returns
    -------
    vector : Node
        Aligned with the axes of the context and one more.
    count : int
        Elements.

    Raises
    ------
    ModelError
        It is no reference to a variable with subscripts.
    """
    variable, subscripts = subscripted(work, context, tree)
    last, first = variable.dims[-1], canonical(subscripts[-1])
    start = last.elements.index(first) if first in last.elements else 0
    axis = Axis(last.key + "!", last.elements[start:])
    named = replace(tree.subscripts, subscripts=(*subscripts[:-1], axis.key))
    inside = context.within((axis,))
    found = work.graph.number(lower_tree(work, inside, replace(tree, subscripts=named)))
    whole = np.broadcast_shapes(found.shape, (len(axis.elements),))
    return work.graph.expand(found, tuple(map(int, whole))), len(axis.elements)


def subscripted(work: Lowering, context: Context, tree: Any) -> tuple[Variable, tuple[str, ...]]:
    """Return the variable that a reference means, and the reference's subscripts.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the reference stands.
    tree : syntax tree
        The reference.

    Returns
    -------
    variable : Variable
    subscripts : tuple of str

    Raises
    ------
    ModelError
        It is no reference to a variable with subscripts.
    """
    variable = work.variables.get(canonical(getattr(tree, "reference", "")))
    subscripts = tuple(tree.subscripts.subscripts) if getattr(tree, "subscripts", None) else ()
    if variable is None or not subscripts or len(subscripts) != len(variable.dims):
        raise work.error(context, "the first argument must be a variable with its subscripts")
    return variable, subscripts


def _elm_map(work: Lowering, context: Context, arguments: Sequence[Any]) -> Node:
    """VECTOR ELM MAP(element, offset): what stands so many elements later in the whole variable.

    The last subscript runs fastest; a place outside the variable gives ``:NA:``.
    """
    g, (reference, offset) = work.graph, arguments
    variable, subscripts = subscripted(work, context, reference)
    shape = variable.shape
    base = np.zeros((1,) * len(context.axes))
    picks = picks_of(work, context, variable, subscripts)
    for picked, stride in zip(picks, _strides(shape), strict=True):
        if isinstance(picked, At):
            base = base + picked.position * stride
        else:
            lengths = [1] * len(context.axes)
            lengths[picked.axis] = len(picked.positions)
            base = base + np.reshape(picked.positions, lengths) * stride
    first = g.array(base.reshape(strip(base.shape)))
    place = g.call("add", first, g.number(lower_tree(work, context, offset)))
    flat = np.indices(shape).reshape(len(shape), -1)
    along: list[Pick] = [Along(0, tuple(side.tolist())) for side in flat]
    whole = g.number(work.variable(variable.key, context.initial))
    vector = elements_of(work, whole, along, replace(context, axes=(Axis("", ("",)),)))
    return g.make("element at", (vector, place), place.shape)


def _strides(shape: Shape) -> list[int]:
    return [int(np.prod(shape[i + 1 :])) for i in range(len(shape))]


VECTORS: dict[str, tuple[str, int, Build]] = {
    "vector_elm_map": ("VECTOR ELM MAP", 2, _elm_map),
    "invert_matrix": ("INVERT MATRIX", 2, _invert_matrix),
    "rank": ("RANK", 3, rank),
    "vector_rank": ("VECTOR RANK", 2, _along("vector rank")),
    "vector_reorder": ("VECTOR REORDER", 2, _along("vector reorder")),
    "vector_select": ("VECTOR SELECT", 5, _vector_select),
    "vector_sort_order": ("VECTOR SORT ORDER", 2, _along("vector sort order")),
}
"""Functions of vectors by canonical name: name in messages, number of operands, lowering."""

ALLOCATIONS: dict[str, Rule] = {
    "AllocateAvailable": _allocate_available,
    "AllocateByPriority": _allocate_by_priority,
}
"""What to do with PySD's structures of allocation."""
