"""Goals: an outcome held against a number, and by how much each member meets or misses it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from gaoxin.language import Text
from gaoxin.verdicts.verdict import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Goal:
    """An outcome that is to reach a number.

    Attributes
    ----------
    id : str
    name : Text
    rule : {"at_least", "at_most"}
    value : float
        In `unit`.
    unit : str
    when : str
        The time, or ``max`` or ``min`` over all times.
    reading : int
        Which reading of a run it is about.
    scale : float
        What a margin is measured in: how far apart outcomes are under the base.
    """

    id: str
    name: Text
    rule: Literal["at_least", "at_most"]
    value: float
    unit: str
    when: str
    reading: int
    scale: float = 1.0

    def margin(self, outcomes: Array) -> Array:
        """Return by how much outcomes pass the number, in scales; 0 or more meets the goal.

        An outcome that departs from the number by rounding is at it, and what is not finite
        misses it by any measure.

        Parameters
        ----------
        outcomes : array, any shape

        Returns
        -------
        array, shape of outcomes
        """
        sign = 1.0 if self.rule == "at_least" else -1.0
        slack = TOLERANCE * abs(self.value)
        found = (sign * (outcomes - self.value) + slack) / self.scale
        return np.where(np.isfinite(found), found, -np.inf)


@dataclass(frozen=True)
class Condition:
    """Goals that are to be met together, in one run, by a share of the members.

    Attributes
    ----------
    goals : tuple of Goal
    probability : float
        The share that is to meet all of them.
    worst : float
        0, or the share of the worst members of which the mean is to meet them instead.
    """

    goals: tuple[Goal, ...]
    probability: float
    worst: float = 0.0

    def margins(self, readings: Sequence[Array]) -> Array:
        """Return the margin of the goal that each member misses most.

        Parameters
        ----------
        readings : sequence of array, shape (setting, member)

        Returns
        -------
        array, shape (setting, member)
        """
        each = [goal.margin(readings[goal.reading]) for goal in self.goals]
        return np.asarray(np.minimum.reduce(each))

    def level(self, margins: Array) -> Array:
        """Return by how much a condition holds; 0 or more is enough.

        Parameters
        ----------
        margins : array, shape (setting, member)

        Returns
        -------
        array, shape (setting,)
            The margin that exactly `probability` of the members reach or pass. With `worst` the
            mean over so many of the worst members: their expected shortfall (Rockafellar and
            Uryasev 2000, *Journal of Risk* 2, 21-41).
        """
        members = margins.shape[1]
        in_order = np.sort(margins, axis=1)
        if self.worst:
            count = max(1, round(self.worst * members))
            return np.asarray(in_order[:, :count].mean(axis=1))
        needed = min(members, max(1, math.ceil(self.probability * members - 1e-9)))
        return np.asarray(in_order[:, members - needed])


def scaled(goal: Goal, base: Array) -> Goal:
    """Return a goal whose margins are measured in the spread of the base's outcomes.

    Where all of them are equal it is their distance from the number, else the number's size.

    Parameters
    ----------
    goal : Goal
    base : array, shape (member,)

    Returns
    -------
    Goal
    """
    from dataclasses import replace

    known = base[np.isfinite(base)]
    spread = float(np.subtract(*np.quantile(known, (0.95, 0.05)))) if known.size else 0.0
    away = float(abs(np.median(known) - goal.value)) if known.size else 0.0
    sizes = (spread, away, abs(goal.value), 1.0)
    return replace(goal, scale=next(size for size in sizes if size > 1e-9 * abs(goal.value)))
