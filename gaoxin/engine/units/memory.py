"""The units of stocks, smooths, delays, trends and allocations."""

from __future__ import annotations

import math
from typing import Any

from gaoxin.engine.reading.trees import references
from gaoxin.engine.reading.unparse import written
from gaoxin.engine.units.measure import DIMENSIONLESS, FAULTY, UNKNOWN, Value
from gaoxin.engine.units.place import Place, agree, numbers, want
from gaoxin.engine.units.weigh import Rule, weigh
from gaoxin.names import canonical


def _integral(place: Place, tree: Any) -> Value:
    """INTEG(flow, initial): the flow is in the stock's unit over time, the start in its own."""
    flow, start = weigh(place, tree.flow), weigh(place, tree.initial)
    unit, time = place.target, place.sheet.time
    if unit is None:
        return start
    if time is not None:
        want(place, "flow", unit / time, tree.flow, flow, str(unit))
    want(place, "initial", unit, tree.initial, start, "")
    return UNKNOWN if flow.is_unknown or start.is_unknown or time is None else Value(unit)


def _delayed(name: str, time: str) -> Rule:
    """Return the rule of what gives its input later: a time, and a start like the input."""

    def rule(place: Place, tree: Any) -> Value:
        value = weigh(place, tree.input)
        check_time(place, name, getattr(tree, time))
        order = getattr(tree, "order", 1)
        check_pure(place, name, order)
        if written(tree.initial) == written(tree.input):
            return value
        start = weigh(place, tree.initial)
        if value.is_bare and start.is_bare:
            return value
        return agree(place, [(tree.input, value), (tree.initial, start)])

    return rule


def _trend(place: Place, tree: Any) -> Value:
    """TREND(input, time, start): a rate of growth."""
    value = weigh(place, tree.input)
    check_time(place, "TREND", tree.average_time)
    time = place.sheet.time
    if time is None:
        return UNKNOWN
    rate = DIMENSIONLESS / time
    want(place, "rate", rate, tree.initial_trend, weigh(place, tree.initial_trend), "TREND")
    return UNKNOWN if value.is_unknown else Value(rate)


def _forecast(place: Place, tree: Any) -> Value:
    """FORECAST(input, time, horizon): the input's own unit."""
    check_time(place, "FORECAST", tree.average_time)
    check_time(place, "FORECAST", tree.horizon)
    weigh(place, tree.initial_trend)
    return weigh(place, tree.input)


def _sample(place: Place, tree: Any) -> Value:
    """SAMPLE IF TRUE(condition, input, start)."""
    weigh(place, tree.condition)
    trees = (tree.input, tree.initial)
    return agree(place, [(t, weigh(place, t)) for t in trees])


def _allocate(*pairs: tuple[str, str]) -> Rule:
    """Return the rule of an allocation: each pair of arguments in one unit, the first the value."""

    def rule(place: Place, tree: Any) -> Value:
        found = []
        for names in pairs:
            trees = [getattr(tree, name) for name in names]
            found.append(agree(place, [(t, weigh(place, t)) for t in trees]))
        return found[0]

    return rule


def check_time(place: Place, name: str, tree: Any) -> None:
    """Note when an argument that is a time is in another unit than the model's time."""
    want(place, "time", place.sheet.time, tree, weigh(place, tree), name)


def check_pure(place: Place, name: str, tree: Any) -> Value:
    """Note when an argument that must be a pure number has a unit."""
    value = weigh(place, tree)
    if value.unit is not None and of_time_alone(tree):
        value = Value(value.unit, math.nan)  # its numbers may well be times
    return value if want(place, "pure", DIMENSIONLESS, tree, value, name) else FAULTY


def of_time_alone(tree: Any) -> bool:
    """Whether an expression names nothing but time, and numbers convert it: 2*3.14*Time/20."""
    named = {canonical(r.reference) for r in references(tree)}
    return named == {"time"} and any(abs(n) not in {0.0, 1.0} for n in numbers(tree))


MEMORY: dict[str, Rule] = {
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
