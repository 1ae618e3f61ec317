"""Fixed delays: values that come out a number of steps after they went in."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.contents import MAX_STEPS
from gaoxin.engine.values.graph import Array


class Queue:
    """A fixed delay: what goes in comes out `length` steps later, each member with its own."""

    def __init__(
        self,
        initial: Array,
        length: npt.NDArray[np.int64],
        steps: int,
        ring: Array | None = None,
    ) -> None:
        shape = np.broadcast_shapes(initial.shape, length.shape)
        self.length, self.begins = np.broadcast_to(length, shape), initial
        self.ring = np.empty((ring_rows(length, steps), *shape))
        if ring is None:
            self.ring[...] = initial
        else:  # what an earlier part of the run has not reached still holds the initial value
            self.ring[...] = ring[-1]
            self.ring[: len(ring)] = ring[: len(self.ring)]
        self.common = int(length.max()) if (length == length.max()).all() else 0

    def first(self) -> Array:
        """Return the first value that comes out."""
        return self.begins

    def push(self, step: int, value: Array) -> Array:
        """Put in the value of this step, return the state of the next."""
        out = np.empty(self.length.shape)
        self.push_into(step, value, out)
        return out

    def push_into(self, step: int, value: Array, out: Array) -> None:
        """Put in the value of this step, write the state of the next to `out`.

        Parameters
        ----------
        step : int
        value : array, shape (*subscripts, member)
        out : array, shape (*subscripts, member)
            Is written into.
        """
        if self.common:
            self.ring[step % self.common] = value
            np.copyto(out, self.ring[(step + 1) % self.common])
            return
        at = step % self.length
        np.put_along_axis(self.ring, at[None], np.broadcast_to(value, at.shape)[None], axis=0)
        np.copyto(out, np.take_along_axis(self.ring, ((step + 1) % self.length)[None], axis=0)[0])


def queue_length(delay: Array, step: float) -> npt.NDArray[np.int64]:
    """Return the steps of a fixed delay: round(delay / step), at least 1 (half rounds up).

    No run has more than MAX_STEPS; what is delayed by more never arrives.
    """
    steps = np.nan_to_num(np.maximum(delay / step, 1.0), nan=1.0, posinf=MAX_STEPS + 2)
    return np.asarray(np.rint(np.minimum(steps, MAX_STEPS + 2) + 1e-6), dtype=np.int64)


def ring_rows(length: npt.NDArray[np.int64], steps: int) -> int:
    """Return the values a fixed delay holds: no more than a run of so many steps puts in."""
    return min(int(length.max()), steps + 2)


def queue_start(initial: npt.NDArray[Any], delay: Array) -> npt.NDArray[Any]:
    """Return the first value of a fixed delay: NaN where its length is none."""
    return np.where(np.isnan(delay), np.nan, initial) if np.isnan(delay).any() else initial
