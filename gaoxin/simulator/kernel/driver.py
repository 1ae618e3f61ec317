"""What surrounds a model's functions: the loop over steps, fixed delays, stages of a method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gaoxin.engine.running.methods import Method, Row
from gaoxin.simulator.kernel.binary import (
    ADD,
    AT_LEAST,
    BLOCK,
    END,
    I32,
    IF,
    LESS,
    LOOP,
    MULTIPLY,
    REMAINDER,
    SUBTRACT,
    Function,
    Module,
    branch,
    branch_if,
    call,
    get,
    i32,
    put,
    whole,
)
from gaoxin.simulator.kernel.emitter import Frames
from gaoxin.simulator.kernel.lanes import Simd


@dataclass(frozen=True)
class Ring:
    """A fixed delay of one element: its row of states, its row of results, its length in steps."""

    state: int
    result: int
    length: int


@dataclass(frozen=True)
class Addresses:
    """Where what all frames share lies in memory.

    Attributes
    ----------
    frames, times, given, begin_inputs, step_inputs, saved : int
        The first frame; uniform values, an instant after the other; given values, a row a
        parameter; columns of what `begin` and each instant read; for each step its place among
        those that are saved, or -1.
    times_size, given_size, inputs_size : int
        Bytes of the uniform values of an instant, of a given row, of the columns of an instant.
    """

    frames: int
    times: int
    given: int
    begin_inputs: int
    step_inputs: int
    saved: int
    times_size: int
    given_size: int
    inputs_size: int


@dataclass(frozen=True)
class Driver:
    """Writes the functions that a page calls: ``times``, ``begin`` and ``steps``.

    Attributes
    ----------
    step : float
        The time step.
    integrals, states, results, outputs : int
        Rows of states that are integrated, of all states, of a stage's results, of what is saved.
    floors : sequence of int
        Rows of integrals that stop at zero.
    """

    module: Module
    lanes: Simd
    frames: Frames
    at: Addresses
    method: Method
    step: float
    rings: Sequence[Ring]
    integrals: int
    states: int
    results: int
    outputs: int
    floors: Sequence[int]

    def write(
        self, times: Sequence[int], sections: Mapping[str, Sequence[int]], instants: int
    ) -> None:
        """Write the functions that are exported.

        Parameters
        ----------
        times : sequence of int
            Functions that compute what members share.
        sections : mapping of str to sequence of int
            Functions of ``begin``, ``step`` and ``save``.
        instants : int
            Groups of instants.
        """
        self._times(times, instants)
        self._begin(sections["begin"], self._fill())
        self._steps(sections["step"], sections["save"])

    def _frame(self, offset: int) -> bytes:
        return i32(self.at.frames + offset)

    def _times(self, functions: Sequence[int], groups: int) -> None:
        """Write ``times()``: a group of instants after the other through all functions.

        What one function leaves for a later one lies in one frame, which the next group takes.
        """
        f = Function([])
        at, lanes = self.at, self.lanes.lanes
        times, given, left = (f.local(I32) for _ in range(3))
        f.do(put(times, i32(at.times)), put(given, i32(at.given)), put(left, i32(groups)), LOOP)
        for function in functions:
            f.do(i32(at.frames), *(i32(0) for _ in range(4)), get(times), get(given))
            f.do(i32(at.given_size), i32(1), call(function))
        f.do(put(times, get(times) + i32(at.times_size * lanes) + ADD))
        f.do(put(given, get(given) + i32(8 * lanes) + ADD))
        f.do(put(left, get(left) + i32(1) + SUBTRACT), branch_if(0, get(left)), END)
        self.module.add(f, "times")

    def _begin(self, functions: Sequence[int], fill: int) -> None:
        """Write ``begin(member, frames, results, pitch)``: bytes before the first member."""
        f = Function([I32] * 4)
        at, old = self.at, self._frame(self.frames.states[0])
        for function in functions:
            f.do(i32(at.frames), old, i32(0), get(2), get(0), i32(at.times))
            f.do(i32(at.begin_inputs), get(3), get(1), call(function))
        f.do(i32(at.frames), get(1), call(fill))
        self.module.add(f, "begin")

    def _steps(self, step: Sequence[int], save: Sequence[int]) -> None:
        """Write ``steps(member, frames, first, last, results, pitch)``: saves the last, too."""
        f = Function([I32] * 6)
        now, old, new, place = (f.local(I32) for _ in range(4))
        a, b = self.frames.states[:2]
        odd = get(2) + i32(1) + b"\x71"
        f.do(put(now, get(2)))
        f.do(put(old, self._frame(b) + self._frame(a) + odd + b"\x1b"))
        f.do(put(new, self._frame(a) + self._frame(b) + odd + b"\x1b"))
        f.do(BLOCK, LOOP)
        times = i32(self.at.times) + self._instant(get(now), 0, self.at.times_size) + ADD
        saved = get(now) + i32(4) + MULTIPLY
        f.do(put(place, whole(saved, self.at.saved)))
        f.do(get(place), i32(0), AT_LEAST, IF)
        row = get(place) + i32(self.outputs) + MULTIPLY + get(5) + MULTIPLY
        for function in save:
            f.do(i32(self.at.frames), get(old), get(new), get(4) + row + ADD, get(0), times)
            f.do(self._inputs(get(now), 0), get(5), get(1), call(function))
        f.do(END)
        f.do(branch_if(1, get(now) + get(3) + AT_LEAST))
        self._one_step(f, step, now, old, new)
        f.do(put(place, get(old)), put(old, get(new)), put(new, get(place)))
        f.do(put(now, get(now) + i32(1) + ADD), branch(0), END, END)
        self.module.add(f, "steps")

    def _instant(self, step: bytes, offset: int, size: int) -> bytes:
        """Return how far the values of an instant lie behind those of the first."""
        return step + i32(self.method.parts * size) + MULTIPLY + i32(offset * size) + ADD

    def _inputs(self, step: bytes, offset: int) -> bytes:
        start = i32(self.at.step_inputs)
        return start + self._instant(step, offset, self.at.inputs_size) + ADD

    def _one_step(self, f: Function, step: Sequence[int], now: int, old: int, new: int) -> None:
        frames, count = self.frames, get(1)

        def evaluate(before: bytes, after: bytes, stage: int) -> None:
            offset = self.method.offset(stage)
            time = i32(self.at.times) + self._instant(get(now), offset, self.at.times_size) + ADD
            results = self._frame(frames.results + stage * self.results * self.lanes.size)
            for function in step:
                f.do(i32(self.at.frames), before, after, results, get(0), time)
                f.do(self._inputs(get(now), offset), i32(0), count, call(function))

        evaluate(get(old), get(new), 0)
        if self.method.stages:
            between, unused = (self._frame(place) for place in frames.states[2:])
            for stage, row in enumerate(self.method.stages, start=1):
                f.do(get(old), between, count, call(self._moved(row, whole=True)))
                evaluate(between, unused, stage)
            f.do(get(old), get(new), count, call(self._moved(self.method.weights, whole=False)))
        if self.rings:
            f.do(get(new), get(now), count, call(self._push()))

    # -- loops over frames -----------------------------------------------------------------------

    def _each_frame(self, f: Function, count: int, advance: Sequence[int], body: bytes) -> None:
        """Write a loop over frames, in which the parameters `advance` are addresses in one."""
        more = b"".join(put(p, get(p) + i32(self.frames.size) + ADD) for p in advance)
        less = put(count, get(count) + i32(1) + SUBTRACT)
        f.do(BLOCK, branch_if(0, get(count) + b"\x45"), LOOP, body, more, less)
        f.do(branch_if(0, get(count)), END, END)

    def _fill(self) -> int:
        """Write what fills fixed delays with the values that their states begin with."""
        f = Function([I32, I32])
        at, size = f.local(I32), self.lanes.size
        body = b""
        rows = self.frames.rings
        for ring in self.rings:
            first = self.lanes.load(get(0), self.frames.states[0] + ring.state * size)
            body += put(at, i32(0)) + LOOP
            body += self.lanes.store(get(0) + get(at) + ADD, first, rows)
            body += put(at, get(at) + i32(size) + ADD)
            body += branch_if(0, get(at) + i32(ring.length * size) + LESS) + END
            rows += ring.length * size
        self._each_frame(f, 1, [0], body)
        return self.module.add(f)

    def _push(self) -> int:
        """Write ``push(states, step, frames)``: what comes out of fixed delays is the state."""
        f = Function([I32] * 3)
        size, frame = self.lanes.size, f.local(I32)
        f.do(put(frame, i32(self.at.frames)))
        places: dict[int, tuple[int, int]] = {}
        for length in dict.fromkeys(ring.length for ring in self.rings):
            places[length] = f.local(I32), f.local(I32)
            for local, step in zip(places[length], (get(1), get(1) + i32(1) + ADD), strict=True):
                f.do(put(local, step + i32(length) + REMAINDER + i32(size) + MULTIPLY))
        body, rows = b"", self.frames.rings
        for ring in self.rings:
            into, out = places[ring.length]
            given = self.lanes.load(get(frame), self.frames.results + ring.result * size)
            body += self.lanes.store(get(frame) + get(into) + ADD, given, rows)
            found = self.lanes.load(get(frame) + get(out) + ADD, rows)
            body += self.lanes.store(get(0), found, ring.state * size)
            rows += ring.length * size
        self._each_frame(f, 2, [0, frame], body)
        return self.module.add(f)

    def _moved(self, row: Row, *, whole: bool) -> int:
        """Write ``moved(states, to, frames)``: states and how far some slopes lead.

        Those that are not integrated stay, and are written where the `whole` is wanted.
        """
        counts, divisor = row
        f = Function([I32] * 3)
        frame, at = f.local(I32), f.local(I32)
        lanes, size = self.lanes, self.lanes.size
        f.do(put(frame, i32(self.at.frames)))
        total = b""
        for stage, count in enumerate(counts):
            if not count:
                continue
            place = self.frames.results + stage * self.results * size
            slope = lanes.load(get(frame) + get(at) + ADD, place)
            slope = slope if count == 1 else lanes.apply("multiply", slope, lanes.literal(count))
            total = lanes.apply("add", total, slope) if total else slope
        step = self.step / divisor
        way = lanes.apply("multiply", total, lanes.literal(step))
        after = lanes.apply("add", lanes.load(get(0) + get(at) + ADD), way)
        body = self._rows(at, 0, self.integrals, lanes.store(get(1) + get(at) + ADD, after))
        for floor in self.floors:
            value = lanes.load(get(1), floor * size)
            value = lanes.apply("maximum", value, lanes.literal(0.0))
            body += lanes.store(get(1), value, floor * size)
        if whole:
            same = lanes.load(get(0) + get(at) + ADD)
            copy = lanes.store(get(1) + get(at) + ADD, same)
            body += self._rows(at, self.integrals, self.states, copy)
        self._each_frame(f, 2, [0, 1, frame], body)
        return self.module.add(f)

    def _rows(self, at: int, first: int, end: int, body: bytes) -> bytes:
        """Return a loop over rows; `at` is how far each lies from the first."""
        if first >= end:
            return b""
        size = self.lanes.size
        more = put(at, get(at) + i32(size) + ADD)
        again = branch_if(0, get(at) + i32(end * size) + LESS)
        return put(at, i32(first * size)) + LOOP + body + more + again + END
