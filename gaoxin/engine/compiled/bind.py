"""A run bound to compiled code: where everything that the code reads and writes lies in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.compiled.frame import Frame, Words, frame
from gaoxin.engine.compiled.ir import ROW
from gaoxin.engine.compiled.kept import Compiled
from gaoxin.engine.compiled.layout import STEP_LENGTH
from gaoxin.engine.compiled.routines import addresses
from gaoxin.engine.compiled.slots import Slot
from gaoxin.engine.running.parameters import Parameters
from gaoxin.engine.running.plan import MEMBER, TIME
from gaoxin.engine.running.queues import queue_length, ring_rows
from gaoxin.engine.running.stores import Store
from gaoxin.engine.running.timing import Timing
from gaoxin.engine.values.graph import Node
from gaoxin.engine.values.interpret import Values, evaluate, evaluate_in
from gaoxin.engine.values.philox import key_words
from gaoxin.engine.values.state import State


class Binder:
    """Lays out a run for compiled code.

    Parameters
    ----------
    code : Compiled
    timing : Timing
    parameters : Parameters
    """

    def __init__(self, code: Compiled, timing: Timing, parameters: Parameters) -> None:
        self.layout, self.plan = code.layout, code.layout.plan
        self.timing, self.parameters = timing, parameters
        self.shared: dict[Slot, int] = dict(code.functions)
        self.alive: list[Any] = [code]
        self._put(Slot.CALLS, addresses(self.layout.special))
        self.uniform = self._uniform()
        self._inputs()
        self._times()
        rings, tied, loose = self._queues()
        rows = self.layout.rows
        states = rows["state"].count
        self.shared[Slot.RESULT_BYTES] = ROW * self.layout.results
        self.areas = {
            Slot.STATE_A: states,
            Slot.STATE_B: states,
            Slot.MEMBER: rows["member"].count,
            Slot.INPUT: max(rows["begin"].count, rows["step"].count),
            Slot.RESULT: self.layout.results * max(1, self.shared[Slot.STAGES]),
            Slot.SCRATCH: code.scratch,
            Slot.RINGS: rings,
            Slot.POSITIONS: tied + loose,
            Slot.LENGTHS: loose,
        }
        if not self.layout.euler:
            self.areas |= {Slot.STAGE_STATE: states, Slot.STAGE_NEXT: states}

    def frame(self, filled: Mapping[str, Store]) -> Frame:
        """Return the memory of a thread whose outputs go into stores."""
        outputs = {
            Slot.STEADY: output_table(self.layout.steady, filled),
            Slot.OUTPUTS: output_table(self.layout.outputs, filled),
        }
        return frame(self.areas, self.shared, self.uniform, outputs, [*self.alive, filled])

    def fill_shared(self, filled: Mapping[str, Store]) -> None:
        """Write the outputs that no member changes and no state: constants and times alone."""
        at = np.array([self.timing.instant(step) for step in self.timing.saved])
        for key, node in self.plan.outputs.items():
            rate = self.plan.rate(node)
            if rate == 0:
                filled[key].values[...] = self.known[node.number]
            elif rate == TIME:
                known = self.known[node.number]
                saved = known[..., at] if known.shape[-1] > 1 else known
                filled[key].values[..., 0] = np.moveaxis(saved, -1, 0)

    # -- memory --------------------------------------------------------------------------------

    def _put(self, slot: Slot, array: npt.NDArray[Any]) -> None:
        """Note where an array lies."""
        self.alive.append(array)
        self.shared[slot] = array.ctypes.data

    def _list(self, slot: Slot, entries: Sequence[Sequence[int]] | Words, width: int) -> None:
        """Note a list, and how many entries it has."""
        table = np.array(entries, dtype=np.int64).reshape(-1, width)
        self.shared[slot] = len(table)
        self._put(Slot(slot + 1), table)

    def _uniform(self) -> npt.NDArray[np.float64]:
        """Compute the uniform values, and lay out those that vary in time."""
        rows, plan, instants = self.layout.rows["uniform"], self.plan, self.timing.instants
        fixed, moving = self.layout.uniform
        self.known: Values = evaluate_in(fixed, self.parameters.constant, dict(plan.constants))
        evaluate_in(moving, self.parameters.over_time(instants), self.known)
        uniform = np.zeros(rows.count)
        uniform[STEP_LENGTH] = self.timing.step
        columns: list[npt.NDArray[Any]] = []
        places: list[int] = []
        for node, first in rows.items():
            value, count = self.known[node.number], prod(node.shape)
            if plan.rate(node) == 0:
                uniform[first : first + count].reshape((*node.shape, 1))[...] = value
            else:
                whole = np.broadcast_to(value, (*node.shape, len(instants)))
                columns.append(whole.reshape(-1, len(instants)))
                places += range(first, first + count)
        table = np.concatenate(columns) if columns else np.empty((0, len(instants)))
        self.shared[Slot.MOVING] = len(places)
        self._put(Slot.MOVING_ROWS, np.array(places, dtype=np.int64))
        self._put(Slot.MOVING_VALUES, np.ascontiguousarray(table.T, dtype=np.float64))
        return uniform

    def _inputs(self) -> None:
        """Note where what is given to each member lies, and the keys of random numbers."""
        given, noise = [], []
        for node, first in self.layout.rows["begin"].items():
            if node.op == "random":
                noise.append(self._noise(node, first))
                given.append(np.zeros((prod(node.shape), 2), dtype=np.int64))
                given[-1][:, 0] = self._zeros()
            else:
                values = self.parameters.at(node, 0, slice(0, self.parameters.members))
                given.append(elements_of(self._held(values), node.shape, 1))
        table = np.concatenate(given) if given else np.empty((0, 2), dtype=np.int64)
        self._list(Slot.GIVEN, table, 2)
        self._list(Slot.STARTING_NOISE, noise, 4)
        paths, noise = [], []
        for node, first in self.layout.rows["step"].items():
            if node.op == "random":
                noise.append(self._noise(node, first))
            else:
                table = elements_of(self._held(self.parameters.whole(node)), node.shape, 2)
                own = np.arange(first, first + len(table))[:, None]
                paths.append(np.concatenate([own, table], axis=1))
        self._list(Slot.PATHS, np.concatenate(paths) if paths else [], 4)
        self._list(Slot.NOISE, noise, 4)

    def _zeros(self) -> int:
        """Return the address of a zero, for rows that something else fills."""
        zero = np.zeros(1)
        self.alive.append(zero)
        return int(zero.ctypes.data)

    def _held(self, values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        whole = np.asarray(values, dtype=np.float64)
        self.alive.append(whole)
        return whole

    def _noise(self, node: Node, row: int) -> list[int]:
        words = key_words(self.parameters.seed, node.data.name).view(np.int64)
        return [*(int(w) for w in words), prod(node.shape), row]

    def _times(self) -> None:
        """Note the steps, which of them are saved, and the method's table."""
        timing, method = self.timing, self.timing.method
        saved = np.full(timing.steps - timing.begin + 1, -1, dtype=np.int64)
        steps = np.array(timing.saved) - timing.begin
        saved[steps] = np.arange(len(steps))
        self._put(Slot.SAVED, saved)
        self.shared |= {
            Slot.FIRST: timing.begin,
            Slot.LAST: timing.steps,
            Slot.INSTANTS: method.parts,
            Slot.NUMBER: self.parameters.first,
            Slot.STATES: self.layout.rows["state"].count,
        }
        table = [] if self.layout.euler else [*method.stages, method.weights]
        counts = np.zeros((len(table), len(table)))
        entries = []
        for place, (multiples, whole) in enumerate(table):
            counts[place, : len(multiples)] = multiples
            later = method.offset(place + 1) if place + 1 < len(table) else 0
            entries.append([later, _bits(timing.step / whole)])
        self._list(Slot.STAGES, entries, 2)
        self._put(Slot.COUNTS, counts)
        integrals = [s for s in self.layout.states if s.kind == "integral"]
        floors = [int(s.floor) for s in integrals for _ in range(prod(s.node.shape))]
        self.shared[Slot.INTEGRALS] = len(floors)
        self._put(Slot.FLOORS, np.array(floors, dtype=np.int64))

    # -- fixed delays --------------------------------------------------------------------------

    def _queues(self) -> tuple[int, int, int]:
        """Lay out the rings; return their rows, and how many are tied and loose."""
        states = [s for s in self.layout.states if s.kind == "queue"]
        tied: list[list[int]] = []
        loose: list[list[int]] = []
        kept: list[Words] = []
        rows = 0
        for state in states:
            assert state.delay is not None  # noqa: S101  (a fixed delay has one)
            length = queue_length(self._delay(state), self.timing.step)
            by_member = bool(self.plan.rate(state.delay) & MEMBER)
            width = length.shape[-1]
            whole = np.broadcast_to(length, (*state.node.shape, width)).reshape(-1, width)
            for own in whole:
                count = ring_rows(own, self.timing.steps)
                if by_member:
                    lengths = np.ascontiguousarray(own)
                    self.alive.append(lengths)
                    loose.append([lengths.ctypes.data, 8 if width > 1 else 0, rows, count])
                else:
                    tied.append([int(own[0]), rows, count])
                rows += count
            kept.append(self._kept(state))
        self._list(Slot.QUEUES, tied, 3)
        self._list(Slot.LOOSE, loose, 4)
        self._put(Slot.KEPT_RINGS, np.concatenate(kept) if kept else np.empty((0, 4), np.int64))
        counted = [prod(s.node.shape) for s in self.layout.states if s.kind != "queue"]
        self.shared[Slot.FIRST_QUEUE] = sum(counted)
        self.shared[Slot.QUEUE_RESULT] = 0 if self.layout.euler else self.shared[Slot.INTEGRALS]
        return rows, len(tied), len(loose)

    def _delay(self, state: State) -> npt.NDArray[Any]:
        assert state.delay is not None  # noqa: S101  (a fixed delay has one)
        everyone = slice(0, self.parameters.members)
        found = evaluate(
            [state.delay],
            lambda node: self.parameters.at(node, 0, everyone),
            dict(self.plan.constants),
        )
        return found[state.delay.number]

    def _kept(self, state: State) -> Words:
        """Return where what each ring holds at first lies, in a run that goes on."""
        count = prod(state.node.shape)
        entries = np.zeros((count, 4), dtype=np.int64)
        if state.ring is not None:
            values = self.parameters.at(state.ring, 0, slice(0, self.parameters.members))
            ring = np.moveaxis(self._held(values), 0, -2)
            table = elements_of(ring, state.node.shape, 2)
            entries[:, 0], entries[:, 1] = table[:, 0], ring.shape[-2]
            entries[:, 2:] = table[:, 1:]
        return entries


def elements_of(values: npt.NDArray[Any], shape: tuple[int, ...], axes: int) -> Words:
    """Return for each element its address, and the bytes along the last axes.

    Parameters
    ----------
    values : array, shape (*subscripts, ...)
        Subscripts that are missing or 1 are the same for all elements.
    shape : tuple of int
        Lengths over subscripts.
    axes : int
        Axes of `values` after its subscripts.

    Returns
    -------
    array of int, shape (elements, 1 + axes)
        0 bytes along an axis of 1.
    """
    start = values.__array_interface__["data"][0]
    if not shape and values.ndim == axes:
        bytes_ = [s if n > 1 else 0 for n, s in zip(values.shape, values.strides, strict=True)]
        return np.array([[start, *bytes_]], dtype=np.int64)
    spread = values
    if values.shape[: values.ndim - axes] != shape:
        spread = np.broadcast_to(values, (*shape, *values.shape[values.ndim - axes :]))
    steps = [s if n > 1 else 0 for n, s in zip(spread.shape, spread.strides, strict=True)]
    offsets = np.zeros(shape, dtype=np.int64)
    for axis, length in enumerate(shape):
        own = np.arange(length, dtype=np.int64) * steps[axis]
        offsets = offsets + own.reshape([-1 if d == axis else 1 for d in range(len(shape))])
    table = np.empty((offsets.size, 1 + axes), dtype=np.int64)
    table[:, 0] = offsets.ravel() + start
    table[:, 1:] = steps[len(shape) :]
    return table


def output_table(places: Mapping[str, int], filled: Mapping[str, Store]) -> Words:
    """Return for each element of some outputs its row, address and bytes an instant, a member."""
    tables = []
    for key, first in places.items():
        store = filled[key]
        values = store.values
        inner = values.shape[1:-1]
        table = np.empty((prod(inner), 4), dtype=np.int64)
        table[:, 0] = np.arange(first, first + len(table))
        table[:, 1] = elements_of(np.moveaxis(values, 0, -2), inner, 2)[:, 0]
        table[:, 2] = values.strides[0]
        table[:, 3] = values.strides[-1] if store.by_member else 0
        tables.append(table)
    return np.concatenate(tables) if tables else np.empty((0, 4), dtype=np.int64)


def _bits(value: float) -> int:
    return int(np.float64(value).view(np.int64))
