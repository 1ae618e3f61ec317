"""A kernel held against NumPy's tape: how far apart they are, by the scale of each variable."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import xarray as xr

from gaoxin.engine.model import Model
from gaoxin.simulator.kernel.kernel import KINDS, Kernel, make_kernel
from tests.simulator.wasm import Array, run

CONTROLS = {"initial_time", "final_time", "time_step", "saveper"}


def kernel_of(
    model: Model, given: dict[str, Any], free: list[str], outputs: list[str], **options: Any
) -> Kernel:
    """Return the kernel of a run with some overrides, in which others may be set."""
    setup = model.prepare(given, **options)
    keys = [model.canonical(name) for name in outputs]
    return make_kernel(setup, keys, free=[model.canonical(name) for name in free])


def differences(
    model: Model, given: dict[str, Any], free: list[str], outputs: list[str], **options: Any
) -> Iterator[tuple[str, float]]:
    """Yield each variable with its largest difference, as a share of its scale, for each module.

    The scale is the largest absolute value of the variable in the run, at all times and members.
    """
    kernel = kernel_of(model, given, free, outputs, **options)
    truth = model.run(given, outputs=outputs, backend="numpy", **options)
    setup = model.prepare(given, **options)
    found = [run(kernel, setup, which) for which in KINDS]
    lost = list(truth.attrs["failed"])  # NaN throughout in the results of the program
    by_key = {model.canonical(str(name)): values for name, values in truth.data_vars.items()}
    for name in outputs:
        key = model.canonical(name)
        theirs = _laid_out(by_key[key])
        for which, ours in zip(KINDS, found, strict=True):
            yield f"{name} ({which})", _apart(_without(ours[key], lost), _without(theirs, lost))


def _without(values: Array, members: list[int]) -> Array:
    return values if values.shape[-1] == 1 else np.delete(values, members, axis=-1)


def _laid_out(values: xr.DataArray) -> Array:
    """Return values as (time or 1, element, member or 1)."""
    inner = [str(d) for d in values.dims if d not in {"time", "member"}]
    for dim in ("time", "member"):
        if dim not in values.dims:
            values = values.expand_dims(dim)
    whole = values.transpose("time", *inner, "member").values
    return np.asarray(whole.reshape(whole.shape[0], -1, whole.shape[-1]), dtype=np.float64)


def _apart(ours: Array, truth: Array) -> float:
    theirs = np.broadcast_to(truth, np.broadcast_shapes(ours.shape, truth.shape))
    mine = np.broadcast_to(ours, theirs.shape)
    missing = ~np.isfinite(theirs)
    if (np.isfinite(mine) == missing).any():
        return float("inf")
    if missing.all():
        return 0.0
    scale = float(np.abs(theirs[~missing]).max()) or 1.0
    return float(np.abs(mine - theirs)[~missing].max()) / scale
