"""Densities of errors, each with its derivative by the residual; members are last."""

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
    """

    value: Array
    by_residual: Array


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
    return Density(value, -scaled)


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
    value = constant - 0.5 * np.log(inner) - 0.5 * (degrees + 1.0) * np.log1p(square / inner)
    by_residual = -(degrees + 1.0) * residual / (inner + square)
    return Density(value, by_residual)
