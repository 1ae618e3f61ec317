"""Simulation-based calibration: parameters from the prior, data from them, ranks in posteriors.

Of a logistic growth with an unknown size of its model error, by the production likelihood and
sampler. Ranks of the truth among draws are uniform if and only if all of that is right (Talts and
others 2018, *Validating Bayesian inference algorithms with simulation-based calibration*).

``python -m tests.inference.sbc [replications]``: 200 by default.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from gaoxin.distributions.discrepancy import Weights, covariance
from gaoxin.inference.likelihood import Block
from gaoxin.inference.sampling.density import Density, FreeScale
from gaoxin.inference.sampling.sampler import Settings, sample
from gaoxin.inference.sampling.starts import STARTS
from gaoxin.inference.stacked import Likelihood

Array = NDArray[np.float64]

TIMES = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0])
ERROR = 0.05
SETTINGS = Settings(chains=20, burn_in=30, block=25, most=25)
RANKED = 60
"""Draws that the truth is ranked among: one a chain and some moves apart."""


@dataclass
class Growing(Density):
    """Logistic growth: logarithms of capacity, start and rate, and the size of the model error.

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
        self.names = ("capacity", "start", "rate", "model error of logarithms")
        self.scales = (FreeScale(self.names[3], 3, parts=(0,)),)
        points: list[Weights] = [{float(t): 1.0} for t in TIMES]
        rows = len(TIMES)
        self.block = Block(
            "size",
            tuple(range(rows)),
            tuple(f"t{t:g}" for t in TIMES),
            "log",
            self.observed,
            np.full(rows, ERROR),
            covariance(points, points, 0.0, 10.0),
            np.zeros(rows, dtype=bool),
        )
        self.likelihood = Likelihood.of([self.block])

    def _grown(self, at: Array) -> tuple[Array, Array]:
        """Return log sizes (member, time), and derivatives (member, time, 3)."""
        capacity, start, rate = np.exp(
            np.array([2.0, 0.0, -0.5]) + np.array([0.5, 0.4, 0.4]) * at[:, :3]
        ).T[:, :, None]
        over = capacity / start
        gone = np.exp(-rate * TIMES)
        whole = 1.0 + (over - 1.0) * gone
        said = np.log(capacity) - np.log(whole)
        by_capacity = 0.5 * (1.0 - over * gone / whole)
        by_start = 0.4 * over * gone / whole
        by_rate = 0.4 * (over - 1.0) * gone * rate * TIMES / whole
        return said, np.stack([by_capacity, by_start, by_rate], axis=2)

    def _size(self, at: Array) -> tuple[dict[str, Array], Array]:
        size = 0.2 * np.exp(0.6 * at[:, 3])
        return {self.names[3]: size}, 0.6 * size

    def simulate(self, at: Array) -> Array:
        return np.asarray(self._grown(at)[0].T)

    def log_likelihood(self, at: Array, simulated: Array) -> Array:
        return np.asarray(self.log_parts(at, simulated).sum(axis=0))

    def log_parts(self, at: Array, simulated: Array) -> Array:
        return self.factor * self.likelihood.parts(simulated, self._size(at)[0])

    def noise(self, at: Array) -> Array:
        (size,) = self._size(at)[0].values()
        own = np.diag(self.block.sd**2)
        return np.asarray(size[:, None, None] ** 2 * self.block.shared + own)

    def value_and_gradient(self, at: Array) -> tuple[Array, Array, Array]:
        said, slopes = self._grown(at)
        values, by_normal = self._size(at)
        parts, by_said, by_scale = self.likelihood.slopes(said.T, values)
        gradient = np.empty_like(at)
        gradient[:, :3] = np.einsum("tn,ntk->nk", by_said, slopes)
        gradient[:, 3] = by_scale[self.names[3]] * by_normal
        return said.T, self.factor * np.asarray(parts.sum(axis=0)), self.factor * gradient


def replicate(rng: np.random.Generator, factor: float = 1.0) -> Array:
    """Return the ranks of one truth, in (0, 1); shape (parameter + 1,): of the likelihood too."""
    truth = rng.standard_normal((1, 4))
    right = Growing(np.zeros(len(TIMES)))
    root = np.linalg.cholesky(right.noise(truth)[0])
    data = right.simulate(truth)[:, 0] + root @ rng.standard_normal(len(TIMES))
    density = Growing(data, factor)
    start = STARTS[int(rng.integers(2))]
    drawn = sample(density, start, int(rng.integers(2**31)), SETTINGS)
    chosen = rng.permutation(drawn.at.shape[0] * drawn.at.shape[1])[:RANKED]
    at = drawn.at.reshape(-1, 4)[chosen]
    told = drawn.log_likelihood.ravel()[chosen]
    of_truth = density.log_likelihood(truth, density.simulate(truth))
    below = np.append((at < truth).sum(axis=0), (told < of_truth).sum())
    return np.asarray((below + rng.random(5)) / (RANKED + 1))


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
