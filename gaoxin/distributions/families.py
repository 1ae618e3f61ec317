"""Distributions by the points that a table states, each solved for its parameters.

A family is three pure functions: `fit` (stated points to parameters), `ppf` and `cdf`. The 5 %
and 95 % points of a fitted distribution are the stated ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.distributions import beta, truncated
from gaoxin.errors import DataError, nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Z95 = 1.6448536269514722
"""95 % point of the standard normal."""


@dataclass(frozen=True)
class Family:
    """One kind of distribution.

    Attributes
    ----------
    fit : (low, central, high) -> parameters
    ppf : (u, *parameters) -> values
    cdf : (x, *parameters) -> probability
    """

    fit: Callable[[float, float | None, float], tuple[float, ...]]
    ppf: Callable[..., Array]
    cdf: Callable[..., Array]


@dataclass(frozen=True)
class Distribution:
    """A distribution in the unit of what it is about.

    Attributes
    ----------
    family : str
        A key of :data:`FAMILIES` or of :data:`SCIPY`.
    parameters : tuple of float
        In the unit of the table; of a family of SciPy its shapes, loc and scale.
    points : tuple of float
        The stated points, in the model's unit.
    scale : float
        Units of the model per unit of the table.
    low, high : float
        Range it is restricted to, in the model's unit; values outside have no probability.
    """

    family: str
    parameters: tuple[float, ...]
    points: tuple[float, float]
    scale: float = 1.0
    low: float = -math.inf
    high: float = math.inf

    def cdf(self, x: float) -> float:
        """Return the probability of at most `x` (model's unit), before the restriction."""
        return float(form(self.family).cdf(x / self.scale, *self.parameters))

    def ppf(self, u: Array) -> Array:
        """Return the values at the probabilities `u`, in (0, 1), any shape."""
        below = self.cdf(self.low) if math.isfinite(self.low) else 0.0
        above = self.cdf(self.high) if math.isfinite(self.high) else 1.0
        values = self.scale * form(self.family).ppf(below + u * (above - below), *self.parameters)
        return np.clip(values, self.low, self.high)

    def restricted(self, low: float | None, high: float | None) -> Distribution:
        """Return the distribution restricted to [low, high] (model's unit; None is no bound).

        What lies outside the range is cut off and the rest scaled up, so that a tail cannot
        carry a constant to where the equations mean nothing.

        Raises
        ------
        DataError
            A stated point lies outside the range: then the two contradict each other.
        """
        lower = -math.inf if low is None else low
        upper = math.inf if high is None else high
        first, last = self.points
        slack = 1e-9 * max(abs(first), abs(last))
        if first < lower - slack or last > upper + slack:
            raise DataError(
                f"the points {first:g} to {last:g} leave the range {lower:g} to {upper:g} of the "
                "constant; narrow the one or widen the other"
            )
        return replace(self, low=lower, high=upper)


def fit(
    family: str, low: float, high: float, central: float | None = None, *, scale: float = 1.0
) -> Distribution:
    """Return the distribution of `family` with the stated points.

    Parameters
    ----------
    family : str
        ``beta_p05_p95``, ``lognormal_p05_p95``, ``normal_p05_p95``,
        ``truncated_normal_p05_p95_min0`` (low and high are the 5 % and 95 % points),
        ``uniform`` (they are the ends) or ``fixed`` (central is the value).
    low, high : float
        In the unit of the points.
    central : float, optional
        Needed by ``fixed``, and by the truncated normal when low is its bound 0.
    scale : float
        Units of the model per unit of the points.

    Returns
    -------
    Distribution
        Its values are in the unit of the model: the points times `scale`.

    Raises
    ------
    DataError
        Unknown family, points out of order, not finite or outside what the family can take.
    """
    if family not in FAMILIES:
        known = ", ".join(FAMILIES)
        message = f"unknown distribution '{family}'{nearest(family, FAMILIES)}"
        raise DataError(f"{message}; there are: {known}")
    points = [low, high] if central is None else [low, central, high]
    if not all(math.isfinite(point) for point in points):
        raise DataError(f"the points {points} are not all finite")
    if family != "fixed" and not low < high:
        raise DataError(f"low {low:g} is not below high {high:g}; write the smaller first")
    if points != sorted(points):
        raise DataError(f"central {central:g} is not between low {low:g} and high {high:g}")
    parameters = FAMILIES[family].fit(low, central, high)
    ends = (parameters[0], parameters[0]) if family == "fixed" else (low, high)
    return Distribution(family, parameters, (ends[0] * scale, ends[1] * scale), scale)


def _fit_normal(low: float, _central: float | None, high: float) -> tuple[float, float]:
    """Mean and standard deviation from the 5 % and 95 % points."""
    return (low + high) / 2.0, (high - low) / (2.0 * Z95)


def _fit_lognormal(low: float, _central: float | None, high: float) -> tuple[float, float]:
    """Mean and standard deviation of the logarithm from the 5 % and 95 % points."""
    if low <= 0.0:
        raise DataError(f"low {low:g} of a lognormal must be above 0")
    return _fit_normal(math.log(low), None, math.log(high))


def _fit_uniform(low: float, _central: float | None, high: float) -> tuple[float, float]:
    return low, high


def _fit_fixed(_low: float, central: float | None, _high: float) -> tuple[float]:
    if central is None:
        raise DataError("a fixed value needs central")
    return (central,)


def _ppf_normal(u: Array, mean: float, sd: float) -> Array:
    from scipy.special import ndtri

    return np.asarray(mean + sd * ndtri(u))


def _cdf_normal(x: float, mean: float, sd: float) -> Array:
    from scipy.special import ndtr

    return np.asarray(ndtr((x - mean) / sd))


def _ppf_lognormal(u: Array, mean: float, sd: float) -> Array:
    return np.exp(_ppf_normal(u, mean, sd))


def _cdf_lognormal(x: float, mean: float, sd: float) -> Array:
    return _cdf_normal(math.log(x), mean, sd) if x > 0.0 else np.asarray(0.0)


def _ppf_uniform(u: Array, low: float, high: float) -> Array:
    return np.asarray(low + u * (high - low))


def _cdf_uniform(x: float, low: float, high: float) -> Array:
    return np.asarray(np.clip((x - low) / (high - low), 0.0, 1.0))


def _ppf_fixed(u: Array, value: float) -> Array:
    return np.full_like(u, value)


def _cdf_fixed(x: float, value: float) -> Array:
    return np.asarray(float(x >= value))


FAMILIES: dict[str, Family] = {
    "beta_p05_p95": Family(beta.fit, beta.ppf, beta.cdf),
    "lognormal_p05_p95": Family(_fit_lognormal, _ppf_lognormal, _cdf_lognormal),
    "normal_p05_p95": Family(_fit_normal, _ppf_normal, _cdf_normal),
    "truncated_normal_p05_p95_min0": Family(truncated.fit, truncated.ppf, truncated.cdf),
    "uniform": Family(_fit_uniform, _ppf_uniform, _cdf_uniform),
    "fixed": Family(_fit_fixed, _ppf_fixed, _cdf_fixed),
}

SCIPY: dict[str, tuple[str, ...]] = {
    **{"norm": (), "lognorm": ("s",), "uniform": (), "loguniform": ("a", "b"), "beta": ("a", "b")},
    **{"gamma": ("a",), "invgamma": ("a",), "expon": (), "halfnorm": (), "halfcauchy": ()},
    **{"cauchy": (), "t": ("df",), "truncnorm": ("a", "b"), "triang": ("c",), "laplace": ()},
    **{"logistic": (), "gumbel_r": (), "weibull_min": ("c",), "pareto": ("b",)},
    **{"skewnorm": ("a",), "invgauss": ("mu",), "rayleigh": (), "chi2": ("df",)},
}
"""Families by their name in ``scipy.stats``, with the names of their shapes there; each has
``loc`` and ``scale`` besides, and means what SciPy means by it."""


@cache
def form(family: str) -> Family:
    """Return the functions of a family, a key of :data:`FAMILIES` or of :data:`SCIPY`."""
    if family in FAMILIES:
        return FAMILIES[family]
    return Family(_by_parameters, partial(_scipy, family, "ppf"), partial(_scipy, family, "cdf"))


def _by_parameters(_low: float, _central: float | None, _high: float) -> tuple[float, ...]:
    raise DataError("a family of SciPy is stated by its parameters, not by points")


def _scipy(family: str, what: str, x: Array, *parameters: float) -> Array:
    from scipy import stats

    return np.asarray(getattr(getattr(stats, family), what)(x, *parameters))
