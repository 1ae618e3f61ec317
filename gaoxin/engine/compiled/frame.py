"""The memory of one thread: rows for a tile's values, and the slots that the loop works on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.compiled.ir import LANES, ROW
from gaoxin.engine.compiled.slots import SLOTS, Slot
from gaoxin.engine.running.buffers import aligned

Words = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Frame:
    """Slots of a thread; they and what they point to live as long as this does.

    Attributes
    ----------
    slots : array
    alive : tuple
        What the slots point to.
    outputs : tuple of (array, array)
        Lists of outputs, and the same lists for stores whose first member is member 0.
    """

    slots: Words
    alive: tuple[Any, ...]
    outputs: tuple[tuple[Words, Words], ...]

    def shift(self, member: int) -> None:
        """Let the stores begin with a member."""
        for table, first in self.outputs:
            table[:, 1] = first[:, 1] - member * first[:, 3]


def frame(
    areas: Mapping[Slot, int],
    shared: Mapping[Slot, int],
    uniform: npt.NDArray[np.float64],
    outputs: Mapping[Slot, Words],
    alive: Sequence[Any],
) -> Frame:
    """Return the memory of a thread.

    Parameters
    ----------
    areas : mapping of Slot to int
        Rows of each area.
    shared : mapping of Slot to int
        What is the same for all threads.
    uniform : array, shape (uniform rows,)
        Values of the uniform rows, copied.
    outputs : mapping of Slot to array
        Lists of outputs.
    alive : sequence
        What `shared` points to.

    Returns
    -------
    Frame
    """
    memory = aligned(LANES * sum(areas.values()) + LANES)
    memory[...] = 0.0
    slots = np.zeros(SLOTS, dtype=np.int64)
    address = memory.ctypes.data
    for slot, rows in areas.items():
        slots[slot] = address
        address += ROW * rows
    own = uniform.copy()
    slots[Slot.UNIFORM] = own.ctypes.data
    for slot, value in shared.items():
        slots[slot] = value
    tables = []
    for slot, first in outputs.items():
        table = first.copy()
        slots[slot], slots[slot + 1] = len(table), table.ctypes.data
        tables.append((table, first))
    return Frame(slots, (memory, own, *alive), tuple(tables))
