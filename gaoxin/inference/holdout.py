"""Predictions of what a fit did not see: one series after another, or all after a year.

Each series is left out in turn: the posterior of the others is sampled again, from draws of the
whole posterior. Out of time, only what was known by a year is fitted. What is then foretold is
held against three others that know less: persistence (the last value, with the changes that other
indicators saw), a trend (the last value, grown on at the rates of the others), and the model before
it saw anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.distributions.scales import SCALES
from gaoxin.engine.running.children import Tell
from gaoxin.engine.running.workers import spread
from gaoxin.inference.fitting import Fit
from gaoxin.inference.left_out import known as known_of
from gaoxin.inference.left_out import without
from gaoxin.inference.observations import Observation
from gaoxin.inference.predictive import replicate
from gaoxin.inference.problem import Problem
from gaoxin.inference.scores import crps, pit, width
from gaoxin.names import same

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

AHEAD = 3000
"""Draws of a prediction of what came later, and of the prior's."""

BASELINES = ("persistence", "trend", "prior")
"""What predictions are held against."""

BASELINE_DRAWS = 4000
NORMAL_SD = 1.4826
"""Standard deviation of a normal by its median distance from the middle."""


@dataclass(frozen=True)
class HeldOut:
    """The prediction of one observation by a fit that did not see it.

    Attributes
    ----------
    observation : Observation
    drawn : array, shape (member,)
        Predictive draws on the scale.
    pit : float
        Share of them below what was observed.
    width, prior_width : float
        Of the 90 % intervals of the fit, and of the model before it saw anything, on the scale.
    scores : mapping of str to float
        CRPS on the scale, of the ``fit`` and of :data:`BASELINES`; NaN where one says nothing.
    """

    observation: Observation
    drawn: Array
    pit: float
    width: float
    prior_width: float
    scores: Mapping[str, float]


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
        Readings that persistence and trend may use: of the first and the last year.
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
    streams = np.random.SeedSequence([seed, 1]).spawn(len(problem.blocks) + 2)
    near = known_of(fit, np.random.default_rng(streams[-2]))
    rng = np.random.default_rng(streams[-1])
    before = _said(problem, rng.standard_normal((AHEAD, fit.at.shape[-1])))
    others = Baselines.of(known)

    def one(number: int, own: int, _tell: Tell) -> list[HeldOut]:
        rng = np.random.default_rng(streams[number])
        block = problem.blocks[number]
        held = _said(problem, without(fit, number, near, rng, own))
        drawn = replicate(block, held, rng)
        prior = replicate(block, before, rng)
        rows = [problem.observations[member] for member in block.members]
        return [others.score(*row, rng) for row in zip(rows, drawn, prior, strict=True)]

    by_block = spread(one, len(problem.blocks), problem.workers, progress)
    found = {
        member: held
        for block, told in zip(problem.blocks, by_block, strict=True)
        for member, held in zip(block.members, told, strict=True)
    }
    return [found[i] for i in range(len(problem.observations))]


def look_ahead(
    fit: Fit, whole: Problem, until: float, known: Sequence[Observation], seed: int = 0
) -> list[HeldOut]:
    """Return the predictions of what was observed after a year by a fit of what was before.

    Parameters
    ----------
    fit : Fit
        Of the observations up to `until`.
    whole : Problem
        Of all of them.
    until : float
    known : sequence of Observation
        Readings that persistence and trend may use; those after `until` are not.
    seed : int

    Returns
    -------
    list of HeldOut
        One a later observation.
    """
    earlier = [o for o in known if o.time <= until]
    return foretell(fit, whole, lambda o: o.time > until, earlier, seed)


def foretell(
    fit: Fit,
    whole: Problem,
    hidden: Callable[[Observation], bool],
    known: Sequence[Observation],
    seed: int = 0,
) -> list[HeldOut]:
    """Return the predictions of what a fit did not see.

    Constants that only hidden observations feel, and disturbances of later years, have their
    priors.

    Parameters
    ----------
    fit : Fit
        Of the other observations.
    whole : Problem
        Of all of them.
    hidden : callable
        Whether the fit did not see an observation.
    known : sequence of Observation
        Readings that persistence and trend may use.
    seed : int

    Returns
    -------
    list of HeldOut
        One a hidden observation.
    """
    rng = np.random.default_rng(np.random.SeedSequence([seed, 12]))
    pooled = fit.at.reshape(-1, fit.at.shape[-1])
    chosen = rng.choice(pooled, AHEAD, replace=True)
    at = rng.standard_normal((AHEAD, len(whole.space.names)))
    before = _said(whole, at)
    for column, name in enumerate(fit.problem.space.names):
        if name in whole.space.names:
            at[:, whole.space.names.index(name)] = chosen[:, column]
    after = _said(whole, at)
    others = Baselines.of(known)
    found = []
    for block in whole.blocks:
        rows = [whole.observations[member] for member in block.members]
        drawn = replicate(block, after, rng)
        prior = replicate(block, before, rng)
        told = zip(rows, drawn, prior, strict=True)
        found += [others.score(o, own, first, rng) for o, own, first in told if hidden(o)]
    return found


def _said(problem: Problem, normal: Array) -> Array:
    """Return what runs say of the observations, from parameters on the standard normal scale."""
    return problem.simulate(problem.space.values(normal))


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


@dataclass(frozen=True)
class Baselines:
    """Readings, and how fast the variables that they are of grew.

    Attributes
    ----------
    known : tuple of Observation
    rates : dict of variable to float
        Yearly growth of the logarithm; see :func:`growth_rates`.
    """

    known: tuple[Observation, ...]
    rates: Mapping[str, float]

    @classmethod
    def of(cls, known: Sequence[Observation]) -> Baselines:
        """Return the baselines that readings give."""
        return cls(tuple(known), growth_rates(known))

    def score(
        self, observation: Observation, drawn: Array, prior: Array, rng: np.random.Generator
    ) -> HeldOut:
        """Return a prediction with its scores, and those of the baselines.

        Parameters
        ----------
        observation : Observation
        drawn, prior : array, shape (member,)
            Of the fit, and of the model before it saw anything, on the scale.
        rng : numpy.random.Generator

        Returns
        -------
        HeldOut
        """
        told = {
            "fit": drawn,
            "persistence": self.persistence(observation, rng),
            "trend": self.trend(observation, rng),
            "prior": prior,
        }
        y = observation.observed
        scores = {k: np.nan if v is None else crps(v, y) for k, v in told.items()}
        return HeldOut(observation, drawn, pit(drawn, y), width(drawn), width(prior), scores)

    def trend(self, observation: Observation, rng: np.random.Generator) -> Array | None:
        """Return draws of a straight line in the logarithm, on the observation's scale.

        It starts from the variable's first known value and grows at a normal rate, whose mean is
        the median of the *other* variables' rates and whose deviation is their median distance
        from it, as of a normal: one that grew fourteenfold makes neither.

        Parameters
        ----------
        observation : Observation
            What the line is to meet.
        rng : numpy.random.Generator

        Returns
        -------
        array, shape (member,), or None
            None where there is no earlier value, fewer than three other variables have a rate, or
            the observation is neither a level, nor an annual total, nor a sum.
        """
        rates = self._others(observation)
        if len(rates) < 3:
            return None
        middle = float(np.median(rates))
        return self._grown(observation, middle, _distance(rates - middle), rng)

    def persistence(self, observation: Observation, rng: np.random.Generator) -> Array | None:
        """Return draws of the first known value, moved by as much as other variables moved.

        Parameters
        ----------
        observation : Observation
        rng : numpy.random.Generator

        Returns
        -------
        array, shape (member,), or None
            None as of :meth:`trend`.
        """
        rates = self._others(observation)
        if len(rates) < 3:
            return None
        return self._grown(observation, 0.0, _distance(rates), rng)

    def _others(self, observation: Observation) -> Array:
        pairs = self.rates.items()
        return np.array([rate for name, rate in pairs if not same(name, observation.variable)])

    def _grown(
        self, observation: Observation, rate: float, spread_of: float, rng: np.random.Generator
    ) -> Array | None:
        if observation.operator not in {"level", "annual total", "sum"}:
            return None
        own = (o for o in self.known if same(o.variable, observation.variable))
        first = min((o for o in own if o.operator != "sum"), key=lambda o: o.time, default=None)
        if first is None or first.time >= observation.time or first.value <= 0.0:
            return None
        growth = rng.normal(rate, spread_of, BASELINE_DRAWS)
        years = np.array(observation.years if observation.operator == "sum" else [observation.time])
        total = (first.value * np.exp(growth[:, None] * (years - first.time))).sum(axis=1)
        errors = observation.error * rng.standard_normal(BASELINE_DRAWS)
        top = _ceiling(observation)
        return np.asarray(SCALES[observation.scale].to(np.minimum(total, top)) + errors)


def _distance(rates: Array) -> float:
    return NORMAL_SD * float(np.median(np.abs(rates)))


def _ceiling(observation: Observation) -> float:
    """Return what a share cannot pass, so that the line has a place on its scale."""
    return {"logit": 0.999, "percent logit": 99.9}.get(observation.scale, np.inf)
