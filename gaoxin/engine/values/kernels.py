"""The elementwise operations a tape is made of: one row, one NumPy ufunc or small function.

Every kernel writes into ``out`` and gives the same bits for one member as for many.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.values import quantiles

Anything = npt.NDArray[Any]


@dataclass(frozen=True)
class Kernel:
    """An elementwise operation.

    Attributes
    ----------
    call : callable
        ``call(*operands, out=...)``.
    logical_in : tuple of bool
        Which operands are truth values.
    logical_out : bool
        Whether the result is one.
    aligned : bool
        Whether ``out`` may be the memory of an operand of the same shape.
    """

    call: Callable[..., Any]
    logical_in: tuple[bool, ...]
    logical_out: bool = False
    aligned: bool = True


def where(condition: Anything, yes: Anything, no: Anything, out: Anything) -> None:
    """Choose elementwise; `out` may be the memory of `no`.

    Parameters
    ----------
    condition : array of bool, broadcast to the shape of out
    yes, no : array, broadcast to the shape of out
    out : array, any shape
        Is written into.
    """
    if no is not out:
        np.copyto(out, no)
    if condition.shape == out.shape and yes.size in {1, out.size} and out.flags.c_contiguous:
        np.putmask(out, condition, yes)  # a third of the time of copyto with a mask
    else:
        np.copyto(out, yes, where=condition)


def power(base: Anything, exponent: Anything, out: Anything) -> None:
    """Raise to a power, with the exact square, root and inverse at exponents 2, 1/2 and -1.

    NumPy takes these shortcuts only for an exponent that is the same for all elements; taking
    them always makes a member's result independent of the members beside it.

    Parameters
    ----------
    base, exponent : array, broadcast to the shape of out
    out : array, any shape
        Is written into; it is not the memory of an operand.
    """
    np.power(base, exponent, out=out)
    for special, exact in ((2.0, np.square), (0.5, np.sqrt), (-1.0, np.reciprocal)):
        hit = np.equal(exponent, special)
        if hit.any():
            np.copyto(out, exact(base), where=hit)


def truncated_normal(
    u: Anything, low: Anything, high: Anything, mean: Anything, spread: Anything, out: Anything
) -> None:
    """Give the quantile `u` of a normal distribution cut off at both limits.

    Parameters
    ----------
    u : array, broadcast to the shape of out
        Probabilities in (0, 1).
    low, high, mean, spread : array, broadcast to the shape of out
        Limits, and mean and standard deviation before they cut; all in one unit.
    out : array, any shape
        Is written into.
    """
    from scipy.special import ndtr, ndtri

    a, b = (low - mean) / spread, (high - mean) / spread
    mirrored = a > 0  # the upper tail is computed as the lower one, where numbers are finer
    left, right = np.where(mirrored, -b, a), np.where(mirrored, -a, b)
    at = np.where(mirrored, 1.0 - u, u)
    z = ndtri(ndtr(left) + at * (ndtr(right) - ndtr(left)))
    drawn = mean + spread * np.where(mirrored, -z, z)
    out[...] = np.where(np.abs(spread) < _SMALL, mean, np.clip(drawn, low, high))


def truncated_exponential(
    u: Anything, low: Anything, high: Anything, shift: Anything, stretch: Anything, out: Anything
) -> None:
    """Give the quantile `u` of an exponential distribution cut off at both limits.

    Parameters
    ----------
    u : array, broadcast to the shape of out
        Probabilities in (0, 1).
    low, high, shift, stretch : array, broadcast to the shape of out
        Limits, and start and mean excess before they cut; all in one unit.
    out : array, any shape
        Is written into.
    """
    begin = np.maximum(low, shift)
    whole = np.expm1(-(high - begin) / stretch)
    drawn = begin - stretch * np.log1p(u * whole)
    out[...] = np.where(np.abs(stretch) < _SMALL, begin, np.minimum(drawn, high))


def gammaln(x: Anything, out: Anything) -> None:
    """Give the logarithm of the gamma function.

    Parameters
    ----------
    x : array
    out : array, any shape
        Is written into.
    """
    from scipy.special import gammaln as of

    of(x, out=out)


def ndtr(x: Anything, out: Anything) -> None:
    """Give the share of a standard normal distribution that lies below.

    Parameters
    ----------
    x : array
    out : array, any shape
        Is written into.
    """
    from scipy.special import ndtr as of

    of(x, out=out)


def as_number(truth: Anything, out: Anything) -> None:
    """Turn truth values into 0 and 1."""
    np.copyto(out, truth)


def _written(quantile: Callable[..., Anything]) -> Callable[..., None]:
    """Return what writes a distribution's quantiles."""

    def call(*operands: Anything, out: Anything) -> None:
        with np.errstate(all="ignore"):
            out[...] = quantile(*operands)

    return call


_SMALL = 1e-6
_ONE = (False,)
_FIVE = (False,) * 5
_SIX = (False,) * 6
_SEVEN = (False,) * 7
_TWO = (False, False)

KERNELS: dict[str, Kernel] = {
    "add": Kernel(np.add, _TWO),
    "subtract": Kernel(np.subtract, _TWO),
    "multiply": Kernel(np.multiply, _TWO),
    "divide": Kernel(np.divide, _TWO),
    "minimum": Kernel(np.minimum, _TWO),
    "maximum": Kernel(np.maximum, _TWO),
    "remainder": Kernel(np.remainder, _TWO),
    "power": Kernel(power, _TWO, aligned=False),
    "negative": Kernel(np.negative, _ONE),
    "absolute": Kernel(np.absolute, _ONE),
    "square": Kernel(np.square, _ONE),
    "reciprocal": Kernel(np.reciprocal, _ONE),
    "sqrt": Kernel(np.sqrt, _ONE),
    "exp": Kernel(np.exp, _ONE),
    "log": Kernel(np.log, _ONE),
    "sin": Kernel(np.sin, _ONE),
    "cos": Kernel(np.cos, _ONE),
    "tan": Kernel(np.tan, _ONE),
    "arcsin": Kernel(np.arcsin, _ONE),
    "arccos": Kernel(np.arccos, _ONE),
    "arctan": Kernel(np.arctan, _ONE),
    "sinh": Kernel(np.sinh, _ONE),
    "cosh": Kernel(np.cosh, _ONE),
    "tanh": Kernel(np.tanh, _ONE),
    "trunc": Kernel(np.trunc, _ONE),
    "floor": Kernel(np.floor, _ONE),
    "less": Kernel(np.less, _TWO, logical_out=True),
    "less_equal": Kernel(np.less_equal, _TWO, logical_out=True),
    "greater": Kernel(np.greater, _TWO, logical_out=True),
    "greater_equal": Kernel(np.greater_equal, _TWO, logical_out=True),
    "equal": Kernel(np.equal, _TWO, logical_out=True),
    "not_equal": Kernel(np.not_equal, _TWO, logical_out=True),
    "and": Kernel(np.logical_and, (True, True), logical_out=True),
    "or": Kernel(np.logical_or, (True, True), logical_out=True),
    "not": Kernel(np.logical_not, (True,), logical_out=True),
    "where": Kernel(where, (True, False, False), aligned=False),
    "truncated_normal": Kernel(truncated_normal, _FIVE, aligned=False),
    "truncated_exponential": Kernel(truncated_exponential, _FIVE, aligned=False),
    "gammaln": Kernel(gammaln, _ONE),
    "ndtr": Kernel(ndtr, _ONE),
    "beta": Kernel(_written(quantiles.beta), _SEVEN, aligned=False),
    "binomial": Kernel(_written(quantiles.binomial), _SEVEN, aligned=False),
    "gamma": Kernel(_written(quantiles.gamma), _SIX, aligned=False),
    "negative_binomial": Kernel(_written(quantiles.negative_binomial), _SEVEN, aligned=False),
    "poisson": Kernel(_written(quantiles.poisson), _SIX, aligned=False),
    "triangular": Kernel(_written(quantiles.triangular), _SIX, aligned=False),
    "weibull": Kernel(_written(quantiles.weibull), _SIX, aligned=False),
    "as_number": Kernel(as_number, (True,), aligned=False),
}
