"""A model as a WebAssembly module, and the map of its memory that a page runs it by.

The map is plain data (``Kernel.map``), the same for both modules but for ``modules``::

    start, step        time of the first step, and the time step
    steps, parts       steps of a run, and instants a step
    saved              steps after which values are saved
    given              rows of shared values that the page fills at all instants, after the instants
                       themselves: {name, element, initial}; or {values} where nothing moves them
    begin, path        columns, a number a member: {name, element}; `path`, one for each instant
    outputs            by name: {kind, row, size, shape, value}. `kind` says where the numbers are:
                       "saved" (by `steps`, an instant, a row, a member), "member" (by `begin`, a
                       row, a member), "times" (among shared values), "fixed" (`value`)
    rows, steady       rows that `steps` saves at an instant, and that `begin` leaves
    modules            for "simd" and "plain": lanes (members of a frame), tile (frames at most),
                       frames, frame_size (what a restart keeps: all of it), times, times_size,
                       given_at, given_size, begin_inputs, step_inputs, inputs_size, heap (memory
                       that is the page's)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np

from gaoxin.engine.compiled.layout import Layout, lay_out
from gaoxin.engine.compiled.layout import Rows as LayoutRows
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.engine.running.methods import EULER
from gaoxin.engine.running.parameters import Parameters
from gaoxin.engine.running.plan import FREE, TIME, make_plan
from gaoxin.engine.running.queues import queue_length, ring_rows
from gaoxin.engine.running.setup import Setup
from gaoxin.engine.running.timing import Timing
from gaoxin.engine.values.graph import Node
from gaoxin.engine.values.interpret import evaluate
from gaoxin.simulator.kernel.binary import Module
from gaoxin.simulator.kernel.driver import Addresses, Driver, Ring
from gaoxin.simulator.kernel.emitter import Frames, Instants, Section
from gaoxin.simulator.kernel.lanes import Simd
from gaoxin.simulator.kernel.library import Library
from gaoxin.simulator.kernel.parts import scratch_rows
from gaoxin.simulator.kernel.plain import Plain
from gaoxin.simulator.kernel.times import Times, times_code

TILE = 4
"""Frames that a function goes through at once: calls cost less, and the frames stay near."""

SECTIONS = ("begin", "step", "save")


@dataclass(frozen=True)
class Kernel:
    """A model that a page can run.

    Attributes
    ----------
    simd, plain : bytes
        The module, and the same for browsers without SIMD.
    map : dict
        See the file's own docstring.
    """

    simd: bytes
    plain: bytes
    map: dict[str, Any] = field(repr=False)


def make_kernel(
    setup: Setup,
    outputs: Sequence[str],
    *,
    free: Collection[str] = (),
    drawn: Mapping[str, int] | None = None,
) -> Kernel:
    """Write a model as a module.

    Parameters
    ----------
    setup : Setup
        Values of what nothing moves, and the time grid.
    outputs : sequence of str
        Canonical names.
    free : collection of str
        Parameters, by canonical name, that the page sets for all members, at each instant.
    drawn : mapping of str to int, optional
        Those that differ by member: MEMBER, or MEMBER | TIME where they are paths too; by default
        what the setup's own values do.

    Returns
    -------
    Kernel

    Raises
    ------
    NotCovered
        Something has no scalar form, or none in a page; the text says what.
    """
    parameters, timing = setup.parameters, setup.timing
    varying = parameters.varying() if drawn is None else dict(drawn)
    for name in free:
        varying[name] = FREE | TIME
    plan = make_plan(setup.lowered, outputs, varying, parameters.constant)
    layout = lay_out(plan, euler=timing.method == EULER)
    for node in plan.outputs.values():
        if not (plan.once(node) or plan.in_loop(node) or node.number in plan.constants):
            layout.rows["uniform"].place(node)
    times = times_code(plan, layout.rows["uniform"], timing.step)
    writer = _Writer(layout, times, timing, _rings(layout, timing, parameters))
    modules = {name: writer.module(kind()) for name, kind in KINDS.items()}
    described = {
        "start": timing.start,
        "step": timing.step,
        "steps": timing.steps,
        "parts": timing.method.parts,
        "saved": timing.saved,
        "given": _given(times.given, parameters, free),
        "begin": _columns(layout.rows["begin"]),
        "path": _columns(layout.rows["step"]),
        "outputs": {k: _place(layout, k, n) for k, n in plan.outputs.items()},
        "rows": writer.saved_rows,
        "steady": writer.steady_rows,
        "modules": {name: place for name, (_, place) in modules.items()},
    }
    return Kernel(modules["simd"][0], modules["plain"][0], described)


KINDS: dict[str, type[Simd]] = {"simd": Simd, "plain": Plain}


def _rings(layout: Layout, timing: Timing, parameters: Parameters) -> list[Ring]:
    """Return the fixed delays, an element each, in the order of their rows."""
    integrals = _count(layout, "integral")
    queued = 0 if layout.euler else integrals
    rings: list[Ring] = []
    for state in layout.states:
        if state.kind != "queue" or state.delay is None:
            continue
        if layout.plan.rate(state.delay):
            raise NotCovered(f"a fixed delay whose time may change ('{state.variable}')")
        if state.ring is not None:
            raise NotCovered("a run that goes on from another")
        delay = evaluate([state.delay], parameters.constant, dict(layout.plan.constants))
        length = queue_length(delay[state.delay.number], timing.step)
        first = layout.rows["state"].first[state.node.number]
        for i, own in enumerate(np.broadcast_to(length, (*state.node.shape, 1)).reshape(-1)):
            rows = ring_rows(np.array([own]), timing.steps)
            rings.append(Ring(first + i, queued + len(rings), rows))
    return rings


def _count(layout: Layout, kind: str) -> int:
    return sum(prod(s.node.shape) for s in layout.states if s.kind == kind)


def _columns(rows: LayoutRows) -> list[dict[str, Any]]:
    """Return which element of which parameter each column holds."""
    found = []
    for node in rows.nodes:
        if node.op == "random":
            raise NotCovered(f"random numbers ('{node.data.name}')")
        found += [{"name": node.data.name, "element": i} for i in range(prod(node.shape))]
    return found


def _given(rows: LayoutRows, parameters: Parameters, free: Collection[str]) -> list[dict[str, Any]]:
    """Return what each given row holds: an element of a free parameter, or fixed numbers."""
    found: list[dict[str, Any]] = []
    for node in rows.nodes:
        name, initial = node.data
        for i in range(prod(node.shape)):
            if name in free:
                found.append({"name": name, "element": i, "initial": bool(initial)})
                continue
            values = parameters.whole(node)[..., 0]
            own = np.broadcast_to(values, (*node.shape, values.shape[-1]))
            path = own.reshape(-1, own.shape[-1])[i]
            found.append({"values": (path[:1] if initial else path).tolist()})
    return found


def _place(layout: Layout, key: str, node: Node) -> dict[str, Any]:
    """Return where the numbers of an output are."""
    found: dict[str, Any] = {"size": prod(node.shape), "shape": list(node.shape)}
    if key in layout.outputs:
        return {"kind": "saved", "row": layout.outputs[key], **found}
    if key in layout.steady:
        return {"kind": "member", "row": layout.steady[key], **found}
    constant = layout.plan.constants.get(node.number)
    if constant is None:
        return {"kind": "times", "row": layout.rows["uniform"].first[node.number], **found}
    value = np.broadcast_to(constant, (*node.shape, 1)).reshape(-1).astype(np.float64)
    return {"kind": "fixed", "value": [None if np.isnan(v) else float(v) for v in value], **found}


@dataclass(frozen=True)
class _Writer:
    """Writes the same model for several kinds of lanes."""

    layout: Layout
    times: Times
    timing: Timing
    rings: Sequence[Ring]

    def _stored(self, section: str) -> int:
        stores = self.layout.code.sections[section]
        return max((s.row + 1 for s in stores if s.space == "result"), default=0)

    @property
    def saved_rows(self) -> int:
        """Rows that `steps` saves at an instant."""
        return self._stored("save")

    @property
    def steady_rows(self) -> int:
        """Rows of results that `begin` leaves."""
        return self._stored("begin")

    def module(self, lanes: Simd) -> tuple[bytes, dict[str, int]]:
        """Return a module, and where everything lies in its memory."""
        module = Module()
        library = Library(module, lanes)
        frames = self._frames(lanes)
        at = self._addresses(module, lanes, frames)
        code = self.layout.code
        sections = {
            name: Section(code, library, frames, columns=name != "step").write(name)
            for name in SECTIONS
        }
        instants = Instants(self.times.code, library, frames, at.times_size).write("times")
        states = [s for s in self.layout.states if s.kind == "integral"]
        floors = [int(s.floor) for s in states for _ in range(prod(s.node.shape))]
        Driver(
            module,
            lanes,
            frames,
            at,
            self.timing.method,
            self.timing.step,
            self.rings,
            len(floors),
            self.layout.rows["state"].count,
            self._stored("step"),
            self.saved_rows,
            [row for row, floor in enumerate(floors) if floor],
        ).write(instants, sections, self._groups(lanes))
        heap = module.room(0, 64)
        return module.bytes(), {
            "lanes": lanes.lanes,
            "tile": TILE,
            "frames": at.frames,
            "frame_size": frames.size,
            "times": at.times,
            "times_size": at.times_size,
            "given_at": at.given,
            "given_size": at.given_size,
            "begin_inputs": at.begin_inputs,
            "step_inputs": at.step_inputs,
            "inputs_size": at.inputs_size,
            "heap": heap,
        }

    def _groups(self, lanes: Simd) -> int:
        return -(-len(self.timing.instants) // lanes.lanes)

    def _frames(self, lanes: Simd) -> Frames:
        """Lay out a frame."""
        top = 0

        def room(rows: int) -> int:
            nonlocal top
            first = top
            top += rows * lanes.size
            return first

        rows, code = self.layout.rows, self.layout.code
        stages = 1 + len(self.timing.method.stages)
        copies = 2 if stages == 1 else 4
        states = tuple(room(rows["state"].count) for _ in range(copies))
        member = room(rows["member"].count)
        results = room(self._stored("step") * stages)
        rings = room(sum(ring.length for ring in self.rings))
        crossing = max(scratch_rows(code, SECTIONS), scratch_rows(self.times.code, ["times"]))
        scratch = room(crossing)
        return Frames(-(-top // 64) * 64 + 64, states, member, results, scratch, rings)

    def _addresses(self, module: Module, lanes: Simd, frames: Frames) -> Addresses:
        rows, instants = self.layout.rows, self._groups(lanes) * lanes.lanes
        times_size = 8 * rows["uniform"].count
        inputs_size = 4 * rows["step"].count
        saved = np.full(self.timing.steps + 1, -1, dtype="<i4")
        saved[self.timing.saved] = np.arange(len(self.timing.saved))
        at = Addresses(
            frames=module.room(frames.size * TILE, 64),
            times=module.room(times_size * instants),
            given=module.room(8 * instants * self.times.given.count),
            begin_inputs=module.room(4 * rows["begin"].count),
            step_inputs=module.room(inputs_size * len(self.timing.instants)),
            saved=module.room(saved.nbytes),
            times_size=times_size,
            given_size=8 * instants,
            inputs_size=inputs_size,
        )
        module.data.append((at.saved, saved.tobytes()))
        return at
