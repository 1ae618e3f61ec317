"""Values of a Dataset that are read each time they are asked for, and not kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import numpy as np
import xarray as xr
from xarray.backends import BackendArray
from xarray.core.indexing import (
    ExplicitIndexer,
    IndexingSupport,
    LazilyIndexedArray,
    explicit_indexing_adapter,
)

from gaoxin.engine.keeping import columns
from gaoxin.engine.values.graph import Array


class _Later(BackendArray):
    """An array that is behind a call."""

    def __init__(self, read: Callable[[], Array], shape: tuple[int, ...]) -> None:
        self.read, self.shape, self.dtype = read, shape, np.dtype(np.float64)

    def __getitem__(self, key: ExplicitIndexer) -> Any:
        return explicit_indexing_adapter(key, self.shape, IndexingSupport.BASIC, self._picked)

    def _picked(self, key: tuple[Any, ...]) -> Array:
        return np.array(self.read()[key], order="C")  # a copy: the rest need not stay


def lazy(read: Callable[[], Array], shape: tuple[int, ...]) -> Any:
    """Return the data of an xarray variable: `read` is called whenever its values are used.

    Parameters
    ----------
    read : callable
        Gives the whole array, of this shape.
    """
    return LazilyIndexedArray(_Later(read, shape))


def shelved(runs: xr.Dataset, names: Iterable[str]) -> xr.Dataset:
    """Return runs of which some variables lie in a temporary file, if they fill much memory.

    Parameters
    ----------
    names : iterable of str
        Variables with dimensions ``("member", "time")``.
    """
    arrays = {name: runs[name] for name in names}
    if sum(array.nbytes for array in arrays.values()) <= columns.IN_MEMORY:
        return runs
    times, members = runs.sizes["time"], runs.sizes["member"]
    shelf = columns.Columns(times * len(arrays), members)
    moved = {}
    for place, (name, array) in enumerate(arrays.items()):
        for row, values in enumerate(array.transpose("time", "member").values, place * times):
            shelf.put(row, 0, values)
        read = partial(_turned, shelf, place * times, times)
        moved[name] = xr.Variable(("member", "time"), lazy(read, (members, times)), array.attrs)
    return runs.assign(moved)


def _turned(shelf: columns.Columns, first: int, count: int) -> Array:
    return shelf.get(first, count).T
