"""Memory for values, handed out and taken back, so that a tape stays in the processor's cache."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Key = tuple[int, bool]


@dataclass
class Pool:
    """Free memory by number of elements and type."""

    free: dict[Key, list[npt.NDArray[Any]]] = field(default_factory=dict)
    made: int = 0

    def take(self, shape: tuple[int, ...], logical: bool) -> npt.NDArray[Any]:
        """Return an array of this shape, from what was given back last if there is any."""
        size = int(np.prod(shape))
        waiting = self.free.get((size, logical))
        if waiting:
            return waiting.pop().reshape(shape)
        self.made += 1
        return aligned(size, logical).reshape(shape)

    def give(self, array: npt.NDArray[Any]) -> None:
        """Take an array back."""
        flat = array.reshape(-1)
        self.free.setdefault((flat.size, array.dtype == np.bool_), []).append(flat)


def aligned(size: int, logical: bool = False) -> npt.NDArray[Any]:
    """Return an uninitialised flat array that begins at a cache line."""
    item = 1 if logical else 8
    raw = np.empty(size * item + 64, dtype=np.uint8)
    offset = -raw.ctypes.data % 64
    return raw[offset : offset + size * item].view(np.bool_ if logical else np.float64)
