"""What every benchmark needs: repetitions side by side, draws of constants, the files."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gaoxin.engine.model import Model

ROOT = Path(__file__).parents[2]


def best_of(repetitions: int, work: Callable[[], Any]) -> float:
    """Return the least wall time of some repetitions, in seconds."""
    return side_by_side(repetitions, [work])[0]


def side_by_side(repetitions: int, works: Sequence[Callable[[], Any]]) -> list[float]:
    """Return the least wall time of each work, in seconds.

    They take turns, so that a machine that slows down slows all of them.
    """
    times: list[list[float]] = [[] for _ in works]
    for _ in range(repetitions):
        for own, work in zip(times, works, strict=True):
            begin = time.perf_counter()
            work()
            own.append(time.perf_counter() - begin)
    return [min(own) for own in times]


def draws(model: Model, names: Sequence[str], members: int) -> dict[str, Any]:
    """Spread some constants by 5 % around their own values, over members."""
    import xarray

    rng = np.random.default_rng(1)
    factors = (xarray.DataArray(rng.uniform(0.95, 1.05, members), dims="member") for _ in names)
    return {n: model.default(n) * f for n, f in zip(names, factors, strict=True)}
