"""Functions that are a node of their own in the tree, and how their arguments stand in it.

A function that is not here is a call by its name: lowering knows it, or refuses it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gaoxin.engine.reading import trees
from gaoxin.engine.reading.trees import CallStructure, ReferenceStructure
from gaoxin.names import canonical

Build = Callable[..., Any]
"""Makes the node from the arguments, in the order in which they are written."""

Forms = Mapping[str, Mapping[int, Build]]
"""Canonical name of a function: for each number of arguments that it takes, what makes its node."""


def called(name: str, *order: int) -> Build:
    """Return what makes a call of a function of another name, its arguments in another order."""

    def build(*given: Any) -> CallStructure:
        arguments = tuple(given[i] for i in order) if order else given
        return CallStructure(ReferenceStructure(name), arguments)

    return build


VENSIM: Forms = {
    "integ": {2: trees.IntegStructure},
    "smooth": {2: lambda x, t: trees.SmoothStructure(x, t, x, 1.0)},
    "smoothi": {3: lambda x, t, start: trees.SmoothStructure(x, t, start, 1.0)},
    "smooth3": {2: lambda x, t: trees.SmoothStructure(x, t, x, 3.0)},
    "smooth3i": {3: lambda x, t, start: trees.SmoothStructure(x, t, start, 3.0)},
    "smooth_n": {4: trees.SmoothNStructure},
    "delay1": {2: lambda x, t: trees.DelayStructure(x, t, x, 1.0)},
    "delay1i": {3: lambda x, t, start: trees.DelayStructure(x, t, start, 1.0)},
    "delay3": {2: lambda x, t: trees.DelayStructure(x, t, x, 3.0)},
    "delay3i": {3: lambda x, t, start: trees.DelayStructure(x, t, start, 3.0)},
    "delay_n": {4: trees.DelayNStructure},
    "delay_fixed": {3: trees.DelayFixedStructure},
    "trend": {3: trees.TrendStructure},
    "forecast": {3: lambda x, t, ahead: trees.ForecastStructure(x, t, ahead, 0.0)},
    "sample_if_true": {3: trees.SampleIfTrueStructure},
    "initial": {1: trees.InitialStructure},
    "game": {1: trees.GameStructure},
    "allocate_available": {3: trees.AllocateAvailableStructure},
    "allocate_by_priority": {5: trees.AllocateByPriorityStructure},
    "pulse_train": {4: called("pulse_train", 0, 2, 1, 3)},
    "get_direct_constants": {3: trees.GetConstantsStructure},
    "get_direct_data": {4: trees.GetDataStructure},
    "get_direct_lookups": {4: trees.GetLookupsStructure},
    "get_xls_constants": {3: trees.GetConstantsStructure},
    "get_xls_data": {4: trees.GetDataStructure},
    "get_xls_lookups": {4: trees.GetLookupsStructure},
}
"""Of Vensim."""


def call_or_node(forms: Forms, function: ReferenceStructure, arguments: tuple[Any, ...]) -> Any:
    """Return the node of a function that has one, else a call by its name.

    Parameters
    ----------
    forms : Forms
        Of the language.
    function : ReferenceStructure
    arguments : tuple of syntax trees

    Returns
    -------
    syntax tree

    Raises
    ------
    ValueError
        The function takes another number of arguments; the message says which.
    """
    known = forms.get(canonical(function.reference))
    if known is None or function.subscripts is not None:
        return CallStructure(function, arguments)
    if len(arguments) not in known:
        name = canonical(function.reference).replace("_", " ").upper()
        counts = " or ".join(map(str, sorted(known)))
        plural = "" if counts == "1" else "s"
        raise ValueError(f"{name} takes {counts} argument{plural}, not {len(arguments)}")
    return known[len(arguments)](*arguments)
