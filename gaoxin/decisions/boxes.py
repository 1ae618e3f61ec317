"""PRIM: boxes of factors in which a goal is met, or missed, much more often than elsewhere.

Friedman and Fisher (1999), *Statistics and Computing* 9, 123-143, with coverage, density and
quasi-p-values of Bryant and Lempert (2010), *Technological Forecasting and Social Change* 77,
34-49.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Flags = NDArray[np.bool_]

PEEL = 0.05
"""Share of a box's rows that a peel takes away."""
DOUBT = 0.05
LEAST = 0.05
"""Share of all rows that a box holds at least."""


@dataclass(frozen=True)
class Box:
    """Limits on some factors.

    Attributes
    ----------
    low, high : array, shape (factor,)
        Both inside; where a factor is not limited, its least and greatest value.
    limited : tuple of int
        Factors that are.
    coverage : float
        Share of all cases that lie in it.
    density : float
        Share of its rows that are cases.
    mass : float
        Share of all rows that lie in it.
    p_values : tuple of float
        By limited factor: how likely a box without that limit has by chance so many cases where
        this one lies (binomial, as Bryant and Lempert). Empty where :func:`tested` did not ask.
    """

    low: Array
    high: Array
    limited: tuple[int, ...]
    coverage: float
    density: float
    mass: float
    p_values: tuple[float, ...] = ()

    def holds(self, rows: Array) -> Flags:
        """Return which rows lie in it.

        Parameters
        ----------
        rows : array, shape (row, factor)

        Returns
        -------
        array of bool, shape (row,)
        """
        return _inside(rows, self.low, self.high)


def peel(rows: Array, cases: Flags, *, alpha: float = PEEL, least: float = LEAST) -> list[Box]:
    """Return the boxes of a peeling, from all rows to the smallest box.

    Each peel takes from one side of one factor the rows that leave the densest box, by the gain in
    density for a row that is lost.

    Parameters
    ----------
    rows : array, shape (row, factor)
    cases : array of bool, shape (row,)
        Which rows are what is looked for.
    alpha, least : float
        Share of a box's rows a peel takes away; share of all rows a box holds at least.

    Returns
    -------
    list of Box
    """
    low, high = rows.min(axis=0), rows.max(axis=0)
    found = [_box(rows, cases, low, high)]
    inside = np.ones(len(rows), dtype=bool)
    while True:
        options = list(_peels(rows[inside], cases[inside], low, high, alpha))
        wanted = least * len(rows)
        options = [one for one in options if one[3] >= wanted]
        if not options:
            return found
        gain, low, high, _ = max(options, key=lambda one: one[0])
        if gain <= 0.0:
            return found
        inside = _inside(rows, low, high)
        found.append(_box(rows, cases, low, high))


def _peels(
    rows: Array, cases: Flags, low: Array, high: Array, alpha: float
) -> list[tuple[float, Array, Array, int]]:
    """Return (gain, low, high, rows kept) of every peel."""
    before = float(cases.mean())
    found = []
    for factor, column in enumerate(rows.T):
        for upper in (False, True):
            edge = float(np.quantile(column, 1.0 - alpha if upper else alpha))
            kept = column <= edge if upper else column >= edge
            if kept.all():  # many equal values at this end: they go together
                end = column.max() if upper else column.min()
                kept = column < end if upper else column > end
                if not kept.any():
                    continue
                edge = float(column[kept].max() if upper else column[kept].min())
            count = int(kept.sum())
            gain = (float(cases[kept].mean()) - before) / (len(column) - count)
            new_low, new_high = low.copy(), high.copy()
            (new_high if upper else new_low)[factor] = edge
            found.append((gain, new_low, new_high, count))
    return found


def _inside(rows: Array, low: Array, high: Array) -> Flags:
    return np.asarray(((rows >= low) & (rows <= high)).all(axis=1))


def _box(rows: Array, cases: Flags, low: Array, high: Array) -> Box:
    """Return a box without p-values: a peeling has many, and few are asked for them."""
    inside = _inside(rows, low, high)
    least, most = rows.min(axis=0), rows.max(axis=0)
    limited = np.flatnonzero((low > least) | (high < most))
    count, hits = int(inside.sum()), int((inside & cases).sum())
    return Box(
        low,
        high,
        tuple(int(i) for i in limited),
        hits / max(1, int(cases.sum())),
        hits / max(1, count),
        count / len(rows),
    )


def tested(box: Box, rows: Array, cases: Flags) -> Box:
    """Return a box with the p-value of each of its limits.

    Parameters
    ----------
    box : Box
    rows : array, shape (row, factor)
    cases : array of bool, shape (row,)

    Returns
    -------
    Box
    """
    from scipy.stats import binom

    held = box.holds(rows)
    count, hits = int(held.sum()), int((held & cases).sum())
    least, most = rows.min(axis=0), rows.max(axis=0)
    chances = []
    for factor in box.limited:
        low, high = box.low.copy(), box.high.copy()
        low[factor], high[factor] = least[factor], most[factor]
        rate = float(cases[_inside(rows, low, high)].mean())
        chances.append(float(binom.sf(hits - 1, count, rate)))
    return replace(box, p_values=tuple(chances))


def chosen(boxes: Sequence[Box], rows: Array, cases: Flags, *, doubt: float = DOUBT) -> Box:
    """Return the box of a peeling that says most with least: greatest coverage times density.

    Limits that chance explains are dropped, the least sure first: of many factors some box looks
    good by chance, so that `doubt` is shared among them (Bonferroni).

    Parameters
    ----------
    boxes : sequence of Box
    rows : array, shape (row, factor)
    cases : array of bool, shape (row,)
    doubt : float

    Returns
    -------
    Box
    """
    base = float(cases.mean())
    best = max(boxes, key=lambda box: box.coverage * (box.density - base))
    best = tested(best, rows, cases)
    while best.limited and max(best.p_values) > doubt / rows.shape[1]:
        worst = best.limited[int(np.argmax(best.p_values))]
        low, high = best.low.copy(), best.high.copy()
        low[worst], high[worst] = rows[:, worst].min(), rows[:, worst].max()
        best = tested(_box(rows, cases, low, high), rows, cases)
    return best


def discover(rows: Array, cases: Flags, *, boxes: int = 3) -> list[tuple[Box, list[Box]]]:
    """Return boxes one after another, each found in what those before leave over.

    Parameters
    ----------
    rows : array, shape (row, factor)
    cases : array of bool, shape (row,)
    boxes : int
        At most.

    Returns
    -------
    list of (Box, list of Box)
        Each with its peeling. Coverage, density and mass of a box are over all rows; the peeling's
        over the rows that were left.
    """
    found: list[tuple[Box, list[Box]]] = []
    left = np.ones(len(rows), dtype=bool)
    base = float(cases.mean())
    while len(found) < boxes and cases[left].any() and not cases[left].all():
        peeled = peel(rows[left], cases[left], least=LEAST * len(rows) / max(1, int(left.sum())))
        best = chosen(peeled, rows[left], cases[left])
        free = np.isin(np.arange(rows.shape[1]), best.limited, invert=True)
        ends = (rows.min(axis=0), rows.max(axis=0))
        low, high = np.where(free, ends[0], best.low), np.where(free, ends[1], best.high)
        whole = tested(_box(rows, cases, low, high), rows, cases)
        if not best.limited or whole.density < min(1.2 * base, 0.5 * (1.0 + base)):
            break
        found.append((whole, peeled))
        left &= ~whole.holds(rows)
        if left.sum() < 4.0 * LEAST * len(rows):
            break
    return found
