"""From syntax trees to the graph of values, with every name, subscript and function resolved.

Equations are lowered on demand without deep recursion: an equation that needs others that are not
yet lowered is put aside and tried again. One that waits for itself is a cycle: it is noted, so that
:mod:`gaoxin.engine.lowering.program` can part the elements of its variables or name it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.engine.lowering.context import Context, context_of
from gaoxin.engine.lowering.functions.numbers import Clock
from gaoxin.engine.lowering.labels import label
from gaoxin.engine.reading.equations import Macro
from gaoxin.engine.reading.subscripts import Ranges
from gaoxin.engine.reading.trees import place_of
from gaoxin.engine.reading.variables import CONTROLS, Piece, Variable, literal
from gaoxin.engine.values.curves import NA
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
    """The work of lowering one model, with what is `free` taken from outside.

    Attributes
    ----------
    cycles : list of tuple of Goal
        Tasks that wait for one another, in order. Where there are any, values are stand-ins.
    faults : list of ModelError
        What equations were refused for; where there are any, values are stand-ins too.
    noted : list of ModelError
        What parts of the equation that is being lowered were refused for.
    places : dict
        Where a variable's pieces lie: see :meth:`pieces_at`.
    """

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
    cycles: list[tuple[Goal, ...]] = field(default_factory=list)
    faults: list[ModelError] = field(default_factory=list)
    noted: list[ModelError] = field(default_factory=list)
    places: dict[str, tuple[int, dict[int, list[Piece]]]] = field(default_factory=dict)

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

        A task that needs itself is noted in `cycles`, one that is refused in `faults`, and a
        stand-in takes its place: what else is wrong with the model is found all the same.
        """
        stack = [task]
        waiting: dict[Goal, None] = {}  # what waits for others, in order
        while stack:
            current = stack[-1]
            if current in self.done:
                stack.pop()
                continue
            self.missing, self.noted = [], []
            try:
                node = self._attempt(current)
            except ModelError as fault:
                self.noted.append(fault)
            if self.noted:
                self.faults += map(self._placed, self.noted)
                node, self.missing = self._stand_in(current), []
            if not self.missing:
                self.done[current] = node
                waiting.pop(current, None)
                stack.pop()
                continue
            waiting[current] = None
            for wanted in reversed(dict.fromkeys(self.missing)):
                if wanted in waiting:
                    chain = list(waiting)
                    self.cycles.append(tuple(chain[chain.index(wanted) :]))
                    self.done[wanted] = self._stand_in(wanted)
                    waiting.pop(wanted)
                else:
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

    def _placed(self, fault: ModelError) -> ModelError:
        """Return a fault, which is one of this file."""
        if fault.path is not None:
            return fault
        return ModelError(fault.message, path=self.path, line=fault.line, column=fault.column)

    def _stand_in(self, task: Goal) -> Node:
        """Return a value of the right shape for a task that has none: what uses it is as it was."""
        what, key, number, initial = task
        one = self.graph.const(1.0)
        if what != "piece":
            return one
        variable = self.variables[key]
        return self.graph.expand(one, context_of(variable, variable.pieces[number], initial).shape)

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

    def pieces_at(self, variable: Variable, picked: Sequence[frozenset[int]]) -> list[Piece]:
        """Return the pieces that give some of the elements at some positions of each dimension."""
        if len(variable.pieces) == 1:
            sides = zip(picked, variable.pieces[0].index, strict=True)
            return variable.pieces if all(not at.isdisjoint(i) for at, i in sides) else []
        if variable.key not in self.places:
            self.places[variable.key] = _places(variable)
        dim, by_position = self.places[variable.key]
        near = {p.number: p for at in picked[dim] for p in by_position.get(at, ())}
        return [
            piece
            for _, piece in sorted(near.items())
            if all(not at.isdisjoint(i) for at, i in zip(picked, piece.index, strict=True))
        ]

    def part(
        self, variable: Variable, pieces: Sequence[Piece], initial: bool
    ) -> tuple[Node, list[dict[int, int]]]:
        """Return a block that holds what some pieces of a variable give.

        Parameters
        ----------
        variable : Variable
        pieces : sequence of Piece
        initial : bool

        Returns
        -------
        block : Node
        positions : list of dict
            For each dimension, where the block has a position of the variable.
        """
        sides = [sorted({i for p in pieces for i in p.index[d]}) for d in range(len(variable.dims))]
        place = [{at: i for i, at in enumerate(side)} for side in sides]
        nodes = tuple(self.demand(("piece", variable.key, p.number, initial)) for p in pieces)
        covered = tuple(
            Part(
                tuple(
                    tuple(own[i] for i in index) for own, index in zip(place, p.index, strict=True)
                ),
                tuple(dim for _, dim in p.looped),
            )
            for p in pieces
        )
        shape = tuple(map(len, sides))
        return self.graph.make(
            "assemble", tuple(map(self.graph.number, nodes)), shape, covered
        ), place

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
        inner = replace(context, reading=piece.equation.reading)
        node = self.graph.number(lower_tree(self, inner, piece.equation.tree))
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
        A number, or a node of the syntax tree.

    Returns
    -------
    Node
        Shape aligned with the axes of the context.

    Raises
    ------
    ModelError
        Nothing of this kind is known. What its rule refuses is noted instead (`Lowering.noted`).
    """
    if isinstance(tree, (int, float, np.floating)):
        return work.graph.const(NA if np.isnan(tree) else float(tree))
    kind = type(tree).__name__
    rule = work.rules.get(kind)
    if rule is None:
        raise work.error(context, f"'{spelled_out(kind)}' is not supported")
    try:
        return rule(work, context, tree)
    except ModelError as fault:  # noted, and the rest of the equation is looked at all the same
        work.noted.append(_at(tree, fault))
        return work.graph.const(1.0)


def _at(tree: Any, fault: ModelError) -> ModelError:
    """Return a fault with the place of the expression that it is of."""
    at = place_of(tree)
    if at is None or fault.column is not None:
        return fault
    return ModelError(fault.message, path=fault.path, line=at[0], column=at[1])


def spelled_out(kind: str) -> str:
    """Return a structure's name as the language spells it: DelayFixed is DELAY FIXED."""
    words = "".join(f" {c}" if c.isupper() else c for c in kind).strip()
    return words.upper()


def _places(variable: Variable) -> tuple[int, dict[int, list[Piece]]]:
    """Return the dimension that a variable's pieces part most, and its pieces by position there."""
    dims = range(len(variable.dims))
    dim = max(dims, key=lambda d: len({p.index[d] for p in variable.pieces}), default=0)
    found: dict[int, list[Piece]] = {}
    for piece in variable.pieces:
        for at in piece.index[dim]:
            found.setdefault(at, []).append(piece)
    return dim, found


def part_of(piece: Piece) -> Part:
    """Return which elements of its variable a piece gives, and along which they run."""
    return Part(piece.index, tuple(dim for _, dim in piece.looped))
