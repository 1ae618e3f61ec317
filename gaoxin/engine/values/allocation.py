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


def share_at(m: Any, price: Any, kind: Any, middle: Any, width: Any) -> Any:
    """Return the share of its request that a profile is given at a price.

    The formulas are written once for arrays and for the scalar form: `m` has NumPy's functions.

    Parameters
    ----------
    m : module or object
        ``numpy``, or what writes instructions by the same names.
    price : array, any shape
    kind, middle, width : array, of shapes that broadcast
        Type (0 fixed, 1 rectangular, 2 triangular, 3 normal, 4 exponential), priority, width.

    Returns
    -------
    array, of the shape to which they broadcast

    Notes
    -----
    Vensim Help, Specifying the Curves; type 5 gives NaN.
    """
    z = m.divide(m.subtract(price, middle), width)
    below = m.less(z, 0.0)
    flat = m.minimum(m.maximum(m.subtract(0.5, z), 0.0), 1.0)
    first = m.multiply(2.0, m.square(m.maximum(m.add(z, 0.5), 0.0)))
    second = m.multiply(2.0, m.square(m.maximum(m.subtract(0.5, z), 0.0)))
    bent = m.where(below, m.subtract(1.0, first), second)
    normal = m.where(below, m.subtract(1.0, _tail(m, m.negative(z))), _tail(m, z))
    rising = m.multiply(0.5, m.exp(m.minimum(z, 0.0)))
    falling = m.multiply(0.5, m.exp(m.negative(m.maximum(z, 0.0))))
    spread = m.where(below, m.subtract(1.0, rising), falling)
    share: Any = math.nan
    for number, value in enumerate((1.0, flat, bent, normal, spread)):
        share = m.where(m.equal(kind, float(number)), value, share)
    return share


def given_at(price: Anything, profile: Anything) -> Anything:
    """Return the shares of their requests that profiles are given at a price.

    Parameters
    ----------
    price : array, shape (..., 1, width)
    profile : array, shape (..., targets, at least 3, width)
    """
    with np.errstate(all="ignore"):
        return np.asarray(share_at(np, price, *(profile[..., i, :] for i in range(3))))


TAIL = (0.33267, 0.4361836, -0.1201676, 0.9372980)
"""Coefficients of a normal distribution's tail: Abramowitz and Stegun (1964), 26.2.16."""


def _tail(m: Any, x: Any) -> Any:
    """Return how much of a standard normal distribution lies above x, where it is not negative.

    Its error is up to 1e-5. It is what Vensim's own runs follow: by 200 and 300 asked for at the
    priorities 0.1 and 0.9 of width 0.5, 100 are shared out as 3.879 and 96.121, and not, as by the
    exact tail, as 3.878 and 96.122.
    """
    first, a, b, c = TAIL
    t = m.divide(1.0, m.add(1.0, m.multiply(first, x)))
    height = 1.0 / math.sqrt(2.0 * math.pi)
    density = m.multiply(m.exp(m.multiply(-0.5, m.square(x))), height)
    inner = m.add(a, m.multiply(t, m.add(b, m.multiply(t, c))))
    return m.multiply(density, m.multiply(t, inner))


def allocate_available(args: Any, data: Any, out: Anything) -> None:
    """ALLOCATE AVAILABLE: the price at which the requests that are met add up to what there is.

    Operands: request, priority profiles (targets, profile), available. What fixed requests (type 0)
    ask for beyond the supply is cut for all in one proportion. Types of 10 more give whole numbers:
    the greatest below, and what is left one by one to the greatest remainders. A negative request
    or supply, a width below 0 and a profile that is not known give NaN.

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
    whole = profile[..., 0, :] >= 10
    if whole.any():
        profile = profile.copy()
        profile[..., 0, :] -= np.where(whole, 10.0, 0.0)
    profile = _with_width(profile)
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
        if whole.any():
            shared = np.where(whole, _in_whole(shared, request, supply), shared)
        wrong = (request < 0).any(axis=-2, keepdims=True) | (supply < 0)
        wrong |= (profile[..., 2, :] < 0).any(axis=-2, keepdims=True)
        out[...] = np.where(wrong | np.isnan(supply), np.nan, shared)


def _with_width(profile: Anything) -> Anything:
    """Return profiles in which a width of 0 is next to nothing: all or nothing at one price."""
    if (profile[..., 2, :] != 0).all():
        return profile
    profile = profile.copy()
    least = 1e-9 * np.maximum(np.abs(profile[..., 1, :]), 1.0)
    profile[..., 2, :] = np.where(profile[..., 2, :] == 0, least, profile[..., 2, :])
    return profile


def _in_whole(shared: Anything, request: Anything, supply: Anything) -> Anything:
    """Return whole numbers near to shares that add up to what is given out of all."""
    below = np.floor(shared + 1e-9)
    rest = np.where(below + 1 <= request + 1e-9, shared - below, -1.0)
    left = np.floor(np.minimum(supply, _total(request)) + 1e-9) - _total(below)
    order = np.argsort(-rest, axis=-2, kind="stable")
    rank = np.argsort(order, axis=-2, kind="stable")
    return below + ((rank < left) & (rest >= 0.0))


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
            return asked * np.minimum(np.maximum(now - begin, 0.0), 1.0)

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
