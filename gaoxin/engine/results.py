"""Trajectories as an xarray Dataset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.contents import Contents
from gaoxin.engine.plan import MEMBER, MEMORY, TIME, Plan
from gaoxin.engine.subscripts import Ranges
from gaoxin.engine.timing import Timing
from gaoxin.engine.variables import Variable

if TYPE_CHECKING:
    import xarray


@dataclass(frozen=True)
class Store:
    """Room for one output: array of shape ``(saved times or 1, *subscripts, members or 1)``."""

    values: npt.NDArray[np.float64]
    in_time: bool
    by_member: bool


def stores(plan: Plan, timing: Timing, members: int, room: Any = np.empty) -> dict[str, Store]:
    """Make room for every output.

    Parameters
    ----------
    room : callable
        Makes an array of a shape: ``numpy.empty``, or one that other processes see.
    """
    made = {}
    for key, node in plan.outputs.items():
        rate = plan.rate(node)
        in_time, by_member = bool(rate & (TIME | MEMORY)), bool(rate & MEMBER)
        times = len(timing.saved) if in_time else 1
        shape = (times, *node.shape, members if by_member else 1)
        made[key] = Store(room(shape), in_time, by_member)
    return made


def failed_members(
    filled: Mapping[str, Store],
    members: int,
    blanks: Mapping[str, npt.NDArray[np.bool_]] | None = None,
) -> list[int]:
    """Return the members with a value that is not finite; all of them where no member axis is.

    Parameters
    ----------
    blanks : mapping, optional
        Elements of outputs that may be NaN.
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
    timing: Timing,
    filled: Mapping[str, Store],
    members: int | None,
    attributes: Mapping[str, Any],
) -> xarray.Dataset:
    """Wrap outputs.

    Returns
    -------
    xarray.Dataset
        Each variable has dims ``("member", *subscripts, "time")``, without ``time`` when it never
        varies in time, and without ``member`` when `members` is None and it does not vary over
        members. Attributes: ``units``, ``comment``.
    """
    import xarray

    ranges = contents.ranges
    arrays = {}
    used: set[str] = set()
    for key, store in filled.items():
        variable = contents.variables[key]
        values = np.moveaxis(_whole_ranges(variable, ranges, store.values), 0, -1)
        values = np.moveaxis(values, -2, 0)
        dims = [ranges.spelling[d.key] for d in variable.dims]
        used.update(d.key for d in variable.dims)
        if members is not None:
            values = np.broadcast_to(values, (members, *values.shape[1:]))
        keep = members is not None or store.by_member
        values = values if keep else values[0]
        values = values if store.in_time else values[..., 0]
        names = [*(["member"] if keep else []), *dims, *(["time"] if store.in_time else [])]
        about = {"units": _about(variable, "unit"), "comment": _about(variable, "comment")}
        arrays[variable.name] = xarray.DataArray(values, dims=names, attrs=about)
    coords: dict[str, Any] = {ranges.spelling[k]: _labels(ranges, k) for k in sorted(used)}
    coords["time"] = timing.saved_times
    count = members or max((s.values.shape[-1] for s in filled.values() if s.by_member), default=0)
    if count:
        coords["member"] = np.arange(count)
    return xarray.Dataset(arrays, coords=coords, attrs=dict(attributes))


def _labels(ranges: Ranges, key: str) -> list[str]:
    return [ranges.spelling[e] for e in ranges.elements[key]]


def _about(variable: Variable, field: str) -> str:
    texts = [str(getattr(e, field)) for e in variable.equations]
    return next((t for t in reversed(texts) if t), "")


def _whole_ranges(
    variable: Variable, ranges: Ranges, values: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Spread a variable that is defined for part of a range over the whole range, NaN elsewhere."""
    whole = [ranges.elements[d.key] for d in variable.dims]
    if all(d.elements == w for d, w in zip(variable.dims, whole, strict=True)):
        return values
    out = np.full((values.shape[0], *map(len, whole), values.shape[-1]), np.nan)
    index = [[w.index(e) for e in d.elements] for d, w in zip(variable.dims, whole, strict=True)]
    out[np.ix_(range(values.shape[0]), *index, range(values.shape[-1]))] = values
    return out
