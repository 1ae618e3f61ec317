"""Simulation-based calibration: parameters from the prior, data from them, ranks in posteriors.

Of a logistic growth that disturbances of unknown size move, by the production likelihood and
sampler, the size redrawn while the path stays. Ranks of the truth among draws are uniform if and
only if all of that is right (Talts and others 2018, *Validating Bayesian inference algorithms with
simulation-based calibration*).

``python -m tests.inference.sbc [replications]``: 200 by default.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from gaoxin.inference.likelihood import Block, Likelihood
from gaoxin.inference.sampling.density import Density, FreeScale
from gaoxin.inference.sampling.sampler import Settings, sample
from gaoxin.inference.sampling.starts import STARTS

Array = NDArray[np.float64]

TIMES = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0])
ERROR = 0.05
SETTINGS = Settings(chains=20, burn_in=30, block=25, most=25)
RANKED = 60
"""Draws that the truth is ranked among: one a chain and some moves apart."""


STEPS = np.sqrt(np.diff(np.concatenate([[0.0], TIMES])) / 10.0)
PATH = np.tril(np.ones((len(TIMES), len(TIMES)))) * STEPS
"""From standard normals to a random walk that has variance 1 after ten years."""
OF_SIZE = 3


@dataclass
class Growing(Density):
    """Logistic growth: logarithms of capacity, start and rate; size and steps of a random walk.

    Attributes
    ----------
    observed : array, shape (time,)
    factor : float
        Of the log-likelihood; 1 is right.
    """

    observed: Array
    factor: float = 1.0
    gradient_runs: float | None = 4.0

    def __post_init__(self) -> None:
        rows = len(TIMES)
        steps = tuple(f"step {t:g}" for t in TIMES)
        self.names = ("capacity", "start", "rate", "size", *steps)
        carried = tuple(range(OF_SIZE + 1, OF_SIZE + 1 + rows))
        self.scales = (FreeScale("size", OF_SIZE, carried, lambda z: 0.6 * z),)
        self.likelihood = Likelihood.of(
            [
                Block(
                    "size",
                    tuple(range(rows)),
                    tuple(f"t{t:g}" for t in TIMES),
                    self.observed,
                    np.full(rows, ERROR),
                    np.zeros(rows, dtype=bool),
                )
            ]
        )

    def _grown(self, at: Array) -> tuple[Array, Array]:
        """Return log sizes (member, time), and derivatives (member, time, parameter)."""
        capacity, start, rate = np.exp(
            np.array([2.0, 0.0, -0.5]) + np.array([0.5, 0.4, 0.4]) * at[:, :3]
        ).T[:, :, None]
        over = capacity / start
        gone = np.exp(-rate * TIMES)
        whole = 1.0 + (over - 1.0) * gone
        size = 0.2 * np.exp(0.6 * at[:, OF_SIZE])[:, None]
        walk = size * (at[:, OF_SIZE + 1 :] @ PATH.T)
        said = np.log(capacity) - np.log(whole) + walk
        slopes = np.empty((len(at), len(TIMES), len(self.names)))
        slopes[:, :, 0] = 0.5 * (1.0 - over * gone / whole)
        slopes[:, :, 1] = 0.4 * over * gone / whole
        slopes[:, :, 2] = 0.4 * (over - 1.0) * gone * rate * TIMES / whole
        slopes[:, :, OF_SIZE] = 0.6 * walk
        slopes[:, :, OF_SIZE + 1 :] = size[:, :, None] * PATH
        return said, slopes

    def simulate(self, at: Array) -> Array:
        return np.asarray(self._grown(at)[0].T)

    def log_likelihood(self, at: Array, simulated: Array) -> Array:
        return np.asarray(self.log_parts(at, simulated).sum(axis=0))

    def log_parts(self, at: Array, simulated: Array) -> Array:  # noqa: ARG002 - no size of errors
        return self.factor * self.likelihood.parts(simulated)

    def noise(self, at: Array) -> Array:
        return np.full((len(at), len(TIMES)), ERROR**2)

    def value_and_gradient(self, at: Array) -> tuple[Array, Array, Array]:
        said, slopes = self._grown(at)
        parts, by_said = self.likelihood.slopes(said.T)
        gradient = np.einsum("tn,ntk->nk", by_said, slopes)
        return said.T, self.factor * np.asarray(parts.sum(axis=0)), self.factor * gradient

    def features(self, at: Array) -> Array:
        return np.delete(self._scaled(at, at), self.hyper, axis=1)

    def pull_back(self, at: Array, weights: Array) -> Array:
        return self._scaled(at, super().pull_back(at, weights))

    def _scaled(self, at: Array, values: Array) -> Array:
        out = values.copy()
        out[:, OF_SIZE + 1 :] *= np.exp(0.6 * at[:, OF_SIZE])[:, None]
        return out


def replicate(rng: np.random.Generator, factor: float = 1.0) -> Array:
    """Return the ranks of one truth, in (0, 1); shape (parameter + 1,): of the likelihood too."""
    right = Growing(np.zeros(len(TIMES)))
    truth = rng.standard_normal((1, len(right.names)))
    data = right.simulate(truth)[:, 0] + ERROR * rng.standard_normal(len(TIMES))
    density = Growing(data, factor)
    start = STARTS[int(rng.integers(2))]
    drawn = sample(density, start, int(rng.integers(2**31)), SETTINGS)
    chosen = rng.permutation(drawn.at.shape[0] * drawn.at.shape[1])[:RANKED]
    at = drawn.at.reshape(-1, len(right.names))[chosen]
    told = drawn.log_likelihood.ravel()[chosen]
    of_truth = density.log_likelihood(truth, density.simulate(truth))
    below = np.append((at < truth).sum(axis=0), (told < of_truth).sum())
    return np.asarray((below + rng.random(len(below))) / (RANKED + 1))


def p_values(ranks: Array) -> Array:
    """Return p-values of uniformity by two tests a parameter: where ranks lie, how far out.

    Normal scores z of the ranks: sum of z by the normal law, sum of z^2 by that of chi square.

    Parameters
    ----------
    ranks : array, shape (replication, parameter)
    """
    z = stats.norm.ppf(ranks)
    centre = 2.0 * stats.norm.sf(np.abs(z.sum(axis=0)) / np.sqrt(len(z)))
    square = (z**2).sum(axis=0)
    spread = 2.0 * np.minimum(stats.chi2.cdf(square, len(z)), stats.chi2.sf(square, len(z)))
    return np.concatenate([centre, spread])


def smallest(ranks: Array) -> float:
    """Return the smallest p-value times the number of tests."""
    found = p_values(ranks)
    return float(found.min() * len(found))


def main(replications: int) -> None:
    """Print the ranks' p-values, and those of a likelihood with a wrong factor."""
    for factor in (1.0, 2.0):
        rng = np.random.default_rng(1)
        ranks = np.array([replicate(rng, factor) for _ in range(replications)])
        print(f"{replications} replications, log-likelihood times {factor:g}:")
        print(f"  smallest p-value times number of tests {smallest(ranks):.2g}")
        for name, row in zip((*Growing(np.zeros(8)).names, "likelihood"), ranks.T, strict=True):
            print(f"  {name:28} {np.histogram(row, 10, (0.0, 1.0))[0]}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
