"""A table of members as overrides: a column a constant or one of its elements, a row a member."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.engine.contents import Contents
from gaoxin.engine.reading.variables import default
from gaoxin.engine.running.overrides.numbers import numbers
from gaoxin.engine.running.overrides.overridden import MEMBER, Overridden
from gaoxin.errors import ModelError, nearest
from gaoxin.names import canonical, split

if TYPE_CHECKING:
    import pandas

Find = Callable[[str], tuple[str, bool]]
"""From a name to the variable's key, and whether its initial value is meant."""


@dataclass
class _Columns:
    """The columns of one variable: one for all of its elements, or one for each of some."""

    name: str
    slot: Overridden
    is_start: bool
    whole: str | None = None
    elements: dict[tuple[int, ...], str] = field(default_factory=dict)

    @property
    def first(self) -> str:
        """Return the first column."""
        return self.whole if self.whole is not None else next(iter(self.elements.values()))


def is_table(value: Any) -> bool:
    """Return whether a value is a table of pandas."""
    return hasattr(value, "iloc") and hasattr(value, "columns")


def by_variable(contents: Contents, table: pandas.DataFrame, find: Find) -> dict[str, Any]:
    """Return the overrides of a table of members, one for each variable.

    Parameters
    ----------
    contents : Contents
    table : DataFrame
        Columns ``name``, or ``name[element, ...]``; elements without a column keep the model's
        own value. The index numbers the members.
    find : callable
        See :data:`Find`.

    Returns
    -------
    dict of str to xarray.DataArray
        By the name as the columns spell it.

    Raises
    ------
    ModelError
        A column is unknown (with the nearest name) or stands twice, or its numbers are none.
    """
    labels = np.asarray(table.index)
    if not len(table) or labels.dtype.kind not in "iu":
        raise ModelError(
            f"the table of members has {len(table)} rows with an index of {table.index.dtype}; "
            "number its rows, as table.reset_index(drop=True)",
            path=contents.path,
        )
    found: dict[tuple[str, bool], _Columns] = {}
    for column in table.columns:
        _sort_in(contents, found, column, find)
    return {one.name: _array(table, one, labels) for one in found.values()}


def _sort_in(
    contents: Contents, found: dict[tuple[str, bool], _Columns], column: Any, find: Find
) -> None:
    """Put a column with the others of its variable."""
    if not isinstance(column, str):
        raise ModelError(
            f"column {column!r} of the table of members is no name; write a constant's, as text",
            path=contents.path,
        )
    name, elements = _parts(contents, column)
    key, is_start = find(name)
    slot = Overridden(contents.path, contents.variables[key], contents.ranges)
    own = found.setdefault((key, is_start), _Columns(name, slot, is_start))
    place = _place(slot, column, elements) if elements else None
    other = own.whole if own.whole is not None else own.elements.get(place or ())
    if place is None and own.elements:
        other = own.first
    if other is not None:
        raise slot.refused(
            f"stands in two columns, '{other}' and '{column}'; leave one of them out"
        )
    if place is None:
        own.whole = column
    else:
        own.elements[place] = column


def _parts(contents: Contents, column: str) -> tuple[str, tuple[str, ...]]:
    """Return the name and the elements of a column."""
    if canonical(column) in contents.variables:
        return column, ()
    try:
        return split(column)
    except ValueError as error:
        raise ModelError(f"column of the table of members: {error}", path=contents.path) from None


def _place(slot: Overridden, column: str, elements: tuple[str, ...]) -> tuple[int, ...]:
    """Return where an element stands in its variable."""
    dims = list(slot.axes.values())
    spelling = slot.ranges.spelling
    if len(elements) != len(dims):
        example = ", ".join(spelling[dim.elements[0]] for dim in dims)
        write = f"{slot.variable.name}[{example}]" if dims else slot.variable.name
        raise slot.refused(
            f"has a column '{column}' of {len(elements)} elements, and the variable has "
            f"{len(dims)} subscripts; write {write}"
        )
    found = []
    for element, dim in zip(elements, dims, strict=True):
        if canonical(element) not in dim.elements:
            known = [spelling[e] for e in dim.elements]
            raise slot.refused(
                f"has a column '{column}', and there is no element '{element}' in "
                f"'{spelling[dim.key]}'{nearest(element, known)}"
            )
        found.append(dim.elements.index(canonical(element)))
    return tuple(found)


def _array(table: pandas.DataFrame, own: _Columns, labels: Any) -> Any:
    """Return the override of a variable, over members and its elements."""
    import xarray

    slot = own.slot
    if own.whole is not None:
        values = numbers(slot, table[own.whole])
        return xarray.DataArray(values, dims=MEMBER, coords={MEMBER: labels})
    shape = slot.variable.shape
    if len(own.elements) < int(np.prod(shape)) and (own.is_start or not slot.variable.is_constant):
        raise slot.refused(
            f"has columns for {len(own.elements)} of its {int(np.prod(shape))} elements, and no "
            "value of its own for the others; add a column for each"
        )
    whole = np.empty((len(table), *shape))
    if len(own.elements) < int(np.prod(shape)):
        whole[:] = default(slot.path, slot.variable)
    for place, column in own.elements.items():
        at: tuple[slice | int, ...] = (slice(None), *place)
        whole[at] = numbers(slot, table[column])
    return xarray.DataArray(whole, dims=(MEMBER, *slot.axes), coords={MEMBER: labels})
