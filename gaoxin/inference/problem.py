"""The problem of a fit: a model, priors, observations and their errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.desks.priors import Prior
from gaoxin.distributions.discrepancy import Discrepancy
from gaoxin.errors import DataError
from gaoxin.inference.likelihood import Block, blocks, log_density, scale_priors
from gaoxin.inference.observations import Observation, with_shares
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
    error : Discrepancy or None
    fixed : mapping of constant to float
        Constants held at a value: a structure without some part.
    """

    model: Model
    space: Space
    observations: tuple[Observation, ...]
    blocks: tuple[Block, ...]
    error: Discrepancy | None
    fixed: Mapping[str, float] = field(default_factory=dict)
    workers: int | None = None

    def simulate(self, values: Mapping[str, Array]) -> Array:
        """Return what runs say, on the scales; shape (observation, member)."""
        places = [prior.place for prior in self.space.priors]
        return run_observations(
            self.model, places, values, self.observations, self.fixed, self.workers
        )

    def densities(self, simulated: Array, values: Mapping[str, Array]) -> Array:
        """Return the log density of each series; shape (series, member)."""
        return np.stack([log_density(block, simulated, values) for block in self.blocks])

    def by_series(self, at: Array) -> Array:
        """Return the same for parameters on the standard normal scale."""
        values = self.space.values(at)
        return self.densities(self.simulate(values), values)

    def log_likelihood(self, at: Array) -> Array:
        """Return the log-likelihood, shape (member,)."""
        return np.asarray(self.by_series(at).sum(axis=0))


def pose(
    model: Model,
    priors: Sequence[Prior],
    observations: Sequence[Observation],
    *,
    error: Discrepancy | None = None,
    fixed: Mapping[str, float] | None = None,
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
    error : Discrepancy, optional
        Prior of the model error; without it there is none.
    fixed : mapping of name to float, optional
        Constants held in every run, in the model's units.
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
        No observation, none that any prior can change, or no prior of a kind of model error that
        the
        observations need.
    """
    if not observations:
        raise DataError("there is no observation to fit; mark a row 'fit' in the observation table")
    held = {model.canonical(name): value for name, value in (fixed or {}).items()}
    free = [prior for prior in priors if prior.place.constant not in held]
    moving = acting(model, free, observations, held, seed)
    if not moving:
        raise DataError("no prior can change any observation; name priors of other constants")
    known = with_shares(model, observations, held)
    found = blocks(known, error)
    kinds = {block.kind for block in found} - {"none"}
    tau = error.tau if error is not None else {}
    missing = kinds - set(tau)
    if missing:
        raise DataError(f"no prior of the model error of kind {', '.join(sorted(missing))}")
    space = Space(moving, scale_priors(found, error))
    return Problem(model, space, known, tuple(found), error, held, workers)
