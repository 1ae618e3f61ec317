"""Noise: the law of readings around a run, by family, with derivatives.

A family is a function of what was read, of where the run stands, and of its parameters. Counts and
lognormal readings take the run's logarithm. Members are last.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gaoxin.distributions import densities

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FLOOR = 1e-12
"""Mean of a count at least: a run that says none would forbid every count."""


NOTHING = np.empty((0, 0))
"""In place of slopes that were not asked for."""


class Slopes(NamedTuple):
    """Log densities of readings and how they change.

    Attributes
    ----------
    value : array, shape (row, member)
    by_location : array, shape (row, member)
        Derivative by where the run stands, on the family's scale.
    by_own : dict of str to array, shape (row, member)
        Derivative by each parameter of the family.
    """

    value: Array
    by_location: Array
    by_own: dict[str, Array]


Law = Callable[..., Slopes]
"""A law of readings, or of their being below or above a limit.

Parameters
----------
read : array, shape (row, 1)
    The readings, or the limits.
location : array, shape (row, member)
    Where the run stands: its value; of a lognormal or a count, its logarithm.
**own : array, shape (member,) or (row, 1)
    The family's parameters.
slopes : bool
    Whether derivatives are wanted.
"""


def normal(read: Array, location: Array, sd: Array, *, slopes: bool = True) -> Slopes:
    """Return the normal law with standard deviation `sd`.

    Parameters
    ----------
    read : array, shape (row, 1)
    location : array, shape (row, member)
    sd : array, shape (member,) or (row, 1)
    slopes : bool

    Returns
    -------
    Slopes
    """
    z = (read - location) / sd
    value = (-0.5 * densities.LOG_2PI - np.log(sd)) - 0.5 * z**2
    if not slopes:
        return Slopes(value, NOTHING, {})
    return Slopes(value, z / sd, {"sd": (z**2 - 1.0) / sd})


def lognormal(read: Array, location: Array, sd: Array, *, slopes: bool = True) -> Slopes:
    """Return the lognormal law; `location` and `sd` are of the logarithm.

    Parameters
    ----------
    read : array, shape (row, 1)
    location : array, shape (row, member)
    sd : array, shape (member,) or (row, 1)
    slopes : bool

    Returns
    -------
    Slopes
    """
    logs = np.log(read)
    found = normal(logs, location, sd, slopes=slopes)
    return found._replace(value=found.value - logs)


def student(read: Array, location: Array, sd: Array, df: Array, *, slopes: bool = True) -> Slopes:
    """Return Student's law with standard deviation `sd` and `df` above 2 degrees of freedom.

    Parameters
    ----------
    read : array, shape (row, 1)
    location : array, shape (row, member)
    sd : array, shape (member,) or (row, 1)
    df : array, shape (member,) or (row, 1)
    slopes : bool

    Returns
    -------
    Slopes
    """
    from scipy.special import digamma, gammaln

    half, inner = (df + 1.0) / 2.0, sd**2 * (df - 2.0)
    miss = read - location
    square = miss**2 / inner
    logs = np.log1p(square)
    value = gammaln(half) - gammaln(df / 2.0) - 0.5 * np.log(np.pi * inner) - half * logs
    if not slopes:
        return Slopes(value, NOTHING, {})
    share = square / (1.0 + square)
    by_df = digamma(half) - digamma(df / 2.0) - logs + (2.0 * half * share - 1.0) / (df - 2.0)
    by_location = 2.0 * half * miss / (inner * (1.0 + square))
    own = {"sd": (2.0 * half * share - 1.0) / sd, "df": 0.5 * by_df}
    return Slopes(value, by_location, own)


def poisson(read: Array, location: Array, *, slopes: bool = True) -> Slopes:
    """Return Poisson's law of counts; `location` is the logarithm of their mean.

    Parameters
    ----------
    read : array, shape (row, 1)
    location : array, shape (row, member)
    slopes : bool

    Returns
    -------
    Slopes
    """
    from scipy.special import gammaln

    mean = np.exp(location)
    value = read * location - mean - gammaln(read + 1.0)
    return Slopes(value, read - mean if slopes else NOTHING, {})


def negative_binomial(
    read: Array, location: Array, dispersion: Array, *, slopes: bool = True
) -> Slopes:
    """Return the negative binomial law of counts with mean m and variance m + m^2 / dispersion.

    The parameters of Stan's ``neg_binomial_2``; `location` is log m.

    Parameters
    ----------
    read : array, shape (row, 1)
    location : array, shape (row, member)
    dispersion : array, shape (member,)
        The larger, the nearer to Poisson's.
    slopes : bool

    Returns
    -------
    Slopes
    """
    from scipy.special import digamma, gammaln

    mean = np.exp(location)
    total = dispersion + mean
    log_total = np.log(total)
    value = (
        gammaln(read + dispersion)
        - (gammaln(dispersion) - dispersion * np.log(dispersion))
        - gammaln(read + 1.0)
        - (read + dispersion) * log_total
        + read * location
    )
    if not slopes:
        return Slopes(value, NOTHING, {})
    logs = np.log(dispersion) - log_total
    share = (read + dispersion) / total
    by_own = digamma(read + dispersion) - digamma(dispersion) + logs + 1.0 - share
    return Slopes(value, read - share * mean, {"dispersion": by_own})


class Correlated(NamedTuple):
    """Log density of readings whose errors are correlated in time, and how it changes.

    Attributes
    ----------
    value : array, shape (row, member)
        Of each reading given those before it.
    by_residual : array, shape (row, member)
        Derivative by the residual in standard deviations.
    by_correlation : array, shape (member,)
    """

    value: Array
    by_residual: Array
    by_correlation: Array


def autoregressive(
    residual: Array, gaps: Array, correlation: Array, *, slopes: bool = True
) -> Correlated:
    """Return the density of normal errors of first order in time, in O(n) a member.

    Errors that are `gap` apart are correlated by correlation^gap (an Ornstein-Uhlenbeck process
    seen at instants), and every one has standard deviation 1.

    Parameters
    ----------
    residual : array, shape (row, member)
        Observed less simulated, in standard deviations, in time order.
    gaps : array, shape (row - 1,)
        From each instant to the next, above 0.
    correlation : array, shape (member,)
        Of errors one unit of time apart, between 0 and 1.
    slopes : bool
        Whether derivatives are wanted.

    Returns
    -------
    Correlated
    """
    value = np.empty_like(residual)
    value[:1] = -0.5 * (densities.LOG_2PI + residual[:1] ** 2)
    # most series have but a few lengths of gap: a power and a logarithm for each
    lengths, which = np.unique(gaps.round(12), return_inverse=True)
    which = which[:1] if len(lengths) == 1 else which  # one row stands for all
    kept = (correlation ** lengths[:, None])[which]
    variance = 1.0 - kept**2
    new = residual[1:] - kept * residual[:-1]
    scaled = new / variance
    value[1:] = new * scaled
    value[1:] += densities.LOG_2PI + np.log(variance)
    value[1:] *= -0.5
    if not slopes:
        return Correlated(value, NOTHING, NOTHING)
    back = np.concatenate([-residual[:1], -scaled])
    back[:-1] += kept * scaled
    with np.errstate(divide="ignore"):
        slope = (lengths[:, None] * correlation ** (lengths[:, None] - 1.0))[which]
    by_variance = 0.5 * (new * scaled - 1.0) / variance
    moved = scaled * residual[:-1] - 2.0 * kept * by_variance
    return Correlated(value, back, (moved * slope).sum(axis=0))


FAMILIES: dict[str, Law] = {
    "normal": normal,
    "student": student,
    "lognormal": lognormal,
    "poisson": poisson,
    "negative binomial": negative_binomial,
}

PARAMETERS = {
    "normal": ("sd",),
    "student": ("sd", "df"),
    "lognormal": ("sd",),
    "poisson": (),
    "negative binomial": ("dispersion",),
}
"""The parameters of each family."""

ON_LOGARITHM = ("lognormal", "poisson", "negative binomial")
"""Families that take the logarithm of what the run says."""

COUNTS = ("poisson", "negative binomial")
