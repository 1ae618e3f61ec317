"""``gaoxin reach``: the smallest change of levers that suffices, or that none does.

The search runs on members that ``gaoxin run`` does not take; what it finds is chosen on other
fresh ones, and told on those of ``gaoxin run``: no draw that chose an answer praises it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from gaoxin.decisions.problem import SearchProblem, SettingSample
from gaoxin.decisions.reach import GENERATIONS, Sought, Told, front, reach, spend
from gaoxin.errors import GaoxinError
from gaoxin.studies.progress import Progress, silent
from gaoxin.studies.question import FreeLever, Question, problem_of, rounded_shares
from gaoxin.verdicts.verdict import mc_error

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.ensembles.populations.population import Population

    Array = NDArray[np.float64]

SEARCH_MEMBERS = 500
FRONT = (0.25, 0.5, 0.66, 0.8, 0.9)
LADDER = (0.0, 1.0, 2.0, 3.0)
"""Monte Carlo errors above the probability asked for, at which further answers are sought."""

Mode = Literal["probability", "budget"]


@dataclass(frozen=True)
class MovedLever:
    """A lever that an answer moves.

    Attributes
    ----------
    lever : FreeLever
    share : float
        Of the way from the base to an end; below 0 towards the lower one.
    base, value : tuple of float
        In the lever's unit; one, or one for each step of the base.
    """

    lever: FreeLever
    share: float
    base: tuple[float, ...]
    value: tuple[float, ...]


@dataclass(frozen=True)
class FreshVerdict:
    """An answer on fresh draws.

    Attributes
    ----------
    probability : float
        Of the goals; of several that are asked for one by one, or of several variants, the least.
    members : int
    by_goal : tuple of float
        The probability of each goal by itself.
    by_variant : tuple of float
        The probability under the base's reading, then under each variant.
    beside : tuple of float
        The share of the members that holds each condition besides.
    effort : float
    """

    probability: float
    members: int
    by_goal: tuple[float, ...]
    by_variant: tuple[float, ...]
    beside: tuple[float, ...]
    effort: float

    @property
    def mc_error(self) -> float:
        """Monte Carlo standard error of the probability."""
        return mc_error(round(self.probability * self.members), self.members)

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the probability from the number of members (Wilson 1927)."""
        n, p, z = self.members, self.probability, 1.959964
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Answer:
    """What ``gaoxin reach`` found.

    Attributes
    ----------
    question : Question
    mode : {"probability", "budget"}
    found : bool
        Whether the levers reach what was asked for, on fresh draws too.
    levers : tuple of MovedLever
        Those that are moved, the furthest first.
    judged, base : FreshVerdict
        The answer, and the base, both on the members of ``gaoxin run``.
    front : tuple of (float, float)
        Probability on the draws of the search, and the least effort found for it.
    at_end : tuple of str
        Levers that stand at an end of their range.
    evaluations, runs : int
        Settings tried, and runs of a member for it.
    interrupted : bool
        Whether the search was ended before it was done: the best so far.
    shares : array, shape (lever,)
    """

    question: Question
    mode: Mode
    found: bool
    levers: tuple[MovedLever, ...]
    judged: FreshVerdict
    base: FreshVerdict
    front: tuple[tuple[float, float], ...]
    at_end: tuple[str, ...]
    evaluations: int
    runs: int
    interrupted: bool
    shares: Array = field(repr=False, compare=False)


def answer(
    question: Question,
    *,
    members: int,
    search_members: int = SEARCH_MEMBERS,
    budget: float | None = None,
    generations: int = GENERATIONS,
    with_front: bool = True,
    seed: int = 0,
    progress: Progress = silent,
    stop: Callable[[], bool] = lambda: False,
) -> Answer:
    """Search, choose and judge.

    Parameters
    ----------
    question : Question
    members : int
        Of the fresh draws: an answer is chosen on the second so many, and told on the first.
    search_members : int
        Of the search, which are others still.
    budget : float, optional
        Effort at most, in the effort's unit: then the greatest probability is sought.
    generations : int
        Of the evolution strategy.
    with_front : bool
        Whether other probabilities' least efforts are sought too.
    seed : int
        Of the search.
    progress : callable
        See :data:`gaoxin.studies.progress.Progress`.
    stop : callable
        Whether the caller wants the best so far; asked between runs.

    Returns
    -------
    Answer

    Raises
    ------
    GaoxinError
        A budget that is not above 0.
    """
    if budget is not None and not budget > 0.0:
        raise GaoxinError(f"budget is {budget:g}; write an amount above 0")
    populations = question.populate(search_members, 2 * members)
    problem, own = problem_of(question, populations)
    problem.stop = stop
    told = _told(progress)
    if budget is None:
        sought = reach(problem, generations=generations, seed=seed, told=told)
    else:
        sought = spend(problem, budget, generations=generations, seed=seed, told=told)
    pairs: list[tuple[float, SettingSample]] = []
    if with_front and budget is None and sought.holds:
        pairs = front(problem, sought.best, FRONT, told)
    progress("fresh draws", 1.0)
    fresh = question.populate(members, 0)
    shares = _chosen(own, problem, sought, fresh, budget)
    judged = judge(own, fresh, shares)
    base = judge(own, fresh, np.zeros_like(shares))
    found = (
        judged.probability > base.probability
        if budget is not None
        else _holds(own, fresh, shares, judged)
    )
    return Answer(
        own,
        "probability" if budget is None else "budget",
        found,
        moved_levers(question, shares),
        judged,
        base,
        tuple((p, float(one.efforts[0])) for p, one in pairs),
        levers_at_end(question, shares),
        problem.evaluations,
        sum(population.runs for population in (*populations, *fresh)),
        stop(),
        shares,
    )


def _told(progress: Progress) -> Told:
    """Return what a search tells its steps to: what is at work, and the best so far."""

    def told(what: str, share: float, best: SettingSample) -> None:
        reached, effort = float(best.probabilities[0]), float(best.efforts[0])
        progress(f"{what}: {reached:.2f} for {effort:.3g}", min(share, 1.0))

    return told


def _holds(
    question: Question, fresh: Sequence[Population], shares: Array, judged: FreshVerdict
) -> bool:
    """Return whether fresh draws bear an answer out: what was asked for, and what besides."""
    if question.worst:
        holds = _worst_holds(question, fresh, shares)
    else:
        holds = judged.probability >= question.probability
    members = judged.members
    return holds and all(
        share >= one.probability - 2.0 * mc_error(round(share * members), members)
        for share, one in zip(judged.beside, question.beside, strict=True)
    )


def _worst_holds(question: Question, fresh: Sequence[Population], shares: Array) -> bool:
    """Return whether the mean of the worst members meets the goals."""
    runs = [population.run(shares[None, :]) for population in fresh]
    return all(
        float(condition.level(condition.margins(one))[0]) >= 0.0
        for one in runs
        for condition in question.asked()
    )


def _chosen(
    question: Question,
    problem: SearchProblem,
    sought: Sought,
    fresh: Sequence[Population],
    budget: float | None,
) -> Array:
    """Return the first of some answers, of rising probability, that holds on other draws.

    An answer that just holds on the draws of its search holds on others about half the time. It
    must pass a second set of draws by a Monte Carlo error, and hold on those that it is told on.
    """
    from gaoxin.decisions.polish import polish

    first = rounded_shares(question, sought.best.shares[0])
    if budget is not None or not sought.holds or question.worst or not first.any():
        return first
    members = fresh[0].members
    others = question.populate(members, members)
    wanted = question.probability
    error = mc_error(round(wanted * members), members)
    last, sample = first, sought.best
    for number in LADDER:
        if number:
            asking = problem.asking(min(wanted + number * error, 1.0 - 1e-9))
            sample = polish(asking, asking.run(sample.shares), lambda *_: None, rounds=6)
            if float(sample.shortfall[0]) > 0.0:
                break
            last = rounded_shares(question, sample.shares[0])
        if (
            judge(question, others, last).probability >= wanted + error
            and judge(question, fresh, last).probability >= wanted
        ):
            break
    return last


def judge(question: Question, populations: Sequence[Population], shares: Array) -> FreshVerdict:
    """Return what members say of a setting.

    Parameters
    ----------
    question : Question
        Its effort counts from what these members spend where no lever moves.
    populations : sequence of Population
        The base's, then those of the variants.
    shares : array, shape (lever,)

    Returns
    -------
    FreshVerdict
    """
    both = np.stack([np.zeros_like(shares), shares])
    runs = [population.run(both) for population in populations]
    spent = float(question.effort.spending(runs[0], 2)[0])
    asked = question.asked()
    by_variant = [
        min(float((condition.margins(one)[1] >= 0.0).mean()) for condition in asked) for one in runs
    ]
    goals = [float((g.margin(runs[0][g.reading])[1] >= 0.0).mean()) for g in question.goals]
    beside = [float((one.margins(runs[0])[1] >= 0.0).mean()) for one in question.beside]
    effort = question.effort.of(both, runs[0], spent)
    return FreshVerdict(
        min(by_variant),
        populations[0].members,
        tuple(goals),
        tuple(by_variant),
        tuple(beside),
        float(effort[1]),
    )


def moved_levers(question: Question, shares: Array) -> tuple[MovedLever, ...]:
    """Return the levers that a setting moves, the furthest first.

    Parameters
    ----------
    question : Question
    shares : array, shape (lever,)

    Returns
    -------
    tuple of MovedLever
    """
    found = [
        MovedLever(lever, share, lever.base, lever.stated(share))
        for lever, share in zip(question.levers, shares.tolist(), strict=True)
        if share
    ]
    return tuple(sorted(found, key=lambda one: -abs(one.share)))


def levers_at_end(question: Question, shares: Array) -> tuple[str, ...]:
    """Return the levers that a setting moves to an end of their range."""
    low, high = question.ends
    at_end = (shares != 0.0) & ((shares <= low + 1e-9) | (shares >= high - 1e-9))
    return tuple(lever.move.key for lever, own in zip(question.levers, at_end, strict=True) if own)
