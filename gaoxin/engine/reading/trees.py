"""PySD's syntax trees without PySD: records of the same names and fields, and what they name.

Lowering goes by a record's name and fields, so that a tree that comes out of the cache serves
as well as one that PySD has made, and PySD, half a second to import, stays out of a second start.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from gaoxin.names import canonical

STRUCTURES: dict[str, tuple[str, ...]] = {
    "ArithmeticStructure": ("operators", "arguments"),
    "LogicStructure": ("operators", "arguments"),
    "SubscriptsReferenceStructure": ("subscripts",),
    "ReferenceStructure": ("reference", "subscripts"),
    "CallStructure": ("function", "arguments"),
    "GameStructure": ("expression",),
    "AllocateAvailableStructure": ("request", "pp", "avail"),
    "AllocateByPriorityStructure": ("request", "priority", "size", "width", "supply"),
    "InitialStructure": ("initial",),
    "IntegStructure": ("flow", "initial", "non_negative"),
    "DelayStructure": ("input", "delay_time", "initial", "order"),
    "DelayNStructure": ("input", "delay_time", "initial", "order"),
    "DelayFixedStructure": ("input", "delay_time", "initial"),
    "SmoothStructure": ("input", "smooth_time", "initial", "order"),
    "SmoothNStructure": ("input", "smooth_time", "initial", "order"),
    "TrendStructure": ("input", "average_time", "initial_trend"),
    "ForecastStructure": ("input", "average_time", "horizon", "initial_trend"),
    "SampleIfTrueStructure": ("condition", "input", "initial"),
    "LookupsStructure": ("x", "y", "x_limits", "y_limits", "type"),
    "InlineLookupsStructure": ("argument", "lookups"),
    "DataStructure": (),
    "GetLookupsStructure": ("file", "tab", "x_row_or_col", "cell"),
    "GetDataStructure": ("file", "tab", "time_row_or_col", "cell"),
    "GetConstantsStructure": ("file", "tab", "cell"),
}
"""Name and fields of every record that a tree may hold."""

BINDING = frozenset({"prod", "sum", "vector_select", "vmax", "vmin"})
"""Functions over the subscripts that are marked ``!`` in their arguments."""


def structure(name: str, values: list[Any]) -> Any:
    """Return the record `name` with its fields' values, in order.

    Raises
    ------
    KeyError, ValueError
        No such record, or not as many values as it has fields.
    """
    record = _record(name)()
    for field, value in zip(STRUCTURES[name], values, strict=True):
        setattr(record, field, value)
    return record


@cache
def _record(name: str) -> type[Any]:
    """Return the class of a record. Its name and fields are those of the table above, only."""
    fields = STRUCTURES[name]
    body = {"__slots__": fields, "__dataclass_fields__": dict.fromkeys(fields)}
    return type(name, (), body)


def marked(tree: Any) -> list[str]:
    """Return the subscripts marked ``!`` in a tree, without those of sums inside it."""
    found: list[str] = []
    for reference in references(tree, inside_folds=False):
        if reference.subscripts:
            found += [s for s in reference.subscripts.subscripts if s.strip().endswith("!")]
    return found


def references(tree: Any, inside_folds: bool = True) -> list[Any]:
    """Return every reference in a tree, in order."""
    found: list[Any] = []
    stack: list[Any] = [tree]
    while stack:
        item = stack.pop()
        if isinstance(item, (tuple, list)):
            stack.extend(reversed(item))
        elif hasattr(item, "reference"):
            found.append(item)
        elif hasattr(item, "function"):
            if inside_folds or canonical(item.function.reference) not in BINDING:
                stack.append(item.arguments)
            if item.function.subscripts:
                found.append(item.function)
        elif hasattr(item, "__dataclass_fields__"):
            stack.extend(reversed([getattr(item, f) for f in item.__dataclass_fields__]))
    return found
