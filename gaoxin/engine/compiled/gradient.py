"""Derivatives of weighted sums of outputs, for each member, through all steps of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod

import numpy as np

from gaoxin.engine.compiled.adjoint import Wanted, adjoint
from gaoxin.engine.compiled.bind import Binder, elements_of, output_table
from gaoxin.engine.compiled.build import Linked, linked_code, loop_back
from gaoxin.engine.compiled.frame import Frame, Words
from gaoxin.engine.compiled.ir import ROW
from gaoxin.engine.compiled.kept import Compiled, compiled, kept_shape, level_for
from gaoxin.engine.compiled.layout import Layout
from gaoxin.engine.compiled.llvm import BACK_POINTERS
from gaoxin.engine.compiled.slots import Slot
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.engine.running.blocks import Division, division
from gaoxin.engine.running.methods import EULER
from gaoxin.engine.running.parameters import Parameters
from gaoxin.engine.running.plan import MEMBER, MEMORY, Plan
from gaoxin.engine.running.remembered import Kept
from gaoxin.engine.running.run import Run
from gaoxin.engine.running.stores import Store, stores
from gaoxin.engine.running.timing import Timing
from gaoxin.engine.running.workers import on_threads
from gaoxin.engine.values.graph import Array, Node, reachable

SECTIONS = ("back_begin", "back_step", "back_save")
SLOTS = (Slot.BACK_BEGIN, Slot.BACK_STEP, Slot.BACK_SAVE)

WIDTH = 64
"""Members a block: each holds its states of all steps."""

MOST = 2**30
"""Bytes of states that a thread may keep."""

SOLVED = {
    "allocate available": "ALLOCATE AVAILABLE",
    "allocate by priority": "ALLOCATE BY PRIORITY",
}
"""Operations that look for a number, and tell nothing of how it moves."""

FLAT = {"vector sort order": "VECTOR SORT ORDER", "vector rank": "VECTOR RANK"}
"""Operations whose result jumps and has no derivative, as a model calls them."""


@dataclass(frozen=True)
class Backward:
    """Compiled code that is read backwards."""

    linked: Linked
    scratch: int


def gradients(
    kept: Kept,
    run: Run,
    asked: Iterable[str],
    weights: Mapping[str, Store],
    workers: int | None = None,
) -> tuple[dict[str, Store], dict[str, Array]]:
    """Run all members, and differentiate weighted sums of outputs.

    Parameters
    ----------
    kept : dict
        What is kept with the model.
    run : Run
        Its plan takes all that is asked for as different for each member.
    asked : iterable of str
        Parameters to differentiate by.
    weights : mapping of str to Store
        Weights of outputs.
    workers : int, optional

    Returns
    -------
    filled : dict of str to Store
        The outputs.
    found : dict of str to array
        By parameter, shape ``(*subscripts, instants or 1, members)``.

    Raises
    ------
    NotCovered
        Something has no compiled form, or no derivative.
    """
    ready = make_ready(kept, run, asked, weights, workers)
    ready.go()
    return ready.filled, ready.found


@dataclass
class Ready:
    """A run and its way back, laid out in memory: what goes in is read anew each time.

    Attributes
    ----------
    filled : dict of str to Store
        The outputs of the last time.
    found : dict of str to array
        By parameter, shape ``(*subscripts, instants or 1, members)``.
    """

    filled: dict[str, Store]
    found: dict[str, Array]
    _binder: _Binder
    _weights: Mapping[str, Store]
    _parts: Division
    _frames: list[Frame]

    def go(self) -> None:
        """Run all members, and differentiate."""
        self._binder.fill_shared(self.filled)
        for room in self.found.values():
            room[...] = 0.0  # blocks that do not overlap: derivatives are added to what is there
        members = self._parts.members

        def work(starts: Iterable[int]) -> None:
            frame = self._frames.pop() if self._frames else self._frame()
            for start in starts:
                end = min(start + WIDTH, members)
                frame.slots[Slot.ORIGIN], frame.slots[Slot.END] = start, end
                loop_back()(frame.slots.ctypes.data, start, end)
            self._frames.append(frame)

        on_threads(work, range(0, members, WIDTH), self._parts.count)

    def _frame(self) -> Frame:
        return self._binder.both_ways(self.filled, self._weights, self.found)


def make_ready(
    kept: Kept,
    run: Run,
    asked: Iterable[str],
    weights: Mapping[str, Store],
    workers: int | None = None,
) -> Ready:
    """Lay out what :func:`gradients` does, to do it as often as is wanted.

    Parameters
    ----------
    kept : dict
    run : Run
    asked : iterable of str
    weights : mapping of str to Store
        As the run's parameters, read anew each time.
    workers : int, optional

    Returns
    -------
    Ready

    Raises
    ------
    NotCovered
        Something has no compiled form, or no derivative.
    """
    plan, timing, parameters = run.plan, run.setup.timing, run.setup.parameters
    _refuse(plan)
    parts = division(plan, parameters, workers, None, WIDTH)
    euler = timing.method == EULER
    runs = parts.members * (timing.steps - timing.begin + 1)
    # the way back is longer
    code = compiled(kept, plan, euler=euler, dense=False, runs=5 * runs, asked=True)
    names = set(asked)
    level = level_for(code.layout, 5 * runs)
    back = _backward(kept, code, euler, names, level)
    found = {name: _room(parameters, name) for name in names}
    binder = _Binder(code, back, timing, parameters)
    return Ready(stores(plan, timing, parameters.members), found, binder, weights, parts, [])


def _room(parameters: Parameters, name: str) -> Array:
    """Return zeros in the shape of a parameter, for each member."""
    values = parameters.values[name]
    return np.zeros((*values.shape[:-1], parameters.members))


def _refuse(plan: Plan) -> None:
    """Refuse what has no derivative: random draws, and what sorts."""
    roots = [*plan.outputs.values(), *(n for s in plan.states for n in s.parts())]
    for node in reachable(roots):
        if node.op == "random":
            name = node.data.name.partition(":")[0]
            raise NotCovered(f"'{name}' draws random numbers, which have no derivative")
        if node.op in SOLVED and plan.rate(node) & (MEMBER | MEMORY):
            name = _name(plan, node)
            raise NotCovered(
                f"{SOLVED[node.op]}{name} is solved by halving an interval, and so has no "
                "derivative here"
            )
        if node.op in FLAT and plan.rate(node) & (MEMBER | MEMORY):
            name = _name(plan, node)
            raise NotCovered(f"{FLAT[node.op]}{name} jumps, and has no derivative")


def _name(plan: Plan, node: Node) -> str:
    """Return in which of the outputs a value stands, as far as it can be told."""
    users = [key for key, root in plan.outputs.items() if node in reachable([root])]
    return f" in '{users[0]}'" if users else ""


def _backward(kept: Kept, code: Compiled, euler: bool, names: set[str], level: int) -> Backward:
    layout = code.layout
    shape = kept_shape(kept, layout.plan)
    key = (euler, level, tuple(sorted(names)))
    if key not in shape.back:
        rows = Wanted(*(_rows(layout, part, names) for part in ("begin", "step")))
        whole = adjoint(layout.code, _queues(layout), rows)
        sections = {name: [name] for name in SECTIONS}
        shape.back[key] = Backward(*linked_code(whole, sections, level, BACK_POINTERS))
    found: Backward = shape.back[key]
    return found


def _rows(layout: Layout, part: str, names: set[str]) -> frozenset[int]:
    """Return the input rows of some parameters."""
    return frozenset(
        first + i
        for node, first in layout.rows[part].items()
        if node.op == "param" and node.data.name in names
        for i in range(prod(node.shape))
    )


def _queues(layout: Layout) -> dict[int, int]:
    """Return for each result that goes into a fixed delay the row of its state."""
    counts = {"integral": 0, "held": 0, "queue": 0}
    for state in layout.states:
        counts[state.kind] += prod(state.node.shape)
    first = counts["integral"] + counts["held"]
    result = 0 if layout.euler else counts["integral"]
    return {result + i: first + i for i in range(counts["queue"])}


class _Binder(Binder):
    """Lays out a run and the way back."""

    def __init__(
        self, code: Compiled, back: Backward, timing: Timing, parameters: Parameters
    ) -> None:
        super().__init__(code, timing, parameters)
        self.alive.append(back)
        rows, states = self.layout.rows, self.areas[Slot.STATE_A]
        stages = max(1, self.shared[Slot.STAGES])
        steps = timing.steps - timing.begin + 2
        if ROW * states * steps > MOST:
            raise NotCovered(
                f"{steps} steps of {states} states, which are kept for the way back, need more "
                f"than {MOST >> 30} GiB; write a longer time_step or an earlier final_time"
            )
        self.shared |= dict(zip(SLOTS, (back.linked.addresses[s] for s in SECTIONS), strict=True))
        self.shared |= {
            Slot.KEPT_BYTES: ROW * states,
            Slot.MEMBER_ROWS: rows["member"].count,
            Slot.INPUT_ROWS: self.areas[Slot.INPUT],
            Slot.RESULT_ROWS: self.layout.results,
            Slot.RING_ROWS: self.areas[Slot.RINGS],
        }
        self.areas |= {
            Slot.KEPT: states * steps,
            Slot.SCRATCH: max(code.scratch, back.scratch),
            Slot.BACK_A: states,
            Slot.BACK_B: states,
            Slot.MEMBER_SUM: rows["member"].count,
            Slot.INPUT_SUM: self.areas[Slot.INPUT],
            Slot.WEIGHT: self.layout.results * stages,
            Slot.BACK_RINGS: self.areas[Slot.RINGS],
            Slot.STAGES_KEPT: states * (stages - 1),
            Slot.STAGE_SUM: states,
            Slot.ZERO: states,
        }

    def both_ways(
        self, filled: Mapping[str, Store], weights: Mapping[str, Store], found: Mapping[str, Array]
    ) -> Frame:
        """Return the memory of a thread."""
        frame = self.frame(filled)
        slots = frame.slots
        slots[Slot.STATE_A] = slots[Slot.KEPT]
        slots[Slot.STATE_B] = slots[Slot.KEPT] + slots[Slot.KEPT_BYTES]
        tables = {
            Slot.WEIGHTS: output_table(self.layout.outputs, weights),
            Slot.STEADY_WEIGHTS: output_table(self.layout.steady, weights),
            Slot.PATH_GRADIENTS: self._places("step", found),
            Slot.BEGIN_GRADIENTS: self._places("begin", found),
        }
        for slot, table in tables.items():
            slots[slot], slots[slot + 1] = len(table), table.ctypes.data
        return Frame(slots, (*frame.alive, tables, weights, found), frame.outputs)

    def _places(self, part: str, found: Mapping[str, Array]) -> Words:
        """Return for each input that is asked for its row, and where its derivative goes."""
        tables = []
        for node, first in self.layout.rows[part].items():
            if node.op == "param" and (room := found.get(node.data.name)) is not None:
                table = np.empty((prod(node.shape), 4), dtype=np.int64)
                table[:, 0] = np.arange(first, first + len(table))
                table[:, 1:] = elements_of(room, node.shape, 2)
                table[:, 3] = room.strides[-1]
                tables.append(table)
        return np.concatenate(tables) if tables else np.empty((0, 4), dtype=np.int64)


def varying_by(parameters: Parameters, asked: Iterable[str]) -> dict[str, int]:
    """Return what each parameter varies over, where all that is asked for varies over members."""
    varying = parameters.varying()
    return varying | {name: varying.get(name, 0) | MEMBER for name in asked}
