"""The loop over time and back: states are kept on the way, derivatives carried home.

Each step is a function of the states before it, so that the derivatives by those follow from the
derivatives by the states after it (the discrete adjoint: Griewank and Walther 2008, chapter 15).
What goes into a fixed delay gets its derivative from when it comes out.
"""

from __future__ import annotations

from gaoxin.engine.compiled.driver import Driver
from gaoxin.engine.compiled.ir import LANES, MASK, ROW, VECTOR, bits
from gaoxin.engine.compiled.philox import random_numbers
from gaoxin.engine.compiled.slots import Slot


class _Backward(Driver):
    """The function ``back(slots, first member, end)``."""

    def _tile(self, member: str) -> None:
        super()._tile(member)
        b = self.b
        after = b.variable("i64", self._number(Slot.BACK_A))
        before = b.variable("i64", self._number(Slot.BACK_B))
        self._clear(after, before)
        with b.each(self._number(Slot.FIRST), b.whole("add", self._number(Slot.LAST), 1)) as up:
            span = b.whole("add", self._number(Slot.FIRST), self._number(Slot.LAST))
            self._step_back(member, b.whole("sub", span, up), after, before)
        self._begin_back(member, after, before)

    def _advance(self, now: str, after: str) -> None:
        b = self.b
        own = b.load("i64", after)
        b.store("i64", own, now)
        b.store("i64", b.whole("add", own, self._number(Slot.KEPT_BYTES)), after)

    def _clear(self, after: str, before: str) -> None:
        b = self.b
        count = self._number(Slot.STATES)
        self._zero(self._address(b.load("i64", after)), count)
        self._zero(self._address(b.load("i64", before)), count)
        self._zero(self._pointer(Slot.MEMBER_SUM), self._number(Slot.MEMBER_ROWS))
        self._zero(self._pointer(Slot.INPUT_SUM), self._number(Slot.INPUT_ROWS))
        self._zero(self._pointer(Slot.BACK_RINGS), self._number(Slot.RING_ROWS))

    def _zero(self, target: str, rows: str) -> None:
        b = self.b
        with b.each(0, rows) as row:
            b.store(VECTOR, "zeroinitializer", self._row(target, row), ROW)

    def _add(self, target: str, source: str, rows: str) -> None:
        b = self.b
        with b.each(0, rows) as row:
            here = self._row(target, row)
            more = b.load(VECTOR, self._row(source, row), ROW)
            whole = b.let(f"fadd {VECTOR} {b.load(VECTOR, here, ROW)}, {more}")
            b.store(VECTOR, whole, here, ROW)

    def _call_back(
        self, function: Slot, state: str, after: str, weight: str, state_sum: str
    ) -> None:
        given = [state, after]
        given += [self._pointer(s) for s in (Slot.MEMBER, Slot.UNIFORM, Slot.INPUT)]
        given += [weight, *(self._pointer(s) for s in (Slot.SCRATCH, Slot.CALLS))]
        given += [state_sum, *(self._pointer(s) for s in (Slot.MEMBER_SUM, Slot.INPUT_SUM))]
        handed = ", ".join(f"ptr {g}" for g in given)
        self.b.do(f"call void {self._pointer(function)}({handed})")

    # -- a step --------------------------------------------------------------------------------

    def _step_back(self, member: str, step: str, after: str, before: str) -> None:
        b = self.b
        since = b.whole("sub", step, self._number(Slot.FIRST))
        offset = b.whole("mul", since, self._number(Slot.KEPT_BYTES))
        here = b.at(self._pointer(Slot.KEPT), offset)
        instant = b.whole("mul", step, self._number(Slot.INSTANTS))
        with b.when(b.let(f"icmp slt i64 {step}, {self._number(Slot.LAST)}")):
            there = self._address(b.load("i64", after))
            home = self._address(b.load("i64", before))
            self._zero(home, self._number(Slot.STATES))
            several = b.let(f"icmp sgt i64 {self._number(Slot.STAGES)}, 0")
            with b.when(several):
                self._stages_back(member, instant, here, there, home)
            self._bring(member, instant)
            self._pull(step, there)
            weight = self._pointer(Slot.WEIGHT)
            with b.when(b.let(f"xor i1 {several}, true")):
                self._call_back(Slot.BACK_STEP, here, there, weight, home)
            with b.when(several):
                stage_sum = self._pointer(Slot.STAGE_SUM)
                self._zero(stage_sum, self._number(Slot.STATES))
                self._call_back(Slot.BACK_STEP, here, there, weight, stage_sum)
                self._add(home, stage_sum, self._number(Slot.STATES))
            self._flush(Slot.PATH_GRADIENTS, member, instant)
            old, new = b.load("i64", after), b.load("i64", before)
            b.store("i64", new, after)
            b.store("i64", old, before)
        place = b.load("i64", b.at(self._pointer(Slot.SAVED), b.whole("mul", since, 8)))
        with b.when(b.let(f"icmp sge i64 {place}, 0")):
            self._bring(member, instant)
            self._weigh(Slot.WEIGHTS, member, place)
            home = self._address(b.load("i64", after))
            weight = self._pointer(Slot.WEIGHT)
            self._call_back(Slot.BACK_SAVE, here, home, weight, home)
            self._flush(Slot.PATH_GRADIENTS, member, instant)

    def _bring(self, member: str, instant: str) -> None:
        self._feed(instant)
        self._paths(member, instant)

    def _stages_back(self, member: str, instant: str, here: str, there: str, home: str) -> None:
        """Go back through the stages after the first; their slopes' derivatives go to weights."""
        b = self.b
        count, width = self._number(Slot.STAGES), self._number(Slot.RESULT_BYTES)
        states, integrals = self._number(Slot.STATES), self._number(Slot.INTEGRALS)
        last = b.whole("sub", count, 1)
        self._stages_again(member, instant, here, last)
        kept = b.at(here, self._number(Slot.KEPT_BYTES))
        self._stop(there, kept)
        self._copy(home, there, integrals)
        weights = self._pointer(Slot.WEIGHT)
        with b.each(0, count) as stage:
            own = b.at(weights, b.whole("mul", stage, width))
            self._zero(own, self._number(Slot.RESULT_ROWS))
        self._spread(last, there, weights, count)
        stage_sum, zero = self._pointer(Slot.STAGE_SUM), self._pointer(Slot.ZERO)
        with b.each(0, last) as up:
            number = b.whole("sub", b.whole("sub", last, 1), up)  # the row; its stage is one more
            later, _ = self._entry(Slot.STAGES_LIST, number, 2)
            moment = b.whole("add", instant, later)
            self._bring(member, moment)
            state = self._stage(number)
            own = b.at(weights, b.whole("mul", b.whole("add", number, 1), width))
            self._zero(stage_sum, states)
            self._call_back(Slot.BACK_STEP, state, zero, own, stage_sum)
            self._flush(Slot.PATH_GRADIENTS, member, moment)
            self._stop(stage_sum, state)
            self._add(home, stage_sum, states)
            self._spread(number, stage_sum, weights, b.whole("add", number, 1))

    def _stage(self, number: str) -> str:
        """Return where the states of the stage after a row of the method's table are kept."""
        rows = self.b.whole("mul", number, self._number(Slot.STATES))
        return self._row(self._pointer(Slot.STAGES_KEPT), rows)

    def _stages_again(self, member: str, instant: str, here: str, last: str) -> None:
        """Compute the slopes and the states of all stages again."""
        b = self.b
        place = b.variable("i64", b.let(f"ptrtoint ptr {here} to i64"))
        dummy = b.variable("i64", self._number(Slot.STAGE_NEXT))
        self._bring(member, instant)
        self._call(Slot.STEP, place, dummy)
        with b.each(0, last) as number:
            state = self._stage(number)
            self._copy(state, here, self._number(Slot.STATES))
            self._move(number, here, state)
            later, _ = self._entry(Slot.STAGES_LIST, number, 2)
            self._bring(member, b.whole("add", instant, later))
            further = b.whole("mul", b.whole("add", number, 1), self._number(Slot.RESULT_BYTES))
            b.store("i64", b.let(f"ptrtoint ptr {state} to i64"), place)
            self._call(Slot.STEP, place, dummy, b.at(self._pointer(Slot.RESULT), further))

    def _stop(self, derivatives: str, states: str) -> None:
        """Let nothing through where a stock stopped at zero."""
        b = self.b
        floors = self._pointer(Slot.FLOORS)
        with b.each(0, self._number(Slot.INTEGRALS)) as row:
            floor = b.load("i64", b.at(floors, b.whole("mul", row, 8)))
            with b.when(b.let(f"icmp ne i64 {floor}, 0")):
                state = b.load(VECTOR, self._row(states, row), ROW)
                free = b.let(f"fcmp ogt {VECTOR} {state}, zeroinitializer")
                here = self._row(derivatives, row)
                own = b.load(VECTOR, here, ROW)
                kept = b.let(f"select {MASK} {free}, {VECTOR} {own}, {VECTOR} zeroinitializer")
                b.store(VECTOR, kept, here, ROW)

    def _spread(self, number: str, derivatives: str, weights: str, stages: str) -> None:
        """Add derivatives by a move of the integrals to those by the slopes that made it."""
        b = self.b
        _, factor = self._entry(Slot.STAGES_LIST, number, 2)
        share = b.let(f"bitcast i64 {factor} to double")
        width = b.whole("mul", self._number(Slot.STAGES), 8)
        counts = b.at(self._pointer(Slot.COUNTS), b.whole("mul", number, width))
        with b.each(0, stages) as stage:
            multiple = b.load("double", b.at(counts, b.whole("mul", stage, 8)))
            both = b.let(f"fmul double {multiple}, {share}")
            some = b.let(f"fcmp une double {multiple}, {bits(0.0)}")
            factor_all = self._constant(b.let(f"bitcast double {both} to i64"))
            target = b.at(weights, b.whole("mul", stage, self._number(Slot.RESULT_BYTES)))
            with b.when(some), b.each(0, self._number(Slot.INTEGRALS)) as row:
                own = b.load(VECTOR, self._row(derivatives, row), ROW)
                here = self._row(target, row)
                part = b.let(f"fmul {VECTOR} {own}, {factor_all}")
                whole = b.let(f"fadd {VECTOR} {b.load(VECTOR, here, ROW)}, {part}")
                b.store(VECTOR, whole, here, ROW)

    # -- fixed delays --------------------------------------------------------------------------

    def _pull(self, step: str, after: str) -> None:
        """Give what went into the rings at this step the derivatives of when it came out."""
        b = self.b
        weights = self._row(self._pointer(Slot.WEIGHT), self._number(Slot.QUEUE_RESULT))
        states = self._row(after, self._number(Slot.FIRST_QUEUE))
        rings, tied = self._pointer(Slot.BACK_RINGS), self._number(Slot.QUEUES)
        later = b.whole("add", step, 1)
        with b.each(0, tied) as number:
            length, first, _ = self._entry(Slot.QUEUES_LIST, number, 3)
            ring = self._row(rings, first)
            value = b.load(VECTOR, self._row(states, number), ROW)
            b.store(VECTOR, value, self._row(ring, b.whole("urem", later, length)), ROW)
            place = self._row(ring, b.whole("urem", step, length))
            b.store(VECTOR, b.load(VECTOR, place, ROW), self._row(weights, number), ROW)
            b.store(VECTOR, "zeroinitializer", place, ROW)
        lengths = self._pointer(Slot.LENGTHS)
        with b.each(0, self._number(Slot.LOOSE)) as number:
            _, _, first, _ = self._entry(Slot.LOOSE_LIST, number, 4)
            ring, queue = self._row(rings, first), b.whole("add", number, tied)
            source, target = self._row(states, queue), self._row(weights, queue)
            with b.each(0, LANES) as lane:
                eight = b.whole("mul", lane, 8)
                length = b.load("i64", b.at(self._row(lengths, number), eight))
                column = b.at(ring, eight)
                value = b.load("double", b.at(source, eight))
                b.store("double", value, self._row(column, b.whole("urem", later, length)))
                place = self._row(column, b.whole("urem", step, length))
                b.store("double", b.load("double", place), b.at(target, eight))
                b.store("double", bits(0.0), place)

    def _empty(self, after: str) -> None:
        """Give the first value of each fixed delay what came out of it before anything went in."""
        b = self.b
        rings, tied = self._pointer(Slot.BACK_RINGS), self._number(Slot.QUEUES)
        states = self._row(after, self._number(Slot.FIRST_QUEUE))
        for slot, width, shift in ((Slot.QUEUES, 3, "0"), (Slot.LOOSE, 4, tied)):
            with b.each(0, self._number(slot)) as number:
                *_, first, rows = self._entry(Slot(slot + 1), number, width)
                target = self._row(states, b.whole("add", number, shift))
                with b.each(0, rows) as row:
                    self._add(target, self._row(self._row(rings, first), row), "1")

    # -- weights and derivatives ---------------------------------------------------------------

    def _weigh(self, slot: Slot, member: str, place: str) -> None:
        """Load the weights of outputs at a saved instant."""
        b = self.b
        weights = self._pointer(Slot.WEIGHT)
        with b.each(0, self._number(slot)) as number:
            row, address, by_instant, by_member = self._entry(Slot(slot + 1), number, 4)
            begin = b.whole("add", address, b.whole("mul", place, by_instant))
            self._take(member, begin, by_member, self._row(weights, row))

    def _flush(self, slot: Slot, member: str, instant: str) -> None:
        """Add derivatives by inputs to where they go, and begin again at zero."""
        b = self.b
        sums = self._pointer(Slot.INPUT_SUM)
        left = b.whole("sub", self._number(Slot.END), member)
        part = b.let(f"icmp slt i64 {left}, {LANES}")
        lanes = b.let(f"select i1 {part}, i64 {left}, i64 {LANES}")
        with b.each(0, self._number(slot)) as number:
            row, address, by_instant, by_member = self._entry(Slot(slot + 1), number, 4)
            begin = b.whole("add", address, b.whole("mul", instant, by_instant))
            source = self._row(sums, row)
            with b.each(0, lanes) as lane:
                own = b.whole("mul", b.whole("add", member, lane), by_member)
                there = self._address(b.whole("add", begin, own))
                more = b.load("double", b.at(source, b.whole("mul", lane, 8)))
                whole = b.let(f"fadd double {b.load('double', there)}, {more}")
                b.store("double", whole, there)
            b.store(VECTOR, "zeroinitializer", source, ROW)

    def _begin_back(self, member: str, after: str, before: str) -> None:
        b = self.b
        there = self._address(b.load("i64", after))
        home = self._address(b.load("i64", before))
        self._empty(there)
        self._give(member)
        self._weigh(Slot.STEADY_WEIGHTS, member, "0")
        state = self._pointer(Slot.KEPT)
        self._call_back(Slot.BACK_BEGIN, state, there, self._pointer(Slot.WEIGHT), home)
        self._flush(Slot.BEGIN_GRADIENTS, member, "0")


def backward() -> str:
    """Return the IR of the loop over time and back."""
    return "\n".join([random_numbers(), _Backward().text("back")])
