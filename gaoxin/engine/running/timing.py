"""When a run starts, steps, saves and ends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gaoxin.engine.contents import MAX_STEPS
from gaoxin.engine.running.methods import Method
from gaoxin.engine.values.graph import Array
from gaoxin.errors import ModelError


@dataclass(frozen=True)
class Timing:
    """The time grid of a run.

    Attributes
    ----------
    start, step : float
        In the model's time unit.
    steps : int
        Number of steps.
    every : int or float
        Steps between saved instants: an instant is saved at the first step that reaches it, and so
        is the last one.
    method : Method
        How a step is made; its stages say at which instants inside a step values are wanted.
    begin : int
        First step to be run; those before it were run earlier, and their end was kept.
    """

    start: float
    step: float
    steps: int
    every: float
    method: Method
    begin: int = 0

    @cached_property
    def saved(self) -> list[int]:
        """Steps after which values are saved."""
        first = math.ceil(self.begin / self.every - 1e-6) if self.every % 1 else 0
        count = math.floor((self.steps - self.begin) / self.every + 1e-6) + 1
        begin = 0 if self.every % 1 else self.begin
        saves = (begin + math.ceil((first + i) * self.every - 1e-6) for i in range(count + 1))
        found = [self.begin, *(step for step in saves if self.begin < step < self.steps)]
        return found if found[-1] == self.steps else [*found, self.steps]

    @property
    def saved_times(self) -> Array:
        """Instants that are saved."""
        return self.start + np.array(self.saved, dtype=np.float64) * self.step

    @cached_property
    def instants(self) -> Array:
        """Instants at which values are computed: every step, and the method's stages inside it."""
        parts = self.method.parts
        steps = np.arange(parts * self.steps + 1, dtype=np.float64)
        return self.start + steps * (self.step / parts)

    def instant(self, step: int) -> int:
        """Index of a step's beginning among the instants."""
        return self.method.parts * step


def make_timing(start: float, final: float, step: float, save: float, method: Method) -> Timing:
    """Lay out the time grid.

    Parameters
    ----------
    start, final, step, save : float
        Initial and final time, time step, time between saved values.
    method : Method

    Returns
    -------
    Timing

    Raises
    ------
    ModelError
        A number is not finite, the step is not positive, the end lies before the start, or saved
        values are nearer than steps.
    """
    for name, value in (
        ("initial time", start),
        ("final time", final),
        ("time step", step),
        ("save_every", save),
    ):
        if not np.isfinite(value):
            raise ModelError(f"{name} {value} is not a finite number")
    if step <= 0 or final < start:
        raise ModelError(
            f"time step {step:g} from {start:g} to {final:g}: the step must be positive and the "
            "final time not before the initial time; write TIME STEP above 0"
        )
    if (final - start) / step > MAX_STEPS:
        raise ModelError(
            f"{(final - start) / step:.3g} steps, and at most {MAX_STEPS} are run; write a larger "
            "time_step, or an earlier final_time"
        )
    every = _steps(save / step, f"save_every {save:g} is less than the time step {step:g}")
    steps = int(np.floor((final - start) / step + 1e-6))
    return Timing(start, step, steps, every, method)


def _steps(ratio: float, message: str) -> float:
    """Return the steps between saved instants: a whole number where it is near to one."""
    nearest = round(ratio)
    if ratio < 1 - 1e-6:
        raise ModelError(f"{message}; write the time step or more")
    return nearest if abs(ratio - nearest) <= 1e-6 * max(1.0, ratio) else ratio
