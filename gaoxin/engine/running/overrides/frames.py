"""Tables of pandas as arrays with named dimensions, by the labels of their rows and columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.engine.running.overrides.numbers import numbers
from gaoxin.engine.running.overrides.overridden import MEMBER, TIME, Overridden, X
from gaoxin.names import canonical

if TYPE_CHECKING:
    import pandas


def named(slot: Overridden, value: Any) -> Any:
    """Return a Series or a DataFrame as a DataArray; anything else as it is.

    A row's or column's axis is told by its index' name, where that is an axis of the variable;
    else by its labels: elements of a subscript; x of a lookup; whole numbers, which are members.

    Raises
    ------
    ModelError
        The labels are none of these.
    """
    if not hasattr(value, "iloc"):
        return value
    import pandas
    import xarray

    if isinstance(value, pandas.Series):
        indexes = [value.index]
    elif isinstance(value, pandas.DataFrame):
        if slot.is_lookup and _columns(value) == ["x", "y"]:
            return numbers(slot, value)
        indexes = [value.index, value.columns]
    else:
        return value
    dims = [_axis(slot, index) for index in indexes]
    if len(set(dims)) < len(dims):
        raise slot.refused(
            f"has rows and columns that both are '{slot.spelled(dims[0])}'; write an "
            "xarray.DataArray with named dimensions"
        )
    coords = {dim: np.asarray(index) for dim, index in zip(dims, indexes, strict=True)}
    return xarray.DataArray(_values(slot, value), coords=coords, dims=dims)


def _columns(frame: pandas.DataFrame) -> list[str]:
    return [canonical(str(name)) for name in frame.columns]


def _values(slot: Overridden, table: Any) -> Any:
    """Return a table's values as numbers; a missing one is NaN, which is refused."""
    import pandas

    types = [table.dtype] if table.ndim == 1 else list(table.dtypes)
    extended = all(
        pandas.api.types.is_extension_array_dtype(t) and pandas.api.types.is_numeric_dtype(t)
        for t in types
    )
    return numbers(slot, table.to_numpy(np.float64, na_value=np.nan) if extended else table)


def _axis(slot: Overridden, index: pandas.Index[Any]) -> str:
    """Return which axis an index is."""
    if index.nlevels > 1:
        raise slot.refused(
            f"has an index of {index.nlevels} levels; write value.unstack(), or an "
            "xarray.DataArray with named dimensions"
        )
    axis = slot.axis(str(index.name)) if index.name is not None else None
    if axis is not None:
        return axis
    kind = np.asarray(index).dtype.kind
    labels = list(index)
    if kind in "iu":
        return X if slot.is_lookup else MEMBER
    if kind == "f" and slot.is_lookup:
        return X
    if labels and all(isinstance(label, str) for label in labels):
        return _subscript(slot, [canonical(label) for label in labels])
    raise slot.refused(
        f"has an index of {index.dtype}, as {labels[:1]}; number its members from 0 on, name the "
        f"index '{TIME}' where it is time in the model's unit, or write value.to_numpy()"
    )


def _subscript(slot: Overridden, labels: list[str]) -> str:
    """Return which subscript has these labels as its elements."""
    fits = [axis for axis, dim in slot.axes.items() if set(labels) <= set(dim.elements)]
    if len(fits) == 1:
        return fits[0]
    if fits:
        names = " and of ".join(f"'{slot.spelled(axis)}'" for axis in fits)
        raise slot.refused(
            f"has labels {labels[:5]}, which are elements of {names}; name the index, as "
            f"value.rename_axis('{slot.spelled(fits[0])}')"
        )
    own = [f"'{slot.spelled(axis)}'" for axis in slot.axes]
    has = f"elements of its subscript {' or '.join(own)}" if own else "elements: it has none"
    raise slot.refused(
        f"has labels {labels[:5]}, which are no {has}; number its members from 0 on, or write "
        "value.to_numpy() to take them in their order"
    )
