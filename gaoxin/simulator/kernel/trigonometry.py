"""Sine, cosine, arctangent and their kin, circular and hyperbolic, written as formulas.

Source of reductions and coefficients: fdlibm (Sun Microsystems 1993, freely given).
"""

from __future__ import annotations

import math

from gaoxin.simulator.kernel.formulas import Number
from gaoxin.simulator.kernel.powers import exp, expm1, polynomial

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
