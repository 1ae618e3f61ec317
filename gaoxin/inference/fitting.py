"""The fit: a model, priors and observations in; draws of the posterior, with diagnostics, out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.desks.priors import Prior
from gaoxin.engine.running.children import Tell
from gaoxin.engine.running.workers import spread
from gaoxin.errors import NotConverged
from gaoxin.inference.convergence import Convergence, convergence, examine
from gaoxin.inference.fit_density import FitDensity
from gaoxin.inference.observations import Observation
from gaoxin.inference.problem import Problem, pose
from gaoxin.inference.sampling.bridge import Evidence, evidence
from gaoxin.inference.sampling.diagnostics import Figures, check
from gaoxin.inference.sampling.sampler import Sample, Settings, joined, sample
from gaoxin.inference.sampling.starts import STARTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gaoxin.engine.model import Model

    Array = NDArray[np.float64]

SETTINGS = Settings()

BRIDGED = 4000
"""Draws of a start that its evidence is bridged from; twice as many are looked at."""

Progress = Callable[[int, float], None]
"""Called with the number of a start, from 0, and the share of it that is done."""


@dataclass(frozen=True)
class Fit:
    """Draws of a posterior, with all that tells whether they are it.

    Attributes
    ----------
    problem : Problem
    sample : Sample
        The draws, chains of both starts.
    convergence : Convergence
        R-hat and effective draws of every parameter.
    diagnostics : dict of str to float or None
        See :data:`gaoxin.inference.sampling.diagnostics.LIMITS`.
    evidence : tuple of Evidence
        One a start.
    """

    problem: Problem
    sample: Sample
    convergence: Convergence
    diagnostics: Figures
    evidence: tuple[Evidence, ...]

    @property
    def at(self) -> Array:
        """Draws on the standard normal scale, shape (chain, draw, parameter)."""
        return self.sample.at

    def draws(self) -> dict[str, Array]:
        """Return draws in the model's units by parameter, each of shape (chain, draw)."""
        at = self.at
        flat = self.problem.space.values(at.reshape(-1, at.shape[-1]))
        return {name: values.reshape(at.shape[:2]) for name, values in flat.items()}


def calibrate(
    model: Model,
    priors: Sequence[Prior],
    observations: Sequence[Observation],
    *,
    fixed: Mapping[str, float] | None = None,
    sizes: Mapping[str, Sequence[str]] | None = None,
    seed: int = 0,
    settings: Settings | None = None,
    share: float = 1.0,
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
    fixed : mapping of constant to float, optional
        Constants held at a value.
    sizes : mapping of str to sequence of str, optional
        Of disturbances; see :func:`gaoxin.inference.problem.pose`.
    seed : int
        The same seed gives the same draws.
    settings : Settings, optional
        How many chains, and how long; by default :data:`SETTINGS`.
    share : float
        Of the effective draws of a full fit that the diagnostics ask for.
    workers : int, optional
        The two starts are drawn side by side where there are two.
    progress : callable, optional

    Returns
    -------
    Fit

    Raises
    ------
    NotConverged
        A diagnostic leaves its limit: named, with the figures; its ``fit`` has the draws all the
        same, for inspection.
    """
    problem = pose(
        model,
        priors,
        observations,
        fixed=fixed,
        sizes=sizes,
        seed=seed,
        workers=workers,
    )
    drawn = draw_starts(problem, seed, settings or SETTINGS, progress)
    fit = examined(problem, drawn, seed)
    try:
        check(fit.diagnostics, len(problem.space.names), share)
    except NotConverged as refused:
        refused.fit = fit
        raise
    return fit


def draw_starts(
    problem: Problem, seed: int, settings: Settings, progress: Progress | None = None
) -> Sample:
    """Return draws from both starts; start i has the i-th stream of the seed.

    Parameters
    ----------
    problem : Problem
    seed : int
    settings : Settings
    progress : callable, optional
        Called with a start's number and the share of it that is done, 0 to 1.

    Returns
    -------
    Sample
    """
    streams = np.random.SeedSequence(seed).spawn(len(STARTS))

    def one(number: int, own: int, tell: Tell) -> Sample:
        density = FitDensity(replace(problem, workers=own))
        return sample(density, STARTS[number], streams[number], settings, tell)

    return joined(spread(one, len(STARTS), problem.workers, progress))


def examined(problem: Problem, drawn: Sample, seed: int) -> Fit:
    """Return draws with their diagnostics and evidence; nothing is refused.

    Parameters
    ----------
    problem : Problem
    drawn : Sample
    seed : int
        Of redraws, further moves and the bridge.

    Returns
    -------
    Fit
    """
    rng = np.random.default_rng(np.random.SeedSequence([seed, 4]))
    density = FitDensity(problem)
    found = convergence(drawn.at, density.names)
    figures = examine(density, drawn, found, rng)
    told = tuple(_evidence(density, drawn, start, rng) for start in STARTS)
    return Fit(problem, drawn, found, figures, told)


def _evidence(density: FitDensity, drawn: Sample, start: str, rng: np.random.Generator) -> Evidence:
    """Return the evidence from the draws of one start."""
    own = drawn.starts == start
    flat = drawn.at[own].reshape(-1, drawn.at.shape[-1])
    chosen = flat[rng.permutation(len(flat))[: 2 * BRIDGED]]
    means = drawn.log_likelihood[own].mean(axis=1)
    effective = len(means) * drawn.log_likelihood[own].var() / max(means.var(ddof=1), 1e-300)
    share = min(1.0, effective / len(flat))
    return evidence(density, chosen, density.simulate(chosen), share * len(chosen), rng)
