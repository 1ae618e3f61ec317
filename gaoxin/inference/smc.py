"""Tempered sequential Monte Carlo: from the prior to the posterior in small steps.

Particles start as draws of the prior and pass through the distributions prior x likelihood^t, t
from 0 to 1 (Del Moral, Doucet and Jasra 2006, *J. R. Statist. Soc. B* 68, 411-436). Each step
goes as far as the effective sample size allows, resamples, and moves the particles by a
preconditioned Crank-Nicolson proposal whose reference is the particles' own Gaussian, mean and
full covariance (Pinski et al. 2015, *SIAM J. Sci. Comput.* 37, A2733-A2757): where the posterior
is Gaussian every proposal is accepted, whatever the dimension and however far it goes.

The prior is the standard normal: parameters are brought to that scale before (see ``space.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.errors import NotConverged
from gaoxin.inference.tempering import correlations, next_temperature, reference, systematic, weigh

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LogLikelihood = Callable[[Any], Any]
"""(particle, parameter) on the standard normal scale -> (particle,); -inf where impossible."""

Densities = Callable[[Any], tuple[Any, Any]]
"""The same -> logarithms of what stays and of what is tempered in, each (particle,)."""


@dataclass(frozen=True)
class Settings:
    """How a run of the sampler goes on.

    Attributes
    ----------
    ess : float
        Share of the particles that a step of temperature leaves effective.
    correlation : float
        Moves at a temperature go on until no parameter keeps this correlation with where the
        particles stood when they began, or for `most_moves`.
    last_moves : int
        Moves at the last temperature, whose particles are the draws.
    most_moves, most_steps : int
        Bounds on moves a temperature before it, and on temperatures.
    """

    ess: float = 0.7
    correlation: float = 0.5
    last_moves: int = 30
    most_moves: int = 10
    most_steps: int = 200


@dataclass(frozen=True)
class Sample:
    """Draws of one run.

    Attributes
    ----------
    draws : array, shape (particle, parameter)
        On the standard normal scale, equally weighted.
    log_likelihood : array, shape (particle,)
    log_evidence : float
        Logarithm of the prior mean of the likelihood.
    temperatures : tuple of float
    acceptance : float
        Share of the proposals accepted at the last temperature.
    moves : int
        Moves in all.
    """

    draws: Array
    log_likelihood: Array
    log_evidence: float
    temperatures: tuple[float, ...]
    acceptance: float
    moves: int


@dataclass
class _Particles:
    """Where the particles stand, their likelihoods, and how bold proposals are."""

    at: Array
    log_likelihood: Array
    boldness: float = 1.0
    moves: int = 0
    acceptance: float = 0.0


Step = Callable[[float], None]
"""Called with the temperature reached, for progress."""


def sample(
    log_likelihood: LogLikelihood,
    dimension: int,
    particles: int,
    rng: np.random.Generator,
    settings: Settings | None = None,
    step: Step | None = None,
) -> Sample:
    """Run the sampler once, from the prior.

    Parameters
    ----------
    log_likelihood : callable
        See :data:`LogLikelihood`; one call takes all particles.
    dimension, particles : int
        The covariance is that of the particles: there must be ten times as many as parameters.
    rng : numpy.random.Generator
    settings : Settings, optional
    step : callable, optional
        Called with each temperature that is reached, from above 0 to 1.

    Returns
    -------
    Sample
        The particles at temperature 1.

    Raises
    ------
    NotConverged
        Too few particles, no particle with a likelihood above zero, or no end to the steps.
    """
    if particles < 10 * dimension:
        raise NotConverged(
            f"{particles} particles for {dimension} parameters; take {10 * dimension} or more"
        )
    start = rng.standard_normal((particles, dimension))

    def both(at: Array) -> tuple[Array, Array]:
        return np.zeros(len(at)), log_likelihood(at)

    return bridge(start, both, rng, settings or Settings(), step)


def bridge(
    start: Array,
    densities: Densities,
    rng: np.random.Generator,
    settings: Settings,
    step: Step | None = None,
) -> Sample:
    """Carry draws of prior x steady to draws of prior x steady x changing.

    A `changing` that is one over a part of `steady` takes that part out again: the posterior
    without it.

    Parameters
    ----------
    start : array, shape (particle, parameter)
    densities : callable
        See :data:`Densities`.
    rng : numpy.random.Generator
    settings : Settings
    step : callable, optional
        Called with each temperature that is reached, from above 0 to 1.

    Returns
    -------
    Sample
        The particles at temperature 1; `log_likelihood` is that of `changing`.

    Raises
    ------
    NotConverged
        No particle with a likelihood above zero, or no end to the temperatures.
    """

    def both(at: Array) -> tuple[Array, Array]:
        steady, changing = densities(at)
        return _finite(steady), _finite(changing)

    steady, changing = both(start)
    state = _Particles(start.copy(), changing)
    temperatures, log_evidence = [0.0], 0.0
    while temperatures[-1] < 1.0:
        if len(temperatures) > settings.most_steps:
            raise NotConverged(
                f"{settings.most_steps} temperatures and still at {temperatures[-1]:.3g}: prior "
                "and observations contradict each other; look at the observation farthest off"
            )
        old = temperatures[-1]
        new = next_temperature(state.log_likelihood, old, settings.ess)
        weights, gained = weigh(state.log_likelihood, new - old)
        log_evidence += gained
        chosen = systematic(weights, rng)
        state.at, state.log_likelihood = state.at[chosen], state.log_likelihood[chosen]
        steady = steady[chosen]
        temperatures.append(new)
        steady = _mix(state, steady, both, new, rng, settings)
        if step is not None:
            step(new)
    return Sample(
        state.at,
        state.log_likelihood,
        log_evidence,
        tuple(temperatures),
        state.acceptance,
        state.moves,
    )


def _mix(
    state: _Particles,
    steady: Array,
    both: Callable[[Array], tuple[Array, Array]],
    temperature: float,
    rng: np.random.Generator,
    settings: Settings,
) -> Array:
    """Move the particles until they have forgotten where they stood."""
    last = temperature >= 1.0
    begun = state.at.copy()
    mean, root = reference(state.at)
    for _ in range(settings.last_moves if last else settings.most_moves):
        steady = _move(state, steady, both, temperature, mean, root, rng)
        if not last and correlations(begun, state.at).max() < settings.correlation:
            break
    return steady


def _move(
    state: _Particles,
    steady: Array,
    both: Callable[[Array], tuple[Array, Array]],
    temperature: float,
    mean: Array,
    root: Array,
    rng: np.random.Generator,
) -> Array:
    """Propose a move to each particle, and take it with the probability of Metropolis."""
    count, dimension = state.at.shape
    here: Array = np.asarray(np.linalg.solve(root, (state.at - mean).T).T, dtype=np.float64)
    bold = state.boldness
    fresh: Array = rng.standard_normal((count, dimension))
    there: Array = np.sqrt(1.0 - bold**2) * here + bold * fresh
    proposed: Array = mean + there @ root.T
    own, changed = both(proposed)
    old = steady + temperature * state.log_likelihood - _half_square(state.at) + _half_square(here)
    with np.errstate(invalid="ignore"):  # impossible with and without a series: NaN, never taken
        new = own + temperature * changed - _half_square(proposed) + _half_square(there)
    taken = np.log(rng.random(count)) < new - old
    state.at = np.where(taken[:, None], proposed, state.at)
    state.log_likelihood = np.where(taken, changed, state.log_likelihood)
    state.acceptance = float(taken.mean())
    state.moves += 1
    # As bold as a tenth of the proposals taken allows: measured, a bold proposal that is taken
    # seldom moves the particles farther than a shy one that is taken often.
    state.boldness = float(np.clip(bold * np.exp(state.acceptance - 0.1), 0.05, 1.0))
    return np.where(taken, own, steady)


def _half_square(at: Array) -> Array:
    return np.asarray(0.5 * np.einsum("ij,ij->i", at, at))


def _finite(values: Array) -> Array:
    """Return log-likelihoods with -inf for what is not a number."""
    return np.where(np.isnan(values), -np.inf, values)
