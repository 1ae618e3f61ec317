"""The lowered model: a graph of small typed values in which equal values are one.

A value has a *shape* over subscripts. It never names a member: at run time every value gets one
more, last axis, as long as the members (or the times, or 1). Shapes broadcast as in NumPy,
aligned on the right, and leading ones are dropped, so that a scalar has shape ``()``.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.values.data import Fold, Source
from gaoxin.engine.values.kernels import KERNELS

Array = npt.NDArray[np.float64]
Shape = tuple[int, ...]

LEAVES = frozenset({"const", "param", "time", "random", "state"})
"""Values without operands: numbers, what the run is given, time, random numbers, states."""

SHAPED = frozenset({"view", "expand", "assemble", "fold"})
"""Operations on subscripts, which are neither kernels nor of arrays."""

MAX_ELEMENTS = 2**27
"""Numbers in one value, over its subscripts: a gibibyte for one member alone."""


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """One value of the lowered model.

    Attributes
    ----------
    op : str
        A leaf (:data:`LEAVES`), a kernel (:mod:`gaoxin.engine.values.kernels`), one on arrays
        (:mod:`gaoxin.engine.values.arrays`), or ``view``, ``expand``, ``assemble``, ``fold``.
    args : tuple of Node
    shape : tuple of int
        Lengths over subscripts; no leading ones except where a variable's own dimension is 1.
    data : hashable
        What the operation needs besides its operands (:mod:`gaoxin.engine.values.data`).
    logical : bool
        True for truth values (stored as bool).
    """

    op: str
    args: tuple[Node, ...]
    shape: Shape
    data: Any
    logical: bool
    number: int


@dataclass
class Graph:
    """Makes nodes, each distinct value once."""

    nodes: list[Node] = field(default_factory=list)
    _known: dict[Hashable, Node] = field(default_factory=dict)

    def make(
        self,
        op: str,
        args: tuple[Node, ...] = (),
        shape: Shape = (),
        data: Hashable = None,
        logical: bool = False,
    ) -> Node:
        """Return the node of this value, made now or before.

        Parameters
        ----------
        op : str
            The kernel, or what the node stands for.
        args : tuple of Node
            Operands.
        shape : tuple of int
            Of its subscripts; members are no axis of it.
        data : hashable
            What the operation needs beside its operands.
        logical : bool
            Whether it is true or false, and no number.

        Returns
        -------
        Node
        """
        key = (op, tuple(a.number for a in args), shape, data)
        node = self._known.get(key)
        if node is None:
            node = Node(op, args, shape, data, logical, len(self.nodes))
            self.nodes.append(node)
            self._known[key] = node
        return node

    def const(self, value: float) -> Node:
        """Return a number."""
        return self.make("const", data=float(value).hex())

    def array(self, values: Array) -> Node:
        """Return an array of numbers over subscripts."""
        if not np.ndim(values):
            return self.const(float(values))
        data = np.ascontiguousarray(values, dtype=np.float64)
        return self.make("const", shape=data.shape, data=data.tobytes())

    def param(self, name: str, shape: Shape = (), *, initial: bool = False) -> Node:
        """Return a parameter of the run; `initial`: its value at the start.

        Parameters
        ----------
        name : str
            Canonical.
        shape : tuple of int
            Of its subscripts.
        initial : bool

        Returns
        -------
        Node
        """
        return self.make("param", shape=shape, data=Source(name, initial))

    def call(self, op: str, *args: Node) -> Node:
        """Apply a kernel elementwise, with operands turned to numbers or truth values."""
        kernel = KERNELS[op]
        turned = tuple(
            self.truth(a) if wants else self.number(a)
            for a, wants in zip(args, kernel.logical_in, strict=True)
        )
        return self.make(op, turned, _together(turned), logical=kernel.logical_out)

    def number(self, node: Node) -> Node:
        """Turn a truth value into 0 or 1."""
        if not node.logical:
            return node
        return self.make("as_number", (node,), node.shape)

    def truth(self, node: Node) -> Node:
        """Turn a number into 'is not zero'."""
        return node if node.logical else self.call("not_equal", node, self.const(0.0))

    def expand(self, node: Node, shape: Shape) -> Node:
        """Repeat a value along subscripts until it has this shape."""
        return (
            node
            if node.shape == shape
            else self.make("expand", (node,), shape, logical=node.logical)
        )

    def fold(self, op: str, node: Node, axes: int) -> Node:
        """Combine the last `axes` subscripts by a kernel, in order, one element after another.

        Parameters
        ----------
        op : str
            A kernel of two operands.
        node : Node
        axes : int

        Returns
        -------
        Node
            Of the shape that is left.
        """
        node = self.number(node)
        return self.make(
            "fold", (node,), strip(node.shape[: len(node.shape) - axes]), data=Fold(op, axes)
        )


def _together(nodes: Sequence[Node]) -> Shape:
    """Return the shape of some values together."""
    shapes = {node.shape for node in nodes} - {()}
    if len(shapes) > 1:
        return strip(np.broadcast_shapes(*shapes))
    return strip(shapes.pop()) if shapes else ()


def strip(shape: Sequence[int]) -> Shape:
    """Drop leading ones."""
    if not shape or shape[0] != 1:
        return tuple(shape)
    first = next((i for i, n in enumerate(shape) if n != 1), len(shape))
    return tuple(int(n) for n in shape[first:])


def reachable(roots: Iterable[Node], known: Iterable[int] = ()) -> list[Node]:
    """Return the nodes that `roots` need beyond the `known`, operands before their users."""
    seen: set[int] = set(known)
    found: list[Node] = []
    stack: list[tuple[Node, Iterator[Node]]] = []
    for root in roots:
        if root.number in seen:
            continue
        seen.add(root.number)
        stack.append((root, iter(root.args)))
        while stack:
            node, rest = stack[-1]
            child = next((a for a in rest if a.number not in seen), None)
            if child is None:
                found.append(node)
                stack.pop()
            else:
                seen.add(child.number)
                stack.append((child, iter(child.args)))
    return found


def dependants(
    nodes: Iterable[Node], sources: Iterable[int], feedback: Iterable[tuple[int, int]] = ()
) -> set[int]:
    """Return which values rest on others, by the numbers of nodes, those others among them.

    Each value is come to once: the work grows as the model does.

    Parameters
    ----------
    nodes : iterable of Node
        The values that are looked at.
    sources : iterable of int
        Values that others may rest on.
    feedback : iterable of (int, int)
        Pairs of a value and one that rests on it other than by its operands: a stock on its rate.

    Returns
    -------
    set of int
    """
    users: dict[int, list[int]] = {}
    for node in nodes:
        for arg in node.args:
            users.setdefault(arg.number, []).append(node.number)
    for part, state in feedback:
        users.setdefault(part, []).append(state)
    front = list(sources)
    found = set(front)
    while front:
        for user in users.get(front.pop(), ()):
            if user not in found:
                found.add(user)
                front.append(user)
    return found
