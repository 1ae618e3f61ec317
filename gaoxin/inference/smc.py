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
        particles stood when they began.
    last_correlation : float
        The same at the last temperature, whose particles are the draws.
    last_rounds : int
        How often that is done there, each time from the Gaussian of better mixed particles.
    most_moves, most_steps : int
        Bounds on moves a temperature, and on temperatures.
    """

    ess: float = 0.7
    correlation: float = 0.4
    last_correlation: float = 0.05
    last_rounds: int = 2
    most_moves: int = 30
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
    boldness: float = 0.7
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
        weights, gained = _weights(state.log_likelihood, new - old)
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


def next_temperature(log_likelihood: Array, old: float, ess: float) -> float:
    """Return the highest temperature whose weights keep `ess` of the particles effective.

    Raises
    ------
    NotConverged
        No particle has a likelihood above zero.
    """
    if not np.isfinite(log_likelihood).any():
        raise NotConverged(
            "no draw of the prior can have made the observations; check units and periods"
        )
    wanted = ess * len(log_likelihood)
    if _effective(log_likelihood, 1.0 - old) >= wanted:
        return 1.0
    low, high = 0.0, 1.0 - old
    for _ in range(60):
        middle = (low + high) / 2.0
        if _effective(log_likelihood, middle) >= wanted:
            low = middle
        else:
            high = middle
    # A step of no size would never end: particles without likelihood are dropped by the first.
    return min(1.0, old + max(low, 1e-12))


def systematic(weights: Array, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return whom each particle stands for after systematic resampling, in random order.

    Carpenter, Clifford and Fearnhead (1999), *IEE Proc. Radar Sonar Navig.* 146, 2-7.
    """
    count = len(weights)
    points = (rng.random() + np.arange(count)) / count
    chosen = np.searchsorted(np.cumsum(weights), points).clip(max=count - 1)
    return np.asarray(rng.permutation(chosen))


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
    least = settings.last_correlation if last else settings.correlation
    for _ in range(settings.last_rounds if last else 1):
        begun = state.at.copy()
        mean, root = reference(state.at)
        for _ in range(settings.most_moves):
            steady = _move(state, steady, both, temperature, mean, root, rng)
            if correlations(begun, state.at).max() < least:
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
    new = own + temperature * changed - _half_square(proposed) + _half_square(there)
    taken = np.log(rng.random(count)) < new - old
    state.at = np.where(taken[:, None], proposed, state.at)
    state.log_likelihood = np.where(taken, changed, state.log_likelihood)
    state.acceptance = float(taken.mean())
    state.moves += 1
    # Towards proposals of which a quarter is taken, never so shy that nothing moves.
    state.boldness = float(np.clip(bold * np.exp(state.acceptance - 0.25), 0.05, 1.0))
    return np.where(taken, own, steady)


def reference(at: Array) -> tuple[Array, Array]:
    """Return the mean of the particles and the Cholesky root of their covariance."""
    covariance = np.atleast_2d(np.cov(at, rowvar=False))
    ridge = 1e-9 * np.trace(covariance) / len(covariance)
    root = np.linalg.cholesky(covariance + ridge * np.eye(len(covariance)))
    return at.mean(axis=0), np.asarray(root, dtype=np.float64)


def correlations(before: Array, after: Array) -> Array:
    """Return the correlation of each parameter between two states of the same particles."""
    a, b = before - before.mean(axis=0), after - after.mean(axis=0)
    size = np.sqrt((a**2).sum(axis=0) * (b**2).sum(axis=0))
    return np.asarray((a * b).sum(axis=0) / np.where(size > 0.0, size, 1.0))


def _weights(log_likelihood: Array, by: float) -> tuple[Array, float]:
    """Return normalised weights likelihood^by, and the logarithm of their mean before that."""
    scaled = by * log_likelihood
    top = scaled.max()
    weights = np.exp(scaled - top)
    return weights / weights.sum(), float(top + np.log(weights.mean()))


def _effective(log_likelihood: Array, by: float) -> float:
    """Return Kish's effective number of particles under weights likelihood^by."""
    weights, _ = _weights(log_likelihood, by)
    return float(1.0 / np.square(weights).sum())


def _half_square(at: Array) -> Array:
    return np.asarray(0.5 * np.einsum("ij,ij->i", at, at))


def _finite(values: Array) -> Array:
    """Return log-likelihoods with -inf for what is not a number."""
    return np.where(np.isnan(values), -np.inf, values)
