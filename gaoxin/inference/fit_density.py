"""The posterior of a fit as samplers see it: model, priors and likelihood chained."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.errors import ModelError
from gaoxin.inference.likelihood import covariance_of
from gaoxin.inference.problem import Problem
from gaoxin.inference.readouts import Readouts
from gaoxin.inference.sampling.density import Density, FreeScale
from gaoxin.inference.space import saved_every
from gaoxin.inference.stacked import Likelihood
from gaoxin.inference.transforms import Transforms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.engine.keeping.prepared import Prepared

    Array = NDArray[np.float64]

GRADIENT_RUNS = 5.5
"""What a gradient of the zone costs, in runs, its own run included: ``python -m tests.benchmarks
gradient``."""

UNSEEN = 1e8
"""Variance of an observation that is left out: it says nothing."""


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
        first = len(space.priors)
        series: dict[str, list[int]] = {name: [] for name in space.scales}
        for number, block in enumerate(self.problem.blocks):
            for name in block.names:
                series[name].append(number)
        self.scales = tuple(
            FreeScale(name, first + i, parts=tuple(series[name]))
            for i, name in enumerate(space.scales)
        )
        self.observed = np.array([o.observed for o in self.problem.observations])
        self.gradient_runs = GRADIENT_RUNS if self._has_gradient() else None

    @cached_property
    def prepared(self) -> Prepared:
        """The model's runs, planned."""
        problem = self.problem
        observations = problem.observations
        return problem.model.repeated(
            [(p.place.constant, p.place.element) for p in problem.space.priors],
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
        run = self.prepared.run(self._constants.images(np.zeros((1, self._first)))[0])
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
        return self.readouts.read(self._saved(self._constants.images(at[:, : self._first])[0]))

    def log_likelihood(self, at: Array, simulated: Array) -> Array:
        """Return the log-likelihood of runs, shape (member,)."""
        return np.asarray(self.log_parts(at, simulated).sum(axis=0))

    def log_parts(self, at: Array, simulated: Array) -> Array:
        """Return the log density of each series, shape (series, member)."""
        return self._likelihood.parts(simulated, self._scale_values(at)[0])

    def noise(self, at: Array) -> Array:
        """Return the covariance of the observed around a run.

        Returns
        -------
        array, shape (member, observation, observation)
        """
        count = len(self.observed)
        out = np.zeros((len(at), count, count))
        out[:, np.arange(count), np.arange(count)] = UNSEEN
        values, _ = self._scale_values(at)
        for block in self.problem.blocks:
            own = list(block.members)
            out[np.ix_(range(len(at)), own, own)] = covariance_of(block, values, len(at))
        return out

    def value_and_gradient(self, at: Array) -> tuple[Array, Array, Array]:
        """Return runs, their log-likelihood, and its derivatives by `at`."""
        constants, by_constant = self._constants.images(at[:, : self._first])
        values, by_value = self._scale_values(at)
        saved = self._saved(constants)
        simulated = self.readouts.read(saved)
        parts, by_simulated, by_scale = self._likelihood.slopes(simulated, values)
        told, gradient = np.asarray(parts.sum(axis=0)), np.zeros_like(at)
        for name, slope in by_scale.items():
            gradient[:, self._columns[name]] = slope * by_value[name]
        told_back = self.readouts.weigh(saved, by_simulated)
        weights = {self.prepared.key(name): own for name, own in told_back.items()}
        gradient[:, : self._first] = (self.prepared.gradient(constants, weights) * by_constant).T
        return simulated, told, gradient

    @cached_property
    def _likelihood(self) -> Likelihood:
        return Likelihood.of(self.problem.blocks)

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}

    @property
    def _first(self) -> int:
        """The column of the first scale."""
        return len(self.problem.space.priors)

    @cached_property
    def _constants(self) -> Transforms:
        return Transforms.of([p.distribution for p in self.problem.space.priors])

    @cached_property
    def _sizes(self) -> Transforms:
        return Transforms.of(list(self.problem.space.scales.values()))

    def _scale_values(self, at: Array) -> tuple[dict[str, Array], dict[str, Array]]:
        """Return scales by name, and their slopes by their standard normals."""
        values, slopes = self._sizes.images(at[:, self._first :])
        names = self.problem.space.scales
        return dict(zip(names, values, strict=True)), dict(zip(names, slopes, strict=True))
