"""The unit of an expression: operators, references, tables, calls, macros.

What is read is the tree of the equation as it was written, not the lowered graph, so that what is
found is told in the modeller's words.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from gaoxin.engine.reading.variables import CONTROLS
from gaoxin.engine.units.measure import DIMENSIONLESS, FAULTY, UNKNOWN, Value, bare, product
from gaoxin.engine.units.place import Call, Place, agree, want, whole_power
from gaoxin.names import canonical

Rule = Callable[[Place, Any], Value]

MAX_MACROS = 30
"""Macros inside macros."""


def weigh(place: Place, tree: Any) -> Value:
    """Return the unit of an expression, and note where its parts do not balance."""
    if isinstance(tree, (int, float, np.floating)):
        return bare(float(tree))
    if isinstance(tree, np.ndarray):
        return bare()
    rule = _rules().get(type(tree).__name__.removesuffix("Structure"))
    return UNKNOWN if rule is None else rule(place, tree)


@cache
def _rules() -> dict[str, Rule]:
    from gaoxin.engine.units.memory import MEMORY

    return {**EXPRESSIONS, **MEMORY}


def _arithmetic(place: Place, tree: Any) -> Value:
    operators, trees = list(tree.operators), tree.arguments
    values = [weigh(place, t) for t in trees]
    if operators == ["negative"]:
        number = values[0].number
        return values[0] if number is None else bare(-number)
    if operators[0] in {"+", "-"}:
        return _sum(place, operators, list(zip(trees, values, strict=True)))
    if operators[0] == "^":
        value, base = values[-1], trees[-1]
        for other, under in reversed(list(zip(trees[:-1], values[:-1], strict=True))):
            value, base = power(place, (other, under), (base, value)), other
        return value
    signs = [1, *(1 if o == "*" else -1 for o in operators)]
    return product(zip(values, signs, strict=True))


def _sum(place: Place, operators: list[str], parts: list[tuple[Any, Value]]) -> Value:
    numbers = [value.number for _, value in parts]
    if any(number is None for number in numbers):
        return agree(place, parts)
    signs = [1.0, *(1.0 if o == "+" else -1.0 for o in operators)]
    return bare(math.fsum(s * (n or 0.0) for s, n in zip(signs, numbers, strict=True)))


def power(place: Place, base: tuple[Any, Value], exponent: tuple[Any, Value]) -> Value:
    """Return the unit of a power: the exponent is a pure number, and where it varies the base is.

    Parameters
    ----------
    base, exponent : (tree, Value)
    """
    (tree, value), (above, height) = base, exponent
    if not want(place, "exponent", DIMENSIONLESS, above, height, place.text(tree)):
        return FAULTY
    if value.unit is None:
        return value if value.is_unknown else _power_of_number(value, height)
    if value.unit.same(DIMENSIONLESS):
        return Value(DIMENSIONLESS)
    if height.is_bare:
        whole = whole_power(height)
        return UNKNOWN if whole is None else Value(value.unit**whole)
    if height.is_unknown:
        return UNKNOWN
    shown = {"subject": place.text(above), "other": place.text(tree)}
    return place.tell("base", "lenient", right=str(value.unit), **shown)


def _power_of_number(value: Value, height: Value) -> Value:
    if not height.is_bare:
        return Value(DIMENSIONLESS)
    try:
        found = float(value.number or 0.0) ** float(height.number or 0.0)
    except (ArithmeticError, ValueError):
        return bare()
    return bare(found) if isinstance(found, float) else bare()


def _logic(place: Place, tree: Any) -> Value:
    """Compare operands of one unit; the result is 0 or 1."""
    parts = [(t, weigh(place, t)) for t in tree.arguments]
    if not str(tree.operators[0]).startswith(":"):
        agree(place, parts)
    return bare()


def _reference(place: Place, tree: Any) -> Value:
    key, sheet, call = canonical(tree.reference), place.sheet, place.call
    if call is not None:
        if key in call.given:
            return call.given[key]
        if key in call.macro.equations:
            return _local(place, call, key)
        key = key.removesuffix("$")
    if key == "time" or (key in CONTROLS and key not in sheet.variables):
        return Value(sheet.time)
    if key in sheet.variables:
        return Value(sheet.stated.get(key))
    return bare()  # a subscript as a number


def _call(place: Place, tree: Any) -> Value:
    from gaoxin.engine.units.calls import CALLS

    key, sheet, call = canonical(tree.function.reference), place.sheet, place.call
    inside = call is not None and (key in call.given or key in call.macro.equations)
    if inside or (key in sheet.variables and key not in sheet.macros):
        return read_table(place, tree.function, tree.arguments[0] if tree.arguments else None)
    if key in sheet.macros:
        return _macro(place, tree, key)
    if key not in CALLS:
        return UNKNOWN
    return CALLS[key](place, tuple(tree.arguments))


def read_table(place: Place, table: Any, argument: Any) -> Value:
    """Return the unit of a lookup's value: its own; its x is in one unit wherever it is read."""
    at = weigh(place, argument)
    key = canonical(table.reference)
    if at.unit is not None and place.call is None:
        first = place.sheet.tables.setdefault(key, at.unit)
        want(place, "table", first, argument, at, place.sheet.names.get(key, table.reference))
    return _reference(place, table)


def _with_lookup(place: Place, tree: Any) -> Value:
    """Give a bare number, as the points of a table in an equation are."""
    weigh(place, tree.argument)
    return bare()


def _macro(place: Place, tree: Any, key: str) -> Value:
    macro, above = place.sheet.macros[key], place.call.above if place.call else frozenset()
    if key in above or len(above) > MAX_MACROS:
        return UNKNOWN
    values = [weigh(place, a) for a in tree.arguments]
    given = dict(zip(macro.takes, values, strict=False))
    return _local(place, Call(macro, given, above=above | {key}), key)


def _local(place: Place, call: Call, key: str) -> Value:
    """Weigh a macro's own variable once; where it waits for itself it is unknown."""
    if key not in call.known:
        call.known[key] = UNKNOWN
        equation = call.macro.equations[key]
        inner = replace(place, equation=equation, target=None, call=call)
        if type(equation.tree).__name__ == "IntegStructure":
            start = weigh(inner, equation.tree.initial)
            call.known[key] = start
            weigh(replace(inner, target=start.unit), equation.tree)
        else:
            call.known[key] = weigh(inner, equation.tree)
    return call.known[key]


EXPRESSIONS: dict[str, Rule] = {
    "Arithmetic": _arithmetic,
    "Logic": _logic,
    "Reference": _reference,
    "Call": _call,
    "InlineLookups": _with_lookup,
    "Game": lambda place, tree: weigh(place, tree.expression),
    "Initial": lambda place, tree: weigh(place, tree.initial),
}
"""Structures without memory, by their name."""
