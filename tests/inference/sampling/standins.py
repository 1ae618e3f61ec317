"""Problems whose posterior is known: densities of a few formulas, gradients written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gaoxin.inference.sampling.density import Density, FreeScale

Array = NDArray[np.float64]
LOG_2PI = float(np.log(2.0 * np.pi))
COST = 4.0
"""What a gradient is taken to cost, in runs; measured for the zone."""


@dataclass
class Normal(Density):
    """Independent normal errors around `simulate`, of variance sd^2, or more by unknown sizes.

    Attributes
    ----------
    observed, sd : array, shape (observation,)
    names : tuple of str
    groups : array of int, shape (observation,)
        Which size an observation's error has too; -1: none.
    sizes : tuple of (float, float)
        Mean and deviation of the logarithm of each size; their parameters are the last.
    """

    observed: Array
    sd: Array
    names: tuple[str, ...]
    groups: NDArray[np.int64] | None = None
    sizes: tuple[tuple[float, float], ...] = ()
    gradient_runs: float | None = COST

    @property
    def scales(self) -> tuple[FreeScale, ...]:  # type: ignore[override]
        """The sizes: the likelihood's alone."""
        first = len(self.names) - len(self.sizes)
        return tuple(FreeScale(self.names[first + i], first + i) for i in range(len(self.sizes)))

    def variance(self, at: Array) -> tuple[Array, Array]:
        """Return variances and the part of the sizes in them, both (member, observation)."""
        own = np.broadcast_to(self.sd**2, (len(at), len(self.sd)))
        extra = np.zeros_like(own)
        for number, (mean, deviation) in enumerate(self.sizes):
            column = len(self.names) - len(self.sizes) + number
            square = np.exp(2.0 * (mean + deviation * at[:, column]))
            extra = np.where(self.groups == number, square[:, None], extra)
        return own + extra, extra

    def noise(self, at: Array) -> Array:
        return self.variance(at)[0]

    def log_likelihood(self, at: Array, simulated: Array) -> Array:
        variance, _ = self.variance(at)
        missed = self.observed - simulated.T
        return np.asarray(-0.5 * (missed**2 / variance + np.log(variance) + LOG_2PI).sum(axis=1))

    def said_and_back(self, at: Array) -> tuple[Array, Any]:
        """Return runs (member, observation), and a function from weights to slopes by `at`."""
        raise NotImplementedError

    def simulate(self, at: Array) -> Array:
        return np.asarray(self.said_and_back(at)[0].T)

    def value_and_gradient(self, at: Array) -> tuple[Array, Array, Array]:
        said, back = self.said_and_back(at)
        variance, extra = self.variance(at)
        missed = self.observed - said
        gradient = back(missed / variance)
        by_log_size = (missed**2 / variance - 1.0) / variance * extra
        for number, (_, deviation) in enumerate(self.sizes):
            column = len(self.names) - len(self.sizes) + number
            gradient[:, column] = deviation * by_log_size[:, self.groups == number].sum(axis=1)
        return said.T, self.log_likelihood(at, said.T), gradient


@dataclass
class Linear(Normal):
    """What is observed is linear in all parameters but the sizes.

    Attributes
    ----------
    design : array, shape (observation, parameter)
        0 for the sizes.
    """

    design: Array | None = None

    def said_and_back(self, at: Array) -> tuple[Array, Any]:
        assert self.design is not None
        design = self.design
        return at @ design.T, lambda weights: weights @ design

    def marginal(self, at: Array) -> tuple[Array, Array, Array]:
        """Return log density of the observed, and posterior mean and covariance, given sizes.

        Parameters
        ----------
        at : array, shape (parameter,)
            Of which the sizes matter.
        """
        assert self.design is not None
        noise = self.variance(at[None])[0][0]
        total = self.design @ self.design.T + np.diag(noise)
        gain = np.linalg.solve(total, self.design).T
        sign = np.linalg.slogdet(total)[1]
        square = self.observed @ np.linalg.solve(total, self.observed)
        told = -0.5 * (square + sign + len(noise) * LOG_2PI)
        return told, gain @ self.observed, np.eye(len(at)) - gain @ self.design


def scaled(dimension: int = 193, seen: int = 58, seed: int = 7) -> Linear:
    """Return a linear model of the production dimension with two unknown sizes of error.

    As in the zone: 58 readings of known errors, most of them with a model error of unknown size,
    which they can also be explained without.
    """
    rng = np.random.default_rng(seed)
    design = np.zeros((seen, dimension + 2))
    design[:, :dimension] = rng.standard_normal((seen, dimension)) * np.geomspace(
        0.03, 0.002, dimension
    )
    truth = 0.8 * rng.standard_normal(dimension + 2)
    groups = np.where(np.arange(seen) < 40, 0, np.where(np.arange(seen) < 54, 1, -1))
    sd = rng.uniform(0.015, 0.04, seen)
    own = np.hypot(sd, np.choose(groups + 1, [0.0, 0.04, 0.15]))
    observed = design @ truth + own * rng.standard_normal(seen)
    names = (*(f"x{i}" for i in range(dimension)), "size 1", "size 2")
    sizes = ((np.log(0.12), 0.54), (np.log(0.15), 0.63))
    return Linear(observed, sd, names, groups, sizes, design=design)


def gauss(dimension: int = 193, informed: int = 23, seed: int = 1) -> Linear:
    """Return a Gaussian of which some directions are informed, from sd 0.1 to 0.9."""
    rng = np.random.default_rng(seed)
    directions = np.linalg.qr(rng.standard_normal((dimension, informed)))[0].T
    sd = np.geomspace(0.1, 0.9, informed)
    noise = 1.0 / np.sqrt(1.0 / sd**2 - 1.0)
    observed = rng.standard_normal(informed) * np.sqrt(1.0 - sd**2) / (1.0 - sd**2)
    return Linear(observed, noise, tuple(f"x{i}" for i in range(dimension)), design=directions)


@dataclass
class Banana(Normal):
    """A parabola's neighbourhood: x2 - (x1^2 - 1) / 2 is observed as 0 +- 0.3."""

    def said_and_back(self, at: Array) -> tuple[Array, Any]:
        said = (at[:, 1] - 0.5 * (at[:, 0] ** 2 - 1.0))[:, None]

        def back(weights: Array) -> Array:
            return np.column_stack([-at[:, 0] * weights[:, 0], weights[:, 0]])

        return said, back


def banana() -> Banana:
    return Banana(np.zeros(1), np.array([0.3]), ("x1", "x2"))


@dataclass
class Peaks(Normal):
    """Two peaks: x^2 + shift x is observed as `observed`."""

    tilt: float = 0.0

    def said_and_back(self, at: Array) -> tuple[Array, Any]:
        said = at**2 + self.tilt * at
        return said, lambda weights: weights * (2.0 * at + self.tilt)


def peaks(square: float, sd: float, tilt: float = 0.3) -> Peaks:
    return Peaks(np.array([square]), np.array([sd]), ("x",), tilt=tilt)


@dataclass
class Funnel(Density):
    """Neal's funnel inside the standard normal's reach: x_i of deviation exp(0.8 v) / 3."""

    width: int = 9
    gradient_runs: float | None = COST

    def __post_init__(self) -> None:
        self.names = ("v", *(f"x{i}" for i in range(self.width)))
        self.scales = (FreeScale("v", 0),)
        self.observed = np.zeros(self.width)

    def _precision(self, at: Array) -> Array:
        return np.asarray(9.0 * np.exp(-1.6 * at[:, 0]))

    def simulate(self, at: Array) -> Array:
        return np.asarray(at[:, 1:].T.copy())

    def noise(self, at: Array) -> Array:
        return np.repeat(1.0 / self._precision(at)[:, None], self.width, axis=1)

    def log_likelihood(self, at: Array, simulated: Array) -> Array:
        precision, square = self._precision(at), (simulated**2).sum(axis=0)
        return np.asarray(0.5 * (self.width * np.log(precision) + (1.0 - precision) * square))

    def value_and_gradient(self, at: Array) -> tuple[Array, Array, Array]:
        simulated, precision = self.simulate(at), self._precision(at)
        square = (simulated**2).sum(axis=0)
        gradient = (1.0 - precision)[:, None] * at
        gradient[:, 0] = 0.8 * (precision * square - self.width)
        return simulated, self.log_likelihood(at, simulated), gradient


def on_grid(density: Density, reach: float = 5.0, points: int = 1201) -> tuple[Array, Array, float]:
    """Return mean, deviation and log evidence of one or two parameters by a sum over a grid."""
    axis = np.linspace(-reach, reach, points)
    dimension = len(density.names)
    at = np.stack([g.ravel() for g in np.meshgrid(*[axis] * dimension, indexing="ij")], axis=1)
    told = density.log_likelihood(at, density.simulate(at))
    log = told - 0.5 * (at**2).sum(axis=1) - 0.5 * dimension * LOG_2PI
    weights = np.exp(log - log.max())
    evidence = log.max() + np.log(weights.sum()) + dimension * np.log(axis[1] - axis[0])
    weights /= weights.sum()
    mean = weights @ at
    return mean, np.sqrt(weights @ (at - mean) ** 2), float(evidence)


@dataclass(frozen=True)
class Mixture:
    """Exact moments of a linear model whose sizes are summed over a grid."""

    mean: Array
    deviation: Array
    log_evidence: float
    log_sizes: Array


def exactly(density: Linear, points: int = 41, reach: float = 5.0) -> Mixture:
    """Return the exact posterior of :func:`scaled`, two sizes summed over a grid."""
    axis = np.linspace(-reach, reach, points)
    dimension = len(density.names)
    log, means, squares = [], [], []
    for first in axis:
        for second in axis:
            at = np.zeros(dimension)
            at[-2:] = first, second
            told, mean, covariance = density.marginal(at)
            mean[-2:] = first, second
            variance = np.diag(covariance).copy()
            variance[-2:] = 0.0
            log.append(told - 0.5 * (first**2 + second**2) - LOG_2PI)
            means.append(mean)
            squares.append(variance + mean**2)
    logs = np.array(log)
    weights = np.exp(logs - logs.max())
    evidence = logs.max() + np.log(weights.sum() * (axis[1] - axis[0]) ** 2)
    weights /= weights.sum()
    mean = weights @ np.array(means)
    deviation = np.sqrt(weights @ np.array(squares) - mean**2)
    return Mixture(mean, deviation, float(evidence), weights.reshape(points, points))


def exact_draws(count: int, seed: int) -> Array:
    """Return exact draws of :func:`scaled`: sizes from their grid, all else given them.

    A draw of the prior, moved by what it and a draw of the errors miss of the observed (Doucet
    2010, *A note on efficient conditional simulation of Gaussian distributions*).
    """
    density, rng = scaled(), np.random.default_rng(seed)
    design = density.design
    assert design is not None
    weights = exactly(density, points=31).log_sizes
    axis = np.linspace(-5.0, 5.0, len(weights))
    cells = rng.choice(weights.size, count, p=weights.ravel())
    sizes = axis[np.stack(np.unravel_index(cells, weights.shape), axis=1)]
    at = rng.standard_normal((count, len(density.names)))
    at[:, -2:] = sizes + (axis[1] - axis[0]) * (rng.random(sizes.shape) - 0.5)
    for part in np.array_split(np.arange(count), -(-count // 500)):
        noise, _ = density.variance(at[part])
        errors = np.sqrt(noise) * rng.standard_normal(noise.shape)
        missed = density.observed - at[part] @ design.T - errors
        total = design @ design.T + noise[:, :, None] * np.eye(noise.shape[1])
        at[part] += np.linalg.solve(total, missed[:, :, None])[:, :, 0] @ design
    return at
