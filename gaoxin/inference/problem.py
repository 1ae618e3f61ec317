"""The problem of a fit: a model, priors, observations and their errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.desks.priors import Prior
from gaoxin.errors import DataError
from gaoxin.inference.likelihood import Block, Likelihood, blocks
from gaoxin.inference.observations import Observation
from gaoxin.inference.space import Space, acting, run_observations

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.engine.model import Model

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Problem:
    """What is fitted to what.

    Attributes
    ----------
    model : gaoxin.Model
    space : Space
        The sampled parameters.
    observations : tuple of Observation
    blocks : list of Block
        The observations by series.
    fixed : mapping of constant to float
        Constants held at a value: a structure without some part.
    """

    model: Model
    space: Space
    observations: tuple[Observation, ...]
    blocks: tuple[Block, ...]
    fixed: Mapping[str, float] = field(default_factory=dict)
    workers: int | None = None

    def simulate(self, values: Mapping[str, Array]) -> Array:
        """Return what runs say, on the scales; shape (observation, member)."""
        places = [prior.place for prior in self.space.priors]
        return run_observations(
            self.model, places, values, self.observations, self.fixed, self.workers
        )

    def densities(self, simulated: Array) -> Array:
        """Return the log density of each series; shape (series, member)."""
        return Likelihood.of(self.blocks).parts(simulated)

    def by_series(self, at: Array) -> Array:
        """Return the same for parameters on the standard normal scale."""
        return self.densities(self.simulate(self.space.values(at)))

    def log_likelihood(self, at: Array) -> Array:
        """Return the log-likelihood, shape (member,)."""
        return np.asarray(self.by_series(at).sum(axis=0))


def pose(
    model: Model,
    priors: Sequence[Prior],
    observations: Sequence[Observation],
    *,
    fixed: Mapping[str, float] | None = None,
    sizes: Mapping[str, Sequence[str]] | None = None,
    seed: int = 0,
    workers: int | None = None,
) -> Problem:
    """Return the problem of fitting `model` to `observations`.

    Priors of constants in `fixed`, and of constants that cannot change an observation, are
    left out of what is sampled.

    Parameters
    ----------
    model : Model
    priors : sequence of Prior
    observations : sequence of Observation
        Those that are fitted.
    fixed : mapping of name to float, optional
        Constants held in every run, in the model's units.
    sizes : mapping of str to sequence of str, optional
        By the key of a size, those of what it alone multiplies; see
        :mod:`gaoxin.desks.disturbances`.
    seed : int
        Of the draws that tell which constants act.
    workers : int, optional
        Cores for the runs of the model; all that are there by default.

    Returns
    -------
    Problem

    Raises
    ------
    DataError
        No observation, or none that any prior can change.
    """
    if not observations:
        raise DataError("there is no observation to fit; mark a row 'fit' in the observation table")
    held = {model.canonical(name): value for name, value in (fixed or {}).items()}
    free = [prior for prior in priors if prior.place.constant not in held]
    moving = acting(model, free, observations, held, seed)
    if not moving:
        raise DataError("no prior can change any observation; name priors of other constants")
    space = Space(moving, _acting_sizes(moving, sizes or {}))
    found = tuple(blocks(observations))
    return Problem(model, space, tuple(observations), found, held, workers)


def _acting_sizes(
    priors: Sequence[Prior], sizes: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """Return the sizes that are sampled, each with what of it is sampled too."""
    names = {prior.place.key for prior in priors}
    known = {key: tuple(name for name in own if name in names) for key, own in sizes.items()}
    return {key: own for key, own in known.items() if key in names and own}
