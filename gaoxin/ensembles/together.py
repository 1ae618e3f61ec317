"""Several ensembles of one model in one run: variants of a scenario, or of its draws.

A run of few members spends its time on calls, not on numbers; laid side by side, many small
ensembles cost little more than one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.ensembles.members import overrides

if TYPE_CHECKING:
    import xarray as xr

    from gaoxin.desks.desk import Desk
    from gaoxin.engine.model import Model
    from gaoxin.ensembles.member_draws import Draws
    from gaoxin.ensembles.scenario import Scenario


def run_together(
    desk: Desk,
    model: Model,
    variants: Sequence[tuple[Scenario, Draws]],
    *,
    workers: int | None = None,
    outputs: Sequence[str],
) -> list[xr.Dataset]:
    """Return the runs of each scenario over its draws, as :func:`run_scenario` would alone.

    Parameters
    ----------
    desk : Desk
    model : Model
    variants : sequence of (Scenario, Draws)
    workers : int, optional
        Cores to use; all that are there by default.
    outputs : sequence of str
        Names of the variables to keep.

    Returns
    -------
    list of Dataset
        In the order of `variants`, dimensions ``(member, [subscripts,] time)`` at whole years.

    Raises
    ------
    NonFinite
        Over 1 % of all members left the finite numbers.
    """
    sizes = [draws.members for _, draws in variants]
    changed = [
        overrides(desk, scenario, draws.constants, members=draws.members, seed=draws.seed)
        for scenario, draws in variants
    ]
    whole = model.run(
        _stacked(changed, sizes, model),
        outputs=list(outputs),
        members=sum(sizes),
        save_every=1.0,
        workers=workers,
    )
    ends = np.cumsum(sizes)
    return [_part(whole, end - size, end) for size, end in zip(sizes, ends, strict=True)]


def _part(whole: xr.Dataset, start: int, end: int) -> xr.Dataset:
    """Return some members as a run of their own, counted from 0."""
    part = whole.isel(member=slice(start, end)) if "member" in whole.dims else whole
    failed = [member - start for member in whole.attrs.get("failed", ()) if start <= member < end]
    if "member" in part.coords:
        part = part.assign_coords(member=np.arange(end - start))
    return part.assign_attrs(failed=failed)


def _stacked(
    changed: Sequence[Mapping[str, Any]], sizes: Sequence[int], model: Model
) -> dict[str, Any]:
    """Return the overrides of all variants as those of one run, members one after another."""
    names = dict.fromkeys(name for one in changed for name in one)
    return {name: _stack(name, changed, sizes, model) for name in names}


def _stack(
    name: str, changed: Sequence[Mapping[str, Any]], sizes: Sequence[int], model: Model
) -> Any:
    values = [one.get(name) for one in changed]
    first = values[0]
    if not _is_array(first) and all(not _is_array(v) and v == first for v in values):
        return first
    default = model.default(name)
    if default.ndim == 0 and all(not _is_labelled(v) for v in values):
        own = float(default.values)
        columns = [np.full(n, own if v is None else v) for v, n in zip(values, sizes, strict=True)]
        return np.concatenate(columns)
    return _stack_labelled([default if v is None else v for v in values], sizes, default)


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray) or _is_labelled(value)


def _is_labelled(value: Any) -> bool:
    return hasattr(value, "dims")


def _stack_labelled(values: Sequence[Any], sizes: Sequence[int], default: xr.DataArray) -> Any:
    """Stack values of which some have subscripts or a time: each gets all dimensions there are."""
    import xarray as xr

    arrays = [_labelled(value) for value in values]
    times = sorted({t for a in arrays if "time" in a.dims for t in a["time"].values.tolist()})
    parts = []
    for array, size in zip(arrays, sizes, strict=True):
        part = _over_times(array, times) if times else array
        part = part if "member" in part.dims else part.expand_dims(member=size)
        part = part.drop_vars("member", errors="ignore")
        parts.append(part.transpose("member", *default.dims, ...))
    return xr.concat(parts, dim="member", coords="minimal", compat="override", join="exact")


def _labelled(value: Any) -> xr.DataArray:
    import xarray as xr

    if isinstance(value, xr.DataArray):
        return value
    return xr.DataArray(value, dims="member" if np.ndim(value) else ())


def _over_times(array: xr.DataArray, times: Sequence[float]) -> xr.DataArray:
    """Return an override at all `times`; each of its values holds from its own on."""
    if "time" in array.dims:
        if array.sizes["time"] == len(times):
            return array  # all times there are, in order
        return array.reindex(time=times, method="ffill")
    return array.expand_dims(time=times)
