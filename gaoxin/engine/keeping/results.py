"""Trajectories as an xarray Dataset."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.contents import Contents
from gaoxin.engine.reading.subscripts import Ranges
from gaoxin.engine.reading.variables import Variable
from gaoxin.engine.running.stores import Store
from gaoxin.engine.values.graph import Array

if TYPE_CHECKING:
    import xarray


def failed_members(
    filled: Mapping[str, Store],
    members: int,
    blanks: Mapping[str, npt.NDArray[np.bool_]] | None = None,
) -> list[int]:
    """Return the members with a value that is not finite; all of them where no member axis is.

    Parameters
    ----------
    filled : mapping of canonical name to Store
    members : int
        Of the run.
    blanks : mapping of canonical name to array of bool, shape (*subscripts,), optional
        Elements of outputs that may be NaN.

    Returns
    -------
    list of int
        In ascending order.
    """
    bad = np.zeros(members, dtype=bool)
    for key, store in filled.items():
        axes = tuple(range(store.values.ndim - 1))
        wrong = ~np.isfinite(store.values)
        if blanks and key in blanks:
            wrong &= ~(np.isnan(store.values) & blanks[key][..., None])
        bad |= wrong.any(axis=axes)
    return [int(i) for i in np.flatnonzero(bad)]


def dataset(
    contents: Contents,
    times: Array,
    filled: Mapping[str, Store],
    members: int | None,
    attributes: Mapping[str, Any],
    *,
    lead: str = "member",
    labels: Sequence[Any] | None = None,
    first: int = 0,
) -> xarray.Dataset:
    """Wrap outputs.

    Parameters
    ----------
    contents : Contents
    times : array, shape (time,)
        Instants of the stores that vary in time.
    filled : mapping of canonical name to Store
    members : int or None
        None for a single run.
    attributes : mapping
        Of the dataset.
    lead, labels
        Name and labels of the stores' last axis, which comes first in the result.
    first : int
        Where there are no labels, they are numbers from here on.

    Returns
    -------
    xarray.Dataset
        Each variable has dims ``("member", *subscripts, "time")``, without ``time`` when it never
        varies in time, and without ``member`` when `members` is None and it does not vary over
        members. Attributes: ``units``, ``comment``.

    Raises
    ------
    ModelError
        An output has the name of an axis of the result, or runs over a range that has it.
    """
    import xarray

    ranges = contents.ranges
    arrays = {}
    used: dict[str, str] = {}
    for key, store in filled.items():
        variable = contents.variables[key]
        keep = members is not None or store.by_member
        dims = ranges.axes(variable.dims)
        used.update({name: d.key for name, d in zip(dims, variable.dims, strict=True)})
        names = [*([lead] if keep else []), *dims, *(["time"] if store.in_time else [])]
        about = {"units": _about(variable, "unit"), "comment": _about(variable, "comment")}
        arranged = partial(_arranged, variable, ranges, members, keep, store.in_time)
        arrays[variable.name] = xarray.Variable(names, _values(store, arranged), about)
    coords: dict[str, Any] = {name: _labels(ranges, used[name]) for name in _ordered(used)}
    coords["time"] = times
    count = members or max((s.values.shape[-1] for s in filled.values() if s.by_member), default=0)
    _check_axes(contents, filled, [*used, "time", *([lead] if count else [])], lead)
    if count:
        coords[lead] = np.arange(first, first + count) if labels is None else list(labels)
    return xarray.Dataset(arrays, coords=coords, attrs=dict(attributes))


def _ordered(used: Mapping[str, str]) -> list[str]:
    """Return axes in the order of their ranges, each range's first axis first."""
    return sorted(used, key=lambda name: (used[name], len(name), name))


def _check_axes(
    contents: Contents, filled: Mapping[str, Store], axes: Sequence[str], lead: str
) -> None:
    """Refuse an output with the name of an axis, or of the axis that it would run over."""
    for variable in (contents.variables[key] for key in filled):
        own = contents.ranges.axes(variable.dims)
        named = variable.name if variable.name in axes else lead if lead in own else None
        if named is not None:
            raise contents.refused(
                variable,
                f"cannot run over an axis '{named}': the model has given that name already; leave "
                "it out of the outputs, or name the axis otherwise, as quantiles(dim='band')",
            )


def _arranged(
    variable: Variable,
    ranges: Ranges,
    members: int | None,
    keep: bool,
    in_time: bool,
    values: Array,
) -> Array:
    """Return a store's values in the order of a result's dimensions."""
    values = _whole_ranges(variable, ranges, values)
    values = values.transpose((-1, *range(1, values.ndim - 1), 0))
    if members is not None:
        values = np.broadcast_to(values, (members, *values.shape[1:]))
    values = values if keep else values[0]
    return values if in_time else values[..., 0]


def _values(store: Store, arranged: Callable[[Array], Array]) -> Any:
    """Return a store's values, or what reads them each time they are asked for."""
    if isinstance(store.values, np.ndarray):
        return arranged(store.values)
    from gaoxin.engine.keeping.lazy import lazy

    shape = arranged(np.broadcast_to(np.nan, store.values.shape)).shape
    return lazy(lambda: arranged(store.values.read()), shape)


def _labels(ranges: Ranges, key: str) -> list[str]:
    return [ranges.spelling[e] for e in ranges.elements[key]]


def _about(variable: Variable, field: str) -> str:
    texts = [str(getattr(e, field)) for e in variable.equations]
    return next((t for t in reversed(texts) if t), "")


def _whole_ranges(variable: Variable, ranges: Ranges, values: Array) -> Array:
    """Spread a variable that is defined for part of a range over the whole range, NaN elsewhere."""
    whole = [ranges.elements[d.key] for d in variable.dims]
    if all(d.elements == w for d, w in zip(variable.dims, whole, strict=True)):
        return values
    out = np.full((values.shape[0], *map(len, whole), values.shape[-1]), np.nan)
    place = [{e: i for i, e in enumerate(w)} for w in whole]
    index = [[p[e] for e in d.elements] for d, p in zip(variable.dims, place, strict=True)]
    out[np.ix_(range(values.shape[0]), *index, range(values.shape[-1]))] = values
    return out
