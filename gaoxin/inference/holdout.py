"""Leave one series out: what the model says of an indicator that it was not fitted to.

The posterior is carried to the posterior without a series' observations: by weights where they
leave half of the draws effective, else by tempering the observations out again (``smc.bridge``), a
few steps where a refit would take hundreds. Held against it, a straight
line: the indicator's value of the first year, grown on at the rate of the other indicators.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.distributions.scales import SCALES
from gaoxin.engine.running.children import Tell
from gaoxin.engine.running.workers import spread
from gaoxin.inference.fitting import Fit, Problem
from gaoxin.inference.observations import Observation
from gaoxin.inference.predictive import replicate
from gaoxin.inference.scores import crps
from gaoxin.inference.smc import Settings, bridge
from gaoxin.inference.tempering import next_temperature, systematic, weigh
from gaoxin.names import same

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

PARTICLES = 3000
SETTINGS = Settings(ess=0.5, correlation=0.6, most_moves=3, last_moves=3)


@dataclass(frozen=True)
class HeldOut:
    """The prediction of one observation by a fit that left its series out.

    Attributes
    ----------
    drawn : array, shape (member,)
        Predictive draws on the scale.
    score : float
        CRPS on the scale.
    trend : float
        The same of the straight line; NaN where none can be drawn.
    """

    observation: Observation
    drawn: Array
    score: float
    trend: float


Progress = Callable[[int, float], None]
"""Called with a series' number and the share of its work that is done."""


def leave_one_out(
    fit: Fit,
    known: Sequence[Observation],
    seed: int = 0,
    progress: Progress | None = None,
) -> list[HeldOut]:
    """Return the held-out prediction of every fitted observation, in their order.

    Parameters
    ----------
    fit : Fit
    known : sequence of Observation
        Readings that the trend may use: of the first and the last year.
    seed : int
        Series i has the i-th stream of it.
    progress : callable, optional
        Called with a series' number and the share of it that is done, 0 to 1.

    Returns
    -------
    list of HeldOut
        One an observation of the fit.
    """
    problem = fit.problem
    pooled = fit.at.reshape(-1, fit.at.shape[-1])
    streams = np.random.SeedSequence([seed, 1]).spawn(len(problem.blocks) + 1)
    count = max(PARTICLES, 10 * pooled.shape[1])
    start = _Draws.at(
        problem, np.random.default_rng(streams[-1]).choice(pooled, count, replace=True)
    )
    rates = growth_rates(known)

    def one(number: int, own: int, _tell: Tell) -> list[HeldOut]:
        rng = np.random.default_rng(streams[number])
        posed, block = replace(problem, workers=own), problem.blocks[number]
        held = _taken_out(posed, start, number, rng)
        drawn = replicate(block, held.simulated, held.values, rng)
        told = []
        for row, member in zip(drawn, block.members, strict=True):
            observation = problem.observations[member]
            line = trend(observation, known, rates, rng)
            score = np.nan if line is None else crps(line, observation.observed)
            told.append(HeldOut(observation, row, crps(row, observation.observed), score))
        return told

    by_block = spread(one, len(problem.blocks), problem.workers, progress)
    found = {
        member: held
        for block, told in zip(problem.blocks, by_block, strict=True)
        for member, held in zip(block.members, told, strict=True)
    }
    return [found[i] for i in range(len(problem.observations))]


@dataclass(frozen=True)
class _Draws:
    """Draws with what they say: on the normal scale, in units, of the observations."""

    normal: Array
    values: dict[str, Array]
    simulated: Array

    @classmethod
    def at(cls, problem: Problem, normal: Array) -> _Draws:
        values = problem.space.values(normal)
        return cls(normal, values, problem.simulate(values))

    def chosen(self, which: NDArray[np.intp]) -> _Draws:
        values = {name: column[which] for name, column in self.values.items()}
        return _Draws(self.normal[which], values, self.simulated[:, which])


def _taken_out(problem: Problem, start: _Draws, number: int, rng: np.random.Generator) -> _Draws:
    """Return draws of the posterior without a series, as many as `start` has."""
    density = problem.densities(start.simulated, start.values)[number]
    if next_temperature(-density, 0.0, SETTINGS.ess) >= 1.0:
        weights, _ = weigh(-density, 1.0)
        return start.chosen(systematic(weights, rng))
    moved = bridge(start.normal, _without(problem, number), rng, SETTINGS).draws
    return _Draws.at(problem, moved)


def _without(problem: Problem, number: int) -> Callable[[Array], tuple[Array, Array]]:
    def densities(at: Array) -> tuple[Array, Array]:
        rows = problem.by_series(at)
        return rows.sum(axis=0), -rows[number]

    return densities


def growth_rates(known: Sequence[Observation]) -> dict[str, float]:
    """Return the yearly growth of the logarithm of every variable known at two instants."""
    points: dict[str, dict[float, float]] = {}
    for o in known:
        if o.operator in {"level", "annual total"} and o.value > 0.0:
            points.setdefault(o.variable, {})[o.time] = float(np.log(o.value))
    rates = {}
    for variable, values in points.items():
        first, last = min(values), max(values)
        if last > first:
            rates[variable] = (values[last] - values[first]) / (last - first)
    return rates


def trend(
    observation: Observation,
    known: Sequence[Observation],
    rates: dict[str, float],
    rng: np.random.Generator,
    members: int = 4000,
) -> Array | None:
    """Return draws of a straight line in the logarithm, on the observation's scale.

    It starts from the variable's first known value and grows at a normal rate with mean and
    standard deviation of the *other* variables' rates. None where there is no earlier value.

    Parameters
    ----------
    observation : Observation
        What the line is to meet.
    known : sequence of Observation
        Readings that the line may start from.
    rates : dict of variable to float
        Yearly growth of the logarithm; see :func:`growth_rates`.
    rng : numpy.random.Generator
    members : int
        Draws.

    Returns
    -------
    array, shape (member,), or None
        None also where fewer than three other variables have a rate, or the observation is neither
        a
        level, nor an annual total, nor a sum.
    """
    first = min(
        (o for o in known if same(o.variable, observation.variable) and o.operator != "sum"),
        key=lambda o: o.time,
        default=None,
    )
    others = np.array(
        [rate for name, rate in rates.items() if not same(name, observation.variable)]
    )
    if first is None or first.time >= observation.time or len(others) < 3:
        return None
    if observation.operator not in {"level", "annual total", "sum"}:
        return None
    growth = rng.normal(others.mean(), others.std(ddof=1), members)
    years = np.array(
        [observation.time]
        if observation.operator != "sum" or observation.base is None
        else np.arange(observation.base + 1.0, observation.time + 0.5)
    )
    total = (first.value * np.exp(growth[:, None] * (years - first.time))).sum(axis=1)
    scale = SCALES[observation.scale]
    errors = observation.error * rng.standard_normal(members)
    return np.asarray(scale.to(np.minimum(total, _ceiling(observation))) + errors)


def _ceiling(observation: Observation) -> float:
    """Return what a share cannot pass, so that the line has a place on its scale."""
    return {"logit": 0.999, "percent logit": 99.9}.get(observation.scale, np.inf)
