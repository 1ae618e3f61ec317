"""Exponential, logarithm, powers and remainders, written as formulas.

Sources: reduction and coefficients of log are fdlibm's (Sun Microsystems 1993, freely given); expm1
and log1p from exp and log after Kahan (1991, *Lecture notes*); products in two parts after Dekker
(1971), *Numerische Mathematik* 18, 224-242.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from gaoxin.simulator.kernel.formulas import Number, Truth

LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
"""The logarithm of 2 in two parts; multiples of the first are exact."""

MAGIC = 6755399441055744.0
"""1.5 * 2**52: added to a small number, it leaves its nearest whole number in the last bits."""

SMALLEST = 2.2250738585072014e-308
"""The smallest normal number."""


def polynomial(x: Number, coefficients: Sequence[float]) -> Number:
    """Return c0 + c1 x + c2 x^2 + ..., by Horner's rule."""
    total = x.at.number(coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        total = total * x + coefficient
    return total


def exp_inside(x: Number) -> Number:
    """Return e^x for |x| < 708: 2^k e^r, with r within ln(2)/2 of zero by its series."""
    shifted = (x * math.log2(math.e) + MAGIC).kept()
    k = (shifted - MAGIC).kept()
    r = (x - k * LN2_HIGH - k * LN2_LOW).kept()
    series = [1 / math.factorial(n) for n in range(2, 14)]
    square = (r * r).kept()
    fourth = (square * square).kept()
    pairs = [r * series[i + 1] + series[i] for i in range(0, 12, 2)]
    fours = [pairs[i + 1] * square + pairs[i] for i in range(0, 6, 2)]
    rest = ((fours[2] * fourth + fours[1]) * fourth + fours[0]).kept()
    power = (rest * square + r + 1.0).kept()
    # 2^k in two steps: 2 * 2^(k-1), so that the greatest numbers do not overflow on the way
    scale = ((shifted.bits() + 1022) << 52).number()
    return (power + power) * scale


def exp(x: Number) -> Number:
    """Return e^x; 0 below the smallest normal number."""
    at = x.at
    near = exp_inside(x.most(-708.0).least(709.8).kept()).kept()
    low = at.where(x < -708.0, 0.0, near).kept()
    return at.where(x > 709.782712893384, math.inf, low)


def log_parts(x: Number, *, ordinary: bool) -> tuple[Number, Number, Number]:
    """Return f, k and t of log(x) = k ln 2 - (t - f), for x above zero.

    Parameters
    ----------
    x : Number
    ordinary : bool
        Whether x is known to be a normal number.

    Returns
    -------
    tuple of Number
        x = 2^k (1 + f), and what else adds up to the logarithm.
    """
    at = x.at
    small = (x < SMALLEST).kept()
    scaled = x if ordinary else at.where(small, x * 2.0**54, x).kept()
    bits = scaled.bits().kept()
    exponent = ((bits + (0x3FF0000000000000 - 0x3FE6A09E667F3BCD)) >> 52).kept()
    f = ((bits - ((exponent - 1023) << 52)).number() - 1.0).kept()
    k = ((exponent | 0x4330000000000000).number() - (4503599627370496.0 + 1023)).kept()
    if not ordinary:
        k = (k - at.where(small, 54.0, 0.0)).kept()
    s = (f / (f + 2.0)).kept()
    z = (s * s).kept()
    w = (z * z).kept()
    odd = w * polynomial(w, LOG_ODD)
    even = z * polynomial(w, LOG_EVEN)
    rest = (odd + even).kept()
    half = (f * f * 0.5).kept()
    return f, k, (half - (s * (half + rest) + k * LN2_LOW)).kept()


LOG_ODD = (3.999999999940941908e-01, 2.222219843214978396e-01, 1.531383769920937332e-01)
LOG_EVEN = (
    6.666666666666735130e-01,
    2.857142874366239149e-01,
    1.818357216161805012e-01,
    1.479819860511658591e-01,
)


def log(x: Number) -> Number:
    """Return the natural logarithm: -inf at 0, NaN below."""
    at = x.at
    f, k, rest = log_parts(x, ordinary=False)
    result = at.where(x > 0.0, k * LN2_HIGH - (rest - f), math.nan).kept()
    result = at.where(x.is_(0.0), -math.inf, result).kept()
    return at.where(x.is_(math.inf), math.inf, result)


def _product(x: Number, y: Number) -> tuple[Number, Number]:
    """Return the product and what it was rounded by (Dekker)."""

    def split(v: Number) -> tuple[Number, Number]:
        t = (v * 134217729.0).kept()
        high = (t - (t - v)).kept()
        return high, (v - high).kept()

    whole = (x * y).kept()
    (xh, xl), (yh, yl) = split(x), split(y)
    return whole, (xh * yh - whole + xh * yl + xl * yh + xl * yl).kept()


def _power_parts(x: Number, y: Number, *, ordinary: bool) -> tuple[Number, Number]:
    """Return y log(x) in two parts, for x above zero."""
    f, k, rest = log_parts(x, ordinary=ordinary)
    a = (k * LN2_HIGH).kept()
    high = (a + f).kept()
    part = (high - a).kept()
    lost = (a - (high - part)) + (f - part)
    low = (lost - rest).kept()
    log_high = (high + low).kept()
    log_low = (low - (log_high - high)).kept()
    whole, error = _product(y, log_high)
    return whole, (error + y * log_low).kept()


def power_inside(x: Number, y: Number) -> tuple[Number, Truth]:
    """Return x^y for ordinary numbers, and where they are: x normal, the result far from limits."""
    whole, rest = _power_parts(x, y, ordinary=True)
    result = exp_inside(whole).kept()
    inside = (x >= SMALLEST) & (x < math.inf) & (abs(whole) < 708.0)
    return result + result * rest, inside


def power(x: Number, y: Number) -> Number:
    """Return x^y for all numbers: a base below zero has a power where y is whole."""
    at = x.at
    size = abs(x).kept()
    whole, rest = _power_parts(size, y, ordinary=False)
    result = exp(whole).kept()
    result = at.where(result < math.inf, result + result * rest, result).kept()
    grows = (y > 0.0).kept()
    result = at.where(size.is_(0.0), at.where(grows, 0.0, math.inf), result).kept()
    result = at.where(size.is_(math.inf), at.where(grows, math.inf, 0.0), result).kept()
    half = (y * 0.5).kept()
    odd = half.nearest().is_not(half)
    signed = at.where(odd, -result, result)
    below = at.where(y.nearest().is_(y), signed, math.nan)
    result = at.where(x < 0.0, below, result).kept()
    result = at.where(x.is_not(x), x, result).kept()
    result = at.where(y.is_not(y), y, result).kept()
    return at.where(y.is_(0.0) | x.is_(1.0), 1.0, result)


def expm1(x: Number) -> Number:
    """Return e^x - 1, exact near zero."""
    at = x.at
    u = exp(x).kept()
    less = (u - 1.0).kept()
    near = at.where(u.is_(1.0), x, less * x / log(u)).kept()
    result = at.where(less.is_(-1.0), -1.0, near).kept()
    return at.where(u.is_(math.inf), math.inf, result)


def log1p(x: Number) -> Number:
    """Return log(1 + x), exact near zero."""
    at = x.at
    u = (x + 1.0).kept()
    near = at.where(u.is_(1.0), x, log(u) * x / (u - 1.0)).kept()
    return at.where(x.is_(math.inf), math.inf, near)


def remainder(x: Number, y: Number) -> Number:
    """Return what is left of x over y, with the sign of y: exact where x / y is below 2**53."""
    at = x.at
    dx, dy = abs(x).kept(), abs(y).kept()
    whole, lost = _product((dx / dy).trunc().kept(), dy)
    left = ((dx - whole) - lost).kept()
    left = at.where(left < 0.0, left + dy, left).kept()
    left = at.where(left >= dy, left - dy, left).kept()
    left = at.where(dy.is_(math.inf) & (dx < math.inf), dx, left).kept()
    left = at.where(x < 0.0, -left, left).kept()
    apart = left.is_not(0.0) & ((left * y) < 0.0)
    return at.where(apart, left + y, left)


def log_inside(x: Number) -> Number:
    """Return the logarithm of an ordinary number above zero."""
    f, k, rest = log_parts(x, ordinary=True)
    return k * LN2_HIGH - (rest - f)
