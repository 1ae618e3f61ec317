"""Which variables an equation names, and whether for the run or for its start alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gaoxin.engine.reading.equations import Macro
from gaoxin.engine.reading.variables import Variable
from gaoxin.names import canonical

AT_START = {
    "Integ": ("initial",),
    "Initial": ("initial",),
    "Delay": ("initial",),
    "DelayN": ("initial",),
    "DelayFixed": ("initial",),
    "Smooth": ("initial",),
    "SmoothN": ("initial",),
    "SampleIfTrue": ("initial",),
    "Trend": ("initial_trend",),
    "Forecast": ("initial_trend",),
}
"""Fields of structures that count at the start alone."""


FIRST_ARGUMENTS = {
    "active_initial": (1,),
    "delay_conveyor": (4, 5),
    "delay_information": (2,),
    "delay_material": (2,),
    "depreciate_straightline": (3,),
    "npv": (2,),
    "npve": (2,),
    "previous": (1,),
    "queue_front": (0,),
    "sample_until": (2,),
    "sinteg": (1,),
}
"""Arguments of functions that count at the start alone."""


def mentions(tree: Any, macros: Mapping[str, Macro]) -> Iterator[tuple[str, bool]]:
    """Yield the canonical name of all that a tree refers to, and whether for the start alone."""
    stack: list[tuple[Any, bool]] = [(tree, False)]
    while stack:
        item, start = stack.pop()
        if isinstance(item, (tuple, list)):
            stack += [(part, start) for part in reversed(item)]
        elif hasattr(item, "reference"):
            yield canonical(item.reference), start
        elif hasattr(item, "function"):
            key = canonical(item.function.reference)
            yield key, start
            if key in macros:
                yield from ((k, start) for k in _outer(macros[key]))
            for place, part in reversed(list(enumerate(item.arguments))):
                stack.append((part, start or (place in FIRST_ARGUMENTS.get(key, ()))))
        elif hasattr(item, "__dataclass_fields__") and not hasattr(item, "y_limits"):
            early = AT_START.get(type(item).__name__, ())
            for name in reversed(list(item.__dataclass_fields__)):
                stack.append((getattr(item, name), start or name in early))


def _outer(macro: Macro) -> Iterator[str]:
    """Yield the variables of the whole model that a macro names."""
    for equation in macro.equations.values():
        for key, _ in mentions(equation.tree, {}):
            if key.endswith("$"):
                yield key[:-1]


def uses(
    variable: Variable, variables: Mapping[str, Variable], macros: Mapping[str, Macro]
) -> dict[str, bool]:
    """Return what a variable uses, in order of mention, and whether for its start alone.

    Parameters
    ----------
    variable : Variable
    variables : mapping of canonical name to Variable
        Of the model; what is none of them is left out.
    macros : mapping of canonical name to Macro

    Returns
    -------
    dict of canonical name to bool
    """
    found: dict[str, bool] = {}
    for equation in variable.equations:
        for key, start in mentions(equation.tree, macros):
            if key in variables:
                found[key] = found.get(key, True) and start
    return found
