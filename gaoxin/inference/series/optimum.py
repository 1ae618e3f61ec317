"""The mode of a posterior, and profiles of a likelihood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.errors import DataError, NotConverged, nearest
from gaoxin.inference.series.posterior import SeriesPosterior
from gaoxin.inference.space import from_normal
from gaoxin.names import Names

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

BOUND = 5.0
"""How far from a prior's middle an optimum is looked for, in deviations of what is normal."""

STARTS = 32
"""Draws of the prior that are tried, and of which the best are climbed from."""

CLIMBED = 4
POINTS = 21
DROP = 1.9207294103470620
"""Half the 95 % point of a chi squared of one degree: how far a likelihood falls at the ends."""


@dataclass(frozen=True)
class Optimum:
    """Where a function of the parameters is largest.

    Attributes
    ----------
    values : dict of str to float
        Parameters in the model's units.
    log_likelihood, log_prior : float
        The prior's density in the model's units.
    at : array, shape (parameter,)
        On the standard normal scale.
    """

    values: dict[str, float]
    log_likelihood: float
    log_prior: float
    at: Array


@dataclass(frozen=True)
class Profile:
    """The largest log-likelihood for each value of one parameter.

    Attributes
    ----------
    name : str
    values, log_likelihood : array, shape (point,)
    best : float
        The value where it is largest.
    low, high : float
        Ends of the 95 % interval (Venzon and Moolgavkar 1988, *J. R. Statist. Soc. C* 37, 87-94);
        NaN where the likelihood does not fall so far within the prior.
    """

    name: str
    values: Array
    log_likelihood: Array
    best: float
    low: float
    high: float


def mode(posterior: SeriesPosterior, seed: int = 0) -> Optimum:
    """Return the mode of the posterior density in the model's units (MAP).

    Climbed by L-BFGS-B from the best of some draws of the prior.

    Raises
    ------
    NotConverged
        No draw of the prior gives the readings any probability.
    """
    return _climbed(posterior, seed, with_prior=True)


def profile(posterior: SeriesPosterior, name: str, seed: int = 0, points: int = POINTS) -> Profile:
    """Return the profile likelihood of a parameter.

    Parameters
    ----------
    posterior : SeriesPosterior
    name : str
        One of its names, in any spelling.
    seed : int
    points : int
        Values of the parameter, as far as the log-likelihood falls by about four.

    Returns
    -------
    Profile

    Raises
    ------
    DataError
        There is no such parameter; names the nearest.
    NotConverged
        No draw of the prior gives the readings any probability.
    """
    column = column_of(posterior, name)
    best = _climbed(posterior, seed, with_prior=False)
    reach = _reach(posterior, column, best, points)
    order = np.argsort(np.abs(reach - best.at[column]))
    told: dict[int, float] = {}
    known = {float(best.at[column]): best.at}
    for i in order:  # outwards, each from the nearest that is known
        near = known[min(known, key=lambda z: abs(z - reach[i]))]
        at, value = _from(posterior, near, column, float(reach[i]), with_prior=False)
        told[int(i)], known[float(reach[i])] = value, at
    heights = np.array([told[i] for i in range(len(reach))])
    values = from_normal(posterior.distributions[column], reach)
    low, high = _ends(values, heights, max(best.log_likelihood, heights.max()))
    centre = best.values[posterior.names[column]]
    return Profile(posterior.names[column], values, heights, centre, low, high)


def column_of(posterior: SeriesPosterior, name: str) -> int:
    """Return the column of a parameter, named in any spelling.

    Raises
    ------
    DataError
        There is no such parameter; names the nearest.
    """
    found = Names((one, i) for i, one in enumerate(posterior.names))
    if name not in found:
        listed = ", ".join(posterior.names)
        close = nearest(name, posterior.names)
        raise DataError(f"no parameter '{name}'{close}; there are: {listed}")
    return found[name]


def _reach(posterior: SeriesPosterior, column: int, best: Optimum, points: int) -> Array:
    """Return where a profile is looked at: as far as the likelihood falls by about four."""
    at, h = best.at, 0.05
    ends = []
    for sign in (-1.0, 1.0):
        step = h
        while step < 2.0 * BOUND:
            moved = float(np.clip(at[column] + sign * step, -BOUND, BOUND))
            _, value = _from(posterior, at, column, moved, with_prior=False)
            if best.log_likelihood - value > 2.0 * DROP or abs(moved) >= BOUND:
                break
            step *= 1.6
        ends.append(moved)
    return np.linspace(ends[0], ends[1], points)


def _ends(values: Array, heights: Array, top: float) -> tuple[float, float]:
    inside = np.flatnonzero(heights >= top - DROP)
    if not inside.size:
        return float("nan"), float("nan")
    return _crossing(values, heights, top - DROP, int(inside[0]), -1), _crossing(
        values, heights, top - DROP, int(inside[-1]), 1
    )


def _crossing(values: Array, heights: Array, level: float, last: int, side: int) -> float:
    """Return where heights cross a level beyond the last point above it; NaN where they do not.

    Between two points the square root of the fall is about linear.
    """
    beyond = last + side
    if not 0 <= beyond < len(values):
        return float("nan")
    top = float(heights.max())
    roots = np.sqrt(np.maximum(top - heights[[last, beyond]], 0.0))
    share = (np.sqrt(top - level) - roots[0]) / (roots[1] - roots[0])
    return float(values[last] + share * (values[beyond] - values[last]))


def _climbed(posterior: SeriesPosterior, seed: int, *, with_prior: bool) -> Optimum:
    """Return the highest of the hills that the best of some draws of the prior stand on."""
    rng = np.random.default_rng(np.random.SeedSequence([seed, 7]))
    tries = np.clip(rng.standard_normal((STARTS, len(posterior.names))), -BOUND, BOUND)
    tries[0] = 0.0
    heights = posterior.log_likelihood(tries, posterior.simulate(tries))
    if not np.isfinite(heights).any():
        raise NotConverged(
            "no draw of the prior gives the readings any probability; look at the reading that is "
            "farthest off, and at the noise"
        )
    order = np.argsort(-np.where(np.isfinite(heights), heights, -np.inf))[:CLIMBED]
    found = [
        _from(posterior, tries[i], None, 0.0, with_prior=with_prior)
        for i in order
        if np.isfinite(heights[i])
    ]
    at, _ = max(found, key=lambda pair: pair[1])
    value = float(posterior.log_likelihood(at[None], posterior.simulate(at[None]))[0])
    values = {name: float(v[0]) for name, v in posterior.values(at[None]).items()}
    return Optimum(values, value, log_prior(posterior, at[None])[0], at)


def _from(
    posterior: SeriesPosterior, start: Array, column: int | None, fixed: float, *, with_prior: bool
) -> tuple[Array, float]:
    """Climb from a point, one column fixed; return where it ends, and how high."""
    from scipy.optimize import minimize

    free = np.array([i for i in range(len(start)) if i != column])
    base = start.copy()
    if column is not None:
        base[column] = fixed

    def fall(x: Array) -> tuple[float, Array]:
        at = base.copy()
        at[free] = x
        value, slope = _height(posterior, at, with_prior=with_prior)
        return -value, -slope[free]

    if not len(free):
        return base, _height(posterior, base, with_prior=with_prior)[0]
    bounds = [(-BOUND, BOUND)] * len(free)
    told = minimize(fall, base[free], jac=True, method="L-BFGS-B", bounds=bounds)
    base[free] = told.x
    return base, -float(told.fun)


def _height(posterior: SeriesPosterior, at: Array, *, with_prior: bool) -> tuple[float, Array]:
    """Return log-likelihood, with the log prior where asked, and its slope by `at`."""
    if posterior.gradient_runs is None:
        value, slope = _by_differences(posterior, at)
    else:
        _, values, slopes = posterior.value_and_gradient(at[None])
        value, slope = float(values[0]), slopes[0]
    if with_prior:
        h = 1e-3
        ends = at + h * np.concatenate([np.eye(len(at)), -np.eye(len(at))])
        told = log_prior(posterior, ends).reshape(2, -1)
        value += log_prior(posterior, at[None])[0]
        slope = slope + (told[0] - told[1]) / (2.0 * h)
    return (value if np.isfinite(value) else -1e300), slope


def _by_differences(posterior: SeriesPosterior, at: Array) -> tuple[float, Array]:
    h = 1e-3
    ends = np.concatenate([at[None], at + h * np.eye(len(at)), at - h * np.eye(len(at))])
    told = posterior.log_likelihood(ends, posterior.simulate(ends))
    up, down = told[1 : len(at) + 1], told[len(at) + 1 :]
    slope = np.where(np.isfinite(up - down), (up - down) / (2.0 * h), 0.0)
    return float(told[0]), slope


def log_prior(posterior: SeriesPosterior, at: Array) -> Array:
    """Return the log density of the prior in the model's units, shape (member,).

    The standard normal's, less the logarithm of how fast each parameter moves with it.

    Parameters
    ----------
    posterior : SeriesPosterior
    at : array, shape (member, parameter)

    Returns
    -------
    array, shape (member,)
    """
    total = -0.5 * (at**2).sum(axis=1) - 0.5 * at.shape[1] * np.log(2.0 * np.pi)
    h = 0.01
    for distribution, z in zip(posterior.distributions, at.T, strict=True):
        rise = from_normal(distribution, z + h) - from_normal(distribution, z - h)
        total -= np.log(np.maximum(rise / (2.0 * h), 1e-300))
    return np.asarray(total)
