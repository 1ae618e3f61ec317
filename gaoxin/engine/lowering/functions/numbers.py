"""The functions of the modelling language: one small pure function and one table row each.

Definitions follow the Vensim reference manual; where it is silent they follow PySD 3.14, against
which every row is tested. Sums over subscripts and functions with memory are in
:mod:`gaoxin.engine.lowering.expressions` and :mod:`gaoxin.engine.lowering.memory.stateful`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from gaoxin.engine.values.curves import NA
from gaoxin.engine.values.graph import Graph, Node

SMALL = 1e-6
"""What Vensim takes for zero in divisions (XIDZ, ZIDZ) and time comparisons."""


@dataclass(frozen=True)
class Clock:
    """The time and the time step a value is computed at."""

    time: Node
    step: Node


Build = Callable[[Graph, Clock, tuple[Node, ...]], Node]
"""What a call means, as every function below.

Parameters
----------
g : Graph
    Where its value is made.
clock : Clock
    Used by functions of time alone.
x : tuple of Node
    Its operands, in the order in which the model writes them.

Returns
-------
Node
"""


@dataclass(frozen=True)
class Function:
    """A function without memory: its name in messages, its number of operands, its meaning."""

    name: str
    operands: int
    build: Build


def _kernel(op: str) -> Build:
    def build(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
        return g.call(op, *x)

    return build


def if_then_else(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """IF THEN ELSE(condition, yes, no); both sides are computed."""
    return g.call("where", *x)


def logarithm(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """LOG(x, base) = LN(x) / LN(base)."""
    return g.call("divide", g.call("log", x[0]), g.call("log", x[1]))


def to_power(g: Graph, base: Node, exponent: Node) -> Node:
    """Raise to a power; a literal 2, 0.5 or -1 becomes square, root or inverse.

    Parameters
    ----------
    g : Graph
    base, exponent : Node

    Returns
    -------
    Node
    """
    base, exponent = g.number(base), g.number(exponent)
    exact = {
        (2.0).hex(): "square",
        (0.5).hex(): "sqrt",
        (-1.0).hex(): "reciprocal",
    }
    if exponent.op == "const" and exponent.data in exact:
        return g.call(exact[str(exponent.data)], base)
    return g.call("power", base, exponent)


def power(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """POWER(base, exponent)."""
    return to_power(g, x[0], x[1])


def xidz(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """XIDZ(a, b, otherwise): a / b, or `otherwise` where abs(b) < 1e-6."""
    empty = g.call("less", g.call("absolute", x[1]), g.const(SMALL))
    return g.call("where", empty, x[2], g.call("divide", x[0], x[1]))


def zidz(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """ZIDZ(a, b): a / b, or 0 where abs(b) < 1e-6."""
    return xidz(g, clock, (x[0], x[1], g.const(0.0)))


def quantum(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """QUANTUM(a, b): the multiple of b next to a towards zero; a itself where b < 1e-6."""
    steps = g.call("multiply", x[1], g.call("trunc", g.call("divide", x[0], x[1])))
    return g.call("where", g.call("less", x[1], g.const(SMALL)), x[0], steps)


def modulo(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """MODULO(a, b) = a - QUANTUM(a, b): it has the sign of a."""
    return g.call("subtract", x[0], quantum(g, clock, x))


def whole_below(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """XMILE's INT(x): the greatest whole number not above x (XMILE 1.0, 3.5.1)."""
    return g.call("floor", x[0])


def floored_modulo(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """XMILE's a MOD b: what is left of a, with the sign of b (XMILE 1.0, 3.3.1)."""
    return g.call("remainder", x[0], x[1])


def time_base(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """TIME BASE(start, slope) = start + slope * Time."""
    return g.call("add", x[0], g.call("multiply", x[1], clock.time))


def step(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """STEP(height, start): `height` from half a time step before `start` on."""
    half = g.call("divide", clock.step, g.const(2.0))
    on = g.call("greater", g.call("add", clock.time, half), x[1])
    return g.call("multiply", x[0], on)


def ramp(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """RAMP(slope, start, finish): slope * (min(finish, time) - start) once time is at start."""
    on = g.call("greater", g.call("add", clock.time, g.const(SMALL)), x[1])
    gone = g.call("subtract", g.call("minimum", x[2], clock.time), x[1])
    return g.call("multiply", g.call("multiply", on, x[0]), gone)


def pulse(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """PULSE(start, width): 1 from start on for `width`, and for one step at least."""
    begun = g.call("less_equal", g.call("subtract", x[0], g.const(SMALL)), clock.time)
    end = g.call("add", x[0], g.call("maximum", x[1], clock.step))
    ended = g.call("less", clock.time, g.call("subtract", end, g.const(SMALL)))
    return g.number(g.call("and", begun, ended))


def pulse_train(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """PULSE TRAIN(start, width, interval, end): a pulse every `interval`, the end included.

    PySD's translator hands the operands over as (start, interval, width, end).
    """
    start, interval, width, end = x
    now = g.call("add", clock.time, g.const(SMALL))
    last = g.call("less_equal", g.call("subtract", clock.time, g.const(SMALL)), end)
    within = g.call("and", g.call("less_equal", start, now), last)
    since = g.call("remainder", g.call("subtract", now, start), interval)
    long = g.call("maximum", width, clock.step)
    on = g.call("less", since, long)
    repeated = g.number(g.call("and", within, on))
    once = pulse(g, clock, (start, width))
    return g.call("where", g.call("equal", interval, g.const(0.0)), once, repeated)


def safe_division(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """Stella's SAFEDIV(a, b, otherwise): a / b, or `otherwise` where b is 0."""
    none = g.call("equal", x[1], g.const(0.0))
    return g.call("where", none, x[2], g.call("divide", x[0], x[1]))


def is_missing(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """Stella's ISNAN(x): whether x is no number, or Vensim's :NA:."""
    value = g.number(x[0])
    lost = g.call("not_equal", value, value)
    return g.call("or", lost, g.call("equal", value, g.const(NA)))


def normal_share(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """Stella's NORMALCDF(left, right, mean, deviation): the share between left and right."""
    left, right = (
        g.call("ndtr", g.call("divide", g.call("subtract", end, x[2]), x[3])) for end in x[:2]
    )
    return g.call("subtract", right, left)


def normal_quantile(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """Stella's INVNORM(p): below it lies the share p of a standard normal distribution.

    ``:NA:`` where p is not between 0 and 1.
    """
    ends = (g.const(-math.inf), g.const(math.inf), g.const(0.0), g.const(1.0))
    inside = g.call("and", g.call("greater", x[0], ends[2]), g.call("less", x[0], ends[3]))
    at = g.call("where", inside, x[0], g.const(0.5))
    return g.call("where", inside, g.call("truncated_normal", at, *ends), g.const(NA))


def pi(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """PI()."""
    return g.const(math.pi)


def log10(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """LOG10(x) = LN(x) / LN(10)."""
    return logarithm(g, clock, (x[0], g.const(10.0)))


def endless_ramp(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """XMILE's RAMP(slope, start): a ramp that never ends."""
    return ramp(g, clock, (*x, clock.time))


def transit_steps(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """TRANSIT STEPS(length) of a conveyor: half of one rounds up, and there is at least one."""
    half = g.call("add", g.call("divide", x[0], clock.step), g.const(0.5))
    return g.call("maximum", g.call("floor", half), g.const(1.0))


def impulse(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """XMILE's PULSE(magnitude, start), given as (start, magnitude): that / DT for one step."""
    start, magnitude = x
    half = g.call("divide", clock.step, g.const(2.0))
    return g.call(
        "multiply", pulse(g, clock, (start, half)), g.call("divide", magnitude, clock.step)
    )


def impulse_train(g: Graph, clock: Clock, x: tuple[Node, ...]) -> Node:
    """XMILE's PULSE(magnitude, start, interval), given as (start, interval, magnitude)."""
    start, interval, magnitude = x
    half = g.call("divide", clock.step, g.const(2.0))
    on = pulse_train(g, clock, (start, interval, half, g.const(math.inf)))
    return g.call("multiply", on, g.call("divide", magnitude, clock.step))


FUNCTIONS: dict[str, Function] = {
    "abs": Function("ABS", 1, _kernel("absolute")),
    "min": Function("MIN", 2, _kernel("minimum")),
    "max": Function("MAX", 2, _kernel("maximum")),
    "exp": Function("EXP", 1, _kernel("exp")),
    "ln": Function("LN", 1, _kernel("log")),
    "log": Function("LOG", 2, logarithm),
    "sqrt": Function("SQRT", 1, _kernel("sqrt")),
    "sin": Function("SIN", 1, _kernel("sin")),
    "cos": Function("COS", 1, _kernel("cos")),
    "tan": Function("TAN", 1, _kernel("tan")),
    "arcsin": Function("ARCSIN", 1, _kernel("arcsin")),
    "arccos": Function("ARCCOS", 1, _kernel("arccos")),
    "arctan": Function("ARCTAN", 1, _kernel("arctan")),
    "sinh": Function("SINH", 1, _kernel("sinh")),
    "cosh": Function("COSH", 1, _kernel("cosh")),
    "tanh": Function("TANH", 1, _kernel("tanh")),
    "integer": Function("INTEGER", 1, _kernel("trunc")),
    "power": Function("POWER", 2, power),
    "quantum": Function("QUANTUM", 2, quantum),
    "modulo": Function("MODULO", 2, modulo),
    "if_then_else": Function("IF THEN ELSE", 3, if_then_else),
    "int": Function("INT", 1, whole_below),
    "mod": Function("MOD", 2, floored_modulo),
    "gamma_ln": Function("GAMMA LN", 1, _kernel("gammaln")),
    "xidz": Function("XIDZ", 3, xidz),
    "zidz": Function("ZIDZ", 2, zidz),
    "step": Function("STEP", 2, step),
    "time_base": Function("TIME BASE", 2, time_base),
    "ramp": Function("RAMP", 3, ramp),
    "pulse": Function("PULSE", 2, pulse),
    "pulse_train": Function("PULSE TRAIN", 4, pulse_train),
    "pi": Function("PI", 0, pi),
    "log10": Function("LOG10", 1, log10),
    "safediv": Function("SAFEDIV", 3, safe_division),
    "normalcdf": Function("NORMALCDF", 4, normal_share),
    "invnorm": Function("INVNORM", 1, normal_quantile),
    "isnan": Function("ISNAN", 1, is_missing),
    "transit_steps": Function("TRANSIT STEPS", 1, transit_steps),
    "xramp": Function("RAMP", 2, endless_ramp),
    "xpulse": Function("PULSE", 2, impulse),
    "xpulse_train": Function("PULSE", 3, impulse_train),
}
"""Functions without memory by canonical name; those with an x in front are XMILE's."""
