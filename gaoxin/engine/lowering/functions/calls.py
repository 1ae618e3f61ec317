"""Functions that look at more than the values of their operands, each by a rule of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from gaoxin.engine.lowering.context import Context
from gaoxin.engine.lowering.lower import Lowering, lower_tree
from gaoxin.engine.values.curves import NA
from gaoxin.engine.values.data import Along, At, Part, Pick, View
from gaoxin.engine.values.graph import Node, strip

Build = Callable[[Lowering, Context, Any], Node]
"""From the place of a call and its tree, its value."""


@dataclass(frozen=True)
class Special:
    """A function by its own rule.

    Attributes
    ----------
    name : str
        In messages.
    operands : tuple of int
        How many it may have.
    build : callable
    """

    name: str
    operands: tuple[int, ...]
    build: Build

    def rule(self, work: Lowering, context: Context, tree: Any) -> Node:
        """Lower a call.

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
            It has more or fewer arguments than the function takes.
        """
        given = len(tree.arguments)
        if given not in self.operands:
            counts = " or ".join(map(str, self.operands))
            raise work.error(context, f"{self.name} takes {counts} arguments, not {given}")
        return self.build(work, context, tree)


def operands(work: Lowering, context: Context, trees: Sequence[Any]) -> list[Node]:
    """Return the numbers that some arguments are.

    Parameters
    ----------
    work : Lowering
    context : Context
        Where the call stands.
    trees : sequence of syntax tree
        The arguments.

    Returns
    -------
    list of Node
    """
    return [work.graph.number(lower_tree(work, context, tree)) for tree in trees]


def missing(work: Lowering) -> Node:
    """Return ``:NA:``."""
    return work.graph.const(NA)


def column(work: Lowering, node: Node) -> Node:
    """Return a value with one more, last axis of length 1, along which others may run."""
    if not node.shape:
        return node
    picks: list[Pick] = [Along(i, tuple(range(n))) for i, n in enumerate(node.shape)]
    rank = len(picks) + 1
    return work.graph.make(
        "view", (node,), (*node.shape, 1), View(tuple(picks), rank), node.logical
    )


def at_last(work: Lowering, node: Node, position: int) -> Node:
    """Return the elements at a position of a value's last axis.

    Parameters
    ----------
    work : Lowering
    node : Node
    position : int

    Returns
    -------
    Node
        Without that axis.
    """
    if not node.shape:
        return node
    *rest, _ = node.shape
    picks: list[Pick] = [Along(i, tuple(range(n))) for i, n in enumerate(rest)]
    view = View((*picks, At(position)), len(rest))
    return work.graph.make("view", (node,), strip(rest), view, node.logical)


def along_last(work: Lowering, node: Node, positions: Sequence[int]) -> Node:
    """Return the elements at some positions of a value's last axis, which stays.

    Parameters
    ----------
    work : Lowering
    node : Node
    positions : sequence of int

    Returns
    -------
    Node
    """
    if not node.shape:
        return node
    *rest, _ = node.shape
    picks: list[Pick] = [Along(i, tuple(range(n))) for i, n in enumerate(rest)]
    view = View((*picks, Along(len(rest), tuple(positions))), len(rest) + 1)
    return work.graph.make("view", (node,), (*rest, len(positions)), view, node.logical)


def stacked(work: Lowering, nodes: Sequence[Node], shape: tuple[int, ...]) -> Node:
    """Put values one after another along a first axis.

    Parameters
    ----------
    work : Lowering
    nodes : sequence of Node
    shape : tuple of int
        Of each, once spread over it.

    Returns
    -------
    Node
    """
    every = tuple(tuple(range(n)) for n in shape)
    parts = tuple(Part(((i,), *every), tuple(range(1, len(shape) + 1))) for i in range(len(nodes)))
    full = tuple(work.graph.expand(node, shape) for node in nodes)
    return work.graph.make("assemble", full, (len(nodes), *shape), parts)


def folded(work: Lowering, op: str, node: Node, length: int) -> Node:
    """Combine the last axis of a value, spread along it where it does not run.

    Parameters
    ----------
    work : Lowering
    op : str
        A kernel of two operands.
    node : Node
    length : int
        Of the last axis.

    Returns
    -------
    Node
        Without that axis.
    """
    g = work.graph
    node = g.number(node)
    rest = node.shape[:-1] if node.shape else ()
    return g.fold(op, g.expand(node, (*rest, length)), 1)
