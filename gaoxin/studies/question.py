"""What a decision is asked about: levers, goals, conditions, and who runs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.decisions.goals import Condition, Goal, scaled
from gaoxin.decisions.problem import SearchProblem
from gaoxin.language import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.ensembles.populations.effort import Effort
    from gaoxin.ensembles.populations.moves import Move
    from gaoxin.ensembles.populations.population import Population

    Array = NDArray[np.float64]

DIGITS = 4
"""Significant digits of a lever's value in an answer: those that the scenario states."""


@dataclass(frozen=True)
class FreeLever:
    """A lever that may move, as a reader knows it.

    Attributes
    ----------
    move : Move
    name : Text
    unit : str
        Of stated values.
    factor : float
        The model's unit in one stated unit.
    """

    move: Move
    name: Text
    unit: str
    factor: float

    def stated(self, share: float) -> tuple[float, ...]:
        """Return the values that a share of its way means, in its stated unit, rounded."""
        own = self.move.values(np.array([share]))[0] / self.factor
        low, high = self.move.low / self.factor, self.move.high / self.factor
        return tuple(min(max(float(f"{x:.{DIGITS}g}"), low), high) for x in own.tolist())

    @property
    def base(self) -> tuple[float, ...]:
        """What the base says, in its stated unit."""
        return tuple(float(f"{value / self.factor:.12g}") for _, value in self.move.steps)


Populate = Callable[[int, int], list["Population"]]
"""Members and the number of the first one to populations: the base's, then those of variants."""


@dataclass(frozen=True)
class Question:
    """What is asked, and in what.

    Attributes
    ----------
    levers : tuple of FreeLever
    goals : tuple of Goal
    probability : float
    each : bool
        Whether each goal is to have the probability for itself; else all of them together.
    beside : tuple of Condition
        What must hold besides.
    worst : float
        0, or the share of the worst members of which the mean is to meet the goals.
    effort : Effort
    variants : tuple of str
        What it must hold under too: readings of definitions, structures.
    populate : callable
        See :data:`Populate`.
    """

    levers: tuple[FreeLever, ...]
    goals: tuple[Goal, ...]
    probability: float
    each: bool
    beside: tuple[Condition, ...]
    worst: float
    effort: Effort
    variants: tuple[str, ...]
    populate: Populate

    @property
    def ends(self) -> Array:
        """Least and greatest share of each lever, shape (2, lever)."""
        return np.array([lever.move.ends for lever in self.levers]).T

    def asked(self) -> tuple[Condition, ...]:
        """Return the conditions whose probability is asked for."""
        groups = [(goal,) for goal in self.goals] if self.each else [self.goals]
        return tuple(Condition(group, self.probability, self.worst) for group in groups)


def problem_of(
    question: Question, populations: Sequence[Population]
) -> tuple[SearchProblem, Question]:
    """Return the problem that a question poses on the members of some populations.

    Parameters
    ----------
    question : Question
    populations : sequence of Population
        The base's, then those of the variants.

    Returns
    -------
    SearchProblem
    Question
        The same, its margins measured in the spread of the base's outcomes.
    """
    nothing = np.zeros((1, len(question.levers)))
    first = populations[0].run(nothing)
    spent = float(question.effort.spending(first, 1)[0])
    own = replace(
        question,
        goals=tuple(scaled(goal, first[goal.reading][0]) for goal in question.goals),
        beside=tuple(
            replace(one, goals=tuple(scaled(goal, first[goal.reading][0]) for goal in one.goals))
            for one in question.beside
        ),
    )
    asked = own.asked()
    conditions = (*(asked * len(populations)), *own.beside)

    def evaluate(shares: Array) -> tuple[Array, tuple[Array, ...]]:
        runs = [population.run(shares) for population in populations]
        efforts = question.effort.of(shares, runs[0], spent)
        margins = [condition.margins(one) for one in runs for condition in asked]
        margins += [condition.margins(runs[0]) for condition in own.beside]
        return efforts, tuple(margins)

    asked_for = len(asked) * len(populations)
    return SearchProblem(conditions, evaluate, own.ends, asked_for), own


def rounded_shares(question: Question, shares: Array) -> Array:
    """Return the shares that the stated values of an answer mean, shape (lever,).

    Parameters
    ----------
    question : Question
    shares : array, shape (lever,)

    Returns
    -------
    array, shape (lever,)
    """
    found = []
    for lever, share in zip(question.levers, shares.tolist(), strict=True):
        if share == 0.0:
            found.append(0.0)
            continue
        end = lever.move.high if share > 0.0 else lever.move.low
        way = [end - value for _, value in lever.move.steps]
        at = int(np.argmax(np.abs(way)))
        gone = lever.stated(share)[at] * lever.factor - lever.move.steps[at][1]
        found.append(float(np.clip(gone / way[at], 0.0, 1.0)) * (1.0 if share > 0.0 else -1.0))
    return np.array(found)
