"""The fit: a model, priors and observations in; draws of the posterior, with diagnostics, out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.desks.priors import Prior
from gaoxin.distributions.discrepancy import Discrepancy
from gaoxin.engine.running.children import Tell
from gaoxin.engine.running.workers import spread
from gaoxin.errors import DataError
from gaoxin.inference.convergence import Convergence, check_converged, convergence
from gaoxin.inference.likelihood import Block, blocks, log_density, scale_priors
from gaoxin.inference.observations import Observation, with_shares
from gaoxin.inference.smc import Sample, Settings, sample
from gaoxin.inference.space import Space, acting, run_observations

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.engine.model import Model

    Array = NDArray[np.float64]

CHAINS, PARTICLES = 4, 5000
"""Independent runs, and particles a run."""

SETTINGS = Settings(last_moves=100)
"""Moves at the last temperature are what brings the particles of a run from few ancestors apart:
with 30 of them the scale of the model error still remembered them in a structure that fits ill."""

Progress = Callable[[int, float], None]
"""Called with the run's number, from 0, and the temperature it has reached."""


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


@dataclass(frozen=True)
class Fit:
    """Draws of a posterior that have passed the checks.

    Attributes
    ----------
    problem : Problem
    samples : tuple of Sample
        One an independent run.
    convergence : Convergence
    """

    problem: Problem
    samples: tuple[Sample, ...]
    convergence: Convergence

    @property
    def at(self) -> Array:
        """Draws on the standard normal scale, shape (chain, draw, parameter)."""
        return np.stack([one.draws for one in self.samples])

    def draws(self) -> dict[str, Array]:
        """Return draws in the model's units by parameter, each of shape (chain, draw)."""
        at = self.at
        flat = self.problem.space.values(at.reshape(-1, at.shape[-1]))
        return {name: values.reshape(at.shape[:2]) for name, values in flat.items()}


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


def calibrate(
    model: Model,
    priors: Sequence[Prior],
    observations: Sequence[Observation],
    *,
    error: Discrepancy | None = None,
    fixed: Mapping[str, float] | None = None,
    chains: int = CHAINS,
    particles: int = PARTICLES,
    seed: int = 0,
    settings: Settings | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Fit:
    """Fit a model to observations.

    Parameters
    ----------
    model : gaoxin.Model
    priors : sequence of Prior
        From :func:`gaoxin.inference.read_priors` or :func:`gaoxin.inference.prior`.
    observations : sequence of Observation
    error : Discrepancy, optional
        Prior of the model error; by default the model is taken to be true.
    fixed : mapping of constant to float, optional
        Constants held at a value.
    chains, particles : int
        Independent runs of the sampler, two at least, and particles a run.
    seed : int
        The same seed gives the same draws.
    settings : Settings, optional
        By default :data:`SETTINGS`.
    workers : int, optional
    progress : callable, optional

    Returns
    -------
    Fit

    Raises
    ------
    NotConverged
        The runs do not agree; with the figures.
    """
    problem = pose(
        model, priors, observations, error=error, fixed=fixed, seed=seed, workers=workers
    )
    samples = run_chains(problem, chains, particles, seed, settings or SETTINGS, progress)
    found = convergence(np.stack([one.draws for one in samples]), problem.space.names)
    check_converged(found)
    return Fit(problem, tuple(samples), found)


def run_chains(
    problem: Problem,
    chains: int,
    particles: int,
    seed: int,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> list[Sample]:
    """Return independent runs of the sampler; run i has the i-th stream of the seed.

    Parameters
    ----------
    problem : Problem
    chains : int
        Independent runs.
    particles : int
        Of each run; ten times as many as parameters or more.
    seed : int
    settings : Settings, optional
        Of the sampler.
    progress : callable, optional
        Called with a run's number and the share of it that is done, 0 to 1.

    Returns
    -------
    list of Sample
        One a run, in the order of their numbers.
    """
    streams = np.random.SeedSequence(seed).spawn(chains)
    dimension = len(problem.space.names)

    def one(number: int, own: int, tell: Tell) -> Sample:
        rng = np.random.default_rng(streams[number])
        posed = replace(problem, workers=own)
        return sample(posed.log_likelihood, dimension, particles, rng, settings, tell)

    return spread(one, chains, problem.workers, progress)
