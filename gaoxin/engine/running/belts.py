"""Delays whose time changes: what goes in at a step comes out at a step that depends on both.

Each holds its whole past, a row a step, since no bound on the delay is known before the run. It is
given its operands at a step, one after another along a first axis.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.running.queues import Queue, queue_length
from gaoxin.engine.running.returns import Returns
from gaoxin.engine.values.curves import Curve
from gaoxin.engine.values.graph import Array
from gaoxin.engine.values.state import State

Anything = npt.NDArray[Any]

ROUNDING = 1e-12
"""Share of a batch that is what rounding leaves of it."""

_NEVER, _FIRST = -2.0, -1.0
"""No entry, and one from before the run."""


class Arrivals:
    """DELAY MATERIAL and DELAY INFORMATION: each input arrives when its own delay has passed.

    Operands: input, delay time and, for material, what is given where nothing arrives. Material
    that arrives together adds up. Of information that which was sent later replaces what was sent
    before and has not arrived, and the last that arrived is held.
    """

    def __init__(self, own: Array, delay: Array, step: float, steps: int, *, adds: bool) -> None:
        self.step, self.steps, self.adds, self.begins = step, steps, adds, own
        first = np.broadcast_to(queue_length(delay, step), own.shape)
        waiting = np.arange(steps + 2).reshape(-1, *[1] * own.ndim) < first
        self.values = np.where(waiting, own, 0.0)
        self.entries = np.where(waiting, _FIRST, _NEVER)
        self.newest = np.full(own.shape, _FIRST)

    def first(self) -> Array:
        """Return the first value that comes out."""
        return self.begins

    def push_into(self, step: int, value: Array, out: Array) -> None:
        """Take the operands of this step, write the state of the next to `out`.

        Parameters
        ----------
        step : int
        value : array, shape (operands, *subscripts, members)
        out : array, shape (*subscripts, members)
            Is written into.
        """
        given = np.broadcast_to(value, (len(value), *out.shape))
        length = queue_length(given[1], self.step)
        late = step + length > self.steps  # it never arrives in this run
        at = np.minimum(step + length, self.steps + 1)[None]
        held = np.take_along_axis(self.values, at, axis=0)[0]
        known = np.take_along_axis(self.entries, at, axis=0)[0]
        sent = given[0] + held if self.adds else given[0]
        np.put_along_axis(self.values, at, np.where(late, held, sent)[None], axis=0)
        np.put_along_axis(self.entries, at, np.where(late, known, float(step))[None], axis=0)
        arrived, values = self.entries[step + 1], self.values[step + 1]
        if self.adds:
            out[...] = np.where(arrived > _NEVER, values, given[2])
        else:
            fresh = (arrived > _NEVER) & (arrived >= self.newest)
            np.copyto(out, values, where=fresh)
            np.copyto(self.newest, arrived, where=fresh)


class Conveyor:
    """DELAY CONVEYOR: material on a belt of length 1 that runs at a speed of its own each step.

    Operands: input, conveyance time, leakage a time unit. All that is on the belt loses the same
    share a step, what has just come on it included, so that what is on it is told by the cumulative
    inflow over the way that the belt has gone, before losses. A changed time acts a step later.
    """

    def __init__(self, own: Array, start: Array, step: float, steps: int, profile: Curve) -> None:
        total, time = np.broadcast_to(start, (2, *own.shape))
        self.step, self.total, self.profile = step, total, _Profile(profile)
        self.ways = np.zeros((steps + 2, *own.shape))
        self.inflow = np.zeros((steps + 2, *own.shape))
        self.left = np.ones(own.shape)
        self.travel = np.minimum(step / time, 1.0)

    def first(self) -> Array:
        """Return the first value that comes out."""
        return self._out(0)

    def _out(self, step: int) -> Array:
        end = self.ways[step] - 1.0
        gone = self._so_far(end + self.travel, step) - self._so_far(end, step)
        return np.asarray(self.left * gone / self.step)

    def _so_far(self, way: Array, step: int) -> Array:
        """Return what had come in, before losses, by the time the belt had gone some way."""
        at, high = np.zeros(way.shape, dtype=np.int64), np.full(way.shape, step)
        while (high - at > 1).any():
            middle = (at + high) // 2
            below = np.take_along_axis(self.ways, middle[None], axis=0)[0] <= way
            at, high = np.where(below, middle, at), np.where(below, high, middle)
        x0, x1 = (np.take_along_axis(self.ways, i[None], axis=0)[0] for i in (at, high))
        y0, y1 = (np.take_along_axis(self.inflow, i[None], axis=0)[0] for i in (at, high))
        part = np.clip((way - x0) / np.where(x1 > x0, x1 - x0, 1.0), 0.0, 1.0)
        before = self.total * (self.profile.share(way + 1.0) - 1.0)
        return np.asarray(np.where(way < 0.0, before, y0 + (y1 - y0) * part))

    def push_into(self, step: int, value: Array, out: Array) -> None:
        """Take the operands of this step, write the state of the next to `out`.

        Parameters
        ----------
        step : int
        value : array, shape (operands, *subscripts, members)
        out : array, shape (*subscripts, members)
            Is written into.
        """
        given = np.broadcast_to(value, (len(value), *out.shape))
        self.ways[step + 1] = self.ways[step] + self.travel
        self.inflow[step + 1] = self.inflow[step] + given[0] * self.step / self.left
        self.left = self.left * (1.0 - given[2] * self.step)
        self.travel = np.minimum(self.step / given[1], 1.0)
        out[...] = self._out(step + 1)


class _Profile:
    """How much of what is first on a belt has left it, by the share of the time."""

    def __init__(self, profile: Curve) -> None:
        x, y = np.asarray(profile.x), np.asarray(profile.y)
        self.x = (x - x[0]) / (x[-1] - x[0])
        self.y = y
        areas = np.diff(self.x) * 0.5 * (y[1:] + y[:-1])
        self.areas = np.concatenate([[0.0], np.cumsum(areas)])

    def share(self, part: Anything) -> Anything:
        """Return the share that has left after a part of the time."""
        part = np.clip(part, 0.0, 1.0)
        at = np.clip(np.searchsorted(self.x, part, side="right") - 1, 0, len(self.x) - 2)
        run = part - self.x[at]
        length = self.x[at + 1] - self.x[at]
        slope = (self.y[at + 1] - self.y[at]) / np.where(length > 0, length, 1.0)
        area = self.areas[at] + run * (self.y[at] + 0.5 * slope * run)
        return np.asarray(area / self.areas[-1])


class Batches:
    """A queue of batches: what comes in at a step waits until what came before it has left.

    Operands: what leaves in a step, and what each inflow brings. The state is the batch in front;
    of one that leaves in part the rest is in front.
    """

    def __init__(self, own: Array, steps: int) -> None:
        self.steps, self.begins = steps, own
        self.waiting = np.zeros((0, *own.shape))
        self.head = np.zeros(own.shape, dtype=np.int64)
        self.tail = (own > 0.0).astype(np.int64)

    def first(self) -> Array:
        """Return the batch in front at the start: all that is there."""
        return self.begins

    def push_into(self, step: int, value: Array, out: Array) -> None:  # noqa: ARG002 - a Belt's
        """Take the operands of this step, write the state of the next to `out`.

        Parameters
        ----------
        step : int
        value : array, shape (operands, *subscripts, members)
        out : array, shape (*subscripts, members)
            Is written into.
        """
        left, *brought = np.broadcast_to(value, (len(value), *out.shape)).copy()
        if not len(self.waiting):
            self.waiting = np.zeros((self.steps * len(brought) + 2, *out.shape))
            self.waiting[0] = self.begins
        while (going := (self.head < self.tail) & (left > 0.0)).any():
            front = self._at(self.head)
            rest = np.where(going, np.maximum(front - left, 0.0), front)
            rest[rest <= ROUNDING * front] = 0.0
            left = np.where(going, left - front, left)
            left[left <= ROUNDING * front] = 0.0
            np.put_along_axis(self.waiting, self.head[None], rest[None], axis=0)
            self.head += going & (rest == 0.0)
        for amount in brought:
            arrives = amount > 0.0
            kept = np.where(arrives, amount, self._at(self.tail))
            np.put_along_axis(self.waiting, self.tail[None], kept[None], axis=0)
            self.tail += arrives
        out[...] = np.where(self.head < self.tail, self._at(self.head), 0.0)

    def _at(self, places: npt.NDArray[np.int64]) -> Array:
        found: Array = np.take_along_axis(self.waiting, places[None], axis=0)[0]
        return found


Belt = Queue | Arrivals | Conveyor | Batches | Returns


def make_queue(
    state: State, own: Array, delay: Array, step: float, steps: int, ring: Array | None
) -> Belt:
    """Return what a state of the kind "queue" works with.

    Parameters
    ----------
    state : State
    own : array, shape (*subscripts, members)
        Its first value.
    delay : array, shape (*subscripts, members)
        Its delay at the start; of a conveyor what is on it and for how long, along a first axis.
    step : float
        The time step.
    steps : int
        Of the run.
    ring : array, shape (rows, *subscripts, members), or None
        What a fixed delay holds where a run goes on from another.

    Returns
    -------
    Queue, Arrivals, Conveyor, Batches or Returns
    """
    if state.way is None:
        return Queue(own, queue_length(delay, step), steps, ring)
    if isinstance(state.way, Curve):
        return Conveyor(own, delay, step, steps, state.way)
    if state.way == "batches":
        return Batches(own, steps)
    if state.way == "returns":
        return Returns(own, delay, step, steps)
    return Arrivals(own, delay, step, steps, adds=state.way == "material")
