"""The allocation functions in scalar form: the steps of ``values.allocation``, number by number."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.compiled.scalar import Builder
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.engine.compiled.vectors import ranks
from gaoxin.engine.values.allocation import HALVINGS, REACH, share_at

Refs = npt.NDArray[np.int64]

MOST = {"allocate available": 12, "allocate by priority": 32}
"""Targets up to which the code stays small."""


class Elementwise:
    """NumPy's functions of single numbers, written as instructions; a float is a literal."""

    def __init__(self, b: Builder) -> None:
        self.b = b

    def __getattr__(self, op: str) -> Callable[..., int]:
        return partial(self.emit, op)

    def emit(self, op: str, *args: float) -> int:
        """Return the number of an instruction."""
        given = (self.b.number(a) if isinstance(a, float) else int(a) for a in args)
        return self.b.emit(op, *given)

    def total(self, values: Sequence[int]) -> int:
        """Add up values one after another."""
        found = values[0]
        for value in values[1:]:
            found = self.add(found, value)
        return found

    def either(self, truths: Sequence[int]) -> int:
        """Return whether one of some is true."""
        found = truths[0]
        for truth in truths[1:]:
            found = self.b.emit("or", found, truth)
        return found

    def level(self, rising: Callable[[int], int], aim: int, low: int, high: int) -> int:
        """Return where a rising function reaches its aim, as ``values.allocation`` does.

        Parameters
        ----------
        rising : callable
        aim, low, high : int
            Numbers of the aim, and of the ends of the interval.

        Returns
        -------
        int
        """
        for _ in range(HALVINGS):
            middle = self.multiply(0.5, self.add(low, high))
            below = self.less(rising(middle), aim)
            low, high = self.where(below, middle, low), self.where(below, high, middle)
        return self.multiply(0.5, self.add(low, high))


def allocate(b: Builder, node: Any, args: Sequence[Refs]) -> Refs:
    """Share out what there is along the last subscript.

    Parameters
    ----------
    b : Builder
    node : Node
    args : sequence of array of int
        Numbers of the operands' elements, each shape (*subscripts, 1); of profiles one more before
        the last.

    Returns
    -------
    array of int, shape (*subscripts, 1)

    Raises
    ------
    NotCovered
        There are too many targets.
    """
    count = node.shape[-1]
    if count > MOST[node.op]:
        raise NotCovered(f"'{node.op}' over {count} elements")
    m = Elementwise(b)
    available = node.op == "allocate available"
    shapes = [(*node.shape, 1)] * len(args)
    if available:
        shapes[1] = (*node.shape, args[1].shape[-2], 1)
    spread = [np.broadcast_to(a, shape) for a, shape in zip(args, shapes, strict=True)]
    out = np.empty((*node.shape, 1), dtype=np.int64)
    for at in np.ndindex(*node.shape[:-1]):
        rows = [[x[at][i] for i in range(count)] for x in spread]
        out[(*at, slice(None), 0)] = (_available if available else _by_priority)(m, rows)
    return out


def _available(m: Elementwise, rows: Sequence[Sequence[Any]]) -> list[int]:
    request = [int(x[0]) for x in rows[0]]
    supply = int(rows[2][0][0])
    kinds, middles, widths = ([int(x[i][0]) for x in rows[1]] for i in range(3))
    whole = [m.greater_equal(k, 10.0) for k in kinds]
    kinds = [m.subtract(k, m.where(w, 10.0, 0.0)) for k, w in zip(kinds, whole, strict=True)]
    least = [m.multiply(1e-9, m.maximum(m.absolute(x), 1.0)) for x in middles]
    given = widths
    widths = [m.where(m.equal(w, 0.0), tiny, w) for w, tiny in zip(widths, least, strict=True)]
    profiles = list(zip(kinds, middles, widths, strict=True))
    asked = [m.greater(r, 0.0) for r in request]
    low, high = m.b.number(math.inf), m.b.number(-math.inf)
    for asks, (kind, middle, width) in zip(asked, profiles, strict=True):
        reach: Any = math.nan
        for number, far in REACH.items():
            reach = m.where(m.equal(kind, float(number)), m.multiply(far, width), reach)
        wanted = m.b.emit("and", asks, m.not_equal(kind, 0.0))
        low = m.minimum(low, m.where(wanted, m.subtract(middle, reach), math.inf))
        high = m.maximum(high, m.where(wanted, m.add(middle, reach), -math.inf))

    def met(price: int) -> list[int]:
        return [
            m.where(asks, m.multiply(r, share_at(m, price, *profile)), 0.0)
            for asks, r, profile in zip(asked, request, profiles, strict=True)
        ]

    price = m.level(lambda p: m.negative(m.total(met(p))), m.negative(supply), low, high)
    shared = met(price)
    fixed = m.total([m.where(m.equal(k, 0.0), x, 0.0) for k, x in zip(kinds, shared, strict=True)])
    part = m.divide(supply, m.total(shared))
    short = m.greater(fixed, supply)
    shared = [m.where(short, m.multiply(x, part), x) for x in shared]
    enough = m.greater_equal(supply, m.total(request))
    shared = [m.where(enough, r, x) for r, x in zip(request, shared, strict=True)]
    nothing = m.equal(supply, 0.0)
    shared = [m.where(nothing, 0.0, x) for x in shared]
    counted = _in_whole(m, shared, request, supply)
    shared = [m.where(w, c, x) for w, c, x in zip(whole, counted, shared, strict=True)]
    wrong = [m.less(x, 0.0) for x in (*request, supply, *given)]
    faulty = m.either([*wrong, m.not_equal(supply, supply)])
    return [m.where(faulty, math.nan, x) for x in shared]


def _in_whole(
    m: Elementwise, shared: Sequence[int], request: Sequence[int], supply: int
) -> list[int]:
    below = [m.floor(m.add(x, 1e-9)) for x in shared]
    rest = [
        m.where(m.less_equal(m.add(n, 1.0), m.add(r, 1e-9)), m.subtract(x, n), -1.0)
        for n, r, x in zip(below, request, shared, strict=True)
    ]
    left = m.floor(m.add(m.minimum(supply, m.total(request)), 1e-9))
    left = m.subtract(left, m.total(below))
    places = ranks(m.b, [m.negative(x) for x in rest])
    return [
        m.add(n, m.as_number(m.b.emit("and", m.less(p, left), m.greater_equal(x, 0.0))))
        for n, p, x in zip(below, places, rest, strict=True)
    ]


def _by_priority(m: Elementwise, rows: Sequence[Sequence[Any]]) -> list[int]:
    request, priority = ([int(x[0]) for x in row] for row in rows[:2])
    width, supply = (int(row[0][0]) for row in rows[2:])
    places = ranks(m.b, [m.negative(x) for x in priority])

    def in_order(values: Sequence[int]) -> list[int]:
        found = []
        for k in range(len(values)):
            value = values[0]
            for place, other in zip(places[1:], values[1:], strict=True):
                value = m.where(m.equal(place, float(k)), other, value)
            found.append(value)
        return found

    asked, rank = in_order(request), in_order(priority)
    hour, last = m.b.number(0.0), m.b.number(math.nan)
    begin = []
    for here, wants in zip(rank, asked, strict=True):
        ahead = m.minimum(m.divide(m.subtract(last, here), width), 1.0)
        ahead = m.where(m.not_equal(last, last), 0.0, ahead)
        start = m.add(hour, ahead)
        begin.append(start)
        asks = m.greater(wants, 0.0)
        hour, last = m.where(asks, start, hour), m.where(asks, here, last)

    def served(now: int) -> list[int]:
        return [
            m.multiply(a, m.minimum(m.maximum(m.subtract(now, start), 0.0), 1.0))
            for a, start in zip(asked, begin, strict=True)
        ]

    now = m.level(lambda t: m.total(served(t)), supply, m.b.number(0.0), m.add(hour, 1.0))
    enough = m.greater_equal(supply, m.total(request))
    shared = [m.where(enough, a, x) for a, x in zip(asked, served(now), strict=True)]
    wrong = [m.less(x, 0.0) for x in (*request, supply)]
    faulty = m.either([*wrong, m.b.emit("not", m.greater(width, 0.0)), m.not_equal(supply, supply)])
    shared = [m.where(faulty, math.nan, x) for x in shared]
    out = []
    for place in places:
        value = shared[0]
        for k, other in enumerate(shared[1:], start=1):
            value = m.where(m.equal(place, float(k)), other, value)
        out.append(value)
    return out
