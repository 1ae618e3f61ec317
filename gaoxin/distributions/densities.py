"""Densities of errors, each with its derivatives by the residual and by its scales.

Members are last: every function takes whole ensembles. A run without a value (NaN) has density
-inf there and derivatives 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LOG_2PI = float(np.log(2.0 * np.pi))


class Density(NamedTuple):
    """Log densities of rows and how they change.

    Attributes
    ----------
    value : array, shape (row, member)
    by_residual : array, shape (row, member)
        Derivative by observed less simulated.
    by_variance : array, shape (row, member)
        Derivative by the variance of the error.
    """

    value: Array
    by_residual: Array
    by_variance: Array


class Joint(NamedTuple):
    """Log density of rows that share an error, and how it changes.

    Attributes
    ----------
    value : array, shape (member,)
    by_residual : array, shape (row, member)
    by_variance : array, shape (row, member)
        Derivative by the variance of each row's own error.
    by_size : array, shape (member,)
        Derivative by the size of the shared error.
    """

    value: Array
    by_residual: Array
    by_variance: Array
    by_size: Array


def normal(residual: Array, variance: Array) -> Density:
    """Return the normal density.

    Parameters
    ----------
    residual : array, shape (row, member)
    variance : array, shape (row, member) or (row, 1)

    Returns
    -------
    Density

    Examples
    --------
    >>> normal(np.array([[1.0]]), np.array([[1.0]])).value
    array([[-1.41893853]])
    """
    scaled = residual / variance
    square = residual * scaled
    value = -0.5 * (LOG_2PI + np.log(variance) + square)
    return Density(value, -scaled, 0.5 * (square - 1.0) / variance)


def student(residual: Array, variance: Array, degrees: float) -> Density:
    """Return Student's density with a variance: its scale is sqrt(variance (nu - 2) / nu).

    Parameters
    ----------
    residual : array, shape (row, member)
    variance : array, shape (row, member) or (row, 1)
    degrees : float
        Degrees of freedom nu, above 2, where there is a variance.

    Returns
    -------
    Density

    Notes
    -----
    Gelman and others (2013), *Bayesian Data Analysis*, appendix A.
    """
    from scipy.special import gammaln

    inner = variance * (degrees - 2.0)  # nu times the scale's square
    square = residual**2
    constant = gammaln((degrees + 1.0) / 2.0) - gammaln(degrees / 2.0) - 0.5 * np.log(np.pi)
    share = square / (inner + square)
    value = constant - 0.5 * np.log(inner) - 0.5 * (degrees + 1.0) * np.log1p(square / inner)
    by_residual = -(degrees + 1.0) * residual / (inner + square)
    by_variance = 0.5 * ((degrees + 1.0) * share - 1.0) / variance
    return Density(value, by_residual, by_variance)


class Modes(NamedTuple):
    """A shared covariance by its own directions, where rows' errors have variance one.

    Attributes
    ----------
    directions : array, shape (row, row)
        A column a direction.
    sizes : array, shape (row,)
        Variance along each for a shared error of size 1.
    """

    directions: Array
    sizes: Array


def modes(shared: Array, sd: Array) -> Modes:
    """Return the directions in which a shared error and rows' own errors are independent.

    Parameters
    ----------
    shared : array, shape (row, row)
        Covariance of the shared error of size 1.
    sd : array, shape (row,)
        Of the rows' own errors.

    Returns
    -------
    Modes
    """
    sizes, directions = np.linalg.eigh(shared / np.outer(sd, sd))
    return Modes(directions, np.maximum(sizes, 0.0))


def along_modes(residual: Array, size: Array, sd: Array, found: Modes) -> Joint:
    """Return the normal density of rows that share an error, their own errors known.

    No covariance of a member is made: one rotation serves all.

    Parameters
    ----------
    residual : array, shape (row, member)
    size : array, shape (member,)
        Of the shared error.
    sd : array, shape (row,)
        Of the rows' own errors.
    found : Modes
        Of the shared error and `sd`.

    Returns
    -------
    Joint
    """
    along = found.directions.T @ (residual / sd[:, None])
    spread = 1.0 + size**2 * found.sizes[:, None]
    scaled = along / spread
    logs = np.log(spread).sum(axis=0) + 2.0 * np.log(sd).sum()
    value = -0.5 * (len(sd) * LOG_2PI + logs + (along * scaled).sum(axis=0))
    moved = (found.directions @ scaled) / sd[:, None]
    own = found.directions**2 @ (1.0 / spread) / sd[:, None] ** 2
    by_size = size * (found.sizes[:, None] * (scaled**2 - 1.0 / spread)).sum(axis=0)
    return Joint(value, -moved, 0.5 * (moved**2 - own), by_size)


def by_root(residual: Array, size: Array, variance: Array, shared: Array) -> Joint:
    """Return the normal density of rows that share an error, their own variances by member.

    Parameters
    ----------
    residual : array, shape (row, member)
    size : array, shape (member,)
        Of the shared error.
    variance : array, shape (row, member)
        Of the rows' own errors.
    shared : array, shape (row, row)
        Covariance of the shared error of size 1.

    Returns
    -------
    Joint

    Notes
    -----
    A Cholesky root with members last: for few rows, in which every step is one call for all
    members.
    """
    count, members = residual.shape
    root = np.zeros((count, count, members))
    inverse = np.zeros((count, count, members))  # of the root
    for j in range(count):
        left = size**2 * shared[j:, j, None] - np.einsum("ikm,km->im", root[j:, :j], root[j, :j])
        root[j, j] = np.sqrt(left[0] + variance[j])
        root[j + 1 :, j] = left[1:] / root[j, j]
        inverse[j, j] = 1.0 / root[j, j]
        inverse[j, :j] = -np.einsum("km,kim->im", root[j, :j], inverse[:j, :j]) / root[j, j]
    white = np.einsum("ijm,jm->im", inverse, residual)
    moved = np.einsum("ijm,im->jm", inverse, white)
    logs = 2.0 * np.log(np.einsum("iim->im", root)).sum(axis=0)
    value = -0.5 * (count * LOG_2PI + logs + (white**2).sum(axis=0))
    precision = np.einsum("kim,kjm->ijm", inverse, inverse)
    own = np.einsum("iim->im", precision)
    pulled = np.einsum("im,ij,jm->m", moved, shared, moved, optimize=True)
    by_size = size * (pulled - np.einsum("ij,ijm->m", shared, precision))
    return Joint(value, -moved, 0.5 * (moved**2 - own), by_size)
