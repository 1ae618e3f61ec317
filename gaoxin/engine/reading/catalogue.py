"""The table of a model's variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gaoxin.engine.reading.subscripts import Ranges
from gaoxin.engine.reading.variables import CONTROLS, Variable

if TYPE_CHECKING:
    import pandas


def kind(variable: Variable) -> str:
    """Return constant, stock, auxiliary, lookup, data or time."""
    first = variable.equations[0]
    if variable.key in CONTROLS:
        return "time"
    if first.kind in {"lookup", "data"}:
        return first.kind
    if variable.is_constant:
        return "constant"
    return "stock" if type(first.tree).__name__ == "Integ" else "auxiliary"


def units_and_limits(variable: Variable) -> dict[str, Any]:
    """Return the unit, the comment and the limits that any of its equations states."""
    about: dict[str, Any] = {"units": "", "comment": ""}
    for equation in variable.equations:
        about["units"] = equation.unit or about["units"]
        about["comment"] = equation.comment or about["comment"]
        if equation.low is not None:
            about["low"] = equation.low
        if equation.high is not None:
            about["high"] = equation.high
    return about


_COLUMNS = ["name", "kind", "unit", "low", "high", "subscripts", "comment", "group", "line"]


def table(variables: Mapping[str, Variable], ranges: Ranges) -> pandas.DataFrame:
    """Return a row a variable, in order of the file.

    Columns: name, kind, unit, low, high (NaN where none is stated), subscripts (a tuple of range
    names), comment, group, line.
    """
    import pandas

    rows = []
    for variable in variables.values():
        about = units_and_limits(variable)
        rows.append(
            {
                "name": variable.name,
                "kind": kind(variable),
                "unit": about["units"],
                "low": about.get("low", float("nan")),
                "high": about.get("high", float("nan")),
                "subscripts": tuple(ranges.spelling[d.key] for d in variable.dims),
                "comment": about["comment"],
                "group": variable.equations[0].group,
                "line": variable.line,
            }
        )
    return pandas.DataFrame(rows, columns=_COLUMNS)
