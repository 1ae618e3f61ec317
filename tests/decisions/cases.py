"""Problems whose answers are known by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gaoxin.decisions.goals import Condition, Goal
from gaoxin.decisions.problem import SearchProblem
from gaoxin.language import alike

Array = NDArray[np.float64]
MEMBERS = 200


def at_least(name: str, value: float, reading: int = 0) -> Goal:
    return Goal(name, alike(name), "at_least", value, "1", "end", reading)


def spread() -> Array:
    """Return members whose quantiles are known: the middles of equal shares of 0 to 1."""
    return (np.arange(MEMBERS) + 0.5) / MEMBERS


def linear(
    gains: Sequence[float],
    costs: Sequence[float],
    needed: float,
    probability: float,
    *,
    most: tuple[Sequence[float], float] | None = None,
) -> SearchProblem:
    """Return: outcome = gains . shares + u, u even on 0 to 1; effort = costs . |shares|.

    With `most`, a side condition: its gains . shares are at most its number, in every member.
    """
    slopes, prices = np.array(gains), np.array(costs)
    conditions = [Condition((at_least("outcome", needed),), probability)]
    if most is not None:
        side = Goal("side", alike("side"), "at_most", most[1], "1", "end", 1)
        conditions.append(Condition((side,), 1.0))

    def evaluate(shares: Array) -> tuple[Array, tuple[Array, ...]]:
        outcome = (shares @ slopes)[:, None] + spread()
        readings = [outcome]
        if most is not None:
            readings.append(np.repeat((shares @ np.array(most[0]))[:, None], MEMBERS, axis=1))
        return np.abs(shares) @ prices, tuple(c.margins(readings) for c in conditions)

    ends = np.stack([np.zeros(len(slopes)), np.ones(len(slopes))])
    return SearchProblem(tuple(conditions), evaluate, ends)
