"""A problem: settings of levers in, efforts and margins of conditions out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.decisions.goals import Condition

    Array = NDArray[np.float64]

Evaluate = Callable[["Array"], tuple["Array", tuple["Array", ...]]]
"""Shares (setting, lever) to efforts (setting,), and margins (setting, member) a condition."""

SNAP = 0.01
"""A lever moved by less than this share of its way stands where the base has it."""


@dataclass(frozen=True)
class SettingSample:
    """Settings that have been run.

    Attributes
    ----------
    shares : array, shape (setting, lever)
    efforts : array, shape (setting,)
    levels : array, shape (setting, condition)
        By how much each condition holds; see :meth:`gaoxin.decisions.goals.Condition.level`.
    probabilities : array, shape (setting,)
        Share of the members that meet the goals: of the conditions asked for the least likely one.
    """

    shares: Array
    efforts: Array
    levels: Array
    probabilities: Array

    @property
    def shortfall(self) -> Array:
        """How far the settings are from holding all conditions, 0 where they do; (setting,)."""
        return np.asarray(np.maximum(-self.levels, 0.0).sum(axis=1))

    def at(self, number: int) -> SettingSample:
        """Return one setting."""
        one = slice(number, number + 1)
        return SettingSample(
            self.shares[one], self.efforts[one], self.levels[one], self.probabilities[one]
        )

    def best(self) -> int:
        """Return which setting is best: it holds with least effort, else is nearest to holding."""
        order = np.lexsort((self.efforts, np.nan_to_num(self.shortfall, posinf=1e300)))
        return int(order[0])


@dataclass
class SearchProblem:
    """What is searched.

    Attributes
    ----------
    conditions : tuple of Condition
        The first `asked` are those whose probability is asked for, the others must hold beside.
    evaluate : callable
        See :data:`Evaluate`.
    ends : array, shape (2, lever)
        Least and greatest share of each lever.
    asked : int
    evaluations : int
        Settings run so far.
    stop : callable
        Whether the caller wants the search to end; asked between runs.
    """

    conditions: tuple[Condition, ...]
    evaluate: Evaluate
    ends: Array
    asked: int = 1
    evaluations: int = 0
    stop: Callable[[], bool] = field(default=lambda: False)

    @property
    def levers(self) -> int:
        """How many levers there are."""
        return int(self.ends.shape[1])

    def asking(self, probability: float) -> SearchProblem:
        """Return the problem with another probability asked for."""
        first = (replace(one, probability=probability) for one in self.conditions[: self.asked])
        conditions = (*first, *self.conditions[self.asked :])
        return SearchProblem(conditions, self._counted, self.ends, self.asked, 0, self.stop)

    def _counted(self, shares: Array) -> tuple[Array, tuple[Array, ...]]:
        self.evaluations += len(shares)
        return self.evaluate(shares)

    def tidy(self, shares: Array) -> Array:
        """Return shares within the ends; what is nearly 0 is 0.

        Parameters
        ----------
        shares : array, shape (setting, lever)

        Returns
        -------
        array, shape (setting, lever)
        """
        inside = np.clip(shares, *self.ends)
        return np.where(np.abs(inside) < SNAP, 0.0, inside)

    def run(self, shares: Array) -> SettingSample:
        """Run settings.

        Parameters
        ----------
        shares : array, shape (setting, lever)
            Within the ends.

        Returns
        -------
        SettingSample
        """
        efforts, margins = self._counted(shares)
        levels = [c.level(m) for c, m in zip(self.conditions, margins, strict=True)]
        met = [(m >= 0.0).mean(axis=1) for m in margins[: self.asked]]
        return SettingSample(shares, efforts, np.stack(levels, axis=1), np.minimum.reduce(met))


def joined_samples(samples: Sequence[SettingSample]) -> SettingSample:
    """Return several samples as one."""
    return SettingSample(
        np.concatenate([one.shares for one in samples]),
        np.concatenate([one.efforts for one in samples]),
        np.concatenate([one.levels for one in samples]),
        np.concatenate([one.probabilities for one in samples]),
    )
