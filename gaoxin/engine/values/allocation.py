"""Sharing what there is among those who ask for it.

Both functions look for the one number, a price or an hour, at which all that is given adds up to
what there is: by halving an interval a fixed number of times, for all members at once, so that no
member's result depends on the others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Anything = npt.NDArray[Any]

HALVINGS = 110
"""An interval halved as often has shrunk to one number."""

REACH = {1: 0.5, 2: 0.5, 3: 8.2923611, 4: 36.7368005696}
"""How many widths from its priority a profile gives all or nothing (to the last bit)."""


def given_at(price: Anything, profile: Anything) -> Anything:
    """Return the share of its request that a profile is given at a price.

    Parameters
    ----------
    price : array, shape (..., 1, width)
    profile : array, shape (..., targets, at least 3, width)
        Type (1 rectangular, 2 triangular, 3 normal, 4 exponential), priority, width.

    Notes
    -----
    As PySD's ``Priorities``; types 0 and 5 give NaN.
    """
    from scipy.special import erfc

    kind, middle, width = (profile[..., i, :] for i in range(3))
    z = (price - middle) / width
    share = np.full(np.broadcast_shapes(z.shape, kind.shape), np.nan)
    with np.errstate(all="ignore"):
        shares = {
            1: np.clip(0.5 - z, 0.0, 1.0),
            2: np.where(
                z < 0,
                1 - 2 * np.clip(z + 0.5, 0.0, None) ** 2,
                2 * np.clip(0.5 - z, 0.0, None) ** 2,
            ),
            3: 0.5 * (2.0 - erfc(-z / np.sqrt(2.0))),
            4: np.where(z < 0, 1 - 0.5 * np.exp(np.minimum(z, 0)), 0.5 * np.exp(-np.maximum(z, 0))),
        }
    for number, values in shares.items():
        np.copyto(share, values, where=kind == number)
    return share


def allocate_available(args: Any, data: Any, out: Anything) -> None:
    """ALLOCATE AVAILABLE: the price at which the requests that are met add up to what there is.

    Operands: request, priority profiles (targets, profile), available. A negative request or
    supply, a width that is not positive and a profile that is not known give NaN.

    Parameters
    ----------
    args : sequence of array
        Request, shape (..., element, member); profiles, shape (..., element, 4, member); available,
        shape (..., element, member), the same for all elements.
    data : object
        Not used.
    out : array, shape (..., element, member)
        Is written into.
    """
    request = np.broadcast_to(args[0], out.shape)
    profile = np.broadcast_to(args[1], (*out.shape[:-1], args[1].shape[-2], out.shape[-1]))
    supply = np.broadcast_to(args[2], out.shape)[..., :1, :]
    reach = np.full(out.shape, np.nan)
    for number, widths in REACH.items():
        np.copyto(reach, widths * profile[..., 2, :], where=profile[..., 0, :] == number)
    wanted = request > 0
    low = np.where(wanted, profile[..., 1, :] - reach, np.inf).min(axis=-2, keepdims=True)
    high = np.where(wanted, profile[..., 1, :] + reach, -np.inf).max(axis=-2, keepdims=True)

    def met(price: Anything) -> Anything:
        return np.where(wanted, request * given_at(price, profile), 0.0)

    with np.errstate(all="ignore"):
        # the more is to be given, the lower the price
        price = _level(lambda p: -_total(met(p)), -supply, low, high)
        shared = met(price)
        shared = np.where(supply >= _total(request), request, shared)
        shared = np.where(supply == 0, 0.0, shared)
        wrong = (request < 0).any(axis=-2, keepdims=True) | (supply < 0)
        wrong |= (profile[..., 2, :] <= 0).any(axis=-2, keepdims=True)
        out[...] = np.where(wrong | np.isnan(supply), np.nan, shared)


def allocate_by_priority(args: Any, data: Any, out: Anything) -> None:
    """ALLOCATE BY PRIORITY: all who are being served gain the same share of their request an hour.

    Operands: request, priority, width, supply. The next in line begins when the one before has
    got as many hours as its priority is ahead, in widths; after one hour anybody has all. A
    negative request or supply and a width that is not positive give NaN.

    Parameters
    ----------
    args : sequence of array, each shape (..., element, member)
        Request, priority, width, supply; the last two are the same for all elements.
    data : object
        Not used.
    out : array, shape (..., element, member)
        Is written into.
    """
    request, priority = (np.broadcast_to(a, out.shape) for a in args[:2])
    width, supply = (np.broadcast_to(a, out.shape)[..., :1, :] for a in args[2:])
    order = np.argsort(-priority, axis=-2, kind="stable")
    asked = np.take_along_axis(request, order, axis=-2)
    rank = np.take_along_axis(priority, order, axis=-2)
    begin = np.zeros(out.shape)
    last, hour = np.full(width.shape, np.nan), np.zeros(width.shape)
    with np.errstate(all="ignore"):
        for i in range(out.shape[-2]):
            here, asks = rank[..., i : i + 1, :], asked[..., i : i + 1, :] > 0
            ahead = np.where(np.isnan(last), 0.0, np.minimum((last - here) / width, 1.0))
            start = hour + ahead
            begin[..., i : i + 1, :] = start
            hour, last = np.where(asks, start, hour), np.where(asks, here, last)

        def served(now: Anything) -> Anything:
            return asked * np.clip(now - begin, 0.0, 1.0)

        now = _level(lambda t: _total(served(t)), supply, np.zeros(supply.shape), hour + 1.0)
        shared = np.where(supply >= _total(request), asked, served(now))
        wrong = (request < 0).any(axis=-2, keepdims=True) | (supply < 0) | ~(width > 0)
        shared = np.where(wrong | np.isnan(supply), np.nan, shared)
    np.put_along_axis(out, order, shared, axis=-2)


def _total(values: Anything) -> Anything:
    """Add up targets one after another: a member's sum does not depend on its neighbours."""
    total = values[..., :1, :].copy()
    for i in range(1, values.shape[-2]):
        total += values[..., i : i + 1, :]
    return total


def _level(
    rising: Callable[[Anything], Anything], aim: Anything, low: Anything, high: Anything
) -> Anything:
    """Return where a rising function reaches its aim."""
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        below = rising(middle) < aim
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return 0.5 * (low + high)
