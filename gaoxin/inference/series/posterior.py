"""The posterior of a fit to series, as samplers see it: priors times densities of readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.desks.priors import Prior
from gaoxin.distributions.families import Distribution
from gaoxin.engine.compiled.uncovered import NotCovered
from gaoxin.errors import GaoxinError
from gaoxin.inference.sampling.density import Density, FreeScale
from gaoxin.inference.series.blocks import BlockSlopes, SeriesBlock
from gaoxin.inference.series.runs import Experiment
from gaoxin.inference.space import from_normal, slope_from_normal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

GRADIENT_RUNS = 5.0
"""What a gradient costs in runs of the model: the run, its replay and the way back, as measured on
the models of ``tests/inference/series``."""


_QUIET = np.errstate(all="ignore")
"""Where a run leaves the numbers its density is -inf: no warning says more."""


@dataclass(frozen=True)
class SeriesPosterior(Density):
    """A model's constants and the scales of its noise, given series.

    Attributes
    ----------
    priors : tuple of Prior
        Of the constants.
    scale_priors : mapping of str to Distribution
        Of the scales of noise, by name.
    experiments : tuple of Experiment
    """

    priors: tuple[Prior, ...]
    scale_priors: Mapping[str, Distribution]
    experiments: tuple[Experiment, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:  # type: ignore[override]
        """Names of the parameters: constants, then scales."""
        return (*(prior.place.key for prior in self.priors), *self.scale_priors)

    @cached_property
    def distributions(self) -> tuple[Distribution, ...]:
        """Priors of the parameters, in that order."""
        return (*(prior.distribution for prior in self.priors), *self.scale_priors.values())

    @cached_property
    def scales(self) -> tuple[FreeScale, ...]:  # type: ignore[override]
        """The scales of noise: no run depends on them."""
        first = len(self.priors)
        return tuple(
            FreeScale(
                name,
                first + i,
                parts=tuple(n for n, b in enumerate(self.blocks) if name in b.scales.values()),
            )
            for i, name in enumerate(self.scale_priors)
        )

    @cached_property
    def blocks(self) -> tuple[SeriesBlock, ...]:
        """The readings, by experiment and series."""
        return tuple(block for experiment in self.experiments for block in experiment.blocks)

    @cached_property
    def observed(self) -> Array:  # type: ignore[override]
        """The readings on the scales of their families, shape (observation,)."""
        return np.concatenate([block.observed for block in self.blocks])

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """A name for each reading."""
        return tuple(label for block in self.blocks for label in block.labels)

    @cached_property
    def gradient_runs(self) -> float | None:  # type: ignore[override]
        """What a gradient costs in runs; None where the model has none."""
        at = np.zeros((1, len(self.names)))
        try:
            self.value_and_gradient(at)
        except (NotCovered, GaoxinError):
            return None
        return GRADIENT_RUNS

    def values(self, at: Array) -> dict[str, Array]:
        """Return parameters in the model's units, by name.

        Parameters
        ----------
        at : array, shape (member, parameter)
            On the standard normal scale.
        """
        columns = zip(self.names, self.distributions, at.T, strict=True)
        return {name: from_normal(d, z) for name, d, z in columns}

    @_QUIET
    def said(self, at: Array) -> list[Array]:
        """Return what runs say of each block, in the model's unit; each (row, member)."""
        constants = self._constants(at)
        return [own for experiment in self.experiments for own in experiment.said(constants)]

    @_QUIET
    def simulate(self, at: Array) -> Array:
        """Run the model; shape (observation, member), on the scales of the families."""
        return self.located(self.said(at))

    @_QUIET
    def log_likelihood(self, at: Array, simulated: Array) -> Array:
        """Return the log-likelihood of runs, shape (member,).

        Parameters
        ----------
        at : array, shape (member, parameter)
        simulated : array, shape (observation, member)

        Returns
        -------
        array, shape (member,)
        """
        return np.asarray(self.pointwise(at, simulated).sum(axis=0))

    @_QUIET
    def log_parts(self, at: Array, simulated: Array) -> Array:
        """Return the log-likelihood of each block, shape (block, member).

        Parameters
        ----------
        at : array, shape (member, parameter)
        simulated : array, shape (observation, member)

        Returns
        -------
        array, shape (block, member)
        """
        return np.stack([own.value.sum(axis=0) for own in self._densities(at, simulated)])

    @_QUIET
    def pointwise(self, at: Array, simulated: Array) -> Array:
        """Return the log density of each reading, shape (observation, member).

        Parameters
        ----------
        at : array, shape (member, parameter)
        simulated : array, shape (observation, member)

        Returns
        -------
        array, shape (observation, member)
        """
        return np.concatenate([own.value for own in self._densities(at, simulated)])

    def noise_of(self, at: Array) -> dict[str, Array]:
        """Return the scales of noise by name, each of shape (member,)."""
        found = list(zip(self.scale_priors.items(), at.T[len(self.priors) :], strict=True))
        return {name: from_normal(distribution, z) for (name, distribution), z in found}

    @_QUIET
    def value_and_gradient(self, at: Array) -> tuple[Array, Array, Array]:
        """Return runs, their log-likelihood, and its derivatives by `at`.

        Returns
        -------
        simulated : array, shape (observation, member)
        log_likelihood : array, shape (member,)
        gradient : array, shape (member, parameter)
        """
        said = self.said(at)
        simulated = self.located(said)
        told = self._densities(at, simulated, slopes=True)
        weights = [
            own.by_location * block.by_said(part)
            for own, block, part in zip(told, self.blocks, said, strict=True)
        ]
        gradient = np.zeros_like(at)
        constants, first = self._constants(at), 0
        for experiment in self.experiments:
            last = first + len(experiment.blocks)
            slopes = experiment.gradient(constants, weights[first:last])
            gradient[:, : len(self.priors)] += slopes.T
            first = last
        for column, name in enumerate(self.scale_priors, start=len(self.priors)):
            gradient[:, column] = sum(own.by_scale.get(name, 0.0) for own in told)
        for column, distribution in enumerate(self.distributions):
            gradient[:, column] *= slope_from_normal(distribution, at[:, column])
        value = sum(own.value.sum(axis=0) for own in told)
        gradient[~np.isfinite(gradient)] = 0.0
        return simulated, np.asarray(value), gradient

    def noise(self, at: Array) -> Array:
        """Return variances of the nearest normal errors; shape (member, observation)."""
        scales, members = self.noise_of(at), len(at)
        return np.concatenate([block.variance(scales, members) for block in self.blocks]).T

    def _constants(self, at: Array) -> Array:
        columns = zip(self.priors, at.T[: len(self.priors)], strict=True)
        return np.stack([from_normal(prior.distribution, z) for prior, z in columns])

    @_QUIET
    def located(self, said: Sequence[Array]) -> Array:
        """Return what runs say of each block on the scales of the families.

        Parameters
        ----------
        said : sequence of array, shape (row, member)

        Returns
        -------
        array, shape (observation, member)
        """
        pairs = zip(self.blocks, said, strict=True)
        return np.concatenate([block.location(own) for block, own in pairs])

    def _densities(self, at: Array, simulated: Array, *, slopes: bool = False) -> list[BlockSlopes]:
        scales = self.noise_of(at)
        ends = np.cumsum([len(block.read) for block in self.blocks])
        parts = np.split(simulated, ends[:-1])
        pairs = zip(self.blocks, parts, strict=True)
        return [block.density(own, scales, slopes=slopes) for block, own in pairs]
