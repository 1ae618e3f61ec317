"""The posterior of a fit as samplers see it: model, priors and likelihood chained."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.distributions.families import Distribution
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.errors import ModelError
from gaoxin.inference.likelihood import Likelihood
from gaoxin.inference.problem import Problem
from gaoxin.inference.readouts import Readouts
from gaoxin.inference.sampling.density import Density, FreeScale
from gaoxin.inference.space import from_normal, saved_every
from gaoxin.inference.transforms import Transforms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.desks.places import Place
    from gaoxin.engine.keeping.prepared import Prepared

    Array = NDArray[np.float64]

GRADIENT_RUNS = 5.5
"""What a gradient of the zone costs, in runs, its own run included: ``python -m tests.benchmarks
gradient``."""

UNSEEN = 1e8
"""Variance of an observation that is left out: it says nothing."""


@dataclass(frozen=True)
class _Carried:
    """A size and the standard normals that it multiplies, by column."""

    size: int
    columns: tuple[int, ...]
    law: Distribution

    def log_size(self, at: Array) -> Array:
        """Return the logarithm of the size from its standard normal, any shape."""
        return np.asarray(np.log(from_normal(self.law, at)))


def _written(places: Sequence[Place]) -> list[tuple[str, tuple[str, ...], float, float]]:
    """Return where places are written in a run: those of years until the next one's begins."""
    starts: dict[tuple[str, tuple[str, ...]], list[float]] = {}
    for place in places:
        starts.setdefault((place.constant, place.element), []).append(place.since)

    def until(place: Place) -> float:
        own = starts[place.constant, place.element]
        return min((since for since in own if since > place.since), default=math.inf)

    return [(p.constant, p.element, p.since, until(p)) for p in places]


@dataclass
class FitDensity(Density):
    """A fit's posterior.

    Attributes
    ----------
    problem : Problem
    """

    problem: Problem

    def __post_init__(self) -> None:
        space = self.problem.space
        self.names = space.names
        column = {name: i for i, name in enumerate(space.names)}
        self._last: tuple[Array, Array] | None = None
        self._carried = [
            _Carried(column[name], tuple(column[one] for one in own), laws[name])
            for laws in [dict(zip(space.names, space.distributions, strict=True))]
            for name, own in space.sizes.items()
        ]
        self.scales = tuple(
            FreeScale(space.names[one.size], one.size, one.columns, one.log_size)
            for one in self._carried
        )
        self.observed = np.array([o.observed for o in self.problem.observations])
        self.gradient_runs = GRADIENT_RUNS if self._has_gradient() else None

    @cached_property
    def prepared(self) -> Prepared:
        """The model's runs, planned."""
        problem = self.problem
        observations = problem.observations
        return problem.model.repeated(
            _written([prior.place for prior in problem.space.priors]),
            list(dict.fromkeys(name for o in observations for name in o.needs)),
            problem.fixed,
            final_time=max(o.time for o in observations),
            save_every=saved_every(observations),
            workers=problem.workers,
        )

    @cached_property
    def readouts(self) -> Readouts:
        """Where observations read in runs."""
        observations = self.problem.observations
        run = self.prepared.run(self._constants.images(np.zeros((1, len(self.names))))[0])
        needs = dict.fromkeys(name for o in observations for name in o.needs)
        saved = {name: run[self.prepared.key(name)] for name in needs}
        return Readouts.of(observations, saved, self.prepared.times)

    def _saved(self, constants: Array) -> Array:
        """Run members, and return all that is saved; shape (row, member)."""
        run = self.prepared.run(constants)
        saved = {name: run[self.prepared.key(name)] for name in self.readouts.rows}
        return self.readouts.together(saved, constants.shape[1])

    def _has_gradient(self) -> bool:
        try:
            self.value_and_gradient(np.zeros((1, len(self.names))))
        except (NotCovered, ModelError):
            return False
        return True

    def simulate(self, at: Array) -> Array:
        """Run the model; shape (observation, member)."""
        return self.readouts.read(self._saved(self._constants.images(at)[0]))

    def log_likelihood(self, at: Array, simulated: Array) -> Array:
        """Return the log-likelihood of runs, shape (member,)."""
        return np.asarray(self.log_parts(at, simulated).sum(axis=0))

    def log_parts(self, at: Array, simulated: Array) -> Array:  # noqa: ARG002 - no size of errors
        """Return the log density of each series, shape (series, member)."""
        return self._likelihood.parts(simulated)

    def noise(self, at: Array) -> Array:
        """Return the variances of the observed around a run, shape (member, observation)."""
        flat = np.full(len(self.observed), UNSEEN)
        for block in self.problem.blocks:
            flat[list(block.members)] = block.sd**2
        return np.tile(flat, (len(at), 1))

    def value_and_gradient(self, at: Array) -> tuple[Array, Array, Array]:
        """Return runs, their log-likelihood, and its derivatives by `at`."""
        constants, by_constant = self._constants.images(at)
        saved = self._saved(constants)
        simulated = self.readouts.read(saved)
        parts, by_simulated = self._likelihood.slopes(simulated)
        told_back = self.readouts.weigh(saved, by_simulated)
        weights = {self.prepared.key(name): own for name, own in told_back.items()}
        gradient = (self.prepared.gradient(constants, weights) * by_constant).T
        return simulated, np.asarray(parts.sum(axis=0)), gradient

    def features(self, at: Array) -> Array:
        """Return what runs are nearly linear in: what sizes multiply, times its size."""
        return np.delete(self._scaled(at, at), self.hyper, axis=1)

    def pull_back(self, at: Array, weights: Array) -> Array:
        """Return derivatives of weighted sums of features by `at`, 0 for sizes and scales."""
        return self._scaled(at, super().pull_back(at, weights))

    def _scaled(self, at: Array, values: Array) -> Array:
        """Return values of which those that a size multiplies are multiplied by it."""
        return values * self._factors(at)

    def _factors(self, at: Array) -> Array:
        """Return the size over its median for what it multiplies, else 1; kept for the last `at`.

        The linear model asks for them once an observation.
        """
        if self._last is None or self._last[0] is not at:
            found = np.ones_like(at)
            for one in self._carried:
                size = np.exp(one.log_size(at[:, one.size]) - one.log_size(np.zeros(1)))
                found[:, list(one.columns)] = size[:, None]
            self._last = (at, found)
        return self._last[1]

    @cached_property
    def _likelihood(self) -> Likelihood:
        return Likelihood.of(self.problem.blocks)

    @cached_property
    def _constants(self) -> Transforms:
        return Transforms.of([p.distribution for p in self.problem.space.priors])
