"""Values over time: held from each instant on, or linear between."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from gaoxin.engine.reading.variables import default
from gaoxin.engine.running.memory import check_room
from gaoxin.engine.running.overrides.overridden import TIME, Overridden
from gaoxin.engine.running.timing import Timing
from gaoxin.engine.values.graph import Array

INTERPOLATE = "interpolate"
"""The attribute by which a DataArray says that it is linear between its times."""


def along_time(slot: Overridden, values: Array, given: Any, timing: Timing) -> Array:
    """Return values at the instants of a run.

    Parameters
    ----------
    slot : Overridden
    values : array, shape (*subscripts, times, members)
    given : xarray.DataArray
        Whose times and attributes count.
    timing : Timing

    Returns
    -------
    array, shape (*subscripts, instants, members)

    Raises
    ------
    ModelError
        There are no times, they are no ascending numbers, or all lie outside the run.
    """
    times = _times(slot, given, timing)
    _check_room(slot, values, timing)
    if is_linear(slot, given):
        return _linear(values, times, timing.instants)
    held = np.searchsorted(times, timing.instants + 1e-6 * timing.step, side="right") - 1
    picked = values.take(np.maximum(held, 0), axis=-2)
    early = held < 0
    variable = slot.variable
    if early.any() and (variable.is_constant or early[timing.instant(timing.begin)]):
        if not variable.is_constant:
            raise slot.refused(
                f"begins at {times[0]:g}, after the start of the run; give its value from "
                f"{timing.start:g} on"
            )
        own = np.broadcast_to(default(slot.path, variable)[..., None, None], picked.shape)
        picked[..., early, :] = own[..., early, :]
    return picked


def _check_room(slot: Overridden, values: Array, timing: Timing) -> None:
    *elements, _, members = values.shape
    instants = len(timing.instants)
    check_room(
        8 * prod(elements) * instants * members,
        f"{members} members of '{slot.variable.name}' at {instants} instants",
        "run fewer members at a time (first_member=...), or take a larger time step",
    )


def is_linear(slot: Overridden, given: Any) -> bool:
    """Return whether a DataArray says that it is linear between its times.

    Raises
    ------
    ModelError
        Its attribute says neither yes nor no.
    """
    said = given.attrs.get(INTERPOLATE, False)
    truth = isinstance(said, (bool, int, np.bool_, np.integer)) and said in (0, 1)
    if not truth:
        raise slot.refused(
            f"has the attribute {INTERPOLATE} = {said!r}; write True for linear between its times, "
            "False for held from each on"
        )
    return bool(said)


def _times(slot: Overridden, given: Any, timing: Timing) -> Array:
    if TIME not in given.coords:
        raise slot.refused("runs over time without a 'time' coordinate; add one")
    labels = np.asarray(given.coords[TIME].values)
    if labels.dtype.kind not in "iuf":
        raise slot.refused(
            f"has a 'time' coordinate of {labels.dtype}; write numbers in the model's time unit, "
            f"as {timing.start:g}"
        )
    times = labels.astype(np.float64)
    if not np.isfinite(times).all() or (np.diff(times) <= 0).any():
        raise slot.refused(
            "needs finite times, each once and in ascending order; write "
            "value.dropna('time').drop_duplicates('time').sortby('time')"
        )
    slack = 1e-6 * timing.step
    end = timing.start + timing.steps * timing.step
    if times[-1] < timing.start - slack or times[0] > end + slack:
        span = f"{times[0]:.12g} to {times[-1]:.12g}" if len(times) > 1 else f"{times[0]:.12g}"
        raise slot.refused(
            f"has times {span}, all outside the run from {timing.start:.12g} to {end:.12g}; write "
            "times of the run, in the model's time unit, or a value without 'time'"
        )
    return times


def _linear(values: Array, times: Array, instants: Array) -> Array:
    after = np.clip(np.searchsorted(times, instants), 1, max(1, len(times) - 1))
    if len(times) == 1:
        return values.take(np.zeros(len(instants), dtype=int), axis=-2)
    share = np.clip((instants - times[after - 1]) / (times[after] - times[after - 1]), 0.0, 1.0)
    low, high = values.take(after - 1, axis=-2), values.take(after, axis=-2)
    return low + (high - low) * share[:, None]
