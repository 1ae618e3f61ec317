"""XMILE's functions as trees: its names and orders of arguments into what lowering knows.

Meanings are those of XMILE 1.0, section 3.5, and for functions that only Stella has those of its
documentation. A name that stands in no table here is one of Vensim's, or unknown: lowering says.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from gaoxin.engine.reading.trees import (
    Arithmetic,
    Call,
    Delay,
    DelayFixed,
    DelayN,
    Forecast,
    Initial,
    Reference,
    Smooth,
    SmoothN,
    Trend,
)
from gaoxin.engine.values.curves import NA

Build = Callable[[Sequence[Any]], Any]
"""What a call means, as every function below.

Parameters
----------
x : sequence of syntax tree
    What it is given.

Returns
-------
syntax tree
"""


@dataclass(frozen=True)
class Builtin:
    """A function of XMILE: how many arguments it takes, and what it means."""

    least: int
    most: int
    build: Build


def call(name: str, *arguments: Any) -> Call:
    """Return a call of a function that lowering knows.

    Parameters
    ----------
    name : str
    *arguments : syntax tree

    Returns
    -------
    Call
    """
    return Call(Reference(name), arguments)


def variable(name: str) -> Reference:
    """Return a reference to a variable without subscripts."""
    return Reference(name)


def operation(sign: str, *operands: Any) -> Arithmetic:
    """Return operands joined by one sign.

    Parameters
    ----------
    sign : {"+", "-", "*", "/", "^"}
    *operands : syntax tree

    Returns
    -------
    Arithmetic
    """
    return Arithmetic((sign,) * (len(operands) - 1), operands)


def renamed(name: str) -> Build:
    """Return what makes a call of the same arguments under another name."""
    return lambda x: call(name, *x)


def _started(x: Sequence[Any], place: int, otherwise: Any) -> Any:
    return x[place] if len(x) > place else otherwise


def delay(x: Sequence[Any]) -> Any:
    """DELAY(input, time[, start])."""
    return DelayFixed(x[0], x[1], _started(x, 2, x[0]))


def delay_of(order: int) -> Build:
    """Return DELAY1 or DELAY3(input, time[, start])."""
    return lambda x: Delay(x[0], x[1], _started(x, 2, x[0]), float(order))


def delay_n(x: Sequence[Any]) -> Any:
    """DELAYN(input, time, order[, start])."""
    return DelayN(x[0], x[1], _started(x, 3, x[0]), x[2])


def smooth_of(order: int) -> Build:
    """Return SMTH1 or SMTH3(input, time[, start])."""
    return lambda x: Smooth(x[0], x[1], _started(x, 2, x[0]), float(order))


def smooth_n(x: Sequence[Any]) -> Any:
    """SMTHN(input, time, order[, start])."""
    return SmoothN(x[0], x[1], _started(x, 3, x[0]), x[2])


def trend(x: Sequence[Any]) -> Any:
    """TREND(input, time[, first trend])."""
    return Trend(x[0], x[1], _started(x, 2, 0.0))


def forecast(x: Sequence[Any]) -> Any:
    """FORCST(input, time, horizon[, first trend])."""
    return Forecast(x[0], x[1], x[2], _started(x, 3, 0.0))


def initial(x: Sequence[Any]) -> Any:
    """INIT(x)."""
    return Initial(x[0])


def pulse(x: Sequence[Any]) -> Any:
    """PULSE(magnitude[, first[, interval]]): magnitude / DT for one step."""
    first = _started(x, 1, variable("initial_time"))
    return call("xpulse", first, x[0]) if len(x) < 3 else call("xpulse_train", first, x[2], x[0])


def ramp(x: Sequence[Any]) -> Any:
    """RAMP(slope[, start[, end]])."""
    if len(x) == 3:
        return call("ramp", *x)
    return call("xramp", x[0], _started(x, 1, variable("initial_time")))


def step(x: Sequence[Any]) -> Any:
    """STEP(height[, start])."""
    return call("step", x[0], _started(x, 1, variable("initial_time")))


def safe_division(x: Sequence[Any]) -> Any:
    """SAFEDIV(a, b[, otherwise]): a / b, or `otherwise` where b is 0."""
    return call("safediv", x[0], x[1], _started(x, 2, 0.0))


def fold(name: str) -> Build:
    """Return a chain of calls of two: MAX(a, b, c) is MAX(MAX(a, b), c)."""

    def build(x: Sequence[Any]) -> Any:
        found = x[0]
        for other in x[1:]:
            found = call(name, found, other)
        return found

    return build


def percent(x: Sequence[Any]) -> Any:
    """PERCENT(fraction)."""
    return operation("*", x[0], 100.0)


def wave(function: str) -> Build:
    """Return SINWAVE or COSWAVE(amplitude, period), which begin with the run."""

    def build(x: Sequence[Any]) -> Any:
        turns = operation("/", operation("-", variable("time"), variable("initial_time")), x[1])
        return operation("*", x[0], call(function, operation("*", 2 * math.pi, turns)))

    return build


def _grown(rate: Any, periods: Any) -> Any:
    return operation("^", operation("+", 1.0, rate), periods)


def payment(x: Sequence[Any]) -> Any:
    """PMT(rate, periods, present[, future])."""
    future = _started(x, 3, 0.0)
    grown = _grown(x[0], x[1])
    owed = operation("+", operation("*", x[2], grown), future)
    return operation("/", operation("*", x[0], owed), operation("-", 1.0, grown))


def future_value(x: Sequence[Any]) -> Any:
    """FV(rate, periods, payment[, present])."""
    grown = _grown(x[0], x[1])
    paid = operation("*", x[2], operation("/", operation("-", 1.0, grown), x[0]))
    return operation("-", paid, operation("*", _started(x, 3, 0.0), grown))


def present_value(x: Sequence[Any]) -> Any:
    """PV(rate, periods, payment[, future])."""
    grown = _grown(x[0], x[1])
    paid = operation("*", x[2], operation("/", operation("-", 1.0, grown), x[0]))
    return operation("/", operation("-", paid, _started(x, 3, 0.0)), grown)


def is_missing(x: Sequence[Any]) -> Any:
    """ISNAN(x)."""
    return call("isnan", x[0])


BUILTINS: dict[str, Builtin] = {
    "//": Builtin(2, 2, safe_division),
    "mod": Builtin(2, 2, renamed("mod")),
    "delay": Builtin(2, 3, delay),
    "delay1": Builtin(2, 3, delay_of(1)),
    "delay3": Builtin(2, 3, delay_of(3)),
    "delayn": Builtin(3, 4, delay_n),
    "smth1": Builtin(2, 3, smooth_of(1)),
    "smth3": Builtin(2, 3, smooth_of(3)),
    "smthn": Builtin(3, 4, smooth_n),
    "trend": Builtin(2, 3, trend),
    "forcst": Builtin(3, 4, forecast),
    "init": Builtin(1, 1, initial),
    "previous": Builtin(2, 2, renamed("previous")),
    "int": Builtin(1, 1, renamed("int")),
    "pulse": Builtin(1, 3, pulse),
    "ramp": Builtin(1, 3, ramp),
    "step": Builtin(1, 2, step),
    "safediv": Builtin(2, 3, safe_division),
    "percent": Builtin(1, 1, percent),
    "sinwave": Builtin(2, 2, wave("sin")),
    "coswave": Builtin(2, 2, wave("cos")),
    "pmt": Builtin(3, 4, payment),
    "fv": Builtin(3, 4, future_value),
    "pv": Builtin(3, 4, present_value),
    "isnan": Builtin(1, 1, is_missing),
}
"""XMILE's and Stella's functions by canonical name."""

GREATEST = math.nextafter(math.inf, 0.0)
"""INF: no number of a run is greater."""

WORDS: dict[str, Callable[[], Any]] = {
    "dt": lambda: variable("time_step"),
    "starttime": lambda: variable("initial_time"),
    "stoptime": lambda: variable("final_time"),
    "time": lambda: variable("time"),
    "pi": lambda: math.pi,
    "inf": lambda: GREATEST,
    "nan": lambda: NA,
}
"""Functions without arguments, which stand without brackets."""

NAMESPACES = frozenset(
    {"std", "isee", "vensim", "forio", "anylogic", "insightmaker", "powersim", "simile", "sysdea"}
)
"""Whose functions may be called with these words before a dot."""
