"""The evolution strategy: whole populations of settings, from a start to a neighbourhood.

CMA-ES (Hansen and Ostermeier 2001, *Evolutionary Computation* 9, 159-195) by its authors' library.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.decisions.problem import SearchProblem, SettingSample

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

POPULATION = 32
SPREAD = 0.25
"""Of the first population, in shares of a lever's way."""
PATIENCE, WORTH = 8, 1e-3
"""Generations, one after another, that made the fitness less by under this: enough."""
PENALTY = 20.0
"""Efforts of the start that a shortfall of one scale costs."""

Fitness = Callable[[SettingSample], "Array"]
"""A sample to what is made small, (setting,)."""


def least_effort(start: SettingSample) -> Fitness:
    """Return the fitness of a search for the least effort that holds all conditions.

    Parameters
    ----------
    start : SettingSample
        One setting, for the size of efforts.

    Returns
    -------
    callable
    """
    size = max(float(start.efforts[0]), 1e-9)

    def fitness(sample: SettingSample) -> Array:
        short = np.minimum(sample.shortfall, 1e6)
        return np.asarray(sample.efforts / size + PENALTY * short + (short > 0.0))

    return fitness


def nearest_to_holding(sample: SettingSample) -> Array:
    """Return the fitness of a search for settings that hold the conditions, whatever the effort."""
    return np.asarray(-np.maximum(sample.levels, -1e6).min(axis=1))


def most_probable(problem: SearchProblem) -> Fitness:
    """Return the fitness of a search for the greatest probability; levels tell ties apart."""

    def fitness(sample: SettingSample) -> Array:
        levels = np.maximum(sample.levels, -1e6)
        beside = np.maximum(-levels[:, problem.asked :], 0.0).sum(axis=1)
        tie = 1e-3 * np.tanh(levels[:, : problem.asked].min(axis=1))
        return np.asarray(-sample.probabilities - tie + PENALTY * beside)

    return fitness


def evolve(
    problem: SearchProblem,
    start: SettingSample,
    fitness: Fitness,
    generations: int,
    seed: int,
    told: Callable[[SettingSample, float], None],
    *,
    until: Callable[[SettingSample], bool] = lambda _: False,
) -> SettingSample:
    """Return the best setting of an evolution.

    Parameters
    ----------
    problem : SearchProblem
    start : SettingSample
        One setting.
    fitness : callable
        What is made small.
    generations : int
        At most; none at all gives the start.
    seed : int
    told : callable
        Told the best setting so far and the share of the generations that is done.
    until : callable
        Whether a setting is good enough to end with.

    Returns
    -------
    SettingSample
        One setting, the start where nothing was better.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # optional parts that cma looks for when it is imported
        import cma

    best, value, idle = start, float(fitness(start)[0]), 0
    lower, upper = (list(row) for row in problem.ends + np.array([[-1e-9], [1e-9]]))
    options = {
        "bounds": [lower, upper],
        "popsize": POPULATION,
        "seed": seed % (2**31 - 2) + 1,
        "maxiter": generations,
        "verbose": -9,
        "tolfun": 1e-6,
        "CMA_stds": [max(b - a, 1e-3) for a, b in zip(lower, upper, strict=True)],
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        search = cma.CMAEvolutionStrategy(list(start.shares[0]), SPREAD, options)
        while generations and idle < PATIENCE and not (search.stop() or problem.stop()):
            asked = np.array(search.ask())
            sample = problem.run(problem.tidy(asked))
            values = fitness(sample)
            search.tell(list(asked), [float(v) for v in values])
            first = int(np.argmin(values))
            idle = 0 if values[first] < value - WORTH else idle + 1
            if values[first] < value:
                best, value = sample.at(first), float(values[first])
            told(best, search.countiter / generations)
            if until(best):
                break
    return best
