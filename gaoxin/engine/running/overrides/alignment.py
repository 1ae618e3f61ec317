"""Labels paired with what they name: members, and elements of subscripts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.running.overrides.numbers import numbers
from gaoxin.engine.running.overrides.overridden import MEMBER, TIME, Overridden
from gaoxin.engine.values.graph import Array
from gaoxin.names import canonical


def aligned(slot: Overridden, value: Any, first: int) -> Array:
    """Return a DataArray's numbers in the order of the model's elements and the run's members.

    Parameters
    ----------
    slot : Overridden
    value : xarray.DataArray
        Over any of the variable's axes, ``time`` and ``member``. Labels pair it; an axis without
        labels is paired in its order.
    first : int
        The number of the run's first member.

    Returns
    -------
    array
        Shape ``(*subscripts or 1, times or 1, members or 1)``.

    Raises
    ------
    ModelError
        A dimension is no axis of the variable or stands twice, or labels are not its own.
    """
    dims = _dims(slot, value)
    order = [*slot.axes, TIME, MEMBER]
    values = numbers(slot, value.data).transpose([dims[axis][0] for axis in order if axis in dims])
    values = values.reshape([value.sizes[dims[axis][1]] if axis in dims else 1 for axis in order])
    for position, axis in enumerate(order):
        if axis not in dims or axis == TIME:
            continue
        labels = _labels(value, dims[axis][1])
        if axis == MEMBER:
            places = _members(slot, labels, first)
        else:
            places = _elements(slot, axis, labels, values.shape[position])
        if places is not None:
            values = values.take(places, position)
    return values


def _dims(slot: Overridden, value: Any) -> dict[str, tuple[int, Any]]:
    """Return the position and the own name of each axis that a DataArray has."""
    found: dict[str, tuple[int, Any]] = {}
    for position, name in enumerate(value.dims):
        axis = slot.axis(str(name))
        if axis is None:
            raise slot.refused(f"runs over '{name}'; it may run over {slot.known()}")
        if axis in found:
            raise slot.refused(
                f"runs over '{found[axis][1]}' and over '{name}', which are one subscript; leave "
                f"one of them out{_again(slot)}"
            )
        found[axis] = position, name
    return found


def _again(slot: Overridden) -> str:
    """Return how to name a subscript that a variable has twice, where it has."""
    keys = [dim.key for dim in slot.variable.dims]
    return f", or name them {list(slot.known()[2:])}" if len(set(keys)) < len(keys) else ""


def _labels(value: Any, name: Any) -> npt.NDArray[Any] | None:
    return np.asarray(value.coords[name].values) if name in value.coords else None


def _elements(
    slot: Overridden, axis: str, labels: npt.NDArray[Any] | None, length: int
) -> npt.NDArray[np.intp] | None:
    """Return where each element of a subscript is; None: in its own place."""
    elements = slot.axes[axis].elements
    if labels is None and length == len(elements):
        return None
    if labels is None:
        named = ", ".join(slot.ranges.spelling[element] for element in elements[:5])
        raise slot.refused(
            f"has {length} elements along '{slot.spelled(axis)}', not {len(elements)}; give one "
            f"for each of {named}{', ...' if len(elements) > 5 else ''}, with these as labels"
        )
    keys = [canonical(str(label)) for label in labels]
    if sorted(keys) != sorted(elements):
        raise slot.refused(
            f"must have each element of '{slot.spelled(axis)}' once: {_odd(keys, elements)}"
        )
    places = {key: place for place, key in enumerate(keys)}
    found = np.array([places[element] for element in elements], dtype=np.intp)
    return None if np.array_equal(found, np.arange(length)) else found


def _odd(keys: Sequence[str], elements: Sequence[str]) -> str:
    """Return how labels differ from the elements that they should be."""
    faults = {
        "is missing": [key for key in elements if key not in keys],
        "is none of them": [key for key in keys if key not in elements],
        "stands twice": [key for key in elements if keys.count(key) > 1],
    }
    return ", ".join(f"'{found[0]}' {fault}" for fault, found in faults.items() if found)


def _members(
    slot: Overridden, labels: npt.NDArray[Any] | None, first: int
) -> npt.NDArray[np.intp] | None:
    """Return where each member of a run is; None: in its own place."""
    if labels is None:
        return None
    wanted = np.arange(first, first + len(labels))
    if labels.dtype.kind in "iuf" and np.array_equal(labels, wanted):
        return None
    order = np.argsort(labels, kind="stable") if labels.dtype.kind in "iuf" else None
    if order is None or not np.array_equal(labels[order], wanted):
        last = f" to {wanted[-1]}" if len(wanted) > 1 else ""
        raise slot.refused(
            f"has members labelled {_few(labels)}, and those of the run are {first}{last}; write "
            "value.reset_index('member', drop=True) to take them in their order (of a pandas "
            "table: value.reset_index(drop=True))"
        )
    return np.asarray(order, dtype=np.intp)


def _few(labels: npt.NDArray[Any]) -> str:
    told = ", ".join(str(label) for label in labels[:4].tolist())
    return f"[{told}{', ...' if len(labels) > 4 else ''}]"
