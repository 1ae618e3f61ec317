"""INTERNAL RATE OF RETURN: the interest at which all that was paid and received is worth 0."""

from __future__ import annotations

import numpy as np

from gaoxin.engine.values.curves import NA
from gaoxin.engine.values.graph import Array

RATES = np.concatenate([np.linspace(-0.99, -0.01, 50), np.linspace(0.0, 1.0, 51)])
"""Between which of these the worth changes its sign; no rate beyond -1 and 1 is told (Vensim)."""

HALVINGS = 60


class Returns:
    """The rate of return of a stream of payments, a period: of what was paid before this step.

    Operands: the stream. Of what a period brought all counts at its end; a payment of its own
    counts at its own time (Vensim Help). Of several rates the one next to 0 is told, and ``:NA:``
    where there is none.

    Parameters
    ----------
    own : array, shape (*subscripts, members)
    start : array, shape (3, *subscripts, members)
        Length of a period, the payment of its own, and its time after the start.
    step : float
        The time step.
    steps : int
        Of the run.
    """

    def __init__(self, own: Array, start: Array, step: float, steps: int) -> None:
        period, self.amount, at = np.broadcast_to(start, (3, *own.shape))
        self.step, self.each, self.when = step, step / period, at / period
        self.begins = np.full(own.shape, NA)
        last = np.nan_to_num(self._period(steps).max(initial=0.0), posinf=steps)
        self.paid = np.zeros((min(int(last), steps) + 1, *own.shape))

    def _period(self, step: int) -> Array:
        """Return the period in which a step is, from 0 on."""
        return np.asarray(np.floor(step * self.each + 1e-6))

    def first(self) -> Array:
        """Return the first value: there is none."""
        return self.begins

    def push_into(self, step: int, value: Array, out: Array) -> None:
        """Take the stream of this step, write the rate of the next to `out`.

        Parameters
        ----------
        step : int
        value : array, shape (1, *subscripts, members)
        out : array, shape (*subscripts, members)
            Is written into.
        """
        stream = np.broadcast_to(value[0], out.shape)
        at = np.clip(np.nan_to_num(self._period(step)), 0, len(self.paid) - 1).astype(np.int64)[
            None
        ]
        known = np.take_along_axis(self.paid, at, axis=0)
        np.put_along_axis(self.paid, at, known + stream * self.step, axis=0)
        out[...] = self._rate(int(at.max()) + 1)

    def _rate(self, periods: int) -> Array:
        """Return the rate at which the worth is 0."""
        paid = self.paid[:periods]
        every = np.concatenate([paid, self.amount[None]])
        both = (every > 0.0).any(axis=0) & (every < 0.0).any(axis=0)
        found = np.full(both.shape, NA)
        if not both.any():
            return found
        grid = np.broadcast_to(RATES.reshape(-1, *[1] * both.ndim), (len(RATES), *both.shape))
        signs = np.sign([self._worth(paid, rate) for rate in grid])
        turns = (signs[:-1] * signs[1:] <= 0.0) & ((signs[:-1] != 0.0) | (signs[1:] != 0.0))
        far = np.abs(RATES[:-1] + RATES[1:]).reshape(-1, *[1] * both.ndim)
        place = np.where(turns, far, np.inf).argmin(axis=0)[None]
        low, high = (np.take_along_axis(side, place, axis=0)[0] for side in (grid[:-1], grid[1:]))
        rising = np.take_along_axis(signs[:-1], place, axis=0)[0]
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            before = np.sign(self._worth(paid, middle)) == rising
            low, high = np.where(before, middle, low), np.where(before, high, middle)
        return np.where(both & turns.any(axis=0), 0.5 * (low + high), found)

    def _worth(self, paid: Array, rate: Array) -> Array:
        """Return the present value of all payments at a rate."""
        periods = np.arange(1.0, len(paid) + 1.0).reshape(-1, *[1] * rate.ndim)
        with np.errstate(all="ignore"):
            factor = 1.0 / (1.0 + rate)
            total = (paid * factor**periods).sum(axis=0)
            return np.asarray(total + self.amount * factor**self.when)
