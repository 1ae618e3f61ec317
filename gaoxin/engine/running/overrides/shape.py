"""Overrides in the shape that a run computes with: subscripts, instants, members."""

from __future__ import annotations

from typing import Any

import numpy as np

from gaoxin.engine.running.overrides.alignment import aligned
from gaoxin.engine.running.overrides.numbers import numbers
from gaoxin.engine.running.overrides.overridden import TIME, Overridden, X
from gaoxin.engine.running.overrides.paths import along_time, is_linear
from gaoxin.engine.running.timing import Timing
from gaoxin.engine.values.graph import Array


def shaped(slot: Overridden, value: Any, timing: Timing, first: int = 0) -> Array:
    """Bring an override into shape.

    Parameters
    ----------
    slot : Overridden
    value : float, array over members, or xarray.DataArray
        A DataArray may run over any of ``member``, ``time`` and the variable's axes. Over time it
        holds from each instant on, or is linear between when ``attrs["interpolate"]``.
    timing : Timing
    first : int
        The number of the run's first member.

    Returns
    -------
    array
        Shape ``(*subscripts, instants or 1, members or 1)``.

    Raises
    ------
    ModelError
        An unknown dimension, label or element, a wrong length, or a value that is no number.
    """
    shape = slot.variable.shape
    if not has_dims(value):
        plain = numbers(slot, value)
        if plain.ndim > 1:
            raise slot.refused(
                f"has shape {plain.shape}; give a number, one number a member, or a DataArray "
                "with named dimensions"
            )
        spread = plain.reshape((1,) * len(shape) + (1, plain.size))
        return np.broadcast_to(spread, (*shape, 1, plain.size))
    is_linear(slot, value)
    values = aligned(slot, value, first)
    if TIME in value.dims:
        values = along_time(slot, values, value, timing)
    return np.broadcast_to(values, (*shape, *values.shape[-2:]))


def has_dims(value: Any) -> bool:
    """Return whether a value has named dimensions."""
    return hasattr(value, "dims") and hasattr(value, "coords") and hasattr(value, "data")


def table_points(slot: Overridden, value: Any) -> int:
    """Return how many points an override of a lookup has; a number alone is a table of one."""
    if has_dims(value):
        return int(value.sizes[X]) if X in value.dims else 1
    plain = numbers(slot, value)
    return len(plain) if _are_pairs(plain) else 1


def shaped_table(
    slot: Overridden, value: Any, timing: Timing, first: int = 0
) -> tuple[Array, Array]:
    """Bring an override of a lookup into shape.

    Parameters
    ----------
    slot : Overridden
    value : pairs of numbers, DataArray, number or array over members
        Points (x, y); or y over a dimension ``x`` with coordinates and any of ``member``,
        ``time`` and the lookup's axes; or what the lookup gives for every x.
    timing : Timing
    first : int
        The number of the run's first member.

    Returns
    -------
    x : array, shape (points,)
    y : array, shape (*subscripts, points, instants or 1, members or 1)

    Raises
    ------
    ModelError
    """
    x, rows = _points(slot, value)
    order = np.argsort(x, kind="stable")
    if (np.diff(x[order]) == 0).any():
        raise slot.refused("has two points at one x; leave one of them out")
    found = [shaped(slot, rows[i], timing, first) for i in order]
    return x[order], np.stack(np.broadcast_arrays(*found), axis=-3)


def _points(slot: Overridden, value: Any) -> tuple[Array, list[Any]]:
    """Return x, and what holds at each."""
    if has_dims(value):
        if X not in value.dims:
            return np.zeros(1), [value]
        if X not in value.coords:
            raise slot.refused("has a dimension 'x' without coordinates; add them")
        x = numbers(slot, value.coords[X].values)
        return x, [value.isel({X: i}, drop=True) for i in range(len(x))]
    plain = numbers(slot, value)
    return (plain[:, 0], list(plain[:, 1])) if _are_pairs(plain) else (np.zeros(1), [plain])


def _are_pairs(plain: Array) -> bool:
    return plain.ndim == 2 and plain.shape[1] == 2
