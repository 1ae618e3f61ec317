"""Searches at an equal number of settings: ours, CMA-ES alone, NSGA-II of pymoo, and at random.

``python -m tests.benchmarks.searches`` on a case whose optimum is known; with a target's name on
the zone, where the least effort that any of them finds is the yardstick.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from gaoxin.decisions.evolution import POPULATION, evolve, least_effort
from gaoxin.decisions.problem import SearchProblem, SettingSample, joined_samples
from gaoxin.decisions.reach import first_look, random_search, reach
from tests.decisions.cases import MEMBERS, linear

Array = NDArray[np.float64]
LEVERS = 25
Make = Callable[[], SearchProblem]


def planted() -> tuple[Make, float]:
    """Return a linear case of many levers, and its least effort, by taking the cheapest first."""
    rng = np.random.default_rng(0)
    gains, costs = rng.uniform(0.0, 1.0, LEVERS).tolist(), rng.uniform(0.5, 2.0, LEVERS).tolist()
    needed, least = 5.0 - (0.2 * MEMBERS + 0.5) / MEMBERS, 0.0
    for cost, gain in sorted(zip(costs, gains, strict=True), key=lambda pair: pair[0] / pair[1]):
        share = min(1.0, max(0.0, needed / gain))
        needed, least = needed - share * gain, least + share * cost
    return lambda: linear(gains, costs, 5.0, 0.8), least


def zone(target: str) -> Make:
    """Return the problem of a target of the zone."""
    from gaoxin.desks.workspace import Workspace
    from gaoxin.studies.question import problem_of
    from gaoxin.studies.zone_question import ReachAsk, open_zone_question

    asked = open_zone_question(
        Workspace.find(None), ReachAsk((target,)), seed=0, draws="posterior", allow_stale=True
    )
    populations = asked.question.populate(500, 4000)
    return lambda: problem_of(asked.question, populations)[0]


def evolved(problem: SearchProblem, settings: int) -> SettingSample:
    """Return what CMA-ES finds from the first look on."""
    _, looked = first_look(problem, 0)
    best = looked.at(looked.best())
    generations = max(1, (settings - problem.evaluations) // POPULATION)
    return evolve(problem, best, least_effort(best), generations, 0, lambda *_: None)


def bred(problem: SearchProblem, settings: int) -> SettingSample:
    """Return what NSGA-II finds: effort against shortfall."""
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.core.problem import Problem
    from pymoo.optimize import minimize

    found: list[SettingSample] = []

    class Front(Problem):  # type: ignore[misc]
        def __init__(self) -> None:
            low, high = problem.ends
            super().__init__(n_var=problem.levers, n_obj=2, xl=low, xu=high)

        def _evaluate(self, x: Array, out: dict[str, Array], *_: object, **__: object) -> None:
            sample = problem.run(problem.tidy(x))
            both = joined_samples([*found, sample])
            found[:] = [both.at(both.best())]
            out["F"] = np.stack([sample.efforts, np.minimum(sample.shortfall, 1e6)], axis=1)

    minimize(Front(), NSGA2(pop_size=64), ("n_gen", max(1, settings // 64)), seed=1, verbose=False)
    return found[0]


def rows(make: Make, generations: int) -> Iterator[tuple[str, SettingSample, int]]:
    """Yield the name of a search, its best and its settings."""
    problem = make()
    own = reach(problem, generations=generations, seed=0, told=lambda *_: None)
    settings = own.evaluations
    yield "gaoxin reach", own.best, settings
    for name, search in (("CMA-ES alone", evolved), ("NSGA-II (pymoo)", bred)):
        problem = make()
        yield name, search(problem, settings), problem.evaluations
    yield "at random", random_search(make(), settings, 1), settings


def main() -> None:
    """Print a row a search."""
    make, least = planted() if len(sys.argv) < 2 else (zone(sys.argv[1]), None)
    if least is not None:
        print(f"least effort by hand: {least:.4f}")
    for name, best, settings in rows(make, 20):
        short = float(best.shortfall[0])
        said = f"{float(best.efforts[0]):.4f}" if short <= 0.0 else f"none (short by {short:.3f})"
        chance = float(best.probabilities[0])
        print(f"{name:18} effort {said:24} probability {chance:.3f} {settings:7,} settings")


if __name__ == "__main__":
    main()
