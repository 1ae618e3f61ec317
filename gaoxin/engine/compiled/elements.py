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


class _Numbers:
    """Writes formulas of numbers; operands of an operation may be Python's own numbers."""

    def __init__(self, b: Builder) -> None:
        self.b = b

    def __call__(self, op: str, *args: int | float) -> int:
        """Return the number of an operation's result."""
        return self.b.emit(op, *(self.b.number(a) if isinstance(a, float) else a for a in args))

    def clip(self, x: int, low: int | float, high: int | float) -> int:
        """Return a number between two others."""
        return self("minimum", self("maximum", x, low), high)

    def ceil(self, x: int) -> int:
        """Return the next whole number above, to the sign of 0 as NumPy's ``ceil``."""
        return self("negative", self("floor", self("negative", x)))


Cumulative = Callable[[int], int]


def _between(
    n: _Numbers,
    u: int,
    limits: tuple[int, int],
    placed: tuple[int, int],
    below: Cumulative,
    quantile: Cumulative,
) -> int:
    """Return a quantile of a continuous distribution between limits (``values.quantiles``)."""
    (low, high), (shift, stretch) = limits, placed
    a, b = (n("divide", n("subtract", limit, shift), stretch) for limit in (low, high))
    start = below(n("minimum", a, b))
    span = n("subtract", below(n("maximum", a, b)), start)
    drawn = quantile(n("add", start, n("multiply", u, span)))
    return n.clip(n("add", shift, n("multiply", stretch, drawn)), low, high)


def _beta(b: Builder, u: int, *given: int) -> int:
    n, (low, high, p, q, shift, stretch) = _Numbers(b), given
    return _between(
        n,
        u,
        (low, high),
        (shift, stretch),
        lambda x: n("betainc", p, q, n.clip(x, 0.0, 1.0)),
        lambda share: n("betaincinv", p, q, share),
    )


def _gamma(b: Builder, u: int, *given: int) -> int:
    n, (low, high, order, shift, stretch) = _Numbers(b), given
    order = n("maximum", order, 1.0)
    return _between(
        n,
        u,
        (low, high),
        (shift, stretch),
        lambda x: n("gammainc", order, n("multiply", n("maximum", x, 0.0), order)),
        lambda share: n("divide", n("gammaincinv", order, share), order),
    )


def _weibull(b: Builder, u: int, *given: int) -> int:
    n, (low, high, shape, shift, stretch) = _Numbers(b), given
    inverse = n("divide", 1.0, shape)
    scale = n("exp", n("negative", n("gammaln", n("add", 1.0, inverse))))

    def below(x: int) -> int:
        power = n("power", n("divide", n("maximum", x, 0.0), scale), shape)
        return n("negative", n("expm1", n("negative", power)))

    def quantile(share: int) -> int:
        left = n("negative", n("log1p", n("negative", share)))
        return n("multiply", scale, n("power", left, inverse))

    return _between(n, u, (low, high), (shift, stretch), below, quantile)


def _triangular(b: Builder, u: int, *given: int) -> int:
    n, (low, high, start, peak, stop) = _Numbers(b), given
    whole, rise, fall = (n("subtract", *x) for x in ((stop, start), (peak, start), (stop, peak)))

    def below(x: int) -> int:
        x = n.clip(x, start, stop)
        up = n("divide", n("square", n("subtract", x, start)), n("multiply", whole, rise))
        left = n("divide", n("square", n("subtract", stop, x)), n("multiply", whole, fall))
        later = n("where", n("less", x, stop), n("subtract", 1.0, left), 1.0)
        return n("where", n("less", x, peak), up, later)

    def quantile(share: int) -> int:
        of_whole = n("multiply", share, whole)
        rest = n("multiply", n("subtract", 1.0, share), whole)
        up = n("add", start, n("sqrt", n("multiply", of_whole, rise)))
        down = n("subtract", stop, n("sqrt", n("multiply", rest, fall)))
        return n("where", n("less", of_whole, rise), up, down)

    nowhere = n.b.number(0.0), n.b.number(1.0)
    return _between(n, u, (low, high), nowhere, below, quantile)


def _counted(
    n: _Numbers,
    u: int,
    limits: tuple[int, int],
    placed: tuple[int, int],
    below: Cumulative,
    near: Cumulative,
) -> int:
    """Return a quantile of a distribution of whole numbers (``values.quantiles``)."""
    (low, high), (shift, stretch) = limits, placed
    a, b = (n("divide", n("subtract", limit, shift), stretch) for limit in (low, high))
    first = n.ceil(n("subtract", n("minimum", a, b), 1e-9))
    last = n("floor", n("add", n("maximum", a, b), 1e-9))
    start = below(n("subtract", first, 1.0))
    aim = n("add", start, n("multiply", u, n("subtract", below(last), start)))
    found = n.ceil(near(aim))
    fewer = n("subtract", found, 1.0)
    found = n("where", n("greater_equal", below(fewer), aim), fewer, found)
    more = n("less", below(found), aim)
    found = n("where", more, n("add", found, 1.0), found)
    return n("add", shift, n("multiply", stretch, n.clip(found, first, last)))


def _binomial(b: Builder, u: int, *given: int) -> int:
    n, (low, high, p, trials, shift, stretch) = _Numbers(b), given

    def below(k: int) -> int:
        k = n("floor", k)
        left = n("maximum", n("subtract", trials, k), 1e-300)
        reached = n("add", n("maximum", k, 0.0), 1.0)
        inside = n("betainc", left, reached, n("subtract", 1.0, p))
        inside = n("where", n("greater_equal", k, trials), 1.0, inside)
        return n("where", n("less", k, 0.0), 0.0, inside)

    limits, placed = (low, high), (shift, stretch)
    return _counted(n, u, limits, placed, below, lambda share: n("bdtrik", share, trials, p))


def _negative_binomial(b: Builder, u: int, *given: int) -> int:
    n, (low, high, p, wins, shift, stretch) = _Numbers(b), given

    def below(failures: int) -> int:
        reached = n("add", n("maximum", n("floor", failures), 0.0), 1.0)
        return n("where", n("less", failures, 0.0), 0.0, n("betainc", wins, reached, p))

    placed = n("add", shift, n("multiply", stretch, wins)), stretch
    return _counted(n, u, (low, high), placed, below, lambda share: n("nbdtrik", share, wins, p))


def _poisson(b: Builder, u: int, *given: int) -> int:
    n, (low, high, mean, shift, stretch) = _Numbers(b), given

    def below(k: int) -> int:
        inside = n("pdtr", n("maximum", n("floor", k), 0.0), mean)
        return n("where", n("less", k, 0.0), 0.0, inside)

    limits, placed = (low, high), (shift, stretch)
    return _counted(n, u, limits, placed, below, lambda share: n("pdtrik", share, mean))


EXPANDED: dict[str, Callable[..., int]] = {
    "power": _power,
    "truncated_normal": _truncated_normal,
    "truncated_exponential": _truncated_exponential,
    "beta": _beta,
    "binomial": _binomial,
    "gamma": _gamma,
    "negative_binomial": _negative_binomial,
    "poisson": _poisson,
    "triangular": _triangular,
    "weibull": _weibull,
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
