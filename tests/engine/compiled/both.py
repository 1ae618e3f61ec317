"""The same run by NumPy and by compiled code: what must not differ in any bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from gaoxin.engine.model import Model
from gaoxin.errors import NonFinite

MEMBERS = 11
"""One full tile of eight, and a part of one."""


def differences(model: Model, given: dict[str, Any], **options: Any) -> list[str]:
    """Return the variables whose bits differ; NaN is NaN. None may, nor what is said of failures.

    Raises
    ------
    ModelError
        Compiled code does not cover the run.
    """
    ways: list[xr.Dataset | str] = []
    for backend in ("numpy", "compiled"):
        try:
            ways.append(model.run(given, backend=backend, **options))
        except NonFinite as error:
            ways.append(str(error))
    ours, theirs = ways
    if isinstance(ours, str) or isinstance(theirs, str):
        return [] if ours == theirs else [f"{ours!s:.100} / {theirs!s:.100}"]
    return differing(ours, theirs)


def differing(ours: xr.Dataset, theirs: xr.Dataset) -> list[str]:
    """Return the variables of a NumPy run and a compiled one whose bits differ."""
    assert (ours.attrs["backend"], theirs.attrs["backend"]) == ("numpy", "compiled")
    if ours.attrs["diagnosis"] != theirs.attrs["diagnosis"]:
        return ["diagnosis"]
    return [str(n) for n in ours if not _same(ours[n].values, theirs[n].values)]


def _same(a: Any, b: Any) -> bool:
    x, y = np.atleast_1d(a), np.atleast_1d(b)
    nan = np.isnan(x)
    if x.shape != y.shape or not np.array_equal(nan, np.isnan(y)):
        return False
    return bool((x.view(np.int64) == y.view(np.int64))[~nan].all())


def drawn(model: Model, names: list[str], seed: int = 3) -> dict[str, Any]:
    """Return constants that differ a little between members."""
    rng = np.random.default_rng(seed)
    factor = (xr.DataArray(rng.uniform(0.97, 1.03, MEMBERS), dims="member") for _ in names)
    return {name: model.default(name) * f for name, f in zip(names, factor, strict=True)}


def in_time(model: Model, name: str, *, by_member: bool) -> xr.DataArray:
    """Return a constant that changes twice in a run, for each member to its own values."""
    timing = model.prepare().timing
    span = timing.steps * timing.step
    times = timing.start + np.array([0.0, 0.3, 0.7]) * span
    factor = xr.DataArray([1.0, 1.05, 0.9], dims="time", coords={"time": times})
    if by_member:
        rng = np.random.default_rng(5)
        factor = factor * xr.DataArray(rng.uniform(0.97, 1.03, MEMBERS), dims="member")
    return model.default(name) * factor
