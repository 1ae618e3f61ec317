"""Quantiles of distributions, cut off at limits: what random functions make of uniform numbers.

Each takes probabilities in (0, 1), the least and the greatest value, the distribution's own
numbers, and by what it is shifted after it is stretched (Vensim Help, Random Number Functions), all
of shapes that broadcast.
Drawing again until a value lies between the limits, as Vensim does, gives the same distribution.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Anything = npt.NDArray[Any]
Cumulative = Callable[[Anything], Anything]


def _between(
    u: Anything,
    limits: tuple[Anything, Anything],
    placed: tuple[Anything, Anything],
    below: Cumulative,
    quantile: Cumulative,
) -> Anything:
    """Return a quantile of a continuous distribution between limits."""
    (low, high), (shift, stretch) = limits, placed
    a, b = (low - shift) / stretch, (high - shift) / stretch
    start = below(np.minimum(a, b))
    drawn = quantile(start + u * (below(np.maximum(a, b)) - start))
    return np.asarray(np.clip(shift + stretch * drawn, low, high))


def _counted(
    u: Anything,
    limits: tuple[Anything, Anything],
    placed: tuple[Anything, Anything],
    below: Cumulative,
    near: Cumulative,
) -> Anything:
    """Return a quantile of a distribution of whole numbers, of which `near` is within 1."""
    (low, high), (shift, stretch) = limits, placed
    a, b = (low - shift) / stretch, (high - shift) / stretch
    first = np.ceil(np.minimum(a, b) - 1e-9)
    last = np.floor(np.maximum(a, b) + 1e-9)
    start = below(first - 1)
    aim = start + u * (below(last) - start)
    found = np.ceil(near(aim))
    found = np.where(below(found - 1) >= aim, found - 1, found)
    found = np.where(below(found) < aim, found + 1, found)
    return np.asarray(shift + stretch * np.clip(found, first, last))


def beta(u: Anything, *given: Anything) -> Anything:
    """Return quantiles of a beta distribution of `a` and `b`."""
    low, high, a, b, shift, stretch = given
    from scipy.special import betainc, betaincinv

    return _between(
        u,
        (low, high),
        (shift, stretch),
        lambda x: betainc(a, b, np.clip(x, 0.0, 1.0)),
        lambda p: betaincinv(a, b, p),
    )


def gamma(u: Anything, *given: Anything) -> Anything:
    """Return quantiles of a gamma distribution of an order, with mean 1."""
    low, high, order, shift, stretch = given
    from scipy.special import gammainc, gammaincinv

    order = np.maximum(order, 1.0)
    return _between(
        u,
        (low, high),
        (shift, stretch),
        lambda x: gammainc(order, np.maximum(x, 0.0) * order),
        lambda p: gammaincinv(order, p) / order,
    )


def weibull(u: Anything, *given: Anything) -> Anything:
    """Return quantiles of a Weibull distribution of a shape, with mean 1."""
    low, high, shape, shift, stretch = given
    from scipy.special import gammaln

    scale = np.exp(-gammaln(1.0 + 1.0 / shape))
    return _between(
        u,
        (low, high),
        (shift, stretch),
        lambda x: -np.expm1(-np.power(np.maximum(x, 0.0) / scale, shape)),
        lambda p: scale * np.power(-np.log1p(-p), 1.0 / shape),
    )


def triangular(u: Anything, *given: Anything) -> Anything:
    """Return quantiles of a triangular distribution from `start` to `stop`."""
    low, high, start, peak, stop = given
    whole, rise = stop - start, peak - start

    def below(x: Anything) -> Anything:
        x = np.clip(x, start, stop)
        up = np.square(x - start) / (whole * rise)
        down = 1.0 - np.square(stop - x) / (whole * (stop - peak))
        return np.where(x < peak, up, np.where(x < stop, down, 1.0))

    def quantile(p: Anything) -> Anything:
        up = start + np.sqrt(p * whole * rise)
        down = stop - np.sqrt((1.0 - p) * whole * (stop - peak))
        return np.asarray(np.where(p * whole < rise, up, down))

    one, zero = np.ones(()), np.zeros(())
    with np.errstate(all="ignore"):
        return _between(u, (low, high), (zero, one), below, quantile)


def binomial(u: Anything, *given: Anything) -> Anything:
    """Return quantiles of the successes in `n` trials of probability `p`."""
    low, high, p, n, shift, stretch = given
    from scipy.special import bdtrik, betainc

    def below(k: Anything) -> Anything:
        k = np.floor(k)
        inside = betainc(np.maximum(n - k, 1e-300), np.maximum(k, 0.0) + 1.0, 1.0 - p)
        return np.where(k < 0, 0.0, np.where(k >= n, 1.0, inside))

    return _counted(u, (low, high), (shift, stretch), below, lambda q: bdtrik(q, n, p))


def negative_binomial(u: Anything, *given: Anything) -> Anything:
    """Return quantiles of the trials of probability `p` until the n-th success."""
    low, high, p, n, shift, stretch = given
    from scipy.special import betainc, nbdtrik

    def below(failures: Anything) -> Anything:
        inside = betainc(n, np.maximum(np.floor(failures), 0.0) + 1.0, p)
        return np.where(failures < 0, 0.0, inside)

    placed = (shift + stretch * n, stretch)  # trials are failures and the n successes
    return _counted(u, (low, high), placed, below, lambda q: nbdtrik(q, n, p))


def poisson(u: Anything, *given: Anything) -> Anything:
    """Return quantiles of a Poisson distribution."""
    low, high, mean, shift, stretch = given
    from scipy.special import pdtr, pdtrik

    def below(k: Anything) -> Anything:
        return np.where(k < 0, 0.0, pdtr(np.maximum(np.floor(k), 0.0), mean))

    return _counted(u, (low, high), (shift, stretch), below, lambda q: pdtrik(q, mean))
