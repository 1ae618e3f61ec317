"""Between which numbers a value lies, as far as the form of its equation tells.

Interval arithmetic: a constant lies between its own numbers, an auxiliary where its equation puts
it. Stocks, data and whatever waits for itself are taken to be positive, as in every causal loop
diagram, unless stated limits or a negative start say otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gaoxin.engine.reading.catalogue import units_and_limits
from gaoxin.engine.reading.equations import Macro
from gaoxin.engine.reading.variables import CONTROLS, Variable
from gaoxin.names import canonical

Interval = tuple[float, float]

ANY: Interval = (-math.inf, math.inf)
POSITIVE: Interval = (0.0, math.inf)
ONE: Interval = (0.0, 1.0)

MAX_DEPTH = 60
"""Auxiliaries that are followed to their own equations."""

INPUTS = {
    "Integ": ("flow",),
    "Smooth": ("input",),
    "SmoothN": ("input",),
    "Delay": ("input",),
    "DelayN": ("input",),
    "DelayFixed": ("input",),
    "Forecast": ("input",),
    "SampleIfTrue": ("input",),
    "Game": ("expression",),
    "AllocateAvailable": ("request", "avail"),
    "AllocateByPriority": ("request", "supply"),
}
"""Fields of structures in whose direction the value moves."""


@dataclass
class Bounds:
    """Where a model's values lie, found when it is asked for."""

    variables: Mapping[str, Variable]
    macros: Mapping[str, Macro]
    known: dict[str, Interval] = field(default_factory=dict)
    depth: int = 0

    def of(self, tree: Any) -> Interval:
        """Return the least and the greatest value that an expression can have."""
        if isinstance(tree, (int, float, np.floating, np.ndarray)):
            return _of_numbers(tree)
        kind = type(tree).__name__
        if kind == "Reference":
            return self.variable(canonical(tree.reference))
        if kind == "Arithmetic":
            return _arithmetic(list(tree.operators), [self.of(a) for a in tree.arguments])
        if kind == "Logic":
            return ONE
        if kind == "Call":
            return self._call(canonical(tree.function.reference), list(tree.arguments))
        if kind == "InlineLookups":
            return _of_table(tree.lookups)
        if kind == "Initial":
            return self.of(tree.initial)
        if kind in {"Forecast", "Integ"} or kind not in INPUTS:
            return ANY
        inputs = [getattr(tree, f) for f in INPUTS[kind]]
        return _hull(self.of(t) for t in [*inputs, getattr(tree, "initial", inputs[0])])

    def variable(self, key: str) -> Interval:
        """Return where a variable lies; time between its first and its last instant."""
        if key == "time":
            start, end = (self.variable(k) for k in CONTROLS[:2])
            return min(start[0], end[0]), max(start[1], end[1])
        if key not in self.variables:
            return POSITIVE  # a subscript as a number
        if key not in self.known:
            if self.depth == MAX_DEPTH:
                return ANY
            self.known[key] = POSITIVE  # where it waits for itself
            self.depth += 1
            self.known[key] = self._found(self.variables[key])
            self.depth -= 1
        return self.known[key]

    def _found(self, variable: Variable) -> Interval:
        if variable.equations[0].kind != "equation":
            return POSITIVE
        trees = [e.tree for e in variable.equations]
        if not any(hasattr(tree, "flow") for tree in trees):
            return _hull(self.of(tree) for tree in trees)
        about = units_and_limits(variable)
        if "low" in about:
            return about["low"], about.get("high", math.inf)
        starts = [self.of(tree.initial) for tree in trees if hasattr(tree, "flow")]
        return (-math.inf, 0.0) if all(high < 0 for _, high in starts) else POSITIVE

    def _call(self, name: str, given: list[Any]) -> Interval:
        if name in self.macros or (name not in _RULES and name not in self.variables):
            return ANY
        if name in self.variables:
            return _hull(_of_table(e.tree) for e in self.variables[name].equations)
        return _RULES[name]([self.of(a) for a in given])


def _of_numbers(values: Any) -> Interval:
    array = np.asarray(values, dtype=np.float64)
    array = array[~np.isnan(array)]
    return (float(array.min()), float(array.max())) if array.size else ANY


def _of_table(table: Any) -> Interval:
    """Return the bounds of a table's y; a table that is carried on beyond its ends has none."""
    carried = "extrapolate" in {getattr(table, "type", ""), getattr(table, "mode", "")}
    return ANY if carried or not hasattr(table, "y") else _of_numbers(table.y)


def _hull(parts: Iterable[Interval]) -> Interval:
    """Return the least interval that holds some."""
    lows, highs = zip(*parts, strict=True)
    return min(lows), max(highs)


def _arithmetic(operators: list[str], parts: list[Interval]) -> Interval:
    if operators == ["negative"]:
        return _minus(parts[0])
    if operators[0] == "^":
        result = parts[-1]
        for base in reversed(parts[:-1]):
            result = _power([base, result])
        return result
    result = parts[0]
    for operator, part in zip(operators, parts[1:], strict=True):
        if operator in {"+", "-"}:
            low, high = part if operator == "+" else _minus(part)
            result = result[0] + low, result[1] + high
        else:
            result = _times(result, part if operator == "*" else _inverse(part))
        if math.isnan(sum(result)) and result != ANY:
            return ANY
    return result


def _minus(x: Interval) -> Interval:
    return -x[1], -x[0]


def _times(a: Interval, b: Interval) -> Interval:
    corners = [0.0 if x == 0 or y == 0 else x * y for x in a for y in b]
    return min(corners), max(corners)


def _inverse(x: Interval) -> Interval:
    """Return 1/x; an end at zero is approached, never reached."""
    low, high = x
    if low < 0 < high or low == high == 0:
        return ANY
    least = -math.inf if high == 0 else 1 / high
    return least, math.inf if low == 0 else 1 / low


def _power(given: Sequence[Interval]) -> Interval:
    (low, high), exponents = given[0], given[1]
    if low < 0:
        even = exponents[0] == exponents[1] and exponents[0] % 2 == 0
        return POSITIVE if even else ANY
    try:
        corners = [_corner(x, y) for x in (low, high) for y in exponents]
    except OverflowError:
        return POSITIVE
    return min(corners), max(corners)


def _corner(base: float, exponent: float) -> float:
    return math.inf if base == 0 and exponent < 0 else float(base**exponent)


def _quotient(given: Sequence[Interval]) -> Interval:
    """Return the bounds of XIDZ, and of ZIDZ, which is 0 where it divides by nothing."""
    otherwise = given[2] if len(given) > 2 else (0.0, 0.0)
    return _hull([_times(given[0], _inverse(given[1])), otherwise])


def _total(given: Sequence[Interval]) -> Interval:
    """Return the bounds of a sum of any number of elements."""
    low, high = given[0]
    return low if low >= 0 else -math.inf, high if high <= 0 else math.inf


def _rising(function: Callable[[float], float]) -> Callable[[Sequence[Interval]], Interval]:
    def rule(given: Sequence[Interval]) -> Interval:
        try:
            return function(given[0][0]), function(given[0][1])
        except (ValueError, OverflowError):  # beyond where it is defined
            return ANY

    return rule


def _exp(given: Sequence[Interval]) -> Interval:
    low, high = (math.exp(x) if x < 700 else math.inf for x in given[0])
    return low, high


def _switched(given: Sequence[Interval]) -> Interval:
    return _hull([(0.0, 0.0), given[0]])


def _ramp(given: Sequence[Interval]) -> Interval:
    return _times(given[0], POSITIVE)


def _absolute(given: Sequence[Interval]) -> Interval:
    low, high = given[0]
    return max(0.0, low, -high), max(abs(low), abs(high))


_RULES: dict[str, Callable[[Sequence[Interval]], Interval]] = {
    "exp": _exp,
    "sqrt": _rising(math.sqrt),
    "ln": _rising(lambda x: -math.inf if x == 0 else math.log(x)),
    "abs": _absolute,
    "max": lambda given: (max(x[0] for x in given), max(x[1] for x in given)),
    "min": lambda given: (min(x[0] for x in given), min(x[1] for x in given)),
    "if_then_else": lambda given: _hull(given[1:]),
    "xidz": _quotient,
    "zidz": _quotient,
    "power": _power,
    "sum": _total,
    "step": _switched,
    "ramp": _ramp,
    "xramp": _ramp,
    "pi": lambda _: (math.pi, math.pi),
    **dict.fromkeys(("vmin", "vmax", "active_initial", "vector_reorder"), lambda given: given[0]),
    **dict.fromkeys(("pulse", "pulse_train", "random_0_1"), lambda _: ONE),
    **dict.fromkeys(("sin", "cos"), lambda _: (-1.0, 1.0)),
    **dict.fromkeys(("random_uniform", "random_normal"), lambda given: _hull(given[:2])),
    **dict.fromkeys(("elmcount", "vector_rank"), lambda _: (1.0, math.inf)),
}
"""Bounds of functions from those of their arguments; those that are not here can be anything."""
