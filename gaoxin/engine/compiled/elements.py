"""Elementwise kernels in scalar form, where they are more than one operation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gaoxin.engine.compiled.operations import OPERATIONS
from gaoxin.engine.compiled.scalar import Builder
from gaoxin.engine.compiled.uncovered import NotCovered

SMALL = 1e-6
"""A spread or stretch below which a distribution is one value, as in ``values.kernels``."""


def element(b: Builder, op: str, args: tuple[int, ...]) -> int:
    """Return one element of an elementwise kernel's result.

    Parameters
    ----------
    b : Builder
    op : str
        The kernel.
    args : tuple of int
        Numbers of its operands.

    Returns
    -------
    int

    Raises
    ------
    NotCovered
        The kernel has no scalar form.
    """
    if op in EXPANDED:
        return EXPANDED[op](b, *args)
    if op not in OPERATIONS:
        raise NotCovered(f"'{op}'")
    return b.emit(op, *args)


def _power(b: Builder, base: int, exponent: int) -> int:
    """Raise to a power; exact at exponents 2, 1/2 and -1, whoever stands beside it."""
    exact = {2.0: "square", 0.5: "sqrt", -1.0: "reciprocal"}
    known = b.literal(exponent)
    if known in exact:
        return b.emit(exact[known], base)
    result = b.emit("power", base, exponent)
    if known is None:
        for special, op in exact.items():
            hit = b.emit("equal", exponent, b.number(special))
            result = b.emit("where", hit, b.emit(op, base), result)
    return result


def _clip(b: Builder, x: int, low: int, high: int) -> int:
    return b.emit("minimum", b.emit("maximum", x, low), high)


def _truncated_normal(b: Builder, u: int, low: int, high: int, mean: int, spread: int) -> int:
    def where(condition: int, yes: int, no: int) -> int:
        return b.emit("where", condition, yes, no)

    def minus(x: int) -> int:
        return b.emit("negative", x)

    lower = b.emit("divide", b.emit("subtract", low, mean), spread)
    upper = b.emit("divide", b.emit("subtract", high, mean), spread)
    mirrored = b.emit("greater", lower, b.number(0.0))
    left, right = where(mirrored, minus(upper), lower), where(mirrored, minus(lower), upper)
    at = where(mirrored, b.emit("subtract", b.number(1.0), u), u)
    start = b.emit("ndtr", left)
    span = b.emit("multiply", at, b.emit("subtract", b.emit("ndtr", right), start))
    z = b.emit("ndtri", b.emit("add", start, span))
    drawn = b.emit("add", mean, b.emit("multiply", spread, where(mirrored, minus(z), z)))
    small = b.emit("less", b.emit("absolute", spread), b.number(SMALL))
    return where(small, mean, _clip(b, drawn, low, high))


def _truncated_exponential(
    b: Builder, u: int, low: int, high: int, shift: int, stretch: int
) -> int:
    begin = b.emit("maximum", low, shift)
    over = b.emit("divide", b.emit("negative", b.emit("subtract", high, begin)), stretch)
    whole = b.emit("expm1", over)
    drawn = b.emit("log1p", b.emit("multiply", u, whole))
    drawn = b.emit("subtract", begin, b.emit("multiply", stretch, drawn))
    small = b.emit("less", b.emit("absolute", stretch), b.number(SMALL))
    return b.emit("where", small, begin, b.emit("minimum", drawn, high))


EXPANDED: dict[str, Callable[..., int]] = {
    "power": _power,
    "truncated_normal": _truncated_normal,
    "truncated_exponential": _truncated_exponential,
}


def queue_start(b: Builder, initial: int, delay: int) -> int:
    """Return the first value of a fixed delay: NaN where its length is none.

    Parameters
    ----------
    b : Builder
    initial, delay : int
        Numbers of the value that is put in first, and of the time that the queue takes.

    Returns
    -------
    int
    """
    return b.emit("where", b.emit("not_equal", delay, delay), b.number(np.nan), initial)
