"""Polishing: linear programs on the slopes of levels and effort, in a region that is trusted.

With common random numbers a quantile of the members' margins is a function of the levers that is
smooth but for kinks, and an effort that adds up what each lever moves has its least value where
few levers move. A linear program finds such a vertex; an evolution strategy only comes near.
Fletcher and Sainz de la Maza (1989), *Mathematical Programming* 43, 235-256.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.decisions.problem import SearchProblem, SettingSample, joined_samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Flags = NDArray[np.bool_]

ROUNDS = 14
STEP = 0.05
"""Of a lever for its slope, in shares of its way; smaller where the trusted region is."""
RADIUS, LEAST = 0.3, 0.002
"""Of the trusted region, at first and at the end."""
AGAIN, SMALL = 5, 0.01
"""Rounds after which all levers are asked again; between, those that move a level by so much of
what the strongest does."""
PATIENCE, WORTH = 3, 2e-3
"""Rounds, one after another, that made an effort less by under this share: enough."""
PAD = 1e-9
"""Of a level, above 0: what lies on the border by rounding alone would be taken as short."""
PRICE = 1e3
"""Of what a linear program leaves short, in the size of the effort's slopes."""


def polish(
    problem: SearchProblem,
    start: SettingSample,
    told: Callable[[SettingSample, float], None],
    *,
    rounds: int = ROUNDS,
    radius: float = RADIUS,
) -> SettingSample:
    """Return a setting that no small change makes better.

    Parameters
    ----------
    problem : SearchProblem
    start : SettingSample
        One setting, whether it holds the conditions or not.
    told : callable
        Told the best setting so far and the share of the rounds that is done.
    rounds : int
    radius : float
        Of the region that is trusted at first, in shares of a lever's way.

    Returns
    -------
    SettingSample
        One setting.
    """
    best, slow = start, 0
    active = np.ones(problem.levers, dtype=bool)
    for number in range(rounds):
        if radius < LEAST or slow == PATIENCE or problem.stop():
            break
        if number % AGAIN == 0:
            active[:] = True
        up, down, around = _slopes(problem, best, min(STEP, radius), active)
        step = _program(problem, best, up, down, radius)
        if number % AGAIN == 0:
            active = _acting(up, down) | (best.shares[0] != 0.0) | (step != 0.0)
        tries = np.array([1.0, 0.75, 0.5, 0.25])[:, None] * step
        moved = problem.run(problem.tidy(best.shares + tries))
        everything = joined_samples([best, moved, around])
        first = everything.at(everything.best())
        gained = _better(first, best)
        slow = slow + 1 if _hardly(first, best) else 0
        radius = min(0.6, 1.6 * radius) if gained else radius / 3.0
        best = first if gained else best
        told(best, (number + 1) / rounds)
    return best


def _acting(up: Array, down: Array) -> Flags:
    """Return which levers move a level: by a hundredth of what the strongest does, or more."""
    sizes = np.abs(np.nan_to_num(np.concatenate([up[1:], down[1:]]), posinf=0.0, neginf=0.0))
    return np.asarray((sizes >= SMALL * sizes.max(axis=1, keepdims=True)).any(axis=0))


def _hardly(first: SettingSample, best: SettingSample) -> bool:
    """Return whether a round made a setting that holds hardly cheaper."""
    holds = float(best.shortfall[0]) <= 0.0
    return holds and float(first.efforts[0]) > float(best.efforts[0]) * (1.0 - WORTH)


def _better(one: SettingSample, other: SettingSample) -> bool:
    short, before = float(one.shortfall[0]), float(other.shortfall[0])
    if short != before:
        return short < before
    return float(one.efforts[0]) < float(other.efforts[0]) * (1.0 - 1e-6)


def _slopes(
    problem: SearchProblem, best: SettingSample, step: float, active: Flags
) -> tuple[Array, Array, SettingSample]:
    """Return slopes of effort and levels, upwards and downwards, (1 + condition, lever) each.

    NaN where a lever can go no further, or is not asked of.
    """
    levers = problem.levers
    low, high = problem.ends
    x = best.shares[0]
    ups, downs = np.minimum(high - x, step), np.minimum(x - low, step)
    # a step that would cross 0 ends there: the effort has a kink at the base
    ups = np.where((x < 0.0) & (x + ups > 0.0), -x, ups)
    downs = np.where((x > 0.0) & (x - downs < 0.0), x, downs)
    gone = np.concatenate([ups, downs])
    asked = np.flatnonzero((gone > 1e-9) & np.concatenate([active, active]))
    steps = np.concatenate([np.diag(ups), -np.diag(downs)])[asked]
    if not asked.size:
        nothing = np.full((1 + len(problem.conditions), levers), np.nan)
        return nothing, nothing, best
    sample = problem.run(x + steps)
    values = np.concatenate([sample.efforts[:, None], sample.levels], axis=1).T
    here = np.concatenate([best.efforts[:, None], best.levels], axis=1).T
    slopes = np.full((len(values), 2 * levers), np.nan)
    with np.errstate(invalid="ignore"):
        slopes[:, asked] = (values - here) / gone[asked]
    return slopes[:, :levers], slopes[:, levers:], sample


def _program(
    problem: SearchProblem, best: SettingSample, up: Array, down: Array, radius: float
) -> Array:
    """Return the step that linear slopes say is best within a radius, shape (lever,)."""
    from scipy.optimize import linprog

    low, high = problem.ends
    x = best.shares[0]
    to_top = np.where(x < 0.0, np.minimum(-x, high - x), high - x)
    to_base = np.where(x > 0.0, np.minimum(x, x - low), x - low)
    known = np.concatenate([up, down], axis=1)
    rooms = np.where(np.isfinite(known).all(axis=0), np.concatenate([to_top, to_base]), 0.0)
    bounds = [(0.0, max(0.0, min(radius, room))) for room in rooms.tolist()]
    slopes = np.nan_to_num(known, posinf=0.0, neginf=0.0)
    conditions = len(problem.conditions)
    size = max(float(np.abs(slopes[0]).max()), 1e-12)
    levels = np.maximum(best.levels[0], -1e6)
    costs = np.concatenate([slopes[0] / size, np.full(conditions, PRICE)])
    rows = np.concatenate([-slopes[1:], -np.eye(conditions)], axis=1)
    found = linprog(
        costs,
        A_ub=rows,
        b_ub=levels - PAD,
        bounds=[*bounds, *[(0.0, None)] * conditions],
        method="highs",
    )
    if found.x is None:
        return np.zeros(problem.levers)
    moved = found.x[: 2 * problem.levers]
    return np.asarray(moved[: problem.levers] - moved[problem.levers :])
