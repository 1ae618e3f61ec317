"""From syntax trees to the graph of values, with every name, subscript and function resolved.

Equations are lowered on demand without deep recursion: an equation that needs another that is not
yet lowered is put aside and tried again. One that waits for itself is a cycle, reported by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.engine.lowering.context import Context, Place, context_of, place, subscript_error
from gaoxin.engine.lowering.functions import Clock
from gaoxin.engine.lowering.labels import label
from gaoxin.engine.reading.subscripts import Ranges
from gaoxin.engine.reading.translate import Macro
from gaoxin.engine.reading.variables import CONTROLS, Piece, Variable, literal
from gaoxin.engine.values.graph import Array, Graph, Node, strip
from gaoxin.engine.values.state import State
from gaoxin.errors import ModelError, nearest
from gaoxin.names import canonical

Task = tuple[str, str, int, bool]
"""What is lowered ("piece", "control", "macro", part of a state), variable, number, initial."""


Rule = Callable[["Lowering", Context, Any], Node]


START = "initial "
"""With a stock's canonical name: an override of its initial value."""


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
    done: dict[Task, Node] = field(default_factory=dict)
    work: dict[Task, Callable[[], Node]] = field(default_factory=dict)
    missing: list[Task] = field(default_factory=list)

    # -- tasks ---------------------------------------------------------------------------------

    def demand(self, task: Task) -> Node:
        """Return a lowered value, or note that it is missing and return a stand-in."""
        node = self.done.get(task)
        if node is None:
            self.missing.append(task)
            return self.graph.make("const", data="missing")
        return node

    def finish(self, task: Task) -> Node:
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

    def _attempt(self, task: Task) -> Node:
        if task in self.work:
            return self.work[task]()
        what, key, number, initial = task
        variable = self.variables[key]
        if what == "control":
            return self._control(variable)
        return self._piece(variable, variable.pieces[number], initial)

    def freeze(self, context: Context, identity: tuple[Any, ...], node: Node) -> Node:
        """Note a value of the start that the run uses, and return it."""
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
            return self._parameter(variable, initial)
        if len(variable.pieces) == 1 and self._covers_all(variable, variable.pieces[0]):
            return self.demand(("piece", key, 0, initial))
        parts = tuple(self.demand(("piece", key, p.number, initial)) for p in variable.pieces)
        index = tuple((p.index, tuple(i for _, i in p.looped)) for p in variable.pieces)
        return self.graph.make(
            "assemble", tuple(self.graph.number(p) for p in parts), variable.shape, data=index
        )

    def is_free(self, variable: Variable) -> bool:
        """Whether its value comes from outside: a constant, a time control or an override."""
        outside = variable.key in self.free.values or variable.key in CONTROLS
        return outside or variable.is_constant or variable.is_missing

    def start(self, context: Context) -> Node | None:
        """Return the initial value of a stock where it is taken from outside, else None."""
        variable, piece = context.variable, context.piece
        if context.scope is not None or variable.key not in self.free.starts:
            return None
        data = (START + variable.key, True)
        axis = {dim: number for number, (_, dim) in enumerate(piece.looped)}
        places: list[Place] = [
            ("axis", (axis[i], positions)) if i in axis else ("fix", positions[0])
            for i, positions in enumerate(piece.index)
        ]
        return self.view(self.graph.make("param", shape=variable.shape, data=data), places, context)

    def _covers_all(self, variable: Variable, piece: Piece) -> bool:
        looped = tuple(i for _, i in piece.looped)
        return looped == tuple(range(len(variable.dims))) and all(
            index == tuple(range(n)) for index, n in zip(piece.index, variable.shape, strict=True)
        )

    def _parameter(self, variable: Variable, initial: bool) -> Node:
        return self.graph.make("param", shape=variable.shape, data=(variable.key, initial))

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

    # -- references ----------------------------------------------------------------------------

    def clock(self, context: Context) -> Clock:
        """Time and time step where the context stands."""
        step = self.graph.make("param", data=("time_step", True))
        if context.initial:
            return Clock(self.graph.make("param", data=("initial_time", True)), step)
        return Clock(self.graph.make("time"), step)

    def refer(self, context: Context, name: str, subscripts: tuple[str, ...]) -> Node:
        """Return the value of a reference, aligned with the axes of the context."""
        key = canonical(name)
        if key == "time":
            return self.clock(context).time
        variable = self.variables.get(key)
        if variable is None:
            return self._subscript_number(context, name)
        if any(e.kind == "lookup" for e in variable.equations):
            raise self.error(
                context, f"lookup '{variable.name}' needs an argument: '{variable.name}(x)'"
            )
        if len(subscripts) != len(variable.dims):
            raise self.error(
                context,
                f"'{variable.name}' has {len(variable.dims)} subscripts, not {len(subscripts)}",
            )
        places = [self._place(context, variable, s, i) for i, s in enumerate(subscripts)]
        if not self.is_free(variable):
            for piece in variable.pieces:
                if _holds(piece, places):
                    base = self.demand(("piece", key, piece.number, context.initial))
                    return self.view(base, _into(piece, places), context)
        return self.view(self.variable(key, context.initial), places, context)

    def _place(self, context: Context, target: Variable, subscript: str, position: int) -> Place:
        found = place(subscript, target.dims[position], context, self.ranges)
        if found is None:
            text, line = subscript_error(subscript, target, context, self.ranges)
            raise ModelError(text, path=self.path, line=line)
        return found

    def view(self, base: Node, places: Sequence[Place], context: Context) -> Node:
        """Return the elements of a value that some places mean, aligned with the context."""
        if base.op == "const" and base.data == "missing":
            return base
        lengths = [1] * len(context.axes)
        for kind, what in places:
            if kind == "axis" and isinstance(what, tuple):
                lengths[what[0]] = len(what[1])
        shape = strip(lengths)
        axes = [what[0] for kind, what in places if kind == "axis" and isinstance(what, tuple)]
        plain = all(
            kind == "axis" and isinstance(what, tuple) and what[1] == tuple(range(n))
            for (kind, what), n in zip(places, base.shape, strict=True)
        )
        if plain and axes == sorted(set(axes)) and shape == base.shape:
            return base
        return self.graph.make("view", (base,), shape, data=(tuple(places), len(context.axes)))

    def _subscript_number(self, context: Context, name: str) -> Node:
        """Return the position of a range's elements, or of one, in the main range, from 1 on."""
        key = canonical(name)
        for number, axis in enumerate(context.axes):
            if axis.key == key:
                main = self.ranges.main(axis.elements)
                shape = [1] * len(context.axes)
                shape[number] = len(axis.elements)
                values = [float(main.index(e) + 1) for e in axis.elements]
                return self.graph.array(np.reshape(values, strip(shape)))
        element = dict(context.piece.fixed).get(key, key)
        if self.ranges.is_element(element):
            return self.graph.const(self.ranges.main((element,)).index(element) + 1)
        known = [v.name for v in self.variables.values()]
        raise self.error(context, f"unknown variable '{name}'{nearest(name, known)}")

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

    def __init__(self, tasks: tuple[Task, ...]) -> None:
        self.tasks = tasks
        super().__init__(tasks)


def _holds(piece: Piece, places: list[Place]) -> bool:
    """Whether a piece gives all the elements a reference asks for."""
    return all(
        set(what[1] if isinstance(what, tuple) else (what,)) <= set(index)
        for index, (_, what) in zip(piece.index, places, strict=True)
    )


def _into(piece: Piece, places: list[Place]) -> list[Place]:
    """Turn positions in the variable's dimensions into positions in the piece's own."""
    inner: list[Place] = []
    for _, dim in piece.looped:
        position = {p: i for i, p in enumerate(piece.index[dim])}
        kind, what = places[dim]
        if isinstance(what, tuple):
            inner.append((kind, (what[0], tuple(position[p] for p in what[1]))))
        else:
            inner.append((kind, position[what]))
    return inner
