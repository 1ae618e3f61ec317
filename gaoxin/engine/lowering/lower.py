"""From syntax trees to the graph of values, with every name, subscript and function resolved.

Equations are lowered on demand without deep recursion: an equation that needs another that is not
yet lowered is put aside and tried again. One that waits for itself is a cycle, reported by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.engine.lowering.context import Context, context_of
from gaoxin.engine.lowering.functions import Clock
from gaoxin.engine.lowering.labels import label
from gaoxin.engine.reading.equations import Macro
from gaoxin.engine.reading.subscripts import Ranges
from gaoxin.engine.reading.variables import CONTROLS, Piece, Variable, literal
from gaoxin.engine.values.data import Part
from gaoxin.engine.values.graph import Array, Graph, Node
from gaoxin.engine.values.state import State
from gaoxin.errors import ModelError

Goal = tuple[str, str, int, bool]
"""What is lowered ("piece", "control", "macro", part of a state), variable, number, initial."""


Rule = Callable[["Lowering", Context, Any], Node]


@dataclass(frozen=True)
class Free:
    """What is taken from outside instead of an equation, by canonical name.

    Attributes
    ----------
    values, starts : frozenset of str
        Variables, and stocks whose initial value is meant.
    tables : frozenset of (str, int)
        Lookups, with the number of their points.
    """

    values: frozenset[str] = frozenset()
    starts: frozenset[str] = frozenset()
    tables: frozenset[tuple[str, int]] = frozenset()


@dataclass
class Lowering:
    """The work of lowering one model, with what is `free` taken from outside."""

    path: Path
    variables: dict[str, Variable]
    ranges: Ranges
    constants: dict[str, Array]
    rules: Mapping[str, Rule]
    free: Free
    macros: Mapping[str, Macro]
    graph: Graph = field(default_factory=Graph)
    states: dict[tuple[Any, ...], State] = field(default_factory=dict)
    structural: set[str] = field(default_factory=set)
    frozen: dict[str, Node] = field(default_factory=dict)
    numbers: dict[tuple[Any, ...], int] = field(default_factory=dict)
    done: dict[Goal, Node] = field(default_factory=dict)
    work: dict[Goal, Callable[[], Node]] = field(default_factory=dict)
    missing: list[Goal] = field(default_factory=list)

    # -- tasks ---------------------------------------------------------------------------------

    def demand(self, task: Goal) -> Node:
        """Return a lowered value, or note that it is missing and return a stand-in."""
        node = self.done.get(task)
        if node is None:
            self.missing.append(task)
            return self.graph.make("const", data="missing")
        return node

    def finish(self, task: Goal) -> Node:
        """Lower a task and all it needs.

        Raises
        ------
        Cycle
            A task needs itself.
        """
        stack = [task]
        while stack:
            current = stack[-1]
            if current in self.done:
                stack.pop()
                continue
            self.missing = []
            node = self._attempt(current)
            if not self.missing:
                self.done[current] = node
                stack.pop()
                continue
            wanted = self.missing[0]
            if wanted in stack:
                raise Cycle(tuple(stack[stack.index(wanted) :]))
            stack.append(wanted)
        return self.done[task]

    def _attempt(self, task: Goal) -> Node:
        if task in self.work:
            return self.work[task]()
        what, key, number, initial = task
        variable = self.variables[key]
        if what == "control":
            return self._control(variable)
        return self._piece(variable, variable.pieces[number], initial)

    def freeze(self, context: Context, identity: tuple[Any, ...], node: Node) -> Node:
        """Note a value of the start that the run uses, and return it.

        Parameters
        ----------
        context : Context
            Where the value is used.
        identity : tuple
            What tells it from other values of the same variable.
        node : Node

        Returns
        -------
        Node
        """
        if not self.missing and not context.initial:
            name, turn = label(context, identity), 0
            while self.frozen.setdefault(f"{name}:{turn}", node) is not node:
                turn += 1
        return node

    # -- variables -----------------------------------------------------------------------------

    def variable(self, key: str, initial: bool = False) -> Node:
        """Return a whole variable, in its full shape; `finish` has been called on its pieces."""
        variable = self.variables[key]
        if self.is_free(variable):
            return self.graph.param(variable.key, variable.shape, initial=initial)
        if len(variable.pieces) == 1 and self._covers_all(variable, variable.pieces[0]):
            return self.demand(("piece", key, 0, initial))
        parts = tuple(self.demand(("piece", key, p.number, initial)) for p in variable.pieces)
        covered = tuple(part_of(piece) for piece in variable.pieces)
        return self.graph.make(
            "assemble", tuple(self.graph.number(p) for p in parts), variable.shape, data=covered
        )

    def is_free(self, variable: Variable) -> bool:
        """Whether its value comes from outside: a constant, a time control or an override."""
        outside = variable.key in self.free.values or variable.key in CONTROLS
        return outside or variable.is_constant or variable.is_missing

    def _covers_all(self, variable: Variable, piece: Piece) -> bool:
        looped = tuple(i for _, i in piece.looped)
        return looped == tuple(range(len(variable.dims))) and all(
            index == tuple(range(n)) for index, n in zip(piece.index, variable.shape, strict=True)
        )

    def _piece(self, variable: Variable, piece: Piece, initial: bool) -> Node:
        context = context_of(variable, piece, initial)
        if isinstance(piece.equation.tree, np.ndarray):
            return self.graph.array(literal(self.path, variable, piece))
        node = self.graph.number(lower_tree(self, context, piece.equation.tree))
        return self.graph.expand(node, context.shape)

    def _control(self, variable: Variable) -> Node:
        """Lower a time control's own equation (elsewhere its value comes from the run)."""
        piece = variable.pieces[0]
        context = context_of(variable, piece, False)
        return self.graph.number(lower_tree(self, context, piece.equation.tree))

    # -- for the rules -------------------------------------------------------------------------

    def clock(self, context: Context) -> Clock:
        """Time and time step where the context stands."""
        step = self.graph.param("time_step", initial=True)
        if context.initial:
            return Clock(self.graph.param("initial_time", initial=True), step)
        return Clock(self.graph.make("time"), step)

    def error(self, context: Context, message: str) -> ModelError:
        """Return an error in the equation the context belongs to."""
        return ModelError(
            f"{message} (in the equation of '{context.variable.name}')",
            path=self.path,
            line=context.equation.line,
        )


def lower_tree(work: Lowering, context: Context, tree: Any) -> Node:
    """Lower a syntax tree.

    Parameters
    ----------
    work : Lowering
    context : Context
    tree : object
        A number, or one of PySD's ``*Structure`` records.

    Returns
    -------
    Node
        Shape aligned with the axes of the context.

    Raises
    ------
    ModelError
        Nothing of this kind is known, or what the rule for it refuses.
    """
    if isinstance(tree, (int, float, np.floating)):
        return work.graph.const(float(tree))
    kind = type(tree).__name__.removesuffix("Structure")
    rule = work.rules.get(kind)
    if rule is None:
        raise work.error(context, f"'{spelled_out(kind)}' is not supported")
    return rule(work, context, tree)


def spelled_out(kind: str) -> str:
    """Return a structure's name as the language spells it: DelayFixed is DELAY FIXED."""
    words = "".join(f" {c}" if c.isupper() else c for c in kind).strip()
    return words.upper()


class Cycle(Exception):
    """Tasks that wait for one another, in order; turned into a ModelError by `program`."""

    def __init__(self, tasks: tuple[Goal, ...]) -> None:
        self.tasks = tasks
        super().__init__(tasks)


def part_of(piece: Piece) -> Part:
    """Return which elements of its variable a piece gives, and along which they run."""
    return Part(piece.index, tuple(dim for _, dim in piece.looped))
