"""Sharing what there is among those who ask for it.

Both functions look for the one number, a price or an hour, at which all that is given adds up to
what there is: by halving an interval a fixed number of times, for all members at once, so that no
member's result depends on the others.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.values.curves import NA

Anything = npt.NDArray[Any]

HALVINGS = 64
"""An interval halved as often has shrunk to one number."""

REACH = {1: 0.5, 2: 0.5, 3: 8.2923611, 4: 36.7368005696}
"""How many widths from its priority a profile gives all or nothing (to the last bit)."""


def given_at(price: Anything, profile: Anything) -> Anything:
    """Return the share of its request that a profile is given at a price.

    Parameters
    ----------
    price : array, shape (..., 1, width)
    profile : array, shape (..., targets, at least 3, width)
        Type (0 fixed, 1 rectangular, 2 triangular, 3 normal, 4 exponential), priority, width.

    Notes
    -----
    Vensim Help, Specifying the Curves; type 5 gives NaN.
    """
    kind, middle, width = (profile[..., i, :] for i in range(3))
    z = (price - middle) / width
    share = np.full(np.broadcast_shapes(z.shape, kind.shape), np.nan)
    with np.errstate(all="ignore"):
        shares = {
            0: np.ones(z.shape),
            1: np.clip(0.5 - z, 0.0, 1.0),
            2: np.where(
                z < 0,
                1 - 2 * np.clip(z + 0.5, 0.0, None) ** 2,
                2 * np.clip(0.5 - z, 0.0, None) ** 2,
            ),
            3: np.where(z < 0, 1.0 - _upper_tail(-z), _upper_tail(z)),
            4: np.where(z < 0, 1 - 0.5 * np.exp(np.minimum(z, 0)), 0.5 * np.exp(-np.maximum(z, 0))),
        }
    for number, values in shares.items():
        np.copyto(share, values, where=kind == number)
    return share


TAIL = (0.33267, 0.4361836, -0.1201676, 0.9372980)
"""Coefficients of a normal distribution's tail: Abramowitz and Stegun (1964), 26.2.16."""


def _upper_tail(x: Anything) -> Anything:
    """Return how much of a standard normal distribution lies above x, which is not negative.

    Its error is up to 1e-5. It is what Vensim's own runs follow: by 200 and 300 asked for at the
    priorities 0.1 and 0.9 of width 0.5, 100 are shared out as 3.879 and 96.121, and not, as by the
    exact tail, as 3.878 and 96.122.
    """
    first, a, b, c = TAIL
    t = 1.0 / (1.0 + first * x)
    density = np.exp(-0.5 * np.square(x)) * (1.0 / math.sqrt(2.0 * math.pi))
    return density * (t * (a + t * (b + t * c)))


def allocate_available(args: Any, data: Any, out: Anything) -> None:
    """ALLOCATE AVAILABLE: the price at which the requests that are met add up to what there is.

    Operands: request, priority profiles (targets, profile), available. What fixed requests (type 0)
    ask for beyond the supply is cut for all in one proportion. A negative request or supply, a
    width that is not positive and a profile that is not known give NaN.

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
    wanted = (request > 0) & (profile[..., 0, :] != 0)
    low = np.where(wanted, profile[..., 1, :] - reach, np.inf).min(axis=-2, keepdims=True)
    high = np.where(wanted, profile[..., 1, :] + reach, -np.inf).max(axis=-2, keepdims=True)

    def met(price: Anything) -> Anything:
        return np.where(request > 0, request * given_at(price, profile), 0.0)

    with np.errstate(all="ignore"):
        # the more is to be given, the lower the price
        price = _level(lambda p: -_total(met(p)), -supply, low, high)
        shared = met(price)
        fixed = _total(np.where(profile[..., 0, :] == 0, shared, 0.0))
        shared = np.where(fixed > supply, shared * (supply / _total(shared)), shared)
        shared = np.where(supply >= _total(request), request, shared)
        shared = np.where(supply == 0, 0.0, shared)
        wrong = (request < 0).any(axis=-2, keepdims=True) | (supply < 0)
        wrong |= (profile[..., 2, :] <= 0).any(axis=-2, keepdims=True)
        out[...] = np.where(wrong | np.isnan(supply), np.nan, shared)


RANGE = {1: 0.5, 2: 0.5, 3: 5.0, 4: 10.0}
"""How many widths from its priority a curve is looked at for a market's price, as by Vensim."""


def market_price(args: Any, data: Any, out: Anything) -> None:
    """FIND MARKET PRICE: the price at which demand and supply are equal.

    Operands: demands, their curves, capacities, their curves. Where all curves are fixed there is
    no price: ``:NA:``.

    Parameters
    ----------
    args : sequence of array
        Demands, shape (..., demander, member), their curves (..., demander, profile, member), and
        the same of suppliers.
    data : object
        Not used.
    out : array, shape (..., member)
        Is written into.
    """
    shape = out.shape[:-1]
    sides = []
    for quantity, curve in ((args[0], args[1]), (args[2], args[3])):
        count, width = quantity.shape[-2], out.shape[-1]
        sides.append(
            (
                np.broadcast_to(quantity, (*shape, count, width)),
                np.broadcast_to(curve, (*shape, count, curve.shape[-2], width)),
            )
        )
    low, high = (
        np.full((*shape, 1, out.shape[-1]), np.inf),
        np.full((*shape, 1, out.shape[-1]), -np.inf),
    )
    for _, curve in sides:
        reach = np.full(curve[..., 0, :].shape, np.nan)
        for number, widths in RANGE.items():
            np.copyto(reach, widths * curve[..., 2, :], where=curve[..., 0, :] == number)
        bent = curve[..., 0, :] != 0
        least = np.where(bent, curve[..., 1, :] - reach, np.inf).min(axis=-2, keepdims=True)
        most = np.where(bent, curve[..., 1, :] + reach, -np.inf).max(axis=-2, keepdims=True)
        low, high = np.minimum(low, least), np.maximum(high, most)

    def excess(price: Anything) -> Anything:
        (demand, wanting), (capacity, giving) = sides
        return _total(_supplied_at(price, capacity, giving)) - _total(
            demand * given_at(price, wanting)
        )

    with np.errstate(all="ignore"):
        price = _level(excess, np.zeros(low.shape), low, high)
        out[...] = np.where(np.isinf(low), NA, price)[..., 0, :]


def _supplied_at(price: Anything, quantity: Anything, profile: Anything) -> Anything:
    """Return what a supplier gives at a price: the more, the higher it is."""
    share = given_at(price, profile)
    return quantity * np.where(profile[..., 0, :] == 0, share, 1.0 - share)


def at_price(args: Any, data: Any, out: Anything) -> None:
    """DEMAND AT PRICE, SUPPLY AT PRICE: operands quantity, curves along one more subscript, price.

    Parameters
    ----------
    args : sequence of array
        Shapes (..., member), (..., profile, member), (..., member).
    data : str
        ``demand`` or ``supply``.
    out : array, shape (..., member)
        Is written into.
    """
    quantity, price = (np.broadcast_to(args[i], out.shape) for i in (0, 2))
    profile = np.broadcast_to(args[1], (*out.shape[:-1], args[1].shape[-2], out.shape[-1]))
    with np.errstate(all="ignore"):
        if data == "supply":
            out[...] = _supplied_at(price, quantity, profile)
        else:
            out[...] = quantity * given_at(price, profile)


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
