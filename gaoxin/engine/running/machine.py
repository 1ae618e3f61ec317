"""Runs blocks of members of one width: memory, tapes and the loop over time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from operator import call
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.running.belts import Belt, make_queue
from gaoxin.engine.running.buffers import Pool, aligned
from gaoxin.engine.running.forcing import Forcing, frontier
from gaoxin.engine.running.parameters import Parameters
from gaoxin.engine.running.plan import MEMBER, TIME, Plan
from gaoxin.engine.running.queues import Queue, queue_start
from gaoxin.engine.running.rungekutta import stages
from gaoxin.engine.running.schedule import ArrayCall, Task
from gaoxin.engine.running.stores import Store
from gaoxin.engine.running.tape import Arrays, Emitter
from gaoxin.engine.running.timing import Timing
from gaoxin.engine.values.graph import Node, reachable
from gaoxin.engine.values.interpret import evaluate
from gaoxin.engine.values.state import State


class Machine:
    """Everything to run blocks of `width` members, one after another.

    Parameters
    ----------
    filled : mapping of str to Store
        Where outputs go.
    """

    def __init__(
        self,
        plan: Plan,
        timing: Timing,
        parameters: Parameters,
        forcing: Forcing,
        filled: Mapping[str, Store],
        width: int,
    ) -> None:
        self.plan, self.timing, self.parameters = plan, timing, parameters
        self.forcing, self.filled, self.width = forcing, filled, width
        self.members = self.into = slice(0, width)
        self.step = 0
        self.saved_at = 0
        self.queues: dict[int, Belt] = {}
        self.arrays: Arrays = {}
        self._lay_out()
        self.pool = Pool()
        saves = self._saves()
        changes = [self._change(s) for s in plan.states]
        if timing.method.stages:
            jumps = [t for t, s in zip(changes, plan.states, strict=True) if s.kind != "integral"]
            laid = stages(plan.states, self.arrays, timing, self.emit_calls, saves, jumps)
            self.stepping, self.saving, self.later = laid.stepping, laid.saving, laid.later
        else:
            self.later = []
            self.stepping = self.emit_calls(changes)
            self.saving = self.emit_calls([*saves, *changes])

    # -- memory --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.floats, self.truths, places = self.forcing.registers()
        self.arrays.update(places)
        self.by_member: list[Node] = []
        for node in frontier(self.plan):
            if self.plan.rate(node) == 0:
                self.arrays[node.number] = self.plan.constants[node.number]
            elif self.plan.rate(node) == MEMBER:
                self.by_member.append(node)
                self.arrays[node.number] = self._room(node, self.width)
        self.changing: list[Node] = []
        roots = [*self.plan.running(), *self.plan.outputs.values()]
        for node in reachable(roots):
            if node.op == "param" and self.plan.in_loop(node):
                self.changing.append(node)
                self.arrays[node.number] = self._room(node, self.width)
        self.random = [n for n in reachable(roots) if n.op == "random" and self.plan.in_loop(n)]
        for node in self.random:
            width = self.width if self.plan.rate(node) & MEMBER else 1
            self.arrays[node.number] = self._room(node, width)
        for state in self.plan.states:
            width = self.width if self.plan.rate(state.node) & MEMBER else 1
            self.arrays[state.node.number] = self._room(state.node, width)

    def _room(self, node: Node, width: int) -> npt.NDArray[Any]:
        shape = (*node.shape, width)
        return aligned(int(np.prod(shape)), node.logical).reshape(shape)

    def emit_calls(self, tasks: Sequence[Task]) -> list[ArrayCall]:
        """Return the calls of some tasks and of all that they need."""
        return Emitter(self.plan, dict(self.arrays), self.width, self.pool).emit(tasks)

    # -- tasks ---------------------------------------------------------------------------------

    def _saves(self) -> list[Task]:
        tasks = []
        for key, node in self.plan.outputs.items():
            if self.plan.in_loop(node):
                tasks.append(Task((node,), None, partial(self._saving_calls, self.filled[key])))
        return tasks

    def _saving_calls(self, store: Store, reads: Sequence[npt.NDArray[Any]]) -> list[ArrayCall]:
        return [partial(self._save, store, reads[0])]

    def _save(self, store: Store, array: npt.NDArray[Any]) -> None:
        members = self.into if store.by_member else slice(0, 1)
        store.values[self.saved_at, ..., members] = array

    def _change(self, state: State) -> Task:
        assert state.change is not None  # noqa: S101  (lowering gives every state its change)
        makers = {"integral": self._integrate, "held": self._hold, "queue": self._queue}
        return Task((state.change,), state.node, partial(makers[state.kind], state))

    def _integrate(self, state: State, reads: Sequence[npt.NDArray[Any]]) -> list[ArrayCall]:
        """Euler's, the only method of one stage: state + change * step, where the state stands."""
        own = self.arrays[state.node.number]
        increment = self.pool.take(reads[0].shape, False)
        self.pool.give(increment)
        step = np.array([self.timing.step])
        calls: list[ArrayCall] = [
            partial(np.multiply, reads[0], step, out=increment),
            partial(np.add, own, increment, out=own),
        ]
        return [*calls, partial(np.maximum, own, 0.0, out=own)] if state.floor else calls

    def _hold(self, state: State, reads: Sequence[npt.NDArray[Any]]) -> list[ArrayCall]:
        return [partial(np.copyto, self.arrays[state.node.number], reads[0])]

    def _queue(self, state: State, reads: Sequence[npt.NDArray[Any]]) -> list[ArrayCall]:
        return [partial(self._push, state, reads[0])]

    def _push(self, state: State, value: npt.NDArray[Any]) -> None:
        own = self.arrays[state.node.number]
        self.queues[state.number].push_into(self.step, value, own)

    # -- running -------------------------------------------------------------------------------

    def run(self, start: int, at: int | None = None) -> None:
        """Run members ``start`` to ``start + width``, and write their outputs from `at` on.

        They are written in the members' own places by default.
        """
        self.members = slice(start, start + self.width)
        self.into = self.members if at is None else slice(at, at + self.width)
        with np.errstate(all="ignore"):
            self._begin()
            saved = {step: i for i, step in enumerate(self.timing.saved)}
            for step in range(self.timing.begin, self.timing.steps + 1):
                self.step = step
                self._feed(self.timing.instant(step))
                for node in self.random:
                    drawn = self.parameters.random(node, step, self.members)
                    np.copyto(self.arrays[node.number], drawn)
                self.saved_at = saved.get(step, -1)
                _do(self.saving if step in saved else self.stepping)
                if step < self.timing.steps:
                    for calls, offset in self.later:
                        self._feed(self.timing.instant(step) + offset)
                        _do(calls)
        fixed = {n: q for n, q in self.queues.items() if isinstance(q, Queue)}
        for number, queue in fixed.items():
            if (store := self.filled.get(ring_key(number))) is not None:
                members = self.into if store.by_member else slice(0, 1)
                store.values[: len(queue.ring), ..., members] = queue.ring

    def _begin(self) -> None:
        """Compute what is the same all through the run, and the states' first values."""
        first = lambda node: self.parameters.at(node, 0, self.members)  # noqa: E731
        outputs = {k: n for k, n in self.plan.outputs.items() if not self.plan.in_loop(n)}
        steady = {k: n for k, n in outputs.items() if not self.plan.rate(n) & TIME}
        roots = [*self.by_member, *self.plan.starting(), *steady.values()]
        values = evaluate(roots, first, dict(self.plan.constants))
        for node in self.by_member:
            np.copyto(self.arrays[node.number], values[node.number])
        for key, node in steady.items():
            store = self.filled[key]
            store.values[0, ..., self.into if store.by_member else slice(0, 1)] = values[
                node.number
            ]
        for state in self.plan.states:
            own = self.arrays[state.node.number]
            assert state.initial is not None  # noqa: S101  (lowering gives every state its start)
            np.copyto(own, values[state.initial.number])
            if state.delay is not None:
                delay = values[state.delay.number]
                np.copyto(own, queue_start(own, delay))
                ring = None if state.ring is None else values[state.ring.number]
                step, steps = self.timing.step, self.timing.steps
                belt = make_queue(state, own.copy(), delay, step, steps, ring)
                np.copyto(own, belt.first())
                self.queues[state.number] = belt

    def _feed(self, instant: int) -> None:
        np.copyto(self.floats, self.forcing.floats[instant])
        np.copyto(self.truths, self.forcing.truths[instant])
        for node in self.changing:
            np.copyto(self.arrays[node.number], self.parameters.at(node, instant, self.members))


def ring_key(number: int) -> str:
    """Return the name under which what a queue holds at the end is kept, where it is kept."""
    return f"ring {number}"


def _do(calls: Iterable[ArrayCall]) -> None:
    deque(map(call, calls), maxlen=0)
