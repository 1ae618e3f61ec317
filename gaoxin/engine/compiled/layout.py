"""A plan as scalar code, and which row is what: the seam between a run and its compiled step."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from math import prod

import numpy as np

from gaoxin.engine.compiled.elements import queue_start
from gaoxin.engine.compiled.expand import Refs, expand
from gaoxin.engine.compiled.operations import SPECIAL
from gaoxin.engine.compiled.scalar import Builder, Code, Put
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.engine.running.plan import MEMBER, MEMORY, TIME, Plan
from gaoxin.engine.values.graph import Node, reachable
from gaoxin.engine.values.state import State

MOST = 100_000
"""Instructions up to which a model is compiled: more would take longer than they save."""

STEP_LENGTH = 0
"""The uniform row that holds the time step."""


@dataclass
class Rows:
    """Values that lie in consecutive rows of one space, an element a row."""

    first: dict[int, int] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)
    count: int = 0

    def place(self, node: Node) -> int:
        """Return the first row of a value, given to it now or before."""
        if node.number not in self.first:
            self.first[node.number] = self.count
            self.nodes.append(node)
            self.count += prod(node.shape)
        return self.first[node.number]

    def items(self) -> list[tuple[Node, int]]:
        """Return each value with its first row."""
        return [(node, self.first[node.number]) for node in self.nodes]


@dataclass(frozen=True)
class Layout:
    """Scalar code and what its rows are.

    Attributes
    ----------
    states : tuple of State
        In the order of their rows: integrals, held values, queues.
    rows : dict of str to Rows
        ``uniform`` (from row 1 on), ``begin`` and ``step`` inputs, ``member`` values.
    steady, outputs : dict of str to int
        First result row of each output that `begin` gives once, or `save` at an instant.
    results : int
        Rows of results.
    """

    plan: Plan
    code: Code
    euler: bool
    states: tuple[State, ...]
    rows: dict[str, Rows]
    steady: dict[str, int]
    outputs: dict[str, int]
    results: int

    @cached_property
    def uniform(self) -> tuple[list[Node], list[Node]]:
        """What is computed before the members are: by constants alone, and by time too."""
        outputs = [n for n in self.plan.outputs.values() if not self.plan.rate(n) & ~TIME]
        nodes = [*self.rows["uniform"].nodes, *outputs]
        fixed = reachable([n for n in nodes if self.plan.rate(n) == 0], self.plan.constants)
        known = {*self.plan.constants, *(n.number for n in fixed)}
        return fixed, reachable([n for n in nodes if self.plan.rate(n)], known)

    @cached_property
    def special(self) -> bool:
        """Whether it needs SciPy."""
        return any(i.op in SPECIAL for i in self.code.instructions)


def _check(plan: Plan) -> None:
    for state in plan.states:
        if state.way is not None:
            raise NotCovered("a queue, or a delay whose time may change")


def lay_out(plan: Plan, *, euler: bool) -> Layout:
    """Write a plan as scalar code.

    Parameters
    ----------
    plan : Plan
        One that knows no constants but literals.
    euler : bool
        Whether `step` gives the next states, or the slopes at a stage of another method.

    Raises
    ------
    NotCovered
        Something has no scalar form.
    """
    _check(plan)
    return _Writer(plan, euler).write()


class _Writer:
    def __init__(self, plan: Plan, euler: bool) -> None:
        self.plan, self.euler, self.b = plan, euler, Builder()
        self.states = tuple(sorted(plan.states, key=partial(_place, plan)))
        self.rows = {name: Rows() for name in ("uniform", "begin", "step", "member", "state")}
        self.rows["uniform"].count = 1  # the first holds the time step
        for state in self.states:
            self.rows["state"].place(state.node)
        self.refs: dict[str, dict[int, Refs]] = {"begin": {}, "loop": {}}

    def write(self) -> Layout:
        outputs = self.plan.outputs.items()
        self._compute("loop", [s.change for s in self.states if s.change is not None])
        step = self._step_stores()
        looped: dict[str, int] = {}
        nodes = {k: n for k, n in outputs if self.plan.in_loop(n)}
        save = self._result_stores("loop", nodes, looped, _results(step))
        begin = self._begin_stores()
        steady: dict[str, int] = {}
        nodes = {k: n for k, n in outputs if self.plan.once(n)}
        begin += self._result_stores("begin", nodes, steady, 0)
        code = self.b.finish(begin=begin, step=step, save=save)
        results = max(map(_results, (begin, step, save)))
        return Layout(self.plan, code, self.euler, self.states, self.rows, steady, looped, results)

    # -- values --------------------------------------------------------------------------------

    def _compute(self, part: str, roots: list[Node]) -> None:
        """Write what some values need, operands first."""
        refs = self.refs[part]
        for node in reachable(roots, self._known(part, roots)):
            refs[node.number] = expand(self.b, node, [refs[a.number] for a in node.args])
            if len(self.b.instructions) > MOST:
                raise NotCovered(f"more than {MOST} values")

    def _known(self, part: str, roots: list[Node]) -> set[int]:
        """Load all that is not computed in this part, and return what is there."""
        refs, seen = self.refs[part], set(self.refs[part])
        stack = list(roots)
        while stack:
            node = stack.pop()
            if node.number in seen:
                continue
            seen.add(node.number)
            loaded = self._loaded(part, node)
            if loaded is not None:
                refs[node.number] = loaded
            else:
                stack.extend(node.args)
        return set(refs)

    def _loaded(self, part: str, node: Node) -> Refs | None:
        """Return the elements of a value that this part does not compute; None where it does."""
        if node.number in self.plan.constants:
            return self._literal(node)
        if node.op == "state":
            return self._load("state", "state", node)
        if not self.plan.rate(node) & (MEMBER | MEMORY):
            return self._load("uniform", "uniform", node)
        if part == "loop" and not self.plan.in_loop(node):
            return self._load("member", "member", node)
        if node.op in {"param", "random"}:
            return self._load("input", "begin" if part == "begin" else "step", node)
        return None

    def _load(self, space: str, rows: str, node: Node) -> Refs:
        first = self.rows[rows].place(node)
        numbers = [self.b.load(space, first + i) for i in range(prod(node.shape))]
        if node.logical:
            zero = self.b.number(0.0)
            numbers = [self.b.emit("not_equal", n, zero) for n in numbers]
        return np.array(numbers, dtype=np.int64).reshape((*node.shape, 1))

    def _literal(self, node: Node) -> Refs:
        whole = np.broadcast_to(self.plan.constants[node.number], (*node.shape, 1))
        give = self.b.truth if node.logical else self.b.number
        numbers = [give(v) for v in whole.reshape(-1).tolist()]
        return np.array(numbers, dtype=np.int64).reshape(whole.shape)

    # -- stores --------------------------------------------------------------------------------

    def _flat(self, part: str, node: Node, like: Node | None = None) -> list[int]:
        """Return the elements of a value as numbers, spread over the shape of another."""
        shape = (like or node).shape
        whole = np.broadcast_to(self.refs[part][node.number], (*shape, 1)).reshape(-1).tolist()
        return [self.b.emit("as_number", n) for n in whole] if node.logical else whole

    def _step_stores(self) -> list[Put]:
        """Return the next states, or slopes and jumps; what goes into queues is a result."""
        stores, row = [], 0
        queued = 0 if self.euler else self._count("integral")
        for state in self.states:
            assert state.change is not None  # noqa: S101  (lowering gives every state its change)
            for value in self._flat("loop", state.change, state.node):
                if state.kind == "queue":
                    stores.append(Put("result", queued, value))
                    queued += 1
                elif state.kind == "held":
                    stores.append(Put("next", row, value))
                elif self.euler:
                    stores.append(Put("next", row, self._moved(state, row, value)))
                else:
                    stores.append(Put("result", row, value))
                row += 1
        return stores

    def _moved(self, state: State, row: int, slope: int) -> int:
        """Euler: state + slope * step, not below a floor."""
        b = self.b
        way = b.emit("multiply", slope, b.load("uniform", STEP_LENGTH))
        after = b.emit("add", b.load("state", row), way)
        return b.emit("maximum", after, b.number(0.0)) if state.floor else after

    def _count(self, kind: str) -> int:
        return sum(prod(s.node.shape) for s in self.states if s.kind == kind)

    def _begin_stores(self) -> list[Put]:
        """Values that members keep all through the run, and the first states."""
        starts = [n for s in self.states for n in (s.initial, s.delay) if n is not None]
        kept = self.rows["member"].items()
        self._compute("begin", [*starts, *(node for node, _ in kept)])
        stores = []
        for node, row in kept:
            stores += [Put("member", row + i, v) for i, v in enumerate(self._flat("begin", node))]
        row = 0
        for state in self.states:
            assert state.initial is not None  # noqa: S101  (lowering gives every state its start)
            first = self._flat("begin", state.initial, state.node)
            if state.delay is not None:
                delays = self._flat("begin", state.delay, state.node)
                pairs = zip(first, delays, strict=True)
                first = [queue_start(self.b, value, delay) for value, delay in pairs]
            stores += [Put("state", row + i, v) for i, v in enumerate(first)]
            row += len(first)
        return stores

    def _result_stores(
        self, part: str, outputs: dict[str, Node], places: dict[str, int], row: int
    ) -> list[Put]:
        """Note where each output goes, and return its stores."""
        self._compute(part, list(outputs.values()))
        stores = []
        for key, node in outputs.items():
            places[key] = row
            stores += [Put("result", row + i, v) for i, v in enumerate(self._flat(part, node))]
            row += prod(node.shape)
        return stores


def _place(plan: Plan, state: State) -> int:
    """Return the place of a state's kind; delays whose length varies over members come last."""
    loose = state.delay is not None and bool(plan.rate(state.delay) & MEMBER)
    return ("integral", "held", "queue").index(state.kind) + loose


def _results(stores: list[Put]) -> int:
    """Return the rows of results that some stores fill."""
    return max((s.row + 1 for s in stores if s.space == "result"), default=0)
