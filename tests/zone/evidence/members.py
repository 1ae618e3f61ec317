"""Loops one by one, member by member: what each does, which way, and in which mode.

A loop is judged by a run without it on the same draws. Where the run with it is further from the
level of 2020 than the run without, the loop drives change on (growth); where it is nearer, the loop
holds change back (damping). Loops that act on one another do not add up: what one adds is told with
all others in place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import xarray as xr

from gaoxin.desks.levers import Lever
from gaoxin.verdicts.verdict import meets
from tests.zone.evidence.bench import Bench
from tests.zone.evidence.levers import (
    Stage,
    base_of,
    in_points,
    levers,
    onward,
    run,
    stage,
    step_of,
    values,
)

SHOWN = ("annual GDP", "annual revenue", "total workers", "energy cut since 2020", "debt ratio")
YEARS = (2025.0, 2030.0)
ERRORS = 2.0
"""Monte Carlo errors from which on a paired difference of a probability is told from none."""

OUTSIDE = frozenset({"outside", "delivery"})
"""Sectors of levers that are no policy of the zone."""


@dataclass(frozen=True)
class LoopEffect:
    """What a loop does to a variable at the end of a year, over members.

    Attributes
    ----------
    low, mid, high : float
        5th, 50th and 95th percentile of with less without: per cent of the run without the loop,
        or points of a variable in per cent.
    adds : float
        Share of the members in which the variable is higher with the loop.
    drives : float
        Share in which it is further from its level of 2020 with the loop: growth, not damping.
    """

    loop: str
    variable: str
    year: float
    low: float
    mid: float
    high: float
    adds: float
    drives: float


@dataclass(frozen=True)
class LoopMatter:
    """By how much a loop moves the probability of the judged target that it moves most.

    Attributes
    ----------
    target : str
    points : float
        Of the probability, with less without.
    errors : float
        The same in Monte Carlo errors of the paired difference (McNemar): the square root of how
        many members change sides.
    """

    loop: str
    target: str
    points: float
    errors: float

    @property
    def matters(self) -> bool:
        """Whether it is told from none."""
        return self.errors > ERRORS


def paired_errors(one: np.ndarray, other: np.ndarray) -> float:
    """Return McNemar's statistic of two rows of yes and no on the same members.

    Examples
    --------
    >>> paired_errors(np.array([1, 1, 1, 1, 0], bool), np.array([0, 0, 0, 0, 0], bool))
    2.0
    """
    gained, lost = int((one & ~other).sum()), int((other & ~one).sum())
    return abs(gained - lost) / max(1.0, float(np.sqrt(gained + lost)))


def strengths(bench: Bench) -> dict[str, str]:
    """Return the constant of each loop by its id."""
    return {loop.id: loop.strength for loop in bench.loops}


@cache
def cut_runs(bench: Bench, scenario: str) -> tuple[xr.Dataset, Mapping[str, xr.Dataset]]:
    """Return the run with all loops, and by loop the run without it; ``all`` is without any."""
    base = base_of(bench, scenario)
    names = [*SHOWN, *(target.variable for target in bench.judged)]
    own = strengths(bench)
    cuts: dict[str, dict[str, float]] = {loop: {name: 0.0} for loop, name in own.items()}
    cuts["all"] = dict.fromkeys(own.values(), 0.0)
    whole = run(bench, base, {}, names, max(YEARS))
    return whole, {k: run(bench, base, cut, names, max(YEARS)) for k, cut in cuts.items()}


def effects(bench: Bench, scenario: str) -> list[LoopEffect]:
    """Return what each loop, and all of them, do to some variables."""
    whole, cut = cut_runs(bench, scenario)
    found = []
    for loop, without in cut.items():
        for name in SHOWN:
            start = values(whole, name, 2020.0)
            for year in YEARS:
                a, b = values(whole, name, year), values(without, name, year)
                moves = a - b if in_points(bench, name) else 100.0 * (a / b - 1.0)
                low, mid, high = np.quantile(moves, (0.05, 0.5, 0.95))
                further = np.abs(a - start) - np.abs(b - values(without, name, 2020.0))
                adds, drives = float((moves > 0).mean()), float((further > 0).mean())
                found.append(LoopEffect(loop, name, year, low, mid, high, adds, drives))
    return found


def matters(bench: Bench, scenario: str) -> list[LoopMatter]:
    """Return for each loop the judged target whose probability it moves most."""
    whole, cut = cut_runs(bench, scenario)
    found = []
    for loop, without in cut.items():
        rows = []
        for target in bench.judged:
            a = meets(values(whole, target.variable, 2025.0), target)
            b = meets(values(without, target.variable, 2025.0), target)
            points = 100.0 * float(a.mean() - b.mean())
            rows.append(LoopMatter(loop, target.id, points, paired_errors(a, b)))
        found.append(max(rows, key=lambda row: row.errors))
    return found


@dataclass(frozen=True)
class Rank:
    """A lever's place among the policies, by what a tenth of its range adds to GDP.

    Attributes
    ----------
    lever : Lever
    closed, open : float
        Median change of GDP with all loops and with none, in per cent.
    place, open_place : int
        From 1, the greatest gain first.
    """

    lever: Lever
    closed: float
    open: float
    place: int
    open_place: int


@cache
def ranking(bench: Bench, year: float, variable: str = "annual GDP") -> list[Rank]:
    """Return the policies of the zone by their gain under momentum, with and without loops."""
    policies = [lever for lever in levers(bench) if lever.sector not in OUTSIDE]
    stages = [stage(bench, "momentum", without_loops=cut) for cut in (False, True)]
    gains = [_gains(bench, one, policies, variable, year) for one in stages]
    places = [np.argsort(np.argsort([-gain for gain in own])) + 1 for own in gains]
    rows = zip(policies, *gains, *places, strict=True)
    found = [Rank(lever, a, b, int(i), int(j)) for lever, a, b, i, j in rows]
    return sorted(found, key=lambda rank: rank.place)


def _gains(
    bench: Bench, base: Stage, policies: Sequence[Lever], variable: str, year: float
) -> list[float]:
    whole = values(onward(bench, base, None, 0.0, [variable], year), variable, year)
    found = []
    for lever in policies:
        runs = onward(bench, base, lever.name, step_of(lever), [variable], year)
        found.append(float(np.median(100.0 * (values(runs, variable, year) / whole - 1.0))))
    return found
