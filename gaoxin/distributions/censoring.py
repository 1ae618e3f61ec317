"""Censored readings: known only to lie at or below a limit, or at or above one.

The laws of :mod:`gaoxin.distributions.noise`, summed up to the limit, with derivatives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.distributions.noise import Law, Slopes, negative_binomial, poisson, student

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

STEP = 1e-4
"""Relative step of the differences by which sums change with a shape."""

LEAST = 1e-300


def normal_tail(read: Array, location: Array, sd: Array, sign: float) -> Slopes:
    """Return the logarithm of a normal's probability on one side of a limit.

    Parameters
    ----------
    read, location, sd
        As in :data:`gaoxin.distributions.noise.Law`; shapes (row, 1), (row, member), (member,).
    sign : float
        1 for at most the limit, -1 for at least.

    Returns
    -------
    Slopes
    """
    from scipy.special import log_ndtr

    z = sign * (read - location) / sd
    value = log_ndtr(z)
    hazard = np.exp(-0.5 * z**2 - 0.5 * np.log(2.0 * np.pi) - value)
    return Slopes(value, -sign * hazard / sd, {"sd": -hazard * z / sd})


def lognormal_tail(read: Array, location: Array, sd: Array, sign: float) -> Slopes:
    """Return the same of a lognormal; `location` and `sd` are of the logarithm.

    Parameters
    ----------
    read, location, sd
        As in :data:`gaoxin.distributions.noise.Law`; shapes (row, 1), (row, member), (member,).
    sign : float
        1 for at most the limit, -1 for at least.

    Returns
    -------
    Slopes
    """
    return normal_tail(np.log(read), location, sd, sign)


def student_tail(read: Array, location: Array, sd: Array, df: Array, sign: float) -> Slopes:
    """Return the same of Student's law with standard deviation `sd`.

    Parameters
    ----------
    read, location, sd, df
        As in :data:`gaoxin.distributions.noise.Law`; shapes (row, 1), (row, member), (member,).
    sign : float
        1 for at most the limit, -1 for at least.

    Returns
    -------
    Slopes
    """
    from scipy.special import stdtr

    def mass(degrees: Array) -> Array:
        scale = sd * np.sqrt((degrees - 2.0) / degrees)
        return np.asarray(np.maximum(stdtr(degrees, sign * (read - location) / scale), LEAST))

    own = mass(df)
    hazard = np.exp(student(read, location, sd, df).value) / own
    z = (read - location) / sd
    step = STEP * (df - 2.0)
    by_df = (np.log(mass(df + step)) - np.log(mass(df - step))) / (2.0 * step)
    return Slopes(np.log(own), -sign * hazard, {"sd": -sign * hazard * z, "df": by_df})


def poisson_tail(read: Array, location: Array, sign: float) -> Slopes:
    """Return the same of counts by Poisson's law; `location` is the logarithm of their mean.

    Parameters
    ----------
    read, location
        As in :data:`gaoxin.distributions.noise.Law`; shapes (row, 1) and (row, member).
    sign : float
        1 for at most the limit, -1 for at least.

    Returns
    -------
    Slopes
    """
    from scipy.special import gammainc, gammaincc

    mean = np.exp(location)
    last = read if sign > 0.0 else read - 1.0  # the count at the edge of what is left out
    edge = np.exp(poisson(np.maximum(last, 0.0), location).value) * (last >= 0.0)
    inside = gammaincc(last + 1.0, mean) if sign > 0.0 else _or_all(gammainc, read, mean)
    mass = np.maximum(inside, LEAST)
    return Slopes(np.log(mass), -sign * mean * edge / mass, {})


def negative_binomial_tail(read: Array, location: Array, dispersion: Array, sign: float) -> Slopes:
    """Return the same of counts by the negative binomial law.

    Parameters
    ----------
    read, location, dispersion
        As in :data:`gaoxin.distributions.noise.Law`; shapes (row, 1), (row, member), (member,).
    sign : float
        1 for at most the limit, -1 for at least.

    Returns
    -------
    Slopes
    """
    from scipy.special import betainc

    mean = np.exp(location)
    last = read if sign > 0.0 else read - 1.0

    def mass(size: Array) -> Array:
        if sign > 0.0:
            found = betainc(size, last + 1.0, size / (size + mean))
        else:
            found = _or_all(lambda k, m: betainc(k, size, m / (size + m)), read, mean)
        return np.asarray(np.maximum(found, LEAST))

    own = mass(dispersion)
    # The sum up to k falls with the mean by (k + 1) p(k + 1) / m: as Poisson's, by its neighbours.
    after = np.exp(negative_binomial(last + 1.0, location, dispersion).value) * (last >= 0.0)
    by_location = -sign * (last + 1.0) * after / own
    step = STEP * dispersion
    by_own = (np.log(mass(dispersion + step)) - np.log(mass(dispersion - step))) / (2.0 * step)
    return Slopes(np.log(own), by_location, {"dispersion": by_own})


def _or_all(function: Any, count: Array, mean: Array) -> Array:
    """Return a function of counts above 0, and 1 where the count is 0: all counts are at least."""
    found = function(np.maximum(count, 1.0), mean)
    return np.where(count > 0.0, found, 1.0)


TAILS: dict[str, Law] = {
    "normal": normal_tail,
    "student": student_tail,
    "lognormal": lognormal_tail,
    "poisson": poisson_tail,
    "negative binomial": negative_binomial_tail,
}
"""The law of a reading's being beyond a limit, by family; `sign` says on which side."""
