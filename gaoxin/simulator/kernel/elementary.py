"""Exponential, logarithm, powers and the trigonometric functions, written as formulas.

WebAssembly has none of them. Largest errors, in units of the last place, measured by
``python -m tests.simulator.elementary`` over the numbers that models meet: exp and log 1, power 2,
the others 4, sine and cosine within 1e6 of zero (beyond, the argument's own last place is more).
Results below the smallest normal number may be 0.

Sources: reduction and coefficients of log, sine, cosine and arctangent are fdlibm's (Sun
Microsystems 1993, freely given); expm1 and log1p from exp and log after Kahan (1991, *Lecture
notes*); products in two parts after Dekker (1971), *Numerische Mathematik* 18, 224-242.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from gaoxin.simulator.kernel.formulas import Formula, Number, Truth

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


PI_2 = (1.57079632673412561417e00, 6.07710050630396597660e-11, 2.02226624879595063154e-21)
"""Half of pi in three parts; multiples of the first two below 2**20 are exact."""

SIN = (
    -1.66666666666666324348e-01,
    8.33333333332248946124e-03,
    -1.98412698298579493134e-04,
    2.75573137070700676789e-06,
    -2.50507602534068634195e-08,
    1.58969099521155010221e-10,
)
COS = (
    4.16666666666666019037e-02,
    -1.38888888888741095749e-03,
    2.48015872894767294178e-05,
    -2.75573143513906633035e-07,
    2.08757232129817482790e-09,
    -1.13596475577881948265e-11,
)


def _quarters(x: Number) -> tuple[Number, Number, Number, Number]:
    """Return sine and cosine of what is left of x by quarter turns, and bits 0 and 1 of those."""
    turns = (x * (2 / math.pi)).nearest().kept()
    r = (x - turns * PI_2[0] - turns * PI_2[1] - turns * PI_2[2]).kept()
    z = (r * r).kept()
    sine = (r + r * z * polynomial(z, SIN)).kept()
    half = (z * 0.5).kept()
    w = (1.0 - half).kept()
    cosine = (w + ((1.0 - w) - half + z * z * polynomial(z, COS))).kept()
    two = (turns * 0.5).kept()
    odd = (turns - (two - 0.25).nearest() * 2.0).kept()  # 0 or 1, as whole numbers have no half
    four = (turns * 0.25).kept()
    later = ((four - 0.375).nearest() * 4.0).kept()
    return sine, cosine, odd, (turns - later - odd).kept()


def sin(x: Number) -> Number:
    """Return the sine."""
    sine, cosine, odd, later = _quarters(x)
    result = x.at.where(odd.is_(0.0), sine, cosine).kept()
    return x.at.where(later.is_(0.0), result, -result)


def cos(x: Number) -> Number:
    """Return the cosine."""
    sine, cosine, odd, later = _quarters(x)
    result = x.at.where(odd.is_(0.0), cosine, -sine).kept()
    return x.at.where(later.is_(0.0), result, -result)


def tan(x: Number) -> Number:
    """Return the tangent."""
    sine, cosine, odd, _ = _quarters(x)
    return x.at.where(odd.is_(0.0), sine / cosine, -cosine / sine)


ATAN = (
    3.33333333333329318027e-01,
    -1.99999999998764832476e-01,
    1.42857142725034663711e-01,
    -1.11111104054623557880e-01,
    9.09088713343650656196e-02,
    -7.69187620504482999495e-02,
    6.66107313738753120669e-02,
    -5.83357013379057348645e-02,
    4.97687799461593236017e-02,
    -3.65315727442169155270e-02,
    1.62858201153657823623e-02,
)
BENDS = (0.4375, 0.6875, 1.1875, 2.4375)
ATAN_HIGH = (
    4.63647609000806093515e-01,
    7.85398163397448278999e-01,
    9.82793723247329054082e-01,
    1.57079632679489655800e00,
)
ATAN_LOW = (
    2.26987774529616870924e-17,
    3.06161699786838301793e-17,
    1.39033110312309984516e-17,
    6.12323399573676603587e-17,
)


def arctan(x: Number) -> Number:
    """Return the arctangent: that of a number near zero, beside one of four known ones."""
    at = x.at
    size = abs(x).kept()
    above = (size * 2.0 - 1.0, size - 1.0, size - 1.5, at.number(-1.0))
    below = (size + 2.0, size + 1.0, size * 1.5 + 1.0, size)
    up, down, high, low = size, at.number(1.0), at.number(0.0), at.number(0.0)
    for i, bend in enumerate(BENDS):
        beyond = (size >= bend).kept()
        up = at.where(beyond, above[i], up).kept()
        down = at.where(beyond, below[i], down).kept()
        high = at.where(beyond, ATAN_HIGH[i], high).kept()
        low = at.where(beyond, ATAN_LOW[i], low).kept()
    t = (up / down).kept()
    z = (t * t).kept()
    result = (high - ((t * z * polynomial(z, ATAN) - low) - t)).kept()
    signed = at.where(x < 0.0, -result, result).kept()
    return at.where(x.is_not(x), x, signed)


def arcsin(x: Number) -> Number:
    """Return the arcsine."""
    return arctan((x / ((1.0 - x) * (x + 1.0)).sqrt()).kept())


def arccos(x: Number) -> Number:
    """Return the arccosine."""
    return arctan(((1.0 - x) / (x + 1.0)).sqrt().kept()) * 2.0


def sinh(x: Number) -> Number:
    """Return the hyperbolic sine."""
    at = x.at
    less = expm1(abs(x).kept()).kept()
    half = at.where(less < math.inf, (less + less / (less + 1.0)) * 0.5, less).kept()
    return at.where(x < 0.0, -half, half)


def cosh(x: Number) -> Number:
    """Return the hyperbolic cosine."""
    grown = exp(abs(x).kept()).kept()
    return (grown + 1.0 / grown) * 0.5


def tanh(x: Number) -> Number:
    """Return the hyperbolic tangent."""
    at = x.at
    less = expm1((abs(x) * 2.0).least(60.0).kept()).kept()
    size = (less / (less + 2.0)).kept()
    return at.where(x < 0.0, -size, size)


FUNCTIONS: dict[str, Callable[..., Number]] = {
    "exp": exp,
    "expm1": expm1,
    "log": log,
    "log1p": log1p,
    "power": power,
    "remainder": remainder,
    "sin": sin,
    "cos": cos,
    "tan": tan,
    "arcsin": arcsin,
    "arccos": arccos,
    "arctan": arctan,
    "sinh": sinh,
    "cosh": cosh,
    "tanh": tanh,
}
"""Formulas by the name of their operation in the scalar form."""

INSIDE: dict[str, Callable[[Number], tuple[Number, Truth]]] = {
    "exp": lambda x: (exp_inside(x), abs(x) < 708.0),
    "log": lambda x: (_log_inside(x), (x >= SMALLEST) & (x < math.inf)),
}
"""What is put in place of a call, and where it holds."""


def _log_inside(x: Number) -> Number:
    f, k, rest = log_parts(x, ordinary=True)
    return k * LN2_HIGH - (rest - f)


def formula(name: str, at: Formula, values: Sequence[bytes]) -> bytes:
    """Return a function of the scalar form as code.

    Parameters
    ----------
    name : str
        A key of :data:`FUNCTIONS`.
    at : Formula
        Where what is kept on the way is written.
    values : sequence of bytes
        Operands; each may be read several times.

    Returns
    -------
    bytes
    """
    return FUNCTIONS[name](*(Number(at, value) for value in values)).code
