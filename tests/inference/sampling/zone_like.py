"""A stand-in of the zone's shape: 170 constants, ten AR(1) drivers over six years, 58 readings.

Sizes and memories of the drivers are unknown. With `curvature` 0 readings are linear given them;
above, two sides of a smooth minimum, elasticities that scale shocks, products, logarithms of sums,
and shocks cut off at three sizes bend it. The gradient is written by hand, step by step backwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtr
from scipy.stats import beta

from gaoxin.inference.sampling.density import FreeScale
from tests.inference.sampling.standins import Normal

Array = NDArray[np.float64]

CONSTANTS, DRIVERS, YEARS, SERIES = 170, 10, 7, 16
PATHS = DRIVERS * YEARS
WIDTH = CONSTANTS + PATHS + 2 * DRIVERS
MEDIANS = np.array([0.08, 0.055, 0.03, 0.4, 0.025, 0.25, 0.35, 0.15, 0.15, 0.02])
SPREADS = np.array([0.8, 0.3, 0.3, 0.8, 0.3, 0.3, 0.3, 0.8, 0.3, 0.3])
"""Deviations of the logarithms of the sizes: three are nearly unknown."""
MEMORIES = (
    *((3, 4.5), (2, 4.5), (6, 2.8), (2, 5.5), (3.5, 3.5)),
    *((3, 4), (3, 4), (2, 4), (2, 4), (3, 3)),
)
"""Beta laws of the memories."""
GRID = np.linspace(-6.0, 6.0, 2401)
SHARPNESS, CUT = 0.25, 3.0
TIMES = np.arange(6) / 5.0
BEND = 4.0 * TIMES * (1.0 - TIMES)


@dataclass
class ZoneLike(Normal):
    """See the module; parameters are constants, drivers' normals, sizes, memories."""

    curvature: float = 0.0
    parts: dict[str, Array] = field(default_factory=dict)
    kinds: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))

    @property
    def hyper(self) -> tuple[int, ...]:
        return tuple(range(CONSTANTS + PATHS, WIDTH))

    @property
    def scales(self) -> tuple[FreeScale, ...]:  # type: ignore[override]
        """The sizes of the drivers; where shocks are cut off they are no longer free."""
        first = CONSTANTS + PATHS
        return tuple(
            FreeScale(
                f"size {d}",
                first + d,
                tuple(range(CONSTANTS + d * YEARS, CONSTANTS + (d + 1) * YEARS)),
                partial(_log_size, d),
                allowed=partial(_uncut, d) if self.curvature else None,
            )
            for d in range(DRIVERS)
        )

    def features(self, at: Array) -> Array:
        return np.concatenate([at[:, :CONSTANTS], paths(at)[0].reshape(len(at), -1)], axis=1)

    def pull_back(self, at: Array, weights: Array) -> Array:
        out = np.zeros_like(at)
        out[:, :CONSTANTS] = weights[:, :CONSTANTS]
        by_path = np.broadcast_to(weights[:, CONSTANTS:], (len(at), PATHS))
        normals, _, _ = paths_back(at, by_path.reshape(-1, DRIVERS, YEARS))
        out[:, CONSTANTS : CONSTANTS + PATHS] = normals.reshape(len(at), -1)
        return out

    def said_and_back(self, at: Array) -> tuple[Array, Callable[[Array], Array]]:
        yearly, yearly_back = self._yearly(at)
        shares = np.exp(yearly[:, :, 1:])
        total = shares.sum(axis=2, keepdims=True)
        kinds = np.stack(
            [
                yearly[:, :, 0],
                yearly[:, :, 5],
                np.log(total[:, :, 0] / 5.0) if self.curvature else yearly[:, :, 1:].mean(axis=2),
                yearly[:, :, 5] - yearly[:, :, 4],
            ],
            axis=2,
        )
        series, kind = self.kinds.T

        def back(weights: Array) -> Array:
            by_kind = np.zeros_like(kinds)
            by_kind[:, series, kind] = weights
            by_year = np.zeros_like(yearly)
            by_year[:, :, 0] = by_kind[:, :, 0]
            by_year[:, :, 5] = by_kind[:, :, 1] + by_kind[:, :, 3]
            by_year[:, :, 4] -= by_kind[:, :, 3]
            each = shares / total if self.curvature else 0.2
            by_year[:, :, 1:] += by_kind[:, :, 2:3] * each
            return yearly_back(by_year)

        return kinds[:, series, kind], back

    def _yearly(self, at: Array) -> tuple[Array, Callable[[Array], Array]]:
        """Return yearly values (member, series, year), and their adjoint."""
        p, c = self.parts, self.curvature
        constants = at[:, :CONSTANTS]
        drive, drive_back = self._drive(at)
        level = constants @ p["level"]
        slope = constants @ p["slope"]
        line = level[:, :, None] + slope[:, :, None] * TIMES
        line += (constants @ p["bend"])[:, :, None] * BEND
        if not c:

            def back(weights: Array) -> Array:
                out = drive_back(weights)
                out[:, :CONSTANTS] += self._line_back(weights)
                return out

            return line + drive, back
        elastic = np.exp(0.4 * c * constants[:, self.kinds_of_elasticity])[:, :, None]
        first = line + drive * elastic
        other = p["gap"][:, None] + (constants @ p["level 2"])[:, :, None]
        other = other + (constants @ p["slope 2"])[:, :, None] * TIMES
        second = c * other + (1.0 - c) * (line + 0.6)
        apart = (first - second) / SHARPNESS
        one, two = constants @ p["factor 1"], constants @ p["factor 2"]
        growing = 0.12 * c * (0.4 + TIMES)
        value = first - SHARPNESS * np.logaddexp(0.0, apart) + (one * two)[:, :, None] * growing

        def bent_back(weights: Array) -> Array:
            to_second = weights * expit(apart)
            to_first = weights - to_second
            out = drive_back(to_first * elastic)
            by_elastic = 0.4 * c * (to_first * drive * elastic).sum(axis=2)
            for series, constant in enumerate(self.kinds_of_elasticity):
                out[:, constant] += by_elastic[:, series]
            own = out[:, :CONSTANTS]
            own += self._line_back(to_first + (1.0 - c) * to_second)
            own += c * (to_second.sum(axis=2) @ p["level 2"].T)
            own += c * ((to_second * TIMES).sum(axis=2) @ p["slope 2"].T)
            by_product = (weights * growing).sum(axis=2)
            own += (by_product * two) @ p["factor 1"].T + (by_product * one) @ p["factor 2"].T
            return out

        return value, bent_back

    @property
    def kinds_of_elasticity(self) -> NDArray[np.int64]:
        """The constant that scales the shocks of each series."""
        return self.parts["elasticity"].astype(np.int64)

    def _line_back(self, weights: Array) -> Array:
        p = self.parts
        return np.asarray(
            weights.sum(axis=2) @ p["level"].T
            + (weights * TIMES).sum(axis=2) @ p["slope"].T
            + (weights * BEND).sum(axis=2) @ p["bend"].T
        )

    def _drive(self, at: Array) -> tuple[Array, Callable[[Array], Array]]:
        """Return what drivers add to each series and year, and its adjoint."""
        path, memory, _ = paths(at)
        size = sizes(at)
        cut = CUT * size[:, :, None]
        shock = np.clip(path, -cut, cut) if self.curvature else path
        early, late, early_by, late_by = year_weights(memory)
        mean = early[:, :, None] * shock[:, :, :-1] + late[:, :, None] * shock[:, :, 1:]
        now, since = self.parts["effect"], self.parts["lasting effect"]
        said = np.matmul(now, mean) + np.matmul(since, np.cumsum(mean, axis=2))

        def back(weights: Array) -> Array:
            later = np.cumsum(weights[:, :, ::-1], axis=2)[:, :, ::-1]
            by_mean = np.matmul(now.T, weights) + np.matmul(since.T, later)
            by_shock = np.zeros_like(shock)
            by_shock[:, :, :-1] += early[:, :, None] * by_mean
            by_shock[:, :, 1:] += late[:, :, None] * by_mean
            by_memory = (by_mean * shock[:, :, :-1]).sum(axis=2) * early_by
            by_memory += (by_mean * shock[:, :, 1:]).sum(axis=2) * late_by
            by_size = np.zeros_like(size)
            if self.curvature:
                outside = np.abs(path) > cut
                by_size += CUT * (np.sign(path) * by_shock * outside).sum(axis=2)
                by_shock = np.where(outside, 0.0, by_shock)
            normals, own_size, own_memory = paths_back(at, by_shock)
            out = np.zeros_like(at)
            out[:, CONSTANTS : CONSTANTS + PATHS] = normals.reshape(len(at), -1)
            first = CONSTANTS + PATHS
            out[:, first : first + DRIVERS] = SPREADS * size * (by_size + own_size)
            out[:, first + DRIVERS :] = (by_memory + own_memory) * memory_slopes(at)
            return out

        return said, back


def sizes(at: Array) -> Array:
    """Return the drivers' sizes, shape (member, driver)."""
    first = CONSTANTS + PATHS
    return np.asarray(MEDIANS * np.exp(SPREADS * at[:, first : first + DRIVERS]))


def _log_size(driver: int, at: Any) -> Any:
    return SPREADS[driver] * at


def _uncut(driver: int, before: Array, after: Array) -> NDArray[np.bool_]:
    """Return whether no shock of a driver is cut off, before or after, shape (member,)."""
    path = np.abs(paths(before)[0][:, driver]).max(axis=1)
    least = np.minimum(sizes(before)[:, driver], sizes(after)[:, driver])
    return np.asarray(path < CUT * least)


def _table() -> Array:
    rows = [np.clip(beta(a, b).ppf(ndtr(GRID)), 1e-3, 0.995) for a, b in MEMORIES]
    return np.array(rows)


TABLE = _table()


def _places(at: Array) -> tuple[NDArray[np.int64], Array]:
    place = (np.clip(at[:, -DRIVERS:], -5.999, 5.999) - GRID[0]) / (GRID[1] - GRID[0])
    return place.astype(np.int64), place - np.floor(place)


def memories(at: Array) -> Array:
    """Return the drivers' memories, shape (member, driver)."""
    whole, rest = _places(at)
    rows = np.arange(DRIVERS)
    return np.asarray(TABLE[rows, whole] * (1.0 - rest) + TABLE[rows, whole + 1] * rest)


def memory_slopes(at: Array) -> Array:
    """Return derivatives of the memories, shape (member, driver)."""
    whole, _ = _places(at)
    rows = np.arange(DRIVERS)
    return np.asarray((TABLE[rows, whole + 1] - TABLE[rows, whole]) / (GRID[1] - GRID[0]))


def paths(at: Array) -> tuple[Array, Array, Array]:
    """Return year-end values (member, driver, year), memories and innovations' roots."""
    size, memory = sizes(at), memories(at)
    root = np.sqrt(1.0 - memory**2)
    normals = at[:, CONSTANTS : CONSTANTS + PATHS].reshape(-1, DRIVERS, YEARS)
    path = np.empty_like(normals)
    path[:, :, 0] = size * normals[:, :, 0]
    for year in range(1, YEARS):
        path[:, :, year] = memory * path[:, :, year - 1] + size * root * normals[:, :, year]
    return path, memory, root


def paths_back(at: Array, by_path: Array) -> tuple[Array, Array, Array]:
    """Return derivatives by normals, sizes and memories from those by year-end values."""
    path, memory, root = paths(at)
    size = sizes(at)
    normals = at[:, CONSTANTS : CONSTANTS + PATHS].reshape(-1, DRIVERS, YEARS)
    by_normal = np.empty(by_path.shape)
    by_size, by_memory = np.zeros_like(size), np.zeros_like(size)
    after = by_path[:, :, -1].copy()
    for year in range(YEARS - 1, 0, -1):
        by_normal[:, :, year] = size * root * after
        by_size += root * normals[:, :, year] * after
        by_memory += after * (path[:, :, year - 1] - size * memory / root * normals[:, :, year])
        after = memory * after + by_path[:, :, year - 1]
    by_normal[:, :, 0] = size * after
    by_size += normals[:, :, 0] * after
    return by_normal, by_size, by_memory


def year_weights(memory: Array) -> tuple[Array, Array, Array, Array]:
    """Return weights of a year's first and last value in its mean, and their slopes by memory.

    The mean over a year of a path that goes back to its mean at the rate of its memory.
    """
    log = np.log(memory)
    share = -(1.0 - memory) / log
    share_by = 1.0 / log + (1.0 - memory) / (memory * log**2)
    late = (1.0 - share) / (1.0 - memory)
    late_by = -share_by / (1.0 - memory) + (1.0 - share) / (1.0 - memory) ** 2
    return share - memory * late, late, share_by - late - memory * late_by, late_by


def zone_like(curvature: float = 0.0, seed: int = 3) -> ZoneLike:
    """Return the stand-in, with readings made from a truth."""
    rng = np.random.default_rng(seed)

    def block(deviation: float) -> Array:
        rows = rng.standard_normal((CONSTANTS, SERIES)) * (rng.random((CONSTANTS, SERIES)) < 0.15)
        return np.asarray(rows / np.sqrt((rows**2).sum(axis=0)) * deviation)

    def effect(share: float) -> Array:
        there = rng.random((SERIES, DRIVERS)) < share
        own = rng.uniform(0.3, 1.0, (SERIES, DRIVERS)) * there * np.minimum(1.0, 0.1 / MEDIANS)
        return np.asarray(own)

    parts = {"level": block(0.3), "slope": block(0.35), "bend": block(0.12)}
    parts["level 2"] = 0.7 * parts["level"] + block(0.25)
    parts["slope 2"] = 0.7 * parts["slope"] + block(0.25)
    parts["effect"] = effect(0.4) * rng.choice([-1.0, 1.0], (SERIES, DRIVERS), p=[0.2, 0.8])
    parts["lasting effect"] = 0.5 * effect(0.25)
    parts["factor 1"], parts["factor 2"] = block(1.0), block(1.0)
    parts["elasticity"] = rng.integers(0, CONSTANTS, SERIES).astype(np.float64)
    parts["gap"] = rng.uniform(0.0, 0.5, SERIES)
    without = {(series, 3) for series in (1, 4, 7, 10, 13, 15)}
    every = [(series, kind) for series in range(SERIES) for kind in range(4)]
    kinds = np.array([one for one in every if one not in without])
    usual = np.array([0.03, 0.03, 0.03, 0.02])
    sd = usual[kinds[:, 1]] * rng.uniform(0.8, 1.7, len(kinds))
    names = (
        *(f"constant {i}" for i in range(CONSTANTS)),
        *(f"driver {d} year {y}" for d in range(DRIVERS) for y in range(YEARS)),
        *(f"size {d}" for d in range(DRIVERS)),
        *(f"memory {d}" for d in range(DRIVERS)),
    )
    own = ZoneLike(np.zeros(len(kinds)), sd, names, curvature=curvature, parts=parts, kinds=kinds)
    truth = 0.7 * rng.standard_normal((1, WIDTH))
    truth[0, CONSTANTS + PATHS :] = 0.0
    truth[0, [CONSTANTS + PATHS, CONSTANTS + PATHS + 3]] = -1.2
    truth[0, CONSTANTS + PATHS + 7] = 1.0
    own.observed = own.simulate(truth)[:, 0] + sd * rng.standard_normal(len(kinds))
    return own
