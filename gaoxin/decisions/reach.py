"""What would have to change: the least effort for a probability, and the most a budget buys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.decisions.evolution import (
    PENALTY,
    evolve,
    least_effort,
    most_probable,
    nearest_to_holding,
)
from gaoxin.decisions.polish import polish
from gaoxin.decisions.problem import SearchProblem, SettingSample, joined_samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

GENERATIONS = 20
SCATTERED = 32
"""Settings of the first look that lie anywhere."""

Told = Callable[[str, float, SettingSample], None]
"""Called with what is at work, the share of it that is done, and the best setting so far."""


@dataclass(frozen=True)
class Sought:
    """What a search came to.

    Attributes
    ----------
    best : SettingSample
        One setting: of least effort where one holds the conditions, else the most probable.
    base : SettingSample
        No lever moved.
    evaluations : int
        Settings run.
    """

    best: SettingSample
    base: SettingSample
    evaluations: int

    @property
    def holds(self) -> bool:
        """Whether the setting holds every condition on the draws of the search."""
        return float(self.best.shortfall[0]) <= 0.0


def first_look(problem: SearchProblem, seed: int) -> tuple[SettingSample, SettingSample]:
    """Run the base, every lever at its ends, all that help together, and settings anywhere.

    Parameters
    ----------
    problem : SearchProblem
    seed : int

    Returns
    -------
    base, all : SettingSample
        One setting; and every setting that was run, the base first.
    """
    from scipy.stats import qmc

    low, high = problem.ends
    single = np.concatenate([np.diag(high), np.diag(low)])
    anywhere = qmc.Sobol(problem.levers, rng=np.random.default_rng(seed)).random(SCATTERED)
    some = low + anywhere * (high - low)
    nothing = np.zeros((1, problem.levers))
    looked = problem.run(problem.tidy(np.concatenate([nothing, single, some])))
    score = np.maximum(looked.levels, -1e6).min(axis=1)
    tops, bottoms = score[1 : 1 + problem.levers], score[1 + problem.levers :][: problem.levers]
    best = np.maximum(tops, bottoms)
    corner = np.where(tops >= bottoms, high, low) * (best > score[0])
    order = np.argsort(-(best - score[0]), kind="stable")
    # the levers that help most, one more each time
    added = [
        np.where(np.isin(np.arange(problem.levers), order[: n + 1]), corner, 0.0)
        for n in range(problem.levers)
    ]
    halves = [0.5 * corner, 0.75 * corner]
    more = problem.run(problem.tidy(np.array([*added, *halves])))
    return looked.at(0), joined_samples([looked, more])


def reach(problem: SearchProblem, *, generations: int, seed: int, told: Told) -> Sought:
    """Return the setting of least effort that holds all conditions, or the most probable one.

    Parameters
    ----------
    problem : SearchProblem
    generations : int
        Of the evolution strategy.
    seed : int
    told : callable
        See :data:`Told`.

    Returns
    -------
    Sought
    """
    base, looked = first_look(problem, seed)
    best = looked.at(looked.best())
    told("first look", 1.0, best)
    if float(base.shortfall[0]) <= 0.0:
        return Sought(base, base, problem.evaluations)
    if float(best.shortfall[0]) > 0.0:
        best = _attain(problem, best, generations, seed, told)
        if float(best.shortfall[0]) > 0.0:
            return Sought(best, base, problem.evaluations)
    starts = [best, *_pruned(problem, best)]
    best = _least([polish(problem, one, _say(told, "polishing")) for one in starts])
    found = evolve(
        problem,
        best,
        least_effort(best),
        generations,
        seed,
        _say(told, "evolution"),
    )
    again = polish(problem, found, _say(told, "polishing again"))
    return Sought(_least([best, found, again]), base, problem.evaluations)


def front(
    problem: SearchProblem, best: SettingSample, probabilities: Sequence[float], told: Told
) -> list[tuple[float, SettingSample]]:
    """Return the least effort found for each of some probabilities, in their order.

    Parameters
    ----------
    problem : SearchProblem
    best : SettingSample
        Its own solution: each further one is polished from the one before.
    probabilities : sequence of float
    told : callable
        See :data:`Told`.

    Returns
    -------
    list of (float, SettingSample)
        Only those for which a setting holds all conditions.
    """
    own = problem.conditions[0].probability
    below = sorted((p for p in probabilities if p < own), reverse=True)
    above = sorted(p for p in probabilities if p > own)
    found = [(own, best)] if float(best.shortfall[0]) <= 0.0 else []
    for side in (below, above):
        last = best
        for number, probability in enumerate(side):
            if problem.stop():
                break
            asking = problem.asking(probability)
            start = asking.run(last.shares)
            last = polish(asking, start, lambda *_: None, rounds=6, radius=0.15)
            told("front", (number + 1) / len(side), last)
            if float(last.shortfall[0]) <= 0.0:
                found.append((probability, last))
    return sorted(found, key=lambda pair: pair[0])


def spend(
    problem: SearchProblem, budget: float, *, generations: int, seed: int, told: Told
) -> Sought:
    """Return the setting of greatest probability whose effort is within a budget.

    Parameters
    ----------
    problem : SearchProblem
    budget : float
        In the unit of the efforts.
    generations, seed : int
    told : callable
        See :data:`Told`.

    Returns
    -------
    Sought
    """
    likely = most_probable(problem)

    def over(sample: SettingSample) -> Array:
        return np.asarray(np.maximum(sample.efforts / budget - 1.0, 0.0))

    def fitness(sample: SettingSample) -> Array:
        return np.asarray(likely(sample) + PENALTY * over(sample))

    base, looked = first_look(problem, seed)
    best = looked.at(int(np.argmin(fitness(looked))))
    if float(over(best)[0]) > 1e-9:
        best = base
    told("first look", 1.0, best)
    low, high = float(best.probabilities[0]), 1.0
    for _ in range(6):
        if problem.stop() or high - low < 0.01:
            break
        middle = 0.5 * (low + high)
        asking = problem.asking(middle)
        tried = polish(asking, asking.run(best.shares), lambda *_: None, rounds=6, radius=0.15)
        told("halving", 1.0, best)
        if float(tried.shortfall[0]) <= 0.0 and float(tried.efforts[0]) <= budget:
            best = problem.run(tried.shares)
            low = max(middle, float(best.probabilities[0]))
        else:
            high = middle
    found = evolve(problem, best, fitness, generations, seed, _say(told, "evolution"))
    if float(over(found)[0]) <= 1e-9 and float(fitness(found)[0]) < float(fitness(best)[0]):
        best = found
    return Sought(best, base, problem.evaluations)


def random_search(problem: SearchProblem, evaluations: int, seed: int) -> SettingSample:
    """Return the best of settings drawn anywhere: what a search is held against.

    Parameters
    ----------
    problem : SearchProblem
    evaluations, seed : int

    Returns
    -------
    SettingSample
        One setting.
    """
    rng = np.random.default_rng(seed)
    low, high = problem.ends
    best = problem.run(np.zeros((1, problem.levers)))
    for at in range(0, evaluations, SCATTERED):
        count = min(SCATTERED, evaluations - at)
        drawn = low + rng.random((count, problem.levers)) * (high - low)
        # most levers at rest in some, none in others: a fair chance at small efforts
        moved = rng.random((count, problem.levers)) < rng.random((count, 1))
        both = joined_samples([best, problem.run(problem.tidy(np.where(moved, drawn, 0.0)))])
        best = both.at(both.best())
    return best


def _attain(
    problem: SearchProblem, best: SettingSample, generations: int, seed: int, told: Told
) -> SettingSample:
    """Return a setting that holds the conditions, or the most probable one that is found."""
    near = evolve(
        problem,
        best,
        nearest_to_holding,
        generations,
        seed,
        _say(told, "whether it can be reached"),
        until=lambda sample: float(sample.shortfall[0]) <= 0.0,
    )
    near = _least([near, polish(problem, near, _say(told, "polishing"))])
    if float(near.shortfall[0]) <= 0.0:
        return near
    fitness = most_probable(problem)
    likely = evolve(problem, near, fitness, generations, seed + 1, _say(told, "the most probable"))
    both = joined_samples([near, likely])
    return both.at(int(np.argmin(fitness(both))))


def _pruned(problem: SearchProblem, best: SettingSample) -> list[SettingSample]:
    """Return the setting drawn back towards the base as far as it holds, all levers alike."""
    shares = best.shares * np.linspace(0.1, 0.9, 9)[:, None]
    drawn = problem.run(problem.tidy(shares))
    holding = np.flatnonzero(drawn.shortfall <= 0.0)
    return [drawn.at(int(holding[0]))] if holding.size else []


def _least(samples: Sequence[SettingSample]) -> SettingSample:
    whole = joined_samples(samples)
    return whole.at(whole.best())


def _say(told: Told, what: str) -> Callable[[SettingSample, float], None]:
    return lambda sample, share: told(what, share, sample)
