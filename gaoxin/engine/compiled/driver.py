"""The loop over tiles and time, written once for all models: it calls a model's functions.

What it works on stands in the slots of each thread, see :mod:`gaoxin.engine.compiled.slots`.
"""

from __future__ import annotations

from gaoxin.engine.compiled.ir import LANES, MASK, ROW, VECTOR, Body, splat
from gaoxin.engine.compiled.philox import random_numbers
from gaoxin.engine.compiled.slots import Slot


class Driver:
    """The function ``run(slots, first member, end)``."""

    def __init__(self) -> None:
        self.b = Body()
        self.slots: dict[Slot, str] = {}

    def text(self, name: str) -> str:
        """Return the function."""
        b = self.b
        for slot in Slot:
            self.slots[slot] = b.load("i64", b.at("%slots", 8 * slot))
        with b.each("%first", "%end", LANES) as member:
            self._tile(member)
        return b.function(name, ["ptr %slots", "i64 %first", "i64 %end"])

    def _number(self, slot: Slot) -> str:
        return self.slots[slot]

    def _pointer(self, slot: Slot) -> str:
        return self.b.let(f"inttoptr i64 {self.slots[slot]} to ptr")

    def _entry(self, slot: Slot, number: str, width: int, base: str | None = None) -> list[str]:
        """Return the whole numbers of an entry of a list."""
        start = self.b.at(base or self._pointer(slot), self.b.whole("mul", number, 8 * width))
        return [self.b.load("i64", self.b.at(start, 8 * i)) for i in range(width)]

    def _row(self, base: str, row: str | int) -> str:
        return self.b.at(base, self.b.whole("mul", row, ROW))

    def _tile(self, member: str) -> None:
        b = self.b
        now = b.variable("i64", self._number(Slot.STATE_A))
        after = b.variable("i64", self._number(Slot.STATE_B))
        self._give(member)
        self._call(Slot.BEGIN, now, after)
        self._save(Slot.STEADY, member, "0")
        self._fill_rings(member, now)
        last = b.whole("add", self._number(Slot.LAST), 1)
        with b.each(self._number(Slot.FIRST), last) as step:
            self._step(member, step, now, after)

    # -- what is read --------------------------------------------------------------------------

    def _lane(self, member: str, lane: str) -> str:
        """Return the member of a lane; beyond the end the last one."""
        b = self.b
        own = b.whole("add", member, lane)
        last = b.whole("sub", self._number(Slot.END), 1)
        inside = b.let(f"icmp slt i64 {own}, {last}")
        return b.let(f"select i1 {inside}, i64 {own}, i64 {last}")

    def _give(self, member: str) -> None:
        """Bring the inputs of `begin` and the uniform rows to the start."""
        b = self.b
        inputs = self._pointer(Slot.INPUT)
        with b.each(0, self._number(Slot.GIVEN)) as row:
            address, by_member = self._entry(Slot.GIVEN_LIST, row, 2)
            self._take(member, address, by_member, self._row(inputs, row))
        self._noise(Slot.STARTING_NOISE, member, "0")
        self._feed("0")

    def _take(self, member: str, address: str, by_member: str, room: str) -> None:
        """Copy the values of a tile's members from wherever they lie."""
        b = self.b
        with b.each(0, LANES) as lane:
            offset = b.whole("mul", self._lane(member, lane), by_member)
            value = b.load("double", self._address(b.whole("add", address, offset)))
            b.store("double", value, b.at(room, b.whole("mul", lane, 8)))

    def _address(self, number: str) -> str:
        return self.b.let(f"inttoptr i64 {number} to ptr")

    def _feed(self, instant: str) -> None:
        """Bring the uniform rows to an instant."""
        b = self.b
        count = self._number(Slot.MOVING)
        uniform, rows = self._pointer(Slot.UNIFORM), self._pointer(Slot.MOVING_ROWS)
        begin = b.whole("mul", b.whole("mul", instant, count), 8)
        values = b.at(self._pointer(Slot.MOVING_VALUES), begin)
        with b.each(0, count) as i:
            eight = b.whole("mul", i, 8)
            row = b.load("i64", b.at(rows, eight))
            value = b.load("double", b.at(values, eight))
            b.store("double", value, b.at(uniform, b.whole("mul", row, 8)))

    def _paths(self, member: str, instant: str) -> None:
        b = self.b
        inputs = self._pointer(Slot.INPUT)
        with b.each(0, self._number(Slot.PATHS)) as number:
            row, address, by_instant, by_member = self._entry(Slot.PATHS_LIST, number, 4)
            place = b.whole("add", address, b.whole("mul", instant, by_instant))
            self._take(member, place, by_member, self._row(inputs, row))

    def _noise(self, slot: Slot, member: str, step: str) -> None:
        b = self.b
        inputs = self._pointer(Slot.INPUT)
        entries = Slot(slot + 1)
        own = b.whole("add", member, self._number(Slot.NUMBER))
        with b.each(0, self._number(slot)) as number:
            first, second, elements, row = self._entry(entries, number, 4)
            room = self._row(inputs, row)
            b.do(
                f"call void @uniforms(ptr {room}, i64 {first}, i64 {second}, i64 {elements}, "
                f"i64 {own}, i64 {step})"
            )

    # -- what is called ------------------------------------------------------------------------

    def _call(
        self, function: Slot | str, state: str, after: str, results: str | None = None
    ) -> None:
        """Call a function of the model; `state` and `after` are places of addresses."""
        b = self.b
        given = [self._address(b.load("i64", place)) for place in (state, after)]
        given += [self._pointer(s) for s in (Slot.MEMBER, Slot.UNIFORM, Slot.INPUT)]
        given += [results or self._pointer(Slot.RESULT)]
        given += [self._pointer(s) for s in (Slot.SCRATCH, Slot.CALLS)]
        called = self._pointer(function) if isinstance(function, Slot) else function
        b.do(f"call void {called}({', '.join(f'ptr {g}' for g in given)})")

    def _step(self, member: str, step: str, now: str, after: str) -> None:
        b = self.b
        instant = b.whole("mul", step, self._number(Slot.INSTANTS))
        self._feed(instant)
        self._paths(member, instant)
        self._noise(Slot.NOISE, member, step)
        since = b.whole("sub", step, self._number(Slot.FIRST))
        place = b.load("i64", b.at(self._pointer(Slot.SAVED), b.whole("mul", since, 8)))
        saved = b.let(f"icmp sge i64 {place}, 0")
        fused = b.let(f"icmp ne i64 {self._number(Slot.BOTH)}, 0")
        chosen = b.let(
            f"select i1 {fused}, i64 {self._number(Slot.BOTH)}, i64 {self._number(Slot.SAVE)}"
        )
        with b.when(saved):
            self._call(self._address(chosen), now, after)
            self._save(Slot.OUTPUTS, member, place)
        more = b.let(f"icmp slt i64 {step}, {self._number(Slot.LAST)}")
        with b.when(more):
            done = b.let(f"and i1 {saved}, {fused}")
            with b.when(b.let(f"xor i1 {done}, true")):
                self._call(Slot.STEP, now, after)
            self._stages(member, instant, now, after)
            self._push(after)
            self._advance(now, after)

    def _advance(self, now: str, after: str) -> None:
        """Let the states after the step be those before the next."""
        b = self.b
        old, new = b.load("i64", now), b.load("i64", after)
        b.store("i64", new, now)
        b.store("i64", old, after)

    def _save(self, slot: Slot, member: str, place: str) -> None:
        """Write results to their outputs, at a place among the saved instants."""
        b = self.b
        results = self._pointer(Slot.RESULT)
        whole = b.let(f"icmp sle i64 {b.whole('add', member, LANES)}, {self._number(Slot.END)}")
        origin = b.let(f"icmp eq i64 {member}, {self._number(Slot.ORIGIN)}")
        with b.each(0, self._number(slot)) as number:
            row, address, by_instant, by_member = self._entry(Slot(slot + 1), number, 4)
            value = self._row(results, row)
            begin = b.whole("add", address, b.whole("mul", place, by_instant))
            shared = b.let(f"icmp eq i64 {by_member}, 0")
            own = b.let(f"xor i1 {shared}, true")
            target = b.whole("add", begin, b.whole("mul", member, by_member))
            with b.when(b.let(f"and i1 {own}, {whole}")):
                b.store(VECTOR, b.load(VECTOR, value, ROW), self._address(target))
            one = b.let(f"and i1 {shared}, {origin}")
            some = b.let(f"and i1 {own}, {b.let(f'xor i1 {whole}, true')}")
            with b.when(b.let(f"or i1 {one}, {some}")):
                left = b.whole("sub", self._number(Slot.END), member)
                count = b.let(f"select i1 {one}, i64 1, i64 {left}")
                with b.each(0, count) as lane:
                    eight = b.whole("mul", lane, 8)
                    there = self._address(b.whole("add", target, eight))
                    b.store("double", b.load("double", b.at(value, eight)), there)

    # -- stages of a step ----------------------------------------------------------------------

    def _stages(self, member: str, instant: str, now: str, after: str) -> None:
        """Take the integrals from slopes to their next values; Euler has done so itself."""
        b = self.b
        count = self._number(Slot.STAGES)
        with b.when(b.let(f"icmp sgt i64 {count}, 0")):
            here = self._address(b.load("i64", now))
            stage = self._pointer(Slot.STAGE_STATE)
            self._copy(stage, here, self._number(Slot.STATES))
            stage_place = b.variable("i64", self._number(Slot.STAGE_STATE))
            next_place = b.variable("i64", self._number(Slot.STAGE_NEXT))
            last = b.whole("sub", count, 1)
            with b.each(0, last) as number:
                self._move(number, here, stage)
                later, _ = self._entry(Slot.STAGES_LIST, number, 2)
                moment = b.whole("add", instant, later)
                self._feed(moment)
                self._paths(member, moment)
                further = b.whole("mul", b.whole("add", number, 1), self._number(Slot.RESULT_BYTES))
                results = b.at(self._pointer(Slot.RESULT), further)
                self._call(Slot.STEP, stage_place, next_place, results)
            self._move(last, here, self._address(b.load("i64", after)))

    def _move(self, number: str, base: str, target: str) -> None:
        """Bring every integral to where a row of the table says, not below its floor.

        ``base + (n1 k1 + n2 k2 + ...) (h / d)``, as ``methods.increment``.
        """
        b = self.b
        _, factor = self._entry(Slot.STAGES_LIST, number, 2)
        factor, floors = self._constant(factor), self._pointer(Slot.FLOORS)
        width = b.whole("mul", self._number(Slot.STAGES), 8)
        counts = b.at(self._pointer(Slot.COUNTS), b.whole("mul", number, width))
        known = b.whole("add", number, 1)
        results, total = self._pointer(Slot.RESULT), b.variable(VECTOR, "zeroinitializer")
        with b.each(0, self._number(Slot.INTEGRALS)) as row:
            b.store(VECTOR, splat(-0.0), total, ROW)  # what changes no bit of what is added
            with b.each(0, known) as stage:
                count = b.load("i64", b.at(counts, b.whole("mul", stage, 8)))
                with b.when(b.let(f"icmp ne i64 {count}, 0")):
                    slopes = b.at(results, b.whole("mul", stage, self._number(Slot.RESULT_BYTES)))
                    slope = b.load(VECTOR, self._row(slopes, row), ROW)
                    part = b.let(f"fmul {VECTOR} {slope}, {self._constant(count)}")
                    whole = b.let(f"fadd {VECTOR} {b.load(VECTOR, total, ROW)}, {part}")
                    b.store(VECTOR, whole, total, ROW)
            way = b.let(f"fmul {VECTOR} {b.load(VECTOR, total, ROW)}, {factor}")
            own = b.load(VECTOR, self._row(base, row), ROW)
            moved = b.let(f"fadd {VECTOR} {own}, {way}")
            stops = b.load("i64", b.at(floors, b.whole("mul", row, 8)))
            above = b.let(f"fcmp ugt {VECTOR} {moved}, zeroinitializer")
            held = b.let(f"select {MASK} {above}, {VECTOR} {moved}, {VECTOR} zeroinitializer")
            stops = b.let(f"icmp ne i64 {stops}, 0")
            kept = b.let(f"select i1 {stops}, {VECTOR} {held}, {VECTOR} {moved}")
            b.store(VECTOR, kept, self._row(target, row), ROW)

    def _copy(self, target: str, source: str, rows: str) -> None:
        b = self.b
        with b.each(0, rows) as row:
            b.store(
                VECTOR, b.load(VECTOR, self._row(source, row), ROW), self._row(target, row), ROW
            )

    def _constant(self, number: str) -> str:
        """Return a vector of the number whose bits are a whole number."""
        b = self.b
        one = b.let(f"bitcast i64 {number} to double")
        first = b.let(f"insertelement {VECTOR} poison, double {one}, i64 0")
        return b.let(
            f"shufflevector {VECTOR} {first}, {VECTOR} poison, <{LANES} x i32> zeroinitializer"
        )

    # -- fixed delays --------------------------------------------------------------------------

    def _fill_rings(self, member: str, now: str) -> None:
        b = self.b
        rings, positions = self._pointer(Slot.RINGS), self._pointer(Slot.POSITIONS)
        lengths = self._pointer(Slot.LENGTHS)
        states = self._address(b.load("i64", now))
        tied = self._number(Slot.QUEUES)
        with b.each(0, tied) as number:
            length, first, rows = self._entry(Slot.QUEUES_LIST, number, 3)
            self._fill(member, number, self._row(rings, first), rows, states)
            position = b.whole("urem", self._number(Slot.FIRST), length)
            b.store("i64", position, b.at(positions, b.whole("mul", number, 8)))
        base = self._row(positions, tied)
        with b.each(0, self._number(Slot.LOOSE)) as number:
            address, by_member, first, rows = self._entry(Slot.LOOSE_LIST, number, 4)
            queue = b.whole("add", number, tied)
            self._fill(member, queue, self._row(rings, first), rows, states)
            with b.each(0, LANES) as lane:
                offset = b.whole("mul", self._lane(member, lane), by_member)
                length = b.load("i64", self._address(b.whole("add", address, offset)))
                eight = b.whole("mul", lane, 8)
                position = b.whole("urem", self._number(Slot.FIRST), length)
                b.store("i64", length, b.at(self._row(lengths, number), eight))
                b.store("i64", position, b.at(self._row(base, number), eight))

    def _fill(self, member: str, queue: str, ring: str, rows: str, states: str) -> None:
        """Fill a ring with the first value of its state, or with what an earlier run left."""
        b = self.b
        row = b.whole("add", queue, self._number(Slot.FIRST_QUEUE))
        value = b.load(VECTOR, self._row(states, row), ROW)
        address, count, by_row, by_member = self._entry(Slot.KEPT_RINGS, queue, 4)
        fresh = b.let(f"icmp eq i64 {address}, 0")
        with b.each(0, rows) as i:
            b.store(VECTOR, value, self._row(ring, i), ROW)
        with b.when(b.let(f"xor i1 {fresh}, true")):
            last = b.whole("sub", count, 1)
            with b.each(0, rows) as i:
                inside = b.let(f"icmp slt i64 {i}, {last}")
                source = b.let(f"select i1 {inside}, i64 {i}, i64 {last}")
                place = b.whole("add", address, b.whole("mul", source, by_row))
                self._take(member, place, by_member, self._row(ring, i))

    def _push(self, after: str) -> None:
        """Put this step's values into the rings, and take out those of the next."""
        b = self.b
        rings, positions = self._pointer(Slot.RINGS), self._pointer(Slot.POSITIONS)
        results = self._row(self._pointer(Slot.RESULT), self._number(Slot.QUEUE_RESULT))
        there = self._address(b.load("i64", after))
        states = self._row(there, self._number(Slot.FIRST_QUEUE))
        tied = self._number(Slot.QUEUES)
        with b.each(0, tied) as number:
            length, first, _ = self._entry(Slot.QUEUES_LIST, number, 3)
            ring = self._row(rings, first)
            place = b.at(positions, b.whole("mul", number, 8))
            position = b.load("i64", place)
            value = b.load(VECTOR, self._row(results, number), ROW)
            b.store(VECTOR, value, self._row(ring, position), ROW)
            further = b.whole("add", position, 1)
            round_ = b.let(f"icmp eq i64 {further}, {length}")
            position = b.let(f"select i1 {round_}, i64 0, i64 {further}")
            b.store("i64", position, place)
            out = b.load(VECTOR, self._row(ring, position), ROW)
            b.store(VECTOR, out, self._row(states, number), ROW)
        base, lengths = self._row(positions, tied), self._pointer(Slot.LENGTHS)
        with b.each(0, self._number(Slot.LOOSE)) as number:
            _, _, first, _ = self._entry(Slot.LOOSE_LIST, number, 4)
            ring, queue = self._row(rings, first), b.whole("add", number, tied)
            own, limits = self._row(base, number), self._row(lengths, number)
            source, target = self._row(results, queue), self._row(states, queue)
            with b.each(0, LANES) as lane:
                eight = b.whole("mul", lane, 8)
                place = b.at(own, eight)
                position, length = b.load("i64", place), b.load("i64", b.at(limits, eight))
                column = b.at(ring, eight)
                value = b.load("double", b.at(source, eight))
                b.store("double", value, self._row(column, position))
                further = b.whole("add", position, 1)
                round_ = b.let(f"icmp eq i64 {further}, {length}")
                position = b.let(f"select i1 {round_}, i64 0, i64 {further}")
                b.store("i64", position, place)
                b.store(
                    "double", b.load("double", self._row(column, position)), b.at(target, eight)
                )


def driver() -> str:
    """Return the IR of the loop over tiles and time."""
    return "\n".join([random_numbers(), Driver().text("run")])
