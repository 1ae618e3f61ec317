"""The evidence, by bridge sampling from a law that is known in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.inference.sampling.chains import finite, half_square
from gaoxin.inference.sampling.density import Density
from gaoxin.inference.sampling.linear import LOG_2PI, Conditional, LinearModel, fit_linear
from gaoxin.inference.sampling.one_core import on_one_core

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

DRAWS = 4000
MOST_SPREAD = 5.0
"""Standard deviation of the log ratio of posterior to bridge law beyond which it is refused: at
3.6 the evidence was right in trials, at 56 off by 15."""

LEAST_MET = 0.001
"""Share of the law's draws that must lie where the posterior's do (above the 5 % point of their log
ratio): without, the two do not meet, and the evidence is anything."""


@dataclass(frozen=True)
class Evidence:
    """The logarithm of the prior mean of the likelihood.

    Attributes
    ----------
    log_evidence : float
        NaN where it is refused.
    error : float
        Standard error; NaN where it is refused.
    spread : float
        Standard deviation of the log ratio of the posterior and the law it is bridged from, over
        draws of the posterior.
    """

    log_evidence: float
    error: float
    spread: float


@on_one_core
def evidence(
    density: Density, at: Array, simulated: Array, effective: float, rng: np.random.Generator
) -> Evidence:
    """Return the evidence from draws of the posterior.

    The bridge law: hyperparameters normal as the draws' are, all else the posterior of a linear
    model fitted to the draws, given them. Half of the draws make the law, the other half are
    bridged (Meng and Wong 1996, *Statistica Sinica* 6, 831-860; error after
    Fruehwirth-Schnatter 2004, *Econometrics Journal* 7, 143-167).

    Parameters
    ----------
    density : Density
    at : array, shape (draw, parameter)
        In random order.
    simulated : array, shape (observation, draw)
    effective : float
        How many independent draws they are worth.
    rng : numpy.random.Generator

    Returns
    -------
    Evidence
    """
    half = len(at) // 2
    law = _Law.fitted(density, at[:half], simulated[:, :half])
    own, said = at[half:][:DRAWS], simulated[:, half:][:, :DRAWS]
    drawn = law.draw(DRAWS, rng)
    of_draws = _ratio(density, law, own, said)
    of_law = _ratio(density, law, drawn, density.simulate(drawn))
    spread = float(of_draws.std())
    met = float((of_law > np.quantile(of_draws, 0.05)).mean())
    if not (np.isfinite(of_draws).all() and spread <= MOST_SPREAD and met >= LEAST_MET):
        return Evidence(np.nan, np.nan, spread)
    found = bridge(of_draws, of_law)
    share = min(1.0, effective / len(at))
    return Evidence(found, _error(of_draws, of_law, found, share), spread)


@dataclass(frozen=True)
class _Law:
    """Hyperparameters normal, all else the linear posterior given them."""

    density: Density
    linear: LinearModel
    mean: Array
    root: Array

    @classmethod
    def fitted(cls, density: Density, at: Array, simulated: Array) -> _Law:
        hyper = at[:, list(density.hyper)]
        spread = np.cov(hyper, rowvar=False).reshape(hyper.shape[1], hyper.shape[1])
        linear = fit_linear(density, at, simulated)
        root = np.asarray(np.linalg.cholesky(spread), dtype=np.float64)
        return cls(density, linear, hyper.mean(axis=0), root)

    def given(self, at: Array) -> Conditional:
        return Conditional.given(self.density, self.linear, at)

    def draw(self, count: int, rng: np.random.Generator) -> Array:
        prior = rng.standard_normal((count, len(self.density.names)))
        columns = list(self.density.hyper)
        prior[:, columns] = self.mean + prior[:, columns] @ self.root.T
        given = self.given(prior)
        return given.place(prior, rng.standard_normal((count, len(given.linear.start))))

    def log_density(self, at: Array) -> Array:
        """Return its log density at `at`, shape (member,)."""
        columns = list(self.density.hyper)
        given = self.given(at)
        whitened = np.asarray(np.linalg.solve(self.root, (at[:, columns] - self.mean).T).T)
        whitened = whitened.astype(np.float64)
        of_hyper = -half_square(whitened) - np.log(np.diag(self.root)).sum()
        others = np.delete(at, columns, axis=1)
        of_others = given.log_likelihood(at) - half_square(others) - given.log_marginal()
        return np.asarray(of_hyper + of_others - 0.5 * at.shape[1] * LOG_2PI)


def _ratio(density: Density, law: _Law, at: Array, simulated: Array) -> Array:
    """Return log of posterior (not normalised) over the law, shape (member,)."""
    prior = -half_square(at) - 0.5 * at.shape[1] * LOG_2PI
    return finite(density.log_likelihood(at, simulated) + prior - law.log_density(at))


def bridge(of_draws: Array, of_law: Array, rounds: int = 1000) -> float:
    """Return the logarithm of the ratio of two normalising constants.

    Parameters
    ----------
    of_draws, of_law : array, shape (draw,)
        Log ratios of the two densities at draws of the one and of the other.
    rounds : int
        At most; it converges in a few tens.

    Returns
    -------
    float
    """
    from scipy.special import logsumexp

    n, m = len(of_draws), len(of_law)
    own, other = np.log(n / (n + m)), np.log(m / (n + m))
    found = float(np.median(of_draws))
    for _ in range(rounds):
        above = logsumexp(of_law - np.logaddexp(own + of_law, other + found)) - np.log(m)
        below = logsumexp(-np.logaddexp(own + of_draws, other + found)) - np.log(n)
        new = float(above - below)
        if abs(new - found) < 1e-9:
            break
        found = new
    return found


def _error(of_draws: Array, of_law: Array, found: float, share: float) -> float:
    """Return the standard error, where `share` of the draws are effective."""
    n, m = len(of_draws), len(of_law)
    own, other = n / (n + m), m / (n + m)
    top = 1.0 / (own + other * np.exp(np.clip(found - of_law, -700, 700)))
    bottom = 1.0 / (own * np.exp(np.clip(of_draws - found, -700, 700)) + other)
    first = top.var() / top.mean() ** 2 / m
    second = bottom.var() / bottom.mean() ** 2 / n / share
    return float(np.sqrt(first + second))
