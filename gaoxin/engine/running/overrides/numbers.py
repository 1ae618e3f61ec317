"""What counts as numbers: what a value holds is taken as it is, or refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from gaoxin.engine.running.overrides.overridden import Overridden
from gaoxin.engine.running.request import shown
from gaoxin.engine.values.graph import Array

KINDS = {
    "M": "dates ({dtype}); write numbers in the model's own unit",
    "m": "spans of time ({dtype}); divide by a unit, as value / numpy.timedelta64(1, 'D')",
    "c": "complex numbers; write their real part, as value.real",
    "S": "bytes; write numbers",
    "V": "records; write one field of them",
}
"""What arrays of a kind (``dtype.kind``) hold, and what to write instead."""


def numbers(slot: Overridden, value: Any) -> Array:
    """Return what an override holds as numbers of double precision, the caller's own if it can be.

    Raises
    ------
    ModelError
        It holds something else, is empty, or a number is not finite.
    """
    array = _array(slot, value)
    if array.dtype.kind == "O":
        array = _objects(slot, value, array)
    if array.dtype.kind in KINDS:
        raise slot.refused(f"holds {KINDS[array.dtype.kind].format(dtype=array.dtype)}")
    if array.dtype.kind not in "biuf":
        raise slot.refused(f"is {shown(value)}, not a number; write numbers without quotes")
    found = np.asarray(array, dtype=np.float64)
    if found.size == 0 or not np.isfinite(found).all():
        raise slot.refused("is empty or holds NaN or infinity; give finite numbers")
    return found


def _array(slot: Overridden, value: Any) -> npt.NDArray[Any]:
    if isinstance(value, np.ma.MaskedArray):
        if np.ma.is_masked(value):
            hidden = int(np.ma.getmaskarray(value).sum())
            raise slot.refused(
                f"is a masked array with {hidden} of {value.size} values masked; write "
                "value.filled(number), or leave those members out with value.compressed()"
            )
        value = value.data
    if hasattr(value, "magnitude") or hasattr(value, "to_value"):  # of pint, of astropy
        raise slot.refused(
            f"is a quantity in {getattr(value, 'units', getattr(value, 'unit', '?'))}; turn it "
            f"into the unit of the model{_unit(slot)} and write its number"
        )
    try:
        return np.asarray(value)
    except (TypeError, ValueError, RuntimeError):
        raise slot.refused(
            f"is {shown(value)}, not a number or an array of numbers; give as many in each row"
        ) from None


def _unit(slot: Overridden) -> str:
    unit = next((e.unit for e in slot.variable.equations if e.unit), "")
    return f", {unit}," if unit else ""


def _objects(slot: Overridden, value: Any, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return whole numbers that are too long for a machine's integers, or say what is no number."""
    if isinstance(value, Mapping):
        raise slot.refused("is a mapping; write pandas.Series(value), by element or by x")
    odd = [v for v in array.flat if type(v) not in {int, float}][:1]
    if odd or not array.size:
        what = f"an array with {shown(odd[0])} in it" if array.ndim and odd else shown(value)
        raise slot.refused(f"is {what}, not a number; write numbers, as float(value)")
    try:
        return array.astype(np.float64)
    except OverflowError:
        raise slot.refused("is larger than any number that a run can hold (1.8e308)") from None
