"""The engine that runs compiled code: blocks of members on threads."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gaoxin.engine.compiled.bind import Binder
from gaoxin.engine.compiled.build import loop
from gaoxin.engine.compiled.frame import Frame
from gaoxin.engine.compiled.kept import compiled
from gaoxin.engine.compiled.slots import Slot
from gaoxin.engine.running.blocks import Engine, division
from gaoxin.engine.running.methods import EULER
from gaoxin.engine.running.remembered import Kept
from gaoxin.engine.running.run import Run
from gaoxin.engine.running.stores import Store
from gaoxin.engine.running.workers import on_threads

WIDTH = 256
"""Members a block: few enough to share out evenly, and to keep what is streamed of them small."""


def compiled_engine(
    kept: Kept,
    run: Run,
    *,
    workers: int | None = None,
    block: int | None = None,
    asked: bool = False,
) -> Engine:
    """Return the engine of a run.

    Parameters
    ----------
    kept : dict
        What is kept with the model.
    run : Run
        Its plan knows no constants but literals.
    workers, block : int, optional
    asked : bool
        Whether compiled code is asked for by name.

    Returns
    -------
    Engine

    Raises
    ------
    NotCovered
        Something of the run has no compiled form.
    ModelError
        `workers` or `block` is no whole number from 1 on.
    """
    plan, timing, parameters = run.plan, run.setup.timing, run.setup.parameters
    parts = division(plan, parameters, workers, block, WIDTH)
    code = compiled(
        kept,
        plan,
        euler=timing.method == EULER,
        dense=timing.every == 1,
        runs=parts.members * (timing.steps - timing.begin + 1),
        asked=asked,
    )
    binder = Binder(code, timing, parameters)

    def blocks(filled: Mapping[str, Store]) -> _Blocks:
        binder.fill_shared(filled)
        return _Blocks(binder, filled, parts.width)

    return Engine(plan, timing, parameters, parts, blocks, on_threads, np.empty)


class _Blocks:
    """Runs blocks of members on one thread."""

    def __init__(self, binder: Binder, filled: Mapping[str, Store], width: int) -> None:
        self.binder, self.filled, self.width = binder, filled, width
        self.frame: Frame = binder.frame(filled)

    def run(self, start: int, at: int | None = None) -> None:
        """Run the members from `start` on, and write their outputs from `at` on."""
        slots = self.frame.slots
        self.frame.shift(0 if at is None else start - at)
        slots[Slot.ORIGIN], slots[Slot.END] = start, start + self.width
        loop()(slots.ctypes.data, start, start + self.width)
