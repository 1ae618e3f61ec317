"""A rule tree: few questions that part the rows that meet a goal from those that miss it.

Breiman, Friedman, Olshen and Stone (1984), *Classification and Regression Trees*.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Flags = NDArray[np.bool_]

DEPTH = 3
LEAF = 0.05
"""Share of all rows that a leaf holds at least."""
CUTS = 32
"""Places that are tried in each factor: quantiles of its values."""


@dataclass(frozen=True)
class Branch:
    """A question and its answers, or a leaf.

    Attributes
    ----------
    share : float
        Of its rows that are cases.
    mass : float
        Of all rows that come here.
    factor : int or None
        Asked about; None in a leaf.
    cut : float
        Rows up to it go `below`, the others `above`.
    below, above : Branch or None
    """

    share: float
    mass: float
    factor: int | None = None
    cut: float = 0.0
    below: Branch | None = None
    above: Branch | None = None


@dataclass(frozen=True)
class Rule:
    """A way through a tree.

    Attributes
    ----------
    limits : tuple of (int, float, float)
        Factor, above what, and up to what.
    share, mass : float
        Of the leaf.
    """

    limits: tuple[tuple[int, float, float], ...]
    share: float
    mass: float


def grow(rows: Array, cases: Flags, *, depth: int = DEPTH, leaf: float = LEAF) -> Branch:
    """Return a tree whose questions lower the Gini impurity most.

    Parameters
    ----------
    rows : array, shape (row, factor)
    cases : array of bool, shape (row,)
    depth : int
        Questions one after another at most.
    leaf : float
        Share of all rows that a leaf holds at least.

    Returns
    -------
    Branch
    """
    return _grow(rows, cases, depth, max(1, round(leaf * len(rows))), len(rows))


def _grow(rows: Array, cases: Flags, depth: int, least: int, whole: int) -> Branch:
    own = Branch(float(cases.mean()), len(rows) / whole)
    if depth == 0 or len(rows) < 2 * least or cases.all() or not cases.any():
        return own
    best: tuple[float, int, float] | None = None
    for factor, column in enumerate(rows.T):
        for cut in np.unique(np.quantile(column, np.linspace(0.0, 1.0, CUTS + 1)[1:-1])):
            down = column <= cut
            count = int(down.sum())
            if count < least or len(rows) - count < least:
                continue
            impurity = count * _gini(cases[down]) + (len(rows) - count) * _gini(cases[~down])
            if best is None or impurity < best[0] - 1e-12:
                best = (impurity, factor, float(cut))
    if best is None or best[0] >= len(rows) * _gini(cases) * 0.99:
        return own
    _, factor, cut = best
    down = rows[:, factor] <= cut
    parts = [_grow(rows[part], cases[part], depth - 1, least, whole) for part in (down, ~down)]
    return Branch(own.share, own.mass, factor, cut, *parts)


def _gini(cases: Flags) -> float:
    share = float(cases.mean())
    return 2.0 * share * (1.0 - share)


def rules(tree: Branch) -> list[Rule]:
    """Return the ways through a tree, the densest leaf first."""
    return sorted(_ways(tree, {}), key=lambda rule: -rule.share)


def _ways(branch: Branch, limits: dict[int, tuple[float, float]]) -> Iterator[Rule]:
    if branch.factor is None or branch.below is None or branch.above is None:
        yield Rule(
            tuple((factor, *ends) for factor, ends in sorted(limits.items())),
            branch.share,
            branch.mass,
        )
        return
    low, high = limits.get(branch.factor, (-np.inf, np.inf))
    yield from _ways(branch.below, {**limits, branch.factor: (low, min(high, branch.cut))})
    yield from _ways(branch.above, {**limits, branch.factor: (max(low, branch.cut), high)})
