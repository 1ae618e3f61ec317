"""The unit of an expression: operators, references, tables, calls, macros.

What is read is the tree of the equation as it was written, not the lowered graph, so that what is
found is told in the modeller's words.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from gaoxin.engine.reading.variables import CONTROLS
from gaoxin.engine.units.equation import EquationCheck, MacroCall, Rule, agree, want, whole_power
from gaoxin.engine.units.unit import DIMENSIONLESS, FAULTY, UNKNOWN, Inferred, bare, product
from gaoxin.names import canonical

MAX_MACROS = 30
"""Macros inside macros."""


def _arithmetic(check: EquationCheck, tree: Any) -> Inferred:
    operators, trees = list(tree.operators), tree.arguments
    values = [check.unit_of(t) for t in trees]
    if operators == ["negative"]:
        number = values[0].number
        return values[0] if number is None else bare(-number)
    if operators[0] in {"+", "-"}:
        return _sum(check, operators, list(zip(trees, values, strict=True)))
    if operators[0] == "^":
        value, base = values[-1], trees[-1]
        for other, under in reversed(list(zip(trees[:-1], values[:-1], strict=True))):
            value, base = power(check, (other, under), (base, value)), other
        return value
    signs = [1, *(1 if o == "*" else -1 for o in operators)]
    return product(zip(values, signs, strict=True))


def _sum(check: EquationCheck, operators: list[str], parts: list[tuple[Any, Inferred]]) -> Inferred:
    numbers = [value.number for _, value in parts]
    if any(number is None for number in numbers):
        return agree(check, parts)
    signs = [1.0, *(1.0 if o == "+" else -1.0 for o in operators)]
    return bare(math.fsum(s * (n or 0.0) for s, n in zip(signs, numbers, strict=True)))


def power(
    check: EquationCheck, base: tuple[Any, Inferred], exponent: tuple[Any, Inferred]
) -> Inferred:
    """Return the unit of a power: the exponent is a pure number, and where it varies the base is.

    Parameters
    ----------
    check : EquationCheck
    base, exponent : (tree, Inferred)

    Returns
    -------
    Inferred
    """
    (tree, value), (above, height) = base, exponent
    if not want(check, "exponent", DIMENSIONLESS, above, height, check.text(tree)):
        return FAULTY
    if value.unit is None:
        return value if value.is_unknown else _power_of_number(value, height)
    if value.unit.same(DIMENSIONLESS):
        return Inferred(DIMENSIONLESS)
    if height.is_bare:
        whole = whole_power(height)
        return UNKNOWN if whole is None else Inferred(value.unit**whole)
    if height.is_unknown:
        return UNKNOWN
    shown = {"subject": check.text(above), "other": check.text(tree)}
    return check.tell("base", "lenient", right=str(value.unit), **shown)


def _power_of_number(value: Inferred, height: Inferred) -> Inferred:
    if not height.is_bare:
        return Inferred(DIMENSIONLESS)
    try:
        found = float(value.number or 0.0) ** float(height.number or 0.0)
    except (ArithmeticError, ValueError):
        return bare()
    return bare(found) if isinstance(found, float) else bare()


def _logic(check: EquationCheck, tree: Any) -> Inferred:
    """Compare operands of one unit; the result is 0 or 1."""
    parts = [(t, check.unit_of(t)) for t in tree.arguments]
    if not str(tree.operators[0]).startswith(":"):
        agree(check, parts)
    return bare()


def _reference(check: EquationCheck, tree: Any) -> Inferred:
    key, model, call = canonical(tree.reference), check.model, check.call
    if call is not None:
        if key in call.given:
            return call.given[key]
        if key in call.macro.equations:
            return _local(check, call, key)
        key = key.removesuffix("$")
    if key == "time" or (key in CONTROLS and key not in model.variables):
        return Inferred(model.time)
    if key in model.variables:
        return Inferred(model.stated.get(key))
    return bare()  # a subscript as a number


def _call(check: EquationCheck, tree: Any) -> Inferred:
    key, model, call = canonical(tree.function.reference), check.model, check.call
    inside = call is not None and (key in call.given or key in call.macro.equations)
    if inside or (key in model.variables and key not in model.macros):
        return read_table(check, tree.function, tree.arguments[0] if tree.arguments else None)
    if key in model.macros:
        return _macro(check, tree, key)
    rule = model.calls.get(key)
    return UNKNOWN if rule is None else rule(check, tuple(tree.arguments))


def read_table(check: EquationCheck, table: Any, argument: Any) -> Inferred:
    """Return the unit of a lookup's value: its own; its x is in one unit wherever it is read.

    Parameters
    ----------
    check : EquationCheck
    table : syntax tree
        The reference.
    argument : syntax tree

    Returns
    -------
    Inferred
    """
    at = check.unit_of(argument)
    key = canonical(table.reference)
    if at.unit is not None and check.call is None:
        first = check.model.tables.setdefault(key, at.unit)
        want(check, "table", first, argument, at, check.model.names.get(key, table.reference))
    return _reference(check, table)


def _with_lookup(check: EquationCheck, tree: Any) -> Inferred:
    """Give a bare number, as the points of a table in an equation are."""
    check.unit_of(tree.argument)
    return bare()


def _macro(check: EquationCheck, tree: Any, key: str) -> Inferred:
    macro, above = check.model.macros[key], check.call.above if check.call else frozenset()
    if key in above or len(above) > MAX_MACROS:
        return UNKNOWN
    values = [check.unit_of(a) for a in tree.arguments]
    given = dict(zip(macro.takes, values, strict=False))
    return _local(check, MacroCall(macro, given, above=above | {key}), key)


def _local(check: EquationCheck, call: MacroCall, key: str) -> Inferred:
    """Return the unit of a macro's own variable, found once; unknown where it waits for itself."""
    if key not in call.known:
        call.known[key] = UNKNOWN
        equation = call.macro.equations[key]
        inner = replace(check, equation=equation, target=None, call=call)
        if type(equation.tree).__name__ == "Integ":
            start = inner.unit_of(equation.tree.initial)
            call.known[key] = start
            replace(inner, target=start.unit).unit_of(equation.tree)
        else:
            call.known[key] = inner.unit_of(equation.tree)
    return call.known[key]


def _place(*_: Any) -> Inferred:
    """Give the name of a dimension as a number."""
    return bare()


EXPRESSIONS: dict[str, Rule] = {
    "Arithmetic": _arithmetic,
    "Logic": _logic,
    "Reference": _reference,
    "Call": _call,
    "InlineLookups": _with_lookup,
    "Game": lambda check, tree: check.unit_of(tree.expression),
    "Initial": lambda check, tree: check.unit_of(tree.initial),
    "ElementPlace": _place,
}
"""Structures without memory, by their name."""
