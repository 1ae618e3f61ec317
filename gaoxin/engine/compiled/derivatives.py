"""Derivatives of the operations of the scalar form, read backwards: from a result to its operands.

A kink takes the side that the run took: of MIN, MAX and IF THEN ELSE the operand that was chosen,
of a table the piece. What a value does not reach has a derivative of 0, even where the operation
itself has none there: ``IF THEN ELSE(x > 0, LN(x), 0)`` has the derivative 0 at -1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import pi, sqrt

from gaoxin.engine.compiled.scalar import Builder

Rule = Callable[[Builder, Sequence[int], int, int], Sequence[int | None]]
"""From operands, result and the result's derivative (of what is differentiated), those of the
operands; None where there is none."""


def _some(b: Builder, own: int, value: int) -> int:
    """Return a product with a derivative; 0 where that is 0, whatever the product would be."""
    return b.emit("where", b.emit("not_equal", own, b.number(0.0)), value, b.number(0.0))


def _times(b: Builder, own: int, factor: int) -> int:
    return _some(b, own, b.emit("multiply", own, factor))


def _over(b: Builder, own: int, divisor: int) -> int:
    return _some(b, own, b.emit("divide", own, divisor))


def _minus(b: Builder, value: int) -> int:
    return b.emit("negative", value)


def _sides(b: Builder, first: int, own: int) -> tuple[int, int]:
    """Give a derivative to the first operand where a condition holds, to the second elsewhere."""
    zero = b.number(0.0)
    return b.emit("where", first, own, zero), b.emit("where", first, zero, own)


def _divide(b: Builder, args: Sequence[int], value: int, own: int) -> Sequence[int]:
    share = _over(b, own, args[1])
    return share, _minus(b, _times(b, share, value))


def _extreme(test: str) -> Rule:
    def rule(b: Builder, args: Sequence[int], value: int, own: int) -> Sequence[int]:
        first = b.emit("or", b.emit(test, *args), b.emit("not_equal", args[0], args[0]))
        return _sides(b, first, own)

    return rule


def _choice(b: Builder, args: Sequence[int], value: int, own: int) -> Sequence[int | None]:
    return (None, *_sides(b, args[0], own))


def _size(b: Builder, args: Sequence[int], value: int, own: int) -> Sequence[int]:
    below = b.emit("less", args[0], b.number(0.0))
    return (b.emit("where", below, _minus(b, own), own),)


def _power(b: Builder, args: Sequence[int], value: int, own: int) -> Sequence[int | None]:
    base, exponent = args
    less = b.emit("power", base, b.emit("subtract", exponent, b.number(1.0)))
    by_base = _times(b, own, b.emit("multiply", exponent, less))
    if b.literal(exponent) is not None:
        return by_base, None
    positive = b.emit("greater", base, b.number(0.0))
    slope = b.emit("multiply", value, b.emit("log", base))
    return by_base, _times(b, own, b.emit("where", positive, slope, b.number(0.0)))


def _remainder(b: Builder, args: Sequence[int], value: int, own: int) -> Sequence[int]:
    whole = b.emit("floor", b.emit("divide", *args))
    return own, _minus(b, _times(b, own, whole))


def _unary(slope: Callable[[Builder, int, int], int], over: bool = False) -> Rule:
    """Return the rule of a function of one operand, from its slope or what to divide by."""

    def rule(b: Builder, args: Sequence[int], value: int, own: int) -> Sequence[int]:
        found = slope(b, args[0], value)
        return (_over(b, own, found) if over else _times(b, own, found),)

    return rule


def _one_plus(b: Builder, x: int) -> int:
    return b.emit("add", b.number(1.0), x)


def _one_minus(b: Builder, x: int) -> int:
    return b.emit("subtract", b.number(1.0), x)


def _density(b: Builder, x: int) -> int:
    """Return the density of the standard normal distribution."""
    exponent = b.emit("multiply", b.number(-0.5), b.emit("square", x))
    return b.emit("multiply", b.number(1.0 / sqrt(2.0 * pi)), b.emit("exp", exponent))


RULES: dict[str, Rule] = {
    "add": lambda b, args, value, own: (own, own),
    "subtract": lambda b, args, value, own: (own, _minus(b, own)),
    "multiply": lambda b, args, value, own: (_times(b, own, args[1]), _times(b, own, args[0])),
    "divide": _divide,
    "minimum": _extreme("less"),
    "maximum": _extreme("greater"),
    "where": _choice,
    "absolute": _size,
    "power": _power,
    "remainder": _remainder,
    "negative": lambda b, args, value, own: (_minus(b, own),),
    "square": _unary(lambda b, x, y: b.emit("multiply", b.number(2.0), x)),
    "reciprocal": _unary(lambda b, x, y: _minus(b, b.emit("square", y))),
    "sqrt": _unary(lambda b, x, y: b.emit("multiply", b.number(2.0), y), over=True),
    "exp": _unary(lambda b, x, y: y),
    "expm1": _unary(lambda b, x, y: _one_plus(b, y)),
    "log": _unary(lambda b, x, y: x, over=True),
    "log1p": _unary(lambda b, x, y: _one_plus(b, x), over=True),
    "sin": _unary(lambda b, x, y: b.emit("cos", x)),
    "cos": _unary(lambda b, x, y: _minus(b, b.emit("sin", x))),
    "tan": _unary(lambda b, x, y: _one_plus(b, b.emit("square", y))),
    "arcsin": _unary(lambda b, x, y: b.emit("sqrt", _one_minus(b, b.emit("square", x))), over=True),
    "arccos": _unary(
        lambda b, x, y: _minus(b, b.emit("sqrt", _one_minus(b, b.emit("square", x)))), over=True
    ),
    "arctan": _unary(lambda b, x, y: _one_plus(b, b.emit("square", x)), over=True),
    "sinh": _unary(lambda b, x, y: b.emit("cosh", x)),
    "cosh": _unary(lambda b, x, y: b.emit("sinh", x)),
    "tanh": _unary(lambda b, x, y: _one_minus(b, b.emit("square", y))),
    "ndtr": _unary(lambda b, x, y: _density(b, x)),
    "ndtri": _unary(lambda b, x, y: _density(b, y), over=True),
    "gammaln": _unary(lambda b, x, y: b.emit("psi", x)),
}
"""Every operation that gives a number from numbers; TRUNC and FLOOR are flat, and have none."""
