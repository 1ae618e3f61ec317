"""Functions that Stella has beyond the standard, by its documentation, as trees.

Series of random numbers are streams of our own: seeds in equations count for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gaoxin.engine.reading.trees import (
    Arithmetic,
    Call,
    DelayFixed,
    Initial,
    Logic,
    Reference,
    SampleIfTrue,
)
from gaoxin.engine.reading.xmile.functions import (
    Build,
    Builtin,
    call,
    operation,
    renamed,
    variable,
)
from gaoxin.engine.values.curves import NA
from gaoxin.names import canonical

MAX_ORDER = 20
"""Order of a derivative."""

_GREATEST = 1e300


def _compared(sign: str, left: Any, right: Any) -> Logic:
    return Logic((sign,), (left, right))


def _since_start() -> Any:
    return operation("-", variable("time"), variable("initial_time"))


def _argument(x: Sequence[Any], place: int, otherwise: Any) -> Any:
    return x[place] if len(x) > place else otherwise


def derivative(x: Sequence[Any]) -> Any:
    """DERIVN(x, order): differences of the steps before, over DT; 0 in the first `order` steps."""
    order = x[1]
    if not isinstance(order, float) or order != int(order) or not 0 <= order <= MAX_ORDER:
        raise ValueError(f"DERIVN takes a whole number from 0 to {MAX_ORDER} as its order")
    found = x[0]
    for _ in range(int(order)):
        before = call("previous", found, found)
        found = operation("/", operation("-", found, before), variable("time_step"))
    if not order:
        return found
    first = operation("*", order - 0.5, variable("time_step"))
    return call("if then else", _compared("<", _since_start(), first), 0.0, found)


def end_value(x: Sequence[Any]) -> Any:
    """ENDVAL(x[, first]): in a first run, `first`, or what x starts with."""
    return _argument(x, 1, Initial(x[0]))


def history(x: Sequence[Any]) -> Any:
    """HISTORY(x, time[, run]): x at that time of this run, once it is reached, else missing.

    There is no run before this one.
    """
    if len(x) == 3 and x[2] != 0.0:
        return NA
    lag = _lag(x[1])
    if lag is not None:
        return DelayFixed(x[0], lag, NA)
    gap = call("abs", operation("-", variable("time"), x[1]))
    here = _compared("<", gap, operation("/", variable("time_step"), 2.0))
    return SampleIfTrue(here, x[0], NA)


def _lag(time: Any) -> Any:
    """Return how long ago ``TIME - lag`` is; None for other times."""
    if getattr(time, "operators", None) != ("-",) or len(time.arguments) != 2:
        return None
    first, lag = time.arguments
    now = isinstance(first, Reference) and canonical(first.reference) == "time"
    return lag if now else None


def counter(x: Sequence[Any]) -> Any:
    """COUNTER(first, last): counts with time from first to last, and begins again."""
    return operation("+", x[0], call("mod", _since_start(), operation("-", x[1], x[0])))


def compound(x: Sequence[Any]) -> Any:
    """CGROWTH(fraction): the rate that, compounded every DT, grows by this fraction a time unit."""
    grown = operation("^", operation("+", 1.0, x[0]), variable("time_step"))
    return operation("/", operation("-", grown, 1.0), variable("time_step"))


def root(x: Sequence[Any]) -> Any:
    """ROOTN(x, n): of a negative x where n is odd."""
    share = operation("/", 1.0, x[1])
    odd = _compared("=", call("mod", x[1], 2.0), 1.0)
    below = Logic((":AND:",), (_compared("<", x[0], 0.0), odd))
    size = call("if then else", below, call("abs", x[0]), x[0])
    sign = call("if then else", below, -1.0, 1.0)
    return operation("*", sign, operation("^", size, share))


def _log_factorial(n: Any) -> Any:
    return call("gamma ln", operation("+", n, 1.0))


def _whole(logarithm: Any) -> Any:
    return call("int", operation("+", call("exp", logarithm), 0.5))


def factorial(x: Sequence[Any]) -> Any:
    """FACTORIAL(n)."""
    return _whole(_log_factorial(x[0]))


def permutations(x: Sequence[Any]) -> Any:
    """PERMUTATIONS(n, r): n! / (n - r)!."""
    rest = _log_factorial(operation("-", x[0], x[1]))
    return _whole(operation("-", _log_factorial(x[0]), rest))


def combinations(x: Sequence[Any]) -> Any:
    """COMBINATIONS(n, r): n! / (r! (n - r)!)."""
    rest = _log_factorial(operation("-", x[0], x[1]))
    return _whole(operation("-", _log_factorial(x[0]), _log_factorial(x[1]), rest))


def net_present_value(x: Sequence[Any]) -> Any:
    """NPV(stream, rate[, initial]), as Vensim's NPV."""
    return call("npv", x[0], x[1], _argument(x, 2, 0.0), 1.0)


def rate_of_return(x: Sequence[Any]) -> Any:
    """IRR(stream[, missing]), for a time unit: of what was paid before; else what is missing."""
    step = variable("time_step")
    rate = call("internal rate of return", x[0], step, 0.0, variable("initial_time"))
    grown = operation("^", operation("+", 1.0, rate), operation("/", 1.0, step))
    none = _compared("=", rate, NA)
    return call("if then else", none, _argument(x, 1, NA), operation("-", grown, 1.0))


def normal_share(x: Sequence[Any]) -> Any:
    """NORMALCDF(left, right[, mean, deviation])."""
    return call("normalcdf", x[0], x[1], _argument(x, 2, 0.0), _argument(x, 3, 1.0))


def _uniform() -> Call:
    return call("random uniform", 0.0, 1.0, 0.0)


def bernoulli(x: Sequence[Any]) -> Any:
    """MONTECARLO(percent[, seed]): 1 in so many percent of the time units, else 0."""
    share = operation("/", operation("*", x[0], variable("time_step")), 100.0)
    return call("if then else", _compared("<", _uniform(), share), 1.0, 0.0)


def pareto(x: Sequence[Any]) -> Any:
    """PARETO(shape, scale[, seed]): at least the scale."""
    rest = operation("-", 1.0, _uniform())
    return operation("/", x[1], operation("^", rest, operation("/", 1.0, x[0])))


def logistic(x: Sequence[Any]) -> Any:
    """LOGISTIC(mean, scale[, seed])."""
    u = _uniform()
    odds = operation("/", u, operation("-", 1.0, u))
    return operation("+", x[0], operation("*", x[1], call("ln", odds)))


def drawn(name: str, *order: int) -> Build:
    """Return a distribution of Vensim's without limits, shift and stretch, by these arguments."""

    def build(x: Sequence[Any]) -> Any:
        given = [x[i] for i in order]
        return call(name, 0.0, _GREATEST, *given, 0.0, 1.0, 0.0)

    return build


def weibull(x: Sequence[Any]) -> Any:
    """WEIBULL(shape, scale[, seed])."""
    wait = Arithmetic(("negative",), (call("ln", _uniform()),))
    return operation("*", x[1], operation("^", wait, operation("/", 1.0, x[0])))


def gamma(x: Sequence[Any]) -> Any:
    """GAMMA(shape[, scale[, seed]])."""
    mean = operation("*", x[0], _argument(x, 1, 1.0))
    return call("random gamma", 0.0, _GREATEST, x[0], 0.0, mean, 0.0)


def failures(x: Sequence[Any]) -> Any:
    """NEGBINOMIAL(successes, probability[, seed]): failures before the last success."""
    fewer = Arithmetic(("negative",), (x[0],))
    return call("random negative binomial", 0.0, _GREATEST, x[1], x[0], fewer, 1.0, 0.0)


def geometric(x: Sequence[Any]) -> Any:
    """GEOMETRIC(probability[, seed]): trials up to the first success."""
    ratio = operation("/", call("ln", _uniform()), call("ln", operation("-", 1.0, x[0])))
    return operation("+", call("int", ratio), 1.0)


def triangular(x: Sequence[Any]) -> Any:
    """TRIANGULAR(least, most likely, greatest[, seed])."""
    return call("random triangular", x[0], x[2], x[0], x[1], x[2], 0.0)


STELLA: dict[str, Builtin] = {
    "derivn": Builtin(2, 2, derivative),
    "endval": Builtin(1, 2, end_value),
    "history": Builtin(2, 3, history),
    "counter": Builtin(2, 2, counter),
    "cgrowth": Builtin(1, 1, compound),
    "rootn": Builtin(2, 2, root),
    "factorial": Builtin(1, 1, factorial),
    "permutations": Builtin(2, 2, permutations),
    "combinations": Builtin(2, 2, combinations),
    "gammaln": Builtin(1, 1, renamed("gamma ln")),
    "npv": Builtin(2, 3, net_present_value),
    "irr": Builtin(1, 2, rate_of_return),
    "normalcdf": Builtin(2, 4, normal_share),
    "invnorm": Builtin(1, 1, renamed("invnorm")),
    "montecarlo": Builtin(1, 2, bernoulli),
    "pareto": Builtin(2, 3, pareto),
    "logistic": Builtin(2, 3, logistic),
    "weibull": Builtin(2, 3, weibull),
    "gamma": Builtin(1, 3, gamma),
    "beta": Builtin(2, 3, drawn("random beta", 0, 1)),
    "binomial": Builtin(2, 3, drawn("random binomial", 1, 0)),
    "negbinomial": Builtin(2, 3, failures),
    "geometric": Builtin(1, 2, geometric),
    "triangular": Builtin(3, 4, triangular),
}
"""Functions by canonical name."""

REFUSED: dict[str, str] = {
    "clocktime": "the same model would not run the same twice",
    "runcount": "there is one run",
    "sensiruncount": "there is one run",
    "cooktime": "ovens are not supported",
    "ostate": "ovens are not supported",
    "qelem": "queues are not supported",
}
"""Functions that are refused by name, and why."""
