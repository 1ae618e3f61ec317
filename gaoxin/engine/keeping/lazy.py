"""Values of a Dataset that are read each time they are asked for, and not kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from xarray.backends import BackendArray
from xarray.core.indexing import (
    ExplicitIndexer,
    IndexingSupport,
    LazilyIndexedArray,
    explicit_indexing_adapter,
)

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
