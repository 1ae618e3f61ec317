"""Functions that are a node of their own in the tree, and how their arguments stand in it.

A function that is not here is a call by its name: lowering knows it, or refuses it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gaoxin.engine.reading import trees
from gaoxin.engine.reading.trees import Call, Reference
from gaoxin.names import canonical

Build = Callable[..., Any]
"""Makes the node from the arguments, in the order in which they are written."""

Forms = Mapping[str, Mapping[int, Build]]
"""Canonical name of a function: for each number of arguments that it takes, what makes its node."""


def called(name: str, *order: int) -> Build:
    """Return what makes a call of a function of another name, its arguments in another order."""

    def build(*given: Any) -> Call:
        arguments = tuple(given[i] for i in order) if order else given
        return Call(Reference(name), arguments)

    return build


VENSIM: Forms = {
    "integ": {2: trees.Integ},
    "smooth": {2: lambda x, t: trees.Smooth(x, t, x, 1.0)},
    "smoothi": {3: lambda x, t, start: trees.Smooth(x, t, start, 1.0)},
    "smooth3": {2: lambda x, t: trees.Smooth(x, t, x, 3.0)},
    "smooth3i": {3: lambda x, t, start: trees.Smooth(x, t, start, 3.0)},
    "smooth_n": {4: trees.SmoothN},
    "delay1": {2: lambda x, t: trees.Delay(x, t, x, 1.0)},
    "delay1i": {3: lambda x, t, start: trees.Delay(x, t, start, 1.0)},
    "delay3": {2: lambda x, t: trees.Delay(x, t, x, 3.0)},
    "delay3i": {3: lambda x, t, start: trees.Delay(x, t, start, 3.0)},
    "delay_n": {4: trees.DelayN},
    "delay_fixed": {3: trees.DelayFixed},
    "trend": {3: trees.Trend},
    "forecast": {3: lambda x, t, ahead: trees.Forecast(x, t, ahead, 0.0)},
    "sample_if_true": {3: trees.SampleIfTrue},
    "initial": {1: trees.Initial},
    "game": {1: trees.Game},
    "allocate_available": {3: trees.AllocateAvailable},
    "allocate_by_priority": {5: trees.AllocateByPriority},
    "pulse_train": {4: called("pulse_train", 0, 2, 1, 3)},
    "get_direct_constants": {3: trees.GetConstants},
    "get_direct_data": {4: trees.GetData},
    "get_direct_lookups": {4: trees.GetLookups},
    "get_xls_constants": {3: trees.GetConstants},
    "get_xls_data": {4: trees.GetData},
    "get_xls_lookups": {4: trees.GetLookups},
}
"""Of Vensim."""


def call_or_node(forms: Forms, function: Reference, arguments: tuple[Any, ...]) -> Any:
    """Return the node of a function that has one, else a call by its name.

    Parameters
    ----------
    forms : Forms
        Of the language.
    function : Reference
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
        return Call(function, arguments)
    if len(arguments) not in known:
        name = canonical(function.reference).replace("_", " ").upper()
        counts = " or ".join(map(str, sorted(known)))
        plural = "" if counts == "1" else "s"
        raise ValueError(f"{name} takes {counts} argument{plural}, not {len(arguments)}")
    return known[len(arguments)](*arguments)
