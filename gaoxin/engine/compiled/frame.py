"""The memory of one thread: rows for a tile's values, and the slots that the loop works on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.compiled.driver import SLOTS, Slot
from gaoxin.engine.compiled.ir import LANES, ROW
from gaoxin.engine.running.buffers import aligned

Words = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Room:
    """Rows that a tile needs of each kind; what of it stands for numbers is a row each."""

    states: int
    member: int
    inputs: int
    results: int
    scratch: int
    rings: int
    tied: int
    loose: int
    stages: int

    def rows(self) -> dict[Slot, int]:
        """Return the rows of each area."""
        areas = {
            Slot.STATE_A: self.states,
            Slot.STATE_B: self.states,
            Slot.MEMBER: self.member,
            Slot.INPUT: self.inputs,
            Slot.RESULT: self.results * max(1, self.stages),
            Slot.SCRATCH: self.scratch,
            Slot.RINGS: self.rings,
            Slot.POSITIONS: self.tied + self.loose,
            Slot.LENGTHS: self.loose,
        }
        if self.stages:
            areas |= {Slot.STAGE_STATE: self.states, Slot.STAGE_NEXT: self.states}
        return areas


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
    room: Room,
    shared: Mapping[Slot, int],
    uniform: npt.NDArray[np.float64],
    outputs: Mapping[Slot, Words],
    alive: Sequence[Any],
) -> Frame:
    """Return the memory of a thread.

    Parameters
    ----------
    room : Room
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
    areas = room.rows()
    memory = aligned(LANES * sum(areas.values()) + LANES)
    memory[...] = 0.0
    slots = np.zeros(SLOTS, dtype=np.int64)
    address = memory.ctypes.data
    for slot, rows in areas.items():
        slots[slot] = address
        address += ROW * rows
    own = uniform.copy()
    slots[Slot.UNIFORM] = own.ctypes.data
    slots[Slot.RESULT_BYTES] = ROW * room.results
    for slot, value in shared.items():
        slots[slot] = value
    tables = []
    for slot, first in outputs.items():
        table = first.copy()
        slots[slot], slots[slot + 1] = len(table), table.ctypes.data
        tables.append((table, first))
    return Frame(slots, (memory, own, *alive), tuple(tables))
