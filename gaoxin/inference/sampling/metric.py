"""The metric of Hamiltonian moves: the covariance that makes the posterior about round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.inference.sampling.density import Density
from gaoxin.inference.sampling.linear import Conditional, LinearModel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Metric:
    """A covariance by its symmetric root, of which only directions that differ from 1 are kept.

    Attributes
    ----------
    vectors : array, shape (parameter, direction)
        Orthonormal.
    stretch : array, shape (direction,)
        Standard deviation along each, less 1.
    """

    vectors: Array
    stretch: Array

    @classmethod
    def of(cls, covariance: Array, least: float = 0.03) -> Metric:
        """Return the metric of a covariance, shape (parameter, parameter).

        Parameters
        ----------
        covariance : array, shape (parameter, parameter)
        least : float
            Standard deviations that differ from 1 by less are 1.
        """
        values, vectors = np.linalg.eigh(covariance)
        stretch = np.sqrt(np.maximum(values, 1e-10)) - 1.0
        kept = np.abs(stretch) > least
        return cls(vectors[:, kept], stretch[kept])

    def times(self, rows: Array) -> Array:
        """Return rows times the root, both of shape (member, parameter)."""
        return np.asarray(rows + ((rows @ self.vectors) * self.stretch) @ self.vectors.T)

    def undone(self, rows: Array) -> Array:
        """Return what :meth:`times` takes to `rows`, shape (member, parameter)."""
        shrink = 1.0 / (1.0 + self.stretch) - 1.0
        return np.asarray(rows + ((rows @ self.vectors) * shrink) @ self.vectors.T)


def linearised(density: Density, linear: LinearModel, at: Array) -> Metric:
    """Return the linear posterior's covariance at the median hyperparameters of members.

    Parameters
    ----------
    density : Density
    linear : LinearModel
    at : array, shape (member, parameter)

    Returns
    -------
    Metric
        Hyperparameters have variance 1.
    """
    middle = np.median(at, axis=0, keepdims=True)
    given = Conditional.given(density, linear, middle)
    rows = given.rows[0]
    noise = np.diag(given.noise[0]) if given.noise.ndim == 2 else given.noise[0]
    total = rows @ rows.T + noise
    return Metric.of(np.eye(at.shape[1]) - rows.T @ np.linalg.solve(total, rows))


def pooled(at: Array, slopes: Array) -> Metric:
    """Return the covariance that fits both draws and slopes of the log posterior best.

    The geometric mean of the covariance of draws and of the inverse covariance of slopes, each
    drawn towards the prior's by as many draws as there are parameters. It minimises the Fisher
    divergence to a Gaussian: Seyboldt, Carlson and Carpenter (2024), *Preconditioning Hamiltonian
    Monte Carlo by minimizing Fisher divergence*.

    Parameters
    ----------
    at, slopes : array, shape (draw, parameter)

    Returns
    -------
    Metric
    """
    draws, dimension = at.shape
    share = draws / (draws + dimension)

    def covariance(rows: Array) -> Array:
        own = np.atleast_2d(np.cov(rows, rowvar=False))
        return np.asarray(share * own + (1.0 - share) * np.eye(dimension))

    root = _power(covariance(slopes), 0.5)
    inverse = _power(covariance(slopes), -0.5)
    middle = _power(root @ covariance(at) @ root, 0.5)
    return Metric.of(inverse @ middle @ inverse)


def _power(matrix: Array, power: float) -> Array:
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2.0)
    return np.asarray((vectors * np.maximum(values, 1e-12) ** power) @ vectors.T)
