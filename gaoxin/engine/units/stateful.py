"""The units of stocks, smooths, delays, trends and allocations."""

from __future__ import annotations

import math
from typing import Any

from gaoxin.engine.reading.trees import references
from gaoxin.engine.reading.unparse import written
from gaoxin.engine.units.equation import EquationCheck, Rule, agree, numbers, want
from gaoxin.engine.units.unit import DIMENSIONLESS, FAULTY, UNKNOWN, Inferred
from gaoxin.names import canonical


def _integral(check: EquationCheck, tree: Any) -> Inferred:
    """INTEG(flow, initial): the flow is in the stock's unit over time, the start in its own."""
    flow, start = check.unit_of(tree.flow), check.unit_of(tree.initial)
    unit, time = check.target, check.model.time
    if unit is None:
        return start
    if time is not None:
        want(check, "flow", unit / time, tree.flow, flow, str(unit))
    want(check, "initial", unit, tree.initial, start, "")
    return UNKNOWN if flow.is_unknown or start.is_unknown or time is None else Inferred(unit)


def _delayed(name: str, time: str) -> Rule:
    """Return the rule of what gives its input later: a time, and a start like the input."""

    def rule(check: EquationCheck, tree: Any) -> Inferred:
        value = check.unit_of(tree.input)
        check_time(check, name, getattr(tree, time))
        order = getattr(tree, "order", 1)
        check_pure(check, name, order)
        if written(tree.initial) == written(tree.input):
            return value
        start = check.unit_of(tree.initial)
        if value.is_bare and start.is_bare:
            return value
        return agree(check, [(tree.input, value), (tree.initial, start)])

    return rule


def _trend(check: EquationCheck, tree: Any) -> Inferred:
    """TREND(input, time, start): a rate of growth."""
    value = check.unit_of(tree.input)
    check_time(check, "TREND", tree.average_time)
    time = check.model.time
    if time is None:
        return UNKNOWN
    rate = DIMENSIONLESS / time
    want(check, "rate", rate, tree.initial_trend, check.unit_of(tree.initial_trend), "TREND")
    return UNKNOWN if value.is_unknown else Inferred(rate)


def _forecast(check: EquationCheck, tree: Any) -> Inferred:
    """FORECAST(input, time, horizon): the input's own unit."""
    check_time(check, "FORECAST", tree.average_time)
    check_time(check, "FORECAST", tree.horizon)
    check.unit_of(tree.initial_trend)
    return check.unit_of(tree.input)


def _sample(check: EquationCheck, tree: Any) -> Inferred:
    """SAMPLE IF TRUE(condition, input, start)."""
    check.unit_of(tree.condition)
    trees = (tree.input, tree.initial)
    return agree(check, [(t, check.unit_of(t)) for t in trees])


def _allocate(*pairs: tuple[str, str]) -> Rule:
    """Return the rule of an allocation: each pair of arguments in one unit, the first the value."""

    def rule(check: EquationCheck, tree: Any) -> Inferred:
        found = []
        for names in pairs:
            trees = [getattr(tree, name) for name in names]
            found.append(agree(check, [(t, check.unit_of(t)) for t in trees]))
        return found[0]

    return rule


def check_time(check: EquationCheck, name: str, tree: Any) -> None:
    """Note when an argument that is a time is in another unit than the model's time.

    Parameters
    ----------
    check : EquationCheck
    name : str
        Of the argument, for the message.
    tree : syntax tree
    """
    want(check, "time", check.model.time, tree, check.unit_of(tree), name)


def check_pure(check: EquationCheck, name: str, tree: Any) -> Inferred:
    """Note when an argument that must be a pure number has a unit.

    Parameters
    ----------
    check : EquationCheck
    name : str
        Of the argument, for the message.
    tree : syntax tree

    Returns
    -------
    Inferred
    """
    value = check.unit_of(tree)
    if value.unit is not None and of_time_alone(tree):
        value = Inferred(value.unit, math.nan)  # its numbers may well be times
    return value if want(check, "pure", DIMENSIONLESS, tree, value, name) else FAULTY


def of_time_alone(tree: Any) -> bool:
    """Whether an expression names nothing but time, and numbers convert it: 2*3.14*Time/20."""
    named = {canonical(r.reference) for r in references(tree)}
    return named == {"time"} and any(abs(n) not in {0.0, 1.0} for n in numbers(tree))


STATEFUL: dict[str, Rule] = {
    "Integ": _integral,
    "Smooth": _delayed("SMOOTH", "smooth_time"),
    "SmoothN": _delayed("SMOOTH N", "smooth_time"),
    "Delay": _delayed("DELAY", "delay_time"),
    "DelayN": _delayed("DELAY N", "delay_time"),
    "DelayFixed": _delayed("DELAY FIXED", "delay_time"),
    "Trend": _trend,
    "Forecast": _forecast,
    "SampleIfTrue": _sample,
    "AllocateAvailable": _allocate(("request", "avail")),
    "AllocateByPriority": _allocate(("request", "supply"), ("priority", "width")),
}
"""Structures with memory, and those that share out, by their name."""
