"""Scalar code as WebAssembly: a function a section, over frames of members; split where it is long.

A *frame* is the memory of one value's members (:attr:`Simd.lanes`): rows of states, of what is
computed once a member, of results. A function goes through some frames, one after another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gaoxin.engine.compiled.scalar import Code, Put, kind
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.simulator.kernel.binary import (
    ADD,
    BLOCK,
    END,
    I32,
    IS_ZERO,
    LOOP,
    MULTIPLY,
    SUBTRACT,
    Function,
    branch_if,
    call,
    get,
    i32,
    put,
    whole,
)
from gaoxin.simulator.kernel.elementary import FUNCTIONS, INSIDE
from gaoxin.simulator.kernel.formulas import Formula, Number
from gaoxin.simulator.kernel.library import Library, guarded
from gaoxin.simulator.kernel.parts import crossing, operands, parts_of

LINEAR = 24
"""Points of a table up to which an argument is compared with each."""

LONG = 2000
"""Bytes of an expression that is not built any longer."""

FRAME, OLD, NEW, RESULT, MEMBER, TIMES, INPUTS, PITCH, COUNT = range(9)
"""Parameters of every function: addresses of a frame, of its states before and after the step, of
where results go; bytes before the first member in a column; addresses of the uniform values and of
the columns of the inputs; bytes between the results of two rows; frames."""

PARAMETERS = [I32] * 9


@dataclass(frozen=True)
class Frames:
    """Where the rows of a frame lie, in bytes from its beginning.

    Attributes
    ----------
    size : int
    states : tuple of int
        Two places of the states, by turns; and two more for stages of a method.
    member, results, scratch, rings : int
    """

    size: int
    states: tuple[int, ...]
    member: int
    results: int
    scratch: int
    rings: int


class Section:
    """Sections of scalar code as functions over frames.

    Parameters
    ----------
    code : Code
    library : Library
    frames : Frames
    columns : bool
        Whether results go to columns, a number a member; else they stay in the frame.
    """

    def __init__(self, code: Code, library: Library, frames: Frames, *, columns: bool) -> None:
        self.code, self.library, self.lanes = code, library, library.lanes
        self.module, self.frames, self.columns = library.module, frames, columns
        self.apart = 0
        self.steps = {FRAME: frames.size, OLD: frames.size, NEW: frames.size}
        self.steps[MEMBER] = 8 * self.lanes.lanes
        if not columns:
            self.steps[RESULT] = frames.size

    def write(self, name: str) -> list[int]:
        """Return the numbers of the functions that do a section, in order."""
        parts = parts_of(self.code, self.code.needed(name))
        rows = crossing(self.code, parts)
        home = {number: place for place, part in enumerate(parts) for number in part}
        found: list[int] = []
        for place, part in enumerate(parts):
            inside = [s for s in self.code.sections[name] if home.get(s.value, 0) == place]
            found.append(self.module.add(_Part(self, rows).function(part, inside)))
        return found

    def load(self, space: str, row: int) -> bytes:
        """Return what stands in a row."""
        lanes, offset = self.lanes, row * self.lanes.size
        if space == "uniform":
            return lanes.load_one(get(TIMES), 8 * row)
        if space == "input":
            return lanes.load(whole(get(INPUTS), 4 * row) + get(MEMBER) + ADD)
        if space == "member":
            return lanes.load(get(FRAME), self.frames.member + offset)
        return lanes.load(get(OLD), offset)

    def store(self, space: str, row: int, local: bytes) -> bytes:
        """Return what writes a local to a row.

        Parameters
        ----------
        space : str
        row : int
        local : bytes
            What reads it.

        Returns
        -------
        bytes
        """
        lanes, offset = self.lanes, row * self.lanes.size
        if space == "member":
            return lanes.store(get(FRAME), local, self.frames.member + offset)
        if space in {"state", "next"}:
            return lanes.store(get(NEW if space == "next" else OLD), local, offset)
        if not self.columns:
            return lanes.store(get(RESULT), local, offset)
        address = get(RESULT) + get(PITCH) + i32(row) + MULTIPLY + ADD
        return lanes.store(address + get(MEMBER) + ADD, local)


class Instants(Section):
    """Code of values that members share, over instants in place of members.

    Parameters
    ----------
    code : Code
    library : Library
    frames : Frames
    apart : int
        Bytes between the values of an instant and those of the next.
    """

    def __init__(self, code: Code, library: Library, frames: Frames, apart: int) -> None:
        super().__init__(code, library, frames, columns=True)
        self.apart = apart
        self.steps = {INPUTS: 8 * self.lanes.lanes, TIMES: apart * self.lanes.lanes}

    def load(self, space: str, row: int) -> bytes:
        """Return what stands in a row at the instants."""
        return self.lanes.load(get(INPUTS) + get(PITCH) + i32(row) + MULTIPLY + ADD)

    def store(self, space: str, row: int, local: bytes) -> bytes:
        """Return what writes a local to a row.

        Parameters
        ----------
        space : str
        row : int
        local : bytes
            What reads it.

        Returns
        -------
        bytes
        """
        return self.lanes.store_apart(get(TIMES), local, 8 * row, self.apart)


class _Part:
    """One function; what it has computed, by the number of the instruction."""

    def __init__(self, section: Section, rows: Mapping[int, int]) -> None:
        self.section, self.rows = section, rows
        self.code, self.lanes = section.code, section.lanes
        self.f = Function(PARAMETERS)
        self.values: dict[int, bytes] = {}
        self.places: dict[int, list[bytes]] = {}
        self.uses: dict[int, int] = {}

    def function(self, numbers: Sequence[int], stores: Sequence[Put]) -> Function:
        """Return the function that computes some instructions and leaves some values behind."""
        waiting: dict[int, list[Put]] = {}
        for store in stores:
            waiting.setdefault(store.value, []).append(store)
        self._count_uses(numbers, stores)
        f = self.f
        f.do(BLOCK, branch_if(0, get(COUNT) + IS_ZERO), LOOP)
        for number in numbers:
            self._compute(number)
            if number in self.rows:
                f.do(self._keep(number))
            self._store(waiting.pop(number, ()))
        for loaded in waiting.values():
            self._store(loaded)
        for parameter, size in self.section.steps.items():
            f.do(put(parameter, get(parameter) + i32(size) + ADD))
        f.do(put(COUNT, get(COUNT) + i32(1) + SUBTRACT), branch_if(0, get(COUNT)), END, END)
        return f

    def _store(self, stores: Sequence[Put]) -> None:
        for store in stores:
            value = (
                self._local(store.value)
                if len(stores) > 1 or self.section.apart
                else (self._value(store.value))
            )
            self.f.do(self.section.store(store.space, store.row, value))

    def _count_uses(self, numbers: Sequence[int], stores: Sequence[Put]) -> None:
        read = [arg for number in numbers for arg in operands(self.code, number)]
        for number in [*read, *(store.value for store in stores)]:
            self.uses[number] = self.uses.get(number, 0) + 1
        for number in numbers:  # kept for a later part: read once more
            if number in self.rows:
                self.uses[number] = self.uses.get(number, 0) + 1

    def _compute(self, number: int) -> None:
        """Write a value's expression; compute it now if it is read more than once."""
        op, args, data = self.code.instructions[number]
        value = self._picked(args[0], data) if op == "pick" else self._applied(op, args)
        if self.uses.get(number, 0) != 1 or len(value) > LONG:
            value = self.f.kept(self._type(number), value)
        self.values[number] = value

    def _type(self, number: int) -> bytes:
        truth = kind(self.code.instructions[number]) == "truth"
        return self.lanes.truth if truth else self.lanes.number

    def _value(self, number: int) -> bytes:
        """Return what reads a value: its local, its memory, or its whole expression."""
        if number in self.values:
            return self.values[number]
        op, _, data = self.code.instructions[number]
        if op == "number":
            return self.lanes.literal(float.fromhex(data))
        if op == "truth":
            return self.lanes.true(data)
        value = self.section.load(*data) if op == "load" else self._recall(number)
        if self.uses.get(number, 0) > 1:
            value = self.values[number] = self.f.kept(self._type(number), value)
        return value

    def _local(self, number: int) -> bytes:
        """Return what reads a value that is read several times."""
        value = self._value(number)
        if len(value) > 3 or value[:1] != b"\x20":
            value = self.values[number] = self.f.kept(self._type(number), value)
        return value

    def _scratch(self, number: int) -> int:
        return self.section.frames.scratch + self.rows[number] * self.lanes.size

    def _keep(self, number: int) -> bytes:
        truth = kind(self.code.instructions[number]) == "truth"
        store = self.lanes.store_truth if truth else self.lanes.store
        return store(get(FRAME), self._value(number), self._scratch(number))

    def _recall(self, number: int) -> bytes:
        truth = kind(self.code.instructions[number]) == "truth"
        load = self.lanes.load_truth if truth else self.lanes.load
        return load(get(FRAME), self._scratch(number))

    # -- operations ------------------------------------------------------------------------------

    def _applied(self, op: str, args: Sequence[int]) -> bytes:
        lanes = self.lanes
        if op == "square":
            return lanes.apply("multiply", *[self._local(args[0])] * 2)
        if op == "power" or op in FUNCTIONS:
            return self._called(op, args)
        values = [self._value(arg) for arg in args]
        if op == "where":
            return lanes.where(*values)
        if op == "as_number":
            return lanes.as_number(values[0])
        if op == "reciprocal":
            return lanes.apply("divide", lanes.literal(1.0), values[0])
        if op in lanes.operations:
            return lanes.apply(op, *values)
        raise NotCovered(f"'{op}'")

    def _called(self, op: str, args: Sequence[int]) -> bytes:
        library = self.section.library
        if op in INSIDE:
            x = self._local(args[0])
            quick, inside = INSIDE[op](Number(Formula(self.lanes, self.f), x))
            slow = x + call(library.elementary(op))
            return guarded(self.f, self.lanes, quick.code, inside.code, slow)
        function = library.quick_power() if op == "power" else library.elementary(op)
        return b"".join(self._value(arg) for arg in args) + call(function)

    def _picked(self, place: int, table: tuple[float, ...]) -> bytes:
        """Return the numbers of a table at places."""
        return self.lanes.picked(self._offsets(place), self.section.module.table(table))

    def _offsets(self, place: int) -> list[bytes]:
        """Return, for each member, how far into a table of numbers a place is, in bytes."""
        if place not in self.places:
            op, args, points = self.code.instructions[place]
            x = self._local(args[0])
            counts = (
                self._linear(op, x, points)
                if len(points) <= LINEAR
                else self._halved(op, x, points)
            )
            self.places[place] = [self.f.kept(I32, c + i32(8) + MULTIPLY) for c in counts]
        return self.places[place]

    def _linear(self, op: str, x: bytes, points: Sequence[float]) -> list[bytes]:
        lanes, test = self.lanes, "greater_equal" if op == "reached" else "greater"
        count = lanes.bit_literal(0)
        for point in points:
            count = lanes.counted(count, lanes.apply(test, x, lanes.literal(point)))
        kept = self.f.kept(lanes.bits, count)
        return [lanes.count_of(kept, lane) for lane in range(lanes.lanes)]

    def _halved(self, op: str, x: bytes, points: Sequence[float]) -> list[bytes]:
        function, at = self.section.library.search(op), self.section.module.table(points)
        return [
            self.lanes.lane(x, lane) + i32(at) + i32(len(points)) + call(function)
            for lane in range(self.lanes.lanes)
        ]
