"""Trajectories and sweeps as netCDF."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from gaoxin.errors import DataError

if TYPE_CHECKING:
    import xarray as xr


RUNS = "runs.nc"

GROUP = 64 * 2**20
"""Bytes of trajectories that are written at once."""


def described(runs: xr.Dataset, facts: Mapping[str, Any]) -> xr.Dataset:
    """Return trajectories with what they are of and were made from as attributes."""
    return runs.assign_attrs({"failed": [], **runs.attrs, **facts})


def write_netcdf(path: Path, dataset: xr.Dataset) -> None:
    """Write a Dataset as netCDF-4; an attribute that is a list or a mapping becomes JSON.

    Values are kept in full: a target met to the last digit stays met when read back. A name
    that holds ``/``, which netCDF keeps for groups, has it written as ``∕`` (U+2215).

    Raises
    ------
    DataError
        The file cannot be written, as on a full disk.
    """
    names = {name: str(name).replace("/", "∕") for name in dataset.variables}
    named = dataset.rename({old: new for old, new in names.items() if old != new})
    plain = {key: _attribute(value) for key, value in dataset.attrs.items()}
    try:
        mode: Literal["w", "a"] = "w"
        for group in _groups(named.assign_attrs(plain)):
            group.to_netcdf(path, mode=mode, engine="netcdf4")
            mode = "a"
    except RuntimeError as error:
        # The library reports a full disk as "NetCDF: HDF error", and not as an OSError.
        if "NetCDF" not in str(error):
            raise
        message = f"results cannot be written ({error}): the disk may be full"
        raise DataError(message, path=path) from None


def _groups(runs: xr.Dataset) -> Iterator[xr.Dataset]:
    """Yield some of the variables at a time: xarray loads all that it writes before it does."""
    groups: list[list[Hashable]] = [[]]
    size = 0
    for name, array in runs.data_vars.items():
        if size and size + array.nbytes > GROUP:
            groups.append([])
            size = 0
        groups[-1].append(name)
        size += array.nbytes
    yield runs.drop_vars([name for names in groups[1:] for name in names])
    for names in groups[1:]:
        yield runs[names]


def read_runs(path: Path) -> xr.Dataset:
    """Read trajectories of :func:`write_netcdf`, names and ``attrs["failed"]`` as they were."""
    import xarray as xr

    with xr.open_dataset(path, engine="netcdf4") as stored:
        runs = stored.load()
    names = {name: str(name).replace("∕", "/") for name in runs.data_vars}
    runs = runs.rename({old: new for old, new in names.items() if old != new})
    return runs.assign_attrs(failed=json.loads(runs.attrs["failed"]))


def _attribute(value: Any) -> str | int | float:
    """Return `value` as a netCDF attribute that reads back the same: a list or dict is JSON."""
    if isinstance(value, str | int | float):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_listed)


def _listed(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else str(value)
